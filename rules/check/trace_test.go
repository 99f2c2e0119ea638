package check

import (
	"strings"
	"testing"

	"pillars/rules"
)

func TestExplain(t *testing.T) {
	cat := &rules.Catalog{Rules: []rules.Rule{{ID: "AKS-001", Status: rules.Active, Checks: []rules.Check{{
		ID: "tier", Severity: rules.High, Target: rules.Target{
			Types: []string{"Microsoft.ContainerService/managedClusters"},
			Match: map[string]any{"type": "object", "required": []any{"name"}},
		},
		Assert: map[string]any{"type": "object", "required": []any{"sku"}, "properties": map[string]any{
			"sku": map[string]any{"type": "object", "required": []any{"tier"}, "properties": map[string]any{
				"tier": map[string]any{"enum": []any{"Standard"}}, "size": map[string]any{"type": "string"},
			}},
			"adminPassword": map[string]any{"type": "string", "minLength": 99.0},
			"zones":         map[string]any{"type": "array", "items": map[string]any{"type": "object", "properties": map[string]any{"n": map[string]any{"const": 1.0}}}},
		}},
	}}}}}
	text := `{"type": "Microsoft.ContainerService/managedClusters", "name": "c",
 "sku": {"tier": "[parameters('t')]"},
 "adminPassword": "hunter2-hunter2",
 "zones": [{"n": 1}, {"n": 2}], "properties": {}}`
	traces, err := Explain(cat, []Document{{"c.json", []byte(text)}}, Options{}, "tier")
	if err != nil || len(traces) != 1 {
		t.Fatalf("%d traces, %v", len(traces), err)
	}
	if v := traces[0].Result.Verdict; v != Fail {
		t.Errorf("verdict %s", v)
	}
	want := []Read{
		{"name", `"c"`, 1}, {"adminPassword", Hidden, 3}, {"sku.size", "not set", 2},
		{"sku.tier", `not known: "[parameters('t')]"`, 2}, {"zones[0].n", "1", 4}, {"zones[1].n", "2", 4},
	}
	got := traces[0].Reads
	if len(got) != len(want) {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
	if other, err := Explain(cat, []Document{{"c.json", []byte(text)}}, Options{}, "none"); err != nil || len(other) != 0 {
		t.Errorf("a check that is not there: %v %v", other, err)
	}
}

// TestExplainPlaces holds that every line is one of the document, for every
// check of the catalog.
func TestExplainPlaces(t *testing.T) {
	text := "{\"type\": \"Microsoft.ContainerService/managedClusters\",\n\"name\": \"c\",\n\"properties\": {\"agentPoolProfiles\": [{\"name\": \"p\"}]}}"
	cat := catalogOf(t)
	n := 0
	for _, id := range []string{"aks-uptime-sla", "aks-availability-zones", "aks-cluster-autoscaler"} {
		traces, err := Explain(cat, []Document{{"c.json", []byte(text)}}, Options{}, id)
		if err != nil {
			t.Fatal(err)
		}
		for _, trace := range traces {
			for _, r := range trace.Reads {
				n++
				if r.Line < 1 || r.Line > 3 || r.Path == "" || strings.Contains(r.Value, "\n") {
					t.Errorf("%s: %+v", id, r)
				}
			}
		}
	}
	if n == 0 {
		t.Error("nothing was read")
	}
}

package report_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
	"pillars/schema"
)

var update = flag.Bool("update", false, "write the golden files")

// example is a run with every kind of verdict and a document that cannot be
// read.
func example(t *testing.T) (*check.Report, *rules.Catalog) {
	t.Helper()
	tier := map[string]any{
		"type": "object", "required": []any{"sku"},
		"properties": map[string]any{"sku": map[string]any{
			"type": "object", "required": []any{"tier"},
			"properties": map[string]any{"tier": map[string]any{"enum": []any{"Standard", "Premium"}}},
		}},
	}
	cat := &rules.Catalog{Digest: "sha256-example", Rules: []rules.Rule{
		{ID: "AKS-001", Status: rules.Active, Checks: []rules.Check{{
			ID: "aks-tier", Title: "The tier is paid", Severity: rules.High, Message: "Pay for it.",
			Target: rules.Target{Types: []string{"Microsoft.ContainerService/managedClusters"}, Match: map[string]any{
				"type": "object", "properties": map[string]any{"kind": map[string]any{"not": map[string]any{"const": "skip"}}},
			}},
			Assert: tier,
		}}},
		{ID: "AKS-002", Status: rules.Active},
	}}
	const c = `"type": "Microsoft.ContainerService/managedClusters"`
	r, err := check.Run(cat, []check.Document{
		{Name: "clusters.json", Data: []byte("[\n  {" + c + `, "name": "free", "sku": {"tier": "<Free> & \u2028"}},` + "\n  {" + c + `, "name": "paid", "sku": {"tier": "Premium"}},` + "\n  {" + c + `, "name": "open", "sku": {"tier": "[parameters('tier')]"}},` + "\n  {" + c + `, "name": "none"},` + "\n  {" + c + `, "name": "other", "kind": "skip"}` + "\n]\n")},
		{Name: "broken.yaml", Data: []byte("a: [\n")},
	}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r, cat
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s:\n got\n%s\nwant\n%s", path, got, want)
	}
}

func TestText(t *testing.T) {
	r, cat := example(t)
	var b bytes.Buffer
	if err := report.Text(&b, r, cat); err != nil {
		t.Fatal(err)
	}
	golden(t, "example.txt", b.Bytes())
}

func TestJSON(t *testing.T) {
	r, _ := example(t)
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	golden(t, "example.json", b.Bytes())
	s, err := schema.Named("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(b.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	for _, violation := range s.Validate(v) {
		t.Error(violation)
	}
}

package report_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
	"pillars/schema"
)

// example is a run with every kind of verdict and a document that cannot be
// read.
func example(t *testing.T) (*check.Report, *rules.Catalog, report.Options) {
	t.Helper()
	tier := map[string]any{
		"type": "object", "required": []any{"sku"},
		"properties": map[string]any{"sku": map[string]any{
			"type": "object", "required": []any{"tier"},
			"properties": map[string]any{"tier": map[string]any{"enum": []any{"Standard", "Premium"}}},
		}},
	}
	reliability := "reliability"
	cat := &rules.Catalog{Digest: "sha256-example", Pillars: []rules.Pillar{{ID: reliability, Code: "RE", Name: "Reliability"}}, Rules: []rules.Rule{
		{ID: "AKS-001", Status: rules.Active, Pillar: &reliability, Text: "Choose a paid tier.", Remediation: []rules.Remediation{{Tool: "az", Code: "az aks update --tier standard"}}, Links: []rules.Link{{Text: "Tiers", URL: "https://example.com/tiers"}}, Checks: []rules.Check{{
			ID: "aks-tier", Title: "The tier is paid", Severity: rules.High, Message: "Pay for it.",
			Target: rules.Target{Types: []string{"Microsoft.ContainerService/managedClusters"}, Match: map[string]any{
				"type": "object", "properties": map[string]any{"kind": map[string]any{"not": map[string]any{"const": "skip"}}},
			}},
			Assert: tier,
		}}},
		{ID: "AKS-002", Status: rules.Active, Pillar: &reliability, Severity: rules.Low, Title: "Rehearse a failover", Text: "Rehearse a failover.", Look: "When was the last rehearsal?"},
	}}
	const c = `"type": "Microsoft.ContainerService/managedClusters"`
	docs := []check.Document{
		{Name: "clusters.json", Data: []byte("[\n  {" + c + `, "name": "free", "sku": {"tier": "<Free> & \u2028"}},` + "\n  {" + c + `, "name": "paid", "sku": {"tier": "Premium"}},` + "\n  {" + c + `, "name": "open", "sku": {"tier": "[parameters('tier')]"}},` + "\n  {" + c + `, "name": "none"},` + "\n  {" + c + `, "name": "other", "kind": "skip"}` + "\n]\n")},
		{Name: "broken.yaml", Data: []byte("a: [\n")},
	}
	review := &check.Review{Answers: []check.Answer{{
		Rule: "AKS-001", Resource: &check.AnswerResource{Type: "Microsoft.ContainerService/managedClusters", Name: "none"},
		Status: check.AnswerAccepted, Reason: "A <b>sandbox</b> | for *tests*", By: "Ana", Date: "2026-01-02", Expires: "2026-12-31",
	}}}
	r, err := check.Run(cat, docs, check.Options{Review: review, Today: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	return r, cat, report.Options{Version: "1.2", Sources: check.NewSources(docs), Manual: true}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if testfile.Updating() {
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

// formats are all that a report can be written as, with their golden files.
var formats = []struct {
	name, file string
	write      func(w io.Writer, r *check.Report, cat *rules.Catalog, opt report.Options) error
}{
	{"text", "example.txt", report.Text},
	{"sarif", "example.sarif", report.SARIF},
	{"junit", "example.xml", report.JUnit},
	{"markdown", "example.md", report.Markdown},
	{"html", "example.html", report.HTML},
}

func TestFormats(t *testing.T) {
	r, cat, opt := example(t)
	for _, f := range formats {
		t.Run(f.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := f.write(&b, r, cat, opt); err != nil {
				t.Fatal(err)
			}
			golden(t, f.file, b.Bytes())
		})
	}
}

func TestJSON(t *testing.T) {
	r, _, _ := example(t)
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

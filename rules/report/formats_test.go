package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

// sarifLog is what the tests look at in a SARIF file.
type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct{ Rules []struct{ ID string } }
		}
		Results []struct {
			RuleID              string
			RuleIndex           int
			Kind, Level         string
			PartialFingerprints map[string]string
			Suppressions        []struct{ Justification string }
		}
	}
}

func sarif(t *testing.T, r *check.Report, cat *rules.Catalog, opt report.Options) ([]byte, sarifLog) {
	t.Helper()
	var b bytes.Buffer
	if err := report.SARIF(&b, r, cat, opt); err != nil {
		t.Fatal(err)
	}
	var log sarifLog
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), log
}

// TestSARIFSchema validates against the schema that OASIS publishes.
func TestSARIFSchema(t *testing.T) {
	s := testfile.Schema(t, "sarif-2.1.0.schema.json")
	r, cat, opt := example(t)
	text, _ := sarif(t, r, cat, opt)
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	for _, violation := range s.Validate(v) {
		t.Error(violation)
	}
	run := v.(map[string]any)["runs"].([]any)[0].(map[string]any)
	run["results"].([]any)[0].(map[string]any)["level"] = "fatal"
	if len(s.Validate(v)) == 0 {
		t.Error("the schema takes a level that there is not: it checks nothing")
	}
}

func TestSARIFResults(t *testing.T) {
	r, cat, opt := example(t)
	_, log := sarif(t, r, cat, opt)
	run := log.Runs[0]
	var kinds []string
	seen := map[string]bool{}
	for _, res := range run.Results {
		kinds = append(kinds, res.Kind)
		if got := run.Tool.Driver.Rules[res.RuleIndex].ID; got != res.RuleID {
			t.Errorf("ruleIndex leads to %s, ruleId is %s", got, res.RuleID)
		}
		print := res.PartialFingerprints["pillars/v1"]
		if res.Kind == "fail" && (print == "" || seen[print]) {
			t.Errorf("fingerprint %q is missing or there twice", print)
		}
		seen[print] = true
	}
	if want := []string{"fail", "open", "fail", "review"}; !slices.Equal(kinds, want) {
		t.Errorf("kinds are %v, want %v", kinds, want)
	}
	if s := run.Results[2].Suppressions; len(s) != 1 || !strings.Contains(s[0].Justification, "Ana") {
		t.Errorf("the accepted risk is not suppressed: %+v", s)
	}
	opt.Manual = false
	_, log = sarif(t, r, cat, opt)
	if n := len(log.Runs[0].Results); n != 2 {
		t.Errorf("%d results without Manual, want the failed and the accepted one", n)
	}
}

// TestSARIFFingerprints holds that a fingerprint outlives edits elsewhere.
func TestSARIFFingerprints(t *testing.T) {
	pool := map[string]any{"type": "object", "required": []any{"properties"}, "properties": map[string]any{"properties": map[string]any{
		"type": "object", "properties": map[string]any{"agentPoolProfiles": map[string]any{"type": "array", "items": map[string]any{
			"type": "object", "properties": map[string]any{"count": map[string]any{"type": "number", "minimum": 3}},
		}}},
	}}}
	cat := &rules.Catalog{Rules: []rules.Rule{{ID: "AKS-001", Status: rules.Active, Checks: []rules.Check{{
		ID: "pools", Severity: rules.Low, Target: rules.Target{Types: []string{"Microsoft.ContainerService/managedClusters"}}, Assert: pool,
	}}}}}
	print := func(text string) string {
		docs := []check.Document{{Name: "c.json", Data: []byte(text)}}
		r, err := check.Run(cat, docs, check.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, log := sarif(t, r, cat, report.Options{Sources: check.NewSources(docs)})
		if n := len(log.Runs[0].Results); n != 1 {
			t.Fatalf("%d results, want 1", n)
		}
		return log.Runs[0].Results[0].PartialFingerprints["pillars/v1"]
	}
	const head = `{"type": "Microsoft.ContainerService/managedClusters", "name": "c", "properties": {"agentPoolProfiles": [`
	before := print(head + `{"name": "user", "count": 1}]}}`)
	if after := print("\n" + head + `{"name": "system", "count": 3}, {"name": "user", "count": 2}]}}`); after != before {
		t.Error("another fingerprint behind a new pool")
	}
	if other := print(head + `{"name": "other", "count": 1}]}}`); other == before {
		t.Error("the same fingerprint for another pool")
	}
}

func TestSARIFLimit(t *testing.T) {
	r := &check.Report{}
	for i := range 25_010 {
		severity := rules.Low
		if i >= 25_000 {
			severity = rules.High
		}
		r.Results = append(r.Results, check.Result{Check: "x", Verdict: check.Fail, Severity: severity, Findings: []check.Finding{{Line: i + 1, Column: 1}}})
	}
	text, log := sarif(t, r, &rules.Catalog{}, report.Options{})
	if results := log.Runs[0].Results; len(results) != 25_000 || results[9].Level != "error" || results[10].Level != "note" {
		t.Errorf("%d results; the most severe must come first", len(results))
	}
	if !bytes.Contains(text, []byte("10 more results")) {
		t.Error("nothing says what was left out")
	}
}

// TestJUnit reads the XML back, here and, where there is one, with Python.
func TestJUnit(t *testing.T) {
	r, cat, opt := example(t)
	r.Documents[0].Problems = append(r.Documents[0].Problems, check.Problem{Line: 1, Column: 1, Code: "x", Message: "bad \x00\x1b ]]> & \" character"})
	var b bytes.Buffer
	if err := report.JUnit(&b, r, cat, opt); err != nil {
		t.Fatal(err)
	}
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Skipped  int `xml:"skipped,attr"`
		Errors   int `xml:"errors,attr"`
		Suites   []struct {
			Cases []struct {
				Failure, Skipped, Error *struct {
					Message string `xml:"message,attr"`
				}
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(b.Bytes(), &suites); err != nil {
		t.Fatal(err)
	}
	if suites.Tests != 7 || suites.Failures != 1 || suites.Skipped != 3 || suites.Errors != 2 || len(suites.Suites) != 2 {
		t.Errorf("read back: %+v", suites)
	}
	python := testfile.Python(t)
	file := filepath.Join(t.TempDir(), "report.xml")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	const program = `import sys, xml.etree.ElementTree as E
r = E.parse(sys.argv[1]).getroot()
print(r.tag, len(r.findall("testsuite")), len(r.findall(".//failure")), len(r.findall(".//skipped")), len(r.findall(".//error")))`
	out, err := exec.Command(python, "-c", program, file).CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != "testsuites 2 1 3 2" {
		t.Errorf("python reads %q (%v)", got, err)
	}
}

// TestAcceptedEverywhere holds that an accepted risk is told, and not as a
// failure, in every format, and is a failure again once it has expired.
func TestAcceptedEverywhere(t *testing.T) {
	docs := []check.Document{{Name: "c.json", Data: []byte(`{"type": "Microsoft.ContainerService/managedClusters", "name": "none"}`)}}
	_, cat, opt := example(t)
	opt.Sources = check.NewSources(docs)
	v := &check.Review{Answers: []check.Answer{{Rule: "AKS-001", Status: check.AnswerAccepted, Reason: "sandbox", Expires: "2026-06-01"}}}
	failed := map[string]*regexp.Regexp{
		"text": regexp.MustCompile(`FAIL  aks-tier`), "junit": regexp.MustCompile(`<failure `), "markdown": regexp.MustCompile(`\*\*Fail\*\*`),
		"html": regexp.MustCompile(`<b>Fail</b>`), "sarif": regexp.MustCompile(`"kind": "fail"`),
	}
	for day, accepted := range map[string]bool{"2026-06-01": true, "2026-06-02": false} {
		r, err := check.Run(cat, docs, check.Options{Review: v, Today: day})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range formats {
			var b bytes.Buffer
			if err := f.write(&b, r, cat, opt); err != nil {
				t.Fatal(err)
			}
			told := strings.Contains(b.String(), "sandbox")
			fails := failed[f.name].Match(b.Bytes()) && !(f.name == "sarif" && strings.Contains(b.String(), `"suppressions"`))
			if told != accepted || fails == accepted {
				t.Errorf("%s on %s: tells the reason: %v, tells a failure: %v\n%s", f.name, day, told, fails, b.String())
			}
		}
	}
}

func TestTextColor(t *testing.T) {
	r, cat, opt := example(t)
	var plain, colored bytes.Buffer
	if err := report.Text(&plain, r, cat, opt); err != nil {
		t.Fatal(err)
	}
	opt.Color = true
	if err := report.Text(&colored, r, cat, opt); err != nil {
		t.Fatal(err)
	}
	stripped := regexp.MustCompile("\x1b\\[[0-9]+m").ReplaceAll(colored.Bytes(), nil)
	if !bytes.Equal(stripped, plain.Bytes()) || bytes.Contains(plain.Bytes(), []byte("\x1b")) || len(stripped) == colored.Len() {
		t.Error("colours change more than colours, or are there without being asked for")
	}
}

// TestHTMLNeedsNothing holds that the file has no script and loads nothing.
func TestHTMLNeedsNothing(t *testing.T) {
	r, cat, opt := example(t)
	var b bytes.Buffer
	if err := report.HTML(&b, r, cat, opt); err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`(?i)<script|<link|<img|src=|url\(|@import|<b>sandbox`).Find(b.Bytes()); m != nil {
		t.Errorf("there is %q in it", m)
	}
}

func TestMarkdownLimit(t *testing.T) {
	r := &check.Report{}
	for range 2 {
		name := strings.Repeat("d", len(r.Documents)+1)
		r.Documents = append(r.Documents, check.DocumentReport{Name: name})
		res := check.Result{Check: "x", Verdict: check.Fail, Severity: rules.Low, Resource: check.Resource{Document: name}}
		for range 600 {
			res.Findings = append(res.Findings, check.Finding{Message: strings.Repeat("m", 1000)})
		}
		r.Results = append(r.Results, res)
	}
	var b bytes.Buffer
	if err := report.Markdown(&b, r, &rules.Catalog{}, report.Options{}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 1<<20 || !strings.Contains(b.String(), "1 document left out") {
		t.Errorf("%d bytes, and nothing says what was left out", b.Len())
	}
}

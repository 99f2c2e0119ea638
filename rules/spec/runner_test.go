package spec

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
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
)

// answer runs a script below runner.py: it has what runner.py defines, takes
// the question from standard input, and prints the answer. Both are JSON.
func answer(t *testing.T, script string, question, into any) {
	t.Helper()
	exe := testfile.Python(t, "jsonschema", "yaml")
	text, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"runner.py": Runner, "ask.py": []byte("import json, sys\nimport runner\nquestion = json.load(sys.stdin)\n" + script)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(exe, filepath.Join(dir, "ask.py"))
	cmd.Stdin = bytes.NewReader(text)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatal(err)
	}
}

// TestRunnerIsShort holds what runner.py is for: it can be read at a sitting.
func TestRunnerIsShort(t *testing.T) {
	_, code, ok := strings.Cut(strings.TrimPrefix(string(Runner), "#!/usr/bin/env python3\n\"\"\""), "\"\"\"\n")
	if !ok {
		t.Fatal("no docstring")
	}
	n := 0
	for line := range strings.Lines(code) {
		if s := strings.TrimSpace(line); s != "" && s[0] != '#' {
			n++
		}
		if len(line) > 120 {
			t.Errorf("a line of %d characters: %s", len(line), line)
		}
	}
	if n >= 100 {
		t.Errorf("%d lines of code", n)
	}
}

// vector is an entry of a file of the conformance suite; see the
// specification.
type vector struct {
	Description string
	Schema      json.RawMessage
	Cases       []struct {
		Instance json.RawMessage
		Expect   struct{ Verdict check.Verdict }
	}
	Checks    []rules.Check
	Documents []struct{ Name, Text string }
	Expect    struct{ Results []check.Result }
}

func vectors(t *testing.T, name string) []vector {
	t.Helper()
	text, err := fs.ReadFile(check.Conformance(), name)
	if err != nil {
		t.Fatal(err)
	}
	var out []vector
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRunnerEvaluates holds the stock validator, as runner.py uses it, to the
// cases of evaluate.json in which everything is known.
func TestRunnerEvaluates(t *testing.T) {
	type pair struct {
		Schema   json.RawMessage `json:"schema"`
		Instance json.RawMessage `json:"instance"`
	}
	var questions []pair
	var want []bool
	var names []string
	for _, v := range vectors(t, "evaluate.json") {
		for _, c := range v.Cases {
			if c.Expect.Verdict == check.Unknown || bytes.Contains(c.Instance, []byte(`"$unknown"`)) {
				continue
			}
			questions = append(questions, pair{v.Schema, c.Instance})
			want = append(want, c.Expect.Verdict == check.Pass)
			names = append(names, v.Description+": "+string(c.Instance))
		}
	}
	var got []bool
	answer(t, `json.dump([runner.valid(q["schema"], q["instance"]) for q in question], sys.stdout)`, questions, &got)
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%s: valid is %v", names[i], got[i])
		}
	}
	t.Logf("%d cases", len(want))
}

// result is a line of what runner.py prints.
type result struct {
	Check, Document, Problem string
	Verdict                  check.Verdict
	Rules                    []string
	Resource                 check.Resource
}

const unsupported check.Verdict = "unsupported"

// question asks runner.py for the results of some runs.
type question struct {
	Catalogs []*rules.Catalog `json:"catalogs"`
	Runs     []run            `json:"runs"`
}

// run is documents to check, each a name and a text, and the number of the
// catalog.
type run struct {
	Catalog int         `json:"catalog"`
	Texts   [][2]string `json:"texts"`
}

const runAll = `json.dump([runner.run(question["catalogs"][r["catalog"]], dict(r["texts"])) for r in question["runs"]], sys.stdout)`

// placeholder is what makes runner.py say "unsupported" of a resource: where
// its text has none, "unsupported" is a disagreement.
var placeholder = regexp.MustCompile(`\{\{|\$\{|["']\[[a-zA-Z]`)

// compare compares the results of runner.py with ours, in order, and counts
// those it has a verdict for.
func compare(t *testing.T, name string, texts [][2]string, derives map[string]bool, got []result, want []check.Result) (judged int) {
	t.Helper()
	got = slices.DeleteFunc(got, func(r result) bool { return r.Check == "" }) // a document that it cannot read
	if len(got) != len(want) {
		t.Errorf("%s: %d results, want %d", name, len(got), len(want))
		return 0
	}
	for i, g := range got {
		w := want[i]
		if g.Check != w.Check || g.Resource.Type != w.Resource.Type || !slices.Equal(g.Rules, w.Rules) {
			t.Errorf("%s: result %d is %s of %s, want %s of %s", name, i, g.Check, g.Resource.Type, w.Check, w.Resource.Type)
			return judged
		}
		if g.Verdict == unsupported && (derives[g.Check] || placeholder.MatchString(fmt.Sprint(texts))) {
			continue
		}
		judged++
		if g.Verdict != w.Verdict {
			t.Errorf("%s: %s of %s %s: %s, want %s (%s)", name, g.Check, w.Resource.Type, w.Resource.Name, g.Verdict, w.Verdict, w.Reason)
		}
	}
	return judged
}

// derives lists the checks with derived values.
func derives(checks []rules.Check) map[string]bool {
	out := map[string]bool{}
	for _, c := range checks {
		if len(c.Derive) > 0 {
			out[c.ID] = true
		}
	}
	return out
}

// TestRunnerChecks holds runner.py to the vectors with checks and documents.
func TestRunnerChecks(t *testing.T) {
	var q question
	var cases []vector
	for _, file := range []string{"relate.json", "report.json"} {
		for _, v := range vectors(t, file) {
			c := &rules.Catalog{}
			for _, ch := range v.Checks {
				c.Rules = append(c.Rules, rules.Rule{ID: "R-" + ch.ID, Status: rules.Active, Checks: []rules.Check{ch}})
			}
			var texts [][2]string
			for _, d := range v.Documents {
				texts = append(texts, [2]string{d.Name, d.Text})
			}
			q.Runs = append(q.Runs, run{len(q.Catalogs), texts})
			q.Catalogs = append(q.Catalogs, c)
			cases = append(cases, v)
		}
	}
	var got [][]result
	answer(t, runAll, q, &got)
	for i, v := range cases {
		n := compare(t, v.Description, q.Runs[i].Texts, derives(v.Checks), got[i], v.Expect.Results)
		t.Logf("%s: %d of %d", v.Description, n, len(v.Expect.Results))
	}
}

// TestRunnerOnInputs holds runner.py to our verdicts of every real document
// that both can read.
func TestRunnerOnInputs(t *testing.T) {
	catalog, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	checker, err := check.Compile(catalog)
	if err != nil {
		t.Fatal(err)
	}
	var checks []rules.Check
	for _, r := range catalog.Rules {
		checks = append(checks, r.Checks...)
	}
	q := question{Catalogs: []*rules.Catalog{catalog}}
	var reports []*check.Report
	var names []string
	for _, folder := range []string{"arm-get", "az-cli", "psrule", "k8s"} {
		files, err := filepath.Glob(filepath.Join(testfile.Shared(t, "inputs", folder), "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Base(file)
			names = append(names, folder+"/"+name)
			q.Runs = append(q.Runs, run{0, [][2]string{{name, string(data)}}})
			reports = append(reports, checker.Run([]check.Document{{Name: name, Data: data}}, check.Options{}))
		}
	}
	var got [][]result
	answer(t, runAll, q, &got)
	documents, verdicts, refused := 0, 0, 0
	beyond := map[string]int{} // documents that runner.py cannot read, by what they are to us
	for i, report := range reports {
		if len(got[i]) > 0 && got[i][0].Verdict == unsupported && got[i][0].Check == "" {
			beyond[fmt.Sprintf("%s, %d problems", report.Documents[0].Shape, len(report.Documents[0].Problems))]++
			continue
		}
		if len(report.Documents[0].Problems) > 0 {
			refused++
			continue
		}
		if n := compare(t, names[i], q.Runs[i].Texts, derives(checks), got[i], report.Results); n > 0 {
			documents++
			verdicts += n
		}
	}
	t.Logf("%d documents, %d verdicts; %d documents that only runner.py reads; beyond it: %v", documents, verdicts, refused, beyond)
	if documents < 50 {
		t.Errorf("only %d documents compared", documents)
	}
}

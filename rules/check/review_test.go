package check

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pillars/rules"
	schemas "pillars/schema"
)

// reviewCatalog has one check that two rules share, and a manual rule.
func reviewCatalog() *rules.Catalog {
	tier := rules.Check{
		ID: "tier", Title: "Paid", Severity: rules.High, Message: "Pay.",
		Target: rules.Target{Types: []string{"Microsoft.ContainerService/managedClusters"}},
		Assert: map[string]any{"type": "object", "required": []any{"sku"}},
	}
	return &rules.Catalog{Digest: "sha256-x", Rules: []rules.Rule{
		{ID: "AKS-001", Status: rules.Active, Text: "Pay for it.", Checks: []rules.Check{tier}},
		{ID: "AKS-002", Status: rules.Active, Text: "Pay again.", Checks: []rules.Check{tier}},
		{ID: "AKS-003", Status: rules.Withdrawn, SupersededBy: []string{"AKS-001"}},
	}}
}

const reviewClusters = `[
  {"type": "Microsoft.ContainerService/managedClusters", "name": "a"},
  {"type": "Microsoft.ContainerService/managedClusters", "name": "b"},
  {"type": "Microsoft.ContainerService/managedClusters", "name": "c", "sku": {}}
]`

func runReview(t *testing.T, answers, today string) (*Report, *Review) {
	t.Helper()
	v, err := ReadReview([]byte(`{"schemaVersion": "1.0", "answers": [` + answers + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(reviewCatalog(), []Document{{"clusters.json", []byte(reviewClusters)}}, Options{Review: v, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return r, v
}

func TestReviewDecides(t *testing.T) {
	const forA = `"resource": {"type": "microsoft.containerservice/managedclusters", "name": "a"}`
	tests := []struct {
		name, answers, today string
		want                 string // verdicts of a, b and c
	}{
		{"nothing answered", ``, "2026-06-01", "fail fail pass"},
		{"accepted for all", `{"rule": "AKS-001", "status": "accepted"}`, "2026-06-01", "accepted accepted pass"},
		{"accepted through the other rule of the check", `{"rule": "AKS-002", "status": "accepted"}`, "2026-06-01", "accepted accepted pass"},
		{"accepted for one", `{"rule": "AKS-001", "status": "accepted", ` + forA + `}`, "2026-06-01", "accepted fail pass"},
		{"one goes before all", `{"rule": "AKS-001", "status": "accepted"}, {"rule": "AKS-001", "status": "todo", ` + forA + `}`, "2026-06-01", "fail accepted pass"},
		{"the last day", `{"rule": "AKS-001", "status": "accepted", "expires": "2026-06-01"}`, "2026-06-01", "accepted accepted pass"},
		{"the day after", `{"rule": "AKS-001", "status": "accepted", "expires": "2026-06-01"}`, "2026-06-02", "fail fail pass"},
		{"not applicable", `{"rule": "AKS-001", "status": "notApplicable"}`, "2026-06-01", "notApplicable notApplicable pass"},
		{"done changes nothing", `{"rule": "AKS-001", "status": "done"}`, "2026-06-01", "fail fail pass"},
		{"a rule that is not there", `{"rule": "AKS-999", "status": "accepted"}`, "2026-06-01", "fail fail pass"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, _ := runReview(t, test.answers, test.today)
			var got []string
			count := map[Verdict]int{}
			for _, res := range r.Results {
				got = append(got, string(res.Verdict))
				count[res.Verdict]++
				if res.Verdict == Accepted && (len(res.Findings) == 0 || res.Reason == "") {
					t.Errorf("%s: accepted without findings or reason", res.Resource.Name)
				}
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("got %s, want %s", s, test.want)
			}
			s := r.Summary
			if s.Pass != count[Pass] || s.Fail != count[Fail] || s.Accepted != count[Accepted] || s.NotApplicable != count[NotApplicable] || s.Unknown != count[Unknown] {
				t.Errorf("the summary %+v does not count %v", s, count)
			}
			validReport(t, r)
		})
	}
}

func validReport(t *testing.T, r *Report) {
	t.Helper()
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := schemas.ValidateJSON("report.schema.json", data); err != nil {
		t.Error(err)
	}
}

func TestReviewUnknown(t *testing.T) {
	doc := Document{"a.json", []byte(`{"type": "Microsoft.ContainerService/managedClusters", "name": "a", "sku": "[parameters('s')]"}`)}
	cat := reviewCatalog()
	for i := range 2 {
		cat.Rules[i].Checks[0].Assert = map[string]any{"type": "object", "properties": map[string]any{"sku": map[string]any{"type": "object"}}}
	}
	for status, want := range map[AnswerStatus]Verdict{AnswerAccepted: Unknown, AnswerNotApplicable: NotApplicable} {
		r, err := Run(cat, []Document{doc}, Options{Review: &Review{Answers: []Answer{{Rule: "AKS-001", Status: status}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Results[0].Verdict; got != want {
			t.Errorf("%s: got %s, want %s", status, got, want)
		}
	}
}

func TestReviewNotes(t *testing.T) {
	r, v := runReview(t, `
		{"rule": "AKS-001", "status": "done", "textHash": "`+rules.TextHash("Pay for it.")+`"},
		{"rule": "AKS-002", "status": "accepted", "expires": "2026-01-01", "textHash": "0000000000000000"},
		{"rule": "AKS-003", "status": "done"},
		{"rule": "AKS-999", "status": "done"}`, "2026-06-01")
	want := []string{
		"AKS-001: answered as done, but check tier fails",
		"AKS-002: the rule's text has changed since it was answered; look again",
		"AKS-002: the risk was accepted until 2026-01-01; it counts as open again",
		"AKS-003: the rule is withdrawn in favour of AKS-001; the answer has no effect",
		"AKS-999: the catalog has no such rule; the answer has no effect",
	}
	if got := v.Notes(reviewCatalog(), r, "2026-06-01"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestReadReviewRefuses(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:                       "not a review file",
		`{"schemaVersion": "2.0"}`: "schemaVersion",
		`{"schemaVersion": "1.0", "answers": [{"rule": "A-001", "status": "maybe"}]}`:                                         "answer 1",
		`{"schemaVersion": "1.0", "answers": [{"status": "done"}]}`:                                                           "rule is missing",
		`{"schemaVersion": "1.0", "answers": [{"rule": "A-001", "status": "accepted", "expires": "2026-02-30"}]}`:             "2026-02-30",
		`{"schemaVersion": "1.0", "answers": [{"rule": "A-001", "status": "accepted", "expires": "soon"}]}`:                   "soon",
		`{"schemaVersion": "1.0", "answers": [{"rule": "A-001", "status": "done", "resource": {"type": "x"}}]}`:               "type and a name",
		`{"schemaVersion": "1.0", "answers": [{"rule": "A-001", "status": "done"}, {"rule": "A-001", "status": "accepted"}]}`: "another answer",
	} {
		if _, err := ReadReview([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", text, err, want)
		}
	}
	if _, err := ReadReview([]byte(`{"schemaVersion": "1.7", "later": 1, "answers": [{"rule": "A-001", "status": "todo", "due": "2026-01-01"}]}`)); err != nil {
		t.Errorf("a later minor version: %v", err)
	}
}

func TestSources(t *testing.T) {
	s := NewSources([]Document{
		{"a.yaml", []byte("kind: A\nlist:\n  - name: first\n    n: 1\n---\nkind: B\nlist:\n  - name: second\n    env:\n      - name: DB_PASSWORD\n        value: hunter2\n    key: AbCdEfGhIjKlMnOp12345678\n")},
		{"a.json", []byte("[{\"name\": \"\U0001F600\", \"n\": 1}]")},
		{"twice", []byte("a: 1")}, {"twice", []byte("a: 2")},
	})
	if e, ok := s.Line("a.yaml", 4, 5); !ok || e != (Excerpt{"    n: 1", 4}) {
		t.Errorf("line 4: %+v %v", e, ok)
	}
	if e, ok := s.Line("a.json", 1, 17); !ok || e.Text[len("[{\"name\": \"\U0001F600\", "):] != `"n": 1}]` || e.Column != 15 {
		t.Errorf("behind a character of two UTF-16 units: %+v %v", e, ok)
	}
	for _, line := range []int{0, 10, 11, 12, 13, 99} {
		if e, ok := s.Line("a.yaml", line, 1); ok {
			t.Errorf("line %d must not be shown: %+v", line, e)
		}
	}
	if _, ok := s.Line("twice", 1, 1); ok {
		t.Error("a line of one of two documents of the same name")
	}
	for _, test := range []struct {
		doc  string
		line int
		in   string
		want string
	}{
		{"a.yaml", 4, "/list/0/n", "/list/[first]/n"},
		{"a.yaml", 9, "/list/0/n", "/list/[second]/n"},
		{"a.yaml", 9, "", ""},
		{"a.yaml", 9, "/list/7/x", "/list/7/x"},
		{"a.json", 1, "/0/n", "/[\U0001F600]/n"},
		{"none", 1, "/0/n", "/0/n"},
	} {
		if got := s.Named(test.doc, test.line, test.in); got != test.want {
			t.Errorf("%s:%d %s: got %s, want %s", test.doc, test.line, test.in, got, test.want)
		}
	}
}

// TestReviewSchema reads a file that is valid by the published schema.
func TestReviewSchema(t *testing.T) {
	if !slices.Contains(schemas.Names(), "review.schema.json") {
		t.Fatal("there is no schema/review.schema.json")
	}
	text := []byte(`{"schemaVersion": "1.0", "workload": "Shop", "catalog": "sha256-` + strings.Repeat("A", 43) + `=",
		"created": "2026-01-02T03:04:05Z", "updated": "2026-01-02T03:04:05Z", "scope": {}, "answers": [
		{"rule": "AKS-001", "resource": {"type": "apps/v1/Deployment", "name": "a/b"}, "status": "accepted", "reason": "r", "by": "Ana", "date": "2026-01-02", "expires": "2026-12-31", "textHash": "0123456789abcdef"}]}`)
	if err := schemas.ValidateJSON("review.schema.json", text); err != nil {
		t.Fatal(err)
	}
	v, err := ReadReview(text)
	if err != nil {
		t.Fatal(err)
	}
	want := Answer{"AKS-001", &AnswerResource{"apps/v1/Deployment", "a/b"}, AnswerAccepted, "r", "Ana", "2026-01-02", "2026-12-31", "0123456789abcdef"}
	got := v.Answers[0]
	if *got.Resource != *want.Resource {
		t.Errorf("got %+v", *got.Resource)
	}
	got.Resource, want.Resource = nil, nil
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func FuzzReadReview(f *testing.F) {
	f.Add([]byte(`{"schemaVersion": "1.0", "answers": [{"rule": "AKS-001", "status": "accepted", "expires": "2026-06-01"}]}`))
	f.Add([]byte(`{"schemaVersion": "1.0", "answers": [{"rule": "AKS-001", "resource": null, "status": "done"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := ReadReview(data)
		if err != nil {
			return
		}
		for _, a := range v.Answers {
			if a.Rule == "" || a.Expires != "" && len(a.Expires) != len("2026-06-01") {
				t.Errorf("read %+v", a)
			}
		}
	})
}

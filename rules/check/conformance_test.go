package check

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"pillars/content/testfile"
	"pillars/rules"
)

// vector is one entry of a file in testdata/conformance. The files are the
// same for every implementation of the checker. A vector has either a schema
// with instances, or documents: with checks the outcome is a report, without
// them the resources found. Each check is of a rule of its own, R- and its
// ID, unless there are rules: then each of these has all checks. With a review
// that cannot be used the outcome is {"error": "why"}.
type vector struct {
	Description string          `json:"description"`
	Schema      json.RawMessage `json:"schema,omitempty"`
	Cases       []vectorCase    `json:"cases,omitempty"`
	Checks      []rules.Check   `json:"checks,omitempty"`
	Rules       []string        `json:"rules,omitempty"`
	Documents   []namedText     `json:"documents,omitempty"`
	Parameters  []namedText     `json:"parameters,omitempty"`
	Review      json.RawMessage `json:"review,omitempty"`
	Today       string          `json:"today,omitempty"`
	Expect      json.RawMessage `json:"expect,omitempty"`
}

// vectorCase is an instance for the schema of a vector. In it an object
// {"$unknown": "why"} is an unknown value; with "$optional": true it may be
// absent too.
type vectorCase struct {
	Description string          `json:"description,omitempty"`
	Instance    json.RawMessage `json:"instance"`
	Expect      json.RawMessage `json:"expect,omitempty"`
}

type namedText struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// outcome is what a schema says of an instance.
type outcome struct {
	Verdict  Verdict   `json:"verdict"`
	Findings []Finding `json:"findings,omitempty"`
	Reason   string    `json:"reason,omitempty"`
}

// reading is what is found in documents.
type reading struct {
	Documents []DocumentReport `json:"documents"`
	Resources []foundResource  `json:"resources"`
}

type foundResource struct {
	Resource
	Body any `json:"body"`
}

func TestConformance(t *testing.T) {
	files, err := filepath.Glob("testdata/conformance/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var vectors []vector
		if err := json.Unmarshal(data, &vectors); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i := range vectors {
			v := &vectors[i]
			if v.Schema != nil {
				runCases(t, file, v)
				continue
			}
			expect(t, file+": "+v.Description, &v.Expect, runDocuments(t, v))
		}
		if testfile.Updating() {
			var b bytes.Buffer
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(vectors); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, b.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// expect compares got, as JSON, with what a vector has, or writes it there.
func expect(t *testing.T, name string, want *json.RawMessage, got any) {
	t.Helper()
	data := toJSON(t, got)
	if testfile.Updating() {
		*want = data
		return
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, *want); err != nil {
		t.Errorf("%s: no expectation; run with -update and read what comes", name)
		return
	}
	if compact.String() != string(data) {
		t.Errorf("%s:\n got %s\nwant %s", name, data, compact.String())
	}
}

func toJSON(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return bytes.TrimSpace(b.Bytes())
}

func runCases(t *testing.T, file string, v *vector) {
	var decoded any
	if err := json.Unmarshal(v.Schema, &decoded); err != nil {
		t.Fatal(err)
	}
	s, err := compileSchema(decoded, "")
	if err != nil {
		t.Fatalf("%s: %s: %v", file, v.Description, err)
	}
	for i := range v.Cases {
		c := &v.Cases[i]
		expect(t, file+": "+v.Description+": "+string(c.Instance), &c.Expect, evaluateInstance(t, s, string(c.Instance)))
	}
}

func evaluateInstance(t *testing.T, s *schema, instance string) outcome {
	root, _, fail := readJSON(instance, 0)
	if fail != nil {
		t.Fatal(fail.message)
	}
	markUnknown(root)
	switch s.eval(root) {
	case yes:
		return outcome{Verdict: Pass}
	case no:
		return outcome{Verdict: Fail, Findings: explain(s, root, &source{text: instance}, root)}
	}
	return outcome{Verdict: Unknown, Reason: reason(s, root)}
}

// markUnknown turns the objects that stand for unknown values into them.
func markUnknown(n *node) {
	if u := n.get("$unknown"); u != nil {
		n.kind, n.text, n.members = unknown, u.text, nil
		return
	}
	for _, item := range n.items {
		markUnknown(item)
	}
	for _, m := range n.members {
		optional := m.value.get("$optional") != nil
		markUnknown(m.value)
		m.value.optional = optional
	}
}

func runDocuments(t *testing.T, v *vector) any {
	cat := &rules.Catalog{Digest: "sha256-conformance"}
	for _, id := range v.Rules {
		cat.Rules = append(cat.Rules, rules.Rule{ID: id, Status: rules.Active, Checks: v.Checks})
	}
	for _, c := range v.Checks {
		if v.Rules == nil {
			cat.Rules = append(cat.Rules, rules.Rule{ID: "R-" + c.ID, Status: rules.Active, Checks: []rules.Check{c}})
		}
	}
	p, err := compile(cat)
	if err != nil {
		t.Fatalf("%s: %v", v.Description, err)
	}
	var docs, parameters []Document
	for _, d := range v.Documents {
		docs = append(docs, Document{d.Name, []byte(d.Text)})
	}
	for _, d := range v.Parameters {
		parameters = append(parameters, Document{d.Name, []byte(d.Text)})
	}
	if v.Checks != nil {
		opt := Options{Parameters: parameters, Today: v.Today}
		if v.Review != nil {
			if opt.Review, err = ReadReview(v.Review); err != nil {
				return map[string]string{"error": err.Error()}
			}
		}
		return (&Checker{p}).Run(docs, opt)
	}
	r := reading{Resources: []foundResource{}}
	given := readParameters(parameters)
	for _, d := range docs {
		read := p.read(d, given)
		r.Documents = append(r.Documents, read.report)
		for _, res := range read.resources {
			r.Resources = append(r.Resources, foundResource{
				Resource{res.typ, res.name, d.Name, res.root.pointer()}, plain(res.body),
			})
		}
	}
	return r
}

// plain converts a tree to what encoding/json decodes; an unknown value
// becomes an object with $unknown.
func plain(n *node) any {
	switch n.kind {
	case boolean:
		return n.boolean
	case number:
		return n.number
	case text:
		return n.text
	case unknown:
		m := map[string]any{"$unknown": n.text}
		if n.optional {
			m["$optional"] = true
		}
		return m
	case array:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = plain(item)
		}
		return list
	case object:
		m := map[string]any{}
		for _, member := range n.members {
			m[member.name] = plain(member.value)
		}
		return m
	}
	return nil
}

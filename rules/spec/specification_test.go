package spec

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/schema"
)

// example is a document of the specification with the check above it and the
// verdicts below it.
type example struct {
	line     int // of the verdicts
	check    rules.Check
	document string
	verdicts []exampleVerdict
}

type exampleVerdict struct {
	Check    string        `json:"check"`
	Resource string        `json:"resource"`
	Verdict  check.Verdict `json:"verdict"`
}

var fence = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")

// examples reads the fenced blocks of the specification.
func examples(t *testing.T) []example {
	t.Helper()
	var out []example
	var now example
	for _, m := range fence.FindAllSubmatchIndex(Specification, -1) {
		kind, text := string(Specification[m[2]:m[3]]), Specification[m[4]:m[5]]
		now.line = 1 + bytes.Count(Specification[:m[0]], []byte("\n"))
		var err error
		switch kind {
		case "json check":
			now.check = rules.Check{}
			err = schema.ValidateJSON("catalog.schema.json#/$defs/check", text)
			if err == nil {
				err = json.Unmarshal(text, &now.check)
			}
		case "json document":
			now.document = string(text)
		case "json verdicts":
			now.verdicts = nil
			err = json.Unmarshal(text, &now.verdicts)
			out = append(out, now)
		default:
			err = fmt.Errorf("no kind of block %q", kind)
		}
		if err != nil {
			t.Fatalf("specification.md:%d: %v", now.line, err)
		}
	}
	if len(out) < 5 {
		t.Fatalf("only %d examples", len(out))
	}
	return out
}

func (e *example) catalog() *rules.Catalog {
	return &rules.Catalog{Rules: []rules.Rule{{ID: "R-001", Status: rules.Active, Checks: []rules.Check{e.check}}}}
}

// TestExamples evaluates the examples of the specification with our engine
// and with runner.py.
func TestExamples(t *testing.T) {
	list := examples(t)
	for _, e := range list {
		report, err := check.Run(e.catalog(), []check.Document{{Name: "d.json", Data: []byte(e.document)}}, check.Options{})
		if err != nil {
			t.Fatalf("specification.md:%d: %v", e.line, err)
		}
		var got []exampleVerdict
		for _, r := range report.Results {
			got = append(got, exampleVerdict{r.Check, r.Resource.Name, r.Verdict})
		}
		if !slices.Equal(got, e.verdicts) {
			t.Errorf("specification.md:%d: our engine says %v", e.line, got)
		}
	}
	t.Run("runner", func(t *testing.T) {
		var q question
		for i, e := range list {
			q.Catalogs = append(q.Catalogs, e.catalog())
			q.Runs = append(q.Runs, run{i, [][2]string{{"d.json", e.document}}})
		}
		var answers [][]result
		answer(t, runAll, q, &answers)
		for i, e := range list {
			var got []exampleVerdict
			for _, r := range answers[i] {
				got = append(got, exampleVerdict{r.Check, r.Resource.Name, r.Verdict})
			}
			want := slices.Clone(e.verdicts)
			for j := range want {
				if len(e.check.Derive) > 0 {
					want[j].Verdict = unsupported
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("specification.md:%d: runner.py says %v", e.line, got)
			}
		}
	})
}

// TestEverythingIsSpecified holds that the specification speaks of every field
// of the catalog, every keyword of the profile, every value of an enumeration,
// and every file of the conformance suite.
func TestEverythingIsSpecified(t *testing.T) {
	text := string(Specification)
	says := func(what, name string) {
		if !strings.Contains(text, "`"+name+"`") {
			t.Errorf("%s %q is not in the specification", what, name)
		}
	}
	src, err := schema.Source("catalog.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var catalog map[string]any
	if err := json.Unmarshal(src, &catalog); err != nil {
		t.Fatal(err)
	}
	delete(catalog["$defs"].(map[string]any), "pillar") // the pillars are in the catalog itself
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for key, inner := range v {
				switch key {
				case "properties":
					for name := range inner.(map[string]any) {
						says("the field", name)
					}
				case "enum":
					for _, value := range inner.([]any) {
						says("the value", value.(string))
					}
				}
				walk(inner)
			}
		}
	}
	walk(catalog)
	for _, keyword := range profile(t) {
		says("the keyword", keyword)
	}
	files, err := fs.Glob(check.Conformance(), "*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		says("the file", f)
	}
}

// profile lists the keywords that check.schema.json allows in assertions.
func profile(t *testing.T) []string {
	t.Helper()
	src, err := schema.Source("check.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Defs struct {
			Schema struct {
				AnyOf []struct{ Properties map[string]any }
			}
		} `json:"$defs"`
	}
	if err := json.Unmarshal(src, &s); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, alternative := range s.Defs.Schema.AnyOf {
		for name := range alternative.Properties {
			out = append(out, name)
		}
	}
	if len(out) < 20 {
		t.Fatalf("only %d keywords", len(out))
	}
	slices.Sort(out)
	return out
}

// TestKeywords holds that the list of keywords in the specification is that
// of the profile.
func TestKeywords(t *testing.T) {
	if want := "\n`" + strings.Join(profile(t), "` `") + "`\n"; !strings.Contains(string(Specification), want) {
		t.Errorf("the specification lists other keywords than%s", want)
	}
}

// TestDigests holds what the specification says of digests, on the text of
// our catalog: compact each rule, put a line feed behind it.
func TestDigests(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	text, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var raw struct{ Rules []json.RawMessage }
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for i, rule := range raw.Rules {
		start := all.Len()
		if err := json.Compact(&all, rule); err != nil {
			t.Fatal(err)
		}
		all.WriteByte('\n')
		if want, err := rules.Digest(c.Rules[i : i+1]); err != nil || digest(all.Bytes()[start:]) != want {
			t.Errorf("%s: %s, want %s (%v)", c.Rules[i].ID, digest(all.Bytes()[start:]), want, err)
		}
	}
	if digest(all.Bytes()) != c.Digest {
		t.Errorf("%s, want %s", digest(all.Bytes()), c.Digest)
	}
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// TestBounds holds that the way in which runner.py bounds what is not known is
// right for our catalog: no assertion about related resources turns around.
func TestBounds(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	var turned func(v any, under bool) bool
	turned = func(v any, under bool) bool {
		switch v := v.(type) {
		case []any:
			return slices.ContainsFunc(v, func(item any) bool { return turned(item, under) })
		case map[string]any:
			for key, inner := range v {
				if key == "related" && under || key != "related" && turned(inner, under || key == "not" || key == "oneOf" || key == "if") {
					return true
				}
			}
		}
		return false
	}
	for _, r := range c.Rules {
		for _, ch := range r.Checks {
			if len(ch.Relate) > 0 && turned(ch.Assert, false) {
				t.Errorf("%s: related stands under not, oneOf or if: say in the specification that runner.py may be wrong of it", ch.ID)
			}
		}
	}
}

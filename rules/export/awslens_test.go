package export

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pillars/content/testfile"
	"pillars/rules"
)

// TestAWSLens holds lenses to the numbers of the lens format specification,
// and our own catalog to fit whole.
func TestAWSLens(t *testing.T) {
	for name, c := range catalogs(t) {
		text, lost := write(t, Format{Write: AWSLens}, c)
		for _, what := range lost {
			if strings.Contains(what, "beyond") || strings.Contains(what, "size:") {
				t.Errorf("%s does not fit: %s", name, what)
			}
		}
		if n := checkLens(t, text); n != activeRules(c) {
			t.Errorf("%s: %d choices for %d rules", name, n, activeRules(c))
		}
	}
}

// TestAWSLensFull holds that what does not fit is said.
func TestAWSLensFull(t *testing.T) {
	c := small(t)
	c.Rules = slices.Grow(c.Rules[:0:0], 400)
	first := small(t).Rules[0]
	for i := range 400 {
		r := first
		r.ID = fmt.Sprintf("BOX-%03d", i+1)
		r.Text = strings.Repeat("long text ", 210)
		c.Rules = append(c.Rules, r)
	}
	text, lost := write(t, Format{Write: AWSLens}, c)
	n := checkLens(t, text)
	want := fmt.Sprintf("questions beyond 20 in a pillar: left out (%d rules", 400-n)
	if said := strings.Join(lost, "\n"); n != 20*14 || !strings.Contains(said, want) || !strings.Contains(said, "text: shortened to 2048 characters (280") || !strings.Contains(said, "size:") {
		t.Errorf("%d choices; lost:\n%s", n, said)
	}
}

func activeRules(c *rules.Catalog) int {
	n := 0
	for i := range c.Rules {
		if active(&c.Rules[i]) {
			n++
		}
	}
	return n
}

// checkLens holds a lens to the specification and counts the choices that
// stand for rules.
func checkLens(t *testing.T, text string) (choices int) {
	t.Helper()
	var l lens
	if err := json.Unmarshal([]byte(text), &l); err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`^[A-Za-z0-9_]{3,128}$`)
	length := func(what, s string, most int) {
		if n := utf8.RuneCountInString(s); n == 0 || n > most {
			t.Errorf("%s: %d characters: %q", what, n, s)
		}
	}
	length("name", l.Name, 128)
	length("description", l.Description, 2048)
	if l.SchemaVersion != "2021-11-01" || len(l.Pillars) > 10 {
		t.Errorf("version %s, %d pillars", l.SchemaVersion, len(l.Pillars))
	}
	seen := map[string]bool{}
	for _, p := range l.Pillars {
		length("pillar", p.Name, 128)
		if !id.MatchString(p.ID) || len(p.Questions) == 0 || len(p.Questions) > 20 {
			t.Errorf("pillar %s: %d questions", p.ID, len(p.Questions))
		}
		for _, q := range p.Questions {
			length("question", q.Title, 128)
			length("question", q.Description, 2048)
			if !id.MatchString(q.ID) || seen[q.ID] || len(q.Choices) < 2 || len(q.Choices) > 15 {
				t.Errorf("question %s: twice or %d choices", q.ID, len(q.Choices))
			}
			seen[q.ID] = true
			choices += checkChoices(t, q, id, length)
		}
	}
	return choices
}

func checkChoices(t *testing.T, q lensQuestion, id *regexp.Regexp, length func(what, s string, most int)) (n int) {
	t.Helper()
	var ids []string
	for i, ch := range q.Choices {
		length("choice", ch.Title, 128)
		if !id.MatchString(ch.ID) || slices.Contains(ids, ch.ID) {
			t.Errorf("choice %s: not an ID, or twice", ch.ID)
		}
		ids = append(ids, ch.ID)
		if last := i == len(q.Choices)-1; last != strings.HasSuffix(ch.ID, "_no") || last == (ch.Improve != nil) {
			t.Errorf("choice %s: only the last is none of these, and has no improvement plan", ch.ID)
		}
		for _, content := range []*lensContent{ch.Helpful, ch.Improve} {
			if content != nil {
				length("resource", content.Text, 2048)
				if content.URL != "" && !strings.HasPrefix(content.URL, "http") {
					t.Errorf("choice %s: address %s", ch.ID, content.URL)
				}
			}
		}
	}
	if k := len(q.RiskRules); k == 0 || k > 3 || q.RiskRules[k-1].Condition != "default" {
		t.Errorf("question %s: risk rules %v", q.ID, q.RiskRules)
	}
	for _, risk := range q.RiskRules[:len(q.RiskRules)-1] {
		for choice := range strings.SplitSeq(risk.Condition, " && ") {
			if !slices.Contains(ids, choice) {
				t.Errorf("question %s: no choice %s", q.ID, choice)
			}
		}
	}
	return len(ids) - 1
}

// TestAWSLensExample holds that a published lens passes the test above but for
// what its authors added, so that the test asks for no more than AWS does.
func TestAWSLensExample(t *testing.T) {
	text, err := os.ReadFile(testfile.Shared(t, "facts", "schemas", "aws-custom-lens.example.json"))
	if err != nil {
		t.Fatal(err)
	}
	var theirs, ours map[string]any
	out, _ := write(t, Format{Write: AWSLens}, small(t))
	if err := json.Unmarshal(text, &theirs); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(out), &ours); err != nil {
		t.Fatal(err)
	}
	// additionalResources came later than the example.
	if extra := slices.DeleteFunc(keys(ours, nil), func(k string) bool {
		return slices.Contains(keys(theirs, nil), k) || slices.Contains([]string{"additionalResources", "type", "content"}, k)
	}); len(extra) > 0 {
		t.Errorf("keys that a published lens does not have: %v", extra)
	}
}

// keys gives every key in a JSON value.
func keys(v any, found []string) []string {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			found = keys(x, append(found, k))
		}
	case []any:
		for _, x := range v {
			found = keys(x, found)
		}
	}
	return found
}

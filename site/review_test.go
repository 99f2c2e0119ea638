package site_test

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"pillars/rules"
	"pillars/site"
)

// TestReviewOnPaper reads the page as it is without script: every rule that
// stands, with a box.
func TestReviewOnPaper(t *testing.T) {
	in := ourInput(t)
	text, err := afero.ReadFile(build(t, in), "review/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range in.Catalog.Rules {
		if n := strings.Count(string(text), `<li id="`+r.ID+`" class="review-rule"`); (n == 1) != (r.Status == rules.Active) {
			t.Errorf("%s (%s) is on the list %d times", r.ID, r.Status, n)
		}
	}
	if boxes := strings.Count(string(text), `class="review-box"`); boxes != len(activeRules(in)) {
		t.Errorf("%d boxes", boxes)
	}
}

// reviewFile is a review as the page exports it.
type reviewFile struct {
	Workload string              `json:"workload"`
	Catalog  string              `json:"catalog"`
	Scope    map[string][]string `json:"scope"`
	Answers  []reviewAnswer      `json:"answers"`
}

type reviewAnswer struct {
	Rule     string `json:"rule"`
	Status   string `json:"status"`
	Reason   string `json:"reason"`
	By       string `json:"by"`
	Expires  string `json:"expires"`
	Due      string `json:"due"`
	TextHash string `json:"textHash"`
}

// earlierReview gives a review in which the first rule was still to do, and
// another rule than the fourth was answered, with done.
func earlierReview(t *testing.T, text, other string) string {
	t.Helper()
	var r map[string]any
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	answers := r["answers"].([]any)
	answers[0].(map[string]any)["status"] = "todo"
	answers[3].(map[string]any)["rule"] = other
	answers[3].(map[string]any)["status"] = "done"
	out, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// checkTable reads the CSV export: every rule in scope, and no cell that a
// spreadsheet would take for a formula.
func checkTable(t *testing.T, text string, rules int) {
	t.Helper()
	body, ok := strings.CutPrefix(text, "\uFEFF")
	if !ok || !strings.HasSuffix(body, "\r\n") {
		t.Errorf("the table begins with %q and ends with %q", text[:1], text[len(text)-2:])
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != rules+1 {
		t.Errorf("%d rows for %d rules", len(rows), rules)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%s: the cell %q would be a formula", row[0], cell)
			}
		}
	}
	if rows[3][6] != `'=2+5, a "risk"` {
		t.Errorf("the note is %q", rows[3][6])
	}
}

// activeRules gives the rules that the page lists.
func activeRules(in site.Input) []rules.Rule {
	var active []rules.Rule
	for _, r := range in.Catalog.Rules {
		if r.Status == rules.Active {
			active = append(active, r)
		}
	}
	return active
}

// firstRules gives the IDs of the rules that the page lists first.
func firstRules(in site.Input) []string {
	var ids []string
	for _, r := range activeRules(in) {
		if r.Pillar != nil && *r.Pillar == in.Catalog.Pillars[0].ID {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// fewRules leaves a few of each pillar's rules that stand in the catalog:
// enough for what a page looks like, and quick to look at with axe.
func fewRules(in site.Input) site.Input {
	few := *in.Catalog
	few.Rules = nil
	kept := map[string]int{}
	for _, r := range activeRules(in) {
		if r.Pillar != nil && kept[*r.Pillar] < 5 {
			kept[*r.Pillar]++
			few.Rules = append(few.Rules, r)
		}
	}
	in.Catalog = &few
	return in
}

func ruleByID(in site.Input, id string) *rules.Rule {
	for i := range in.Catalog.Rules {
		if in.Catalog.Rules[i].ID == id {
			return &in.Catalog.Rules[i]
		}
	}
	return nil
}

// textHash is what schema/review.schema.json says of the field.
func textHash(text string) string {
	return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:16]
}

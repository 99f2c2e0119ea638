package site_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"pillars/rules"
)

// TestLargeSite builds a site with more rules than the page of a facet's value
// holds: the page says so, and, though it is written in parts, is whole.
func TestLargeSite(t *testing.T) {
	in := fewRules(ourInput(t))
	some := in.Catalog.Rules
	for n := 1001; len(in.Catalog.Rules) < 5050; n++ {
		r := some[n%len(some)]
		r.ID, r.Severity = fmt.Sprintf("BIG-%d", n), rules.Low
		in.Catalog.Rules = append(in.Catalog.Rules, r)
	}
	low := fitting(in.Catalog, func(r rules.Rule) bool { return r.Severity == rules.Low })
	high := fitting(in.Catalog, func(r rules.Rule) bool { return r.Severity == rules.High })
	if low <= 5000 || high == 0 {
		t.Fatalf("%d rules of low and %d of high severity", low, high)
	}
	fsys := build(t, in)
	for page, all := range map[string]int{"rules/severity/low/": low, "rules/severity/high/": high} {
		data, err := afero.ReadFile(fsys, page+"index.html")
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimSpace(string(data))
		if rows, want := strings.Count(text, `class="rule-row"`), min(all, 5000); rows != want {
			t.Errorf("%s has %d rows of %d rules, want %d", page, rows, all, want)
		}
		if said := strings.Contains(text, "These are the first 5000 rules"); said != (all > 5000) {
			t.Errorf("%s of %d rules says that some are left out: %v", page, all, said)
		}
		if !strings.Contains(text, fmt.Sprintf("<strong>%d</strong>", all)) {
			t.Errorf("%s does not say that there are %d rules", page, all)
		}
		if !strings.HasPrefix(text, "<!doctype html>") || !strings.HasSuffix(text, "</html>") {
			t.Errorf("%s is not whole: %q … %q", page, text[:20], text[len(text)-20:])
		}
	}
}

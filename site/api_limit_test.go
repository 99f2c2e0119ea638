package site

import (
	"testing"

	"pillars/content"
	"pillars/rules"
	"pillars/theme"
)

// TestTooManyRules holds that a site with more rules than its exports can
// hold has none.
func TestTooManyRules(t *testing.T) {
	ours, err := theme.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]bool{mostExported: true, mostExported + 1: false} {
		b := newBuilder(Input{Catalog: &rules.Catalog{Rules: make([]rules.Rule, n)}, Library: content.NewLibrary(nil), Theme: ours, Exports: true}, nil)
		a := b.newAPI()
		if got := len(a.exports) > 0; got != want {
			t.Errorf("%d rules: exports %v", n, got)
		}
	}
}

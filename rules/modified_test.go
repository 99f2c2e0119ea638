package rules_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pillars/content"
	"pillars/rules"
)

// apples is a guide with a date and the items of one checklist.
func apples(date string, items ...string) *content.Library {
	src := "---\ntitle: Apples\n" + date + "\n---\n# Well-Architected guide for Apples (AP)\n\n## Reliability\n\n> [!div class=\"checklist\"]\n"
	for _, item := range items {
		src += "> - " + item + "\n"
	}
	return content.NewLibrary([]*content.Document{content.Parse("apples.md", []byte(src), content.Options{})})
}

// TestModified compiles a guide revision after revision, each with the last
// catalog as previous, and holds what becomes of the dates.
func TestModified(t *testing.T) {
	const keep, store, lock = "Keep two suppliers in different valleys.", "Store a week of apples.", "Lock the store at night."
	var previous *rules.Catalog
	for _, revision := range []struct {
		name string
		lib  *content.Library
		want string
	}{
		{"all are new", apples("ms.date: 1/2/2026", keep, store), "AP-001 2026-01-02, AP-002 2026-01-02"},
		{"another date alone is no change", apples("ms.date: 02/03/2026", keep, store), "AP-001 2026-01-02, AP-002 2026-01-02"},
		{"reworded", apples("ms.date: 3/4/2026", keep, "Store two weeks of apples."), "AP-001 2026-01-02, AP-002 2026-03-04"},
		{"another line and place is no change", apples("ms.date: 3/5/2026", lock, keep, "Store two weeks of apples."), "AP-001 2026-01-02, AP-002 2026-03-04, AP-003 2026-03-05"},
		{"withdrawn", apples("ms.date: 4/5/2026", lock, keep), "AP-001 2026-01-02, AP-002 2026-04-05, AP-003 2026-03-05"},
		{"withdrawn, still", apples("ms.date: 5/6/2026", lock, keep), "AP-001 2026-01-02, AP-002 2026-04-05, AP-003 2026-03-05"},
		{"restored", apples("updated: 2026-06-07", lock, keep, "Store two weeks of apples."), "AP-001 2026-01-02, AP-002 2026-06-07, AP-003 2026-03-05"},
		{"changed in a guide without a date", apples("updated: soon", "Lock the store, always.", keep, "Store two weeks of apples."), "AP-001 2026-01-02, AP-002 2026-06-07, AP-003 "},
		{"a date for what had none", apples("ms.date: 7/8/2026", "Lock the store, always.", keep, "Store two weeks of apples."), "AP-001 2026-01-02, AP-002 2026-06-07, AP-003 2026-07-08"},
		{"the guide is gone", content.NewLibrary(nil), "AP-001 , AP-002 , AP-003 "},
	} {
		c, _, err := rules.Compile(revision.lib, previous, rules.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range c.Rules {
			got = append(got, fmt.Sprint(r.ID, " ", r.Modified))
		}
		if s := strings.Join(got, ", "); s != revision.want {
			t.Errorf("%s: %s, want %s", revision.name, s, revision.want)
		}
		again, _, err := rules.Compile(revision.lib, c, rules.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(catalogText(t, again), catalogText(t, c)) {
			t.Errorf("%s: compiled with itself as previous, the catalog differs", revision.name)
		}
		previous = c
	}
}

func catalogText(t *testing.T, c *rules.Catalog) []byte {
	t.Helper()
	text, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

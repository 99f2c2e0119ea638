package rules

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pillars/content"
	"pillars/content/testfile"
)

var showPairs = flag.String("pairs", "", "print every assignment of TestHistory whose revision's file name contains this")

// TestHistory compiles 24 revisions of one real article, each with the
// catalog before it as ledger. A rule whose text, kind and section did not
// change keeps its ID, and no ID is given to a second rule. Run with -v for
// the table, with -v -pairs 2024-12-01 to read what was paired in one step.
func TestHistory(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(testfile.Shared(t, "corpus", "history", "aks"), "*.md"))
	if err != nil || len(names) < 2 {
		t.Fatalf("no history: %v", err)
	}
	var previous *Catalog
	given := map[string]bool{} // every ID there ever was
	t.Logf("%-30s %5s %9s %6s %8s %10s %4s %8s", "revision", "kept", "reworded", "moved", "retired", "superseded", "new", "restored")
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c := compileOne(t, "azure-kubernetes-service.md", src, previous)
		if previous != nil {
			checkKept(t, previous, c)
			s := countStep(previous, c)
			t.Logf("%-30s %5d %9d %6d %8d %10d %4d %8d", filepath.Base(name), s.kept, s.reworded, s.moved, s.retired, s.superseded, s.fresh, s.restored)
			if *showPairs != "" && strings.Contains(name, *showPairs) {
				t.Log(readable(previous, c))
			}
		}
		checkLedger(t, previous, c, given)
		previous = c
	}
}

// compileOne compiles one document.
func compileOne(t testing.TB, name string, src []byte, previous *Catalog) *Catalog {
	t.Helper()
	lib := content.NewLibrary([]*content.Document{content.Parse(name, src, content.Options{SkipBody: true})})
	c, _, err := Compile(lib, previous, Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// active gives the rules of a catalog that stand, by ID.
func active(c *Catalog) map[string]*Rule {
	out := map[string]*Rule{}
	for i := range c.Rules {
		if c.Rules[i].Status == Active {
			out[c.Rules[i].ID] = &c.Rules[i]
		}
	}
	return out
}

func unchangedKey(r *Rule) string {
	return strings.Join(append([]string{r.Text, string(r.Kind), deref(r.Service)}, r.Section...), "\x00")
}

// checkKept holds that a rule whose text, kind and section stand in both
// catalogs has the same ID in both. Of several that are equal in all three, as
// many keep theirs as there are in both.
func checkKept(t testing.TB, before, after *Catalog) {
	t.Helper()
	was, is := map[string][]string{}, map[string][]string{}
	for id, r := range active(before) {
		was[unchangedKey(r)] = append(was[unchangedKey(r)], id)
	}
	for id, r := range active(after) {
		is[unchangedKey(r)] = append(is[unchangedKey(r)], id)
	}
	for key, ids := range was {
		kept := 0
		for _, id := range ids {
			if slices.Contains(is[key], id) {
				kept++
			}
		}
		if want := min(len(ids), len(is[key])); kept < want {
			t.Errorf("of %d unchanged rules %d kept their ID: were %v, are %v: %.80s", want, kept, ids, is[key], key)
		}
	}
}

// checkLedger holds that IDs are unique, that none of the last catalog is
// missing, and that a new one was never given out before; given grows.
func checkLedger(t testing.TB, before, after *Catalog, given map[string]bool) {
	t.Helper()
	ids := map[string]bool{}
	last := map[string]bool{}
	if before != nil {
		for _, r := range before.Rules {
			last[r.ID] = true
		}
	}
	for _, r := range after.Rules {
		if ids[r.ID] {
			t.Errorf("%s is given out twice", r.ID)
		}
		ids[r.ID] = true
		if !last[r.ID] && given[r.ID] {
			t.Errorf("%s is used again", r.ID)
		}
		given[r.ID] = true
	}
	for id := range last {
		if !ids[id] {
			t.Errorf("%s is gone without a tombstone", id)
		}
	}
	for _, r := range after.Rules {
		for _, id := range r.SupersededBy {
			if !ids[id] || id == r.ID {
				t.Errorf("%s is superseded by %s", r.ID, id)
			}
		}
	}
}

// revision counts what became of the rules in one compilation.
type revision struct{ kept, reworded, moved, retired, superseded, fresh, restored int }

func countStep(before, after *Catalog) revision {
	var s revision
	was, is := active(before), active(after)
	for id, r := range is {
		o := was[id]
		switch {
		case o == nil && before.Rule(id) != nil:
			s.restored++
		case o == nil:
			s.fresh++
		case o.Text != r.Text || o.Benefit != r.Benefit:
			s.reworded++
		case unchangedKey(o) != unchangedKey(r) || deref(o.Pillar) != deref(r.Pillar):
			s.moved++
		default:
			s.kept++
		}
	}
	for id := range was {
		if is[id] == nil {
			s.retired++
			if len(after.Rule(id).SupersededBy) > 0 {
				s.superseded++
			}
		}
	}
	return s
}

// readable prints the assignments of one step that need judging.
func readable(before, after *Catalog) string {
	var b strings.Builder
	was, is := active(before), active(after)
	show := func(mark string, r *Rule) {
		fmt.Fprintf(&b, "  %s [%s; %s] %s", mark, r.Kind, strings.Join(r.Section, " > "), r.Text)
		if r.Benefit != "" {
			fmt.Fprintf(&b, " || %s", r.Benefit)
		}
		b.WriteByte('\n')
	}
	m := newMatcher(after.Rules, before.Rules)
	freshBags, oldBags := m.bags()
	bagOf := map[*Rule]bag{}
	for i, r := range m.fresh {
		bagOf[r] = freshBags[i]
	}
	for i, r := range m.old {
		bagOf[r] = oldBags[i]
	}
	for i := range after.Rules {
		r := &after.Rules[i]
		o, n := was[r.ID], is[r.ID]
		switch {
		case o != nil && n != nil && (o.Text != n.Text || o.Kind != n.Kind):
			fmt.Fprintf(&b, "%s same, likeness %.2f\n", r.ID, likeness(bagOf[o], bagOf[n]))
			show("-", o)
			show("+", n)
		case o == nil && n != nil:
			fmt.Fprintf(&b, "%s new or restored\n", r.ID)
			show("+", n)
		case o != nil && n == nil:
			fmt.Fprintf(&b, "%s withdrawn, now %v\n", r.ID, r.SupersededBy)
			show("-", o)
		}
	}
	return b.String()
}

package rules

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"pillars/content/testfile"
)

// TestDiff compares the revisions 1 and 2 of each archive.
func TestDiff(t *testing.T) {
	testfile.Golden(t, "testdata/diff", func(t *testing.T, in *txtar.Archive) map[string]string {
		revisions := compileRevisions(t, in)
		changes := Diff(revisions[0], revisions[len(revisions)-1])
		text, err := json.MarshalIndent(changes.Rules, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if same := Diff(revisions[0], revisions[0]); len(same.Rules) > 0 {
			t.Errorf("a catalog differs from itself: %+v", same.Rules)
		}
		return map[string]string{"changes.json": string(text)}
	})
}

// TestDiffOfFields changes one field of a rule after another, and holds that
// each shows as the kind it is.
func TestDiffOfFields(t *testing.T) {
	pillar, code := "security", "SE:01"
	for _, c := range []struct {
		name   string
		change func(*Rule)
		want   []ChangeKind
	}{
		{"nothing", func(*Rule) {}, nil},
		{"line", func(r *Rule) { r.Source.Line = 9; r.Ordinal = 3; r.Related = []string{"A-002"} }, nil},
		{"date", func(r *Rule) { r.Modified = "2026-01-02" }, nil},
		{"text", func(r *Rule) { r.Text = "Two zones" }, []ChangeKind{Reworded}},
		{"benefit", func(r *Rule) { r.Benefit = "" }, []ChangeKind{Reworded}},
		{"pillar", func(r *Rule) { r.Pillar = &pillar }, []ChangeKind{Moved}},
		{"kind", func(r *Rule) { r.Kind = Policy }, []ChangeKind{Moved}},
		{"section", func(r *Rule) { r.Section = []string{"B"} }, []ChangeKind{Moved}},
		{"file", func(r *Rule) { r.Source.Path = "b.md" }, []ChangeKind{Moved}},
		{"service", func(r *Rule) { r.Service = &pillar }, []ChangeKind{Moved}},
		{"check", func(r *Rule) { r.Checks[0].Assert = false }, []ChangeKind{Rechecked}},
		{"no check", func(r *Rule) { r.Checks = nil }, []ChangeKind{Rechecked}},
		{"severity", func(r *Rule) { r.Severity = Low }, []ChangeKind{Regraded}},
		{"code", func(r *Rule) { r.Code = &code }, []ChangeKind{Detailed}},
		{"links", func(r *Rule) { r.Links = []Link{{"a", "b", "c"}} }, []ChangeKind{Detailed}},
		{"withdrawn", func(r *Rule) { r.Status = Withdrawn; r.Checks = nil }, []ChangeKind{Retired}},
		{"another ID", func(r *Rule) { r.ID = "A-002" }, []ChangeKind{Missing, Added}},
		{"several", func(r *Rule) { r.Text = "x"; r.Kind = Policy; r.Severity = Low }, []ChangeKind{Reworded, Moved, Regraded}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rule := func() Rule {
				return Rule{ID: "A-001", Status: Active, Kind: Checklist, Text: "One zone", Benefit: "b", Section: []string{"A"},
					Source: Source{"a.md", 1, 1}, Severity: High, Checks: []Check{{ID: "c", Assert: true}}}
			}
			next := rule()
			c.change(&next)
			var got []ChangeKind
			for _, change := range Diff(&Catalog{Rules: []Rule{rule()}}, &Catalog{Rules: []Rule{next}}).Rules {
				got = append(got, change.Kinds...)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if c.name == "withdrawn" {
				back := Diff(&Catalog{Rules: []Rule{next}}, &Catalog{Rules: []Rule{rule()}}).Rules
				if len(back) != 1 || !back[0].Has(Restored) {
					t.Errorf("the way back is %v, want restored", back)
				}
			}
		})
	}
}

func TestDiffWords(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"", "", ""},
		{"a", "a", "a"},
		{"", "a b", "{+a b+}"},
		{"a b", "", "[-a b-]"},
		{"a b c", "a x c", "a [-b-] {+x+} c"},
		{"a b c d", "a c d", "a [-b-] c d"},
		{"a c d", "a b c d", "a {+b+} c d"},
		{"keep one word between", "kept one words between", "[-keep one word-] {+kept one words+} between"},
		{"use zones and pools", "use regions and pools too", "use [-zones-] {+regions+} and pools {+too+}"},
		{"a b c a b b a", "c b a b a c", "[-a b-] c {+b+} a b [-b-] a {+c+}"},
	} {
		if got := marked(DiffWords(c.old, c.new)); got != c.want {
			t.Errorf("%q to %q:\n got %s\nwant %s", c.old, c.new, got, c.want)
		}
	}
}

func marked(segments []Segment) string {
	var out []string
	for _, s := range segments {
		switch s.Op {
		case Delete:
			out = append(out, "[-"+s.Text+"-]")
		case Insert:
			out = append(out, "{+"+s.Text+"+}")
		default:
			out = append(out, s.Text)
		}
	}
	return strings.Join(out, " ")
}

func FuzzDiffWords(f *testing.F) {
	f.Add("a b c a b b a", "c b a b a c")
	f.Add("", "  x ")
	f.Add(strings.Repeat("a b ", 800), strings.Repeat("c ", 900))
	f.Fuzz(func(t *testing.T, old, fresh string) {
		var a, b []string
		for _, s := range DiffWords(old, fresh) {
			if s.Op != Insert {
				a = append(a, s.Text)
			}
			if s.Op != Delete {
				b = append(b, s.Text)
			}
		}
		if strings.Join(a, " ") != old || strings.Join(b, " ") != fresh {
			t.Errorf("%q to %q gives %q and %q", old, fresh, a, b)
		}
	})
}

// TestDiffOfDefault holds that our own catalog, in which checks share IDs,
// does not differ from itself, and that a change in one of several variants of
// a check is one change.
func TestDiffOfDefault(t *testing.T) {
	read := func() *Catalog {
		c := new(Catalog)
		if err := json.Unmarshal(defaultCatalog, c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	old, new := read(), read()
	if c := Diff(old, new); len(c.Rules) > 0 {
		t.Errorf("%d rules differ from themselves, such as %s: %v", len(c.Rules), c.Rules[0].ID, c.Rules[0].Checks)
	}
	for i := range new.Rules {
		r := &new.Rules[i]
		if len(r.Checks) < 2 || r.Checks[0].ID != r.Checks[1].ID {
			continue
		}
		r.Checks[1].Assert = true
		want := []CheckChange{{r.Checks[1].ID, r.Checks[0].Title, "changed"}}
		if c := Diff(old, new); len(c.Rules) != 1 || !slices.Equal(c.Rules[0].Checks, want) {
			t.Errorf("%s: %+v, want %+v", r.ID, c.Rules, want)
		}
		return
	}
	t.Fatal("no rule has several variants of a check")
}

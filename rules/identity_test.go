package rules

import (
	"bytes"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"pillars/content"
	"pillars/content/testfile"
)

// TestIdentity compiles the revisions of each archive (folders 1, 2, …), each
// with the catalog before it as ledger, and lists the IDs after each.
func TestIdentity(t *testing.T) {
	testfile.Golden(t, "testdata/identity", func(t *testing.T, in *txtar.Archive) map[string]string {
		out := map[string]string{}
		given := map[string]bool{}
		var previous *Catalog
		for n, c := range compileRevisions(t, in) {
			if previous != nil {
				checkKept(t, previous, c)
			}
			checkLedger(t, previous, c, given)
			out[fmt.Sprintf("%d.txt", n+1)] = listIDs(c)
			previous = c
		}
		return out
	})
}

// compileRevisions compiles the folders 1, 2, … of an archive, each with the
// one before as ledger.
func compileRevisions(t *testing.T, in *txtar.Archive) []*Catalog {
	t.Helper()
	docs := map[string][]*content.Document{}
	for _, f := range in.Files {
		n, name, _ := strings.Cut(f.Name, "/")
		docs[n] = append(docs[n], content.Parse(name, f.Data, content.Options{SkipBody: true}))
	}
	var out []*Catalog
	var previous *Catalog
	for _, n := range slices.Sorted(maps.Keys(docs)) {
		c, _, err := Compile(content.NewLibrary(docs[n]), previous, Sources{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.JSON(); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
		previous = c
	}
	return out
}

func listIDs(c *Catalog) string {
	var b strings.Builder
	for _, r := range c.Rules {
		fmt.Fprintf(&b, "%s %s", r.ID, r.Status)
		if r.SupersededBy != nil {
			fmt.Fprintf(&b, " by %s", strings.Join(r.SupersededBy, " "))
		}
		fmt.Fprintf(&b, ": %s: %s: %s\n", r.Source.Path, strings.Join(r.Section, " > "), r.Text)
	}
	return b.String()
}

// TestReleaseGate holds that no rule ID ever leaves the published catalog: one
// that is in the committed catalog.json is in the present one too, as a rule
// that stands or as a tombstone.
func TestReleaseGate(t *testing.T) {
	text, err := exec.Command("git", "show", "HEAD:./catalog.json").Output()
	if err != nil {
		t.Skipf("no committed catalog to compare with (git says: %v)", err)
	}
	committed, err := Read(bytes.NewReader(text))
	if err != nil {
		t.Skipf("the committed catalog is in another format: %v", err)
	}
	present, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range lost(committed, present) {
		t.Error(problem)
	}
}

// lost says which rules of a released catalog the next one has no trace of.
func lost(released, next *Catalog) []string {
	var out []string
	for _, r := range released.Rules {
		if next.Rule(r.ID) == nil {
			out = append(out, fmt.Sprintf("%s is gone from catalog.json: a rule that is withdrawn stays as a tombstone. "+
				"Make the file anew with \"make gen\", which takes the present one as ledger", r.ID))
		}
	}
	return out
}

func TestLost(t *testing.T) {
	released := &Catalog{Rules: []Rule{{ID: "A-001"}, {ID: "A-002"}}}
	next := &Catalog{Rules: []Rule{{ID: "A-001"}, {ID: "A-003"}}}
	if got := lost(released, next); len(got) != 1 || !strings.HasPrefix(got[0], "A-002 ") {
		t.Errorf("got %q, want A-002", got)
	}
}

// TestDefaultCatalogIsCurrent holds that catalog.json is what our guides and
// checks give with catalog.json itself as ledger.
func TestDefaultCatalogIsCurrent(t *testing.T) {
	previous, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	lib, err := content.Load(content.Guides(), ".", content.Options{SkipBody: true})
	if err != nil {
		t.Fatal(err)
	}
	checks, problems, err := DefaultChecks()
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	sidecars, problems, err := Sidecars(content.Guides(), ".")
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	c, problems, err := Compile(lib, previous, Sources{Checks: checks, Sidecars: sidecars})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	text, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, defaultCatalog) {
		t.Error("rules/catalog.json is not what the guides give: make it anew with \"make gen\"")
		for _, change := range Diff(previous, c).Rules {
			t.Logf("%s %s: %v", change.ID, change.Title, change.Kinds)
		}
	}
}

func TestLatest(t *testing.T) {
	tombstones := map[string]*Rule{}
	for id, by := range map[string][]string{"A-001": {"A-002"}, "A-002": {"A-003", "A-004"}, "A-003": {"A-009", "A-010"}, "A-004": nil, "A-005": {"A-006"}, "A-006": {"A-005"}} {
		tombstones[id] = &Rule{ID: id, SupersededBy: by}
	}
	for id, want := range map[string]string{
		"A-001": "A-004 A-009 A-010", // follows the chain, also to one that was withdrawn for good
		"A-003": "A-009 A-010",
		"A-004": "",
		"A-005": "", // a ring, which no build makes, ends
	} {
		if got := strings.Join(latest(tombstones[id].SupersededBy, tombstones), " "); got != want {
			t.Errorf("%s is superseded by %q, want %q", id, got, want)
		}
	}
}

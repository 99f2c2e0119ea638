package rules

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestBestPairs holds the solver against trying everything.
func TestBestPairs(t *testing.T) {
	for seed := range uint64(400) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		rows, cols := 1+rnd.IntN(6), 1+rnd.IntN(6)
		var edges []edge
		weight := map[[2]int]int64{}
		for r := range rows {
			for c := range cols {
				if rnd.IntN(3) > 0 {
					w := int64(1 + rnd.IntN(20))
					edges = append(edges, edge{r, c, w})
					weight[[2]int{r, c}] = w
				}
			}
		}
		got := bestPairs(rows, cols, edges)
		sum := int64(0)
		used := map[int]bool{}
		for r, c := range got {
			if c < 0 {
				continue
			}
			w, ok := weight[[2]int{r, c}]
			if !ok || used[c] {
				t.Fatalf("seed %d: row %d has column %d, which is used or no candidate: %v", seed, r, c, got)
			}
			used[c] = true
			sum += w
		}
		if want := bruteForce(0, rows, cols, weight, map[int]bool{}); sum != want {
			t.Fatalf("seed %d: worth %d, want %d: %v of %v", seed, sum, want, got, edges)
		}
	}
}

// bruteForce gives the greatest worth of the rows from one on.
func bruteForce(row, rows, cols int, weight map[[2]int]int64, used map[int]bool) int64 {
	if row == rows {
		return 0
	}
	best := bruteForce(row+1, rows, cols, weight, used)
	for c := range cols {
		if w, ok := weight[[2]int{row, c}]; ok && !used[c] {
			used[c] = true
			best = max(best, w+bruteForce(row+1, rows, cols, weight, used))
			delete(used, c)
		}
	}
	return best
}

// generator makes catalogs and edits them, at random from a seed.
type generator struct{ *rand.Rand }

func newGenerator(seed uint64) *generator { return &generator{rand.New(rand.NewPCG(seed, 2))} }

func (g *generator) word() string { return fmt.Sprintf("word%d", g.IntN(400)) }

func (g *generator) text() string {
	words := make([]string, 10+g.IntN(10))
	for i := range words {
		words[i] = g.word()
	}
	return strings.Join(words, " ")
}

var (
	testKinds    = []Kind{Checklist, Recommendation, Policy}
	testSections = [][]string{{"Reliability", "Checklist"}, {"Reliability", "Table"}, {"Security", "Checklist"}, {"Cost", "Policies"}}
)

func (g *generator) rule() Rule {
	pillar := []string{"reliability", "security", "cost-optimization"}[g.IntN(3)]
	service := "a-service"
	return Rule{
		Status: Active, Kind: testKinds[g.IntN(3)], Pillar: &pillar, Service: &service,
		Section: testSections[g.IntN(len(testSections))], Text: g.text(),
	}
}

// number gives rules the places they have in the order they stand.
func number(rules []Rule, path string) []Rule {
	ordinals := map[string]int{}
	for i := range rules {
		r := &rules[i]
		key := string(r.Kind) + sectionKey(r)
		ordinals[key]++
		r.Ordinal = ordinals[key]
		r.Source = Source{path, 10 + 2*i, 10 + 2*i}
	}
	return rules
}

// edited is a rule after an edit, with what must become of it.
type edited struct {
	Rule
	was string // ID before, "" for a new rule
}

// edit gives the rules of the next revision: most as they were, some
// reworded, moved, gone or new.
func (g *generator) edit(rules []Rule) []edited {
	var out []edited
	for _, r := range rules {
		if r.Status != Active {
			continue
		}
		e := edited{Rule: r, was: r.ID}
		e.ID = ""
		switch g.IntN(10) {
		case 0: // gone
			continue
		case 1: // two words of ten or more
			words := strings.Fields(e.Text)
			words[g.IntN(len(words))], words[g.IntN(len(words))] = g.word(), g.word()
			e.Text = strings.Join(words, " ")
		case 2:
			e.Section = testSections[g.IntN(len(testSections))]
		}
		out = append(out, e)
		if g.IntN(20) == 0 { // a duplicate of one that stands
			twin := e.Rule
			twin.Kind = testKinds[g.IntN(3)]
			out = append(out, edited{Rule: twin})
		}
		if g.IntN(10) == 0 {
			out = append(out, edited{Rule: g.rule()})
		}
	}
	return out
}

// distinct tells whether no rule but itself resembles an edited one, before or
// after: of twins, nobody can say which is which.
func distinct(e edited, at int, edits []edited, before []Rule) bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(e.Text) {
		words[w] = true
	}
	twin := func(text string) bool {
		shared := map[string]bool{}
		for _, w := range strings.Fields(text) {
			if words[w] {
				shared[w] = true
			}
		}
		return len(shared) > 3
	}
	return !slices.ContainsFunc(before, func(r Rule) bool { return r.ID != e.was && twin(r.Text) }) &&
		!slices.ContainsFunc(slices.Concat(edits[:at], edits[at+1:]), func(o edited) bool { return twin(o.Text) })
}

func catalogOf(rules []Rule) *Catalog {
	return &Catalog{Rules: rules, Services: []Service{{ID: "a-service", Short: "AS"}}}
}

// checkIdentity runs several revisions of a generated guide and holds what
// identity promises.
func checkIdentity(t *testing.T, seed uint64, size int) {
	t.Helper()
	g := newGenerator(seed)
	rules := make([]Rule, size)
	for i := range rules {
		rules[i] = g.rule()
		if i > 0 && g.IntN(10) == 0 {
			rules[i].Text = rules[i-1].Text
		}
	}
	before := catalogOf(number(rules, "a.md"))
	assignIDs(before, nil)
	given := map[string]bool{}
	checkLedger(t, nil, before, given)
	for range 4 {
		edits := g.edit(before.Rules)
		plain := make([]Rule, len(edits))
		for i := range edits {
			plain[i] = edits[i].Rule
		}
		number(plain, "a.md")
		shuffled, ledger := slices.Clone(plain), slices.Clone(before.Rules)
		g.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		g.Shuffle(len(ledger), func(i, j int) { ledger[i], ledger[j] = ledger[j], ledger[i] })

		after, again := catalogOf(slices.Clone(plain)), catalogOf(shuffled)
		assignIDs(after, before)
		assignIDs(again, catalogOf(ledger))
		checkKept(t, before, after)
		checkLedger(t, before, after, given)
		for i, e := range edits {
			got := after.Rules[i].ID
			if e.was == "" && before.Rule(got) == nil || got == e.was {
				continue
			}
			if distinct(e, i, edits, before.Rules) {
				t.Errorf("%q became %s: %s", e.was, got, e.Text)
			}
		}
		sortRules(after.Rules)
		sortRules(again.Rules)
		a, _ := Digest(after.Rules)
		if b, _ := Digest(again.Rules); a != b {
			t.Error("the order of the input changed the result")
		}
		before = after
		if t.Failed() {
			t.Fatalf("seed %d, %d rules", seed, size)
		}
	}
}

func TestIdentityOfGeneratedGuides(t *testing.T) {
	for seed := range uint64(60) {
		checkIdentity(t, seed, 5+int(seed))
	}
}

func FuzzIdentity(f *testing.F) {
	f.Add(uint64(1), uint8(3))
	f.Add(uint64(2), uint8(80))
	f.Fuzz(func(t *testing.T, seed uint64, size uint8) { checkIdentity(t, seed, int(size)) })
}

// FuzzMatch gives the matcher texts that no generator would think of.
func FuzzMatch(f *testing.F) {
	f.Add("Use zones.\nUse zones.\nScale out", "Use zones.\nScale out now\n")
	f.Add("!\n\n \xff\n日本語 のルール", "日本語 の新ルール\n!")
	f.Fuzz(func(t *testing.T, old, fresh string) {
		before, after := linesAsRules(old), linesAsRules(fresh)
		assignIDs(before, nil)
		assignIDs(after, before)
		checkKept(t, before, after)
		checkLedger(t, before, after, map[string]bool{})
		same := linesAsRules(old)
		assignIDs(same, before)
		for i := range same.Rules {
			if same.Rules[i].ID != before.Rules[i].ID {
				t.Errorf("nothing changed, and %s became %s", before.Rules[i].ID, same.Rules[i].ID)
			}
		}
	})
}

func linesAsRules(s string) *Catalog {
	var rules []Rule
	for i, line := range strings.Split(s, "\n") {
		text, benefit, _ := strings.Cut(line, "|")
		rules = append(rules, Rule{Status: Active, Kind: testKinds[i%2], Section: testSections[i%3], Text: text, Benefit: benefit})
	}
	return catalogOf(number(rules, "a.md"))
}

// BenchmarkIdentity measures one revision in which half of the rules changed:
// a single large guide, and as many rules in guides of 50.
func BenchmarkIdentity(b *testing.B) {
	for _, c := range []struct{ rules, guide int }{{1000, 1000}, {10000, 10000}, {10000, 50}} {
		g := newGenerator(7)
		rules := make([]Rule, c.rules)
		for i := range rules {
			rules[i] = g.rule()
		}
		before := catalogOf(numberGuides(rules, c.guide))
		assignIDs(before, nil)
		var next []Rule
		for _, e := range g.edit(before.Rules) {
			next = append(next, e.Rule)
		}
		b.Run(fmt.Sprintf("%d rules in guides of %d", c.rules, c.guide), func(b *testing.B) {
			for b.Loop() {
				assignIDs(catalogOf(slices.Clone(next)), before)
			}
		})
	}
}

// numberGuides gives each so many rules a guide and a service of their own.
func numberGuides(rules []Rule, size int) []Rule {
	for i := 0; i < len(rules); i += size {
		part := rules[i:min(i+size, len(rules))]
		service := fmt.Sprintf("service-%d", i)
		for j := range part {
			part[j].Service = &service
		}
		number(part, service+".md")
	}
	return rules
}

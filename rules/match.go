package rules

import (
	"cmp"
	"slices"
	"strings"
)

// matcher finds which rule of the ledger each fresh rule is. Both lists are
// in source order, whatever order they came in.
type matcher struct {
	fresh, old []*Rule
	lines      *lineage
	oldOf      []int  // of each fresh rule: the rule of the ledger it is, or -1
	taken      []bool // of each rule of the ledger: a fresh rule is it

	freshBags, oldBags []bag // their texts, see bags
}

func newMatcher(fresh, old []Rule) *matcher {
	m := &matcher{fresh: sourceOrder(fresh), old: sourceOrder(old), taken: make([]bool, len(old)), oldOf: make([]int, len(fresh))}
	for i := range m.oldOf {
		m.oldOf[i] = -1
	}
	m.lines = newLineage(m.fresh, m.old)
	return m
}

// sourceOrder gives pointers to rules by path, line, and whatever else can
// tell two of them apart.
func sourceOrder(rules []Rule) []*Rule {
	out := make([]*Rule, len(rules))
	for i := range rules {
		out[i] = &rules[i]
	}
	slices.SortStableFunc(out, func(a, b *Rule) int {
		return cmp.Or(
			strings.Compare(a.Source.Path, b.Source.Path), cmp.Compare(a.Source.Line, b.Source.Line),
			strings.Compare(string(a.Kind), string(b.Kind)), slices.Compare(a.Section, b.Section), cmp.Compare(a.Ordinal, b.Ordinal),
			CompareIDs(a.ID, b.ID), strings.Compare(a.Text, b.Text), strings.Compare(a.Benefit, b.Benefit))
	})
	return out
}

// pair says that a fresh rule is a rule of the ledger.
func (m *matcher) pair(fresh, old int) {
	m.oldOf[fresh] = old
	m.taken[old] = true
}

// exactKey is what two rules with the same text must share in one round of
// exact matching; fields that the round does not ask for are empty.
type exactKey struct{ place, text, kind, section, pillar, benefit string }

// exactRounds are the rounds among rules of one kind, the strictest first.
// Each is an equivalence, so that pairing in source order pairs as many as
// there can be.
var exactRounds = []func(r *Rule) exactKey{
	func(r *Rule) exactKey {
		return exactKey{kind: string(r.Kind), section: sectionKey(r), benefit: r.Benefit}
	},
	func(r *Rule) exactKey { return exactKey{kind: string(r.Kind), section: sectionKey(r)} },
	func(r *Rule) exactKey { return exactKey{kind: string(r.Kind), pillar: deref(r.Pillar)} },
	func(r *Rule) exactKey { return exactKey{kind: string(r.Kind)} },
}

// otherKindRounds pair what is left after likeness was weighed: a checklist
// line and a table row may well have the same text, and only one of them is
// the row as it was before it was reworded.
var otherKindRounds = []func(r *Rule) exactKey{
	func(r *Rule) exactKey { return exactKey{pillar: deref(r.Pillar)} },
	func(*Rule) exactKey { return exactKey{} },
}

// exact pairs fresh rules with those rules of the ledger that have a status
// and the same text: within the guide first, then within the service.
func (m *matcher) exact(status Status, rounds []func(*Rule) exactKey) {
	for _, place := range []struct{ fresh, old func(*Rule) string }{
		{m.lines.guideOf, func(o *Rule) string { return o.Source.Path }},
		{m.lines.serviceOf, func(o *Rule) string { return deref(o.Service) }},
	} {
		for _, round := range rounds {
			key := func(r *Rule, place string) exactKey {
				k := round(r)
				k.place, k.text = place, r.Text
				return k
			}
			waiting := map[exactKey][]int{}
			for o, r := range m.old {
				if !m.taken[o] && r.Status == status {
					k := key(r, place.old(r))
					waiting[k] = append(waiting[k], o)
				}
			}
			for f, r := range m.fresh {
				if m.oldOf[f] >= 0 {
					continue
				}
				if k := key(r, place.fresh(r)); len(waiting[k]) > 0 {
					m.pair(f, waiting[k][0])
					waiting[k] = waiting[k][1:]
				}
			}
		}
	}
}

func sectionKey(r *Rule) string { return strings.Join(r.Section, "\x00") }

package rules

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// lineage says which guide and which service of the ledger a fresh one
// continues.
type lineage struct {
	guide   map[string]string // fresh path → path in the ledger
	service map[string]string // fresh service ID → service ID in the ledger; "" (no service) → ""
	renamed map[string]string // the other way, for services whose ID changed
}

// unknown is the guide or service in the ledger of one that continues none.
const unknown = "\x00"

func (l *lineage) guideOf(r *Rule) string {
	if p, ok := l.guide[r.Source.Path]; ok {
		return p
	}
	return unknown
}

func (l *lineage) serviceOf(r *Rule) string {
	if s, ok := l.service[deref(r.Service)]; ok {
		return s
	}
	return unknown
}

// related tells whether a fresh rule may be a rule of the ledger: their guides
// or their services are the same.
func (l *lineage) related(fresh, old *Rule) bool {
	return l.guideOf(fresh) == old.Source.Path || l.serviceOf(fresh) == deref(old.Service)
}

func newLineage(fresh, old []*Rule) *lineage {
	l := &lineage{map[string]string{}, map[string]string{"": ""}, map[string]string{}}
	freshTexts, oldTexts := textsByGuide(fresh), textsByGuide(old)
	for p := range freshTexts {
		if oldTexts[p] != nil {
			l.guide[p] = p
		}
	}
	l.addMoved(freshTexts, oldTexts)
	l.addServices(fresh, old)
	return l
}

// textsByGuide gives the texts of each guide's rules.
func textsByGuide(rules []*Rule) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, r := range rules {
		if out[r.Source.Path] == nil {
			out[r.Source.Path] = map[string]bool{}
		}
		out[r.Source.Path][r.Text] = true
	}
	return out
}

// minShared is the share of a guide's texts that must stand in another for it
// to be the same guide at another path: a fifth of the smaller one's.
const minShared = 0.2

// addMoved pairs guides at new paths with guides whose paths are gone, those
// that share most texts first.
func (l *lineage) addMoved(fresh, old map[string]map[string]bool) {
	inOld := map[string][]string{} // text → guides that are gone
	for _, p := range slices.Sorted(maps.Keys(old)) {
		if fresh[p] == nil {
			for text := range old[p] {
				inOld[text] = append(inOld[text], p)
			}
		}
	}
	type move struct {
		from, to string
		shared   int
	}
	var moves []move
	for to, texts := range fresh {
		if l.guide[to] != "" {
			continue
		}
		shared := map[string]int{}
		for text := range texts {
			for _, from := range inOld[text] {
				shared[from]++
			}
		}
		for from, n := range shared {
			if float64(n) >= minShared*float64(min(len(texts), len(old[from]))) {
				moves = append(moves, move{from, to, n})
			}
		}
	}
	slices.SortFunc(moves, func(a, b move) int {
		return cmp.Or(cmp.Compare(b.shared, a.shared), strings.Compare(a.to, b.to), strings.Compare(a.from, b.from))
	})
	gone := map[string]bool{}
	for _, m := range moves {
		if l.guide[m.to] == "" && !gone[m.from] {
			l.guide[m.to] = m.from
			gone[m.from] = true
		}
	}
}

// addServices says which service of the ledger each fresh one continues: the
// one with its ID, else the one that its guide belonged to, where no fresh
// service has that ID.
func (l *lineage) addServices(fresh, old []*Rule) {
	there := map[string]bool{}
	for _, r := range fresh {
		there[deref(r.Service)] = true
	}
	known := map[string]bool{}
	ofGuide := map[string]string{}
	for _, r := range old {
		known[deref(r.Service)] = true
		if r.Status == Active {
			ofGuide[r.Source.Path] = deref(r.Service)
		}
	}
	for _, r := range fresh { // in source order: the first guide of a service decides
		s := deref(r.Service)
		if _, done := l.service[s]; done {
			continue
		}
		if known[s] {
			l.service[s] = s
			continue
		}
		if before := ofGuide[l.guideOf(r)]; before != "" && !there[before] && l.renamed[before] == "" {
			l.service[s] = before
			l.renamed[before] = s
		}
	}
}

package rules

import "slices"

// What makes two rules alike enough to be one rule reworded. On the measured
// history nothing below these numbers is the same rule to a reader. Between
// guides about different services, taken for one another on purpose, three
// pairs in a hundred pass, most of them the same sentence about another
// service.
const (
	minAlike    = 0.22 // likeness of their texts, below which nothing helps
	minTotal    = 0.40 // likeness and bonuses together
	minAbroad   = 0.60 // likeness, where the rule went to another guide
	kindBonus   = 0.10
	pillarBonus = 0.03
	placeBonus  = 0.04 // same section
	orderBonus  = 0.03 // same section and ordinal
)

// alike gives how much a fresh rule is like a rule of the ledger, bonuses for
// kind, pillar, section and ordinal included; 0 where it is not the same rule.
func (m *matcher) alike(fresh, old *Rule, texts float64) float64 {
	abroad := m.lines.guideOf(fresh) != old.Source.Path
	if texts < minAlike || abroad && texts < minAbroad {
		return 0
	}
	total := texts
	if fresh.Kind == old.Kind {
		total += kindBonus
	}
	if deref(fresh.Pillar) == deref(old.Pillar) {
		total += pillarBonus
	}
	if slices.Equal(fresh.Section, old.Section) {
		total += placeBonus
		if fresh.Ordinal == old.Ordinal {
			total += orderBonus
		}
	}
	if total < minTotal {
		return 0
	}
	return total
}

// similar pairs the rules that are left by the likeness of their texts.
func (m *matcher) similar() {
	var rows, cols []int
	for f := range m.fresh {
		if m.oldOf[f] < 0 {
			rows = append(rows, f)
		}
	}
	for o, r := range m.old {
		if !m.taken[o] && r.Status == Active {
			cols = append(cols, o)
		}
	}
	if len(rows) == 0 || len(cols) == 0 {
		return
	}
	freshBags, oldBags := m.bags()
	colOf := map[int]int{}
	for col, o := range cols {
		colOf[o] = col
	}
	index := newPlaceIndex(oldBags, cols,
		func(o int) string { return deref(m.old[o].Service) }, func(o int) string { return m.old[o].Source.Path })
	var edges []edge
	for row, f := range rows {
		r := m.fresh[f]
		for _, o := range index.near(freshBags[f], m.lines.serviceOf(r), m.lines.guideOf(r)) {
			if !m.lines.related(r, m.old[o]) {
				continue
			}
			if a := m.alike(r, m.old[o], likeness(freshBags[f], oldBags[o])); a > 0 {
				edges = append(edges, edge{row, colOf[o], worth(a)})
			}
		}
	}
	for row, col := range bestPairs(len(rows), len(cols), edges) {
		if col >= 0 {
			m.pair(rows[row], cols[col])
		}
	}
}

// worth turns likeness into the weight of an edge. Squared, one pair that is
// surely the same rule outweighs two that may be.
func worth(alike float64) int64 { return int64(alike * alike * 1e6) }

// bags gives the text bags, made when first asked for: where nothing changed,
// nobody asks.
func (m *matcher) bags() (fresh, old []bag) {
	if m.freshBags == nil {
		m.freshBags, m.oldBags = m.textBags()
	}
	return m.freshBags, m.oldBags
}

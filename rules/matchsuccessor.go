package rules

import (
	"cmp"
	"slices"
)

// What makes a rule that stands the successor of one that is withdrawn: the
// mean of the likeness of their texts and of the share of the one that the
// other holds. Of all pairs of the measured history, those above it say the
// same thing to a reader, or one says a part of what the other says.
const (
	minSuccessor  = 0.37
	maxSuccessors = 3
)

// successors gives, by the ID of each rule that is gone, the IDs of the rules
// that say now what it said: those with much the same text, those its text
// was merged into, and new ones that were split off it. Rules whose text
// simply went have none.
func (m *matcher) successors(gone []int) map[string][]string {
	out := map[string][]string{}
	if len(gone) == 0 || len(m.fresh) == 0 {
		return out
	}
	freshBags, oldBags := m.bags()
	all := make([]int, len(m.fresh))
	for f := range all {
		all[f] = f
	}
	index := newPlaceIndex(freshBags, all,
		func(f int) string { return m.lines.serviceOf(m.fresh[f]) }, func(f int) string { return m.lines.guideOf(m.fresh[f]) })
	for _, o := range gone {
		type successor struct {
			id    string
			score float64
		}
		var found []successor
		for _, f := range index.near(oldBags[o], deref(m.old[o].Service), m.old[o].Source.Path) {
			if !m.lines.related(m.fresh[f], m.old[o]) {
				continue
			}
			if score := m.succeeds(f, freshBags[f], oldBags[o]); score > 0 {
				found = append(found, successor{m.fresh[f].ID, score})
			}
		}
		slices.SortFunc(found, func(a, b successor) int { return cmp.Or(cmp.Compare(b.score, a.score), CompareIDs(a.id, b.id)) })
		var ids []string
		for _, s := range found[:min(len(found), maxSuccessors)] {
			ids = append(ids, s.id)
		}
		if ids != nil {
			slices.SortFunc(ids, CompareIDs)
			out[m.old[o].ID] = ids
		}
	}
	return out
}

// succeeds gives how much of a withdrawn rule a fresh one says, 0 where it is
// not its successor.
func (m *matcher) succeeds(f int, fresh, old bag) float64 {
	held := contained(old, fresh) // merged: it says that, and more
	if m.oldOf[f] < 0 {
		held = max(held, contained(fresh, old)) // split off: new, and it says a part of that
	}
	if score := (likeness(fresh, old) + held) / 2; score >= minSuccessor {
		return score
	}
	return 0
}

package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// assignIDs gives every rule of a fresh catalog its ID, and appends the
// tombstones of the rules that are gone. The result does not depend on the
// order in which rules or ledger are given.
//
// The previous catalog is the ledger. It holds every ID ever given out, so an
// ID is never reused. A rule of the ledger and a fresh rule are taken for the
// same in these steps; a rule that is matched takes no part in later ones.
//
//  1. Guides: a guide continues the one at its path, else the one whose path
//     is gone and which shares most texts with it. A service whose ID is new
//     continues the service of the guide that its guide continues, where that
//     service is gone; it inherits the prefix. See [lineage].
//  2. Same text and kind, active: first within the guide, then within the
//     service; of several with the same text those with the same section and
//     benefit first, then section, then pillar, then any. What is equal in all
//     of that is matched in source order.
//  3. Same text and kind, withdrawn: a rule that comes back word for word gets
//     its old ID back. Same order of preference.
//  4. Similar text: the pairs alike enough (see [alike]) are an assignment
//     problem. It is solved for the greatest sum over all pairs, not pair by
//     pair, so that a rule is not lost to a neighbour that resembles it.
//     Kind, section, pillar and place add a little to the likeness and cannot
//     make up for it. See [bestPairs].
//  5. Same text, other kind: as 2 and 3, for what is left.
//  6. What is left of the fresh rules is new: IDs are minted in source order.
//     What is left of the ledger is withdrawn, with SupersededBy where its
//     text went into rules that stand. See [successors].
func assignIDs(c *Catalog, previous *Catalog) {
	if previous == nil {
		previous = &Catalog{}
	}
	m := newMatcher(c.Rules, previous.Rules)
	keepPrefixes(c, previous, m.lines)
	m.exact(Active, exactRounds)
	m.exact(Withdrawn, exactRounds)
	m.similar()
	m.exact(Active, otherKindRounds)
	m.exact(Withdrawn, otherKindRounds)
	m.name(newMint(previous), c.Services)
	c.Rules = append(c.Rules, m.tombstones()...)
}

// name gives each fresh rule the ID of the rule it is, or a new one.
func (m *matcher) name(ids *mint, services []Service) {
	short := map[string]string{}
	for _, s := range services {
		short[s.ID] = s.Short
	}
	for i, r := range m.fresh {
		if o := m.oldOf[i]; o >= 0 {
			r.ID = m.old[o].ID
			continue
		}
		prefix := general
		if r.Service != nil {
			prefix = short[*r.Service]
		}
		r.ID = ids.next(prefix)
	}
}

// keepPrefixes gives a service the prefix of the service it continues, or the
// one that its withdrawn rules have.
func keepPrefixes(c *Catalog, previous *Catalog, lines *lineage) {
	known := map[string]string{}
	for _, r := range previous.Rules {
		if prefix, _ := splitID(r.ID); r.Service != nil && prefix != general {
			known[*r.Service] = prefix
		}
	}
	for _, s := range previous.Services {
		known[s.ID] = s.Short
	}
	for i := range c.Services {
		s := &c.Services[i]
		if short := known[lines.service[s.ID]]; short != "" {
			s.Short = short
		}
	}
}

// tombstones gives the withdrawn rules: those of the ledger, and those that
// are gone from it now.
func (m *matcher) tombstones() []Rule {
	var gone []int
	var out []Rule
	for o, r := range m.old {
		if m.taken[o] {
			continue
		}
		if r.Status == Active {
			gone = append(gone, o)
		}
		t := *r
		t.Status = Withdrawn
		t.Checks = []Check{}
		if s := m.lines.renamed[deref(t.Service)]; s != "" {
			t.Service = &s
		}
		out = append(out, t)
	}
	became := m.successors(gone)
	byID := map[string]*Rule{}
	for i := range out {
		byID[out[i].ID] = &out[i]
		if ids := became[out[i].ID]; ids != nil {
			out[i].SupersededBy = ids
		}
	}
	for i := range out {
		out[i].SupersededBy = latest(out[i].SupersededBy, byID)
	}
	return out
}

// latest follows successors that are withdrawn themselves to theirs, so that
// a tombstone names rules that stand wherever there are any.
func latest(ids []string, tombstones map[string]*Rule) []string {
	var out []string
	seen := map[string]bool{}
	queue := slices.Clone(ids)
	for len(queue) > 0 {
		id := queue[0]
		queue = queue[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		if t := tombstones[id]; t != nil && len(t.SupersededBy) > 0 {
			queue = append(queue, t.SupersededBy...)
			continue
		}
		out = append(out, id)
	}
	slices.SortFunc(out, CompareIDs)
	return out
}

// mint gives out rule IDs, each once.
type mint struct{ last map[string]int }

func newMint(previous *Catalog) *mint {
	m := &mint{map[string]int{}}
	for _, r := range previous.Rules {
		prefix, n := splitID(r.ID)
		m.last[prefix] = max(m.last[prefix], n)
	}
	return m
}

func (m *mint) next(prefix string) string {
	m.last[prefix]++
	return fmt.Sprintf("%s-%03d", prefix, m.last[prefix])
}

// splitID takes a rule ID apart: "AKS-014" is "AKS", 14.
func splitID(id string) (prefix string, number int) {
	i := strings.LastIndexByte(id, '-')
	if i < 0 {
		return id, 0
	}
	number, _ = strconv.Atoi(id[i+1:])
	return id[:i], number
}

// sortRules orders rules by the prefix of their ID, then its number.
func sortRules(rules []Rule) {
	slices.SortFunc(rules, func(a, b Rule) int { return CompareIDs(a.ID, b.ID) })
}

// CompareIDs orders rule IDs by prefix, then by number: AKS-99 before AKS-100.
// Only equal IDs are equal in order.
func CompareIDs(a, b string) int {
	pa, na := splitID(a)
	pb, nb := splitID(b)
	return cmp.Or(strings.Compare(pa, pb), cmp.Compare(na, nb), strings.Compare(a, b))
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// assignIDs gives every rule of a fresh catalog its ID, and appends the
// tombstones of the rules of previous that are gone.
func assignIDs(c *Catalog, previous *Catalog) {
	ids := newMint(previous)
	if previous != nil {
		matchRules(c.Rules, previous.Rules)
	}
	short := map[string]string{}
	for _, s := range c.Services {
		short[s.ID] = s.Short
	}
	kept := map[string]bool{}
	for i := range c.Rules {
		r := &c.Rules[i]
		if r.ID == "" {
			prefix := general
			if r.Service != nil {
				prefix = short[*r.Service]
			}
			r.ID = ids.next(prefix)
		}
		kept[r.ID] = true
	}
	if previous == nil {
		return
	}
	for _, old := range previous.Rules {
		if !kept[old.ID] {
			old.Status = Withdrawn
			old.Checks = []Check{}
			c.Rules = append(c.Rules, old)
		}
	}
}

// matchRules gives the rules of a fresh catalog the IDs of the old rules they
// are: those with the same text first, with kind and section as tie-breakers.
func matchRules(fresh, old []Rule) {
	byText := map[string][]*Rule{}
	for i := range old {
		if old[i].Status == Active {
			byText[old[i].Text] = append(byText[old[i].Text], &old[i])
		}
	}
	taken := map[string]bool{}
	for _, same := range []func(a, b *Rule) bool{
		func(a, b *Rule) bool { return a.Kind == b.Kind && slices.Equal(a.Section, b.Section) },
		func(a, b *Rule) bool { return a.Kind == b.Kind },
	} {
		for i := range fresh {
			r := &fresh[i]
			for _, o := range byText[r.Text] {
				if r.ID == "" && !taken[o.ID] && same(r, o) {
					r.ID = o.ID
					taken[o.ID] = true
				}
			}
		}
	}
}

// mint gives out rule IDs, each once.
type mint struct{ last map[string]int }

func newMint(previous *Catalog) *mint {
	m := &mint{map[string]int{}}
	if previous != nil {
		for _, r := range previous.Rules {
			prefix, n := splitID(r.ID)
			m.last[prefix] = max(m.last[prefix], n)
		}
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
func CompareIDs(a, b string) int {
	pa, na := splitID(a)
	pb, nb := splitID(b)
	return cmp.Or(strings.Compare(pa, pb), cmp.Compare(na, nb))
}

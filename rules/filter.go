package rules

import "slices"

// Filter chooses rules of a catalog. A rule is chosen where every field that
// is not empty names what it has; the zero value chooses all active rules.
// What the catalog does not have is no error: it chooses nothing.
type Filter struct {
	Pillars    []string     // pillar IDs; "" for rules without a pillar
	Services   []string     // service IDs; "" for guidance that is not about a product
	Kinds      []Kind       // such as [Policy]
	Severities []Severity   // such as [High]
	Scope      []string     // "cluster", "workload", one of which must be in the rule's; "" for rules without a scope
	Automation []Automation // such as [Manual]; a withdrawn rule has none
	Status     []Status     // without it [Active]
}

// Select gives the rules that a filter chooses, in the catalog's order. They
// are those of the catalog, not copies.
func (c *Catalog) Select(f Filter) []*Rule {
	var out []*Rule
	for i := range c.Rules {
		if r := &c.Rules[i]; f.Match(r) {
			out = append(out, r)
		}
	}
	return out
}

// Match tells whether a filter chooses a rule.
func (f Filter) Match(r *Rule) bool {
	status := f.Status
	if len(status) == 0 {
		status = []Status{Active}
	}
	return slices.Contains(status, r.Status) &&
		chosen(f.Pillars, deref(r.Pillar)) &&
		chosen(f.Services, deref(r.Service)) &&
		chosen(f.Kinds, r.Kind) &&
		chosen(f.Severities, r.Severity) &&
		chosen(f.Scope, r.Scope...) &&
		chosen(f.Automation, r.Automation)
}

// chosen tells whether one of a rule's values is wanted; the zero value stands
// for having none.
func chosen[T ~string](wanted []T, values ...T) bool {
	if len(wanted) == 0 || len(values) == 0 && slices.Contains(wanted, "") {
		return true
	}
	return slices.ContainsFunc(values, func(v T) bool { return slices.Contains(wanted, v) })
}

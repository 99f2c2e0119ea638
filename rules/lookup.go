package rules

import "slices"

// Rule gives the rule with that ID, withdrawn ones too, or nil. Whoever looks
// up many takes [Catalog.ByID].
func (c *Catalog) Rule(id string) *Rule {
	at, ok := slices.BinarySearchFunc(c.Rules, id, func(r Rule, id string) int { return CompareIDs(r.ID, id) })
	if ok {
		return &c.Rules[at]
	}
	// It is not there, or the catalog was put together by hand in another order.
	return find(c.Rules, func(r *Rule) bool { return r.ID == id })
}

// ByID gives all rules, withdrawn ones too, by their IDs. It is made anew at
// each call.
func (c *Catalog) ByID() map[string]*Rule {
	byID := make(map[string]*Rule, len(c.Rules))
	for i := range c.Rules {
		byID[c.Rules[i].ID] = &c.Rules[i]
	}
	return byID
}

// Pillar gives the pillar with that ID, such as "cost-optimization", or nil.
func (c *Catalog) Pillar(id string) *Pillar {
	return find(c.Pillars, func(p *Pillar) bool { return p.ID == id })
}

// Service gives the service with that ID, such as "azure-kubernetes-service",
// or nil.
func (c *Catalog) Service(id string) *Service {
	return find(c.Services, func(s *Service) bool { return s.ID == id })
}

// find gives the first element that is wanted, in its place, or nil.
func find[T any](list []T, wanted func(*T) bool) *T {
	for i := range list {
		if wanted(&list[i]) {
			return &list[i]
		}
	}
	return nil
}

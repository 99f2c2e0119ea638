package check

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"

	"pillars/rules"
)

// program is a compiled catalog.
type program struct {
	digest    string
	checks    map[string][]*compiledCheck // by folded resource type
	relations []*compiledRelation         // one for each number
	fold      map[string]string           // folded member name → the spelling of the catalog
	manual    int
}

// compiledCheck is a check of the catalog, ready to run.
type compiledCheck struct {
	rules.Check
	verifies    []string
	match       *schema // nil where the check has none
	assert      *schema
	relations   []*compiledRelation
	derivations []compiledDerivation
}

func compile(cat *rules.Catalog) (*program, error) {
	p := &program{digest: cat.Digest, checks: map[string][]*compiledCheck{}, fold: envelopeNames()}
	verifies := map[string][]string{}
	seen := map[string][]rules.Check{} // by ID
	var checks []*compiledCheck
	for _, rule := range cat.Rules {
		if rule.Status == rules.Withdrawn {
			continue
		}
		if len(rule.Checks) == 0 {
			p.manual++
		}
		for _, c := range rule.Checks {
			if !slices.Contains(verifies[c.ID], rule.ID) {
				verifies[c.ID] = append(verifies[c.ID], rule.ID)
			}
			if slices.ContainsFunc(seen[c.ID], func(other rules.Check) bool { return reflect.DeepEqual(c, other) }) {
				continue
			}
			seen[c.ID] = append(seen[c.ID], c)
			compiled, err := p.check(c)
			if err != nil {
				return nil, fmt.Errorf("check %s: %w", c.ID, err)
			}
			checks = append(checks, compiled)
		}
	}
	slices.SortStableFunc(checks, func(a, b *compiledCheck) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range checks {
		slices.Sort(verifies[c.ID])
		c.verifies = verifies[c.ID]
		azure := false
		for _, t := range c.Target.Types {
			p.checks[fold(t)] = append(p.checks[fold(t)], c)
			azure = azure || isAzureType(t)
		}
		if azure {
			for _, d := range c.derivations {
				foldNames(p.fold, slices.Concat(d.path, d.of))
				if d.where != nil {
					d.where.names(p.fold)
				}
			}
			for _, r := range c.relations {
				for _, j := range r.joins {
					foldNames(p.fold, slices.Concat(j.self, j.other))
				}
			}
			c.assert.names(p.fold)
			if c.match != nil {
				c.match.names(p.fold)
			}
		}
	}
	return p, nil
}

// check compiles one check.
func (p *program) check(c rules.Check) (compiled *compiledCheck, err error) {
	compiled = &compiledCheck{Check: c}
	if c.Target.Match != nil {
		if compiled.match, err = compileSchema(c.Target.Match, "/target/match"); err != nil {
			return nil, err
		}
	}
	if compiled.assert, err = compileSchema(c.Assert, "/assert"); err != nil {
		return nil, err
	}
	for _, r := range c.Relate {
		relation, err := compileRelation(r)
		if err != nil {
			return nil, err
		}
		compiled.relations = append(compiled.relations, p.numbered(relation))
	}
	for _, d := range c.Derive {
		derivation, err := compileDerivation(d)
		if err != nil {
			return nil, err
		}
		compiled.derivations = append(compiled.derivations, derivation)
	}
	return compiled, nil
}

// numbered gives a relation its number. Those that find the same resources
// share one.
func (p *program) numbered(r *compiledRelation) *compiledRelation {
	same := func(other *compiledRelation) bool {
		return slices.Equal(r.Types, other.Types) && slices.Equal(r.Where, other.Where)
	}
	if r.number = slices.IndexFunc(p.relations, same); r.number < 0 {
		r.number = len(p.relations)
		p.relations = append(p.relations, r)
	}
	return r
}

// foldNames adds names to a fold map. Of two that differ in case only, the
// first in sorted order counts.
func foldNames(into map[string]string, names []string) {
	for _, name := range names {
		if old, ok := into[fold(name)]; !ok || name < old {
			into[fold(name)] = name
		}
	}
}

// names adds the member names that s speaks of to a fold map.
func (s *schema) names(into map[string]string) {
	foldNames(into, s.required)
	for _, p := range s.properties {
		foldNames(into, []string{p.name})
	}
	for _, sub := range s.children() {
		sub.names(into)
	}
}

// children lists the schemas directly inside s.
func (s *schema) children() []*schema {
	var out []*schema
	for _, p := range s.properties {
		out = append(out, p.schema)
	}
	for _, p := range s.patterns {
		out = append(out, p.schema)
	}
	out = append(out, s.allOf...)
	out = append(out, s.anyOf...)
	out = append(out, s.oneOf...)
	for _, sub := range []*schema{s.additional, s.items, s.contains, s.not, s.cond, s.then, s.or} {
		if sub != nil {
			out = append(out, sub)
		}
	}
	return out
}

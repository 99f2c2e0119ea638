package check

import (
	"fmt"
	"strings"

	"pillars/rules"
)

// compiledRelation is a relation, ready to run.
type compiledRelation struct {
	rules.Relation
	joins  []compiledJoin
	number int // of its joinIndex in a run
}

type compiledJoin struct {
	name        string
	op          func(self, other *node) truth
	self, other []string
}

func compileRelation(r rules.Relation) (*compiledRelation, error) {
	c := &compiledRelation{Relation: r}
	for _, j := range r.Where {
		op := joins[j.Op]
		if op == nil {
			return nil, fmt.Errorf("relation %s: no operator %q", r.Name, j.Op)
		}
		c.joins = append(c.joins, compiledJoin{j.Op, op, splitPointer(j.Self), splitPointer(j.Other)})
	}
	return c, nil
}

// joined returns what an assertion with relations and derived values is
// about. The other resources of the run are in indexes, one for each relation. With copied, the parts
// that belong to other resources are copies that stand for this one: findings
// are about this one.
func (c *compiledCheck) joined(res *resource, indexes []*joinIndex, copied bool) *node {
	made := func(k kind, label string) *node {
		n := &node{kind: k, at: res.root}
		if label != "" {
			n.aside = &aside{label: label}
		}
		return n
	}
	all := made(object, "")
	all.members = []member{{"self", res.body}}
	related := made(object, "")
	for _, r := range c.relations {
		list := made(array, r.Name)
		index, open := indexes[r.number], false
		for _, i := range index.candidates(r, res.body) {
			other := index.all[i]
			if open {
				break // the list is unknown, whatever else is in it
			}
			if other == res {
				continue
			}
			switch r.fits(res.body, other.body) {
			case yes:
				body := other.body
				if copied {
					budget := maxNodes
					body = body.copyAt(res.root, &budget)
				}
				list.items = append(list.items, body)
			case maybe:
				open = true
			}
		}
		switch {
		case len(index.all) == 0:
			list = made(unknown, r.Name)
			list.text = "not given: there is no " + strings.Join(r.Types, " or ") + " among the documents"
		case open:
			list = made(unknown, r.Name)
			list.text = "not certain: which resources belong to this one depends on values that are not known"
		}
		related.members = append(related.members, member{r.Name, list})
	}
	all.members = append(all.members, member{"related", related})
	derived := made(object, "")
	for _, d := range c.derivations {
		if v := d.value(res.body, derived); v != nil {
			v.at, v.aside = res.root, &aside{label: d.Name}
			derived.members = append(derived.members, member{d.Name, v})
		}
	}
	all.members = append(all.members, member{"derived", derived})
	return all
}

func (r *compiledRelation) fits(self, other *node) truth {
	t := yes
	for _, j := range r.joins {
		if t = min(t, j.op(self.path(j.self...), other.path(j.other...))); t == no {
			break
		}
	}
	return t
}

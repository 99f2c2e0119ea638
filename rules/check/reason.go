package check

import (
	"slices"
	"strconv"
	"strings"
)

// reasons collects what leaves an evaluation open.
type reasons struct {
	nodes []*node
	seen  map[*node]bool
}

// reason says in a sentence why it is not known whether n satisfies s: which
// values, at which places, are not known.
func reason(s *schema, n *node) string {
	r := &reasons{seen: map[*node]bool{}}
	r.schema(s, n)
	return r.sentence()
}

func (r *reasons) sentence() string {
	var parts []string
	for _, n := range r.nodes {
		place := n.pointer()
		if n.label() != "" {
			place = n.label()
		} else if place == "" {
			place = "the document"
		}
		words := place + " is too long to match a pattern"
		if n.kind == unknown {
			words = place + " is " + shorten(maskIDs(n.text))
		}
		if !slices.Contains(parts, words) {
			parts = append(parts, words)
		}
	}
	if more := len(parts) - 3; more > 0 {
		parts = append(parts[:3], "and "+strconv.Itoa(more)+" more")
	}
	return "not known: " + strings.Join(parts, "; ")
}

func (r *reasons) add(n *node) {
	if !r.seen[n] {
		r.seen[n] = true
		r.nodes = append(r.nodes, n)
	}
}

// schema adds what leaves it open whether n satisfies s.
func (r *reasons) schema(s *schema, n *node) {
	if s.constant != nil {
		return
	}
	open := func(sub *schema, n *node) {
		if sub != nil && sub.eval(n) == maybe {
			r.schema(sub, n)
		}
	}
	if n.kind == unknown {
		if s.asksForValue() {
			r.add(n)
		}
	} else {
		r.value(s, n)
	}
	for _, list := range [][]*schema{s.allOf, s.anyOf, s.oneOf} {
		for _, sub := range list {
			open(sub, n)
		}
	}
	open(s.not, n)
	if s.cond != nil {
		open(s.cond, n)
		open(s.then, n)
		open(s.or, n)
	}
}

func (r *reasons) value(s *schema, n *node) {
	if s.constVal != nil && equal(n, s.constVal) == maybe {
		r.unknowns(n)
	}
	for _, v := range s.enum {
		if equal(n, v) == maybe {
			r.unknowns(n)
		}
	}
	child := func(v *node, sub *schema) {
		t := sub.eval(v)
		if t == no && v.optional {
			r.add(v)
		} else if t == maybe {
			r.schema(sub, v)
		}
	}
	switch n.kind {
	case object:
		for _, m := range n.members {
			asked := slices.Contains(s.required, m.name) || s.minProperties != nil || s.maxProperties != nil
			if m.value.optional && asked {
				r.add(m.value)
			}
			other := true
			for i := range s.properties {
				if s.properties[i].name == m.name {
					other = false
					child(m.value, s.properties[i].schema)
				}
			}
			for i := range s.patterns {
				if s.patterns[i].pattern.MatchString(m.name) {
					other = false
					child(m.value, s.patterns[i].schema)
				}
			}
			if other && s.additional != nil {
				child(m.value, s.additional)
			}
		}
	case array:
		for _, item := range n.items {
			if s.items != nil {
				child(item, s.items)
			}
			if s.contains != nil {
				child(item, s.contains)
			}
		}
		if s.uniqueItems && unique(n) == maybe {
			r.unknowns(n)
		}
	case text:
		if s.pattern != nil && tooLong(n.text) {
			r.add(n)
		}
	}
}

// unknowns adds every unknown value in n.
func (r *reasons) unknowns(n *node) {
	if n.kind == unknown {
		r.add(n)
	}
	for _, m := range n.members {
		r.unknowns(m.value)
	}
	for _, item := range n.items {
		r.unknowns(item)
	}
}

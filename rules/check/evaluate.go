package check

import (
	"math"
	"slices"
	"unicode/utf8"
)

// truth is a value of Kleene's three-valued logic. Conjunction is the
// minimum, disjunction the maximum, negation 2 minus the value.
type truth uint8

const (
	no truth = iota
	maybe
	yes
)

func known(b bool) truth {
	if b {
		return yes
	}
	return no
}

// eval says whether n satisfies s.
func (s *schema) eval(n *node) truth {
	if s.constant != nil {
		return known(*s.constant)
	}
	t := yes
	if n.kind == unknown {
		if s.asksForValue() {
			t = maybe
		}
	} else {
		t = s.evalValue(n)
	}
	if t == no {
		return no
	}
	for _, sub := range s.allOf {
		if t = min(t, sub.eval(n)); t == no {
			return no
		}
	}
	if s.anyOf != nil {
		any := no
		for _, sub := range s.anyOf {
			if any = max(any, sub.eval(n)); any == yes {
				break
			}
		}
		if t = min(t, any); t == no {
			return no
		}
	}
	if s.oneOf != nil {
		if t = min(t, s.evalOneOf(n)); t == no {
			return no
		}
	}
	if s.not != nil {
		if t = min(t, 2-s.not.eval(n)); t == no {
			return no
		}
	}
	if s.cond != nil {
		t = min(t, s.evalIf(n))
	}
	return t
}

// asksForValue reports whether s has a keyword of its own that depends on
// the value and not only on there being one.
func (s *schema) asksForValue() bool {
	return s.types != 0 || s.constVal != nil || s.enum != nil ||
		s.required != nil || s.properties != nil || s.patterns != nil || s.additional != nil || s.minProperties != nil || s.maxProperties != nil ||
		s.items != nil || s.contains != nil || s.minItems != nil || s.maxItems != nil || s.uniqueItems ||
		s.minimum != nil || s.maximum != nil || s.exclusiveMinimum != nil || s.exclusiveMaximum != nil ||
		s.minLength != nil || s.maxLength != nil || s.pattern != nil
}

// evalOneOf counts the alternatives that hold: exactly one must.
func (s *schema) evalOneOf(n *node) truth {
	sure, perhaps := 0, 0
	for _, sub := range s.oneOf {
		switch sub.eval(n) {
		case yes:
			sure++
		case maybe:
			perhaps++
		}
	}
	switch {
	case sure > 1 || sure+perhaps == 0:
		return no
	case perhaps == 0:
		return yes
	}
	return maybe
}

// evalIf evaluates if, then and else together: where the condition is not
// known, what both branches agree on is known.
func (s *schema) evalIf(n *node) truth {
	branch := func(b *schema) truth {
		if b == nil {
			return yes
		}
		return b.eval(n)
	}
	switch s.cond.eval(n) {
	case yes:
		return branch(s.then)
	case no:
		return branch(s.or)
	}
	if t := branch(s.then); t == branch(s.or) {
		return t
	}
	return maybe
}

// evalValue evaluates the keywords that look at a known value.
func (s *schema) evalValue(n *node) truth {
	if s.types != 0 && s.types&typeOf(n) == 0 {
		return no
	}
	t := yes
	if s.constVal != nil {
		t = min(t, equal(n, s.constVal))
	}
	if s.enum != nil {
		any := no
		for _, v := range s.enum {
			any = max(any, equal(n, v))
		}
		t = min(t, any)
	}
	if t == no {
		return no
	}
	switch n.kind {
	case object:
		return min(t, s.evalObject(n))
	case array:
		return min(t, s.evalArray(n))
	case number:
		if !s.numberHolds(n.number) {
			return no
		}
	case text:
		return min(t, s.evalText(n.text))
	}
	return t
}

// typeOf returns the types a known value has.
func typeOf(n *node) typeSet {
	switch n.kind {
	case null:
		return typeNull
	case boolean:
		return typeBoolean
	case number:
		if n.number == math.Trunc(n.number) {
			return typeNumber | typeInteger
		}
		return typeNumber
	case text:
		return typeString
	case array:
		return typeArray
	}
	return typeObject
}

func (s *schema) evalObject(n *node) truth {
	t := yes
	for _, name := range s.required {
		v := n.get(name)
		if v == nil {
			return no
		}
		if v.optional {
			t = maybe
		}
	}
	if s.minProperties != nil || s.maxProperties != nil {
		sure := 0
		for _, m := range n.members {
			if !m.value.optional {
				sure++
			}
		}
		t = min(t, within(sure, len(n.members), s.minProperties, s.maxProperties))
		if t == no {
			return no
		}
	}
	// member lowers t to what a member's schema says.
	member := func(v *node, sub *schema) {
		r := sub.eval(v)
		if r == no && v.optional {
			r = maybe
		}
		t = min(t, r)
	}
	for i := range s.properties {
		if v := n.get(s.properties[i].name); v != nil {
			if member(v, s.properties[i].schema); t == no {
				return no
			}
		}
	}
	if s.patterns == nil && s.additional == nil {
		return t
	}
	for _, m := range n.members {
		other := !s.hasProperty(m.name)
		for i := range s.patterns {
			if s.patterns[i].pattern.MatchString(m.name) {
				other = false
				if member(m.value, s.patterns[i].schema); t == no {
					return no
				}
			}
		}
		if other && s.additional != nil {
			if member(m.value, s.additional); t == no {
				return no
			}
		}
	}
	return t
}

func (s *schema) hasProperty(name string) bool {
	for i := range s.properties {
		if s.properties[i].name == name {
			return true
		}
	}
	return false
}

// within says whether a count that is at least low and at most high lies in
// the bounds.
func within(low, high int, least, most *float64) truth {
	t := yes
	if least != nil {
		switch {
		case float64(high) < *least:
			return no
		case float64(low) < *least:
			t = maybe
		}
	}
	if most != nil {
		switch {
		case float64(low) > *most:
			return no
		case float64(high) > *most:
			t = maybe
		}
	}
	return t
}

func (s *schema) evalArray(n *node) truth {
	t := within(len(n.items), len(n.items), s.minItems, s.maxItems)
	if t == no {
		return no
	}
	if s.items != nil {
		for _, item := range n.items {
			if t = min(t, s.items.eval(item)); t == no {
				return no
			}
		}
	}
	if s.contains != nil {
		low, high := s.countContains(n)
		if t = min(t, within(low, high, s.leastContains(), s.maxContains)); t == no {
			return no
		}
	}
	if s.uniqueItems {
		t = min(t, unique(n))
	}
	return t
}

// countContains returns how many items surely match, and how many may.
func (s *schema) countContains(n *node) (low, high int) {
	for _, item := range n.items {
		switch s.contains.eval(item) {
		case yes:
			low++
			high++
		case maybe:
			high++
		}
	}
	return low, high
}

var one = 1.0

func (s *schema) leastContains() *float64 {
	if s.minContains != nil {
		return s.minContains
	}
	return &one
}

func (s *schema) numberHolds(f float64) bool {
	return (s.minimum == nil || f >= *s.minimum) &&
		(s.maximum == nil || f <= *s.maximum) &&
		(s.exclusiveMinimum == nil || f > *s.exclusiveMinimum) &&
		(s.exclusiveMaximum == nil || f < *s.exclusiveMaximum)
}

func (s *schema) evalText(v string) truth {
	if s.minLength != nil || s.maxLength != nil {
		n := utf8.RuneCountInString(v)
		if within(n, n, s.minLength, s.maxLength) == no {
			return no
		}
	}
	if s.pattern == nil {
		return yes
	}
	if tooLong(v) {
		return maybe
	}
	if s.oneOfText != nil {
		return known(slices.ContainsFunc(s.oneOfText, func(t string) bool { return foldEqual(t, v) }))
	}
	return known(s.pattern.MatchString(v))
}

// tooLong reports whether a text is too long to be matched with a pattern.
func tooLong(v string) bool {
	return len(v) > maxPattern && utf16Length(v) > maxPattern
}

package enforce

import (
	"fmt"
	"slices"
	"strings"
)

// formula is what a schema asks of a resource, as a logical formula about
// places in it. It is what all engines' languages are written from.
//
// A formula is a tree of values; it is not changed once it is made.
type formula struct {
	op   op
	subs []formula // of and, or, not, cond, exactlyOne; the body of a quantifier
	at   place     // what an atom or quantifier is about

	kinds   kinds    // of isKind
	values  []any    // of isOneOf: texts, float64, bool, nil
	texts   []string // of isOneOfFolded
	pattern string   // of matches

	measure measure // of compare
	cmp     string  // of compare and count: >=, <=, > or <
	number  float64

	item   int      // of a quantifier: the number by which its body speaks of the item
	except []string // of members: names that it does not mean
	names  []string // of members: patterns of names; those that match none of except, where negated
	others bool     // of members: the members that neither except nor names mean
}

// op is what a formula says.
type op int

const (
	never  op = iota // false
	always           // true
	and
	or
	not
	cond       // if subs[0] then subs[1] else subs[2]
	exactlyOne // of subs

	has           // there is a value at the place, and it is not null
	isKind        // the value is of one of some kinds
	isOneOf       // the value is one of some scalars
	isOneOfFolded // the text is one of some texts, ignoring the case of ASCII letters
	matches       // the text matches a regular expression
	compare       // a number or a size, compared with a number
	distinct      // no two items of the array are equal

	every   // all items of the array satisfy the body
	some    // an item of the array satisfies the body
	count   // the number of items that satisfy the body, compared with a number
	members // all members of the object with certain names satisfy the body

	dynamic // not a formula but the value at a place, for CEL
)

// measure is what compare looks at.
type measure int

const (
	theNumber measure = iota // the value itself
	theSize                  // how many items, members or characters there are
)

// kinds is a set of kinds of JSON values.
type kinds uint8

const (
	null kinds = 1 << iota
	boolean
	whole    // a number without a fraction
	fraction // any other number
	text
	array
	object

	number   = whole | fraction
	anything = null | boolean | number | text | array | object
	nonNull  = anything &^ null
)

// kindsByType gives the kinds that a type of JSON Schema stands for.
var kindsByType = map[string]kinds{
	"null": null, "boolean": boolean, "integer": whole, "number": number, "string": text, "array": array, "object": object,
}

// place is a place in a resource: names from the resource itself, or from
// the item of a quantifier around it, by its number.
type place struct {
	item  int // 0 for the resource
	names []string
}

func (p place) member(name string) place {
	return place{p.item, append(slices.Clip(p.names), name)}
}

func (p place) key() string {
	return fmt.Sprintf("%d:%q", p.item, p.names)
}

// String gives a place as people write it: properties.agentPoolProfiles.
func (p place) String() string {
	if len(p.names) == 0 {
		if p.item == 0 {
			return "the resource"
		}
		return "the item"
	}
	return strings.Join(p.names, ".")
}

// conj is the conjunction of formulas, disj their disjunction. Both flatten,
// and drop what says nothing.
func conj(subs ...formula) formula { return joined(and, always, never, subs) }
func disj(subs ...formula) formula { return joined(or, never, always, subs) }

func joined(o, neutral, absorbing op, subs []formula) formula {
	var flat []formula
	for _, f := range subs {
		switch f.op {
		case neutral:
		case absorbing:
			return formula{op: absorbing}
		case o:
			flat = append(flat, f.subs...)
		default:
			flat = append(flat, f)
		}
	}
	switch len(flat) {
	case 0:
		return formula{op: neutral}
	case 1:
		return flat[0]
	}
	return formula{op: o, subs: flat}
}

func negation(f formula) formula {
	switch f.op {
	case always:
		return formula{op: never}
	case never:
		return formula{op: always}
	case not:
		return f.subs[0]
	}
	return formula{op: not, subs: []formula{f}}
}

// branch is if c then yes else no.
func branch(c, yes, no formula) formula {
	switch {
	case c.op == always:
		return yes
	case c.op == never:
		return no
	case yes.op == always:
		return disj(c, no)
	case yes.op == never:
		return conj(negation(c), no)
	case no.op == always:
		return disj(negation(c), yes)
	case no.op == never:
		return conj(c, yes)
	}
	return formula{op: cond, subs: []formula{c, yes, no}}
}

// each visits a formula and all formulas in it.
func (f formula) each(visit func(formula)) {
	visit(f)
	for _, sub := range f.subs {
		sub.each(visit)
	}
}

// mapPlaces returns a formula about other places: those that to gives, which
// is asked in a fixed order, once for each.
func (f formula) mapPlaces(to func(place) place) formula {
	if f.op > exactlyOne {
		f.at = to(f.at)
	}
	f.subs = slices.Clone(f.subs)
	for i, sub := range f.subs {
		f.subs[i] = sub.mapPlaces(to)
	}
	return f
}

// facts are what is known to hold where a formula is evaluated: places where
// there is a value, and the kinds that values may have.
type facts struct {
	present map[string]bool
	kinds   map[string]kinds
}

// with returns facts with what a formula that holds, or does not, tells.
func (k facts) with(f formula, holds bool) facts {
	out := facts{map[string]bool{}, map[string]kinds{}}
	for p := range k.present {
		out.present[p] = true
	}
	for p, v := range k.kinds {
		out.kinds[p] = v
	}
	out.learn(f, holds)
	return out
}

func (k facts) learn(f formula, holds bool) {
	switch {
	case f.op == not:
		k.learn(f.subs[0], !holds)
	case f.op == and && holds, f.op == or && !holds:
		for _, sub := range f.subs {
			k.learn(sub, holds)
		}
	case f.op == has && holds:
		k.present[f.at.key()] = true
	case f.op == isKind && holds:
		old, ok := k.kinds[f.at.key()]
		if !ok {
			old = anything
		}
		k.kinds[f.at.key()] = old & f.kinds
	}
}

// simplify drops from a formula what is known where it is evaluated, from
// left to right.
func (f formula) simplify(k facts) formula {
	switch f.op {
	case has:
		if k.present[f.at.key()] {
			return formula{op: always}
		}
	case isKind:
		if known, ok := k.kinds[f.at.key()]; ok && known&^f.kinds == 0 {
			return formula{op: always}
		}
	case and, or:
		subs := make([]formula, 0, len(f.subs))
		for _, sub := range f.subs {
			sub = sub.simplify(k)
			k = k.with(sub, f.op == and)
			subs = append(subs, sub)
		}
		if f.op == and {
			return conj(subs...)
		}
		return disj(subs...)
	case not:
		return negation(f.subs[0].simplify(k))
	case cond:
		c := f.subs[0].simplify(k)
		return branch(c, f.subs[1].simplify(k.with(c, true)), f.subs[2].simplify(k.with(c, false)))
	case exactlyOne, every, some, count, members:
		subs := make([]formula, len(f.subs))
		for i, sub := range f.subs {
			subs[i] = sub.simplify(k)
		}
		f.subs = subs
	}
	return f
}

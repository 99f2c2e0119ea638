package enforce

import (
	"strings"

	"pillars/rules"
)

// azureVariant is a variant of a check of Azure resources: the types, and
// what is true of a resource that fails the check.
type azureVariant struct {
	types []string
	fails formula
}

// azureVariantOf translates a variant. Its formula is in negation normal
// form: not stands at atoms only. The kinds of values are taken for granted,
// as the API of a type fixes them; see the package comment.
func azureVariantOf(v rules.Check) (azureVariant, error) {
	out := azureVariant{types: v.Target.Types}
	for _, t := range v.Target.Types {
		if !strings.HasPrefix(strings.ToLower(t), "microsoft.") {
			return out, refuse("it is about %s, which is not an Azure resource", t)
		}
	}
	if err := joins(v); err != nil {
		return out, err
	}
	match, assert, _, err := target(v, nil)
	if err != nil {
		return out, err
	}
	if out.fails, err = normal(conj(match, negation(assert)), false); err != nil {
		return out, err
	}
	out.fails, err = takeKinds(out.fails)
	return out, err
}

// opposite gives the comparison that holds of a number where the given one
// does not.
var opposite = map[string]string{">=": "<", "<=": ">", ">": "<=", "<": ">="}

// normal gives a formula, or its negation, in negation normal form.
func normal(f formula, negated bool) (formula, error) {
	subs := make([]formula, len(f.subs))
	under := negated
	switch f.op {
	case not:
		return normal(f.subs[0], !negated)
	case cond:
		either := conj(disj(negation(f.subs[0]), f.subs[1]), disj(f.subs[0], f.subs[2]))
		return normal(either, negated)
	case exactlyOne:
		return f, refuse("it wants exactly one of several things to hold")
	case count:
		under = false
	}
	for i, sub := range f.subs {
		var err error
		if subs[i], err = normal(sub, under); err != nil {
			return f, err
		}
	}
	f.subs = subs
	if !negated {
		switch f.op {
		case and:
			return conj(subs...), nil
		case or:
			return disj(subs...), nil
		}
		return f, nil
	}
	switch f.op {
	case always, never:
		return negation(f), nil
	case and:
		return disj(subs...), nil
	case or:
		return conj(subs...), nil
	case every:
		f.op = some
	case some:
		f.op = every
	case count, compare:
		f.cmp = opposite[f.cmp]
	case members:
		return f, refuse("it looks at members of %s by the form of their names", f.at)
	default:
		return negation(f), nil
	}
	return f, nil
}

// takeKinds takes for granted what a formula in negation normal form asks of
// the kinds of values. A formula that asks for different kinds at one place
// is refused: one of them cannot be there.
func takeKinds(f formula) (formula, error) {
	asked := map[string]kinds{}
	var err error
	f.each(func(f formula) {
		if f.op != isKind || f.kinds == nonNull {
			return
		}
		key := f.at.key()
		if old, ok := asked[key]; ok && old&f.kinds == 0 && err == nil {
			err = refuse("what it asks of %s depends on the kind of the value", f.at)
		}
		asked[key] = f.kinds
	})
	return f.rewrite(func(f formula) formula {
		if f.op == isKind {
			return formula{op: always}
		}
		return f
	}), err
}

// rewrite returns a formula with its atoms replaced.
func (f formula) rewrite(atom func(formula) formula) formula {
	subs := make([]formula, len(f.subs))
	for i, sub := range f.subs {
		subs[i] = sub.rewrite(atom)
	}
	switch f.op {
	case and:
		return conj(subs...)
	case or:
		return disj(subs...)
	case not:
		return negation(subs[0])
	}
	if f.subs != nil {
		f.subs = subs
	}
	return atom(f)
}

// Engines that evaluate whole estates do not stop where a value is not there:
// an atom about it is false, or true, and what stands beside it about the
// same value being there need not be said.

// withAbsent drops from a formula in negation normal form what atoms say
// anyhow: has(p) beside an atom that is false without a value at p or below,
// and not has(p) beside one that is true without. whenAbsent tells of an atom
// whether it is false or true without the value that it is about, or, by ok,
// that neither is sure.
func (f formula) withAbsent(whenAbsent func(formula) (truth, ok bool)) formula {
	if f.op != and && f.op != or {
		for i := range f.subs {
			if i == 0 {
				f.subs = append([]formula{}, f.subs...)
			}
			f.subs[i] = f.subs[i].withAbsent(whenAbsent)
		}
		return f
	}
	subs := make([]formula, len(f.subs))
	for i, sub := range f.subs {
		subs[i] = sub.withAbsent(whenAbsent)
	}
	var kept []formula
	for i, sub := range subs {
		said := false
		if p, there := presence(sub); p != nil && there == (f.op == and) {
			for j, other := range subs {
				same := other.op == sub.op && presenceKey(other) == presenceKey(sub)
				if (j != i && !same || same && j < i) && other.sureWithout(*p, f.op == or, whenAbsent) {
					said = true
				}
			}
		}
		if !said {
			kept = append(kept, sub)
		}
	}
	if f.op == and {
		return conj(kept...)
	}
	return disj(kept...)
}

// presence tells of which place a formula says that there is a value, or
// that there is none.
func presence(f formula) (p *place, there bool) {
	switch {
	case f.op == has:
		return &f.at, true
	case f.op == not && f.subs[0].op == has:
		return &f.subs[0].at, false
	}
	return nil, false
}

func presenceKey(f formula) string {
	if p, _ := presence(f); p != nil {
		return p.key()
	}
	return ""
}

// sureWithout reports whether a formula has a truth value wherever there is
// no value at p.
func (f formula) sureWithout(p place, truth bool, whenAbsent func(formula) (truth, ok bool)) bool {
	switch f.op {
	case and, or:
		// One part suffices where the value ends the matter, else all must agree.
		ends := truth == (f.op == or)
		for _, sub := range f.subs {
			if sub.sureWithout(p, truth, whenAbsent) == ends {
				return ends
			}
		}
		return !ends
	}
	if at, there := presence(f); at != nil {
		return p.holds(*at) && there != truth
	}
	atom := f
	if f.op == not {
		atom = f.subs[0]
	}
	if !p.holds(atom.at) {
		return false
	}
	got, ok := whenAbsent(f)
	return ok && got == truth
}

// holds reports whether q is p or lies in p.
func (p place) holds(q place) bool {
	return p.item == q.item && len(q.names) >= len(p.names) && strings.Join(q.names[:len(p.names)], "\x00") == strings.Join(p.names, "\x00")
}

package enforce

import (
	"reflect"
	"slices"
	"strings"

	"pillars/rules"
)

// admission is a check of Kubernetes objects in CEL: what every engine in a
// cluster needs to know of it.
type admission struct {
	types       []objectType
	applies     string // whether the check is for an object of these types; "" where it is for all
	variables   []celVariable
	validations []string // all must hold
	ephemeral   bool     // looks at ephemeral containers, which have a resource of their own
	losses      []string
}

// celVariable is a variable that validations use as variables.NAME.
type celVariable struct{ Name, Expression string }

// objectType is a type of Kubernetes objects.
type objectType struct{ group, version, kind string }

func (t objectType) apiVersion() string {
	if t.group == "" {
		return t.version
	}
	return t.group + "/" + t.version
}

func (t objectType) resource() string { return resourceNames[t.group+"/"+t.kind] }

// objectTypes reads the types of a target, without those that clusters no
// longer serve.
func objectTypes(names []string) ([]objectType, error) {
	var out []objectType
	for _, name := range names {
		parts := strings.Split(name, "/")
		if len(parts) < 2 || len(parts) > 3 || strings.HasPrefix(strings.ToLower(name), "microsoft.") {
			return nil, refuse("it is about %s, which is not an object in a cluster", name)
		}
		t := objectType{version: parts[len(parts)-2], kind: parts[len(parts)-1]}
		if len(parts) == 3 {
			t.group = parts[0]
		}
		if goneTypes[name] {
			continue
		}
		if t.resource() == "" {
			return nil, refuse("it is about %s, whose resource has a name that is not known here", name)
		}
		out = append(out, t)
	}
	if out == nil {
		return nil, refuse("it is about %s, which clusters do not serve any more", strings.Join(names, ", "))
	}
	return out, nil
}

// objectVariant is a variant of a check as formulas.
type objectVariant struct {
	types         []objectType
	match, assert formula
	known         facts // what the match tells
}

// maxFormula is how many parts the formulas of a check may have; CEL and the
// API server have limits too.
const maxFormula = 2000

func newObjectVariant(v rules.Check) (objectVariant, error) {
	var out objectVariant
	var err error
	if out.types, err = objectTypes(v.Target.Types); err != nil {
		return out, err
	}
	if err := joins(v); err != nil {
		return out, err
	}
	known := fixedKinds[out.types[0].kind]
	for _, t := range out.types {
		if fixedKinds[t.kind] != known {
			known = nil
		}
	}
	if known == nil {
		known = fixedAnyKind
	}
	out.match, out.assert, out.known, err = target(v, known)
	return out, err
}

// target translates match and assertion of a check. The assertion is
// simplified by what the match tells.
func target(v rules.Check, known *fixed) (match, assert formula, k facts, err error) {
	match = formula{op: always}
	if v.Target.Match != nil {
		if match, err = formulaOf(v.Target.Match, known); err != nil {
			return match, assert, k, err
		}
	}
	if assert, err = formulaOf(v.Assert, known); err != nil {
		return match, assert, k, err
	}
	parts := 0
	count := func(formula) { parts++ }
	match.each(count)
	assert.each(count)
	if parts > maxFormula {
		return match, assert, k, refuse("it has %d parts; engines have limits, and here it is %d", parts, maxFormula)
	}
	match = match.simplify(facts{})
	k = facts{}.with(match, true)
	return match, assert.simplify(k), k, nil
}

// admissionOf translates a check of Kubernetes objects. Variants that cannot
// be said are losses, unless all are.
func admissionOf(c *fullCheck) (*admission, error) {
	var variants []objectVariant
	losses, err := c.eachVariant(func(v rules.Check) error {
		variant, err := newObjectVariant(v)
		if err == nil {
			variants = append(variants, variant)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	a := &admission{losses: losses}
	// The variant with the most types comes last, where it needs no condition.
	slices.SortStableFunc(variants, func(x, y objectVariant) int { return len(x.types) - len(y.types) })
	for i, v := range variants {
		for _, other := range variants[:i] {
			if slices.ContainsFunc(v.types, func(t objectType) bool { return slices.Contains(other.is().values, any(t.kind)) }) {
				return nil, refuse("two of its variants are for the same kind, in different API groups")
			}
		}
		a.types = append(a.types, v.types...)
		for _, f := range []formula{v.match, v.assert} {
			f.each(func(f formula) { a.ephemeral = a.ephemeral || slices.Contains(f.at.names, "ephemeralContainers") })
		}
	}
	return a, a.write(variants)
}

// write writes the expressions.
func (a *admission) write(variants []objectVariant) error {
	matches, asserts := make([]formula, len(variants)), make([]formula, len(variants))
	for i, v := range variants {
		matches[i], asserts[i] = v.match, v.assert
	}
	var err error
	if a.applies, err = chosen(variants, matches); err != nil {
		return err
	}
	if a.applies == "true" {
		a.applies = ""
	}
	items := map[int]string{0: "object"}
	if at, assert, ok := sharedTemplate(variants); ok {
		roots := make([]formula, len(variants))
		for i := range at {
			roots[i] = formula{op: dynamic, at: at[i]}
		}
		root, err := chosen(variants, roots)
		if err != nil {
			return err
		}
		a.variables = []celVariable{{"template", root}}
		items[templateItem] = "variables.template"
		asserts, variants = []formula{assert}, variants[:1]
	}
	for i, v := range variants {
		if len(variants) > 1 {
			asserts[i] = disj(negation(v.is()), asserts[i])
		}
		e, err := celOf(asserts[i], items)
		if err != nil {
			return err
		}
		a.validations = append(a.validations, e.lines(""))
	}
	return nil
}

// is says that an object is one of a variant, among those of the others.
func (v objectVariant) is() formula {
	f := formula{op: isOneOf, at: place{names: []string{"kind"}}}
	for _, t := range v.types {
		if !slices.Contains(f.values, any(t.kind)) {
			f.values = append(f.values, t.kind)
		}
	}
	return f
}

// chosen writes the expression that is, for the objects of each variant, the
// variant's formula. The last variant is the one for all other objects.
func chosen(variants []objectVariant, formulas []formula) (string, error) {
	last := len(formulas) - 1
	f := formulas[last]
	for i := last - 1; i >= 0; i-- {
		f = formula{op: cond, subs: []formula{variants[i].is(), formulas[i], f}}
	}
	if !slices.ContainsFunc(formulas, func(f formula) bool { return f.op != always }) {
		f = formula{op: always}
	}
	e, err := celOf(f, map[int]string{0: "object"})
	return e.lines(""), err
}

// templateItem stands, in formulas, for the pod template of a workload.
const templateItem = -1

// sharedTemplate finds out whether the assertions of all variants say the
// same, except that what they look at is in another place in each, as a pod
// template is in each kind of workload. If so, it returns that place in each
// variant, which the match must tell to be there, and the assertion about it.
func sharedTemplate(variants []objectVariant) (at []place, assert formula, ok bool) {
	if len(variants) < 2 {
		return nil, assert, false
	}
	first := placesIn(variants[0].assert)
	moved := make([]bool, len(first)) // by place: whether it is in the template
	at = make([]place, len(variants))
	for i, v := range variants[1:] {
		places := placesIn(v.assert)
		if len(places) != len(first) || !sameButPlaces(variants[0].assert, v.assert) {
			return nil, assert, false
		}
		found := false
		for j, p := range places {
			here, there := first[j].names, p.names
			if p.item != first[j].item {
				return nil, assert, false
			}
			if slices.Equal(here, there) {
				if i > 0 && moved[j] {
					return nil, assert, false
				}
				continue
			}
			rest := commonSuffix(here, there)
			if !found {
				at[0], at[i+1] = place{names: here[:len(here)-rest]}, place{names: there[:len(there)-rest]}
				found = true
			}
			if !slices.Equal(here[:len(here)-rest], at[0].names) || !slices.Equal(there[:len(there)-rest], at[i+1].names) || i > 0 && !moved[j] {
				return nil, assert, false
			}
			moved[j] = true
		}
		if !found {
			return nil, assert, false
		}
	}
	for i, p := range at {
		if len(p.names) > 0 && !variants[i].known.present[p.key()] {
			return nil, assert, false
		}
	}
	n := -1
	assert = variants[0].assert.mapPlaces(func(p place) place {
		if n++; moved[n] {
			return place{templateItem, p.names[len(at[0].names):]}
		}
		return p
	})
	return at, assert, true
}

// placesIn lists the places that a formula is about, in its own order.
func placesIn(f formula) []place {
	var out []place
	f.mapPlaces(func(p place) place {
		out = append(out, p)
		return p
	})
	return out
}

// sameButPlaces reports whether two formulas say the same of what may be
// different places.
func sameButPlaces(a, b formula) bool {
	nowhere := func(place) place { return place{} }
	return reflect.DeepEqual(a.mapPlaces(nowhere), b.mapPlaces(nowhere))
}

func commonSuffix(a, b []string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

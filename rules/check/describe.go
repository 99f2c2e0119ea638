package check

import (
	"fmt"
	"slices"
	"strings"

	"pillars/rules"
)

// Description says in words what a check asks for. Each line is a part of a
// sentence. Paths are those of canonical bodies.
type Description struct {
	AppliesTo []string // beyond the types of the target; all must be so
	Holds     []string // all must be so, or with Any one of them
	Any       bool
	Where     []string // what the names of related resources and derived values stand for
}

// Describe says in words what a check asks for. It fails where the check is
// outside the profile.
func Describe(c rules.Check) (Description, error) {
	compiled, err := new(program).check(c)
	if err != nil {
		return Description{}, fmt.Errorf("check %s: %w", c.ID, err)
	}
	d := Description{Holds: conditions(compiled.assert, "", false)}
	if s := compiled.assert; len(d.Holds) == 1 && s.anyOf != nil { // it asks for nothing else
		d.Any, d.Holds = true, nil
		for _, sub := range s.anyOf {
			d.Holds = append(d.Holds, orAnything(strings.Join(conditions(sub, "", false), " and ")))
		}
	}
	if compiled.match != nil {
		d.AppliesTo = conditions(compiled.match, "", false)
	}
	for _, r := range c.Relate {
		words := "related." + r.Name + " are the " + strings.Join(r.Types, ", ") + " resources of the same run"
		for i, j := range r.Where {
			glue := " and "
			if i == 0 {
				glue = " for which "
			}
			words += glue + joinWords(j)
		}
		d.Where = append(d.Where, words)
	}
	for _, v := range c.Derive {
		d.Where = append(d.Where, "derived."+v.Name+" is "+derivationWords(v))
	}
	return d, nil
}

func joinWords(j rules.Join) string {
	self, other := "its "+pathWords(j.Self), "their "+pathWords(j.Other)
	switch j.Op {
	case "selects":
		return other + " selects " + self
	case "equalFold":
		return other + " is " + self + ", in any case"
	}
	return other + " is " + self
}

func derivationWords(v rules.Derivation) string {
	path := pathWords(v.Path)
	some := ""
	if v.Where != nil {
		some = ", of those that the check chooses"
	}
	switch v.Fn {
	case "count":
		return "the number of items in " + path + some
	case "sum":
		return "the sum of " + pathWords(v.Of) + " over the items in " + path + some
	case "distinct":
		return "the number of different values of " + pathWords(v.Of) + " in " + path + some
	case "quantity":
		return path + " as a number (500m is 0.5, 1Ki is 1024)"
	case "version":
		return path + " as a number (1.35.7 is 1035007)"
	case "difference":
		return "derived." + strings.Join(v.Names, " less derived.")
	}
	return v.Fn + " of " + path
}

// pathWords writes a JSON pointer as paths are written here.
func pathWords(pointer string) string {
	path := ""
	for _, step := range splitPointer(pointer) {
		path = joinPath(path, step)
	}
	if path == "" {
		return "value"
	}
	return path
}

// joinPath adds a step to a path. A name that is not made of letters, digits
// and - _ $ is written as a quoted index.
func joinPath(path, name string) string {
	if strings.HasPrefix(name, "[") && strings.HasSuffix(name, "]") {
		return path + name
	}
	plain := name != ""
	for i := 0; i < len(name); i++ {
		c := lowerByte(name[i])
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '$') {
			plain = false
		}
	}
	switch {
	case !plain:
		return path + "[" + quote(shorten(name)) + "]"
	case path == "":
		return name
	}
	return path + "." + name
}

// describe writes what a schema asks for, in words, as a part of a sentence.
func describe(s *schema, path string) string {
	// The same schemas fail at the same places in many resources.
	if words, ok := s.described.Load(path); ok {
		return words.(string)
	}
	words := shortenTo(strings.Join(conditions(s, path, false), " and "), 500)
	if s.describedCount.Add(1) <= 64 {
		s.described.Store(path, words)
	}
	return words
}

// conditions lists what a schema asks for of the value at a path. What only
// says that there is an object on the way to something else is left out. The
// value may be absent where it is optional.
func conditions(s *schema, path string, optional bool) []string {
	place := path
	if place == "" {
		place = "it"
	}
	if s.constant != nil {
		if *s.constant {
			return nil
		}
		return []string{place + " is not set"}
	}
	var out []string
	orAbsent, unlessAbsent := "", ""
	if optional {
		orAbsent, unlessAbsent = " or not set", place+" is not set or "
	}
	add := func(words string) { out = append(out, place+" "+words+orAbsent) }
	for _, name := range s.required {
		covered := false
		for i := range s.properties {
			if s.properties[i].name == name && s.properties[i].schema.says() {
				covered = true
			}
		}
		if !covered {
			out = append(out, unlessAbsent+joinPath(path, name)+" is set")
		}
	}
	for i := range s.properties {
		name := s.properties[i].name
		out = append(out, conditions(s.properties[i].schema, joinPath(path, name), optional || !slices.Contains(s.required, name))...)
	}
	for i := range s.patterns {
		for _, c := range conditions(s.patterns[i].schema, "it", false) {
			out = append(out, "for every member of "+place+" whose name matches "+s.patterns[i].pattern.String()+": "+c)
		}
	}
	if s.additional != nil {
		if s.additional.constant != nil && !*s.additional.constant {
			add("has no other members")
		} else {
			for _, c := range conditions(s.additional, "it", false) {
				out = append(out, "for every other member of "+place+": "+c)
			}
		}
	}
	if s.constVal != nil {
		add("is " + describeActual(s.constVal))
	}
	if s.enum != nil {
		add("is " + oneOfWords(shownList(s.enum)))
	}
	if s.pattern != nil {
		if s.oneOfText != nil {
			add("is " + oneOfWords(anyList(s.oneOfText)))
		} else {
			add("matches " + s.pattern.String())
		}
	}
	bound := func(f *float64, words string) {
		if f != nil {
			add(words + " " + formatNumber(*f))
		}
	}
	amount := func(f *float64, words, noun string) {
		switch {
		case f == nil:
		case *f == 0 && words == "at most":
			add("is empty")
		case *f == 1:
			add("has " + words + " 1 " + noun)
		default:
			add("has " + words + " " + formatNumber(*f) + " " + noun + "s")
		}
	}
	bound(s.minimum, "is at least")
	bound(s.maximum, "is at most")
	bound(s.exclusiveMinimum, "is more than")
	bound(s.exclusiveMaximum, "is less than")
	amount(s.minLength, "at least", "character")
	amount(s.maxLength, "at most", "character")
	amount(s.minProperties, "at least", "member")
	amount(s.maxProperties, "at most", "member")
	amount(s.minItems, "at least", "item")
	amount(s.maxItems, "at most", "item")
	if s.uniqueItems {
		add("has no item twice")
	}
	if s.items != nil {
		if c := strings.Join(conditions(s.items, "", false), " and "); c != "" {
			out = append(out, "for every item of "+place+": "+c)
		}
	}
	if s.contains != nil {
		amount := "at least " + formatNumber(*s.leastContains())
		if s.maxContains != nil {
			amount += " and at most " + formatNumber(*s.maxContains)
		}
		out = append(out, unlessAbsent+"for "+amount+" of "+place+": "+orAnything(strings.Join(conditions(s.contains, "", false), " and ")))
	}
	for _, sub := range s.allOf {
		out = append(out, conditions(sub, path, optional)...)
	}
	words := func(sub *schema) string { return orAnything(strings.Join(conditions(sub, path, false), " and ")) }
	choice := func(subs []*schema, prefix string) {
		if subs == nil {
			return
		}
		each := make([]string, len(subs))
		for i, sub := range subs {
			each[i] = words(sub)
		}
		out = append(out, unlessAbsent+prefix+"("+strings.Join(each, ", or ")+")")
	}
	choice(s.anyOf, "")
	choice(s.oneOf, "exactly one of ")
	if s.not != nil {
		out = append(out, unlessAbsent+"not ("+words(s.not)+")")
	}
	if s.cond != nil {
		if s.then != nil {
			out = append(out, unlessAbsent+"if "+words(s.cond)+" then "+words(s.then))
		}
		if s.or != nil {
			out = append(out, unlessAbsent+"unless "+words(s.cond)+" then "+words(s.or))
		}
	}
	switch {
	case len(out) > 0 || s.types == 0:
	case s.types&^typeInteger != anyButNull:
		add("is " + typeWords(s.typeNames))
	case !optional:
		add("is set")
	}
	return out
}

// says reports whether conditions gives anything for s.
func (s *schema) says() bool {
	if s.constant != nil {
		return !*s.constant
	}
	if len(s.required) > 0 || s.types != 0 || s.constVal != nil || s.enum != nil || s.pattern != nil || s.additional != nil || s.contains != nil ||
		s.minimum != nil || s.maximum != nil || s.exclusiveMinimum != nil || s.exclusiveMaximum != nil || s.minLength != nil || s.maxLength != nil ||
		s.minProperties != nil || s.maxProperties != nil || s.minItems != nil || s.maxItems != nil || s.uniqueItems ||
		s.anyOf != nil || s.oneOf != nil || s.not != nil || s.cond != nil && (s.then != nil || s.or != nil) {
		return true
	}
	for _, sub := range s.children() {
		if sub.says() {
			return true
		}
	}
	return false
}

func orAnything(words string) string {
	if words == "" {
		return "anything"
	}
	return words
}

func oneOfWords(values []any) string {
	if len(values) == 1 {
		return inWords(values[0])
	}
	return "one of " + listWords(values)
}

// typeWords writes type names in words.
func typeWords(names []string) string {
	words := make([]string, len(names))
	for i, name := range names {
		switch name {
		case "null":
			words[i] = "null"
		case "boolean":
			words[i] = "true or false"
		case "integer":
			words[i] = "a whole number"
		case "array", "object":
			words[i] = "an " + name
		default:
			words[i] = "a " + name
		}
	}
	return strings.Join(words, " or ")
}

// sentence limits the length of a message.
func sentence(s string) string { return shortenTo(s, 1000) }

func anyList(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

func shownList(ns []*node) []any {
	out := make([]any, len(ns))
	for i, n := range ns {
		out[i] = show(n)
	}
	return out
}

package check

import (
	"strings"
)

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
	words := shortenTo(strings.Join(conditions(s, path), " and "), 500)
	if s.describedCount.Add(1) <= 64 {
		s.described.Store(path, words)
	}
	return words
}

// conditions lists what a schema asks for. What only says that there is an
// object on the way to something else is left out.
func conditions(s *schema, path string) []string {
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
	add := func(words string) { out = append(out, place+" "+words) }
	for _, name := range s.required {
		covered := false
		for i := range s.properties {
			if s.properties[i].name == name && s.properties[i].schema.says() {
				covered = true
			}
		}
		if !covered {
			out = append(out, joinPath(path, name)+" is set")
		}
	}
	for i := range s.properties {
		out = append(out, conditions(s.properties[i].schema, joinPath(path, s.properties[i].name))...)
	}
	for i := range s.patterns {
		for _, c := range conditions(s.patterns[i].schema, "it") {
			out = append(out, "for every member of "+place+" whose name matches "+s.patterns[i].pattern.String()+": "+c)
		}
	}
	if s.additional != nil {
		if s.additional.constant != nil && !*s.additional.constant {
			add("has no other members")
		} else {
			for _, c := range conditions(s.additional, "it") {
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
		if f != nil {
			w := "has " + words + " " + formatNumber(*f) + " " + noun
			if *f != 1 {
				w += "s"
			}
			add(w)
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
		if c := strings.Join(conditions(s.items, ""), " and "); c != "" {
			out = append(out, "for every item of "+place+": "+c)
		}
	}
	if s.contains != nil {
		amount := "at least " + formatNumber(*s.leastContains())
		if s.maxContains != nil {
			amount += " and at most " + formatNumber(*s.maxContains)
		}
		out = append(out, "for "+amount+" of "+place+": "+orAnything(strings.Join(conditions(s.contains, ""), " and ")))
	}
	for _, sub := range s.allOf {
		out = append(out, conditions(sub, path)...)
	}
	choice := func(subs []*schema, words string) {
		if subs == nil {
			return
		}
		each := make([]string, len(subs))
		for i, sub := range subs {
			each[i] = orAnything(strings.Join(conditions(sub, path), " and "))
		}
		out = append(out, words+"("+strings.Join(each, ", or ")+")")
	}
	choice(s.anyOf, "")
	choice(s.oneOf, "exactly one of ")
	if s.not != nil {
		out = append(out, "not ("+orAnything(strings.Join(conditions(s.not, path), " and "))+")")
	}
	if s.cond != nil {
		if s.then != nil {
			out = append(out, "if "+orAnything(strings.Join(conditions(s.cond, path), " and "))+" then "+orAnything(strings.Join(conditions(s.then, path), " and ")))
		}
		if s.or != nil {
			out = append(out, "unless "+orAnything(strings.Join(conditions(s.cond, path), " and "))+" then "+orAnything(strings.Join(conditions(s.or, path), " and ")))
		}
	}
	if len(out) == 0 && s.types != 0 {
		add("is " + typeWords(s.typeNames))
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

package check

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Finding is one way in which a resource does not satisfy an assertion.
type Finding struct {
	Pointer  string `json:"pointer"`  // JSON pointer in the document as given
	Keyword  string `json:"keyword"`  // of the schema
	Expected any    `json:"expected"` // the keyword's value, or sentences for anyOf, oneOf, not and contains
	Actual   any    `json:"actual"`   // the value found, or a few words about it
	Message  string `json:"message"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
}

// explainer collects the findings of one resource and check.
type explainer struct {
	doc      *source
	root     *node // the resource, in the original document
	findings []Finding
}

// explain returns why n does not satisfy s, sorted.
func explain(s *schema, n *node, doc *source, root *node) []Finding {
	e := &explainer{doc: doc, root: root.source()}
	e.schema(s, n, "false")
	slices.SortFunc(e.findings, compareFindings)
	e.findings = slices.CompactFunc(e.findings, func(a, b Finding) bool { return compareFindings(a, b) == 0 })
	if len(e.findings) > maxFinding {
		e.findings = e.findings[:maxFinding]
	}
	return e.findings
}

func compareFindings(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Pointer, b.Pointer),
		cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Message, b.Message))
}

func (e *explainer) add(n *node, keyword string, expected, actual any, message string) {
	line, column := e.doc.position(n.source().offset)
	e.findings = append(e.findings, Finding{n.pointer(), keyword, expected, actual, maskIDs(message), line, column})
}

// must adds a finding of the common form: the place must be so, but is so.
func (e *explainer) must(n *node, keyword string, expected any, what string) {
	e.add(n, keyword, expected, show(n), e.place(n)+" must "+what+", but is "+describeActual(n)+".")
}

// has is must for a number of things that a value has.
func (e *explainer) has(n *node, keyword string, bound float64, what, noun string, found int) {
	amount := formatNumber(bound) + " " + noun
	if bound != 1 {
		amount += "s"
	}
	e.add(n, keyword, bound, show(n), e.place(n)+" must have "+what+" "+amount+", but has "+strconv.Itoa(found)+".")
}

// schema adds what is wrong with n, which does not satisfy s. keyword is the
// one that led here, for a schema that is plain false.
func (e *explainer) schema(s *schema, n *node, keyword string) {
	if s.constant != nil {
		e.add(n, keyword, false, show(n), e.place(n)+" must not be set.")
		return
	}
	if n.kind != unknown {
		e.value(s, n)
	}
	for _, sub := range s.allOf {
		if sub.eval(n) == no {
			e.schema(sub, n, "allOf")
		}
	}
	if s.anyOf != nil {
		any := no
		for _, sub := range s.anyOf {
			any = max(any, sub.eval(n))
		}
		if any == no {
			e.alternatives(n, "anyOf", "one of", s.anyOf)
		}
	}
	if s.oneOf != nil && s.evalOneOf(n) == no {
		e.alternatives(n, "oneOf", "exactly one of", s.oneOf)
	}
	if s.not != nil && s.not.eval(n) == yes {
		what := describe(s.not, e.pathOf(n))
		e.add(n, "not", what, show(n), sentence("This must not be so: "+what+"."))
	}
	if s.cond != nil && s.evalIf(n) == no {
		if s.then != nil && s.cond.eval(n) != no && s.then.eval(n) == no {
			e.schema(s.then, n, "then")
		}
		if s.or != nil && s.cond.eval(n) != yes && s.or.eval(n) == no {
			e.schema(s.or, n, "else")
		}
	}
}

// alternatives adds the finding of anyOf or oneOf.
func (e *explainer) alternatives(n *node, keyword, howMany string, subs []*schema) {
	expected := make([]any, len(subs))
	words := make([]string, len(subs))
	for i, sub := range subs {
		words[i] = describe(sub, e.pathOf(n))
		expected[i] = words[i]
	}
	e.add(n, keyword, expected, show(n), sentence("Expected "+howMany+": "+strings.Join(words, "; or ")+"."))
}

// value adds what is wrong by the keywords that look at a known value.
func (e *explainer) value(s *schema, n *node) {
	if s.types != 0 && s.types&typeOf(n) == 0 {
		var expected any = s.typeNames[0]
		if len(s.typeNames) > 1 {
			expected = anyList(s.typeNames)
		}
		e.must(n, "type", expected, "be "+typeWords(s.typeNames))
		return
	}
	if s.constVal != nil && equal(n, s.constVal) == no {
		e.must(n, "const", show(s.constVal), "be "+describeActual(s.constVal))
	}
	if s.enum != nil {
		any := no
		for _, v := range s.enum {
			any = max(any, equal(n, v))
		}
		if any == no {
			e.enum(n, shownList(s.enum))
		}
	}
	switch n.kind {
	case object:
		e.object(s, n)
	case array:
		e.array(s, n)
	case number:
		e.number(s, n)
	case text:
		e.text(s, n)
	}
}

func (e *explainer) enum(n *node, expected []any) {
	if len(expected) == 1 {
		e.must(n, "enum", expected, "be "+inWords(expected[0]))
		return
	}
	e.must(n, "enum", expected, "be one of "+listWords(expected))
}

func (e *explainer) object(s *schema, n *node) {
	for _, name := range s.required {
		if n.get(name) != nil {
			continue
		}
		at, state := n, " is not set"
		for _, m := range n.nulls {
			if m.name == name {
				at, state = m.value, " is null"
			}
		}
		place := joinPath(e.pathOf(n), name)
		message := place + state
		for i := range s.properties {
			if s.properties[i].name == name {
				if what := describe(s.properties[i].schema, place); what != "" {
					message += "; expected: " + what
				}
			}
		}
		e.add(at, "required", name, nil, sentence(message+"."))
	}
	sure := 0
	for _, m := range n.members {
		if !m.value.optional {
			sure++
		}
	}
	if s.minProperties != nil && float64(len(n.members)) < *s.minProperties {
		e.has(n, "minProperties", *s.minProperties, "at least", "member", len(n.members))
	}
	if s.maxProperties != nil && float64(sure) > *s.maxProperties {
		e.has(n, "maxProperties", *s.maxProperties, "at most", "member", sure)
	}
	child := func(v *node, sub *schema, keyword string) {
		if sub.eval(v) == no && !v.optional {
			e.schema(sub, v, keyword)
		}
	}
	for i := range s.properties {
		if v := n.get(s.properties[i].name); v != nil {
			child(v, s.properties[i].schema, "properties")
		}
	}
	if s.patterns == nil && s.additional == nil {
		return
	}
	for _, m := range n.members {
		other := !s.hasProperty(m.name)
		for i := range s.patterns {
			if s.patterns[i].pattern.MatchString(m.name) {
				other = false
				child(m.value, s.patterns[i].schema, "patternProperties")
			}
		}
		if other && s.additional != nil {
			child(m.value, s.additional, "additionalProperties")
		}
	}
}

func (e *explainer) array(s *schema, n *node) {
	size := len(n.items)
	if s.minItems != nil && float64(size) < *s.minItems {
		e.has(n, "minItems", *s.minItems, "at least", "item", size)
	}
	if s.maxItems != nil && float64(size) > *s.maxItems {
		e.has(n, "maxItems", *s.maxItems, "at most", "item", size)
	}
	if s.items != nil {
		for _, item := range n.items {
			if s.items.eval(item) == no {
				e.schema(s.items, item, "items")
			}
		}
	}
	if s.contains != nil {
		low, high := s.countContains(n)
		if least := *s.leastContains(); float64(high) < least {
			e.contains(s, n, "contains", "at least ", least, high)
		}
		if s.maxContains != nil && float64(low) > *s.maxContains {
			e.contains(s, n, "maxContains", "at most ", *s.maxContains, low)
		}
	}
	if s.uniqueItems && unique(n) == no {
		e.add(n, "uniqueItems", true, show(n), e.place(n)+" must not have the same item twice.")
	}
}

func (e *explainer) contains(s *schema, n *node, keyword, bound string, limit float64, found int) {
	amount := bound + formatNumber(limit) + " item"
	if limit != 1 {
		amount += "s"
	}
	what := amount + " with: " + describe(s.contains, "")
	e.add(n, keyword, what, show(n), sentence(e.place(n)+" must have "+what+"; "+strconv.Itoa(found)+" of "+strconv.Itoa(len(n.items))+" match."))
}

func (e *explainer) number(s *schema, n *node) {
	f := n.number
	if s.minimum != nil && f < *s.minimum {
		e.must(n, "minimum", *s.minimum, "be at least "+formatNumber(*s.minimum))
	}
	if s.maximum != nil && f > *s.maximum {
		e.must(n, "maximum", *s.maximum, "be at most "+formatNumber(*s.maximum))
	}
	if s.exclusiveMinimum != nil && f <= *s.exclusiveMinimum {
		e.must(n, "exclusiveMinimum", *s.exclusiveMinimum, "be more than "+formatNumber(*s.exclusiveMinimum))
	}
	if s.exclusiveMaximum != nil && f >= *s.exclusiveMaximum {
		e.must(n, "exclusiveMaximum", *s.exclusiveMaximum, "be less than "+formatNumber(*s.exclusiveMaximum))
	}
}

func (e *explainer) text(s *schema, n *node) {
	size := utf8.RuneCountInString(n.text)
	if s.minLength != nil && float64(size) < *s.minLength {
		e.has(n, "minLength", *s.minLength, "at least", "character", size)
	}
	if s.maxLength != nil && float64(size) > *s.maxLength {
		e.has(n, "maxLength", *s.maxLength, "at most", "character", size)
	}
	if s.pattern != nil && !tooLong(n.text) && !s.pattern.MatchString(n.text) {
		if s.oneOfText != nil {
			e.enum(n, anyList(s.oneOfText))
		} else {
			e.must(n, "pattern", s.pattern.String(), "match "+s.pattern.String())
		}
	}
}

// place names n in a sentence.
func (e *explainer) place(n *node) string {
	if p := e.pathOf(n); p != "" {
		return p
	}
	return "the resource"
}

// pathOf writes the way from the resource to n: a.b[0].c.
func (e *explainer) pathOf(n *node) string {
	var parts []string
	for n = n.source(); n != e.root && n.parent != nil; n = n.parent {
		if n.parent.kind == array {
			parts = append(parts, "["+strconv.Itoa(n.index)+"]")
		} else {
			parts = append(parts, n.key)
		}
	}
	p := ""
	for i := len(parts) - 1; i >= 0; i-- {
		p = joinPath(p, parts[i])
	}
	return p
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
	return shortenTo(strings.Join(conditions(s, path), " and "), 500)
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
			if s.properties[i].name == name && len(conditions(s.properties[i].schema, "")) > 0 {
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

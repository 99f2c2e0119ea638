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
		for _, m := range n.nulls() {
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
	if n.label() != "" {
		return n.label()
	}
	parts := make([]string, 0, 16)
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

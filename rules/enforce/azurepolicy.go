package enforce

import (
	"fmt"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"

	"pillars/rules"
)

// policyDefinition is a policy definition as the REST API takes it.
type policyDefinition struct {
	Name       string                     `json:"name"`
	Properties policyDefinitionProperties `json:"properties"`
}

type policyDefinitionProperties struct {
	DisplayName string         `json:"displayName"`
	Description string         `json:"description"`
	PolicyType  string         `json:"policyType"`
	Mode        string         `json:"mode"`
	Metadata    policyMetadata `json:"metadata"`
	Parameters  any            `json:"parameters"`
	PolicyRule  policyRule     `json:"policyRule"`
}

type policyMetadata struct {
	Category string   `json:"category"`
	Version  string   `json:"version"`
	Check    string   `json:"check,omitempty"`
	Severity string   `json:"severity,omitempty"`
	Rules    []string `json:"rules,omitempty"`
	Link     string   `json:"link,omitempty"`
}

type policyRule struct {
	If   policyCondition `json:"if"`
	Then policyEffect    `json:"then"`
}

type policyEffect struct {
	Effect string `json:"effect"`
}

// policyCondition is a condition or a combination of conditions; a nil or
// empty member is not there.
type policyCondition struct {
	AllOf []policyCondition `json:"allOf,omitempty"`
	AnyOf []policyCondition `json:"anyOf,omitempty"`
	Not   *policyCondition  `json:"not,omitempty"`

	Field string       `json:"field,omitempty"`
	Count *policyCount `json:"count,omitempty"`

	Exists          *bool    `json:"exists,omitempty"`
	Equals          any      `json:"equals,omitempty"`
	NotEquals       any      `json:"notEquals,omitempty"`
	In              []string `json:"in,omitempty"`
	NotIn           []string `json:"notIn,omitempty"`
	Like            string   `json:"like,omitempty"`
	NotLike         string   `json:"notLike,omitempty"`
	Greater         any      `json:"greater,omitempty"`
	GreaterOrEquals any      `json:"greaterOrEquals,omitempty"`
	Less            any      `json:"less,omitempty"`
	LessOrEquals    any      `json:"lessOrEquals,omitempty"`
}

type policyCount struct {
	Field string           `json:"field"`
	Where *policyCondition `json:"where,omitempty"`
}

// azurePolicyAssumes is what all definitions take for granted.
var azurePolicyAssumes = []string{
	"The kind of each value is the one that the resource provider's API fixes: a boolean is never a text, an array never an object.",
	"A property that is null counts as one that does not exist.",
	"Aliases are those that the resource providers published in November 2026.",
}

// AzurePolicy writes a policy definition for each check of Azure resources,
// and a template that creates them all with an initiative. Where a built-in
// policy says the same, the initiative refers to that one instead. The effect
// is Audit unless the one who assigns it says otherwise.
func AzurePolicy(c *rules.Catalog) (*Bundle, error) {
	m := Manifest{
		Engine:   "azure-policy",
		Verified: "The translation is held to the verdicts of the checker by an evaluator for the conditions that it uses; rules are valid by the published JSON Schema of policy definitions. Azure itself is not asked.",
		Assumes:  azurePolicyAssumes,
	}
	var initiative policyInitiative
	return assemble(c, m, func(c *fullCheck) (output, error) {
		return initiative.add(c)
	}, func() ([]File, error) {
		return initiative.files(c)
	})
}

// policyEffects are the effects that a definition of ours may have.
var policyEffects = []string{"Audit", "Deny", "Disabled"}

// policyWriter writes the condition under which a resource of a type fails.
type policyWriter struct {
	typ    string
	items  map[int]string // paths of the items of the quantifiers around, by number
	losses []string
	err    error
}

// policyConditionOf writes the condition for a variant, and says what it
// takes less exactly than the check.
func policyConditionOf(v azureVariant) (policyCondition, []string, error) {
	var each []policyCondition
	var losses []string
	for _, typ := range v.types {
		w := policyWriter{typ: typ, items: map[int]string{0: ""}}
		c := w.condition(v.fails.withAbsent(policyWhenAbsent))
		if w.err != nil {
			return c, nil, w.err
		}
		each = append(each, allOf(policyCondition{Field: "type", Equals: typ}, c))
		losses = append(losses, w.losses...)
	}
	return anyOf(each...), losses, nil
}

// policyWhenAbsent says what Azure Policy makes of an atom without a value:
// conditions are not met, negated ones are; an array that is not there has no
// members.
func policyWhenAbsent(f formula) (truth, ok bool) {
	switch f.op {
	case isOneOf, isOneOfFolded, matches, some:
		return false, !slices.Contains(f.values, nil)
	case every:
		return true, true
	case not:
		_, ok := policyWhenAbsent(f.subs[0])
		return true, ok
	case compare:
		if f.measure == theNumber {
			return false, true
		}
		return compares(0, f.cmp, f.number), true
	case count:
		return compares(0, f.cmp, f.number), true
	}
	return false, false
}

func compares(a float64, cmp string, b float64) bool {
	switch cmp {
	case ">=":
		return a >= b
	case "<=":
		return a <= b
	case ">":
		return a > b
	}
	return a < b
}

func (w *policyWriter) refuse(format string, args ...any) policyCondition {
	if w.err == nil {
		w.err = refuse(format, args...)
	}
	return policyCondition{}
}

func (w *policyWriter) condition(f formula) policyCondition {
	switch f.op {
	case and:
		return allOf(w.conditions(f.subs)...)
	case or:
		return anyOf(w.conditions(f.subs)...)
	case not:
		return w.atom(f.subs[0], true)
	case always, never: // of a check that says nothing
		return w.refuse("it holds for all resources or for none")
	}
	return w.atom(f, false)
}

func (w *policyWriter) conditions(fs []formula) []policyCondition {
	var out []policyCondition
	for _, f := range fs {
		out = append(out, w.condition(f))
	}
	return out
}

func (w *policyWriter) atom(f formula, negated bool) policyCondition {
	switch f.op {
	case some, every, count:
		return w.count(f)
	case compare:
		if f.measure == theSize {
			path := w.path(f.at) + "[*]"
			return compared(policyCondition{Count: &policyCount{Field: w.field(f.at, path)}}, f.cmp, f.number)
		}
	}
	c := policyCondition{Field: w.field(f.at, w.path(f.at))}
	switch f.op {
	case has:
		exists := !negated
		c.Exists = &exists
	case isOneOf:
		w.oneOf(&c, f, negated)
	case isOneOfFolded:
		oneOfTexts(&c, f.texts, negated)
	case matches:
		like, ok := likeOf(f.pattern)
		if !ok {
			return w.refuse("it tests %s with the regular expression %s, and Azure Policy has none", f.at, f.pattern)
		}
		w.loss("texts are compared ignoring case: %s", f.at)
		if like = literalText(like); negated {
			c.NotLike = like
		} else {
			c.Like = like
		}
	case compare:
		return compared(c, f.cmp, f.number)
	case distinct:
		return w.refuse("it wants the items of %s to be different from each other", f.at)
	default:
		return w.refuse("it looks at members of %s by the form of their names", f.at)
	}
	return c
}

// count writes a quantifier as a count of members.
func (w *policyWriter) count(f formula) policyCondition {
	path := w.path(f.at) + "[*]"
	c := policyCondition{Count: &policyCount{Field: w.field(f.at, path)}}
	w.items[f.item] = path
	body := f.subs[0]
	if f.op == every {
		var err error
		if body, err = normal(body, true); err != nil {
			return w.refuse("%s", err)
		}
		body = body.withAbsent(policyWhenAbsent)
	}
	if body.op != always {
		where := w.condition(body)
		c.Count.Where = &where
	}
	switch f.op {
	case every:
		c.Equals = 0
		return c
	case some:
		return compared(c, ">", 0)
	}
	return compared(c, f.cmp, f.number)
}

func compared(c policyCondition, cmp string, n float64) policyCondition {
	switch cmp {
	case ">=":
		c.GreaterOrEquals = n
	case "<=":
		c.LessOrEquals = n
	case ">":
		c.Greater = n
	default:
		c.Less = n
	}
	return c
}

// oneOf writes that a value is one of some scalars. Booleans are written as
// texts, as built-in policies do and the JSON Schema of policies demands.
func (w *policyWriter) oneOf(c *policyCondition, f formula, negated bool) {
	var texts []string
	var value any
	for _, v := range f.values {
		switch v := v.(type) {
		case nil:
			w.refuse("it asks whether %s is null", f.at)
		case float64:
			value = v
			texts = append(texts, celNumber(v))
		case bool:
			texts = append(texts, fmt.Sprint(v))
		case string:
			if lowerASCII(v) != strings.ToUpper(v) {
				w.loss("texts are compared ignoring case: %s", f.at)
			}
			texts = append(texts, v)
		}
	}
	if len(f.values) == 1 && value != nil {
		if negated {
			c.NotEquals = value
		} else {
			c.Equals = value
		}
		return
	}
	oneOfTexts(c, texts, negated)
}

func oneOfTexts(c *policyCondition, texts []string, negated bool) {
	texts = slices.Clone(texts)
	for i, t := range texts {
		texts[i] = literalText(t)
	}
	switch {
	case len(texts) == 1 && negated:
		c.NotEquals = texts[0]
	case len(texts) == 1:
		c.Equals = texts[0]
	case negated:
		c.NotIn = texts
	default:
		c.In = texts
	}
}

// literalText writes a text that is no expression, which [ would begin.
func literalText(s string) string {
	if strings.HasPrefix(s, "[") {
		return "[" + s
	}
	return s
}

func (w *policyWriter) loss(format string, args ...any) {
	if l := fmt.Sprintf(format, args...); !slices.Contains(w.losses, l) {
		w.losses = append(w.losses, l)
	}
}

// path writes a place as a path from the resource, with [*] for items.
func (w *policyWriter) path(p place) string {
	path := w.items[p.item]
	for _, name := range p.names {
		if path != "" {
			path += "."
		}
		path += name
	}
	return path
}

func (w *policyWriter) field(p place, path string) string {
	field := policyField(w.typ, path)
	if field == "" {
		w.refuse("Azure Policy has no known alias for %s of %s", path, w.typ)
	}
	return field
}

// allOf and anyOf combine conditions, flat and without brackets around one.
func allOf(cs ...policyCondition) policyCondition {
	if len(cs) == 1 {
		return cs[0]
	}
	var out policyCondition
	for _, c := range cs {
		if len(c.AllOf) > 0 {
			out.AllOf = append(out.AllOf, c.AllOf...)
		} else {
			out.AllOf = append(out.AllOf, c)
		}
	}
	return out
}

func anyOf(cs ...policyCondition) policyCondition {
	if len(cs) == 1 {
		return cs[0]
	}
	var out policyCondition
	for _, c := range cs {
		if len(c.AnyOf) > 0 {
			out.AnyOf = append(out.AnyOf, c.AnyOf...)
		} else {
			out.AnyOf = append(out.AnyOf, c)
		}
	}
	return out
}

// likeOf writes a regular expression that is a literal, anchored at one or
// both ends, as a text with at most one wildcard.
func likeOf(pattern string) (string, bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	parts := []*syntax.Regexp{re}
	if re.Op == syntax.OpConcat {
		parts = re.Sub
	}
	var begins, ends bool
	if parts[0].Op == syntax.OpBeginText {
		begins, parts = true, parts[1:]
	}
	if n := len(parts); n > 0 && parts[n-1].Op == syntax.OpEndText {
		ends, parts = true, parts[:n-1]
	}
	var literal strings.Builder
	for _, p := range parts {
		switch {
		case p.Op == syntax.OpLiteral:
			literal.WriteString(string(p.Rune))
		case p.Op == syntax.OpCharClass && len(p.Rune) == 4 && p.Rune[0] == p.Rune[1] && p.Rune[2] == p.Rune[3] && unicode.ToLower(p.Rune[0]) == p.Rune[2]:
			literal.WriteRune(p.Rune[2]) // both cases of a letter
		default:
			return "", false
		}
	}
	s := literal.String()
	switch {
	case strings.ContainsAny(s, "*?") || !begins && !ends:
		return "", false
	case !ends:
		return s + "*", true
	case !begins:
		return "*" + s, true
	}
	return s, true
}

// jsonFile writes a value as a file of indented JSON.
func jsonFile(path string, v any) (File, error) {
	text, err := indented(v)
	if err != nil {
		return File{}, fmt.Errorf("could not write %s: %w", path, err)
	}
	return File{path, text}, nil
}

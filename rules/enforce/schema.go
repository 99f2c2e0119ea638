package enforce

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"pillars/rules"
)

// fixed is what is known of the value at a place before anybody looks: its
// kind, and the same of what is in it. Nil where nothing is known.
type fixed struct {
	kind   kinds
	fields map[string]*fixed // of an object with members of its own kind each
	each   *fixed            // of an array's items, or of the members of a map
}

func (f *fixed) member(name string) *fixed {
	if f == nil || f.fields == nil {
		return f.item()
	}
	return f.fields[name]
}

func (f *fixed) item() *fixed {
	if f == nil {
		return nil
	}
	return f.each
}

// formulaOf says what a schema of the profile asks of a resource, of which
// known tells what is known. It refuses what formulas have no words for; any
// other error means that the schema is outside the profile.
func formulaOf(schema any, known *fixed) (formula, error) {
	t := translation{}
	f := t.schema(schema, place{}, known, object)
	return f, t.err
}

// translation makes a formula of a schema.
type translation struct {
	items int   // how many items have a number
	err   error // the first, which spoils the result
}

func (t *translation) fail(err error) formula {
	if t.err == nil {
		t.err = err
	}
	return formula{op: never}
}

// keywordKinds says which values a keyword looks at; it holds for all others.
var keywordKinds = map[string]kinds{
	"required": object, "properties": object, "patternProperties": object, "additionalProperties": object,
	"minProperties": object, "maxProperties": object,
	"items": array, "contains": array, "minItems": array, "maxItems": array, "uniqueItems": array,
	"minimum": number, "maximum": number, "exclusiveMinimum": number, "exclusiveMaximum": number,
	"minLength": text, "maxLength": text, "pattern": text,
}

// bounds are the keywords that compare something with a number.
var bounds = map[string]struct {
	measure measure
	cmp     string
}{
	"minimum": {theNumber, ">="}, "maximum": {theNumber, "<="}, "exclusiveMinimum": {theNumber, ">"}, "exclusiveMaximum": {theNumber, "<"},
	"minItems": {theSize, ">="}, "maxItems": {theSize, "<="}, "minLength": {theSize, ">="}, "maxLength": {theSize, "<="},
	"minProperties": {theSize, ">="}, "maxProperties": {theSize, "<="},
}

// schema translates a schema about a place whose value, as far as is known,
// is of one of the kinds possible.
func (t *translation) schema(s any, at place, known *fixed, possible kinds) formula {
	if b, ok := s.(bool); ok {
		if b {
			return formula{op: always}
		}
		return formula{op: never}
	}
	m, ok := s.(map[string]any)
	if !ok {
		return t.fail(fmt.Errorf("a schema is an object or a boolean, not %T", s))
	}
	if known != nil {
		possible &= known.kind
	}
	var subs []formula
	if v, ok := m["type"]; ok {
		asked, err := kindsOf(v)
		if err != nil {
			return t.fail(err)
		}
		if possible&^asked != 0 {
			subs = append(subs, formula{op: isKind, at: at, kinds: asked & possible})
		}
		if possible &= asked; possible == 0 {
			return formula{op: never}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		looksAt, ok := keywordKinds[name]
		if !ok {
			looksAt = anything
		}
		if possible&looksAt == 0 {
			continue
		}
		f := t.keyword(name, m, at, known, possible&looksAt)
		if possible&^looksAt != 0 && f.op != always {
			f = disj(formula{op: isKind, at: at, kinds: possible &^ looksAt}, f)
		}
		subs = append(subs, f)
	}
	return conj(subs...)
}

// kindsOf reads the value of the keyword type.
func kindsOf(v any) (kinds, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out kinds
	for _, v := range list {
		name, _ := v.(string)
		k, ok := kindsByType[name]
		if !ok {
			return 0, fmt.Errorf("%v is no type", v)
		}
		out |= k
	}
	return out, nil
}

// keyword translates one keyword of the schema m, about a value of one of the
// kinds possible.
func (t *translation) keyword(name string, m map[string]any, at place, known *fixed, possible kinds) formula {
	v := m[name]
	switch name {
	case "const":
		return t.oneOf([]any{v}, at, possible)
	case "enum":
		list, ok := v.([]any)
		if !ok {
			return t.fail(fmt.Errorf("enum is a list"))
		}
		return t.oneOf(list, at, possible)
	case "pattern":
		return t.pattern(m, at)
	case "allOf":
		return conj(t.schemas(v, at, known, possible)...)
	case "anyOf":
		return disj(t.schemas(v, at, known, possible)...)
	case "oneOf":
		return formula{op: exactlyOne, subs: t.schemas(v, at, known, possible)}
	case "not":
		return negation(t.schema(v, at, known, possible))
	case "if":
		yes, no := formula{op: always}, formula{op: always}
		if then, ok := m["then"]; ok {
			yes = t.schema(then, at, known, possible)
		}
		if otherwise, ok := m["else"]; ok {
			no = t.schema(otherwise, at, known, possible)
		}
		return branch(t.schema(v, at, known, possible), yes, no)
	case "required":
		return t.required(m, at)
	case "properties":
		return t.properties(m, at, known)
	case "patternProperties", "additionalProperties":
		return t.named(name, m, at, known)
	case "items", "contains":
		return t.list(name, m, at, known)
	case "uniqueItems":
		if v == true {
			return formula{op: distinct, at: at}
		}
		return formula{op: always}
	case "type", "examples", "then", "else", "minContains", "maxContains":
		return formula{op: always} // said by others
	}
	if b, ok := bounds[name]; ok {
		n, ok := numberOf(v)
		if !ok {
			return t.fail(fmt.Errorf("%s is a number", name))
		}
		return formula{op: compare, at: at, measure: b.measure, cmp: b.cmp, number: n}
	}
	return t.fail(fmt.Errorf("the keyword %q is not in the profile", name))
}

func (t *translation) schemas(v any, at place, known *fixed, possible kinds) []formula {
	list, ok := v.([]any)
	if !ok {
		t.fail(fmt.Errorf("a list of schemas is needed, not %T", v))
	}
	var out []formula
	for _, s := range list {
		out = append(out, t.schema(s, at, known, possible))
	}
	return out
}

// oneOf translates const and enum. Values of an impossible kind are dropped.
func (t *translation) oneOf(values []any, at place, possible kinds) formula {
	f := formula{op: isOneOf, at: at}
	for _, v := range values {
		if n, ok := numberOf(v); ok {
			v = n
		}
		kind := kindOf(v)
		switch {
		case kind&possible == 0:
		case kind&(array|object) != 0:
			return t.fail(refuse("it compares %s with a whole array or object", at))
		default:
			f.values = append(f.values, v)
		}
	}
	if len(f.values) == 0 {
		return formula{op: never}
	}
	return f
}

func (t *translation) pattern(m map[string]any, at place) formula {
	pattern, ok := m["pattern"].(string)
	if !ok {
		return t.fail(fmt.Errorf("pattern is a text"))
	}
	examples, _ := m["examples"].([]any)
	var texts []string
	for _, e := range examples {
		if text, ok := e.(string); ok {
			texts = append(texts, text)
		}
	}
	if len(texts) > 0 && len(texts) == len(examples) && rules.FoldPattern(texts) == pattern {
		return formula{op: isOneOfFolded, at: at, texts: texts}
	}
	if fault := rules.PatternFault(pattern); fault != "" {
		return t.fail(refuse("the pattern %s %s", pattern, fault))
	}
	return formula{op: matches, at: at, pattern: pattern}
}

// required translates the names that properties says nothing about.
func (t *translation) required(m map[string]any, at place) formula {
	names, ok := m["required"].([]any)
	if !ok {
		return t.fail(fmt.Errorf("required is a list"))
	}
	properties, _ := m["properties"].(map[string]any)
	var subs []formula
	for _, v := range names {
		name, ok := v.(string)
		if !ok {
			return t.fail(fmt.Errorf("required lists names"))
		}
		if _, ok := properties[name]; !ok {
			subs = append(subs, formula{op: has, at: at.member(name)})
		}
	}
	return conj(subs...)
}

// properties translates properties, together with what required says of
// them. A member that is null counts as absent.
func (t *translation) properties(m map[string]any, at place, known *fixed) formula {
	properties, ok := m["properties"].(map[string]any)
	if !ok {
		return t.fail(fmt.Errorf("properties is an object"))
	}
	required, _ := m["required"].([]any)
	var subs []formula
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		there := formula{op: has, at: at.member(name)}
		holds := t.schema(properties[name], there.at, known.member(name), nonNull)
		if slices.Contains(required, any(name)) {
			subs = append(subs, conj(there, holds))
		} else if holds.op != always {
			subs = append(subs, disj(negation(there), holds))
		}
	}
	return conj(subs...)
}

// named translates patternProperties and additionalProperties.
func (t *translation) named(name string, m map[string]any, at place, known *fixed) formula {
	if known != nil && known.fields != nil {
		return t.fail(refuse("it looks at all members of %s, whose members have kinds of their own", at))
	}
	patterns, _ := m["patternProperties"].(map[string]any)
	body := func(schema any) (int, formula) {
		t.items++
		item := t.items
		return item, t.schema(schema, place{item: item}, known.item(), nonNull)
	}
	if name == "additionalProperties" {
		properties, _ := m["properties"].(map[string]any)
		item, f := body(m[name])
		return all(formula{op: members, at: at, item: item, except: slices.Sorted(maps.Keys(properties)), names: slices.Sorted(maps.Keys(patterns)), others: true}, f)
	}
	var subs []formula
	for _, pattern := range slices.Sorted(maps.Keys(patterns)) {
		if fault := rules.PatternFault(pattern); fault != "" {
			return t.fail(refuse("the pattern %s %s", pattern, fault))
		}
		item, f := body(patterns[pattern])
		subs = append(subs, all(formula{op: members, at: at, item: item, names: []string{pattern}}, f))
	}
	return conj(subs...)
}

// all gives a quantifier that asks something of all its body, which is true
// where the body always is.
func all(quantifier, body formula) formula {
	if body.op == always {
		return body
	}
	quantifier.subs = []formula{body}
	return quantifier
}

// list translates items and contains.
func (t *translation) list(name string, m map[string]any, at place, known *fixed) formula {
	t.items++
	item := t.items
	possible := anything
	body := t.schema(m[name], place{item: item}, known.item(), possible)
	if name == "items" {
		return all(formula{op: every, at: at, item: item}, body)
	}
	least, most := 1.0, math.Inf(1)
	if v, ok := m["minContains"]; ok {
		least, _ = numberOf(v)
	}
	if v, ok := m["maxContains"]; ok {
		most, _ = numberOf(v)
	}
	quantifier := formula{at: at, item: item, subs: []formula{body}}
	var subs []formula
	switch {
	case least == 1:
		quantifier.op = some
		subs = append(subs, quantifier)
	case least > 0:
		quantifier.op, quantifier.cmp, quantifier.number = count, ">=", least
		subs = append(subs, quantifier)
	}
	if !math.IsInf(most, 1) {
		quantifier.op, quantifier.cmp, quantifier.number = count, "<=", most
		subs = append(subs, quantifier)
	}
	return conj(subs...)
}

// kindOf gives the kind of a decoded JSON value, with numbers as float64.
func kindOf(v any) kinds {
	switch v := v.(type) {
	case nil:
		return null
	case bool:
		return boolean
	case string:
		return text
	case float64:
		if v == math.Trunc(v) {
			return whole
		}
		return fraction
	case []any:
		return array
	}
	return object
}

// numberOf accepts the number types that JSON and YAML decoders give.
func numberOf(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	}
	return 0, false
}

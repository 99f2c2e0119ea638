package check

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"pillars/rules"
)

// schema is a compiled JSON Schema of the profile (see the package comment).
// A nil field means that the keyword is not there.
type schema struct {
	constant *bool // of a boolean schema

	types     typeSet // 0 where there is no type
	typeNames []string
	constVal  *node
	enum      []*node

	required      []string
	properties    []property // sorted by name
	patterns      []patternProperty
	additional    *schema
	minProperties *float64
	maxProperties *float64

	items       *schema
	contains    *schema
	minContains *float64
	maxContains *float64
	minItems    *float64
	maxItems    *float64
	uniqueItems bool

	minimum          *float64
	maximum          *float64
	exclusiveMinimum *float64
	exclusiveMaximum *float64

	minLength *float64
	maxLength *float64
	pattern   *regexp.Regexp
	oneOfText []string // of a pattern that says "one of these, ignoring case": the texts

	allOf, anyOf, oneOf []*schema
	not, cond, then, or *schema

	described      sync.Map // what describe gave, by path
	describedCount atomic.Int32
}

type property struct {
	name   string
	schema *schema
}

type patternProperty struct {
	pattern *regexp.Regexp
	schema  *schema
}

// typeSet is a set of JSON Schema types.
type typeSet uint8

const (
	typeNull typeSet = 1 << iota
	typeBoolean
	typeInteger
	typeNumber
	typeString
	typeArray
	typeObject

	// What is not null: as the only demand it says that there is a value.
	anyButNull = typeBoolean | typeNumber | typeString | typeArray | typeObject
)

var typeByName = map[string]typeSet{
	"null": typeNull, "boolean": typeBoolean, "integer": typeInteger, "number": typeNumber,
	"string": typeString, "array": typeArray, "object": typeObject,
}

// compileSchema turns a decoded JSON Schema into its compiled form. Anything
// outside the profile is an error that names its place.
func compileSchema(v any, at string) (*schema, error) {
	if b, ok := v.(bool); ok {
		return &schema{constant: &b}, nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: a schema is an object or a boolean", at)
	}
	s := &schema{}
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := s.keyword(name, m[name], m, at+"/"+pointerEscape.Replace(name)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *schema) keyword(name string, v any, m map[string]any, at string) (err error) {
	one := func(to **schema) error {
		*to, err = compileSchema(v, at)
		return err
	}
	many := func(to *[]*schema) error {
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			return fmt.Errorf("%s: wants a list of schemas", at)
		}
		for i, v := range list {
			sub, err := compileSchema(v, fmt.Sprintf("%s/%d", at, i))
			if err != nil {
				return err
			}
			*to = append(*to, sub)
		}
		return nil
	}
	num := func(to **float64) error {
		f, ok := toFloat(v)
		if !ok {
			return fmt.Errorf("%s: wants a number", at)
		}
		*to = &f
		return nil
	}
	switch name {
	case "allOf":
		return many(&s.allOf)
	case "anyOf":
		return many(&s.anyOf)
	case "oneOf":
		return many(&s.oneOf)
	case "not":
		return one(&s.not)
	case "if":
		return one(&s.cond)
	case "then":
		return one(&s.then)
	case "else":
		return one(&s.or)
	case "items":
		return one(&s.items)
	case "contains":
		return one(&s.contains)
	case "additionalProperties":
		return one(&s.additional)
	case "minProperties":
		return num(&s.minProperties)
	case "maxProperties":
		return num(&s.maxProperties)
	case "minContains":
		return num(&s.minContains)
	case "maxContains":
		return num(&s.maxContains)
	case "minItems":
		return num(&s.minItems)
	case "maxItems":
		return num(&s.maxItems)
	case "minLength":
		return num(&s.minLength)
	case "maxLength":
		return num(&s.maxLength)
	case "minimum":
		return num(&s.minimum)
	case "maximum":
		return num(&s.maximum)
	case "exclusiveMinimum":
		return num(&s.exclusiveMinimum)
	case "exclusiveMaximum":
		return num(&s.exclusiveMaximum)
	case "uniqueItems":
		b, ok := v.(bool)
		if !ok {
			return fmt.Errorf("%s: wants true or false", at)
		}
		s.uniqueItems = b
	case "const":
		s.constVal, err = toNode(v)
	case "enum":
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			return fmt.Errorf("%s: wants a list that is not empty", at)
		}
		for _, v := range list {
			n, err := toNode(v)
			if err != nil {
				return fmt.Errorf("%s: %w", at, err)
			}
			s.enum = append(s.enum, n)
		}
	case "type":
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, v := range list {
			t, ok := v.(string)
			if !ok || typeByName[t] == 0 {
				return fmt.Errorf("%s: not a type", at)
			}
			s.types |= typeByName[t]
			s.typeNames = append(s.typeNames, t)
		}
		if len(list) == 0 {
			return fmt.Errorf("%s: not a type", at)
		}
	case "required":
		list, ok := v.([]any)
		for _, v := range list {
			name, isText := v.(string)
			ok = ok && isText
			s.required = append(s.required, name)
		}
		if !ok {
			return fmt.Errorf("%s: wants a list of names", at)
		}
		slices.Sort(s.required)
	case "properties":
		props, ok := v.(map[string]any)
		if !ok {
			return fmt.Errorf("%s: wants an object", at)
		}
		for name, v := range props {
			sub, err := compileSchema(v, at+"/"+pointerEscape.Replace(name))
			if err != nil {
				return err
			}
			s.properties = append(s.properties, property{name, sub})
		}
		slices.SortFunc(s.properties, func(a, b property) int { return strings.Compare(a.name, b.name) })
	case "patternProperties":
		props, ok := v.(map[string]any)
		if !ok {
			return fmt.Errorf("%s: wants an object", at)
		}
		keys := make([]string, 0, len(props))
		for key := range props {
			keys = append(keys, key)
		}
		sort.Strings(keys)
		for _, key := range keys {
			re, err := regexp.Compile(key)
			if err != nil {
				return fmt.Errorf("%s: %w", at, err)
			}
			sub, err := compileSchema(props[key], at+"/"+pointerEscape.Replace(key))
			if err != nil {
				return err
			}
			s.patterns = append(s.patterns, patternProperty{re, sub})
		}
	case "pattern":
		text, ok := v.(string)
		if !ok {
			return fmt.Errorf("%s: wants a text", at)
		}
		if s.pattern, err = regexp.Compile(text); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		if examples, ok := m["examples"].([]any); ok {
			s.oneOfText = foldedTexts(text, examples)
		}
	case "examples":
	default:
		return fmt.Errorf("%s: the keyword %q is not in the profile", at, name)
	}
	return err
}

// foldedTexts returns the examples as texts where the pattern is their
// [rules.FoldPattern], else nil.
func foldedTexts(pattern string, examples []any) []string {
	var texts []string
	for _, e := range examples {
		t, ok := e.(string)
		if !ok {
			return nil
		}
		texts = append(texts, t)
	}
	if len(texts) == 0 || rules.FoldPattern(texts) != pattern {
		return nil
	}
	return texts
}

// toFloat accepts the number types that JSON and YAML decoders give.
func toFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	}
	return 0, false
}

// toNode converts a decoded JSON value of a schema.
func toNode(v any) (*node, error) {
	if f, ok := toFloat(v); ok {
		return &node{kind: number, number: f + 0}, nil
	}
	switch v := v.(type) {
	case nil:
		return &node{}, nil
	case bool:
		return &node{kind: boolean, boolean: v}, nil
	case string:
		return &node{kind: text, text: v}, nil
	case []any:
		n := &node{kind: array}
		for _, v := range v {
			item, err := toNode(v)
			if err != nil {
				return nil, err
			}
			n.items = append(n.items, item)
		}
		return n, nil
	case map[string]any:
		n := &node{kind: object}
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			value, err := toNode(v[name])
			if err != nil {
				return nil, err
			}
			n.members = append(n.members, member{name, value})
		}
		return n, nil
	}
	return nil, fmt.Errorf("a %T in a schema", v)
}

package rules

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// schemaKeywords is the profile: the keywords that a schema may have, with
// the type that a schema needs besides each so that it cannot hold just
// because the value is of another type.
var schemaKeywords = map[string]string{
	"type": "", "const": "", "enum": "", "examples": "",
	"allOf": "", "anyOf": "", "oneOf": "", "not": "", "if": "", "then": "", "else": "",
	"properties": "object", "required": "object", "patternProperties": "object", "additionalProperties": "object",
	"minProperties": "object", "maxProperties": "object",
	"items": "array", "contains": "array", "minContains": "array", "maxContains": "array",
	"minItems": "array", "maxItems": "array", "uniqueItems": "array",
	"minimum": "number", "maximum": "number", "exclusiveMinimum": "number", "exclusiveMaximum": "number",
	"minLength": "string", "maxLength": "string", "pattern": "string",
}

// lintSchema reports what in a schema given in full is outside the profile or
// can hold vacuously.
func (r *checkReader) lintSchema(n *yaml.Node) {
	n = resolveAlias(n)
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!bool" {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.problem(n, "check-profile", "a schema is a mapping, true or false")
		return
	}
	keywords := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		keywords[n.Content[i].Value] = resolveAlias(n.Content[i+1])
	}
	var types []string
	if t := keywords["type"]; t != nil {
		if t.Kind == yaml.SequenceNode {
			types = r.texts(t)
		} else {
			types = []string{t.Value}
		}
		for _, name := range types {
			if !slices.Contains([]string{"null", "boolean", "integer", "number", "string", "array", "object"}, name) {
				r.problem(t, "check-profile", "%q is no type", name)
			}
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i], resolveAlias(n.Content[i+1])
		needs, ok := schemaKeywords[key.Value]
		if !ok {
			r.problem(key, "check-profile", "the keyword %q is not in the profile", key.Value)
			continue
		}
		if needs != "" && !slices.Contains(types, needs) && !(needs == "number" && slices.Contains(types, "integer")) {
			r.problem(key, "check-type", "%q without the type %q holds for every value of another type", key.Value, needs)
		}
		switch key.Value {
		case "properties", "patternProperties":
			if v.Kind != yaml.MappingNode {
				r.problem(v, "check-profile", "%q wants a mapping", key.Value)
				continue
			}
			for j := 0; j+1 < len(v.Content); j += 2 {
				if key.Value == "patternProperties" {
					r.lintPattern(v.Content[j], v.Content[j].Value)
				} else if r.azure {
					r.spelling.see(r, v.Content[j], v.Content[j].Value)
				}
				r.lintSchema(v.Content[j+1])
			}
		case "allOf", "anyOf", "oneOf":
			items := r.list(v)
			if len(items) == 0 {
				r.problem(v, "check-profile", "%q wants schemas", key.Value)
			}
			for _, item := range items {
				r.lintSchema(item)
			}
		case "not", "if", "then", "else", "items", "contains", "additionalProperties":
			r.lintSchema(v)
		case "enum", "examples", "required":
			if len(r.list(v)) == 0 && key.Value != "examples" {
				r.problem(v, "check-enum", "%q must not be empty", key.Value)
			}
			if key.Value == "required" && r.azure {
				for _, item := range r.list(v) {
					r.spelling.see(r, item, item.Value)
				}
			}
		case "pattern":
			r.lintPattern(v, v.Value)
		}
	}
	if keywords["if"] == nil && (keywords["then"] != nil || keywords["else"] != nil) {
		r.problem(n, "check-profile", `"then" and "else" do nothing without "if"`)
	}
}

// lintPattern reports a regular expression that Go and ECMAScript would not
// read alike, or that can take exponential time in a backtracking engine.
func (r *checkReader) lintPattern(n *yaml.Node, pattern string) {
	if reason := PatternFault(pattern); reason != "" {
		r.problem(n, "check-pattern", "the pattern %s %s", pattern, reason)
	}
}

// patternToken matches, from the left, what a portable pattern is made of.
var patternToken = regexp.MustCompile(`^(?:` +
	`\\[\^$\\.*+?()\[\]{}|/]` + // escaped syntax
	`|\\[dDwWbB]` +
	`|\\p\{(?:L|Lu|Ll|N|Nd)\}` +
	`|\[\^?(?:\\[\^$\\.*+?()\[\]{}|/dDwW]|[^\\\[\]])+\]` + // class
	`|\(\?:|\(|\)|\||\^|\$` +
	`|[*+?]\??` +
	`|\{[0-9]{1,4}(?:,(?:[0-9]{1,4})?)?\}\??` +
	`|[^\\.*+?()\[\]{}|^$]` + // a character for itself
	`)`)

// PatternFault says why a regular expression is not portable, "" where it is.
func PatternFault(pattern string) string {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "is not a regular expression"
	}
	for rest := pattern; rest != ""; {
		token := patternToken.FindString(rest)
		if token == "" {
			return "uses " + strings.SplitAfterN(rest, "", 3)[0] + " in a way that is not read alike everywhere; see the portable patterns in the package comment of rules/check"
		}
		rest = rest[len(token):]
		if token == "(" && strings.HasPrefix(rest, "?") {
			return "has a group of a kind that is not read alike everywhere; only ( ) and (?: ) are"
		}
	}
	if nestedRepeat(parsed, false) {
		return "repeats something that repeats without bound, which can take exponential time"
	}
	return ""
}

// nestedRepeat reports whether an unbounded repetition stands inside another
// repetition.
func nestedRepeat(re *syntax.Regexp, inside bool) bool {
	repeats := false
	switch re.Op {
	case syntax.OpStar, syntax.OpPlus:
		repeats = true
	case syntax.OpRepeat:
		repeats = re.Max < 0 || re.Max > 1
		if re.Max >= 0 {
			// A bounded repetition is harmless itself, not around an unbounded one.
			for _, sub := range re.Sub {
				if nestedRepeat(sub, inside || repeats) {
					return true
				}
			}
			return false
		}
	}
	if repeats && inside {
		return true
	}
	for _, sub := range re.Sub {
		if nestedRepeat(sub, inside || repeats) {
			return true
		}
	}
	return false
}

// spellings remembers how member names are written in checks for Azure
// resources: names there are compared ignoring case, so each must have one
// spelling.
type spellings map[string]string

func (s *spellings) see(r *checkReader, n *yaml.Node, name string) {
	if *s == nil {
		*s = spellings{}
	}
	lower := strings.ToLower(name)
	if old, ok := (*s)[lower]; !ok {
		(*s)[lower] = name
	} else if old != name {
		r.problem(n, "check-spelling", "the member is written %q here and %q elsewhere", name, old)
	}
}

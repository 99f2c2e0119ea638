package rules

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// conditionKeys are what a condition may have; see [CheckFile].
var conditionKeys = []string{
	"all", "any", "not", "if", "then", "else",
	"path", "absent", "equals", "in", "present", "matches", "atLeast", "atMost", "moreThan", "lessThan",
	"hasAtLeast", "hasAtMost", "unique", "every", "some", "none", "schema",
}

// condition expands a condition into a JSON Schema.
func (r *checkReader) condition(n *yaml.Node) any {
	n = resolveAlias(n)
	f := r.fields(n, conditionKeys...)
	var parts []map[string]any
	combined := 0
	for _, key := range []string{"all", "any"} {
		if f[key] == nil {
			continue
		}
		combined++
		var subs []any
		for _, item := range r.list(f[key]) {
			subs = append(subs, r.condition(item))
		}
		if len(subs) == 0 {
			r.problem(f[key], "check-value", "%q wants conditions", key)
		}
		parts = append(parts, map[string]any{key + "Of": subs})
	}
	if f["not"] != nil {
		combined++
		parts = append(parts, map[string]any{"not": r.within(f["not"])})
	}
	if f["if"] != nil {
		combined++
		if f["then"] == nil {
			r.problem(f["if"], "check-value", `"if" wants a "then"`)
			return false
		}
		cond := map[string]any{"if": r.within(f["if"]), "then": r.condition(f["then"])}
		if f["else"] != nil {
			cond["else"] = r.condition(f["else"])
		}
		parts = append(parts, cond)
	} else if f["then"] != nil || f["else"] != nil {
		r.problem(n, "check-value", `"then" and "else" want an "if"`)
	}
	if test := r.test(n, f); test != nil {
		if combined > 0 {
			r.problem(n, "check-value", "a condition is a combination or a test, not both")
		}
		return test
	}
	switch {
	case len(parts) == 1:
		return parts[0]
	case len(parts) == 0:
		r.problem(n, "check-value", "the condition asks for nothing")
	default:
		r.problem(n, "check-value", `more than one combination; put them under "all"`)
	}
	return false
}

// within expands a condition that chooses rather than demands: there, a
// missing value never fits unless the condition itself says so.
func (r *checkReader) within(n *yaml.Node) any {
	outer := r.absent
	defer func() { r.absent = outer }()
	r.absent = "fail"
	return r.condition(n)
}

// test expands the part of a condition that tests a value; nil where there
// is none.
func (r *checkReader) test(n *yaml.Node, f map[string]*yaml.Node) any {
	var leaves []map[string]any
	add := func(m map[string]any) { leaves = append(leaves, m) }
	absent := r.absentOf(f, r.absent)
	number := func(key, typ, keyword string) {
		if v := f[key]; v != nil {
			add(map[string]any{"type": typ, keyword: r.number(v)})
		}
	}
	if v := f["equals"]; v != nil {
		add(map[string]any{"const": r.value(v)})
	}
	if v := f["in"]; v != nil {
		add(r.in(v))
	}
	if v := f["matches"]; v != nil {
		r.lintPattern(v, v.Value)
		add(map[string]any{"type": "string", "pattern": v.Value})
	}
	number("atLeast", "number", "minimum")
	number("atMost", "number", "maximum")
	number("moreThan", "number", "exclusiveMinimum")
	number("lessThan", "number", "exclusiveMaximum")
	number("hasAtLeast", "array", "minItems")
	number("hasAtMost", "array", "maxItems")
	if f["unique"] != nil {
		add(map[string]any{"type": "array", "uniqueItems": true})
	}
	if v := f["every"]; v != nil {
		add(map[string]any{"type": "array", "items": r.condition(v)})
	}
	if v := f["some"]; v != nil {
		add(map[string]any{"type": "array", "contains": r.within(v)})
	}
	if v := f["none"]; v != nil {
		add(map[string]any{"type": "array", "items": map[string]any{"not": r.within(v)}})
	}
	var leaf any
	for _, part := range leaves {
		leaf = both(leaf, part)
	}
	if v := f["schema"]; v != nil {
		r.lintSchema(v)
		leaf = both(leaf, r.value(v))
	}
	if v := f["present"]; v != nil {
		switch {
		case v.Value == "true":
			absent = "fail"
			leaf = both(leaf, map[string]any{"type": []any{"array", "boolean", "number", "object", "string"}})
		case v.Value == "false" && leaf == nil:
			leaf, absent = false, "pass"
		default:
			r.problem(v, "check-value", `"present" is true, or false alone`)
		}
	}
	if leaf == nil {
		if f["path"] != nil {
			r.problem(n, "check-value", "the path is not tested for anything")
			return false
		}
		return nil
	}
	if f["path"] == nil {
		return leaf
	}
	steps := r.path(f["path"])
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].every {
			leaf = map[string]any{"type": "array", "items": leaf}
		}
		object := map[string]any{"type": "object", "properties": map[string]any{steps[i].name: leaf}}
		if absent == "fail" {
			object["required"] = []any{steps[i].name}
		}
		leaf = object
		if r.azure {
			r.spelling.see(r, f["path"], steps[i].name)
		}
	}
	return leaf
}

// both joins two schemas: into one where they share no keyword (or share the
// type), else under allOf.
func both(a, b any) any {
	if a == nil {
		return b
	}
	m, ok := a.(map[string]any)
	o, ok2 := b.(map[string]any)
	if ok && ok2 {
		merged := maps.Clone(m)
		for key, v := range o {
			if old, there := merged[key]; there && !(key == "type" && old == v) {
				merged = nil
				break
			}
			merged[key] = v
		}
		if merged != nil {
			return merged
		}
	}
	return map[string]any{"allOf": []any{a, b}}
}

func (r *checkReader) in(n *yaml.Node) map[string]any {
	items := r.list(n)
	if len(items) == 0 {
		r.problem(n, "check-value", `"in" wants values`)
	}
	var values []any
	var texts []string
	for _, item := range items {
		v := r.value(item)
		values = append(values, v)
		if t, ok := v.(string); ok {
			texts = append(texts, t)
		}
	}
	if len(texts) < len(values) {
		return map[string]any{"enum": values}
	}
	return map[string]any{"type": "string", "pattern": FoldPattern(texts), "examples": values}
}

// FoldPattern returns the regular expression that matches exactly the given
// texts, ignoring the case of ASCII letters. A schema that uses it lists the
// texts under "examples", and is then reported like an enum.
func FoldPattern(texts []string) string {
	var b strings.Builder
	b.WriteString("^(?:")
	for i, t := range texts {
		if i > 0 {
			b.WriteByte('|')
		}
		for _, c := range t {
			switch {
			case c >= 'a' && c <= 'z':
				b.WriteString("[" + string(c) + string(c-'a'+'A') + "]")
			case c >= 'A' && c <= 'Z':
				b.WriteString("[" + string(c-'A'+'a') + string(c) + "]")
			case strings.ContainsRune(`\.+*?()|[]{}^$/`, c):
				b.WriteString(`\` + string(c))
			default:
				b.WriteRune(c)
			}
		}
	}
	b.WriteString(")$")
	return b.String()
}

// step is one name of a path; every says that [*] follows it.
type step struct {
	name  string
	every bool
}

// path reads a path; see [CheckFile].
func (r *checkReader) path(n *yaml.Node) []step {
	p := n.Value
	for name, value := range map[string]string{"{pod}": r.pod, "{template}": r.template} {
		rest, ok := strings.CutPrefix(p, name)
		if !ok {
			continue
		}
		if r.pod == "" {
			r.problem(n, "check-path", "%s stands for nothing where the target is not workloads", name)
		}
		if r.joined {
			value = strings.TrimSuffix("self."+value, ".")
		}
		p = strings.TrimPrefix(value+rest, ".")
	}
	var steps []step
	for p != "" {
		var name string
		switch {
		case strings.HasPrefix(p, "[*]") && len(steps) > 0 && !steps[len(steps)-1].every:
			steps[len(steps)-1].every = true
			p = p[3:]
			continue
		case strings.HasPrefix(p, `["`):
			end := strings.Index(p, `"]`)
			if end < 0 {
				r.problem(n, "check-path", `%q: a [" without "]`, n.Value)
				return nil
			}
			unquoted, err := strconv.Unquote(p[1 : end+1])
			if err != nil {
				r.problem(n, "check-path", "%q: not a quoted name", n.Value)
				return nil
			}
			name, p = unquoted, p[end+2:]
		default:
			if len(steps) > 0 {
				if p[0] != '.' {
					r.problem(n, "check-path", "%q: a dot is missing before %q", n.Value, p)
					return nil
				}
				p = p[1:]
			}
			end := strings.IndexFunc(p, func(c rune) bool {
				return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '$')
			})
			if end < 0 {
				end = len(p)
			}
			name, p = p[:end], p[end:]
		}
		if name == "" {
			r.problem(n, "check-path", "%q: a name is missing", n.Value)
			return nil
		}
		steps = append(steps, step{name: name})
	}
	if len(steps) == 0 {
		r.problem(n, "check-path", "the path is empty")
	}
	return steps
}

// value converts YAML by the rules of YAML 1.2: only true, false and null are
// not texts besides numbers.
func (r *checkReader) value(n *yaml.Node) any {
	n = resolveAlias(n)
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if _, twice := m[n.Content[i].Value]; twice {
				r.problem(n.Content[i], "check-key", "%q is there twice", n.Content[i].Value)
			}
			m[n.Content[i].Value] = r.value(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = r.value(item)
		}
		return list
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		return n.Value == "true" || n.Value == "True" || n.Value == "TRUE"
	case "!!int", "!!float":
		return r.number(n)
	}
	return n.Value
}

// number reads a number and refuses one that languages may read differently.
func (r *checkReader) number(n *yaml.Node) any {
	f, err := strconv.ParseFloat(n.Value, 64)
	digits := 0
	for _, c := range n.Value {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	if n.Kind != yaml.ScalarNode || err != nil || digits > 15 || strings.ContainsAny(n.Value, "_xXoOeE") || slices.Contains([]string{"inf", "nan"}, strings.Trim(strings.ToLower(n.Value), ".+-")) {
		r.problem(n, "check-number", "%q is not a plain decimal number of at most 15 digits", n.Value)
		return 0.0
	}
	return f
}

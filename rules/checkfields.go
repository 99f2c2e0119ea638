package rules

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// fields returns the members of a mapping and reports those that are not in
// names, or there twice.
func (r *checkReader) fields(n *yaml.Node, names ...string) map[string]*yaml.Node {
	f := map[string]*yaml.Node{}
	if n = resolveAlias(n); n == nil || n.Kind != yaml.MappingNode {
		r.problem(n, "check-key", "a mapping with %s is needed here", strings.Join(names, ", "))
		return f
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case !slices.Contains(names, key.Value):
			r.problem(key, "check-key", "%q is not known here; known are %s", key.Value, strings.Join(names, ", "))
		case f[key.Value] != nil:
			r.problem(key, "check-key", "%q is there twice", key.Value)
		default:
			f[key.Value] = resolveAlias(n.Content[i+1])
		}
	}
	return f
}

// text returns a member that must be there and be a text.
func (r *checkReader) text(parent *yaml.Node, f map[string]*yaml.Node, key string) string {
	n := f[key]
	if n == nil {
		r.problem(parent, "check-key", "%q is missing", key)
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Value == "" {
		r.problem(n, "check-value", "%q must be a text", key)
	}
	return n.Value
}

func (r *checkReader) texts(n *yaml.Node) []string {
	var out []string
	for _, item := range r.list(n) {
		if item.Kind != yaml.ScalarNode {
			r.problem(item, "check-value", "a text is needed here")
			continue
		}
		out = append(out, item.Value)
	}
	return out
}

func (r *checkReader) list(n *yaml.Node) []*yaml.Node {
	if n = resolveAlias(n); n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.problem(n, "check-value", "a list is needed here")
		return nil
	}
	out := make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		out[i] = resolveAlias(item)
	}
	return out
}

func (r *checkReader) absentOf(f map[string]*yaml.Node, otherwise string) string {
	n := f["absent"]
	if n == nil {
		return otherwise
	}
	if n.Value != "fail" && n.Value != "pass" {
		r.problem(n, "check-value", "absent is fail or pass")
		return otherwise
	}
	return n.Value
}

func resolveAlias(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

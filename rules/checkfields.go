package rules

import "go.yaml.in/yaml/v3"

// text gives a member that must be there and be a text.
func (r *checkReader) text(parent *yaml.Node, f map[string]*yaml.Node, key string) string {
	n := f[key]
	if n == nil {
		r.missing(parent, key)
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Value == "" {
		r.problem(n, "check-value", "%q must be a text", key)
	}
	return n.Value
}

// texts gives the elements of a list of texts.
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

// absentOf gives what a missing value means: what the member absent says,
// else what is said elsewhere.
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

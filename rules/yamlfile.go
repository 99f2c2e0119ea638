package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"pillars/content"
)

// yamlFile reads a YAML file of ours node by node, so that each fault has its
// place. Check files and sidecars are such files.
type yamlFile struct {
	file     string
	noun     string // "check" or "sidecar": what the codes of its problems begin with
	problems []content.Problem
}

// pos gives the place of a node; nil stands for the file.
func (y *yamlFile) pos(n *yaml.Node) content.Pos {
	if n == nil {
		return content.Pos{File: y.file, Line: 1, Col: 1}
	}
	return content.Pos{File: y.file, Line: n.Line, Col: n.Column}
}

// problem says what is wrong with a node.
func (y *yamlFile) problem(n *yaml.Node, code, format string, args ...any) {
	y.problems = append(y.problems, content.Problem{
		Pos: y.pos(n), Code: code, Severity: content.SeverityError, Message: fmt.Sprintf(format, args...),
	})
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// root parses the file, which is one mapping, and gives it; nil after a
// problem. must says what the file has to be.
func (y *yamlFile) root(src []byte, must string) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		at := &yaml.Node{Line: 1, Column: 1}
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			fmt.Sscan(m[1], &at.Line)
		}
		y.problem(at, y.noun+"-yaml", "not valid YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return nil
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		y.problem(nil, y.noun+"-yaml", "%s", must)
		return nil
	}
	return doc.Content[0]
}

// members calls a function for each member of a mapping, but not for one
// whose key was there before.
func (y *yamlFile) members(n *yaml.Node, each func(key, value *yaml.Node)) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			y.problem(key, y.noun+"-key", "%q is there twice", key.Value)
			continue
		}
		seen[key.Value] = true
		each(key, resolveAlias(n.Content[i+1]))
	}
}

// fields gives the members of a mapping and reports those that are not in
// names; nil where it is no mapping.
func (y *yamlFile) fields(n *yaml.Node, names ...string) map[string]*yaml.Node {
	if n = resolveAlias(n); n == nil || n.Kind != yaml.MappingNode {
		y.problem(n, y.noun+"-value", "a mapping with %s is needed here", strings.Join(names, ", "))
		return nil
	}
	f := map[string]*yaml.Node{}
	y.members(n, func(key, value *yaml.Node) {
		if slices.Contains(names, key.Value) {
			f[key.Value] = value
			return
		}
		y.unknown(key, names)
	})
	return f
}

// unknown says that a member is none of those that there may be.
func (y *yamlFile) unknown(key *yaml.Node, names []string) {
	y.problem(key, y.noun+"-key", "%q is not known here; known are %s", key.Value, strings.Join(names, ", "))
}

// missing says that a mapping lacks a member.
func (y *yamlFile) missing(n *yaml.Node, name string) {
	y.problem(n, y.noun+"-key", "%q is missing", name)
}

// list gives the elements of a list; none of nil.
func (y *yamlFile) list(n *yaml.Node) []*yaml.Node {
	if n = resolveAlias(n); n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		y.problem(n, y.noun+"-value", "a list is needed here")
		return nil
	}
	out := make([]*yaml.Node, len(n.Content))
	for i, item := range n.Content {
		out[i] = resolveAlias(item)
	}
	return out
}

// oneOf gives a text that is one of some words; "" after a problem.
func (y *yamlFile) oneOf(n *yaml.Node, words ...string) string {
	if n.Kind != yaml.ScalarNode || !slices.Contains(words, n.Value) {
		y.problem(n, y.noun+"-value", "%s is needed here", alternatives(words))
		return ""
	}
	return n.Value
}

// alternatives gives "a, b or c".
func alternatives(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func resolveAlias(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

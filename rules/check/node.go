package check

import (
	"strconv"
	"strings"
)

// kind is the JSON type of a node; unknown is a value that the document does
// not tell, such as a template expression.
type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	array
	object
	unknown
)

// node is one value of a document. The readers build the tree; the shapes
// turn parts of it into canonical bodies, in place where they can, and every
// node keeps what leads back to its place in the original document.
type node struct {
	kind     kind
	boolean  bool
	optional bool // of an unknown: it may turn out to be absent
	number   float64
	text     string // of a text; of an unknown: the expression, or why it is not known
	members  []member
	items    []*node

	parent *node  // in the original document; nil at its top
	key    string // name in parent as written, where parent is an object
	index  int    // index in parent where it is an array
	offset int    // where the value begins, or its name where it is a member
	at     *node  // the node of the original document that this one stands for
	aside  *aside // what few nodes have
}

// aside is what few nodes have, kept apart to keep the others small.
type aside struct {
	nulls []member // members whose value is null, taken out of a canonical body
	label string   // what a made node is called in sentences
}

// nulls returns the members that were taken out because they are null.
func (n *node) nulls() []member {
	if n.aside == nil {
		return nil
	}
	return n.aside.nulls
}

// takeNull notes a member that was taken out.
func (n *node) takeNull(m member) {
	if n.aside == nil {
		n.aside = &aside{}
	}
	n.aside.nulls = append(n.aside.nulls, m)
}

// label returns what a made node is called in sentences, else "".
func (n *node) label() string {
	if n.aside == nil {
		return ""
	}
	return n.aside.label
}

// member is a named value of an object. In a canonical body the name has the
// spelling of the catalog.
type member struct {
	name  string
	value *node
}

// get returns the member of that name, or nil.
func (n *node) get(name string) *node {
	if n == nil || n.kind != object {
		return nil
	}
	for i := range n.members {
		if n.members[i].name == name {
			return n.members[i].value
		}
	}
	return nil
}

// getFold is get with names compared ignoring ASCII case.
func (n *node) getFold(name string) *node {
	if n == nil || n.kind != object {
		return nil
	}
	for i := range n.members {
		if foldEqual(n.members[i].name, name) {
			return n.members[i].value
		}
	}
	return nil
}

// path walks down by exact member names; nil where one is missing.
func (n *node) path(names ...string) *node {
	for _, name := range names {
		n = n.get(name)
	}
	return n
}

// str returns the string a text node holds, else "".
func (n *node) str() string {
	if n == nil || n.kind != text {
		return ""
	}
	return n.text
}

// is reports whether n is there and of that kind.
func (n *node) is(k kind) bool { return n != nil && n.kind == k }

// source returns the node of the original document that n stands for.
func (n *node) source() *node {
	for n.at != nil {
		n = n.at
	}
	return n
}

// pointer returns the JSON pointer of n in the original document.
func (n *node) pointer() string {
	parts := make([]string, 0, 16)
	for n = n.source(); n.parent != nil; n = n.parent {
		if n.parent.kind == array {
			parts = append(parts, strconv.Itoa(n.index))
		} else {
			parts = append(parts, escapePointer(n.key))
		}
	}
	size := 0
	for _, part := range parts {
		size += 1 + len(part)
	}
	var b strings.Builder
	b.Grow(size)
	for i := len(parts) - 1; i >= 0; i-- {
		b.WriteByte('/')
		b.WriteString(parts[i])
	}
	return b.String()
}

// escapePointer writes a name as a part of a JSON pointer.
func escapePointer(name string) string {
	if strings.IndexByte(name, '~') < 0 && strings.IndexByte(name, '/') < 0 {
		return name
	}
	return pointerEscape.Replace(name)
}

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1")

// copyAt copies a tree so that every node of it stands for at. It is how a
// value that is used where it was not written (a parameter's default) gets
// the place where it is used. Every node is taken from the budget; nil where
// that is not enough.
func (n *node) copyAt(at *node, budget *int) *node {
	if *budget--; *budget < 0 {
		return nil
	}
	c := &node{kind: n.kind, boolean: n.boolean, optional: n.optional, number: n.number, text: n.text, at: at}
	for _, m := range n.members {
		value := m.value.copyAt(at, budget)
		if value == nil {
			return nil
		}
		c.members = append(c.members, member{m.name, value})
	}
	for _, item := range n.items {
		value := item.copyAt(at, budget)
		if value == nil {
			return nil
		}
		c.items = append(c.items, value)
	}
	return c
}

// foldEqual compares ignoring the case of ASCII letters only, so that it
// means the same in every language.
func foldEqual(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		x, y := a[i], b[i]
		if x != y && lowerByte(x) != lowerByte(y) {
			return false
		}
	}
	return true
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// fold returns s with ASCII letters in lower case.
func fold(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for j := i; j < len(b); j++ {
				b[j] = lowerByte(b[j])
			}
			return string(b)
		}
	}
	return s
}

// splitPointer takes a JSON pointer apart.
func splitPointer(p string) []string {
	if p == "" {
		return nil
	}
	parts := strings.Split(p[1:], "/")
	for i := range parts {
		parts[i] = pointerUnescape.Replace(parts[i])
	}
	return parts
}

var pointerUnescape = strings.NewReplacer("~1", "/", "~0", "~")

package check

import (
	"strings"
)

// mapping reads a block mapping whose keys stand in a column.
func (y *yamlReader) mapping(column int) *node {
	y.enter(y.pos)
	n := y.make(object, y.pos)
	names := nameSet{members: &n.members}
	var merges []*node
	for {
		start := y.pos
		explicit := y.peek(0) == '?' && blank(y.peek(1))
		var key string
		if explicit {
			key = y.explicitKey(column)
		} else {
			if !y.isKey() {
				y.failf(y.pos, "expected a key with a colon, found %s", foundAt(y.text, y.pos))
			}
			key = y.key()
		}
		var value *node
		if !explicit || y.indented() && y.column() == column && y.peek(0) == ':' && blank(y.peek(1)) {
			y.pos++
			value = y.mappingValue(column, start, explicit)
		} else {
			value = y.make(null, start)
		}
		merges = y.enterMember(n, &names, key, value, start, merges)
		if !y.indented() || y.column() < column {
			break
		}
		if y.column() > column {
			y.failf(y.pos, "the indentation does not fit")
		}
		if y.dash() {
			y.failf(y.pos, "an item of a sequence among the keys of a mapping")
		}
	}
	y.merge(n, &names, merges)
	y.depth--
	return n
}

// mappingValue reads the value behind the colon of a key in a column. Behind
// an explicit key, collections may begin on the line.
func (y *yamlReader) mappingValue(column, key int, explicit bool) *node {
	spaced := y.spaces()
	if c := y.peek(0); c == 0 || isBreak(c) || c == '#' && spaced {
		return y.nextLineValue(column, key, yamlProperties{offset: -1})
	}
	if explicit {
		return y.block(column)
	}
	start := y.pos
	p := y.properties()
	if c := y.peek(0); c == 0 || isBreak(c) || c == '#' {
		return y.named(p, y.nextLineValue(column, start, p))
	}
	if c := y.peek(0); c == '|' || c == '>' {
		return y.named(p, y.blockScalar(column, p, start))
	}
	if y.dash() {
		y.failf(y.pos, "an item of a sequence on the line of its key")
	}
	if c := y.peek(0); c != '[' && c != '{' && y.isKey() {
		y.failf(y.pos, "a key on the line of another key")
	}
	return y.named(p, y.inline(column, p, start))
}

// nextLineValue reads the value of a key that has nothing behind its colon.
func (y *yamlReader) nextLineValue(column, start int, p yamlProperties) *node {
	if y.indented() {
		switch c := y.column(); {
		case c > column:
			return y.block(column)
		case c == column && y.dash():
			return y.sequence(column)
		}
	}
	return y.scalarNode("", p, start, true)
}

// key reads an implicit key up to its colon.
func (y *yamlReader) key() string {
	start := y.pos
	p := y.properties()
	var key string
	switch c := y.peek(0); c {
	case '"', '\'':
		key = y.quoted()
	case '*':
		at := y.pos
		n := y.alias()
		if n.kind == array || n.kind == object {
			y.failf(at, "a key that is no scalar")
		}
		key = n.written()
	default:
		end, _ := y.plainEnd(false)
		y.plainStart(false)
		key = y.text[y.pos:end]
		y.pos = end
	}
	y.spaces()
	if p.anchor != "" {
		y.named(p, y.scalarNode(key, p, start, true))
	}
	return key
}

// explicitKey reads a key behind a question mark.
func (y *yamlReader) explicitKey(column int) string {
	at := y.pos
	y.pos++
	y.spaces()
	if !y.indented() || y.column() <= column {
		return ""
	}
	n := y.block(column)
	if n.kind == array || n.kind == object {
		y.failf(at, "a key that is no scalar")
	}
	return n.written()
}

// written returns a scalar as it was written.
func (n *node) written() string {
	if n.kind == unknown {
		return n.key
	}
	return n.text
}

// enterMember adds a member, or notes what is to be merged.
func (y *yamlReader) enterMember(n *node, names *nameSet, key string, value *node, offset int, merges []*node) []*node {
	if key == "<<" && (value.kind == object || value.kind == array) && len(merges) == 0 {
		value.parent, value.key, value.offset = n, key, offset
		return append(merges, value)
	}
	if names.has(key) {
		panic(&failure{offset, "duplicate-key", "the member name " + quote(shorten(key)) + " appears twice in one object"})
	}
	value.parent, value.key, value.offset = n, key, offset
	n.members = append(n.members, member{key, value})
	names.add(key)
	return merges
}

// merge adds the members of merged mappings that are not there yet.
func (y *yamlReader) merge(n *node, names *nameSet, merges []*node) {
	for _, m := range merges {
		sources := m.items
		if m.kind == object {
			sources = []*node{m}
		}
		for _, from := range sources {
			if from.kind != object {
				y.failf(m.offset, "a merge of something that is no mapping")
			}
			for _, member := range from.members {
				if names.has(member.name) {
					continue
				}
				value := member.value.copyAt(m, &y.budget)
				if value == nil {
					panic(&failure{m.offset, "too-many-nodes", "more than 1,000,000 values in one document"})
				}
				value.key = member.name
				n.members = append(n.members, namedMember(member.name, value))
				names.add(member.name)
			}
		}
	}
}

func namedMember(name string, value *node) member { return member{name, value} }

// alias reads *name and gives a copy of what it stands for.
func (y *yamlReader) alias() *node {
	start := y.pos
	for y.pos++; !blank(y.peek(0)) && strings.IndexByte(",[]{}", y.peek(0)) < 0; y.pos++ {
	}
	name := y.text[start+1 : y.pos]
	anchored := y.anchors[name]
	if anchored == nil {
		y.failf(start, "the alias %s has no anchor before it", quote(shorten(name)))
	}
	place := y.make(anchored.kind, start)
	copied := anchored.copyAt(place, &y.budget)
	if copied == nil {
		panic(&failure{start, "too-many-nodes", "more than 1,000,000 values in one document"})
	}
	place.boolean, place.optional, place.number, place.text = copied.boolean, copied.optional, copied.number, copied.text
	place.members, place.items = copied.members, copied.items
	return place
}

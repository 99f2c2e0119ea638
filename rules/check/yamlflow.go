package check

import "strings"

// flow reads a collection in brackets or braces.
func (y *yamlReader) flow() *node {
	open := y.text[y.pos]
	y.enter(y.pos)
	k, closing := array, byte(']')
	if open == '{' {
		k, closing = object, '}'
	}
	n := y.make(k, y.pos)
	names := nameSet{members: &n.members}
	var merges []*node
	start := y.pos
	y.pos++
	for {
		y.flowContent(start)
		if y.peek(0) == closing {
			y.pos++
			break
		}
		at := y.pos
		if k == object {
			key, value := y.flowPair(start)
			merges = y.enterMember(n, &names, key, value, at, merges)
		} else {
			y.adopt(n, y.flowItem(start))
		}
		y.flowContent(start)
		switch c := y.peek(0); c {
		case ',':
			y.pos++
		case closing:
		default:
			y.failf(y.pos, "expected a comma or %c, found %s", closing, foundAt(y.text, y.pos))
		}
	}
	y.merge(n, &names, merges)
	y.depth--
	return n
}

// flowContent passes to the next token of a flow collection that began at
// start.
func (y *yamlReader) flowContent(start int) {
	if !y.content() {
		y.failf(start, "a bracket or brace without end")
	}
}

// flowPair reads a key with its value; either may be left out.
func (y *yamlReader) flowPair(start int) (string, *node) {
	at := y.pos
	if y.peek(0) == '?' && blank(y.peek(1)) {
		y.pos++
		y.flowContent(start)
	}
	key := ""
	quoted := y.peek(0) == '"' || y.peek(0) == '\''
	if y.peek(0) != ':' || !y.flowColon(false) {
		n := y.flowNode(start)
		if n.kind == array || n.kind == object {
			y.failf(at, "a key that is no scalar")
		}
		key = n.written()
	}
	y.flowContent(start)
	if y.peek(0) != ':' || !y.flowColon(quoted) {
		return key, y.make(null, at)
	}
	y.pos++
	return key, y.flowValue(start, at)
}

// flowColon reports whether the colon here stands between key and value.
// Behind a quoted key it always does.
func (y *yamlReader) flowColon(quoted bool) bool {
	next := y.peek(1)
	return quoted || blank(next) || strings.IndexByte(",[]{}", next) >= 0
}

// flowValue reads what follows a colon.
func (y *yamlReader) flowValue(start, at int) *node {
	y.flowContent(start)
	if c := y.peek(0); c == ',' || c == ']' || c == '}' {
		return y.make(null, at)
	}
	return y.flowNode(start)
}

// flowItem reads an item of a sequence, which may be a single pair.
func (y *yamlReader) flowItem(start int) *node {
	at := y.pos
	quoted := y.peek(0) == '"' || y.peek(0) == '\''
	nodes := y.nodes
	n := y.flowNode(start)
	y.flowContent(start)
	if y.peek(0) != ':' || !y.flowColon(quoted) {
		return n
	}
	if n.kind == array || n.kind == object {
		y.failf(at, "a key that is no scalar")
	}
	y.nodes = nodes
	y.pos++
	pair := y.make(object, at)
	y.enterMember(pair, &nameSet{members: &pair.members}, n.written(), y.flowValue(start, at), at, []*node{nil})
	return pair
}

// flowNode reads a node inside a flow collection.
func (y *yamlReader) flowNode(start int) *node {
	at := y.pos
	p := y.properties()
	y.flowContent(start)
	switch c := y.peek(0); c {
	case '[', '{':
		return y.named(p, y.flow())
	case '*':
		return y.alias()
	case '"', '\'':
		return y.named(p, y.scalarNode(y.quoted(), p, at, false))
	case ',', ']', '}':
		if p.offset >= 0 {
			return y.named(p, y.scalarNode("", p, at, true))
		}
	}
	return y.named(p, y.scalarNode(y.plain(0, true), p, at, true))
}

package check

import (
	"fmt"
	"strings"
)

// yamlReader reads one document of a YAML stream. It follows YAML 1.2 with
// the core schema; what it does not take (mappings as keys) is a problem.
// Nesting is limited, so recursion is.
type yamlReader struct {
	text    string
	pos     int
	end     int // of the document in text
	depth   int
	nodes   int
	budget  int
	slab    []node // nodes that are not used yet
	line    linePlace
	plainAt plainPlace
	anchors map[string]*node
}

// readYAML reads a document of a stream; nil without a failure where there is
// nothing in it. budget is what aliases may still copy.
func readYAML(text string, c yamlChunk, budget *int) (root *node, fail *failure) {
	y := &yamlReader{text: text, pos: c.start, end: c.end, budget: *budget, anchors: map[string]*node{}}
	defer func() {
		if f, ok := recover().(*failure); ok {
			root, fail = nil, f
		} else if f != nil {
			panic(f)
		}
		*budget = y.budget
	}()
	y.directives()
	if !y.content() {
		return nil, nil
	}
	root = y.block(-1)
	if y.content() {
		y.failf(y.pos, "more text after the end of the document")
	}
	return root, nil
}

func (y *yamlReader) failf(offset int, format string, args ...any) {
	panic(&failure{offset, "yaml-syntax", "not valid YAML: " + fmt.Sprintf(format, args...)})
}

// slabNodes is how many nodes are allocated together at most.
const slabNodes = 64

func (y *yamlReader) make(k kind, offset int) *node {
	if y.nodes++; y.nodes > maxNodes {
		panic(&failure{offset, "too-many-nodes", "more than 1,000,000 values in one document"})
	}
	if len(y.slab) == 0 {
		// As many as the rest of the document may have.
		y.slab = make([]node, max(1, min((y.end-offset)/20, slabNodes)))
	}
	n := &y.slab[0]
	y.slab = y.slab[1:]
	n.kind, n.offset = k, offset
	return n
}

func (y *yamlReader) enter(offset int) {
	if y.depth++; y.depth > maxDepth {
		panic(&failure{offset, "too-deep", "nested deeper than 1,000 levels"})
	}
}

// properties are a tag and an anchor before a node.
type yamlProperties struct {
	tag, anchor string
	offset      int // of the first, or -1
}

func (y *yamlReader) properties() yamlProperties {
	p := yamlProperties{offset: -1}
	for {
		c := y.peek(0)
		if c == '&' && p.anchor == "" || c == '!' && p.tag == "" {
			if p.offset < 0 {
				p.offset = y.pos
			}
			start := y.pos
			verbatim := strings.HasPrefix(y.text[y.pos:y.end], "!<")
			for !blank(y.peek(0)) && (verbatim || strings.IndexByte(",[]{}", y.peek(0)) < 0) {
				y.pos++
			}
			if word := y.text[start:y.pos]; c == '!' {
				p.tag = word
				if rest, ok := strings.CutPrefix(word, "!<tag:yaml.org,2002:"); ok {
					p.tag = "!!" + strings.TrimSuffix(rest, ">")
				}
			} else if p.anchor = word[1:]; p.anchor == "" {
				y.failf(start, "an anchor without a name")
			}
			y.spaces()
			continue
		}
		return p
	}
}

// block reads a node in block style. The position is at its first character;
// it must stand further right than indent, the indentation of what it is in.
func (y *yamlReader) block(indent int) *node {
	start := y.pos
	column := y.column()
	p := y.properties()
	if p.offset >= 0 && (isBreak(y.peek(0)) || y.peek(0) == 0 || y.peek(0) == '#') {
		// The node itself is on another line.
		if !y.indented() || y.column() <= indent && !(y.column() == indent && y.dash()) {
			return y.named(p, y.scalarNode("", p, start, true))
		}
		return y.named(p, y.block(min(indent, y.column()-1)))
	}
	switch c := y.peek(0); {
	case y.dash() && p.offset < 0:
		return y.sequence(column)
	case c == '?' && blank(y.peek(1)) && p.offset < 0:
		return y.mapping(column)
	case c == '|' || c == '>':
		return y.named(p, y.blockScalar(indent, p, start))
	}
	value := y.pos
	y.pos = start
	if y.isKey() {
		return y.mapping(column)
	}
	y.pos = value
	return y.named(p, y.inline(indent, p, start))
}

// dash reports whether an item of a sequence begins here.
func (y *yamlReader) dash() bool { return y.peek(0) == '-' && blank(y.peek(1)) }

// named gives a node its anchor.
func (y *yamlReader) named(p yamlProperties, n *node) *node {
	if p.anchor != "" {
		y.anchors[p.anchor] = n
	}
	return n
}

// inline reads a node that is neither a block collection nor a block scalar.
func (y *yamlReader) inline(indent int, p yamlProperties, start int) *node {
	switch c := y.peek(0); c {
	case '[', '{':
		n := y.flow()
		y.endOfLine()
		return n
	case '*':
		n := y.alias()
		y.endOfLine()
		return n
	case '"', '\'':
		s := y.quoted()
		y.endOfLine()
		return y.scalarNode(s, p, start, false)
	}
	s := y.plain(indent, false)
	return y.scalarNode(s, p, start, true)
}

// isKey reports whether a mapping key stands here: a scalar or alias on one
// line with a colon behind it. The position stays.
func (y *yamlReader) isKey() bool {
	start := y.pos
	defer func() { y.pos = start }()
	y.properties()
	switch c := y.peek(0); c {
	case '"', '\'':
		for y.pos++; ; y.pos++ {
			switch d := y.peek(0); {
			case d == 0 || isBreak(d):
				return false
			case d == '\\' && c == '"':
				y.pos++
			case d == c:
				if c == '\'' && y.peek(1) == c {
					y.pos++
					continue
				}
				y.pos++
				y.spaces()
				return y.peek(0) == ':' && blank(y.peek(1))
			}
		}
	case '*':
		for !blank(y.peek(0)) {
			y.pos++
		}
		y.spaces()
		return y.peek(0) == ':' && blank(y.peek(1))
	case '[', '{', 0, '\n', '\r', '#':
		return false
	case ':':
		if blank(y.peek(1)) {
			return true
		}
	}
	_, colon := y.plainEnd(false)
	return colon
}

// plainEnd finds where a plain scalar that begins here ends on its line, and
// whether a colon ends it.
func (y *yamlReader) plainEnd(inFlow bool) (end int, colon bool) {
	if y.plainAt.start == y.pos && y.plainAt.inFlow == inFlow && y.plainAt.end > 0 {
		return y.plainAt.end, y.plainAt.colon
	}
	end, colon = y.findPlainEnd(inFlow)
	y.plainAt = plainPlace{y.pos, end, inFlow, colon}
	return end, colon
}

// plainPlace remembers what findPlainEnd found for a start.
type plainPlace struct {
	start, end    int
	inFlow, colon bool
}

func (y *yamlReader) findPlainEnd(inFlow bool) (end int, colon bool) {
	end = y.pos
	for i := y.pos; i < y.end; i++ {
		c := y.text[i]
		var next byte
		if i+1 < y.end {
			next = y.text[i+1]
		}
		switch {
		case isBreak(c):
			return end, false
		case c == ' ' || c == '\t':
			continue
		case c == '#' && i > y.pos && (y.text[i-1] == ' ' || y.text[i-1] == '\t'):
			return end, false
		case c == ':' && (blank(next) || inFlow && strings.IndexByte(",[]{}", next) >= 0):
			return end, true
		case inFlow && strings.IndexByte(",[]{}", c) >= 0:
			return end, false
		}
		end = i + 1
	}
	return end, false
}

// sequence reads a block sequence whose dashes stand in a column.
func (y *yamlReader) sequence(column int) *node {
	y.enter(y.pos)
	n := y.make(array, y.pos)
	for {
		dash := y.pos
		y.pos++
		spaced := y.spaces()
		var item *node
		if c := y.peek(0); c == 0 || isBreak(c) || c == '#' && spaced {
			if y.indented() && y.column() > column {
				item = y.block(column)
			} else {
				item = y.make(null, dash)
			}
		} else {
			item = y.block(column)
		}
		y.adopt(n, item)
		if !y.indented() || y.column() < column {
			break
		}
		if y.column() > column {
			y.failf(y.pos, "the indentation does not fit")
		}
		if !y.dash() {
			break
		}
	}
	y.depth--
	return n
}

// adopt makes item the next one of an array.
func (y *yamlReader) adopt(n, item *node) {
	item.parent, item.index = n, len(n.items)
	n.items = append(n.items, item)
}

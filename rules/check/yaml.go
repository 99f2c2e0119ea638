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
	anchors map[string]*node
}

// yamlChunk is a document of a stream: a range of its text.
type yamlChunk struct{ start, end int }

// yamlChunks splits a stream at the lines that begin with --- or ..., which
// can be nothing but markers, even inside a scalar. So a document that cannot
// be read leaves the others readable.
func yamlChunks(text string) []yamlChunk {
	var chunks []yamlChunk
	start := 0
	for at := 0; at < len(text); {
		next := lineEnd(text, at)
		if isMarker(text, at) {
			chunks = append(chunks, yamlChunk{start, at})
			start = at + 3
		}
		for next < len(text) && (text[next] == '\n' || text[next] == '\r') {
			next++
			if text[next-1] == '\n' || next == len(text) || text[next] != '\n' {
				break
			}
		}
		at = next
	}
	return append(chunks, yamlChunk{start, len(text)})
}

// isMarker reports whether a line that begins at an offset is a document
// marker.
func isMarker(text string, at int) bool {
	if !strings.HasPrefix(text[at:], "---") && !strings.HasPrefix(text[at:], "...") {
		return false
	}
	return at+3 == len(text) || strings.IndexByte(" \t\r\n", text[at+3]) >= 0
}

// lineEnd returns the offset of the line break at or after an offset.
func lineEnd(text string, at int) int {
	if i := strings.IndexAny(text[at:], "\r\n"); i >= 0 {
		return at + i
	}
	return len(text)
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

// peek returns the byte at a distance from the position, 0 behind the end.
func (y *yamlReader) peek(d int) byte {
	if y.pos+d < y.end {
		return y.text[y.pos+d]
	}
	return 0
}

// blank reports whether a byte ends a token: white space, or the end.
func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0 }

func isBreak(c byte) bool { return c == '\n' || c == '\r' }

// column returns how far the position is from the beginning of its line.
func (y *yamlReader) column() int { return y.columnOf(y.pos) }

func (y *yamlReader) columnOf(pos int) int {
	start := pos
	for start > 0 && !isBreak(y.text[start-1]) {
		start--
	}
	return utf16Length(y.text[start:pos])
}

// directives passes the lines that begin with % before a document.
func (y *yamlReader) directives() {
	for y.content() && y.peek(0) == '%' && y.column() == 0 {
		y.pos = min(lineEnd(y.text, y.pos), y.end)
	}
}

// spaces passes blanks on the line; it reports whether there was one.
func (y *yamlReader) spaces() bool {
	start := y.pos
	for y.peek(0) == ' ' || y.peek(0) == '\t' {
		y.pos++
	}
	return y.pos > start
}

// content passes blanks, comments and line breaks; false at the end.
func (y *yamlReader) content() bool {
	for y.pos < y.end {
		switch c := y.text[y.pos]; {
		case c == ' ' || c == '\t' || isBreak(c):
			y.pos++
		case c == '#' && (y.pos == 0 || blank(y.text[y.pos-1]) || y.pos-3 >= 0 && isMarker(y.text, y.pos-3)):
			y.pos = min(lineEnd(y.text, y.pos), y.end)
		default:
			return true
		}
	}
	return false
}

// indented is content for block style, where indentation has no tabs.
func (y *yamlReader) indented() bool {
	if !y.content() {
		return false
	}
	for i := y.pos - 1; i >= 0 && !isBreak(y.text[i]); i-- {
		if y.text[i] == '\t' {
			start := i
			for start > 0 && !isBreak(y.text[start-1]) {
				start--
			}
			if strings.Trim(y.text[start:y.pos], " \t") == "" && !(y.peek(0) == '{' || y.peek(0) == '[') {
				y.failf(start+strings.IndexByte(y.text[start:y.pos], '\t'), "a tab in the indentation")
			}
			return true
		}
	}
	return true
}

func (y *yamlReader) make(k kind, offset int) *node {
	if y.nodes++; y.nodes > maxNodes {
		panic(&failure{offset, "too-many-nodes", "more than 1,000,000 values in one document"})
	}
	return &node{kind: k, offset: offset}
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

// endOfLine makes sure that nothing but a comment follows on the line.
func (y *yamlReader) endOfLine() {
	spaced := y.spaces()
	if c := y.peek(0); c == 0 || isBreak(c) || c == '#' && spaced {
		return
	}
	y.failf(y.pos, "expected the end of the line, found %s", foundAt(y.text, y.pos))
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

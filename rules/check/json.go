package check

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonReader reads one JSON text in one pass, without recursion. Comments
// are passed over and remembered: whether they are allowed depends on the
// shape of the document.
type jsonReader struct {
	text    string
	pos     int
	nodes   int
	comment int // offset of the first comment, or -1
	fail    *failure
}

// readJSON reads text from offset start to its end.
func readJSON(text string, start int) (root *node, comment int, fail *failure) {
	r := &jsonReader{text: text, pos: start, comment: -1}
	root = r.document()
	if r.fail != nil {
		return nil, r.comment, r.fail
	}
	return root, r.comment, nil
}

// frame is an array or object that is still open, with the names it has.
type frame struct {
	node  *node
	names nameSet
}

func (r *jsonReader) document() *node {
	var (
		root    *node
		stack   []frame
		key     string
		keyed   = -1 // offset of the name that waits for its value
		expects = "a value"
	)
	for {
		r.space()
		if r.fail != nil {
			return nil
		}
		if root != nil && len(stack) == 0 {
			if r.pos < len(r.text) {
				r.failf(r.pos, "trailing-data", "more text after the end of the document: found %s", r.found())
				return nil
			}
			return root
		}
		if r.pos >= len(r.text) {
			r.expected(expects)
			return nil
		}
		var top *frame
		if len(stack) > 0 {
			top = &stack[len(stack)-1]
		}
		c := r.text[r.pos]

		switch expects {
		case "a comma or ]", "a comma or }":
			if c == ',' {
				r.pos++
				if top.node.kind == array {
					expects = "a value"
				} else {
					expects = "a member name"
				}
				continue
			}
			if c == ']' && top.node.kind == array || c == '}' && top.node.kind == object {
				r.pos++
				stack = stack[:len(stack)-1]
				expects = after(stack)
				continue
			}
			r.expected(expects)
			return nil
		case "a member name", "a member name or }":
			if c == '}' && expects == "a member name or }" {
				r.pos++
				stack = stack[:len(stack)-1]
				expects = after(stack)
				continue
			}
			if c != '"' {
				r.expected(expects)
				return nil
			}
			keyed = r.pos
			key = r.string()
			if r.fail != nil {
				return nil
			}
			if top.names.has(key) {
				r.failf(keyed, "duplicate-key", "the member name %s appears twice in one object", quote(shorten(key)))
				return nil
			}
			expects = "a colon"
			continue
		case "a colon":
			if c != ':' {
				r.expected(expects)
				return nil
			}
			r.pos++
			expects = "a value"
			continue
		}

		// A value, or the end of an empty array.
		if c == ']' && expects == "a value or ]" {
			r.pos++
			stack = stack[:len(stack)-1]
			expects = after(stack)
			continue
		}
		n := &node{offset: r.pos}
		if r.nodes++; r.nodes > maxNodes {
			r.failf(r.pos, "too-many-nodes", "more than 1,000,000 values in one document")
			return nil
		}
		switch {
		case c == '{' || c == '[':
			if len(stack) == maxDepth {
				r.failf(r.pos, "too-deep", "nested deeper than 1,000 levels")
				return nil
			}
			r.pos++
			n.kind = array
			if c == '{' {
				n.kind = object
			}
		case c == '"':
			n.kind = text
			n.text = r.string()
		case c == '-' || c >= '0' && c <= '9':
			n.kind = number
			n.number = r.number()
		case r.word("true"):
			n.kind, n.boolean = boolean, true
		case r.word("false"):
			n.kind = boolean
		case r.word("null"):
		default:
			r.expected(expects)
		}
		if r.fail != nil {
			return nil
		}
		switch {
		case top == nil:
			root = n
		case top.node.kind == array:
			n.parent, n.index = top.node, len(top.node.items)
			top.node.items = append(top.node.items, n)
		default:
			n.parent, n.key, n.offset = top.node, key, keyed
			top.node.members = append(top.node.members, member{key, n})
			top.names.add(key)
		}
		switch n.kind {
		case array:
			stack = append(stack, frame{n, nameSet{members: &n.members}})
			expects = "a value or ]"
		case object:
			stack = append(stack, frame{n, nameSet{members: &n.members}})
			expects = "a member name or }"
		default:
			expects = after(stack)
		}
	}
}

// after says what may follow a value.
func after(stack []frame) string {
	if len(stack) == 0 {
		return ""
	}
	if stack[len(stack)-1].node.kind == array {
		return "a comma or ]"
	}
	return "a comma or }"
}

// space passes white space and comments.
func (r *jsonReader) space() {
	for r.pos < len(r.text) {
		switch c := r.text[r.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			r.pos++
		case c == '/' && strings.HasPrefix(r.text[r.pos:], "//"):
			r.sawComment()
			for r.pos < len(r.text) && r.text[r.pos] != '\n' && r.text[r.pos] != '\r' {
				r.pos++
			}
		case c == '/' && strings.HasPrefix(r.text[r.pos:], "/*"):
			r.sawComment()
			end := strings.Index(r.text[r.pos+2:], "*/")
			if end < 0 {
				r.failf(r.pos, "json-syntax", "not valid JSON: a comment without end")
				return
			}
			r.pos += end + 4
		default:
			return
		}
	}
}

func (r *jsonReader) sawComment() {
	if r.comment < 0 {
		r.comment = r.pos
	}
}

func (r *jsonReader) word(w string) bool {
	if !strings.HasPrefix(r.text[r.pos:], w) {
		return false
	}
	r.pos += len(w)
	return true
}

// number reads a number; what is too large for a double becomes the largest.
func (r *jsonReader) number() float64 {
	start := r.pos
	if r.text[r.pos] == '-' {
		r.pos++
	}
	ok := true
	switch {
	case r.pos < len(r.text) && r.text[r.pos] == '0':
		r.pos++
	default:
		ok = r.digits()
	}
	if ok && r.pos < len(r.text) && r.text[r.pos] == '.' {
		r.pos++
		ok = r.digits()
	}
	if ok && r.pos < len(r.text) && (r.text[r.pos] == 'e' || r.text[r.pos] == 'E') {
		r.pos++
		if r.pos < len(r.text) && (r.text[r.pos] == '+' || r.text[r.pos] == '-') {
			r.pos++
		}
		ok = r.digits()
	}
	if !ok {
		r.failf(start, "json-syntax", "not valid JSON: not a number")
		return 0
	}
	return parseNumber(r.text[start:r.pos])
}

// parseNumber converts a JSON number to a double.
func parseNumber(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	switch {
	case math.IsInf(f, 1):
		return math.MaxFloat64
	case math.IsInf(f, -1):
		return -math.MaxFloat64
	case f == 0:
		return 0 // not -0
	}
	return f
}

func (r *jsonReader) digits() bool {
	start := r.pos
	for r.pos < len(r.text) && r.text[r.pos] >= '0' && r.text[r.pos] <= '9' {
		r.pos++
	}
	return r.pos > start
}

// string reads a string; escaped surrogates without their partner become
// U+FFFD.
func (r *jsonReader) string() string {
	open := r.pos
	r.pos++
	start := r.pos
	var b []byte // only once there is an escape
	for {
		if r.pos >= len(r.text) {
			r.failf(open, "json-syntax", "not valid JSON: a string without end")
			return ""
		}
		switch c := r.text[r.pos]; {
		case c == '"':
			s := r.text[start:r.pos]
			r.pos++
			if b == nil {
				return s
			}
			return string(append(b, s...))
		case c < 0x20:
			r.failf(r.pos, "json-syntax", "not valid JSON: a line break or control character in a string")
			return ""
		case c != '\\':
			r.pos++
		default:
			b = append(b, r.text[start:r.pos]...)
			b = r.escape(b)
			if r.fail != nil {
				return ""
			}
			start = r.pos
		}
	}
}

func (r *jsonReader) escape(b []byte) []byte {
	at := r.pos
	if r.pos+1 < len(r.text) {
		c := r.text[r.pos+1]
		if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 {
			r.pos += 2
			return append(b, "\"\\/\b\f\n\r\t"[i])
		}
		if c == 'u' {
			if u, ok := r.hex(r.pos + 2); ok {
				r.pos += 6
				if !utf16.IsSurrogate(u) {
					return utf8.AppendRune(b, u)
				}
				if strings.HasPrefix(r.text[r.pos:], `\u`) {
					if v, ok := r.hex(r.pos + 2); ok {
						if full := utf16.DecodeRune(u, v); full != utf8.RuneError {
							r.pos += 6
							return utf8.AppendRune(b, full)
						}
					}
				}
				return utf8.AppendRune(b, utf8.RuneError)
			}
		}
	}
	r.failf(at, "json-syntax", "not valid JSON: not an escape")
	return b
}

func (r *jsonReader) hex(at int) (rune, bool) {
	if at+4 > len(r.text) {
		return 0, false
	}
	var u rune
	for _, c := range []byte(r.text[at : at+4]) {
		switch {
		case '0' <= c && c <= '9':
			u = u<<4 | rune(c-'0')
		case 'a' <= lowerByte(c) && lowerByte(c) <= 'f':
			u = u<<4 | rune(lowerByte(c)-'a'+10)
		default:
			return 0, false
		}
	}
	return u, true
}

func (r *jsonReader) expected(what string) {
	r.failf(r.pos, "json-syntax", "not valid JSON: expected %s, found %s", what, r.found())
}

// found names what stands at the reader's position.
func (r *jsonReader) found() string { return foundAt(r.text, r.pos) }

// foundAt names the character at an offset, for a message.
func foundAt(text string, pos int) string {
	if pos >= len(text) {
		return "the end of the document"
	}
	c, _ := utf8.DecodeRuneInString(text[pos:])
	if c < 0x20 || c >= 0x7F && c < 0xA0 || c == 0xFEFF || c == 0x2028 || c == 0x2029 {
		return fmt.Sprintf("U+%04X", c)
	}
	return quote(string(c))
}

func (r *jsonReader) failf(offset int, code, format string, args ...any) {
	if r.fail == nil {
		r.fail = &failure{offset, code, fmt.Sprintf(format, args...)}
	}
}

package check

import (
	"strings"
)

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
	return utf16Length(y.text[y.lineStart(pos):pos])
}

// linePlace remembers where the line of an offset begins.
type linePlace struct{ offset, start int }

// lineStart returns where the line of an offset begins.
func (y *yamlReader) lineStart(pos int) int {
	start := pos
	for start > 0 && !isBreak(y.text[start-1]) {
		if start == y.line.offset {
			start = y.line.start
			break
		}
		start--
	}
	y.line = linePlace{pos, start}
	return start
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
	start := y.lineStart(y.pos)
	before := y.text[start:y.pos]
	if tab := strings.IndexByte(before, '\t'); tab >= 0 && strings.Trim(before, " \t") == "" && y.peek(0) != '{' && y.peek(0) != '[' {
		y.failf(start+tab, "a tab in the indentation")
	}
	return true
}

// endOfLine makes sure that nothing but a comment follows on the line.
func (y *yamlReader) endOfLine() {
	spaced := y.spaces()
	if c := y.peek(0); c == 0 || isBreak(c) || c == '#' && spaced {
		return
	}
	y.failf(y.pos, "expected the end of the line, found %s", foundAt(y.text, y.pos))
}

package check

import (
	"sort"
	"unicode/utf8"
)

// The limits of a run. Each ends in a problem that says so.
const (
	maxBytes   = 64 << 20  // of one document, as UTF-8
	maxDepth   = 1000      // of nested arrays and objects
	maxNodes   = 1_000_000 // of one document, aliases counted each time they are used
	maxPattern = 8192      // UTF-16 code units of a string that a pattern is matched against
	maxFinding = 100       // findings of one result
)

// source is a document's text and where its lines begin.
type source struct {
	name  string
	text  string
	lines []int32 // offsets of every 8th line; built when first asked for
}

// decode reads bytes as UTF-8 the way browsers do: a byte order mark is
// dropped, and each longest invalid part becomes one U+FFFD.
func decode(data []byte) string {
	if len(data) >= 3 && data[0] == 0xEF && data[1] == 0xBB && data[2] == 0xBF {
		data = data[3:]
	}
	if utf8.Valid(data) {
		return string(data)
	}
	out := make([]byte, 0, len(data)+16)
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r != utf8.RuneError || size > 1 {
			out = append(out, data[i:i+size]...)
			i += size
			continue
		}
		out = append(out, "\uFFFD"...)
		i += invalidLength(data[i:])
	}
	return string(out)
}

// invalidLength returns how many bytes at the start of an invalid sequence
// are replaced together: the lead byte and the continuation bytes that could
// have followed it.
func invalidLength(b []byte) int {
	need, low, high := 0, byte(0x80), byte(0xBF)
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	}
	n := 1
	for ; n <= need && n < len(b) && b[n] >= low && b[n] <= high; n++ {
		low, high = 0x80, 0xBF
	}
	return n
}

// position returns line and column of an offset, both 1-based; columns count
// UTF-16 code units. Lines end in LF, CR or CR LF.
func (s *source) position(offset int) (line, column int) {
	if s.lines == nil {
		s.lines = []int32{0}
		n := 1
		for at := nextLine(s.text, 0); at >= 0; at = nextLine(s.text, at) {
			if n%lineStride == 0 {
				s.lines = append(s.lines, int32(at))
			}
			n++
		}
	}
	i := sort.Search(len(s.lines), func(i int) bool { return int(s.lines[i]) > offset }) - 1
	start := int(s.lines[i])
	line = i*lineStride + 1
	for at := nextLine(s.text, start); at >= 0 && at <= offset; at = nextLine(s.text, at) {
		start = at
		line++
	}
	return line, utf16Length(s.text[start:offset]) + 1
}

// lineStride is how many lines there are between two that source remembers.
const lineStride = 8

// nextLine returns where the line after the one at an offset begins, or -1.
func nextLine(text string, at int) int {
	for at < len(text) && text[at] != '\n' && text[at] != '\r' {
		at++
	}
	if at == len(text) {
		return -1
	}
	at++
	if text[at-1] == '\r' && at < len(text) && text[at] == '\n' {
		at++
	}
	return at
}

// utf16Length counts the UTF-16 code units of s.
func utf16Length(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x80 || c >= 0xC0 && c < 0xF0:
			n++
		case c >= 0xF0:
			n += 2
		}
	}
	return n
}

// failure is why a document cannot be read: the first thing wrong in it.
type failure struct {
	offset  int
	code    string
	message string
}

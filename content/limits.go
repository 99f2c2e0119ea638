package content

import (
	"bytes"
	"fmt"
	"slices"
)

// Limits of what is read. Real guides stay far below them; without them the
// time to read a hostile one grows with the square of its size.
const (
	maxGuideSize = 8 << 20 // bytes
	maxNesting   = 40      // quotes and lists opened on one line
	maxEmphasis  = 6_000   // characters * _ ~ between two blank lines
	maxInTables  = 60_000  // the same, counting lines with cells
)

// limit takes out of a source what goes beyond the limits, with a problem for
// each. Lines keep their numbers and characters their places.
func (r *reader) limit(file string, src []byte) []byte {
	if len(src) == 0 {
		return src
	}
	if len(src) > maxGuideSize {
		r.limited(file, 1, fmt.Sprintf("the guide is larger than %d MiB: the rest is left out", maxGuideSize>>20))
		src = src[:bytes.LastIndexByte(src[:maxGuideSize], '\n')+1]
	}
	out := src
	own := func() []byte { // a copy, the first time something is taken out
		if &out[0] == &src[0] {
			out = slices.Clone(src)
		}
		return out
	}
	emphasis, inTables := 0, 0
	for start, line := 0, 1; start < len(src); line++ {
		end := len(src)
		if i := bytes.IndexByte(src[start:], '\n'); i >= 0 {
			end = start + i
		}
		text := src[start:end]
		if deep := nestingEnd(text); deep >= 0 {
			r.limited(file, line, fmt.Sprintf("more than %d quotes or lists begin in this line: the others are left out", maxNesting))
			text = own()[start:end]
			for i := deep; i < len(text) && bytes.IndexByte([]byte(" \t>-+*.)0123456789"), text[i]) >= 0; i++ {
				text[i] = ' '
			}
		}
		if n := bytes.Count(text, []byte{'*'}) + bytes.Count(text, []byte{'_'}) + bytes.Count(text, []byte{'~'}); n > 0 {
			inTables += n
			if bytes.IndexByte(text, '|') < 0 {
				emphasis += n
			}
			if emphasis > maxEmphasis || inTables > maxInTables {
				r.limited(file, line, "too many marks of emphasis without a blank line: those from here on are left out")
				text = own()[start:end]
				for i, c := range text {
					if c == '*' || c == '_' || c == '~' {
						text[i] = ' '
					}
				}
			}
		} else if len(bytes.TrimRight(text, " \t\r>")) == 0 {
			emphasis, inTables = 0, 0
		}
		start = end + 1
	}
	return out
}

// limited notes what was left out, once a line and at most a few times.
func (r *reader) limited(file string, line int, message string) {
	if r.beyond++; r.beyond <= 10 {
		r.problemAt(Pos{file, line, 1}, "too-complex", message)
	}
}

// nestingEnd gives where a line opens one block too many, -1 where it does
// not.
func nestingEnd(text []byte) int {
	if len(text) < 2*maxNesting {
		if bytes.Count(text, []byte{'>'}) < maxNesting {
			return -1
		}
	}
	depth := 0
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == ' ' || c == '\t':
			i++
			continue
		case c == '>':
			i++
		case c == '-' || c == '+' || c == '*':
			if i+1 < len(text) && text[i+1] != ' ' && text[i+1] != '\t' {
				return -1
			}
			i++
		case c >= '0' && c <= '9':
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				i++
			}
			if i >= len(text) || text[i] != '.' && text[i] != ')' {
				return -1
			}
			i++
		default:
			return -1
		}
		if depth++; depth > maxNesting {
			return i
		}
	}
	return -1
}

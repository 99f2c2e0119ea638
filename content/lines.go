package content

import (
	"sort"
	"unicode/utf8"
)

// lineIndex finds line and column of a byte offset.
type lineIndex struct {
	file   string
	src    []byte
	starts []int // offset of each line's first byte
}

func newLineIndex(file string, src []byte) *lineIndex {
	x := &lineIndex{file: file, src: src, starts: []int{0}}
	for i, c := range src {
		if c == '\n' {
			x.starts = append(x.starts, i+1)
		}
	}
	return x
}

// line gives the 1-based line of an offset.
func (x *lineIndex) line(offset int) int {
	return sort.Search(len(x.starts), func(i int) bool { return x.starts[i] > offset })
}

// pos gives the place of an offset; columns count UTF-16 code units.
func (x *lineIndex) pos(offset int) Pos {
	offset = max(0, min(offset, len(x.src)))
	line := x.line(offset)
	col := 1
	for s := x.src[x.starts[line-1]:offset]; len(s) > 0; {
		r, n := utf8.DecodeRune(s)
		col++
		if r > 0xFFFF {
			col++
		}
		s = s[n:]
	}
	return Pos{File: x.file, Line: line, Col: col}
}

// atLine gives the place of the first character of a line that is no blank.
func (x *lineIndex) atLine(line int) Pos {
	line = max(1, min(line, len(x.starts)))
	o := x.starts[line-1]
	for o < len(x.src) && (x.src[o] == ' ' || x.src[o] == '\t') {
		o++
	}
	return x.pos(o)
}

// lineText gives a line without its end.
func (x *lineIndex) lineText(line int) []byte {
	start, end := x.starts[line-1], len(x.src)
	if line < len(x.starts) {
		end = x.starts[line] - 1
	}
	if end > start && x.src[end-1] == '\r' {
		end--
	}
	return x.src[start:end]
}

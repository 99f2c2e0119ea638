package content

import (
	"bytes"
	"sort"
	"unicode/utf8"
)

// lineIndex finds line and column of a byte offset.
type lineIndex struct {
	file    string
	src     []byte
	starts  []int    // offset of each line's first byte
	origins []origin // of each line, where the source was put together from several files
}

// origin says where a line of a source put together by includes was written.
type origin struct {
	file  string
	line  int
	shift int // columns in front of it that come from another file
	width int // of the line as written, in columns
}

func newLineIndex(file string, src []byte) *lineIndex {
	x := &lineIndex{file: file, src: src, starts: make([]int, 1, bytes.Count(src, newlineByte)+1)}
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], '\n')
		if i < 0 {
			return x
		}
		at += i + 1
		x.starts = append(x.starts, at)
	}
}

var newlineByte = []byte{'\n'}

// line gives the 1-based line of an offset in the source as parsed.
func (x *lineIndex) line(offset int) int {
	return sort.Search(len(x.starts), func(i int) bool { return x.starts[i] > offset })
}

// origin gives where a line was written; every line behind the last known one
// counts as that one.
func (x *lineIndex) origin(line int) origin {
	if len(x.origins) == 0 {
		return origin{file: x.file, line: line}
	}
	return x.origins[min(line, len(x.origins))-1]
}

// pos gives the place of an offset in the file it was written in; columns
// count UTF-16 code units.
func (x *lineIndex) pos(offset int) Pos {
	offset = max(0, min(offset, len(x.src)))
	line := x.line(offset)
	col := 1 + columns(x.src[x.starts[line-1]:offset])
	if x.origins == nil {
		return Pos{File: x.file, Line: line, Col: col}
	}
	o := x.origin(line)
	return Pos{File: o.file, Line: o.line, Col: max(1, min(col-o.shift, o.width+1))}
}

// columns counts the UTF-16 code units of a text.
func columns(s []byte) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			n++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		i += size
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
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

package content

import (
	"bytes"
	"regexp"
	"slices"
)

// Change is one line that [Fix] changed.
type Change struct {
	Pos
	Code   string
	Before string
	After  string // "" with Removed
	// Removed tells that the line is gone.
	Removed bool
}

// fixers correct one line each, given the place of a problem in it; remove
// takes the line out. ok is false where it is not certain what to write.
var fixers = map[string]func(line []byte, col int, above []byte) (fixed []byte, remove, ok bool){
	"trailing-blank": func(line []byte, _ int, _ []byte) ([]byte, bool, bool) {
		return bytes.TrimRight(line, " \t"), false, true
	},
	"blank-lines": func(line []byte, _ int, above []byte) ([]byte, bool, bool) {
		blank := len(bytes.TrimSpace(line)) == 0 && len(bytes.TrimSpace(above)) == 0
		return nil, blank, blank
	},
	"locale-link":     fixLocale,
	"odd-space":       fixSpace,
	"lost-quote-mark": fixQuote,
}

var localeOnLine = regexp.MustCompile(`(?i)((?:https?:)?//(?:learn|docs)\.microsoft\.com|[(<"' ])/[a-z]{2}-[a-z]{2}(/|[)>"' ])`)

func fixLocale(line []byte, col int, _ []byte) ([]byte, bool, bool) {
	at := byteAt(line, col)
	m := localeOnLine.FindSubmatchIndex(line[at:])
	if m == nil {
		return nil, false, false // written elsewhere: a reference
	}
	return slices.Concat(line[:at+m[3]], line[at+m[4]:]), false, true
}

var specialSpace = regexp.MustCompile("^([ \t>]*(?:[-*+]|#{1,6}|\\d{1,9}[.)]))(?:\u00a0|\u2002|\u2003|\u2009|\u200b|\u3000)[ \u00a0]*")

func fixSpace(line []byte, _ int, _ []byte) ([]byte, bool, bool) {
	m := specialSpace.FindSubmatchIndex(line)
	if m == nil {
		return nil, false, false
	}
	return slices.Concat(line[:m[3]], []byte(" "), line[m[1]:]), false, true
}

var quotePrefix = regexp.MustCompile(`^[ \t]*>`)

// fixQuote gives a line the ">" of the line above it. The blanks it has stay
// behind the mark, so that it belongs to the same item.
func fixQuote(line []byte, _ int, above []byte) ([]byte, bool, bool) {
	prefix := quotePrefix.Find(above)
	if prefix == nil || bytes.Count(above[:min(len(above), 12)], []byte{'>'}) > 1 {
		return nil, false, false
	}
	if line[0] != ' ' && line[0] != '\t' {
		return slices.Concat(prefix, []byte(" "), line), false, true
	}
	if len(prefix) > 1 { // a quote inside a list: what belongs to which is not certain
		return nil, false, false
	}
	return slices.Concat(prefix, line), false, true
}

// byteAt gives the offset of a column, which counts UTF-16 code units.
func byteAt(line []byte, col int) int {
	for i := range string(line) {
		if columns(line[:i]) >= col-1 {
			return i
		}
	}
	return len(line)
}

// Fix corrects the problems of one file whose correction is certain; the
// other problems stay. It gives src itself where nothing changes. problems
// are those that reading src gave.
func Fix(file string, src []byte, problems []Problem) ([]byte, []Change) {
	f := fixing{file: file, lines: bytes.SplitAfter(src, newlineByte)}
	ps := slices.Clone(problems)
	SortProblems(ps)
	for _, p := range ps {
		if p.Code != "blank-lines" {
			f.apply(p)
		}
	}
	for _, p := range slices.Backward(ps) { // from the end: a line taken out moves those behind it
		if p.Code == "blank-lines" {
			f.apply(p)
		}
	}
	if len(f.changes) == 0 {
		return src, nil
	}
	slices.SortStableFunc(f.changes, func(a, b Change) int { return a.Line - b.Line })
	return bytes.Join(f.lines, nil), f.changes
}

// fixing is a file while its lines are corrected.
type fixing struct {
	file    string
	lines   [][]byte // with their ends
	changes []Change
}

func (f *fixing) apply(p Problem) {
	fix := fixers[p.Code]
	if fix == nil || p.File != f.file || p.Line < 1 || p.Line > len(f.lines) {
		return
	}
	whole := f.lines[p.Line-1]
	line := bytes.TrimRight(whole, "\r\n")
	var above []byte
	if p.Line > 1 {
		above = bytes.TrimRight(f.lines[p.Line-2], "\r\n")
	}
	fixed, remove, ok := fix(line, p.Col, above)
	if !ok || !remove && bytes.Equal(fixed, line) {
		return
	}
	f.changes = append(f.changes, Change{Pos: p.Pos, Code: p.Code, Before: string(line), After: string(fixed), Removed: remove})
	if remove { // and the blank lines behind it
		end := p.Line
		for end < len(f.lines) && len(bytes.TrimSpace(f.lines[end])) == 0 {
			end++
		}
		f.lines = slices.Delete(f.lines, p.Line-1, end)
	} else {
		f.lines[p.Line-1] = slices.Concat(fixed, whole[len(line):])
	}
}

package content

import (
	"bytes"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Limits of includes: what a guide may pull in is small, and hostile guides
// must not make it large.
const (
	maxIncludeDepth = 5
	maxIncludeLines = 50_000 // of all files that one guide includes
)

var (
	includeMark  = regexp.MustCompile(`(?i)\[!INCLUDE\s*\[[^\]\n]*\]\(\s*([^)\n]*?)\s*\)\s*\]`)
	includeOwn   = regexp.MustCompile(`^((?:[ \t]|>)*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)\[![^\n]*\][ \t]*$`)
	fenceOpening = regexp.MustCompile("^(?:[ \t]|>|[-*+] )*(```+|~~~+)")
)

// includer puts a guide and the files it includes together, line by line, so
// that an included list or table is read as if it stood in the guide.
type includer struct {
	*reader
	read    func(path string) ([]byte, error)
	out     bytes.Buffer
	origins []origin
	stack   []string // files being included, outermost first
	total   int      // lines included so far
}

// expand gives src with its includes replaced, and where each line was
// written; nil origins where nothing is included.
func (r *reader) expand(file string, src []byte, read func(string) ([]byte, error)) ([]byte, []origin) {
	if !includeMark.Match(src) {
		return src, nil
	}
	in := &includer{reader: r, read: read, stack: []string{file}}
	in.file(file, src, "", "")
	return in.out.Bytes(), in.origins
}

// file writes the lines of one file, the first behind the prefix first, the
// others behind rest. Front matter and blank lines at the start of an
// included file are left out.
func (in *includer) file(file string, src []byte, first, rest string) {
	fence, skip := "", 0
	if len(in.stack) > 1 {
		skip = max(0, frontMatterEnd(newLineIndex(file, src)))
	}
	lines := strings.SplitAfter(string(src), "\n")
	if len(in.stack) == 1 {
		in.origins = make([]origin, 0, len(lines))
	} else if n := len(lines); n > 0 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	prefix, started := first, len(in.stack) == 1
	for i, line := range lines {
		text := strings.TrimRight(line, "\r\n")
		if i < skip || !started && strings.TrimSpace(text) == "" {
			continue
		}
		if started && len(in.stack) > 1 {
			prefix = rest
		}
		started = true
		if m := fenceOpening.FindStringSubmatch(text); m != nil {
			switch {
			case fence == "":
				fence = m[1]
			case strings.HasPrefix(m[1], fence):
				fence = ""
			}
		}
		at := Pos{file, i + 1, 1}
		if fence == "" && includeMark.MatchString(text) {
			in.include(at, prefix, text, line[len(text):])
			continue
		}
		in.write(at, prefix, text, line[len(text):])
	}
}

// write writes one line as it is.
func (in *includer) write(at Pos, prefix, text, end string) {
	if len(in.stack) > 1 {
		in.total++
	}
	if text == "" {
		prefix = strings.TrimRight(prefix, " \t")
	}
	if end == "" && len(in.stack) > 1 {
		end = "\n"
	}
	in.out.WriteString(prefix)
	in.out.WriteString(text)
	in.out.WriteString(end)
	in.origins = append(in.origins, origin{at.File, at.Line, columns([]byte(prefix)), columns([]byte(text))})
}

// include writes a line with includes in it: the file's lines where the
// include stands by itself, else its text within the line.
func (in *includer) include(at Pos, prefix, text, end string) {
	marks := includeMark.FindAllStringSubmatchIndex(text, -1)
	if own := includeOwn.FindStringSubmatch(text); own != nil && len(marks) == 1 && marks[0][0] == len(own[1]) {
		name, src, ok := in.open(at, text[marks[0][2]:marks[0][3]])
		if ok {
			written := len(in.origins)
			in.stack = append(in.stack, name)
			in.file(name, src, prefix+own[1], prefix+continuation(own[1]))
			in.stack = in.stack[:len(in.stack)-1]
			ok = len(in.origins) > written
		}
		if !ok {
			in.write(at, prefix+own[1], "<!-- -->", end) // what is missing or empty is no blank line
			in.origins[len(in.origins)-1].width = columns([]byte(text))
		}
		return
	}
	var b strings.Builder
	last := 0
	for _, m := range marks {
		b.WriteString(text[last:m[0]])
		if _, src, ok := in.open(at, text[m[2]:m[3]]); ok {
			b.WriteString(strings.Join(strings.Fields(string(withoutFrontMatter(src))), " "))
		}
		last = m[1]
	}
	b.WriteString(text[last:])
	in.write(at, prefix, b.String(), end)
	in.origins[len(in.origins)-1].width = columns([]byte(text))
}

// continuation gives the prefix of the lines behind the first: a list marker
// becomes blanks.
func continuation(prefix string) string {
	return strings.Map(func(c rune) rune {
		if c == '>' || c == '\t' {
			return c
		}
		return ' '
	}, prefix)
}

// open reads an included file. What keeps it from
// being read is a problem.
func (in *includer) open(at Pos, target string) (name string, src []byte, ok bool) {
	fail := func(format string, args ...any) (string, []byte, bool) {
		in.problemAt(at, "broken-include", fmt.Sprintf(format, args...))
		return "", nil, false
	}
	name, ok = includePath(at.File, target)
	switch {
	case !ok:
		return fail("include leads out of the content folder: %s", quote(target))
	case slices.Contains(in.stack, name):
		return fail("%s includes itself: take this include out", name)
	case len(in.stack) > maxIncludeDepth:
		return fail("includes are nested more than %d deep: include %s from a file further up", maxIncludeDepth, name)
	case in.total > maxIncludeLines:
		return fail("includes come to more than %d lines: the rest is left out", maxIncludeLines)
	case in.read == nil:
		return fail("included file cannot be read here: %s", quote(name))
	}
	src, err := in.read(name)
	if err != nil {
		return fail("included file is not there: %s", quote(name))
	}
	return name, in.limit(name, cleanIncluded(src)), true
}

// cleanIncluded makes the text of a file that a guide takes in safe to read:
// no byte order mark, no slot marks, no invalid UTF-8.
func cleanIncluded(src []byte) []byte {
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	return bytes.ToValidUTF8(bytes.ReplaceAll(src, []byte{slotMark}, []byte{' '}), []byte("\uFFFD"))
}

// withoutFrontMatter gives the text of a file behind its front matter.
func withoutFrontMatter(src []byte) []byte {
	x := newLineIndex("", src)
	end := frontMatterEnd(x)
	if end <= 0 {
		return src
	}
	if end >= len(x.starts) {
		return nil
	}
	return src[x.starts[end]:]
}

// includePath gives the path of an include below the content folder: from
// the including file, or from the folder itself with "~/".
func includePath(from, target string) (string, bool) {
	if s, err := url.PathUnescape(target); err == nil {
		target = s
	}
	target = slash(target)
	dir := path.Dir(from)
	if rest, ok := strings.CutPrefix(target, "~/"); ok {
		dir, target = ".", rest
	}
	if target == "" || strings.HasPrefix(target, "/") {
		return "", false
	}
	p := path.Join(dir, target)
	return p, p != ".." && p != "." && !strings.HasPrefix(p, "../")
}

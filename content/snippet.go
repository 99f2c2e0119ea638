package content

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// Code of another file, written ":::code source="…":::". Which of its lines
// are shown is said by range ("1-4,9,12-") or id (the lines between comments
// with <id> and </id>, or of the region of that name); highlight counts lines
// of what is shown.

// Limits of code taken from files: of the file, of all files that one guide
// reads for it, and of what is shown in one place.
const (
	maxSnippetFile  = 1 << 20  // bytes
	maxSnippetRead  = 16 << 20 // bytes
	maxSnippetLines = 2_000
)

// snippet is code of another file in the place of its directive.
type snippet struct {
	ast.BaseBlock
	language string
	lines    []string
	marked   []bool // lines to highlight, nil where there are none
}

var kindSnippet = ast.NewNodeKind("Snippet")

// Kind implements ast.Node.
func (*snippet) Kind() ast.NodeKind { return kindSnippet }

// Dump implements ast.Node.
func (n *snippet) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// snippet gives the code that a directive names, nil where there is none to
// show. What is wrong is a problem at the directive.
func (r *reader) snippet(at Pos, attrs map[string]string) *snippet {
	name, src, ok := r.openSnippet(at, attrs["source"])
	if !ok {
		return nil
	}
	wrong := func(format string, args ...any) {
		r.problemAt(at, "code-lines", fmt.Sprintf(format, args...))
	}
	lines := strings.Split(strings.TrimSuffix(string(src), "\n"), "\n")
	switch id, lineRange := attrs["id"], attrs["range"]; {
	case id != "" && lineRange != "":
		wrong("id and range exclude each other: keep one of them")
		return nil
	case id != "":
		part, found := linesOfID(lines, id)
		if !found {
			wrong("%s has no comments with <%s> and </%s>, and no region of that name", name, id, id)
			return nil
		}
		lines = dedent(part)
	case lineRange != "":
		chosen, err := chosenLines(lineRange, len(lines))
		if err != nil {
			wrong("range of %s: %v", name, err)
		}
		var part []string
		for i, line := range lines {
			if chosen != nil && chosen[i] {
				part = append(part, line)
			}
		}
		lines = dedent(part)
	}
	if len(lines) > maxSnippetLines {
		wrong("only the first %d lines of the code in %s are shown: choose some with range or id", maxSnippetLines, name)
		lines = lines[:maxSnippetLines]
	}
	if len(lines) == 0 {
		return nil
	}
	language := attrs["language"]
	if language == "" {
		language = strings.TrimPrefix(path.Ext(name), ".")
	}
	n := &snippet{language: learnLanguage(language), lines: lines}
	if highlight := attrs["highlight"]; highlight != "" {
		var err error
		if n.marked, err = chosenLines(highlight, len(lines)); err != nil {
			wrong("highlight: %v", err)
		}
	}
	return n
}

// openSnippet reads the file of a code directive.
func (r *reader) openSnippet(at Pos, source string) (name string, src []byte, ok bool) {
	fail := func(format string, args ...any) (string, []byte, bool) {
		r.problemAt(at, "broken-include", fmt.Sprintf(format, args...))
		return "", nil, false
	}
	if source == "" {
		return fail(`code without a file: name it with source="…"`)
	}
	name, inside := includePath(at.File, source)
	switch {
	case !inside:
		return fail("file with code lies outside of the content folder: %s", quote(source))
	case r.include == nil:
		return fail("file with code cannot be read here: %s", quote(name))
	case r.snippetBytes > maxSnippetRead:
		return fail("files with code come to more than %d MiB: %s is left out", maxSnippetRead>>20, quote(name))
	}
	src, err := r.include(name)
	r.snippetBytes += len(src)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fail("file with code is not there: %s", quote(name))
	case err != nil:
		return fail("file with code cannot be read: %s: %v", quote(name), err)
	case len(src) > maxSnippetFile:
		return fail("file with code is larger than %d MiB: %s", maxSnippetFile>>20, quote(name))
	case len(bytes.TrimSpace(src)) == 0:
		return fail("file with code is empty: %s", quote(name))
	case bytes.IndexByte(src, 0) >= 0:
		return fail("file with code is no text: %s", quote(name))
	}
	return name, bytes.ReplaceAll(cleanIncluded(src), []byte("\r\n"), newlineByte), true
}

// snippetTag is a line that is a comment with <name> or </name>, in any of the
// languages that guides show.
var snippetTag = regexp.MustCompile(`^\s*(?://|#|--|'|;|%|REM\b|<!--|/\*|\{/\*)\s*<(/?)([A-Za-z0-9_.-]+)>\s*(?:-->|\*/\}?)?\s*$`)

// regionLine begins or ends a region, as C# and its editors have them.
var regionLine = regexp.MustCompile(`(?i)^\s*(?://|--|<!--)?\s*#\s*(end)?region\b[ \t]*(.*?)\s*(?:-->)?\s*$`)

// linesOfID gives the lines between the comments of an id, or of a region;
// lines that are comments of other ids are left out.
func linesOfID(lines []string, id string) (part []string, found bool) {
	inTag, regions := false, 0 // regions counts those that are open, from the one looked for
	for _, line := range lines {
		if m := snippetTag.FindStringSubmatch(line); m != nil {
			if strings.EqualFold(m[2], id) {
				if inTag && m[1] == "/" {
					return part, true
				}
				inTag = inTag || m[1] == ""
			}
			continue
		}
		if m := regionLine.FindStringSubmatch(line); m != nil && !inTag {
			switch {
			case m[1] != "" && regions == 1:
				return part, true
			case m[1] != "" && regions > 1:
				regions--
			case m[1] == "" && regions > 0:
				regions++
			case m[1] == "" && strings.EqualFold(m[2], id):
				regions = 1
				continue
			}
		}
		if inTag || regions > 0 {
			part = append(part, line)
		}
	}
	return nil, false
}

// chosenLines reads a list of lines such as "1-4,9,12-" and tells for each of
// n lines whether it is in it. The error says what is wrong; lines of the list
// that are there are still chosen.
func chosenLines(list string, n int) ([]bool, error) {
	chosen := make([]bool, n)
	var wrong error
	for part := range strings.SplitSeq(list, ",") {
		part = strings.TrimSpace(part)
		from, to, open := strings.Cut(part, "-")
		first, err := strconv.Atoi(strings.TrimSpace(from))
		last := first
		if to = strings.TrimSpace(to); err == nil && to != "" {
			last, err = strconv.Atoi(to)
		} else if open {
			last = max(first, n)
		}
		switch {
		case err != nil || first < 1 || last < first:
			wrong = fmt.Errorf("%s is not a list of lines such as 1-4,9,12-", quote(list))
			continue
		case last > n && wrong == nil:
			wrong = fmt.Errorf("there is no line %d, the last one is %d", last, n)
		}
		for i := first; i <= min(last, n); i++ {
			chosen[i-1] = true
		}
	}
	return chosen, wrong
}

// dedent takes the blanks off that all lines begin with.
func dedent(lines []string) []string {
	common, first := "", true
	for _, line := range lines {
		blanks := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		switch {
		case len(blanks) == len(line): // an empty line says nothing
		case first:
			common, first = blanks, false
		default:
			n := 0
			for n < len(common) && n < len(blanks) && common[n] == blanks[n] {
				n++
			}
			common = common[:n]
		}
	}
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = strings.TrimPrefix(line, common)
		if strings.TrimSpace(line) == "" {
			out[i] = ""
		}
	}
	return out
}

func (htmlRenderer) snippet(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*snippet)
	_, _ = w.WriteString(`<pre tabindex="0"><code`)
	if n.language != "" {
		_, _ = w.WriteString(` class="language-` + html.EscapeString(n.language) + `"`)
	}
	_ = w.WriteByte('>')
	// Lines that are marked, and those between them, are written in one piece
	// each.
	for from := 0; from < len(n.lines); {
		to := from + 1
		for to < len(n.lines) && n.isMarked(to) == n.isMarked(from) {
			to++
		}
		code := highlight(n.language, strings.Join(n.lines[from:to], "\n")+"\n")
		if n.isMarked(from) {
			code = "<mark>" + code + "</mark>"
		}
		_, _ = w.WriteString(code)
		from = to
	}
	_, _ = w.WriteString("</code></pre>\n")
	return ast.WalkContinue, nil
}

func (n *snippet) isMarked(line int) bool { return n.marked != nil && n.marked[line] }

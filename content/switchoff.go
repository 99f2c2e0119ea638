package content

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// switchOff is a comment that silences codes for a stretch of a guide.
type switchOff struct {
	file     string
	from, to int // lines; to 0 is the end of the file
	codes    []string
}

var switchComment = regexp.MustCompile(`^\s*<!--\s*pillars-lint\s+off\s*:?\s*([^>]*?)\s*-->\s*$`)

// readSwitches notes the comments "<!-- pillars-lint off: code, code -->": at
// the top of the guide one holds for the whole file, elsewhere for the block
// behind it.
func (r *reader) readSwitches(root ast.Node) {
	if !bytes.Contains(r.src, []byte("pillars-lint")) {
		return
	}
	top := true
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		c, ok := n.(*ast.HTMLBlock)
		if !ok {
			top = top && n == root
			return ast.WalkContinue, nil
		}
		text := string(blockSource(c, r.src))
		m := switchComment.FindStringSubmatch(text)
		if m == nil {
			top = top && strings.HasPrefix(strings.TrimSpace(text), "<!--")
			return ast.WalkContinue, nil
		}
		r.addSwitch(c, m[1], top)
		return ast.WalkContinue, nil
	})
}

func (r *reader) addSwitch(c *ast.HTMLBlock, list string, wholeFile bool) {
	at := r.lines.pos(max(c.Pos(), 0))
	s := switchOff{file: at.File, from: at.Line}
	for code := range strings.FieldsFuncSeq(list, func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\t' }) {
		if _, ok := CodeByID(code); !ok {
			r.problemAt(at, "lint-comment", unknownCode(code))
			continue
		}
		s.codes = append(s.codes, code)
	}
	if len(s.codes) == 0 && list == "" {
		r.problemAt(at, "lint-comment", `the comment names no code: write "pillars-lint off: code"`)
	}
	if wholeFile {
		s.from = 0
	} else {
		s.to = s.from
		if next := c.NextSibling(); next != nil {
			_, end := blockSpan(next)
			s.to = max(s.to, r.lines.pos(max(end-1, next.Pos(), 0)).Line)
		}
	}
	r.doc.switches = append(r.doc.switches, s)
}

// switchedOff tells whether a comment in the guide silences a problem.
func (d *Document) switchedOff(p Problem) bool {
	for _, s := range d.switches {
		if s.file == p.File && s.from <= p.Line && (s.to == 0 || p.Line <= s.to) && slices.Contains(s.codes, p.Code) {
			return true
		}
	}
	return false
}

// unknownCode is the message for a code that does not exist.
func unknownCode(code string) string {
	return fmt.Sprintf("there is no code %q: \"pillars lint --explain all\" lists them", code)
}

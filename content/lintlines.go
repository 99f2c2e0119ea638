package content

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// lintLines looks at the source line by line, code and front matter left
// out: faults that Markdown reads past.
func (r *reader) lintLines() {
	blank, file := 0, ""
	for line := r.bodyLine; line <= len(r.lines.starts); line++ {
		text := r.lines.lineText(line)
		if r.codeLines[line] {
			blank = 0
			continue
		}
		if o := r.lines.origin(line); o.file != file {
			blank, file = 0, o.file
		}
		if len(bytes.TrimLeft(text, " \t")) == 0 {
			if blank++; blank == 2 && line < len(r.lines.starts) {
				r.problemAt(r.lines.pos(r.lines.starts[line-1]), "blank-lines", "more than one blank line: one is enough")
			}
			continue
		}
		blank = 0
		r.lintLine(line, text)
	}
}

var (
	conflictStart = []byte("<<<<<<< ")
	conflictEnd   = []byte(">>>>>>> ")
	oddMarker     = regexp.MustCompile("^[ \t>]*(?:[-*+]|#{1,6}|\\d{1,9}[.)])(?:\u00a0|\u2002|\u2003|\u2009|\u200b|\u3000)")
)

func (r *reader) lintLine(line int, text []byte) {
	switch text[0] {
	case '<', '>':
		if bytes.HasPrefix(text, conflictStart) || bytes.HasPrefix(text, conflictEnd) {
			r.problemAt(r.lines.atLine(line), "conflict-marker", "leftover of a merge conflict: choose one side and take the markers out")
			return
		}
	}
	if bytes.IndexByte(text, 0xC2)+bytes.IndexByte(text, 0xE2)+bytes.IndexByte(text, 0xE3) == -3 {
		return
	}
	if m := oddMarker.Find(text); m != nil {
		at := r.lines.pos(r.lines.starts[line-1] + len(bytes.TrimRight(m, "\u00a0\u2002\u2003\u2009\u200b\u3000")))
		r.problemAt(at, "odd-space", "a no-break or other special space stands behind the marker: write a plain blank")
	}
}

// lintBlocks looks at the blocks and the text of the document.
func (r *reader) lintBlocks(root ast.Node) {
	quotes, marked := 0, 0 // quotes around the node; those of them that begin with [!…]
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if q, ok := n.(*ast.Blockquote); ok {
			step := -1
			if entering {
				step = 1
				r.lintAlert(q)
			}
			quotes += step
			if r.isMarked(q) {
				marked += step
			}
			return ast.WalkContinue, nil
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			if quotes > 0 {
				r.lintLazy(n, marked > 0)
			}
			if p := n.Lines(); p.Len() > 0 && bytes.Contains(r.src[p.At(0).Start:p.At(p.Len()-1).Stop], []byte("uilt-in ")) {
				r.lintProduct(plainText(n, r.src), r.lines.pos(p.At(0).Start))
			}
		case *ast.CodeBlock:
			r.lintIndented(n)
		case *east.Table:
			r.lintCells(n)
			if quotes > 0 {
				r.lintLazyRows(n)
			}
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			r.lintBrackets(n)
		case *ast.Link:
			r.lintLinkText(n)
		}
		return ast.WalkContinue, nil
	})
}

// isMarked tells whether a quote is a checklist, an alert or another box.
func (r *reader) isMarked(q *ast.Blockquote) bool {
	if _, ok := q.AttributeString(attrQuote); ok {
		return true
	}
	p, ok := q.FirstChild().(*ast.Paragraph)
	return ok && p.Lines().Len() > 0 && bytes.HasPrefix(r.src[p.Lines().At(0).Start:], []byte("[!"))
}

// lintLazy reports the lines of a quote's paragraph that have no ">": in a
// box they have lost it; in a plain quote they may not belong to it.
func (r *reader) lintLazy(n ast.Node, box bool) {
	lines := n.Lines()
	for i := 1; i < lines.Len(); i++ {
		start := lines.At(i).Start
		line := r.lines.line(start)
		if before := r.src[r.lines.starts[line-1]:start]; bytes.IndexByte(before, '>') >= 0 {
			continue
		}
		if box {
			r.problemAt(r.lines.atLine(line), "lost-quote-mark", `this line belongs to the quote above and has no ">": put one in front`)
		} else {
			r.problemAt(r.lines.atLine(line), "lazy-quote", `the quote above takes this line in: put a blank line between, or ">" in front`)
		}
	}
}

// lintLazyRows reports the rows of a quote's table that have lost their ">".
func (r *reader) lintLazyRows(t *east.Table) {
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		line := r.lines.line(row.Pos())
		if before := r.src[r.lines.starts[line-1]:row.Pos()]; bytes.IndexByte(before, '>') < 0 {
			r.problemAt(r.lines.atLine(line), "lost-quote-mark", `this row belongs to the quote above and has no ">": put one in front`)
		}
	}
}

var (
	quoteMarker = regexp.MustCompile(`^\[!([A-Za-z]+)\b[^\]]*\]`)
	// quoteMarkers are the words of quotes that Learn knows.
	quoteMarkers = map[string]bool{
		"note": true, "tip": true, "important": true, "warning": true, "caution": true,
		"div": true, "video": true, "include": true, "code": true, "selector": true, "op": true,
	}
)

// lintAlert reports "> [!WORD]" with a word that stands for nothing.
func (r *reader) lintAlert(q *ast.Blockquote) {
	p, ok := q.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return
	}
	first := p.Lines().At(0)
	m := quoteMarker.FindSubmatch(first.Value(r.src))
	if m == nil || quoteMarkers[strings.ToLower(string(m[1]))] {
		return
	}
	r.problemAt(r.lines.pos(first.Start), "unknown-alert", fmt.Sprintf("there is no alert [!%s]: use NOTE, TIP, IMPORTANT, WARNING or CAUTION", m[1]))
}

var markup = regexp.MustCompile(`\]\(|\*\*|^\s*(?:\||[-*+] |\d+\. )|^>`)

// lintIndented reports text that was hardly meant as code: it has links,
// emphasis, or the form of a list or table.
func (r *reader) lintIndented(n *ast.CodeBlock) {
	lines := n.Lines()
	for i := range lines.Len() {
		seg := lines.At(i)
		if markup.Match(seg.Value(r.src)) {
			r.problemAt(r.lines.pos(lines.At(0).Start), "indented-code", "shown as code because it is indented by four blanks or more: indent it less")
			return
		}
	}
}

// lintHeadings reports levels left out and blanks at the end.
func (r *reader) lintHeadings(root ast.Node) {
	level := 1
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		switch {
		case !ok:
			continue
		case isTabHeading(h):
			level = 6 // a tab begins with any level: its label is none
			continue
		case h.Level > level+1:
			r.problemAt(r.lines.pos(h.Pos()), "heading-level", fmt.Sprintf("heading of level %d below one of level %d: use level %d", h.Level, level, level+1))
		}
		level = h.Level
	}
	for n := range r.headings {
		line := r.lines.line(n.Pos())
		text := r.lines.lineText(line)
		if trimmed := bytes.TrimRight(text, " \t"); len(trimmed) < len(text) && bytes.HasPrefix(bytes.TrimLeft(text, " >\t"), []byte("#")) {
			r.problemAt(r.lines.pos(r.lines.starts[line-1]+len(trimmed)), "trailing-blank", "blanks at the end of the heading: take them out")
		}
	}
}

// findCode notes the lines of code and raw HTML, where lines are not read as
// Markdown.
func (r *reader) findCode(root ast.Node) {
	r.codeLines = map[int]bool{}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n.Kind() {
		case ast.KindFencedCodeBlock, ast.KindCodeBlock, ast.KindHTMLBlock:
			if start, end := blockSpan(n); start >= 0 {
				for line := r.lines.line(start); line <= r.lines.line(max(start, end-1)); line++ {
					r.codeLines[line] = true
				}
			}
		}
		return ast.WalkContinue, nil
	})
}

var metaKey = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_.-]*)[ \t]*:(?:\s|$)`)

// lintMeta reports keys that stand twice in the front matter.
func (r *reader) lintMeta() {
	seen := map[string]int{}
	for line := 2; line < r.bodyLine-1; line++ {
		m := metaKey.FindSubmatch(r.lines.lineText(line))
		if m == nil {
			continue
		}
		key := string(m[1])
		if first, ok := seen[key]; ok {
			r.problemAt(r.lines.atLine(line), "duplicate-key", fmt.Sprintf("%q stands in line %d too: keep one", key, first))
			continue
		}
		seen[key] = line
	}
}

// metaLine gives the line of a key in the front matter, 0 where it is not.
func (r *reader) metaLine(key string) int {
	for line := 2; line < r.bodyLine-1; line++ {
		if m := metaKey.FindSubmatch(r.lines.lineText(line)); m != nil && string(m[1]) == key {
			return line
		}
	}
	return 0
}

package content

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
)

var checklistMarker = regexp.MustCompile(`(?i)^\[!div\b[^\]]*class="checklist"[^\]]*\]`)

// isChecklistQuote tells whether a quote starts with [!div class="checklist"].
func isChecklistQuote(q *ast.Blockquote, src []byte) bool {
	p, ok := q.FirstChild().(*ast.Paragraph)
	return ok && p.Lines().Len() > 0 && checklistMarker.Match(src[p.Lines().At(0).Start:p.Lines().At(0).Stop])
}

// hasList tells whether a list is a direct child of n.
func hasList(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == ast.KindList {
			return true
		}
	}
	return false
}

// readChecklist takes the items of a checklist quote: each item of a list
// directly in it. A quote behind a broken one is continued: authors split the
// block by a blank line or lose a ">".
func (r *reader) readChecklist(q *ast.Blockquote, continued bool) {
	items := 0
	for c := q.FirstChild(); c != nil; c = c.NextSibling() {
		list, ok := c.(*ast.List)
		if !ok {
			continue
		}
		for li := list.FirstChild(); li != nil; li = li.NextSibling() {
			text := plainText(li, r.src)
			if text == "" {
				r.problemAt(r.lines.pos(li.Pos()), "empty-item", "checklist item without text")
			}
			_, end := blockSpan(li)
			r.add(Item{Kind: Checklist, Title: lead(li, text, r.src), Text: text, Continued: continued}, li, li.Pos(), max(end, li.Pos()))
			items++
		}
	}
	q.SetAttributeString(attrQuote, "checklist")
	at := r.lines.pos(q.Pos())
	switch {
	case continued:
		r.problemAt(at, "split-checklist", `checklist is broken in two: put ">" at the start of every line between its items`)
	case items == 0 && !r.continues(q):
		r.problemAt(at, "empty-checklist", "checklist marker without items behind it")
	}
}

// continues tells whether the checklist goes on in a quote that only blank
// lines, comments or stray code separate from q.
func (r *reader) continues(q ast.Node) bool {
	for n := q.NextSibling(); n != nil; n = n.NextSibling() {
		switch n.(type) {
		case *ast.HTMLBlock, *ast.CodeBlock:
			continue
		case *ast.Blockquote:
			return hasList(n)
		}
		return false
	}
	return false
}

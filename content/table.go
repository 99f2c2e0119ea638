package content

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// codePattern is the form of the framework's own codes, such as SE:01.
var codePattern = regexp.MustCompile(`[A-Z]{2}:\d+`)

// readTable takes the rows of a table with a column "Recommendation": as
// checklist items where there is a column "Code" too (the pillars' own design
// review checklists), else as recommendations whose benefit is the other
// cells.
func (r *reader) readTable(t *east.Table) {
	head, ok := t.FirstChild().(*east.TableHeader)
	if !ok {
		return
	}
	recommendation, code := -1, -1
	for i, cell := 0, head.FirstChild(); cell != nil; i, cell = i+1, cell.NextSibling() {
		switch strings.ToLower(plainText(cell, r.src)) {
		case "recommendation", "recommendations":
			recommendation = i
		case "code":
			code = i
		}
	}
	if recommendation < 0 {
		r.readOtherTable(t)
		return
	}
	for row := head.NextSibling(); row != nil; row = row.NextSibling() {
		r.readRow(row, recommendation, code)
	}
}

func (r *reader) readRow(row ast.Node, recommendation, code int) {
	start := row.Pos()
	line := r.lines.line(start)
	end := r.lines.starts[line-1] + len(r.lines.lineText(line))
	at := r.lines.pos(start)

	it := Item{Kind: Recommendation}
	var others []string
	var lead1 ast.Node
	filled := 0
	for i, cell := 0, row.FirstChild(); cell != nil; i, cell = i+1, cell.NextSibling() {
		s := plainText(cell, r.src)
		if s != "" {
			filled++
		}
		switch i {
		case recommendation:
			it.Text, lead1 = s, cell
		case code:
			it.Code = codePattern.FindString(s)
		default:
			others = append(others, s)
		}
	}
	if filled == 0 {
		r.problemAt(at, "empty-row", "table row without text")
		return
	}
	if code >= 0 {
		it.Kind = Checklist
	} else {
		it.Benefit = strings.Join(others, " | ")
		if strings.Trim(it.Benefit, " |") == "" {
			it.Benefit = ""
			r.problemAt(at, "missing-benefit", "recommendation without a benefit: say why, or what goes wrong otherwise")
		}
	}
	if it.Text == "" {
		r.problemAt(at, "missing-recommendation", "table row with nothing in its recommendation column")
	}
	if lead1 != nil {
		it.Title = cellLead(lead1, it.Text, r.src)
	}
	r.add(it, row, start, max(end, start))
}

// cellLead gives the title of a recommendation cell: its bold lead, else the
// first sentence before the first <br>.
func cellLead(cell ast.Node, text string, src []byte) string {
	if s := boldLead(cell, src); s != "" {
		return shorten(s)
	}
	var b strings.Builder
	for c := cell.FirstChild(); c != nil; c = c.NextSibling() {
		if h, ok := c.(*ast.RawHTML); ok && h.Segments.Len() > 0 {
			seg := h.Segments.At(0)
			if tag := strings.ToLower(string(seg.Value(src))); strings.HasPrefix(tag, "<br") && strings.TrimSpace(b.String()) != "" {
				break
			}
		}
		appendText(&b, c, src)
	}
	if s := foldSpace(b.String()); s != "" {
		text = s
	}
	return shorten(firstSentence(text))
}

// readOtherTable looks for template text in a table that holds no items.
func (r *reader) readOtherTable(t *east.Table) {
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		line := r.lines.line(row.Pos())
		if hasPlaceholder(r.lines.lineText(line)) {
			section, _ := r.sectionPath()
			res := Residue{Pos: r.lines.pos(row.Pos()), Section: section, Text: plainText(row, r.src)}
			r.doc.Residue = append(r.doc.Residue, res)
		}
	}
}

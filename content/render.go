package content

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// Attributes that reading leaves on nodes for rendering. No HTML attribute
// has such a name, so the stock renderers pass them over.
const (
	attrItem  = "pillars-item"  // index into Document.Items
	attrLink  = "pillars-link"  // index into Document.Links, of the first where there are several
	attrImage = "pillars-image" // index into Document.Images
	attrQuote = "pillars-quote" // "checklist", or the kind of an alert

	attrAnchors = "pillars-anchors" // IDs of the anchors in raw HTML, []string
)

func intAttr(n ast.Node, name string) (int, bool) {
	v, ok := n.AttributeString(name)
	if !ok {
		return 0, false
	}
	i, ok := v.(int)
	return i, ok
}

var videoLine = regexp.MustCompile(`(?i)^\[!video\b`)
var alertLine = regexp.MustCompile(`(?i)^\[!(note|tip|important|warning|caution)\]`)
var divLine = regexp.MustCompile(`(?i)^\[!div\b[^\]]*class="([a-z -]+)"[^\]]*\]`)

// prepare marks the quotes that are alerts or Learn's boxes and takes their
// marker lines out, so that rendering needs no look at the source.
func (r *reader) prepare(root ast.Node) {
	// The page shows the title itself.
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok && h.Level == 1 && !isTabHeading(h) {
			root.RemoveChild(root, n)
			break
		}
	}
	r.groupTabs(root)
	closeLevels(root)
	var quotes []*ast.Blockquote
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if q, ok := n.(*ast.Blockquote); ok && entering {
			quotes = append(quotes, q)
		}
		return ast.WalkContinue, nil
	})
	for _, q := range quotes {
		p, ok := q.FirstChild().(*ast.Paragraph)
		if !ok || p.Lines().Len() == 0 {
			continue
		}
		line := p.Lines().At(0)
		first := strings.TrimSpace(string(line.Value(r.src)))
		kind := ""
		if m := alertLine.FindStringSubmatch(first); m != nil {
			kind = strings.ToLower(m[1])
		} else if m := divLine.FindStringSubmatch(first); m != nil {
			kind = strings.ToLower(m[1])
		}
		if videoLine.MatchString(first) {
			q.SetAttributeString(attrQuote, "video")
			continue
		}
		if kind == "" {
			continue
		}
		q.SetAttributeString(attrQuote, kind)
		stop := line.Stop
		rest := len(first) - len(alertLine.FindString(first))
		if alertLine.MatchString(first) && rest > 0 {
			stop = line.Start + bytes.IndexByte(r.src[line.Start:line.Stop], ']') + 1
		}
		dropBefore(p, stop)
		if p.FirstChild() == nil {
			q.RemoveChild(q, p)
		}
	}
}

// dropBefore removes the inline children of p that lie before offset.
func dropBefore(p ast.Node, offset int) {
	for c := p.FirstChild(); c != nil; {
		next := c.NextSibling()
		t, ok := c.(*ast.Text)
		switch {
		case ok && t.Segment.Stop <= offset || !ok && c.Pos() >= 0 && c.Pos() < offset:
			p.RemoveChild(p, c)
		case ok && t.Segment.Start < offset:
			t.Segment.Start = offset
			return
		default:
			return
		}
		c = next
	}
}

// htmlRenderer renders the nodes that need more than goldmark's own HTML:
// slots for links, images and rules, alerts, sanitised raw HTML, tables that
// scroll by themselves.
type htmlRenderer struct{}

// RegisterFuncs implements renderer.NodeRenderer.
func (h htmlRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindLink, h.link)
	reg.Register(ast.KindAutoLink, h.autoLink)
	reg.Register(ast.KindImage, h.image)
	reg.Register(ast.KindBlockquote, h.quote)
	reg.Register(ast.KindListItem, h.listItem)
	reg.Register(ast.KindRawHTML, h.rawHTML)
	reg.Register(ast.KindHTMLBlock, h.htmlBlock)
	reg.Register(ast.KindFencedCodeBlock, h.code)
	reg.Register(ast.KindCodeBlock, h.code)
	reg.Register(kindLearnImage, h.learnImage)
	reg.Register(kindVideo, h.video)
	reg.Register(kindDirective, h.directive)
	reg.Register(kindSnippet, h.snippet)
	reg.Register(kindTabGroup, h.tabGroup)
	reg.Register(kindTab, h.tab)
	reg.Register(east.KindTable, h.table)
	reg.Register(east.KindTableRow, h.tableRow)
	reg.Register(east.KindTableCell, h.tableCell)
}

func (htmlRenderer) link(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	i, ok := intAttr(n, attrLink)
	if !ok {
		return ast.WalkContinue, nil
	}
	if !entering {
		_, _ = w.WriteString("</a>")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<a href="` + slot(SlotLink, i) + `"`)
	if title := n.(*ast.Link).Title; len(title) > 0 {
		_, _ = w.WriteString(` title="` + html.EscapeString(linkTarget(title)) + `"`)
	}
	_ = w.WriteByte('>')
	return ast.WalkContinue, nil
}

func (htmlRenderer) autoLink(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if i, ok := intAttr(n, attrLink); ok && entering {
		label := html.EscapeString(string(n.(*ast.AutoLink).Label(src)))
		_, _ = w.WriteString(`<a href="` + slot(SlotLink, i) + `">` + label + `</a>`)
	}
	return ast.WalkContinue, nil
}

func (htmlRenderer) image(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if i, ok := intAttr(n, attrImage); ok && entering {
		_, _ = w.WriteString(slot(SlotPicture, i))
	}
	return ast.WalkSkipChildren, nil
}

// alertTitles are the words shown above an alert.
var alertTitles = map[string]string{"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Caution"}

func (htmlRenderer) quote(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	v, _ := n.AttributeString(attrQuote)
	kind, _ := v.(string)
	title := alertTitles[kind]
	switch {
	case title != "" && entering:
		_, _ = w.WriteString(`<div class="alert alert-` + kind + `"><p class="alert-title">` + title + "</p>\n")
	case kind != "" && title == "" && entering:
		_, _ = w.WriteString(`<div class="` + html.EscapeString(strings.ReplaceAll(kind, " ", "-")) + `">` + "\n")
	case kind != "":
		_, _ = w.WriteString("</div>\n")
	case entering:
		_, _ = w.WriteString("<blockquote>\n")
	default:
		_, _ = w.WriteString("</blockquote>\n")
	}
	return ast.WalkContinue, nil
}

// ruleBadge links an item in the text to its rule's page.
func ruleBadge(item int) string {
	return `<a class="rule-id" href="` + slot(SlotRuleURL, item) + `">` + slot(SlotRule, item) + `</a> `
}

func (htmlRenderer) listItem(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</li>\n")
		return ast.WalkContinue, nil
	}
	if i, ok := intAttr(n, attrItem); ok {
		_, _ = w.WriteString(`<li class="rule" id="` + slot(SlotRule, i) + `">` + ruleBadge(i))
	} else {
		_, _ = w.WriteString("<li>")
	}
	return ast.WalkContinue, nil
}

func (htmlRenderer) table(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<div class="table" role="group" tabindex="0" aria-label="Table"><table>` + "\n")
	} else {
		_, _ = w.WriteString("</table></div>\n")
	}
	return ast.WalkContinue, nil
}

func (htmlRenderer) tableRow(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</tr>\n")
		if n.NextSibling() == nil {
			_, _ = w.WriteString("</tbody>\n")
		}
		return ast.WalkContinue, nil
	}
	if i, ok := intAttr(n, attrItem); ok {
		_, _ = w.WriteString(`<tr class="rule" id="` + slot(SlotRule, i) + `">` + "\n")
	} else {
		_, _ = w.WriteString("<tr>\n")
	}
	return ast.WalkContinue, nil
}

func (htmlRenderer) tableCell(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	tag := "td"
	if n.Parent().Kind() == east.KindTableHeader && n.HasChildren() { // an empty one heads nothing
		tag = "th"
	}
	if !entering {
		_, _ = w.WriteString("</" + tag + ">\n")
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString("<" + tag)
	if tag == "th" {
		_, _ = w.WriteString(` scope="col"`)
	}
	if a := n.(*east.TableCell).Alignment; a != east.AlignNone {
		_, _ = w.WriteString(` class="` + a.String() + `"`)
	}
	_ = w.WriteByte('>')
	if i, ok := intAttr(n.Parent(), attrItem); ok && n.PreviousSibling() == nil {
		_, _ = w.WriteString(ruleBadge(i))
	}
	return ast.WalkContinue, nil
}

// policy is what raw HTML of guides may hold: text markup, no style, no
// script, no form, no id that could stand for one of ours.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("br", "hr", "p", "b", "i", "em", "strong", "sup", "sub", "kbd", "code", "pre", "ul", "ol", "li",
		"dl", "dt", "dd", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "caption", "div", "span",
		"blockquote", "s", "del", "ins", "mark", "abbr", "cite", "q", "samp", "var", "small", "u")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	return p
}()

var cleanHref = regexp.MustCompile(`<a href="[^"]*"`)

// sanitise gives raw HTML without what could do harm, its links as slots.
func sanitise(raw string, n ast.Node) string {
	switch raw {
	case "<br>", "<br/>", "<br />", "<BR>":
		return "<br>"
	}
	out := policy.Sanitize(raw)
	if v, ok := n.AttributeString(attrAnchors); ok {
		for _, id := range v.([]string) {
			out = `<span id="` + id + `"></span>` + out
		}
	}
	next, ok := intAttr(n, attrLink)
	return cleanHref.ReplaceAllStringFunc(out, func(s string) string {
		if !ok {
			return "<a"
		}
		next++
		return `<a href="` + slot(SlotLink, next-1) + `"`
	})
}

func (htmlRenderer) rawHTML(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		var b strings.Builder
		segs := n.(*ast.RawHTML).Segments
		for i := range segs.Len() {
			seg := segs.At(i)
			b.Write(seg.Value(src))
		}
		_, _ = w.WriteString(sanitise(b.String(), n))
	}
	return ast.WalkSkipChildren, nil
}

func (htmlRenderer) htmlBlock(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(sanitise(string(blockSource(n, src)), n))
	}
	return ast.WalkContinue, nil
}

package content

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
)

var htmlHref = regexp.MustCompile(`(?i)<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')`)

// collectLinks notes every link and image of the document in order.
func (r *reader) collectLinks(root ast.Node) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			r.addLink(n, linkTarget(n.Destination), plainText(n, r.src), n.Pos())
		case *ast.AutoLink:
			href := string(n.URL(r.src))
			if n.AutoLinkType == ast.AutoLinkEmail {
				href = "mailto:" + href
			}
			r.addLink(n, href, string(n.Label(r.src)), n.Pos())
		case *ast.Image:
			n.SetAttributeString(attrImage, len(r.doc.Images))
			r.doc.Images = append(r.doc.Images, Image{linkTarget(n.Destination), plainAlt(n, r.src), r.lines.pos(n.Pos())})
		case *ast.RawHTML:
			for i := range n.Segments.Len() {
				seg := n.Segments.At(i)
				r.addHTMLLinks(n, seg.Start, string(seg.Value(r.src)))
			}
		case *ast.HTMLBlock:
			if n.Lines().Len() > 0 {
				r.addHTMLLinks(n, n.Lines().At(0).Start, string(blockSource(n, r.src)))
			}
		}
		return ast.WalkContinue, nil
	})
}

func (r *reader) addLink(n ast.Node, href, text string, offset int) {
	if offset < 0 {
		offset, _ = blockSpan(n.Parent())
	}
	r.links[n] = append(r.links[n], len(r.doc.Links))
	n.SetAttributeString(attrLink, len(r.doc.Links))
	r.doc.Links = append(r.doc.Links, Link{Href: href, Text: text, Pos: r.lines.pos(offset)})
}

// addHTMLLinks notes the <a href> of raw HTML that starts at offset.
func (r *reader) addHTMLLinks(n ast.Node, offset int, html string) {
	first := len(r.doc.Links)
	for _, m := range htmlHref.FindAllStringSubmatchIndex(html, -1) {
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		r.addLink(n, linkTarget([]byte(html[from:to])), "", offset+m[0])
	}
	if len(r.doc.Links) > first {
		n.SetAttributeString(attrLink, first)
	}
}

// linksIn gives the links in a node and below it, in document order.
func (r *reader) linksIn(n ast.Node) []int {
	var links []int
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			links = append(links, r.links[c]...)
		}
		return ast.WalkContinue, nil
	})
	return links
}

// plainAlt gives the text that stands for an image.
func plainAlt(n *ast.Image, src []byte) string {
	s := ""
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s += plainText(c, src) + " "
	}
	return foldSpace(s)
}

package content

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

var htmlHref = regexp.MustCompile(`(?i)<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')`)

// collectLinks notes every link and image of the document in order.
func (r *reader) collectLinks(root ast.Node) {
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if isTabHeading(n) {
				return ast.WalkSkipChildren, nil
			}
		case *ast.Link:
			r.addLink(n, linkTarget(n.Destination), linkText(n, r.src), n.Pos())
		case *video:
			r.addLink(n, n.href, "Video", n.Pos())
		case *learnImage:
			r.addLearnImage(n, n.attrs, n.Pos())
		case *directive:
			if n.name == "image" {
				r.addLearnImage(n, n.attrs, n.Pos())
			}
		case *ast.AutoLink:
			href := string(n.URL(r.src))
			if n.AutoLinkType == ast.AutoLinkEmail {
				href = "mailto:" + href
			}
			r.addLink(n, href, string(n.Label(r.src)), n.Pos())
		case *ast.Image:
			n.SetAttributeString(attrImage, len(r.doc.Images))
			r.doc.Images = append(r.doc.Images, Image{Src: linkTarget(n.Destination), Alt: plainAlt(n, r.src), Pos: r.lines.pos(n.Pos())})
		case *ast.RawHTML:
			r.noteRawHTML(n.Segments)
			for i := range n.Segments.Len() {
				seg := n.Segments.At(i)
				r.addHTMLLinks(n, seg.Start, string(seg.Value(r.src)))
			}
		case *ast.HTMLBlock:
			r.noteRawHTML(n.Lines())
			if n.Lines().Len() > 0 {
				r.addHTMLLinks(n, n.Lines().At(0).Start, string(blockSource(n, r.src)))
			}
		}
		return ast.WalkContinue, nil
	})
}

// addLearnImage notes an image written between triple colons, and its larger
// form where it has one.
func (r *reader) addLearnImage(n ast.Node, attrs map[string]string, offset int) {
	n.SetAttributeString(attrImage, len(r.doc.Images))
	img := Image{Src: attrs["source"], Alt: foldSpace(attrs["alt-text"]), Icon: attrs["type"] == "icon", Plain: strings.EqualFold(attrs["border"], "false"), Pos: r.lines.pos(offset)}
	r.doc.Images = append(r.doc.Images, img)
	if large := attrs["lightbox"]; large != "" && !img.Icon {
		r.doc.Images = append(r.doc.Images, Image{Src: large, Lightbox: true, Pos: img.Pos})
	}
}

// linkText gives the text of a link, or of the images it consists of.
func linkText(n ast.Node, src []byte) string {
	if s := plainText(n, src); s != "" {
		return s
	}
	var alts []string
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		switch c := c.(type) {
		case *ast.Image:
			if entering {
				alts = append(alts, plainAlt(c, src))
			}
		case *learnImage:
			if entering {
				alts = append(alts, c.attrs["alt-text"])
			}
		}
		return ast.WalkContinue, nil
	})
	return foldSpace(strings.Join(alts, " "))
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
	r.addHTMLAnchors(n, html)
}

// htmlAnchor is an anchor that a guide sets by hand: <a name="…">.
var htmlAnchor = regexp.MustCompile(`(?i)<a\s(?:[^>]*?\s)?(?:name|id)\s*=\s*["']?([A-Za-z][A-Za-z0-9_-]*)`)

// addHTMLAnchors notes the anchors in raw HTML. On the page their IDs begin
// with "anchor.", so that they cannot take the place of the page's own.
func (r *reader) addHTMLAnchors(n ast.Node, html string) {
	var ids []string
	for _, m := range htmlAnchor.FindAllStringSubmatch(html, -1) {
		if _, taken := r.doc.aliases[m[1]]; !taken {
			r.doc.aliases[m[1]] = "anchor." + m[1]
			ids = append(ids, "anchor."+m[1])
		}
	}
	if len(ids) > 0 {
		n.SetAttributeString(attrAnchors, ids)
	}
}

// noteRawHTML keeps whether there is raw HTML that could be out of balance.
func (r *reader) noteRawHTML(lines *text.Segments) {
	if r.rawHTML || lines.Len() == 0 {
		return
	}
	raw := r.src[lines.At(0).Start:lines.At(lines.Len()-1).Stop]
	r.rawHTML = !harmlessHTML.Match(raw)
}

// harmlessHTML is a line break, or one comment and nothing behind it.
var harmlessHTML = regexp.MustCompile(`(?i)^(?:<br ?/?>|<!--[^>]*-->\s*)$`)

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

package content

import (
	"html"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// The HTML of Learn's own syntax. Nothing here needs a script.

func (htmlRenderer) learnImage(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		writeImage(w, n, n.(*learnImage).attrs)
	}
	return ast.WalkSkipChildren, nil
}

// writeImage writes the picture of a node, as a link to its larger form where
// it has one.
func writeImage(w util.BufWriter, n ast.Node, attrs map[string]string) {
	i, ok := intAttr(n, attrImage)
	if !ok {
		return
	}
	large := attrs["lightbox"] != "" && attrs["type"] != "icon" && !insideLink(n)
	if large {
		_, _ = w.WriteString(`<a class="lightbox" href="` + slot(SlotImage, i+1) + `">`)
	}
	_, _ = w.WriteString(slot(SlotPicture, i))
	if large {
		_, _ = w.WriteString("</a>")
	}
}

func insideLink(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}

func (htmlRenderer) video(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if i, ok := intAttr(n, attrLink); ok && entering {
		_, _ = w.WriteString(`<a class="video-link" href="` + slot(SlotLink, i) + `">Watch the video</a>`)
	}
	return ast.WalkSkipChildren, nil
}

// directive writes rows, columns and pictures with a long description.
func (htmlRenderer) directive(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	d := n.(*directive)
	switch {
	case d.name != "image" && entering:
		class := d.name
		if span := d.attrs["span"]; len(span) == 1 && span[0] >= '2' && span[0] <= '4' {
			class += " span-" + span
		}
		_, _ = w.WriteString(`<div class="` + class + `">` + "\n")
	case d.name != "image":
		_, _ = w.WriteString("</div>\n")
	case entering:
		_, _ = w.WriteString("<figure>")
		writeImage(w, n, d.attrs)
		if d.HasChildren() {
			_, _ = w.WriteString("\n<figcaption><details><summary>Description of the image</summary>\n")
		}
	default:
		if d.HasChildren() {
			_, _ = w.WriteString("</details></figcaption>")
		}
		_, _ = w.WriteString("</figure>\n")
	}
	return ast.WalkContinue, nil
}

func (htmlRenderer) tabGroup(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<div class="tabs">` + "\n")
	} else {
		_, _ = w.WriteString("</div>\n")
	}
	return ast.WalkContinue, nil
}

func (htmlRenderer) tab(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<section class="tab" id="` + html.EscapeString(n.(*tab).id) + `">` + "\n")
	} else {
		_, _ = w.WriteString("</section>\n")
	}
	return ast.WalkContinue, nil
}

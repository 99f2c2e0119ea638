package content

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// vagueTexts are link texts that say nothing of where the link leads.
var vagueTexts = map[string]bool{
	"here": true, "click here": true, "this": true, "link": true, "this link": true, "more": true, "read more": true,
	"see here": true, "this page": true, "this article": true, "this document": true, "learn more": true,
}

var (
	learnLocale  = regexp.MustCompile(`(?i)^(?:(?:https?:)?//(?:learn|docs)\.microsoft\.com)?/([a-z]{2}-[a-z]{2})(?:/|$)`)
	plainHTTP    = regexp.MustCompile(`(?i)^http://([^/:?#]+)`)
	privateHosts = regexp.MustCompile(`(?i)^(?:localhost|127\.|10\.|192\.168\.|169\.254\.|0\.0\.0\.0|schemas\.|www\.w3\.org$|\[)|(?:\.local|\.internal|\.example|\.test|^example\.(?:com|org|net)|\.example\.(?:com|org|net))$`)
)

// lintLinks looks at each link and image by itself.
func (r *reader) lintLinks() {
	for _, l := range r.doc.Links {
		if m := learnLocale.FindStringSubmatch(l.Href); m != nil {
			r.problemAt(l.Pos, "locale-link", fmt.Sprintf("take /%s out of the link: Learn chooses the reader's language", m[1]))
		}
		if m := plainHTTP.FindStringSubmatch(l.Href); m != nil && !privateHosts.MatchString(m[1]) {
			r.problemAt(l.Pos, "http-link", fmt.Sprintf("link to http://%s: use https, if the host has it", m[1]))
		}
		if text := strings.ToLower(strings.Trim(l.Text, " .,:;!→»>")); vagueTexts[text] {
			r.problemAt(l.Pos, "vague-link-text", fmt.Sprintf("link text %s: name the page it leads to", quote(l.Text)))
		}
	}
	for _, img := range r.doc.Images {
		if img.Alt == "" && !img.Icon && !img.Lightbox {
			r.problemAt(img.Pos, "missing-alt-text", fmt.Sprintf("image %s has no text: say what it shows", quote(img.Src)))
		}
	}
}

// lintLinkText reports a link that shows nothing.
func (r *reader) lintLinkText(n *ast.Link) {
	if linkText(n, r.src) != "" {
		return
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.(type) {
		case *ast.Image, *learnImage, *ast.RawHTML:
			return // the image's missing text is reported itself
		}
	}
	if i, ok := intAttr(n, attrLink); ok {
		r.problemAt(r.doc.Links[i].Pos, "empty-link-text", "link without text: write between the brackets where it leads")
	}
}

// lintBrackets looks for "[text](target with blanks)" that Markdown left as
// text.
func (r *reader) lintBrackets(n *ast.Text) {
	if n.IsRaw() {
		return
	}
	seg := n.Segment.Value(r.src)
	i := bytes.IndexByte(seg, ']')
	for i >= 0 {
		at := n.Segment.Start + i
		if target, ok := spacedTarget(r.src[at:]); ok && (at == 0 || r.src[at-1] != '\\') {
			r.problemAt(r.lines.pos(at), "link-spaces", fmt.Sprintf("not a link: its target %s has a blank in it", quote(target)))
		}
		next := bytes.IndexByte(seg[i+1:], ']')
		if next < 0 {
			return
		}
		i += 1 + next
	}
}

// spacedTarget tells whether src goes on with "](target)" whose target is an
// address with blanks in it.
func spacedTarget(src []byte) (string, bool) {
	if len(src) < 4 || src[1] != '(' {
		return "", false
	}
	end := bytes.IndexAny(src[:min(len(src), 1000)], ")\n")
	if end < 0 || src[end] != ')' {
		return "", false
	}
	target := strings.TrimSpace(string(src[2:end]))
	first, rest, spaced := strings.Cut(target, " ")
	if !spaced || strings.ContainsAny(strings.TrimSpace(rest)[:1], `"'(`) {
		return "", false
	}
	return target, strings.Contains(first, "/") || strings.HasPrefix(first, "#") || strings.HasSuffix(target, ".md")
}

package content_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pillars/content"
)

// voidTags have no end tag.
var voidTags = []string{"br", "hr", "img"}

// allowedTags are all tags a body may hold.
var allowedTags = []string{
	"a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em",
	"figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre",
	"q", "s", "samp", "section", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead",
	"tr", "u", "ul", "var",
}

// allowedAttrs are all attributes a body may hold.
var allowedAttrs = []string{
	"alt", "aria-label", "class", "colspan", "href", "id", "loading", "role", "rowspan", "scope", "src", "start", "tabindex", "title",
}

// checkHTML holds that a body is balanced, holds nothing but the tags and
// attributes above, has each ID once, and that every address in it is a slot.
func checkHTML(t testing.TB, d *content.Document) {
	t.Helper()
	var b strings.Builder
	err := d.Body.Write(&b, func(kind content.SlotKind, n int) string {
		switch kind {
		case content.SlotLink:
			if n >= len(d.Links) {
				t.Errorf("slot of link %d, there are %d", n, len(d.Links))
			}
		case content.SlotImage, content.SlotPicture:
			if n >= len(d.Images) {
				t.Errorf("slot of image %d, there are %d", n, len(d.Images))
			}
		case content.SlotRule, content.SlotRuleURL:
			if n >= len(d.Items) {
				t.Errorf("slot of item %d, there are %d", n, len(d.Items))
			}
			if kind == content.SlotRule {
				return "R-" + string(rune('0'+n%10)) + strings.Repeat("0", n/10)
			}
		}
		return "slot"
	})
	if err != nil {
		t.Fatal(err)
	}
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(b.String()))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%d not closed: %q", len(open), open[:min(len(open), 5)])
			}
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			if !slices.Contains(allowedTags, tok.Data) {
				t.Errorf("tag <%s>", tok.Data)
			}
			for _, a := range tok.Attr {
				switch {
				case !slices.Contains(allowedAttrs, a.Key):
					t.Errorf("attribute %s of <%s>", a.Key, tok.Data)
				case (a.Key == "href" || a.Key == "src") && a.Val != "slot":
					t.Errorf("address %q of <%s> is no slot", a.Val, tok.Data)
				case a.Key == "id" && ids[a.Val]:
					t.Errorf("id %q twice", a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				}
			}
			if !slices.Contains(voidTags, tok.Data) {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				t.Errorf("</%s> closes %q", name, open[max(0, len(open)-5):])
				return
			}
			open = open[:len(open)-1]
		}
	}
}

package content

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// balanceHTML closes what raw HTML left open and drops ends without a start,
// so that a guide's HTML cannot reach beyond its own text. Only a source with
// raw HTML can need it.
func balanceHTML(body string, hasRaw bool) string {
	if !hasRaw {
		return body
	}
	context := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(strings.NewReader(body), context)
	if err != nil {
		return html.EscapeString(body)
	}
	var b strings.Builder
	b.Grow(len(body))
	for _, n := range nodes {
		if html.Render(&b, n) != nil {
			return html.EscapeString(body)
		}
	}
	return b.String()
}

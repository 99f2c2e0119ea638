package content

import (
	"strings"

	"github.com/yuin/goldmark/ast"
)

// collectHeadings gives every heading its anchor: Learn's own where that is
// unique in the document, else the one of the heading above in front of it.
func (r *reader) collectHeadings(root ast.Node) {
	type entry struct{ slug, parent string }
	var nodes []*ast.Heading
	var entries []entry
	count := map[string]int{}
	var parents [7]string
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		if isTabHeading(h) {
			return ast.WalkSkipChildren, nil
		}
		slug := learnSlug(rawText(h, r.src))
		parent := ""
		for l := h.Level - 1; l > 1 && parent == ""; l-- {
			parent = parents[l]
		}
		parents[h.Level] = slug
		for l := h.Level + 1; l < len(parents); l++ {
			parents[l] = ""
		}
		nodes, entries = append(nodes, h), append(entries, entry{slug, parent})
		count[slug]++
		return ast.WalkSkipChildren, nil
	})
	taken := map[string]bool{}
	next := map[string]int{} // the number to try next behind an anchor that is taken
	for i, h := range nodes {
		e := entries[i]
		anchor := e.slug
		if anchor == "" {
			anchor = "section"
		}
		if count[e.slug] > 1 && e.parent != "" {
			anchor = e.parent + "-" + e.slug
		}
		anchor = unique(anchor, taken, next)
		learn := e.slug
		if k := r.slugs[e.slug]; k > 0 {
			learn = e.slug + "-" + itoa(k)
		}
		r.slugs[e.slug]++
		if learn != anchor {
			r.doc.aliases[learn] = anchor
		}
		title := plainText(h, r.src)
		r.headings[h] = len(r.doc.Headings)
		r.doc.Headings = append(r.doc.Headings, Heading{h.Level, title, anchor, r.lines.pos(h.Pos())})
		h.SetAttributeString("id", []byte(anchor))
		if h.Level == 1 && r.doc.Title == "" {
			r.doc.Title = title
		}
	}
	for learn := range r.doc.aliases {
		if taken[learn] {
			delete(r.doc.aliases, learn) // another heading has that anchor for its own
		}
	}
	if r.doc.Title == "" {
		r.doc.Title = r.doc.Meta.Title
	}
}

// unique gives a name that is not taken, with a number behind it where the
// name itself is, and takes it.
func unique(name string, taken map[string]bool, next map[string]int) string {
	free := name
	for taken[free] {
		next[name] = max(next[name], 1) + 1
		free = name + "-" + itoa(next[name])
	}
	taken[free] = true
	return free
}

// learnSlug gives the anchor that Learn gives a heading: lower case, blanks to
// hyphens, punctuation dropped.
func learnSlug(text string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(text) {
		switch {
		case c == ' ' || c == '-':
			b.WriteByte('-')
		case c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c > 127 && isLetter(c):
			b.WriteRune(c)
		}
	}
	return b.String()
}

package site

import (
	"html/template"
	"strings"

	"pillars/content"
)

func (b *builder) guidePages() []page {
	pages := []page{{
		url: guidesURL, template: "guides.html", section: guidesURL, title: "Guides",
		summary: "The articles the rules come from.",
		view:    func(p Page) any { return b.guidesView(p) },
	}}
	for _, d := range b.Library.Docs {
		if b.Library.Hidden(d) {
			continue
		}
		url := guideURL(d.Path)
		pages = append(pages, page{
			url: url, template: "guide.html", section: guidesURL, title: docTitle(d), summary: d.Meta.Description,
			crumbs: b.contents().crumbs(url),
			data:   b.articleData(url, docTitle(d), d.Meta.Description, d.Meta.Updated),
			view:   func(p Page) any { return b.guideView(p, d) },
		})
	}
	return pages
}

func (b *builder) guideView(p Page, d *content.Document) GuideView {
	body, err := b.bodyHTML(d, p.Root)
	if err != nil { // a strings.Builder does not fail
		body = template.HTML(template.HTMLEscapeString(err.Error())) //nolint:gosec // escaped
	}
	v := GuideView{
		Page: p, Body: body, Rules: len(b.byDoc[d.Path]), Source: d.Path, SourceURL: b.Library.Settings.SourceURL(d.Path, 1),
		Updated: d.Meta.Updated, Moved: b.movedViews(p.Root, d, string(body)),
	}
	v.Previous, v.Next = b.contents().neighbours(p.Root, p.URL)
	v.Contents = headings(d)
	for i := range v.Contents {
		if e := &v.Contents[i]; e.Level == 2 {
			e.Pillar = b.pillarNamed(e.Text)
		}
	}
	return v
}

// headings lists the headings of levels 2 and 3.
func headings(d *content.Document) []ContentsEntry {
	var out []ContentsEntry
	for _, h := range d.Headings {
		if h.Level == 2 || h.Level == 3 {
			out = append(out, ContentsEntry{Level: h.Level, Text: h.Text, Anchor: h.Anchor})
		}
	}
	return out
}

// pillarNamed gives the ID of the pillar that a heading is the name of, "" for
// none.
func (b *builder) pillarNamed(heading string) string {
	for _, pl := range b.Catalog.Pillars {
		if content.IsPillarName(heading, pl.ID) {
			return pl.ID
		}
	}
	return ""
}

// movedViews gives the headings that a guide had once and that can be read
// elsewhere now, without those whose anchor means something else today.
func (b *builder) movedViews(root string, d *content.Document, body string) []MovedView {
	var views []MovedView
	for _, m := range b.Library.MovedHeadings(d) {
		if slug(m.Anchor) != m.Anchor || strings.Contains(body, `id="`+m.Anchor+`"`) {
			continue
		}
		views = append(views, MovedView{ID: m.Anchor, Title: targetTitle(m.To), URL: targetURL(root, m.To)})
	}
	return views
}

// targetTitle says what a link leads to: the heading, the page, or the
// address.
func targetTitle(t content.Target) string {
	switch {
	case t.Hub != nil:
		return hubTitle(t.Hub)
	case t.Doc == nil:
		return t.URL
	}
	for _, h := range t.Doc.Headings {
		if t.Anchor != "" && h.Anchor == t.Anchor {
			return h.Text
		}
	}
	return docTitle(t.Doc)
}

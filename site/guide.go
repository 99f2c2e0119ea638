package site

import (
	"html/template"

	"pillars/content"
)

func (b *builder) guidePages() []page {
	pages := []page{{
		url: guidesURL, template: "guides.html", section: guidesURL, title: "Guides",
		summary: "The articles the rules come from.",
		view:    func(p Page) any { return GuidesView{p, b.guideRefs(p.Root)} },
	}}
	for _, d := range b.Library.Docs {
		pages = append(pages, page{
			url: guideURL(d.Path), template: "guide.html", section: guidesURL, title: docTitle(d), summary: d.Meta.Description,
			crumbs: []Crumb{{"Guides", guidesURL}},
			data:   b.articleData(guideURL(d.Path), docTitle(d), d.Meta.Description, d.Meta.Updated),
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
	v := GuideView{Page: p, Body: body, Rules: len(b.byDoc[d.Path]), Source: d.Path, Updated: d.Meta.Updated}
	v.Contents = contents(d)
	for i := range v.Contents {
		e := &v.Contents[i]
		for _, pl := range b.Catalog.Pillars {
			if e.Level == 2 && content.IsPillarName(e.Text, pl.ID) {
				e.Pillar = pl.ID
			}
		}
	}
	return v
}

// contents lists the headings of levels 2 and 3.
func contents(d *content.Document) []ContentsEntry {
	var out []ContentsEntry
	for _, h := range d.Headings {
		if h.Level == 2 || h.Level == 3 {
			out = append(out, ContentsEntry{Level: h.Level, Text: h.Text, Anchor: h.Anchor})
		}
	}
	return out
}

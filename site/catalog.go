package site

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"html/template"
	"path"
	"strings"

	"pillars/content"
	"pillars/rules/export"
	"pillars/rules/spec"
)

func (b *builder) catalogPages() []page {
	doc := content.Parse("specification.md", spec.Specification, content.Options{})
	return []page{{
		url: catalogURL, template: "catalog.html", section: catalogURL, title: b.text("pages.catalog"),
		summary: b.text("pages.catalogAbout"),
		data:    b.datasetData(),
		view:    func(p Page) any { return b.catalogView(p) },
	}, {
		url: specificationURL, template: "specification.html", section: catalogURL, title: doc.Title, summary: doc.Meta.Description,
		crumbs: []Crumb{{b.text("layout.catalog"), catalogURL}},
		data:   b.articleData(specificationURL, doc.Title, doc.Meta.Description, ""),
		view: func(p Page) any {
			return SpecificationView{Page: p, Contents: headings(doc), Body: ownHTML(doc), Source: p.Root + apiSpecificationURL}
		},
	}}
}

func (b *builder) catalogView(p Page) CatalogView {
	changed := ""
	for i := range b.Catalog.Rules {
		changed = max(changed, b.Catalog.Rules[i].Modified)
	}
	zip := ""
	if b.Zip {
		zip = p.Root + zipURL
	}
	exports := downloads(p.Root, b.api.exports)
	var lost [][]export.Loss
	for _, d := range exports {
		lost = append(lost, d.Lost)
	}
	return CatalogView{
		Page: p, Changed: changed, Digest: b.Catalog.Digest, SchemaVersion: b.Catalog.SchemaVersion, Active: len(b.active), Withdrawn: len(b.Catalog.Rules) - len(b.active),
		Files:   downloads(p.Root, b.api.files),
		Exports: exports, Losses: lossTable(export.Formats[:len(exports)], lost), Policies: downloads(p.Root, b.api.policies), Schemas: downloads(p.Root, b.api.schemas), Conformance: downloads(p.Root, b.api.conformance),
		TooMany: len(b.Catalog.Rules) > mostExported, Formats: export.Formats,
		Sums: p.Root + apiSumsURL, Specification: p.Root + specificationURL, Zip: zip,
		Embed: b.snippets(embedSnippets), Sync: b.snippets(syncSnippets),
	}
}

// downloads shows files of the API. One that could not be made is left out:
// its own task fails the build.
func downloads(root string, files []*apiFile) []Download {
	var out []Download
	for _, f := range files {
		made, err := f.made()
		if err != nil {
			continue
		}
		d := Download{Name: path.Base(f.url), URL: root + f.url, About: f.about, Size: size(made.size), Digest: made.digest(), Lost: made.lost}
		if made.gzip != nil {
			d.Gzip = &Download{Name: path.Base(made.gzip.url), URL: root + made.gzip.url, Size: size(made.gzip.size)}
		}
		out = append(out, d)
	}
	return out
}

// size gives a number of bytes as people read it.
func size(n int64) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// ownHTML gives the text of a document of ours, which is no guide: its links
// lead where they say.
func ownHTML(d *content.Document) template.HTML {
	var out strings.Builder
	err := d.Body.Write(&out, func(kind content.SlotKind, n int) string {
		if kind == content.SlotLink {
			return template.HTMLEscapeString(d.Links[n].Href)
		}
		return ""
	})
	if err != nil { // a strings.Builder does not fail
		return template.HTML(template.HTMLEscapeString(err.Error())) //nolint:gosec // escaped
	}
	return template.HTML(out.String()) //nolint:gosec // content sanitises bodies
}

// writeSitemap lists the pages that search engines should know.
func (b *builder) writeSitemap(pages []page) error {
	var buf bytes.Buffer
	buf.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, p := range pages {
		if p.url == notFoundURL || p.url == offlineURL {
			continue
		}
		buf.WriteString("<url><loc>")
		if err := xml.EscapeText(&buf, []byte(b.BaseURL+p.url)); err != nil {
			return err
		}
		buf.WriteString("</loc></url>\n")
	}
	buf.WriteString("</urlset>\n")
	return b.write(sitemapURL, buf.Bytes())
}

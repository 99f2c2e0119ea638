package site

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"pillars/content"
	"pillars/rules"
)

// What the site says to machines: JSON-LD in pages, and llms.txt. Addresses in
// JSON-LD are absolute, so there is some only where the site's address is
// known.

// ld is a JSON-LD object.
type ld map[string]any

// crumbData says the way from home to a page (schema.org BreadcrumbList).
func (b *builder) crumbData(p page) any {
	if b.BaseURL == "" || len(p.crumbs) == 0 {
		return nil
	}
	var items []ld
	for i, c := range append(slices.Clone(p.crumbs), Crumb{p.title, p.url}) {
		items = append(items, ld{"@type": "ListItem", "position": i + 1, "name": c.Title, "item": b.BaseURL + c.URL})
	}
	return ld{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
}

// articleData describes a page of text (schema.org TechArticle).
func (b *builder) articleData(url, title, summary, modified string) any {
	if b.BaseURL == "" {
		return nil
	}
	d := ld{"@context": "https://schema.org", "@type": "TechArticle", "headline": title, "url": b.BaseURL + url}
	if summary != "" {
		d["description"] = summary
	}
	if modified != "" {
		d["dateModified"] = modified
	}
	return d
}

// datasetData describes the catalog and its files (schema.org Dataset).
func (b *builder) datasetData() any {
	if b.BaseURL == "" {
		return nil
	}
	files := []ld{{"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": b.BaseURL + apiCatalogURL}}
	for _, f := range b.api.exports {
		files = append(files, ld{"@type": "DataDownload", "name": f.about, "contentUrl": b.BaseURL + f.url})
	}
	return ld{
		"@context": "https://schema.org", "@type": "Dataset", "name": b.name() + ": rule catalog",
		"description": fmt.Sprintf("%d Well-Architected rules as JSON, with a schema.", len(b.active)),
		"url":         b.BaseURL + catalogURL, "identifier": b.Catalog.Digest, "version": b.Catalog.SchemaVersion,
		"distribution": files,
	}
}

// machineTasks writes llms.txt and the service worker.
func (b *builder) machineTasks(pages []page) []func(*bytes.Buffer) error {
	tasks := []func(*bytes.Buffer) error{
		func(*bytes.Buffer) error { return b.write(llmsURL, []byte(b.llms())) },
	}
	if b.Offline {
		tasks = append(tasks, func(*bytes.Buffer) error { return b.write(serviceWorkerURL, b.serviceWorker(pages)) })
	}
	return tasks
}

// llms gives the site's table of contents for language models, as plain
// Markdown (llmstxt.org).
func (b *builder) llms() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# %s\n\n> %d rules for well-architected workloads, each with an ID that stays, many with an automated check.\n\n", b.name(), len(b.active))
	fmt.Fprintf(&s, "A rule's page is %s<ID>/, its data %s.\n\n## Data\n\n", b.BaseURL+rulesURL, b.BaseURL+apiRuleURL("<ID>"))
	fmt.Fprintf(&s, "- [Catalog](%s): every rule as JSON\n- [Index](%s): ID, digest and date of each rule\n- [Specification](%s): what every field means, and how a check is run\n\n## Guides\n\n",
		b.BaseURL+apiCatalogURL, b.BaseURL+apiIndexURL, b.BaseURL+apiSpecificationURL)
	for _, d := range b.Library.Docs {
		fmt.Fprintf(&s, "- [%s](%s)%s\n", docTitle(d), b.BaseURL+guideURL(d.Path), colon(d.Meta.Description))
	}
	for _, d := range b.Library.Docs {
		if rs := b.byDoc[d.Path]; len(rs) > 0 {
			fmt.Fprintf(&s, "\n## Rules of %s\n\n", serviceOrTitle(b, d, rs))
			for _, r := range rs {
				fmt.Fprintf(&s, "- [%s](%s): %s\n", r.ID, b.BaseURL+ruleURL(r.ID), r.Title)
			}
		}
	}
	return s.String()
}

func serviceOrTitle(b *builder, d *content.Document, rs []*rules.Rule) string {
	if s := b.services[deref(rs[0].Service)]; s != nil {
		return s.Name
	}
	return docTitle(d)
}

func colon(s string) string {
	if s == "" {
		return ""
	}
	return ": " + s
}

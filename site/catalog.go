package site

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"

	"pillars/rules"
	"pillars/schema"
)

func (b *builder) catalogPages() []page {
	return []page{{
		url: catalogURL, template: "catalog.html", section: catalogURL, title: "Catalog and API",
		summary: "Download the rule catalog, embed the checker: plain files, each with a digest.",
		data:    b.datasetData(),
		view:    func(p Page) any { return b.catalogView(p) },
	}}
}

func (b *builder) catalogView(p Page) CatalogView {
	v := CatalogView{Page: p, Digest: b.Catalog.Digest, Origin: b.BaseURL}
	if v.Origin == "" {
		v.Origin = "https://your-site.example/"
	}
	if b.Zip {
		v.Zip = p.Root + zipURL
	}
	v.Files = append(v.Files, download(p.Root, apiCatalogURL, "Every rule, with its checks", b.catalogJSON))
	if text, err := b.indexJSON(); err == nil {
		v.Files = append(v.Files, download(p.Root, apiIndexURL, "ID and digest of each rule, for syncing", text))
	}
	v.Checker = download(p.Root, apiCheckerURL, "The checker as an ES module, for browsers and Node", b.Theme.Assets["checker.js"].Data)
	v.Files = append(v.Files, v.Checker)
	v.Files = append(v.Files, download(p.Root, apiElementURL, "The checker as a custom element, for any page", b.Theme.Assets["element.js"].Data))
	for _, name := range schema.Names() {
		if text, err := schema.Source(name); err == nil {
			v.Schemas = append(v.Schemas, download(p.Root, apiSchemaURL+name, "", text))
		}
	}
	return v
}

func download(root, url, about string, data []byte) Download {
	sum := sha256.Sum256(data)
	return Download{
		Name: url, URL: root + url, About: about, Size: fmt.Sprintf("%.1f kB", float64(len(data))/1000),
		Digest: "sha256-" + base64.StdEncoding.EncodeToString(sum[:]),
	}
}

// apiTasks writes the files of the API.
func (b *builder) apiTasks() []func(*bytes.Buffer) error {
	tasks := []func(*bytes.Buffer) error{
		func(*bytes.Buffer) error { return b.write(apiCatalogURL, b.catalogJSON) },
		func(*bytes.Buffer) error {
			text, err := b.indexJSON()
			if err != nil {
				return err
			}
			return b.write(apiIndexURL, text)
		},
		func(*bytes.Buffer) error { return b.write(apiCheckerURL, b.Theme.Assets["checker.js"].Data) },
		func(*bytes.Buffer) error { return b.write(apiElementURL, b.Theme.Assets["element.js"].Data) },
	}
	for _, name := range schema.Names() {
		tasks = append(tasks, func(*bytes.Buffer) error {
			text, err := schema.Source(name)
			if err != nil {
				return err
			}
			return b.write(apiSchemaURL+name, text)
		})
	}
	for i := range b.Catalog.Rules {
		r := &b.Catalog.Rules[i]
		tasks = append(tasks, func(buf *bytes.Buffer) error {
			buf.Reset()
			if err := writeJSON(buf, r); err != nil {
				return err
			}
			return b.write(apiRuleURL(r.ID), buf.Bytes())
		})
	}
	return tasks
}

// indexEntry is one line of api/v1/index.json.
type indexEntry struct {
	ID       string `json:"id"`
	Digest   string `json:"digest"`
	Modified string `json:"modified,omitempty"` // date on which it was changed last
}

func (b *builder) indexJSON() ([]byte, error) {
	index := struct {
		SchemaVersion string       `json:"schemaVersion"`
		Digest        string       `json:"digest"`
		Rules         []indexEntry `json:"rules"`
	}{b.Catalog.SchemaVersion, b.Catalog.Digest, []indexEntry{}}
	for i := range b.Catalog.Rules {
		r := &b.Catalog.Rules[i]
		digest, err := rules.Digest(b.Catalog.Rules[i : i+1])
		if err != nil {
			return nil, err
		}
		index.Rules = append(index.Rules, indexEntry{ID: r.ID, Digest: digest, Modified: b.changedOn(r)})
	}
	var buf bytes.Buffer
	err := writeJSON(&buf, index)
	return buf.Bytes(), err
}

func writeJSON(buf *bytes.Buffer, v any) error {
	enc := json.NewEncoder(buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// writeSitemap lists the pages that search engines should know.
func (b *builder) writeSitemap(pages []page) error {
	var buf bytes.Buffer
	buf.WriteString(xml.Header + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, p := range pages {
		if p.url == notFoundURL {
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

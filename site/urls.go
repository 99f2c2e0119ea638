package site

import (
	"path"
	"strings"

	"pillars/content"
	"pillars/rules/export"
)

// Every address of the site is made here. Addresses are slash paths below
// the site's root; those of pages end in "/" (a folder with its index.html),
// the root itself is "".
const (
	homeURL    = ""
	rulesURL   = "rules/"
	guidesURL  = "guides/"
	pillarsURL = "pillars/"
	reviewURL  = "review/"
	checkURL   = "check/"
	catalogURL = "catalog/"
	changesURL = "changes/"
	feedURL    = changesURL + "atom.xml"
	lintURL    = "lint/"

	apiURL           = "api/v1/"
	apiCatalogURL    = apiURL + "catalog.json"
	apiIndexURL      = apiURL + "index.json"
	apiCheckerURL    = apiURL + "checker.js"
	apiElementURL    = apiURL + "element.js"
	apiSchemaURL     = apiURL + "schema/"
	sitemapURL       = "sitemap.xml"
	llmsURL          = "llms.txt"
	styleURL         = "style/"
	zipURL           = "pillars-site.zip"
	serviceWorkerURL = "sw.js"
	offlineURL       = "offline/"
	notFoundURL      = "404.html"
	guideImagesURL   = guidesURL
)

const (
	specificationURL = catalogURL + "specification/"

	apiSpecificationURL = apiURL + "specification.md"
	apiRunnerURL        = apiURL + "runner.py"
	apiSumsURL          = apiURL + "SHA256SUMS"
	apiConformanceURL   = apiURL + "conformance/"
	apiPoliciesURL      = apiURL + "policies/"
	apiExportsURL       = apiURL + "exports/"
)

func ruleURL(id string) string       { return rulesURL + id + "/" }
func apiRuleURL(id string) string    { return apiURL + "rules/" + id + ".json" }
func lintCodeURL(code string) string { return lintURL + code + "/" }
func pillarURL(id string) string     { return pillarsURL + id + "/" }

// exportURL gives the address of the catalog in a foreign format:
// pillars.csv, pillars-oscal.json, …
func exportURL(f export.Format) string {
	name := "pillars"
	if "."+f.Name != f.Extension {
		name += "-" + f.Name
	}
	return apiExportsURL + name + f.Extension
}

// facetURL gives the address of the list of rules that have one value of a
// facet. No rule's ID has the form of a facet's name, so addresses of rules
// and of facets cannot meet.
func facetURL(facet, value string) string { return rulesURL + facet + "/" + value + "/" }

// guideURL gives the address of a guide's or a hub page by the path of its
// file in the content folder; an index.md or index.yml stands for its folder.
func guideURL(docPath string) string {
	p := strings.TrimSuffix(docPath, path.Ext(docPath))
	if p == "index" {
		return guidesURL + "index/" // the list of guides has the folder's own address
	}
	return guidesURL + strings.TrimSuffix(p, "/index") + "/"
}

// imageURL gives the address of an image by its path in the content folder.
func imageURL(p string) string { return guideImagesURL + p }

// file gives the file that an address is served from.
func file(url string) string {
	if url == "" || strings.HasSuffix(url, "/") {
		return url + "index.html"
	}
	return url
}

// root gives the way from a page back to the site's root: "../../" for
// "rules/AKS-001/". Pages link to each other by way of it, so that a site
// works below any path and from a file system.
func root(url string) string {
	if n := strings.Count(url, "/"); n > 0 {
		return strings.Repeat("../", n)
	}
	return "./"
}

// targetURL gives the address a guide's link leads to, from a page whose way
// to the root is given.
func targetURL(root string, t content.Target) string {
	if t.Hub != nil {
		return root + guideURL(t.Hub.Path)
	}
	if t.Doc == nil {
		if t.URL == "" {
			return "#"
		}
		return t.URL
	}
	u := root + guideURL(t.Doc.Path)
	if t.Anchor != "" {
		u += "#" + t.Anchor
	}
	return u
}

package site

import (
	"bytes"
	"slices"
	"strings"
)

// Reading without a network: a service worker keeps the main pages, what they
// need and whatever is visited. theme/ts/sw.ts is its code; the file that the
// site serves begins with what to keep.

// OfflineView is templates/offline.html: what is shown in place of a page that
// is not kept.
type OfflineView struct {
	Page
	Kept []Crumb // pages that are
}

func (b *builder) offlinePages() []page {
	if !b.Offline {
		return nil
	}
	return []page{{
		url: offlineURL, template: "offline.html", title: "No network",
		summary: "This page is not kept in your browser, and there is no network to get it from.",
		view: func(p Page) any {
			return OfflineView{p, []Crumb{
				{"Home", p.Root + homeURL}, {"Rules", p.Root + rulesURL}, {"Guides", p.Root + guidesURL}, {"Review a workload", p.Root + reviewURL},
				{"Check a configuration", p.Root + checkURL}, {"Catalog", p.Root + catalogURL},
			}}
		},
	}}
}

// serviceWorker gives the script that keeps the site: pages come fresh where
// there is a network, what has a hash in its name from the cache.
func (b *builder) serviceWorker(pages []page) []byte {
	var keep []string
	for _, p := range pages {
		if strings.Count(p.url, "/") <= 1 && p.url != notFoundURL { // home and the main pages
			keep = append(keep, "./"+p.url)
		}
	}
	for _, name := range b.Theme.Assets.Names() {
		if name != "sw.js" && name != "checker.js" && name != "element.js" {
			keep = append(keep, "./"+b.Theme.Assets[name].Path)
		}
	}
	keep = append(keep, "./"+b.checkCatalog.Path, "./"+b.searchNames.Path)
	slices.Sort(keep)
	var head bytes.Buffer
	head.WriteString("self.pillarsKeep=")
	if err := writeJSON(&head, ld{"version": b.Catalog.Digest + b.Theme.Assets["sw.js"].Path, "paths": keep, "offline": "./" + offlineURL}); err != nil {
		return nil // strings marshal
	}
	head.WriteString(";\n")
	return append(head.Bytes(), b.Theme.Assets["sw.js"].Data...)
}

package site

import (
	"net/url"
	"strings"

	"pillars/content"
)

// guidesView gives the list of guides: the tree of the table of contents, or
// cards by group.
func (b *builder) guidesView(p Page) GuidesView {
	c := b.contents()
	v := GuidesView{Page: p, Tree: c.listed, Guides: len(b.Library.Docs), Rules: len(b.active)}
	if c.own != nil {
		item := c.own.item(p.Root)
		v.Own = &item
	}
	for _, e := range c.top {
		if c.listed {
			v.Entries = addItem(v.Entries, e.item(p.Root))
			continue
		}
		g := GuideGroup{Title: e.title, Anchor: e.anchor}
		for _, child := range e.children {
			g.Guides = append(g.Guides, b.guideCard(p.Root, child))
		}
		v.Groups = append(v.Groups, g)
	}
	return v
}

// addItem adds an entry to those at the top of the tree. Pages that stand
// between the groups there are put together in items without a title.
func addItem(items []ContentsItem, item ContentsItem) []ContentsItem {
	if len(item.Items) > 0 {
		return append(items, item)
	}
	if n := len(items); n > 0 && items[n-1].Anchor == "" {
		items[n-1].Items = append(items[n-1].Items, item)
		return items
	}
	return append(items, ContentsItem{Items: []ContentsItem{item}})
}

// item gives an entry and those below it as the tree shows them.
func (e *entry) item(root string) ContentsItem {
	item := ContentsItem{Title: e.title, Anchor: e.anchor, Guides: e.guides, AllRules: e.allRules}
	if e.at >= 0 {
		item.Rules = e.rules
	}
	switch {
	case e.url != "":
		item.URL = root + e.url
		if e.fragment != "" {
			item.URL += "#" + e.fragment
		}
	case e.away != "":
		item.URL, item.Away = e.away, hostOf(e.away)
	}
	for _, child := range e.children {
		item.Items = append(item.Items, child.item(root))
	}
	return item
}

// hostOf gives the host of an absolute address, or the address where it has none.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return address
}

// guideCard gives a guide with what its rules are about, or a hub page.
func (b *builder) guideCard(root string, e *entry) GuideCard {
	d := e.doc
	if d == nil {
		return GuideCard{Title: e.title, URL: root + e.url, Summary: e.hub.Summary, Hub: true}
	}
	card := GuideCard{Title: e.title, URL: root + e.url, Summary: d.Meta.Description, Rules: e.rules, Updated: d.Meta.Updated}
	counts := map[string]int{}
	for _, r := range b.byDoc[d.Path] {
		counts[deref(r.Pillar)]++
		if len(r.Checks) > 0 {
			card.Automated++
		}
	}
	sections := map[string]string{} // pillar → anchor
	for _, h := range d.Headings {
		if id := b.pillarNamed(h.Text); id != "" && h.Level == 2 && sections[id] == "" {
			sections[id] = h.Anchor
		}
	}
	x := 0
	for _, pl := range b.Catalog.Pillars {
		n := counts[pl.ID]
		if n == 0 {
			continue
		}
		share := PillarShare{PillarRef: b.pillarRef(root, pl.ID), Rules: n, X: x, Width: n * shareWidth / e.rules}
		share.URL = card.URL
		if a := sections[pl.ID]; a != "" {
			share.URL += "#" + a
		}
		x += share.Width
		card.Pillars = append(card.Pillars, share)
	}
	return card
}

// shareWidth is the width of the bar that shows how a guide's rules are
// divided among the pillars.
const shareWidth = 1000

// hubTitle gives the title of a hub page.
func hubTitle(h *content.Hub) string {
	if h.Title != "" {
		return h.Title
	}
	return strings.TrimSuffix(h.Path, ".yml")
}

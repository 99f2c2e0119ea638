package site

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"pillars/content"
	"pillars/rules"
)

// contents is the order in which the guides are read: that of the folder's
// table of contents or, where it has none, by service and pillar.
type contents struct {
	top    []*entry
	own    *entry            // what the table of contents leads to as a whole, nil for nothing
	listed bool              // the folder has a table of contents
	places map[string]*entry // by the address of a page, the first entry for it
	order  []*entry          // guides and hub pages, each once
}

// entry is an entry of the contents: a page, an address elsewhere, or a mere
// group.
type entry struct {
	title    string
	url      string // of the page below the site's root, "" where it has none
	away     string // absolute address of what is not in the build
	fragment string // in the page
	doc      *content.Document
	hub      *content.Hub
	parent   *entry
	children []*entry
	anchor   string // of a group, in the list of guides
	at       int    // place in the order, -1 where its page has another one
	rules    int    // of its own guide

	guides, allRules int // here and below, each guide at its first entry
}

// readContents puts the guides in order.
func (b *builder) readContents() *contents {
	c := &contents{places: map[string]*entry{}, listed: len(b.Library.TOC) > 0}
	if c.listed {
		c.top = b.entries(b.Library.TOC, nil)
		if len(c.top) == 1 && len(c.top[0].children) > 0 { // one entry around everything is no group
			root := c.top[0]
			c.top = root.children
			for _, e := range c.top {
				e.parent = nil
			}
			if root.url != "" || root.away != "" {
				root.children = nil
				c.own = root
			}
		}
	} else {
		c.top = b.grouped()
	}
	if c.own != nil {
		c.place(c.own)
	}
	for _, e := range c.top {
		c.place(e)
	}
	if rest := b.unlisted(c); len(rest.children) > 0 {
		c.place(rest)
		c.top = append(c.top, rest)
	}
	c.name(c.top, "in", map[string]bool{})
	return c
}

// entries gives entries of a table of contents with what they lead to.
func (b *builder) entries(list []content.Entry, parent *entry) []*entry {
	var out []*entry
	for i := range list {
		e := b.entry(&list[i])
		e.parent = parent
		e.children = b.entries(list[i].Children, e)
		if e.title != "" {
			out = append(out, e)
		} else { // nothing to choose: what is below still has its place
			for _, c := range e.children {
				c.parent = parent
			}
			out = append(out, e.children...)
		}
	}
	return out
}

// entry gives an entry of a table of contents or of a hub page without those
// below.
func (b *builder) entry(from *content.Entry) *entry {
	e := &entry{title: from.Name, at: -1}
	if from.Href == "" {
		return e
	}
	t, _ := b.Library.Resolve(&content.Document{Path: from.Link.Pos.File}, from.Link)
	switch {
	case t.Doc != nil:
		*e = b.guideEntry(t.Doc, from.Name)
		e.fragment = t.Anchor
	case t.Hub != nil:
		e.url, e.hub = guideURL(t.Hub.Path), t.Hub
	default:
		e.away = t.URL
	}
	return e
}

func (b *builder) guideEntry(d *content.Document, title string) entry {
	return entry{title: title, url: guideURL(d.Path), doc: d, rules: len(b.byDoc[d.Path]), at: -1}
}

// grouped puts the guides of a folder without a table of contents under
// headings: those about a service, those about a pillar, others. Within a
// group those with most rules come first, pillars in the catalog's order.
func (b *builder) grouped() []*entry {
	words := b.Theme.Strings
	groups := []*entry{{title: words.Text("guides.services"), at: -1}, {title: words.Text("guides.pillars"), at: -1}, {title: words.Text("guides.others"), at: -1}}
	pillarAt := map[*entry]int{}
	for _, d := range b.Library.Docs {
		if b.Library.Hidden(d) {
			continue
		}
		e := b.guideEntry(d, docTitle(d))
		service, pillar := b.subject(d)
		g := groups[2]
		switch {
		case service != "":
			g, e.title = groups[0], service
		case pillar >= 0:
			g = groups[1]
		}
		pillarAt[&e] = pillar
		e.parent = g
		g.children = append(g.children, &e)
	}
	var out []*entry
	for i, g := range groups {
		slices.SortStableFunc(g.children, func(x, y *entry) int {
			if i == 1 {
				return cmp.Compare(pillarAt[x], pillarAt[y])
			}
			return cmp.Compare(y.rules, x.rules)
		})
		if len(g.children) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// subject says what a guide's rules are about: the name of their service, if
// they have one in common that is this guide's own, else the place of their
// pillar in the catalog, -1 where there are several or none.
func (b *builder) subject(d *content.Document) (service string, pillar int) {
	for i := range b.Catalog.Services {
		if s := &b.Catalog.Services[i]; s.Source == d.Path {
			return s.Name, -1
		}
	}
	pillar = -1
	for i, r := range b.byDoc[d.Path] {
		at := slices.IndexFunc(b.Catalog.Pillars, func(p rules.Pillar) bool { return p.ID == deref(r.Pillar) })
		if i > 0 && at != pillar {
			return "", -1
		}
		pillar = at
	}
	return "", pillar
}

// place notes where the pages of an entry stand, and counts what is below.
func (c *contents) place(e *entry) {
	if e.url != "" && c.places[e.url] == nil {
		c.places[e.url] = e
		e.at = len(c.order)
		c.order = append(c.order, e)
		if e.doc != nil {
			e.guides, e.allRules = 1, e.rules
		}
	}
	for _, child := range e.children {
		c.place(child)
		e.guides += child.guides
		e.allRules += child.allRules
	}
}

// unlisted gives a group with the pages that no entry leads to.
func (b *builder) unlisted(c *contents) *entry {
	rest := &entry{title: b.Theme.Strings.Text("guides.unlisted"), at: -1}
	add := func(e *entry) {
		if c.places[e.url] == nil {
			e.parent = rest
			rest.children = append(rest.children, e)
		}
	}
	for _, d := range b.Library.Docs {
		if !b.Library.Hidden(d) {
			e := b.guideEntry(d, docTitle(d))
			add(&e)
		}
	}
	for _, h := range b.Library.Hubs {
		add(&entry{title: hubTitle(h), url: guideURL(h.Path), hub: h, at: -1})
	}
	return rest
}

// name gives each group an anchor in the list of guides.
func (c *contents) name(entries []*entry, prefix string, taken map[string]bool) {
	for _, e := range entries {
		if len(e.children) == 0 {
			continue
		}
		name := prefix + "-" + slug(e.title)
		for base, n := name, 2; taken[name]; n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		taken[name] = true
		e.anchor = name
		c.name(e.children, name, taken)
	}
}

// slug gives a text as a part of an anchor.
func slug(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
}

// crumbs gives the way from the list of guides to a page.
func (c *contents) crumbs(url string) []Crumb {
	var way []Crumb
	if e := c.places[url]; e != nil {
		for p := e.parent; p != nil; p = p.parent {
			way = append(way, p.crumb())
		}
	}
	way = append(way, Crumb{"Guides", guidesURL})
	slices.Reverse(way)
	return way
}

// crumb gives a group's page or, where it has none, its place in the list of
// guides.
func (e *entry) crumb() Crumb {
	if e.url != "" {
		return Crumb{e.title, e.url}
	}
	return Crumb{e.title, guidesURL + "#" + e.anchor}
}

// neighbours gives the pages before and behind one in the contents.
func (c *contents) neighbours(root, url string) (previous, next *NeighbourView) {
	e := c.places[url]
	if e == nil {
		return nil, nil
	}
	view := func(at int) *NeighbourView {
		if at < 0 || at >= len(c.order) {
			return nil
		}
		n := c.order[at]
		v := &NeighbourView{Title: n.title, URL: root + n.url}
		if n.parent != nil && n != e.parent && n.parent != e.parent && n.parent != e {
			v.Section = n.parent.title
		}
		return v
	}
	return view(e.at - 1), view(e.at + 1)
}

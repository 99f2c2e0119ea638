package site

import "pillars/content"

// hubPages makes a page of each index.yml.
func (b *builder) hubPages() []page {
	var pages []page
	for _, h := range b.Library.Hubs {
		url := guideURL(h.Path)
		pages = append(pages, page{
			url: url, template: "hub.html", section: guidesURL, title: hubTitle(h), summary: h.Summary,
			crumbs: b.contents().crumbs(url),
			view:   func(p Page) any { return b.hubView(p, h) },
		})
	}
	return pages
}

func (b *builder) hubView(p Page, h *content.Hub) HubView {
	v := HubView{Page: p, SourceURL: b.Library.Settings.SourceURL(h.Path, 1)}
	b.hubGroups(&v, HubGroup{}, h.Entries, 2)
	v.Previous, v.Next = b.contents().neighbours(p.Root, p.URL)
	return v
}

// hubGroups appends what stands in a part of a hub page: an entry that only
// leads somewhere is a link of the group, one that says more or holds links is
// a card, and one whose entries are cards themselves is a group of its own,
// with a heading of that level.
func (b *builder) hubGroups(v *HubView, group HubGroup, entries []content.Entry, level int) {
	flush := func() {
		if len(group.Links) > 0 || len(group.Cards) > 0 || group.Title != "" {
			v.Groups = append(v.Groups, group)
		}
		group = HubGroup{} // what follows has no heading of its own
	}
	for i := range entries {
		e := &entries[i]
		switch {
		case e.Summary == "" && len(e.Children) == 0:
			group.Links = append(group.Links, b.entry(e).item(v.Root))
			continue
		case !holdsCards(e):
			group.Cards = append(group.Cards, b.hubCard(v.Root, e))
			continue
		}
		flush()
		inner := HubGroup{Title: e.Name, Summary: e.Summary, Level: level, URL: b.hubCard(v.Root, e).URL}
		b.hubGroups(v, inner, e.Children, min(level+1, 3))
	}
	flush()
}

// holdsCards tells whether the entries of an entry are more than links.
func holdsCards(e *content.Entry) bool {
	for i := range e.Children {
		if c := &e.Children[i]; len(c.Children) > 0 || c.Summary != "" {
			return true
		}
	}
	return false
}

// hubCard gives an entry with the links in it.
func (b *builder) hubCard(root string, from *content.Entry) HubCard {
	e := b.entry(from)
	item := e.item(root)
	card := HubCard{Title: item.Title, URL: item.URL, Away: item.Away, Summary: from.Summary, Rules: e.rules}
	for i := range from.Children {
		card.Links = append(card.Links, b.entry(&from.Children[i]).item(root))
	}
	return card
}

package site

func (b *builder) pillarPages() []page {
	pages := []page{{
		url: pillarsURL, template: "pillars.html", section: pillarsURL, title: "Pillars",
		summary: "The five pillars of the Well-Architected Framework and their rules.",
		view:    func(p Page) any { return PillarsView{p, b.pillarCards(p.Root)} },
	}}
	for i, pl := range b.Catalog.Pillars {
		pages = append(pages, page{
			url: pillarURL(pl.ID), template: "pillar.html", section: pillarsURL, title: pl.Name,
			summary: pl.Name + ": " + questions[pl.ID],
			crumbs:  []Crumb{{"Pillars", pillarsURL}},
			view: func(p Page) any {
				return PillarView{p, b.pillarCards(p.Root)[i], b.rulesByGuide(p.Root, pl.ID)}
			},
		})
	}
	return pages
}

// rulesByGuide groups a pillar's rules by the guide they stand in.
func (b *builder) rulesByGuide(root, pillar string) []RuleGroup {
	var groups []RuleGroup
	for _, d := range b.Library.Docs {
		var rows []RuleRow
		for _, r := range b.byDoc[d.Path] {
			if deref(r.Pillar) == pillar {
				rows = append(rows, b.row(root, r))
			}
		}
		if len(rows) > 0 {
			groups = append(groups, RuleGroup{docTitle(d), root + guideURL(d.Path), rows})
		}
	}
	return groups
}

// rows gives rules as lists show them; IDs the catalog does not have are
// passed over.
func (b *builder) rows(root string, ids []string) []RuleRow {
	var out []RuleRow
	for _, id := range ids {
		if r := b.byID[id]; r != nil {
			out = append(out, b.row(root, r))
		}
	}
	return out
}

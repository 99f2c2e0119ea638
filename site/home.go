package site

import (
	"slices"

	"pillars/content"
	"pillars/rules"
)

// questions says what each pillar asks of a workload.
var questions = map[string]string{
	"reliability":            "Does it keep running when something fails?",
	"security":               "Who can get in, and how far?",
	"cost-optimization":      "Does every part earn what it costs?",
	"operational-excellence": "Can you change it and see what it does?",
	"performance-efficiency": "Does it meet demand without waste?",
}

func (b *builder) homePages() []page {
	return []page{
		{url: homeURL, template: "home.html", section: homeURL, title: "Well-Architected rules you can check",
			summary: "Well-Architected guidance as rules: browse them, review a workload, check a cluster's configuration in the browser.",
			view:    func(p Page) any { return b.homeView(p) }},
		{url: styleURL, template: "style.html", title: "Style", summary: "The parts the site is made of, with all their states.",
			view: func(p Page) any { return b.styleView(p) }},
		{url: notFoundURL, template: "404.html", title: "Page not found",
			summary: "There is no page at this address.",
			view:    func(p Page) any { return p }},
	}
}

func (b *builder) homeView(p Page) HomeView {
	v := HomeView{Page: p, Pillars: b.pillarCards(p.Root), Guides: b.guideRefs(p.Root)}
	v.GuideCount, v.Guides = len(v.Guides), v.Guides[:min(len(v.Guides), homeGuides)]
	for _, r := range b.active {
		if len(r.Checks) > 0 {
			v.Automated++
		}
	}
	matrix := b.matrix(p.Root)
	if v.Picture = picture(matrix); v.Picture.Left > 0 {
		v.Services = matrix
	}
	return v
}

// homeGuides is how many guides the home page names.
const homeGuides = 8

// matrix counts the rules of each service and pillar.
func (b *builder) matrix(root string) []MatrixRow {
	counts, automated := map[[2]string]int{}, map[[2]string]int{}
	largest := 1
	for _, r := range b.active {
		key := [2]string{deref(r.Service), deref(r.Pillar)}
		counts[key]++
		largest = max(largest, counts[key])
		if len(r.Checks) > 0 {
			automated[key]++
		}
	}
	row := func(id, name, short, query string) MatrixRow {
		m := MatrixRow{Name: name, Short: short, URL: root + rulesURL + "?" + query}
		for _, pl := range b.Catalog.Pillars {
			key := [2]string{id, pl.ID}
			n := counts[key]
			m.Total += n
			m.Cells = append(m.Cells, MatrixCell{
				Pillar: b.pillarRef(root, pl.ID), Count: n, Automated: automated[key], URL: m.URL + "&pillar=" + pl.ID, Share: (n*10 + largest - 1) / largest,
			})
		}
		m.Total += counts[[2]string{id, ""}]
		return m
	}
	var out []MatrixRow
	for _, s := range b.Catalog.Services {
		out = append(out, row(s.ID, s.Name, s.Short, "service="+s.ID))
	}
	if general := row("", "General guidance", "", "service=none"); general.Total > 0 {
		out = append(out, general)
	}
	return out
}

func (b *builder) pillarRef(root, id string) PillarRef {
	for _, p := range b.Catalog.Pillars {
		if p.ID == id {
			return PillarRef{p.ID, p.Code, p.Name, root + pillarURL(p.ID)}
		}
	}
	return PillarRef{}
}

func (b *builder) pillarCards(root string) []PillarCard {
	var cards []PillarCard
	for _, p := range b.Catalog.Pillars {
		c := PillarCard{PillarRef: b.pillarRef(root, p.ID), Question: questions[p.ID]}
		for _, r := range b.active {
			if deref(r.Pillar) == p.ID {
				c.Rules++
				if len(r.Checks) > 0 {
					c.Automated++
				}
			}
		}
		cards = append(cards, c)
	}
	return cards
}

// row gives a rule as lists show it.
func (b *builder) row(root string, r *rules.Rule) RuleRow {
	row := RuleRow{
		ID: r.ID, URL: root + ruleURL(r.ID), Title: r.Title, Kind: string(r.Kind), Severity: string(r.Severity),
		Scope: r.Scope, Automated: len(r.Checks) > 0, Withdrawn: r.Status == rules.Withdrawn,
		Pillar: b.pillarRef(root, deref(r.Pillar)), ServiceID: deref(r.Service),
	}
	if s := b.services[row.ServiceID]; s != nil {
		row.Service = s.Name
	}
	return row
}

// guideRefs lists the guides, those with rules first.
func (b *builder) guideRefs(root string) []GuideRef {
	var refs []GuideRef
	for _, d := range b.Library.Docs {
		refs = append(refs, GuideRef{
			Title: docTitle(d), URL: root + guideURL(d.Path), Summary: d.Meta.Description, Rules: len(b.byDoc[d.Path]),
		})
	}
	slices.SortStableFunc(refs, func(x, y GuideRef) int { return y.Rules - x.Rules })
	return refs
}

func docTitle(d *content.Document) string {
	if d.Title != "" {
		return d.Title
	}
	return d.Path
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

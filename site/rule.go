package site

import (
	"encoding/json"
	"slices"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
)

func (b *builder) rulePages() []page {
	pages := []page{{
		url: rulesURL, template: "rules.html", section: rulesURL, title: "Rules", scripts: []string{"rules.js"},
		summary: "Every rule, with filters by pillar, service, kind and severity.",
		view:    func(p Page) any { return b.rulesView(p) },
	}}
	for i := range b.Catalog.Rules {
		r := &b.Catalog.Rules[i]
		pages = append(pages, page{
			url: ruleURL(r.ID), template: "rule.html", section: rulesURL, title: r.ID + ": " + r.Title,
			summary: firstWords(r.Text, 160),
			crumbs:  []Crumb{{"Rules", rulesURL}},
			data:    b.articleData(ruleURL(r.ID), r.ID+": "+r.Title, firstWords(r.Text, 160), ""),
			view:    func(p Page) any { return b.ruleView(p, r) },
		})
	}
	return pages
}

// listRows is how many rules the page of all rules holds as text; the script
// has the others as data, for a browser takes its time with thousands of rows.
const listRows = 200

// rulesView gives the list of all rules.
func (b *builder) rulesView(p Page) RulesView {
	v := RulesView{
		Page: p, Heading: "Rules", All: true, Facets: b.facetViews(p, "", ""), Services: len(b.Catalog.Services) > 1,
		Text: b.ref(b.searchTexts), Catalog: p.Root + apiCatalogURL,
	}
	for _, r := range b.active[:min(listRows, len(b.active))] {
		v.Rules = append(v.Rules, b.row(p.Root, r))
	}
	v.Dated = slices.ContainsFunc(v.Facets, func(f FacetView) bool { return f.Since != "" })
	v.More = len(b.active) - len(v.Rules)
	v.List = b.listData()
	return v
}

func (b *builder) ruleView(p Page, r *rules.Rule) RuleView {
	v := RuleView{
		Page: p, Row: b.row(p.Root, r), Rule: r, Text: detail(r), Links: distinctLinks(r.Links),
		Related: b.rows(p.Root, r.Related), Successors: b.rows(p.Root, r.SupersededBy),
		Remediation: byTool(r.Remediation), References: referenceViews(r.References), JSONURL: p.Root + apiRuleURL(r.ID),
		Changed: r.Modified,
	}
	v.Automation = string(r.Automation)
	for _, code := range r.Principles {
		v.Principles = append(v.Principles, b.principle(p.Root, code))
	}
	for _, t := range r.Tradeoffs {
		v.Tradeoffs = append(v.Tradeoffs, TradeoffView{b.pillarRef(p.Root, t.Pillar), t.Text})
	}
	for _, c := range r.Checks {
		cv := CheckView{ID: c.ID, Title: c.Title, Message: c.Message, Severity: string(c.Severity), Types: c.Target.Types, Schema: indented(c.Assert)}
		if c.Target.Match != nil {
			cv.Match = indented(c.Target.Match)
		}
		if d, err := check.Describe(c); err == nil { // a catalog from elsewhere may be outside the profile
			cv.Description = d
		}
		v.Checks = append(v.Checks, cv)
	}
	if d := b.Library.Doc(r.Source.Path); d != nil {
		v.GuideTitle = docTitle(d)
		if r.Status == rules.Active {
			v.GuideURL = p.Root + guideURL(d.Path) + "#" + r.ID
			v.SourceURL = b.Library.Settings.SourceURL(r.Source.Path, r.Source.Line)
		}
	}
	if c := b.changeOf()[r.ID]; c != nil {
		view := b.changeView(p.Root, c)
		v.Change = &view
	}
	b.placeRule(&v, r)
	return v
}

// placeRule says where a rule stands in its section, and which rules of the
// guide stand before and behind it.
func (b *builder) placeRule(v *RuleView, r *rules.Rule) {
	siblings := b.byDoc[r.Source.Path]
	at := slices.Index(siblings, r)
	if at < 0 {
		return
	}
	for i, s := range siblings {
		if slices.Equal(s.Section, r.Section) {
			v.Places++
			if i <= at {
				v.Place++
			}
		}
	}
	neighbour := func(at int) *RuleNeighbour {
		if at < 0 || at >= len(siblings) {
			return nil
		}
		s := siblings[at]
		n := &RuleNeighbour{ID: s.ID, Title: s.Title, URL: v.Root + ruleURL(s.ID)}
		if !slices.Equal(s.Section, r.Section) {
			n.Section = strings.Join(s.Section, " › ")
		}
		return n
	}
	v.Previous, v.Next = neighbour(at-1), neighbour(at+1)
}

// principle gives the rule that has a code of the framework's checklists.
func (b *builder) principle(root, code string) PrincipleRef {
	ref := PrincipleRef{Code: code}
	if r := b.byCode[code]; r != nil {
		ref.Title, ref.URL = r.Title, root+ruleURL(r.ID)
	}
	return ref
}

// detail gives a rule's text without the scope prefix and the title it
// starts with, which its page shows above.
func detail(r *rules.Rule) string {
	i := strings.Index(r.Text, r.Title)
	if i < 0 || i > 40 {
		return r.Text
	}
	return strings.TrimLeft(r.Text[i+len(r.Title):], ".:;, ")
}

// byTool gives one fix a tool, several for the same tool below each other.
func byTool(fixes []rules.Remediation) []rules.Remediation {
	var out []rules.Remediation
	for _, f := range fixes {
		if i := slices.IndexFunc(out, func(o rules.Remediation) bool { return o.Tool == f.Tool }); i >= 0 {
			out[i].Code += "\n\n" + f.Code
		} else {
			out = append(out, f)
		}
	}
	return out
}

// distinctLinks gives each address once, by its first text.
func distinctLinks(links []rules.Link) []rules.Link {
	var out []rules.Link
	for _, l := range links {
		if l.URL != "" && !slices.ContainsFunc(out, func(o rules.Link) bool { return o.URL == l.URL }) {
			if l.Text == "" {
				l.Text = l.URL
			}
			out = append(out, l)
		}
	}
	return out
}

func indented(v any) string {
	var s strings.Builder
	enc := json.NewEncoder(&s)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if enc.Encode(v) != nil {
		return ""
	}
	return strings.TrimSpace(s.String())
}

// firstWords cuts s at a word, to at most n bytes.
func firstWords(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		return s[:i] + " …"
	}
	return s[:n]
}

package site

import (
	"slices"
	"strings"

	"pillars/rules"
)

// noValue stands in addresses for rules that have no value of a facet, such
// as those of general guidance, which have no service.
const noValue = "none"

// facet is one way in which the list of rules is narrowed down. Its name is
// the parameter of the list's address, its values those of the parameter; the
// static page of one value stands at rules/<name>/<value>/.
//
// The values of a facet of dates are periods, newest first. Their pages hold
// the rules that were changed in them; on the list of all rules the script
// makes of it the rules that were changed since.
type facet struct {
	name   string // its words stand in strings.json under facet and this name
	dates  bool   // its values are periods
	values func(*builder) []facetValue
	of     func(*builder, *rules.Rule) []string // the values of a rule; none is noValue
}

// facetValue is a value, what people read for it, and the heading of its page.
type facetValue struct{ value, label, heading string }

// facets are shown in this order.
var facets = []facet{
	{name: "pillar", values: pillarValues, of: func(_ *builder, r *rules.Rule) []string { return one(deref(r.Pillar)) }},
	{name: "severity", values: literal("severity", "high", "medium", "low"), of: func(_ *builder, r *rules.Rule) []string { return one(string(r.Severity)) }},
	{name: "check", values: literal("check", "automated", "manual"), of: func(_ *builder, r *rules.Rule) []string { return one(checkValue(r)) }},
	{name: "kind", values: literal("kind", "checklist", "recommendation", "policy"), of: func(_ *builder, r *rules.Rule) []string { return one(string(r.Kind)) }},
	{name: "scope", values: literal("scope", "cluster", "workload", noValue), of: func(_ *builder, r *rules.Rule) []string { return r.Scope }},
	{name: "changed", dates: true, values: periodValues, of: func(b *builder, r *rules.Rule) []string { return one(b.period(r)) }},
	{name: "release", values: releaseValues, of: (*builder).releaseKinds},
	{name: "service", values: serviceValues, of: func(_ *builder, r *rules.Rule) []string { return one(deref(r.Service)) }},
}

// title gives what a facet is called; on the list of all rules, one of dates
// is about what changed since.
func (f facet) title(b *builder, all bool) string {
	if f.dates && all {
		return b.text("facet." + f.name + ".since")
	}
	return b.text("facet." + f.name + ".title")
}

// worded gives a value whose words stand in strings.json.
func (b *builder) worded(facet, value string) facetValue {
	name := "facet." + facet + "." + value
	return facetValue{value, b.text(name), b.text(name + "Rules")}
}

// named gives a value that is called by a name from the catalog.
func (b *builder) named(facet, value, label string) facetValue {
	return facetValue{value, label, b.text("facet."+facet+".rules", "label", label)}
}

func literal(facet string, values ...string) func(*builder) []facetValue {
	return func(b *builder) []facetValue {
		vs := make([]facetValue, len(values))
		for i, v := range values {
			vs[i] = b.worded(facet, v)
		}
		return vs
	}
}

func pillarValues(b *builder) []facetValue {
	var vs []facetValue
	for _, p := range b.Catalog.Pillars {
		vs = append(vs, b.named("pillar", p.ID, p.Name))
	}
	return append(vs, b.worded("pillar", noValue))
}

// serviceValues lists the services by name.
func serviceValues(b *builder) []facetValue {
	var vs []facetValue
	for _, s := range b.Catalog.Services {
		vs = append(vs, b.named("service", s.ID, s.Name))
	}
	slices.SortStableFunc(vs, func(x, y facetValue) int {
		return strings.Compare(strings.ToLower(x.label), strings.ToLower(y.label))
	})
	return append(vs, b.worded("service", noValue))
}

// checkValue says who checks a rule.
func checkValue(r *rules.Rule) string {
	if len(r.Checks) > 0 {
		return "automated"
	}
	return "manual"
}

// one gives the value as a list, nothing for "".
func one(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// has tells whether a rule has a value of the facet.
func (f facet) has(b *builder, r *rules.Rule, value string) bool {
	vs := f.of(b, r)
	return slices.Contains(vs, value) || value == noValue && len(vs) == 0
}

// facetCount is a value and how many of the rules that stand have it.
type facetCount struct {
	facetValue
	count int
}

// facetCounts gives, facet by facet, the values that some rule has.
func (b *builder) facetCounts() [][]facetCount {
	counts := make([][]facetCount, len(facets))
	for i, f := range facets {
		n := map[string]int{}
		for _, r := range b.active {
			vs := f.of(b, r)
			if len(vs) == 0 {
				vs = []string{noValue}
			}
			for _, v := range vs {
				n[v]++
			}
		}
		for _, v := range f.values(b) {
			if n[v.value] > 0 {
				counts[i] = append(counts[i], facetCount{v, n[v.value]})
			}
		}
	}
	return counts
}

// listData is what the script of the rule list has of the rules: the facets
// with their values, and each rule as [ID, title, a list of values for each
// facet], values by their place in the facet.
type listData struct {
	Facets []listFacet `json:"facets"`
	Rules  [][]any     `json:"rules"`
}

type listFacet struct {
	Name   string      `json:"name"`
	Title  string      `json:"title"`
	Since  bool        `json:"since,omitempty"`
	Values [][2]string `json:"values"` // value, label
}

func (b *builder) listData() listData {
	data := listData{Facets: make([]listFacet, len(facets)), Rules: make([][]any, len(b.active))}
	places := make([]map[string]int, len(facets))
	for i, values := range b.facets() {
		data.Facets[i] = listFacet{Name: facets[i].name, Title: facets[i].title(b, true), Since: facets[i].dates, Values: [][2]string{}}
		places[i] = map[string]int{}
		for n, v := range values {
			places[i][v.value] = n
			data.Facets[i].Values = append(data.Facets[i].Values, [2]string{v.value, v.label})
		}
	}
	for i, r := range b.active {
		row := []any{r.ID, r.Title}
		for k, f := range facets {
			row = append(row, placesOf(f.of(b, r), places[k]))
		}
		data.Rules[i] = row
	}
	return data
}

// placesOf gives a rule's values by their places: the number itself where
// there is one, as mostly.
func placesOf(values []string, places map[string]int) any {
	if len(values) == 0 {
		return places[noValue]
	}
	if len(values) == 1 {
		return places[values[0]]
	}
	ns := make([]int, len(values))
	for i, v := range values {
		ns[i] = places[v]
	}
	return ns
}

// facetPages makes one static page for each value of each facet: what the
// list gives without script.
func (b *builder) facetPages() []page {
	var pages []page
	for i, values := range b.facets() {
		f := facets[i]
		for _, v := range values {
			pages = append(pages, page{
				url: facetURL(f.name, v.value), template: "rules.html", section: rulesURL, title: v.heading,
				summary: b.text("pages.facetAbout", "n", v.count, "heading", v.heading),
				crumbs:  []Crumb{{b.text("layout.rules"), rulesURL}},
				view:    func(p Page) any { return b.facetView(p, f, v.value) },
			})
		}
	}
	return pages
}

// facetView gives the rules that have one value of a facet.
func (b *builder) facetView(p Page, f facet, value string) RulesView {
	v := RulesView{
		Page: p, Heading: p.Title, Facets: b.facetViews(p, f.name, value),
		Since: f.dates && value != noValue, Further: p.Root + rulesURL + "?" + f.name + "=" + value, Services: len(b.Catalog.Services) > 1,
	}
	for _, r := range b.active {
		switch {
		case !f.has(b, r, value):
		case len(v.Rules) < facetRows:
			v.Rules = append(v.Rules, b.row(p.Root, r))
		default:
			v.More++
		}
	}
	return v
}

// facetRows is how many rules the page of a facet's value holds: some two
// megabytes, as much as a browser shows without being slow. Only sites of a
// thousand articles have more.
const facetRows = 5000

// facetViews gives the facets as the panel shows them; name and value are
// those of the page itself, "" on the list of all rules. A facet with one
// value tells no rules apart and is left out.
func (b *builder) facetViews(p Page, name, value string) []FacetView {
	var views []FacetView
	for i, values := range b.facets() {
		f := facets[i]
		if len(values) < 2 {
			continue
		}
		view := FacetView{Name: f.name, Title: f.title(b, false)}
		if f.dates {
			view.Since = f.title(b, true)
		}
		for _, v := range values {
			fv := FacetValueView{
				Value: v.value, Label: v.label, Count: v.count, URL: p.Root + facetURL(f.name, v.value),
				Current: f.name == name && v.value == value,
			}
			if f.name == "pillar" {
				fv.Pillar = v.value
			}
			view.Values = append(view.Values, fv)
		}
		views = append(views, view)
	}
	return views
}

package site

import (
	"fmt"
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
type facet struct {
	name, title string
	heading     string // of a value's page: a format for its label
	values      func(*rules.Catalog) []facetValue
	of          func(*rules.Rule) []string // the values of a rule; none is noValue
}

// facetValue is a value and what people read for it. inHeading takes the
// label's place in the heading where that reads better.
type facetValue struct{ value, label, inHeading string }

// facets are shown in this order.
var facets = []facet{
	{"pillar", "Pillar", "Rules for %s", pillarValues, func(r *rules.Rule) []string { return one(deref(r.Pillar)) }},
	{"severity", "Severity", "Rules of %s severity", literal(
		facetValue{"high", "High", "high"}, facetValue{"medium", "Medium", "medium"}, facetValue{"low", "Low", "low"},
	), func(r *rules.Rule) []string { return one(string(r.Severity)) }},
	{"check", "Checked", "Rules checked %s", literal(
		facetValue{"automated", "Automatically", "automatically"}, facetValue{"manual", "By a person", "by a person"},
	), func(r *rules.Rule) []string { return one(checkValue(r)) }},
	{"kind", "Kind", "Rules of the kind %s", literal(
		facetValue{"checklist", "Checklist", "checklist"}, facetValue{"recommendation", "Recommendation", "recommendation"}, facetValue{"policy", "Policy", "policy"},
	), func(r *rules.Rule) []string { return one(string(r.Kind)) }},
	{"scope", "Scope", "Rules with %s", literal(
		facetValue{"cluster", "Cluster", "the scope cluster"}, facetValue{"workload", "Workload", "the scope workload"}, facetValue{noValue, "None named", "no scope named"},
	), func(r *rules.Rule) []string { return r.Scope }},
	{"service", "Service", "Rules for %s", serviceValues, func(r *rules.Rule) []string { return one(deref(r.Service)) }},
}

func literal(vs ...facetValue) func(*rules.Catalog) []facetValue {
	return func(*rules.Catalog) []facetValue { return vs }
}

func pillarValues(c *rules.Catalog) []facetValue {
	var vs []facetValue
	for _, p := range c.Pillars {
		vs = append(vs, facetValue{value: p.ID, label: p.Name})
	}
	return append(vs, facetValue{noValue, "No pillar", "no pillar"})
}

// serviceValues lists the services by name.
func serviceValues(c *rules.Catalog) []facetValue {
	var vs []facetValue
	for _, s := range c.Services {
		vs = append(vs, facetValue{value: s.ID, label: s.Name})
	}
	slices.SortStableFunc(vs, func(x, y facetValue) int {
		return strings.Compare(strings.ToLower(x.label), strings.ToLower(y.label))
	})
	return append(vs, facetValue{noValue, "General guidance", "no single service"})
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
func (f facet) has(r *rules.Rule, value string) bool {
	vs := f.of(r)
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
			vs := f.of(r)
			if len(vs) == 0 {
				vs = []string{noValue}
			}
			for _, v := range vs {
				n[v]++
			}
		}
		for _, v := range f.values(b.Catalog) {
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
	Values [][2]string `json:"values"` // value, label
}

func (b *builder) listData() listData {
	data := listData{Facets: make([]listFacet, len(facets)), Rules: make([][]any, len(b.active))}
	places := make([]map[string]int, len(facets))
	for i, values := range b.facets() {
		data.Facets[i] = listFacet{Name: facets[i].name, Title: facets[i].title, Values: [][2]string{}}
		places[i] = map[string]int{}
		for n, v := range values {
			places[i][v.value] = n
			data.Facets[i].Values = append(data.Facets[i].Values, [2]string{v.value, v.label})
		}
	}
	for i, r := range b.active {
		row := []any{r.ID, r.Title}
		for k, f := range facets {
			row = append(row, placesOf(f.of(r), places[k]))
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
			label := v.inHeading
			if label == "" {
				label = v.label
			}
			title := fmt.Sprintf(f.heading, label)
			pages = append(pages, page{
				url: facetURL(f.name, v.value), template: "rules.html", section: rulesURL, title: title,
				summary: fmt.Sprintf("%s: %s, each with its own page.", title, ruleCount(v.count)),
				crumbs:  []Crumb{{"Rules", rulesURL}},
				view:    func(p Page) any { return b.facetView(p, f, v.value) },
			})
		}
	}
	return pages
}

func ruleCount(n int) string {
	if n == 1 {
		return "1 rule"
	}
	return fmt.Sprintf("%d rules", n)
}

// facetView gives the rules that have one value of a facet.
func (b *builder) facetView(p Page, f facet, value string) RulesView {
	v := RulesView{
		Page: p, Heading: p.Title, Facets: b.facetViews(p, f.name, value),
		Further: p.Root + rulesURL + "?" + f.name + "=" + value, Services: len(b.Catalog.Services) > 1,
	}
	for _, r := range b.active {
		if f.has(r, value) {
			v.Rules = append(v.Rules, b.row(p.Root, r))
		}
	}
	return v
}

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
		view := FacetView{Name: f.name, Title: f.title}
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

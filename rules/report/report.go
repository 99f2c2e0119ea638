// Package report writes a check report, one file per format.
package report

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
)

// Options is what the formats need besides the report. The zero value will do.
type Options struct {
	Version string         // of Pillars, for formats that name the tool
	Color   bool           // colours for a terminal (text)
	Manual  bool           // also what a person has to look at: rules without a check
	Sources *check.Sources // the documents, for lines and element names; nil: without
}

// index finds what the catalog says of a result.
type index struct {
	checks map[string][]rules.Check // several of one ID are for different types
	rules  map[string]*rules.Rule
	manual []*rules.Rule // active, without a check
	names  []rules.Pillar
}

func newIndex(cat *rules.Catalog) *index {
	x := &index{checks: map[string][]rules.Check{}, rules: cat.ByID(), names: cat.Pillars}
	for i := range cat.Rules {
		r := &cat.Rules[i]
		if r.Status == rules.Active && len(r.Checks) == 0 {
			x.manual = append(x.manual, r)
		}
		for _, c := range r.Checks {
			x.checks[c.ID] = append(x.checks[c.ID], c)
		}
	}
	return x
}

// check gives the check behind a result; without title where the catalog is
// another than that of the report.
func (x *index) check(res check.Result) rules.Check {
	list := x.checks[res.Check]
	for _, c := range list {
		if slices.ContainsFunc(c.Target.Types, func(t string) bool { return strings.EqualFold(t, res.Resource.Type) }) {
			return c
		}
	}
	if len(list) > 0 {
		return list[0]
	}
	return rules.Check{ID: res.Check, Severity: res.Severity}
}

// pillars gives the pillars that a result is about: those of its rules, or
// "" for one without.
func (x *index) pillars(ids []string) []string {
	var out []string
	for _, id := range ids {
		p := ""
		if r := x.rules[id]; r != nil && r.Pillar != nil {
			p = *r.Pillar
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out
}

// group is the results about one resource.
type group struct {
	resource check.Resource
	results  []check.Result
}

// groups gives the results of a document by resource, in the report's order.
func groups(r *check.Report, document string, take func(check.Verdict) bool) []group {
	var out []group
	at := map[check.Resource]int{}
	for _, res := range r.Results {
		if res.Resource.Document != document || !take(res.Verdict) {
			continue
		}
		i, ok := at[res.Resource]
		if !ok {
			i = len(out)
			at[res.Resource] = i
			out = append(out, group{resource: res.Resource})
		}
		out[i].results = append(out[i].results, res)
	}
	return out
}

// byDocument is groups for every document at once, by name.
func byDocument(r *check.Report, take func(check.Verdict) bool) map[string][]group {
	split := map[string]*check.Report{}
	for _, res := range r.Results {
		d := res.Resource.Document
		if split[d] == nil {
			split[d] = &check.Report{}
		}
		split[d].Results = append(split[d].Results, res)
	}
	out := make(map[string][]group, len(split))
	for d, part := range split {
		out[d] = groups(part, d, take)
	}
	return out
}

// documents lists the documents of a report; of several with one name, which
// the results cannot tell apart, the first, with the problems of all.
func documents(r *check.Report) []check.DocumentReport {
	var out []check.DocumentReport
	at := map[string]int{}
	for _, d := range r.Documents {
		if i, ok := at[d.Name]; ok {
			out[i].Problems = slices.Concat(out[i].Problems, d.Problems)
			out[i].Resources += d.Resources
			continue
		}
		at[d.Name] = len(out)
		out = append(out, d)
	}
	return out
}

// sortedKeys gives the keys of a map; "" comes last.
func sortedKeys[V any](m map[string]V) []string {
	return slices.SortedFunc(maps.Keys(m), func(a, b string) int {
		if (a == "") != (b == "") {
			return cmp.Compare(len(b), len(a))
		}
		return cmp.Compare(a, b)
	})
}

// severities lists the severities, most severe first.
var severities = []rules.Severity{rules.High, rules.Medium, rules.Low}

// failures counts the failed results by severity.
func failures(r *check.Report) map[rules.Severity]int {
	n := map[rules.Severity]int{}
	for _, res := range r.Results {
		if res.Verdict == check.Fail {
			n[res.Severity]++
		}
	}
	return n
}

// bySeverity sorts results, most severe first; equal ones stay in order.
func bySeverity(results []check.Result) {
	slices.SortStableFunc(results, func(a, b check.Result) int { return cmp.Compare(a.Severity.Rank(), b.Severity.Rank()) })
}

// resourceName names a resource in a line.
func resourceName(r check.Resource) string {
	if r.Name == "" {
		return r.Type
	}
	return r.Type + " " + r.Name
}

// printable replaces what a terminal would obey, and what reorders text.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x20 || c >= 0x7F && c < 0xA0 || c == 0x2028 || c == 0x2029 || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 {
			return '\uFFFD'
		}
		return c
	}, s)
}

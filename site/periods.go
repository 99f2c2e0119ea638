package site

import (
	"maps"
	"slices"
	"strings"
	"time"

	"pillars/rules"
)

// The facets that say when and how a rule was changed. A build has no clock,
// so periods are counted from the newest change: its month and the eleven
// before it, then years.

// periodValues gives the periods in which rules were changed, newest first:
// "2026-10" for a month, "2024" for a year.
func periodValues(b *builder) []facetValue {
	var vs []facetValue
	for _, p := range b.readPeriods() {
		label := p
		if t, err := time.Parse("2006-01", p); err == nil {
			label = t.Format("January 2006")
		}
		vs = append(vs, facetValue{value: p, label: label})
	}
	return append(vs, facetValue{value: noValue, label: "Date not known", heading: "Rules whose last change has no date"})
}

// readPeriods gives the periods of all changes, newest first.
func (b *builder) readPeriods() []string {
	seen := map[string]bool{}
	for _, r := range b.active {
		if p := b.period(r); p != "" {
			seen[p] = true
		}
	}
	return slices.SortedFunc(maps.Keys(seen), func(x, y string) int { return strings.Compare(y, x) })
}

// period gives the period in which a rule was changed last: the month, where
// that is among the twelve up to the newest one, else the year. "" where it is
// not known.
func (b *builder) period(r *rules.Rule) string {
	date := r.Modified
	switch {
	case len(date) != len("2006-01-02"):
		return ""
	case date >= b.firstMonth():
		return date[:len("2006-01")]
	}
	return date[:len("2006")]
}

// readFirstMonth gives the first day from which on months are told apart.
func (b *builder) readFirstMonth() string {
	newest := ""
	for _, r := range b.active {
		newest = max(newest, r.Modified)
	}
	t, err := time.Parse("2006-01-02", newest)
	if err != nil { // no rule has a date
		return ""
	}
	return time.Date(t.Year(), t.Month()-11, 1, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
}

// releaseHeadings are the headings of the pages of rules that changed in one
// way since the previous catalog.
var releaseHeadings = map[rules.ChangeKind]string{
	rules.Added: "Rules added since the last release", rules.Restored: "Rules restored since the last release",
	rules.Reworded: "Rules reworded since the last release", rules.Moved: "Rules moved since the last release",
	rules.Rechecked: "Rules with other checks since the last release", rules.Regraded: "Rules of another severity since the last release",
	rules.Detailed: "Rules with other details since the last release",
}

// releaseValues gives the ways in which rules changed since the previous
// catalog; none where there is no such catalog.
func releaseValues(b *builder) []facetValue {
	if b.Previous == nil {
		return nil
	}
	var vs []facetValue
	for _, k := range rules.ChangeKinds {
		if heading := releaseHeadings[k]; heading != "" {
			vs = append(vs, facetValue{value: string(k), label: changeTitles[k], heading: heading})
		}
	}
	return append(vs, facetValue{value: noValue, label: "Unchanged", heading: "Rules unchanged since the last release"})
}

// releaseKinds gives the ways in which a rule changed since the previous
// catalog.
func (b *builder) releaseKinds(r *rules.Rule) []string {
	c := b.changeOf()[r.ID]
	if c == nil {
		return nil
	}
	kinds := make([]string, len(c.Kinds))
	for i, k := range c.Kinds {
		kinds[i] = string(k)
	}
	return kinds
}

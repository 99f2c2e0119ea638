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
		vs = append(vs, b.named("changed", p, label))
	}
	return append(vs, b.worded("changed", noValue))
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

// releaseValues gives the ways in which rules changed since the previous
// catalog; none where there is no such catalog.
func releaseValues(b *builder) []facetValue {
	if b.Previous == nil {
		return nil
	}
	var vs []facetValue
	for _, k := range rules.ChangeKinds {
		if k != rules.Retired && k != rules.Missing { // those are no longer in the list
			vs = append(vs, facetValue{string(k), b.changeTitle(k), b.text("facet.release." + string(k) + "Rules")})
		}
	}
	return append(vs, b.worded("release", noValue))
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

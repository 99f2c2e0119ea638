package enforce

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"pillars/rules"
)

// fullCheck is a check of the catalog with all its variants, which are for
// resources of different types, and the rules that it verifies.
type fullCheck struct {
	rules.Check // the first variant, with the highest severity of all
	variants    []rules.Check
	verifies    []*rules.Rule // sorted by ID
}

// checksOf lists the checks of the active rules, sorted by ID.
func checksOf(c *rules.Catalog) []*fullCheck {
	byID := map[string]*fullCheck{}
	var out []*fullCheck
	for i := range c.Rules {
		r := &c.Rules[i]
		if r.Status == rules.Withdrawn {
			continue
		}
		for _, v := range r.Checks {
			ch := byID[v.ID]
			if ch == nil {
				ch = &fullCheck{Check: v}
				byID[v.ID] = ch
				out = append(out, ch)
			}
			if !slices.Contains(ch.verifies, r) {
				ch.verifies = append(ch.verifies, r)
			}
			if !slices.ContainsFunc(ch.variants, func(other rules.Check) bool { return reflect.DeepEqual(v, other) }) {
				ch.variants = append(ch.variants, v)
			}
			if v.Severity.Rank() < ch.Severity.Rank() {
				ch.Severity = v.Severity
			}
		}
	}
	for _, ch := range out {
		slices.SortFunc(ch.verifies, func(a, b *rules.Rule) int { return strings.Compare(a.ID, b.ID) })
	}
	slices.SortFunc(out, func(a, b *fullCheck) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func (c *fullCheck) ruleIDs() []string {
	ids := []string{}
	for _, r := range c.verifies {
		ids = append(ids, r.ID)
	}
	return ids
}

// link gives the address where the first rule that has one sends its
// readers, "" where none does.
func (c *fullCheck) link() string {
	for _, r := range c.verifies {
		for _, l := range r.Links {
			if strings.HasPrefix(l.URL, "https://") && !strings.ContainsFunc(l.URL, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }) {
				return l.URL
			}
		}
	}
	return ""
}

// message is what an engine tells where the check fails: the title, what to
// do, and the check with its rules, in one line.
func (c *fullCheck) message() string {
	text := fmt.Sprintf("%s: %s (%s", c.Title, c.Message, c.ID)
	if ids := c.ruleIDs(); len(ids) > 0 {
		text += "; " + strings.Join(ids, ", ")
	}
	return strings.Join(strings.Fields(text+")"), " ")
}

// joins refuses a check that is not about the resource alone.
func joins(v rules.Check) error {
	switch {
	case len(v.Relate) > 0:
		return refuse("it compares the resource with other resources (%s), which an engine that sees one at a time cannot do", strings.Join(v.Relate[0].Types, ", "))
	case len(v.Derive) > 0:
		return refuse("it computes a value (%s of %s), which the engine's language cannot do", v.Derive[0].Fn, v.Derive[0].Path)
	}
	return nil
}

// eachVariant calls f for each variant of a check. What it refuses is
// returned as losses, or as the refusal of the check where it refuses all.
func (c *fullCheck) eachVariant(f func(rules.Check) error) (losses []string, err error) {
	var refused error
	for _, v := range c.variants {
		err := f(v)
		var reason refusal
		switch {
		case errors.As(err, &reason):
			if refused == nil {
				refused = err
			}
			losses = append(losses, "a part is left out: "+string(reason))
		case err != nil:
			return nil, err
		}
	}
	if len(losses) == len(c.variants) {
		return nil, refused
	}
	return losses, nil
}

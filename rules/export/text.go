package export

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"pillars/rules"
)

// names finds the names of pillars and services.
type names struct {
	pillars  map[string]rules.Pillar
	services map[string]rules.Service
}

func newNames(c *rules.Catalog) names {
	n := names{map[string]rules.Pillar{}, map[string]rules.Service{}}
	for _, p := range c.Pillars {
		n.pillars[p.ID] = p
	}
	for _, s := range c.Services {
		n.services[s.ID] = s
	}
	return n
}

// noPillar stands for the pillar of a rule that has none.
var noPillar = rules.Pillar{ID: "general", Code: "GE", Name: "General"}

// noService stands for the service of a rule that is about none.
var noService = rules.Service{ID: "general", Name: "General", Short: "WAF"}

func (n names) pillar(r *rules.Rule) rules.Pillar {
	if r.Pillar == nil {
		return noPillar
	}
	return n.pillars[*r.Pillar]
}

func (n names) service(r *rules.Rule) rules.Service {
	if r.Service == nil {
		return noService
	}
	return n.services[*r.Service]
}

// pillarGroup is the rules of one pillar.
type pillarGroup struct {
	rules.Pillar
	rules []*rules.Rule
}

// byPillar gives the rules that keep chooses by pillar, in the catalog's
// order; those without a pillar last. Pillars without rules are left out.
func byPillar(c *rules.Catalog, keep func(r *rules.Rule) bool) []pillarGroup {
	n := newNames(c)
	found := map[string][]*rules.Rule{}
	for i := range c.Rules {
		if r := &c.Rules[i]; keep(r) {
			id := n.pillar(r).ID
			found[id] = append(found[id], r)
		}
	}
	var out []pillarGroup
	for _, p := range append(append([]rules.Pillar{}, c.Pillars...), noPillar) {
		if len(found[p.ID]) > 0 {
			out = append(out, pillarGroup{p, found[p.ID]})
		}
	}
	return out
}

func active(r *rules.Rule) bool { return r.Status == rules.Active }

func anyRule(*rules.Rule) bool { return true }

// webLinks gives the links of a rule that lead to the web. Guides may come
// from strangers, and other tools make links of what we give them.
func webLinks(r *rules.Rule) []rules.Link {
	var out []rules.Link
	for _, l := range r.Links {
		if u, err := url.Parse(l.URL); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
			out = append(out, l)
		}
	}
	return out
}

// cut shortens a text to a number of characters, at a space where there is
// one near, with an ellipsis at the end.
func cut(s string, most int) (short string, wasCut bool) {
	if utf8.RuneCountInString(s) <= most {
		return s, false
	}
	short = string([]rune(s)[:most-1])
	if i := strings.LastIndexByte(short, ' '); i > len(short)*2/3 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.") + "…", true
}

// oneLine folds white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// upperFirst gives "High" for "high".
func upperFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// sentences joins texts with a space.
func sentences(list ...string) string { return oneLine(strings.Join(list, " ")) }

package rules

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"pillars/content"
)

// Sources are what a catalog is made of beside the guides. Either may be
// empty.
type Sources struct {
	Checks   []CheckFile // see [LoadChecks]
	Sidecars []Sidecar   // see [Sidecars]
}

// Compile makes a catalog of the items of all documents in a library.
//
// previous is the catalog compiled before, the ledger of rule IDs: every rule
// that is still there keeps its ID, and one that is gone stays as withdrawn.
// Without it (nil), IDs are minted in source order. The checks of src are bound
// to the rules they name, and its sidecars say more of theirs. Problems say
// what was left out, and why; an error means that no valid catalog came out.
func Compile(lib *content.Library, previous *Catalog, src Sources) (*Catalog, []content.Problem, error) {
	c := &Catalog{SchemaVersion: SchemaVersion, Rules: []Rule{}, Services: []Service{}}
	for _, p := range content.Pillars {
		c.Pillars = append(c.Pillars, Pillar{p.ID, p.Code, p.Name})
	}
	names := newPrefixes(previous)
	for _, d := range lib.Docs {
		if len(d.Items) == 0 {
			continue
		}
		s := serviceOf(d)
		if s != nil && !slices.ContainsFunc(c.Services, func(o Service) bool { return o.ID == s.ID }) {
			s.Short = names.of(s)
			c.Services = append(c.Services, *s)
		}
		for i := range d.Items {
			if it := &d.Items[i]; isRule(it) {
				c.Rules = append(c.Rules, newRule(lib, d, it, s))
			}
		}
	}
	slices.SortFunc(c.Services, func(a, b Service) int { return strings.Compare(a.ID, b.ID) })
	assignIDs(c, previous)
	relate(c.Rules)
	problems := bindChecks(c, src.Checks)
	problems = append(problems, applySidecars(c, lib, src)...)
	setModified(c, previous, lib)
	sortRules(c.Rules)
	digest, err := Digest(c.Rules)
	if err != nil {
		return nil, problems, err
	}
	c.Digest = digest
	return c, problems, nil
}

// isRule tells whether an item is one: placeholders and items without text
// are problems, not rules.
func isRule(it *content.Item) bool { return !it.Placeholder && it.Text != "" }

func newRule(lib *content.Library, d *content.Document, it *content.Item, s *Service) Rule {
	r := Rule{
		Status: Active, Kind: Kind(it.Kind), Pillar: optional(it.Pillar), Code: optional(it.Code),
		Scope: nonNil(it.Scope), Section: nonNil(it.Section), Ordinal: it.Ordinal,
		Title: it.Title, Text: it.Text, Benefit: it.Benefit, Links: []Link{},
		Source:  Source{d.Path, it.Pos.Line, it.EndLine},
		Related: []string{}, Severity: Medium, References: []Reference{}, Remediation: []Remediation{}, Checks: []Check{},
	}
	if r.Title == "" {
		r.Title = r.Text
	}
	if s != nil {
		r.Service = &s.ID
	}
	for _, i := range it.Links {
		link := d.Links[i]
		target, _ := lib.Resolve(d, link)
		r.Links = append(r.Links, Link{link.Text, link.Href, target.URL})
	}
	return r
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func nonNil(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// titleForms are the ways in which guides have named their service in the
// title, newest first.
var titleForms = []*regexp.Regexp{
	regexp.MustCompile(`(?i)^architecture best practices for (.+)$`),
	regexp.MustCompile(`(?i)^azure well-architected (?:framework )?(?:guide|perspective) (?:for|on) (.+)$`),
	regexp.MustCompile(`(?i)^azure well-architected framework review (?:for|-) (.+)$`),
	regexp.MustCompile(`(?i)^well-architected guide for (.+)$`),
}

// serviceOf says which service a guide is about: the one its front matter
// names, else the one its title names in a form that service guides have; nil
// for guidance that is not about a product. Short is left empty.
func serviceOf(d *content.Document) *Service {
	name := ""
	for _, title := range []string{d.Title, d.Meta.Title} {
		for _, form := range titleForms {
			if m := form.FindStringSubmatch(title); m != nil && name == "" {
				name = m[1]
			}
		}
	}
	id := d.Meta.Service
	switch {
	case id == "" && name == "":
		return nil
	case id == "":
		id = slug(strings.TrimSuffix(path.Base(d.Path), path.Ext(d.Path)))
	case name == "":
		name = d.Title
	}
	return &Service{ID: slug(id), Name: name, Source: d.Path}
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

func slug(s string) string {
	if s = strings.Trim(notSlug.ReplaceAllString(strings.ToLower(s), "-"), "-"); s != "" {
		return s
	}
	return "guide"
}

// general is the prefix of rules that belong to no service.
const general = "WAF"

// prefixes chooses the prefix of each service's rule IDs, unique among all.
type prefixes struct {
	known map[string]string // service ID → prefix, from the previous catalog
	taken map[string]bool
}

func newPrefixes(previous *Catalog) *prefixes {
	p := &prefixes{map[string]string{}, map[string]bool{general: true}}
	if previous != nil {
		for _, s := range previous.Services {
			p.known[s.ID] = s.Short
			p.taken[s.Short] = true
		}
		for _, r := range previous.Rules {
			prefix, _ := splitID(r.ID)
			p.taken[prefix] = true
		}
	}
	return p
}

var abbreviation = regexp.MustCompile(`\(([A-Z][A-Z0-9]{1,5})\)`)

// of gives the prefix of a service: the one it had, else the abbreviation in
// its name, else the initials of its ID without "azure".
func (p *prefixes) of(s *Service) string {
	if short := p.known[s.ID]; short != "" {
		return short
	}
	short := ""
	if m := abbreviation.FindStringSubmatch(s.Name); m != nil {
		short = m[1]
	} else {
		for _, w := range strings.Split(s.ID, "-") {
			if w != "azure" && w != "for" && w != "and" && len(short) < 6 {
				short += strings.ToUpper(w[:1])
			}
		}
		if len(short) < 2 || short[0] < 'A' {
			w := strings.ToUpper(strings.TrimPrefix(strings.ReplaceAll(s.ID, "-", ""), "azure"))
			short = "S" + w[:min(len(w), 4)]
			if w != "" && w[0] >= 'A' {
				short = w[:min(len(w), 5)]
			}
			if len(short) < 2 {
				short += "X"
			}
		}
	}
	for base, k := short, 2; p.taken[short]; k++ {
		short = fmt.Sprintf("%s%d", base, k)
	}
	p.taken[short] = true
	return short
}

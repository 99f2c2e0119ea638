package export

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"pillars/rules"
	"pillars/rules/sarif"
)

// sarifRuleProps are what SARIF has no members for.
type sarifRuleProps struct {
	Tags             []string          `json:"tags"`
	SecuritySeverity string            `json:"security-severity,omitempty"`
	Kind             rules.Kind        `json:"kind"`
	Code             string            `json:"code,omitempty"`
	Scope            []string          `json:"scope,omitempty"`
	Effort           rules.Effort      `json:"effort,omitempty"`
	Automation       rules.Automation  `json:"automation,omitempty"`
	Checks           []string          `json:"checks,omitempty"`
	Principles       []string          `json:"principles,omitempty"`
	Tradeoffs        []rules.Tradeoff  `json:"tradeoffs,omitempty"`
	References       []rules.Reference `json:"references,omitempty"`
	Related          []string          `json:"related,omitempty"`
	Modified         string            `json:"modified,omitempty"`
}

const sarifTaxonomy = "Azure Well-Architected Framework"

// SARIFRules writes the active rules as the rules of a SARIF 2.1.0 run
// without results, which is how SARIF publishes the rules of a tool. Pillars
// are a taxonomy. The ID of a withdrawn rule is a deprecated ID of those that
// took its place.
func SARIFRules(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	var lost losses
	n := newNames(c)
	taxonomy := sarif.Reference{Name: sarifTaxonomy, GUID: UUID("taxonomy")}
	deprecated := map[string][]string{}
	for i := range c.Rules {
		r := &c.Rules[i]
		if active(r) {
			lost.fields(r, lostAssert, lostSection, lostSource, lostHref, lostScheme, lostOrdinal)
			continue
		}
		for _, id := range r.SupersededBy {
			deprecated[id] = append(deprecated[id], r.ID)
		}
		lost.add("withdrawn: only the ID is kept, on the rules that took its place", r)
	}
	driver := sarif.Component{
		Name: "Pillars", Rules: []sarif.Descriptor{}, Supported: []sarif.Reference{taxonomy},
		Properties: map[string]any{"catalog": c.Digest},
	}
	for i := range c.Rules {
		if r := &c.Rules[i]; active(r) {
			d := sarifRule(r, n)
			d.DeprecatedIDs = deprecated[r.ID]
			if at := slices.IndexFunc(c.Pillars, func(p rules.Pillar) bool { return p.ID == deref(r.Pillar) }); at >= 0 {
				d.Relationships = []sarif.Relationship{{
					Target: sarif.Target{ID: c.Pillars[at].Code, Index: at, Component: taxonomy}, Kinds: []string{"relevant"},
				}}
			}
			driver.Rules = append(driver.Rules, d)
		}
	}
	pillars := sarif.Component{Name: taxonomy.Name, GUID: taxonomy.GUID, Short: sarif.Plain("The pillars of the framework")}
	for _, p := range c.Pillars {
		pillars.Taxa = append(pillars.Taxa, sarif.Descriptor{ID: p.Code, Name: p.ID, Short: sarif.Plain(p.Name)})
	}
	if err := sarif.Write(w, sarif.Run{Tool: sarif.Tool{Driver: driver}, Taxonomies: []sarif.Component{pillars}}); err != nil {
		return nil, fmt.Errorf("could not write the catalog: %w", err)
	}
	return lost.list(), nil
}

func sarifRule(r *rules.Rule, n names) sarif.Descriptor {
	properties := sarifRuleProps{
		Tags: []string{n.pillar(r).ID}, Kind: r.Kind, Code: deref(r.Code), Scope: r.Scope, Effort: r.Effort,
		Automation: r.Automation, Checks: checkIDs(r), Principles: r.Principles, Tradeoffs: r.Tradeoffs,
		References: r.References, Related: r.Related, Modified: r.Modified,
	}
	if r.Service != nil {
		properties.Tags = append(properties.Tags, n.service(r).ID)
	}
	if deref(r.Pillar) == "security" {
		properties.SecuritySeverity = sarif.Scores[string(r.Severity)]
	}
	d := sarif.Descriptor{
		ID: r.ID, GUID: GUID(r.ID), Short: sarif.Plain(r.Title), Full: sarif.Plain(r.Text), Help: sarifHelp(r),
		Default: &sarif.Configuration{Level: sarif.Levels[string(r.Severity)]}, Properties: properties,
	}
	if links := webLinks(r); len(links) > 0 {
		d.HelpURI = links[0].URL
	}
	return d
}

// sarifHelp gives text, benefit, what to look at, fixes and links, plain and
// as Markdown.
func sarifHelp(r *rules.Rule) *sarif.Text {
	plain, marked := []string{r.Text}, []string{escape(r.Text)}
	add := func(before, s string) {
		if s != "" {
			plain, marked = append(plain, before+s), append(marked, before+escape(s))
		}
	}
	add("", r.Benefit)
	add("To look at: ", r.Look)
	for _, x := range r.Remediation {
		plain = append(plain, x.Tool+":\n"+x.Code)
		marked = append(marked, escape(x.Tool)+":\n\n"+fenced(x.Code))
	}
	for _, l := range webLinks(r) {
		text := l.Text
		if text == "" {
			text = l.URL
		}
		plain = append(plain, text+": "+l.URL)
		marked = append(marked, "["+escape(text)+"](<"+markdownURL(l.URL)+">)")
	}
	return &sarif.Text{Text: strings.Join(plain, "\n\n"), Markdown: strings.Join(marked, "\n\n")}
}

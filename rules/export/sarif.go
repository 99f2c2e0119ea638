package export

import (
	"io"
	"slices"
	"strings"

	"pillars/rules"
)

// As much of SARIF 2.1.0 as a list of rules needs. Package report has its own
// subset, for results.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool        `json:"tool"`
	Taxonomies []sarifComponent `json:"taxonomies"`
}

type sarifTool struct {
	Driver sarifComponent `json:"driver"`
}

type sarifComponent struct {
	Name       string             `json:"name"`
	GUID       string             `json:"guid,omitempty"`
	Short      *sarifText         `json:"shortDescription,omitempty"`
	Supported  []sarifReference   `json:"supportedTaxonomies,omitempty"`
	Rules      []sarifDescriptor  `json:"rules,omitzero"`
	Taxa       []sarifDescriptor  `json:"taxa,omitempty"`
	Properties *sarifCatalogProps `json:"properties,omitempty"`
}

type sarifCatalogProps struct {
	Catalog string `json:"catalog"` // digest
}

type sarifReference struct {
	Name  string `json:"name"`
	Index int    `json:"index"`
	GUID  string `json:"guid"`
}

type sarifText struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifDescriptor struct {
	ID            string              `json:"id"`
	GUID          string              `json:"guid,omitempty"`
	DeprecatedIDs []string            `json:"deprecatedIds,omitempty"`
	Name          string              `json:"name,omitempty"`
	Short         *sarifText          `json:"shortDescription,omitempty"`
	Full          *sarifText          `json:"fullDescription,omitempty"`
	Default       *sarifDefault       `json:"defaultConfiguration,omitempty"`
	HelpURI       string              `json:"helpUri,omitempty"`
	Help          *sarifText          `json:"help,omitempty"`
	Relationships []sarifRelationship `json:"relationships,omitempty"`
	Properties    *sarifRuleProps     `json:"properties,omitempty"`
}

type sarifDefault struct {
	Level string `json:"level"`
}

type sarifRelationship struct {
	Target sarifTarget `json:"target"`
	Kinds  []string    `json:"kinds"`
}

type sarifTarget struct {
	ID        string         `json:"id"`
	Index     int            `json:"index"`
	Component sarifReference `json:"toolComponent"`
}

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
}

// SARIF levels of our severities, and the scores by which code hosts sort
// security alerts.
var (
	sarifLevels = map[rules.Severity]string{rules.High: "error", rules.Medium: "warning", rules.Low: "note"}
	sarifScores = map[rules.Severity]string{rules.High: "8.0", rules.Medium: "5.0", rules.Low: "2.0"}
)

const sarifTaxonomy = "Azure Well-Architected Framework"

// SARIFRules writes the active rules as the rules of a SARIF 2.1.0 run
// without results, which is how SARIF publishes the rules of a tool. Pillars
// are a taxonomy. The ID of a withdrawn rule is a deprecated ID of those that
// took its place.
func SARIFRules(w io.Writer, c *rules.Catalog) ([]string, error) {
	var lost losses
	n := newNames(c)
	taxonomy := sarifReference{sarifTaxonomy, 0, UUID("taxonomy")}
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
	driver := sarifComponent{
		Name: "Pillars", Rules: []sarifDescriptor{}, Supported: []sarifReference{taxonomy},
		Properties: &sarifCatalogProps{c.Digest},
	}
	for i := range c.Rules {
		if r := &c.Rules[i]; active(r) {
			d := sarifRule(r, n)
			d.DeprecatedIDs = deprecated[r.ID]
			if at := slices.IndexFunc(c.Pillars, func(p rules.Pillar) bool { return p.ID == deref(r.Pillar) }); at >= 0 {
				d.Relationships = []sarifRelationship{{sarifTarget{c.Pillars[at].Code, at, taxonomy}, []string{"relevant"}}}
			}
			driver.Rules = append(driver.Rules, d)
		}
	}
	pillars := sarifComponent{Name: taxonomy.Name, GUID: taxonomy.GUID, Short: &sarifText{Text: "The pillars of the framework"}}
	for _, p := range c.Pillars {
		pillars.Taxa = append(pillars.Taxa, sarifDescriptor{ID: p.Code, Name: p.ID, Short: &sarifText{Text: p.Name}})
	}
	return lost.lines(), writeJSON(w, sarifLog{
		"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0",
		[]sarifRun{{sarifTool{driver}, []sarifComponent{pillars}}},
	})
}

func sarifRule(r *rules.Rule, n names) sarifDescriptor {
	d := sarifDescriptor{
		ID: r.ID, GUID: GUID(r.ID),
		Short:   &sarifText{Text: r.Title},
		Full:    &sarifText{Text: r.Text},
		Default: &sarifDefault{sarifLevels[r.Severity]},
		Help:    sarifHelp(r),
		Properties: &sarifRuleProps{
			Tags: []string{n.pillar(r).ID, n.service(r).ID}, Kind: r.Kind, Code: deref(r.Code), Scope: r.Scope, Effort: r.Effort,
			Automation: r.Automation, Checks: checkIDs(r), Principles: r.Principles, Tradeoffs: r.Tradeoffs,
			References: r.References, Related: r.Related,
		},
	}
	if r.Service == nil {
		d.Properties.Tags = d.Properties.Tags[:1]
	}
	if deref(r.Pillar) == "security" {
		d.Properties.SecuritySeverity = sarifScores[r.Severity]
	}
	if links := webLinks(r); len(links) > 0 {
		d.HelpURI = links[0].URL
	}
	return d
}

// sarifHelp gives text, benefit, what to look at, fixes and links, plain and
// as Markdown.
func sarifHelp(r *rules.Rule) *sarifText {
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
	return &sarifText{strings.Join(plain, "\n\n"), strings.Join(marked, "\n\n")}
}

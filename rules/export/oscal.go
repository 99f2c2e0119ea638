package export

import (
	"io"
	"strconv"

	"pillars/rules"
)

// As much of the OSCAL 1.2.1 catalog model as we fill; see
// https://pages.nist.gov/OSCAL-Reference/models/.

type oscalCatalog struct {
	UUID     string        `json:"uuid"`
	Metadata oscalMetadata `json:"metadata"`
	Groups   []oscalGroup  `json:"groups,omitempty"`
}

type oscalMetadata struct {
	Title        string `json:"title"`
	LastModified string `json:"last-modified"`
	Version      string `json:"version"`
	OSCALVersion string `json:"oscal-version"`
}

type oscalGroup struct {
	ID       string         `json:"id"`
	Class    string         `json:"class"`
	Title    string         `json:"title"`
	Props    []oscalProp    `json:"props,omitempty"`
	Controls []oscalControl `json:"controls"`
}

type oscalControl struct {
	ID    string      `json:"id"`
	Class string      `json:"class"`
	Title string      `json:"title"`
	Props []oscalProp `json:"props"`
	Links []oscalLink `json:"links,omitempty"`
	Parts []oscalPart `json:"parts"`
}

type oscalProp struct {
	Name  string `json:"name"`
	NS    string `json:"ns,omitempty"`
	Value string `json:"value"`
	Class string `json:"class,omitempty"`
}

type oscalLink struct {
	Href string `json:"href"`
	Rel  string `json:"rel"`
	Text string `json:"text,omitempty"`
}

type oscalPart struct {
	ID    string      `json:"id"`
	Name  string      `json:"name"`
	NS    string      `json:"ns,omitempty"`
	Class string      `json:"class,omitempty"`
	Title string      `json:"title,omitempty"`
	Props []oscalProp `json:"props,omitempty"`
	Prose string      `json:"prose"`
}

const (
	oscalNS  = "https://pillars.invalid/ns/oscal" // of props and parts that are ours
	oscalRMF = "http://csrc.nist.gov/ns/rmf"      // of assessment methods, as in NIST SP 800-53A
)

// lastModified gives the day on which a rule of a catalog changed last, as an
// instant. Where no rule says when it changed, the beginning of 1970 stands
// for it.
func lastModified(c *rules.Catalog) string {
	newest := "1970-01-01"
	for i := range c.Rules {
		newest = max(newest, c.Rules[i].Modified)
	}
	return newest + "T00:00:00Z"
}

// OSCAL writes the catalog as an OSCAL 1.2.1 catalog in JSON: a group for
// each pillar, a control for each rule with the rule's ID. Texts, benefits
// and fixes are parts, what a person must look at and checks are assessment
// methods, all else are props of the namespace
// https://pillars.invalid/ns/oscal. Withdrawn rules are controls with the
// status withdrawn and links to what they were moved to. The UUID of the
// document is made of the catalog's digest.
func OSCAL(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	var lost losses
	out := oscalCatalog{
		UUID: UUID("catalog/" + c.Digest),
		Metadata: oscalMetadata{
			Title: "Pillars rule catalog", LastModified: lastModified(c), Version: c.Digest, OSCALVersion: "1.2.1",
		},
	}
	known := map[string]bool{}
	for i := range c.Rules {
		known[c.Rules[i].ID] = true
	}
	for _, g := range byPillar(c, anyRule) {
		group := oscalGroup{ID: g.ID, Class: "pillar", Title: escape(g.Name), Props: []oscalProp{{Name: "label", Value: g.Code}}}
		for _, r := range g.rules {
			group.Controls = append(group.Controls, oscalControlOf(r, known))
			lost.fields(r, lostCondition, lostHref, lostScheme)
		}
		out.Groups = append(out.Groups, group)
	}
	return append(lost.list(), Loss{What: "the names of services: rules have their IDs"}), writeJSON(w, map[string]oscalCatalog{"catalog": out})
}

func oscalControlOf(r *rules.Rule, known map[string]bool) oscalControl {
	return oscalControl{
		ID: r.ID, Class: string(r.Kind), Title: escape(r.Title),
		Props: oscalProps(r), Links: oscalLinks(r, known), Parts: oscalParts(r),
	}
}

func oscalProps(r *rules.Rule) []oscalProp {
	props := []oscalProp{{Name: "label", Value: r.ID}}
	if !active(r) {
		props = append(props, oscalProp{Name: "status", Value: "withdrawn"})
	}
	own := func(name, class string, values ...string) {
		for _, v := range values {
			if v = oneLine(v); v != "" {
				props = append(props, oscalProp{Name: name, NS: oscalNS, Value: v, Class: class})
			}
		}
	}
	own("guid", "", GUID(r.ID))
	own("severity", "", string(r.Severity))
	own("effort", "", string(r.Effort))
	own("automation", "", string(r.Automation))
	own("service", "", deref(r.Service))
	own("code", "", deref(r.Code))
	own("scope", "", r.Scope...)
	own("section", "", r.Section...)
	own("ordinal", "", strconv.Itoa(r.Ordinal))
	own("principle", "", r.Principles...)
	own("source", "", r.Source.Path+":"+strconv.Itoa(r.Source.Line))
	own("modified", "", r.Modified)
	for _, ref := range r.References {
		own("reference", ref.Scheme, ref.ID)
	}
	return props
}

// oscalLinks gives the links of a rule; those to other rules must lead to one
// that is known.
func oscalLinks(r *rules.Rule, known map[string]bool) []oscalLink {
	var out []oscalLink
	for _, l := range webLinks(r) {
		out = append(out, oscalLink{markdownURL(l.URL), "reference", escape(l.Text)})
	}
	for _, id := range r.Related {
		if known[id] {
			out = append(out, oscalLink{Href: "#" + id, Rel: "related"})
		}
	}
	for _, id := range r.SupersededBy {
		if known[id] {
			out = append(out, oscalLink{Href: "#" + id, Rel: "moved-to"})
		}
	}
	return out
}

func oscalParts(r *rules.Rule) []oscalPart {
	parts := []oscalPart{{ID: r.ID + "_smt", Name: "statement", Prose: escape(r.Text)}}
	if r.Benefit != "" {
		parts = append(parts, oscalPart{ID: r.ID + "_gdn", Name: "guidance", Prose: escape(r.Benefit)})
	}
	if r.Look != "" {
		parts = append(parts, oscalPart{
			ID: r.ID + "_examine", Name: "assessment-method", Prose: escape(r.Look),
			Props: []oscalProp{{Name: "method", NS: oscalRMF, Value: "EXAMINE"}},
		})
	}
	for i, c := range r.Checks {
		parts = append(parts, oscalPart{
			ID: r.ID + "_test-" + strconv.Itoa(i+1), Name: "assessment-method", Title: escape(c.Title), Prose: escape(c.Message),
			Props: append([]oscalProp{
				{Name: "method", NS: oscalRMF, Value: "TEST"},
				{Name: "check", NS: oscalNS, Value: c.ID},
				{Name: "severity", NS: oscalNS, Value: string(c.Severity)},
			}, targetProps(c)...),
		})
	}
	for i, t := range r.Tradeoffs {
		parts = append(parts, oscalPart{ID: r.ID + "_tradeoff-" + strconv.Itoa(i+1), Name: "tradeoff", NS: oscalNS, Class: t.Pillar, Prose: escape(t.Text)})
	}
	for i, x := range r.Remediation {
		parts = append(parts, oscalPart{ID: r.ID + "_fix-" + strconv.Itoa(i+1), Name: "remediation", NS: oscalNS, Class: x.Tool, Prose: fenced(x.Code)})
	}
	return parts
}

func targetProps(c rules.Check) []oscalProp {
	var out []oscalProp
	for _, t := range c.Target.Types {
		out = append(out, oscalProp{Name: "resource-type", NS: oscalNS, Value: t})
	}
	return out
}

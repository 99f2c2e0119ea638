package export

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"pillars/rules"
)

// The lengths that aprl-schema.yaml of
// https://github.com/Azure/Azure-Proactive-Resiliency-Library-v2 allows.
const (
	aprlDescription = 100
	aprlLong        = 300
	aprlBenefits    = 60
)

// aprlRecommendation is one entry of a recommendations.yaml.
type aprlRecommendation struct {
	Description   string     `yaml:"description"`
	GUID          string     `yaml:"aprlGuid"`
	TypeID        *string    `yaml:"recommendationTypeId"`
	Control       string     `yaml:"recommendationControl"`
	Impact        string     `yaml:"recommendationImpact"`
	ResourceType  string     `yaml:"recommendationResourceType"`
	MetadataState string     `yaml:"recommendationMetadataState"`
	Long          string     `yaml:"longDescription"`
	Benefits      string     `yaml:"potentialBenefits"`
	Verified      bool       `yaml:"pgVerified"`
	Automation    bool       `yaml:"automationAvailable"`
	Tags          []string   `yaml:"tags"`
	LearnMore     []aprlLink `yaml:"learnMoreLink,omitempty"`
}

type aprlLink struct {
	Name string `yaml:"name"`
	URL  string `yaml:"url"`
}

// aprlControls gives the control of a pillar. Theirs are finer for
// reliability and have nothing for cost and operations.
var aprlControls = map[string]string{
	"reliability": "HighAvailability", "security": "Security", "performance-efficiency": "Scalability",
}

const aprlOtherControl = "OtherBestPractices"

// aprlType is a resource type that their schema takes.
var aprlType = regexp.MustCompile(`^(Microsoft|Oracle)\.[a-zA-Z0-9.]+(/[a-zA-Z0-9.]+){0,2}/[a-zA-Z0-9]+$`)

// APRL writes the rules as recommendations of the Azure Proactive Resiliency
// Library, withdrawn ones as Disabled. The type of resource is what the
// rule's checks are for, else what most checks of its service are for, else
// a Specialized.Workload or a WellArchitected pillar. Automation in APRL
// means a Resource Graph query, and we ship none.
func APRL(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	var lost losses
	n := newNames(c)
	types := mainTypes(c)
	if len(c.Rules) == 0 {
		_, err := io.WriteString(w, "[]\n")
		return nil, err
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		if err := writeAPRL(w, aprlOf(r, n, types, &lost)); err != nil {
			return nil, err
		}
		lost.fields(r, lostChecks, lostRemediation, lostReferences, lostRelated, lostTradeoffs, lostPrinciples, lostEffort, lostLook, lostCode, lostScope, lostSection, lostKind, lostSource, lostAutomation, lostHref, lostOrdinal, lostModified)
		lost.addIf(len(r.SupersededBy) > 0, "successors of withdrawn rules: left out", r)
	}
	return lost.list(), nil
}

// writeAPRL writes an item of the list: the YAML library would hold all of a
// list in memory, many times over.
func writeAPRL(w io.Writer, r aprlRecommendation) error {
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	err := enc.Encode([]aprlRecommendation{r})
	if closed := enc.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("could not write the recommendations: %w", err)
	}
	return nil
}

func aprlOf(r *rules.Rule, n names, types map[string]string, lost *losses) aprlRecommendation {
	out := aprlRecommendation{
		GUID: GUID(r.ID), Impact: upperFirst(string(r.Severity)), MetadataState: "Active",
		ResourceType: aprlResource(r, n, types), Tags: []string{},
	}
	if !active(r) {
		out.MetadataState = "Disabled"
	}
	var title, text, benefit bool
	out.Description, title = cut(r.Title, aprlDescription)
	out.Long, text = cut(r.Text, aprlLong)
	out.Benefits, benefit = cut(r.Benefit, aprlBenefits)
	lost.addIf(title, fmt.Sprintf("title: shortened to %d characters", aprlDescription), r)
	lost.addIf(text, fmt.Sprintf("text: shortened to %d characters", aprlLong), r)
	lost.addIf(benefit, fmt.Sprintf("benefit: shortened to %d characters", aprlBenefits), r)

	out.Control = aprlControls[deref(r.Pillar)]
	if out.Control == "" {
		out.Control = aprlOtherControl
		lost.add("pillar: "+aprlOtherControl+" stands for pillars without a control", r)
	} else {
		lost.addIf(out.Control != "Security", "pillar: only "+out.Control+" of several controls", r)
	}
	for _, l := range r.Links {
		if strings.HasPrefix(l.URL, "https://") && out.LearnMore == nil {
			text := l.Text
			if text == "" {
				text = l.URL
			}
			out.LearnMore = []aprlLink{{text, withoutLocale(l.URL)}}
		}
	}
	lost.addIf(len(r.Links) > 1, lostLinks.what, r)
	lost.addIf(len(r.Links) > 0 && out.LearnMore == nil, "links without https: left out", r)
	return out
}

// withoutLocale takes en-us out of an address of Microsoft's documentation.
func withoutLocale(url string) string {
	for _, host := range []string{"https://learn.microsoft.com", "https://docs.microsoft.com"} {
		if rest, ok := strings.CutPrefix(url, host+"/en-us/"); ok {
			return host + "/" + rest
		}
	}
	return url
}

func aprlResource(r *rules.Rule, n names, types map[string]string) string {
	for _, c := range r.Checks {
		for _, t := range c.Target.Types {
			if aprlType.MatchString(t) {
				return t
			}
		}
	}
	if r.Service == nil {
		return "WellArchitected/" + letters(n.pillar(r).Name, "General")
	}
	if t := types[*r.Service]; t != "" {
		return t
	}
	return "Specialized.Workload/" + letters(n.service(r).Name, "Service")
}

// letters gives the ASCII letters of a name, before any parenthesis.
func letters(name, otherwise string) string {
	name, _, _ = strings.Cut(name, "(")
	only := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, name)
	if only == "" {
		return otherwise
	}
	return only
}

// mainTypes gives the Azure resource type that most checks of each service
// are for, the first by name where several are.
func mainTypes(c *rules.Catalog) map[string]string {
	count := map[string]map[string]int{}
	for _, r := range c.Rules {
		if r.Service == nil {
			continue
		}
		for _, ch := range r.Checks {
			for _, t := range ch.Target.Types {
				if aprlType.MatchString(t) {
					if count[*r.Service] == nil {
						count[*r.Service] = map[string]int{}
					}
					count[*r.Service][t]++
				}
			}
		}
	}
	out := map[string]string{}
	for service, types := range count {
		most := 0
		for _, t := range slices.Sorted(maps.Keys(types)) {
			if types[t] > most {
				most, out[service] = types[t], t
			}
		}
	}
	return out
}

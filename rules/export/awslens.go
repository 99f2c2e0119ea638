package export

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"pillars/rules"
)

// What the AWS Well-Architected Tool takes; lengths in characters. See
// https://docs.aws.amazon.com/wellarchitected/latest/userguide/lenses-format-specification.html
// and, for the size, ImportLens in the API reference.
const (
	lensTitle     = 128
	lensText      = 2048
	lensID        = 128
	lensPillars   = 10
	lensQuestions = 20 // in a pillar
	lensChoices   = 15 // in a question, with "None of these"
	lensExtra     = 5  // additional helpful resources of a choice
	lensBytes     = 500_000
)

type lens struct {
	SchemaVersion string       `json:"schemaVersion"`
	Name          string       `json:"name"`
	Description   string       `json:"description"`
	Pillars       []lensPillar `json:"pillars"`
}

type lensPillar struct {
	ID        string         `json:"id"`
	Name      string         `json:"name"`
	Questions []lensQuestion `json:"questions"`
}

type lensQuestion struct {
	ID          string       `json:"id"`
	Title       string       `json:"title"`
	Description string       `json:"description"`
	Choices     []lensChoice `json:"choices"`
	RiskRules   []lensRisk   `json:"riskRules"`
}

type lensChoice struct {
	ID      string       `json:"id"`
	Title   string       `json:"title"`
	Helpful *lensContent `json:"helpfulResource,omitempty"`
	Improve *lensContent `json:"improvementPlan,omitempty"`
	Extra   []lensMore   `json:"additionalResources,omitempty"`
}

type lensContent struct {
	Text string `json:"displayText"`
	URL  string `json:"url,omitempty"`
}

type lensMore struct {
	Type    string        `json:"type"`
	Content []lensContent `json:"content"`
}

type lensRisk struct {
	Condition string `json:"condition"`
	Risk      string `json:"risk"`
}

// lensPillarIDs are the IDs of the pillars of their own framework.
var lensPillarIDs = map[string]string{
	"reliability": "reliability", "security": "security", "cost-optimization": "costOptimization",
	"operational-excellence": "operationalExcellence", "performance-efficiency": "performance",
}

// AWSLens writes the active rules as a custom lens of the AWS Well-Architected
// Tool. A pillar takes 20 questions only, so a rule is a choice, and a
// question is the rules of one service and kind, 14 at a time. All chosen is
// no risk; a rule of high severity not chosen is high risk, else medium.
func AWSLens(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	var lost losses
	out := lens{
		SchemaVersion: "2021-11-01", Name: "Pillars rule catalog",
		Description: "Rules of the Azure Well-Architected Framework, by service and pillar. Catalog " + c.Digest + ".",
		Pillars:     []lensPillar{},
	}
	n := newNames(c)
	for _, g := range byPillar(c, active) {
		if len(out.Pillars) == lensPillars {
			for _, r := range g.rules {
				lost.add(fmt.Sprintf("pillars beyond %d: left out", lensPillars), r)
			}
			continue
		}
		out.Pillars = append(out.Pillars, lensPillarOf(g, n, &lost))
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		lost.fields(r, lostWithdrawn)
		if active(r) {
			lost.fields(r, lostChecks, lostRemediation, lostReferences, lostRelated, lostTradeoffs, lostPrinciples, lostEffort, lostCode, lostScope, lostSection, lostSource, lostAutomation, lostHref, lostScheme, lostOrdinal, lostModified)
			lost.addIf(r.Severity == rules.Low, "severity: low stands as medium risk, as there are but two", r)
		}
	}
	var buf bytes.Buffer
	if err := writeJSON(&buf, out); err != nil {
		return nil, err
	}
	list := lost.list()
	if buf.Len() > lensBytes {
		list = append(list, Loss{What: fmt.Sprintf("size: the lens has %d bytes, AWS takes %d; export fewer guides at a time (--content)", buf.Len(), lensBytes)})
	}
	_, err := w.Write(buf.Bytes())
	return list, err
}

func lensPillarOf(g pillarGroup, n names, lost *losses) lensPillar {
	id := lensPillarIDs[g.ID]
	if id == "" {
		id = lensName(g.ID)
	}
	p := lensPillar{ID: id, Name: mustCut(g.Name, lensTitle), Questions: []lensQuestion{}}
	for _, set := range lensSets(g, n) {
		parts := (len(set) + lensChoices - 2) / (lensChoices - 1)
		i := -1
		for part := range slices.Chunk(set, lensChoices-1) {
			i++
			if len(p.Questions) == lensQuestions {
				for _, r := range part {
					lost.add(fmt.Sprintf("questions beyond %d in a pillar: left out", lensQuestions), r)
				}
				continue
			}
			p.Questions = append(p.Questions, lensQuestionOf(part, p, n, i+1, parts, lost))
		}
	}
	return p
}

// lensSets gives the rules of a pillar by service and kind, in the order of
// the services' names in the catalog's rules and of kinds in a guide.
func lensSets(g pillarGroup, n names) [][]*rules.Rule {
	var order []string
	sets := map[string][]*rules.Rule{}
	for _, kind := range kindOrder {
		for _, r := range g.rules {
			if r.Kind != kind {
				continue
			}
			key := n.service(r).ID + " " + string(kind)
			if sets[key] == nil {
				order = append(order, key)
			}
			sets[key] = append(sets[key], r)
		}
	}
	out := make([][]*rules.Rule, len(order))
	for i, key := range order {
		out[i] = sets[key]
	}
	return out
}

// lensAsk asks for the rules of a kind.
var lensAsk = map[rules.Kind]string{
	rules.Checklist:      "Which points of the design checklist are met",
	rules.Recommendation: "Which recommendations are followed",
	rules.Policy:         "Which policies are in force",
}

func lensQuestionOf(part []*rules.Rule, p lensPillar, n names, number, of int, lost *losses) lensQuestion {
	first := part[0]
	service := n.service(first)
	q := lensQuestion{
		ID:          mustCut(lensName(fmt.Sprintf("%s_%s_%s_%d", p.ID, service.Short, first.Kind, number)), lensID),
		Description: fmt.Sprintf("%s, %s: rules %s to %s.", p.Name, service.Name, first.ID, part[len(part)-1].ID),
	}
	q.Description = mustCut(q.Description, lensText)
	title := lensAsk[first.Kind]
	if first.Service != nil {
		title += " for " + service.Name
	}
	suffix := "?"
	if of > 1 {
		suffix = fmt.Sprintf("? (%d of %d)", number, of)
	}
	q.Title = mustCut(title, lensTitle-len(suffix)) + suffix
	var all, high []string
	for _, r := range part {
		choice := lensChoiceOf(r, lost)
		q.Choices = append(q.Choices, choice)
		all = append(all, choice.ID)
		if r.Severity == rules.High {
			high = append(high, choice.ID)
		}
	}
	q.Choices = append(q.Choices, lensChoice{ID: mustCut(q.ID, lensID-3) + "_no", Title: "None of these"})
	q.RiskRules = lensRisks(all, high)
	return q
}

func lensRisks(all, high []string) []lensRisk {
	out := []lensRisk{{strings.Join(all, " && "), "NO_RISK"}}
	switch {
	case len(high) == 0:
		return append(out, lensRisk{"default", "MEDIUM_RISK"})
	case len(high) < len(all):
		out = append(out, lensRisk{strings.Join(high, " && "), "MEDIUM_RISK"})
	}
	return append(out, lensRisk{"default", "HIGH_RISK"})
}

func lensChoiceOf(r *rules.Rule, lost *losses) lensChoice {
	cutIt := func(what, s string, most int) string {
		short, was := cut(s, most)
		lost.addIf(was, fmt.Sprintf("%s: shortened to %d characters", what, most), r)
		return short
	}
	improve := sentences(r.Benefit, r.Look)
	if improve == "" {
		improve = r.Text
	}
	choice := lensChoice{
		ID: lensName(r.ID), Title: cutIt("title", r.Title, lensTitle),
		Helpful: &lensContent{Text: cutIt("text", r.Text, lensText)},
		Improve: &lensContent{Text: cutIt("benefit and look", improve, lensText)},
	}
	links := webLinks(r)
	if len(links) > 0 {
		choice.Helpful.URL = links[0].URL
		links = links[1:]
	}
	if n := min(len(links), lensExtra); n > 0 {
		more := lensMore{Type: "HELPFUL_RESOURCE"}
		for _, l := range links[:n] {
			text := l.Text
			if text == "" {
				text = l.URL
			}
			more.Content = append(more.Content, lensContent{mustCut(text, lensText), l.URL})
		}
		choice.Extra = []lensMore{more}
	}
	lost.addIf(len(links) > lensExtra, fmt.Sprintf("links beyond %d: left out", lensExtra+1), r)
	return choice
}

var notLensName = regexp.MustCompile(`[^A-Za-z0-9_]`)

// lensName gives an ID as they want it: letters, digits and underscores.
func lensName(s string) string { return notLensName.ReplaceAllString(s, "_") }

// mustCut shortens what is of our own making, where nothing is lost.
func mustCut(s string, most int) string {
	short, _ := cut(s, most)
	return short
}

package export

import (
	"fmt"
	"io"

	"pillars/rules"
)

// As much of checklist.schema.json of https://github.com/Azure/review-checklists
// as a catalog fills.

type reviewChecklist struct {
	Items      []reviewItem   `json:"items"`
	Categories []reviewName   `json:"categories"`
	WAF        []reviewName   `json:"waf"`
	YesNo      []reviewName   `json:"yesno"`
	Status     []reviewName   `json:"status"`
	Severities []reviewName   `json:"severities"`
	Metadata   reviewMetadata `json:"metadata"`
}

type reviewItem struct {
	Category    string   `json:"category"`
	Subcategory string   `json:"subcategory"`
	Text        string   `json:"text"`
	Description string   `json:"description,omitempty"`
	WAF         string   `json:"waf,omitempty"`
	Service     string   `json:"service,omitempty"`
	GUID        string   `json:"guid"`
	ID          string   `json:"id"`
	Severity    string   `json:"severity"`
	Link        string   `json:"link,omitempty"`
	Topics      []string `json:"topics,omitempty"`
}

type reviewName struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type reviewMetadata struct {
	Name  string `json:"name"`
	State string `json:"state"`
	WAF   string `json:"waf"`
}

// reviewPillars are the names that their sheet knows pillars by.
var reviewPillars = map[string]string{
	"reliability": "Reliability", "security": "Security", "cost-optimization": "Cost",
	"operational-excellence": "Operations", "performance-efficiency": "Performance",
}

// reviewStatus are the answers of their sheet.
var reviewStatus = []reviewName{
	{"Not verified", "Nobody has looked at it yet"},
	{"Open", "There is something to do"},
	{"Fulfilled", "It is done"},
	{"Not required", "It is not wanted for this design"},
	{"N/A", "It does not apply to this design"},
}

// kindNames are the names of kinds as headings.
var kindNames = map[rules.Kind]string{
	rules.Checklist: "Design checklist", rules.Recommendation: "Recommendations", rules.Policy: "Policies",
}

// kindOrder is the order of kinds in a guide.
var kindOrder = []rules.Kind{rules.Checklist, rules.Recommendation, rules.Policy}

// ReviewChecklists writes the active rules as a checklist for the tools of
// https://github.com/Azure/review-checklists, such as its workbook. The
// category of an item is its pillar, the subcategory its kind. The GUID of an
// item is that of its rule, so that a review goes on with a later export; our
// rule ID is its topic.
func ReviewChecklists(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	var lost losses
	n := newNames(c)
	out := reviewChecklist{
		Items: []reviewItem{}, Categories: []reviewName{}, WAF: []reviewName{},
		YesNo: []reviewName{{Name: "Yes"}, {Name: "No"}}, Status: reviewStatus,
		Severities: []reviewName{{Name: "High"}, {Name: "Medium"}, {Name: "Low"}},
		Metadata:   reviewMetadata{"Pillars rule catalog", "GA", "all"},
	}
	for i, g := range byPillar(c, active) {
		out.Categories = append(out.Categories, reviewName{Name: g.Name})
		if waf := reviewPillars[g.ID]; waf != "" {
			out.WAF = append(out.WAF, reviewName{Name: waf})
		}
		for k, kind := range kindOrder {
			number := 0
			for _, r := range g.rules {
				if r.Kind != kind {
					continue
				}
				number++
				item := reviewItemOf(r, n)
				item.ID = fmt.Sprintf("%02d.%02d.%03d", i+1, k+1, number)
				out.Items = append(out.Items, item)
			}
		}
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		lost.fields(r, lostWithdrawn)
		if active(r) {
			lost.fields(r, lostChecks, lostRemediation, lostReferences, lostRelated, lostTradeoffs, lostPrinciples, lostEffort, lostLook, lostCode, lostScope, lostSection, lostSource, lostAutomation, lostHref, lostScheme, lostLinks, lostTitle, lostOrdinal, lostModified)
		}
	}
	return lost.list(), writeJSON(w, out)
}

func reviewItemOf(r *rules.Rule, n names) reviewItem {
	item := reviewItem{
		Category: n.pillar(r).Name, Subcategory: kindNames[r.Kind],
		Text: r.Text, Description: r.Benefit,
		GUID: GUID(r.ID), Severity: upperFirst(string(r.Severity)),
		WAF: reviewPillars[deref(r.Pillar)], Topics: []string{r.ID},
	}
	if r.Service != nil {
		item.Service = n.service(r).Short
	}
	if links := webLinks(r); len(links) > 0 {
		item.Link = links[0].URL
	}
	return item
}

package site

import (
	"encoding/json"
	"html/template"

	"pillars/rules"
)

// ReviewView is templates/review.html. The rules are in the page as a
// checklist that can be printed and filled in by hand; the script makes the
// form of it.
type ReviewView struct {
	Page
	Groups   []ReviewGroup // by pillar, in the catalog's order
	Rules    int
	Services []ReviewService
	Rest     template.JS // what the script needs beyond the list: a reviewData as JSON
}

// ReviewGroup holds the rules of a pillar; that of no pillar comes last.
type ReviewGroup struct {
	Pillar PillarRef // zero for rules without one
	Key    string    // the pillar's ID, or "none"
	Rules  []ReviewRow
}

// ReviewService is a service that a review may be limited to.
type ReviewService struct {
	Key, Name string // the service's ID, or "none"
	Rules     int
}

// ReviewRow is a rule to answer.
type ReviewRow struct {
	RuleRow
	Text string // what the title does not say; may be empty
	Hash string // see textHash
}

// reviewData is what the review page's script is given beside the list.
type reviewData struct {
	Digest    string          `json:"digest"` // of the catalog
	Later     AssetRef        `json:"later"`  // the script that is loaded when it is needed
	Withdrawn []withdrawnRule `json:"withdrawn"`
}

// withdrawnRule is a rule that answers may still be about.
type withdrawnRule struct {
	ID           string   `json:"id"`
	Title        string   `json:"title"`
	SupersededBy []string `json:"supersededBy,omitempty"`
}

func (b *builder) reviewPages() []page {
	return []page{{
		url: reviewURL, template: "review.html", section: reviewURL, title: b.text("pages.review"), scripts: []string{"review.js"},
		summary: b.text("pages.reviewAbout"),
		view:    func(p Page) any { return b.reviewView(p) },
	}}
}

func (b *builder) reviewView(p Page) ReviewView {
	v := ReviewView{Page: p, Rules: len(b.active), Groups: b.reviewGroups(p.Root)}
	counts := map[string]int{}
	for _, r := range b.active {
		counts[deref(r.Service)]++
	}
	for _, s := range b.Catalog.Services {
		if counts[s.ID] > 0 {
			v.Services = append(v.Services, ReviewService{s.ID, s.Name, counts[s.ID]})
		}
	}
	if n := counts[""]; n > 0 {
		v.Services = append(v.Services, ReviewService{"none", b.text("facet.service.none"), n})
	}
	data := reviewData{Digest: b.Catalog.Digest, Later: b.asset("review-later.js"), Withdrawn: []withdrawnRule{}}
	for i := range b.Catalog.Rules {
		if r := &b.Catalog.Rules[i]; r.Status == rules.Withdrawn {
			data.Withdrawn = append(data.Withdrawn, withdrawnRule{r.ID, r.Title, r.SupersededBy})
		}
	}
	text, err := json.Marshal(data)
	if err != nil { // strings marshal
		text = []byte("null")
	}
	v.Rest = template.JS(text) //nolint:gosec // json.Marshal escapes <, > and &
	return v
}

// reviewGroups puts the active rules under their pillars; pillars without
// rules are left out.
func (b *builder) reviewGroups(root string) []ReviewGroup {
	var groups []ReviewGroup
	at := map[string]int{}
	add := func(key string, p PillarRef) {
		at[p.ID] = len(groups)
		groups = append(groups, ReviewGroup{Pillar: p, Key: key})
	}
	for _, p := range b.Catalog.Pillars {
		add(p.ID, b.pillarRef(root, p.ID))
	}
	add("none", PillarRef{})
	for _, r := range b.active {
		g := &groups[at[deref(r.Pillar)]]
		g.Rules = append(g.Rules, ReviewRow{b.row(root, r), detail(r), rules.TextHash(r.Text)})
	}
	full := groups[:0]
	for _, g := range groups {
		if len(g.Rules) > 0 {
			full = append(full, g)
		}
	}
	return full
}

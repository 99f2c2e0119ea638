package export

import (
	"fmt"
	"strings"

	"pillars/rules"
)

// Loss is something of a catalog that is not in an output, or stands there
// changed.
type Loss struct {
	What  string   // such as "benefit: shortened to 60 characters"
	Rules []string // IDs of the rules that lose it; none where it is of the whole catalog
}

// Count says of how many rules it is: "3 rules", "" where it is of the whole
// catalog.
func (l Loss) Count() string {
	switch len(l.Rules) {
	case 0:
		return ""
	case 1:
		return "1 rule"
	}
	return fmt.Sprintf("%d rules", len(l.Rules))
}

// String gives a loss as a line: "benefit: shortened (3 rules: AKS-001,
// AKS-002, AKS-007)".
func (l Loss) String() string {
	if len(l.Rules) == 0 {
		return l.What
	}
	more := ""
	if n := len(l.Rules) - shownIDs; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("%s (%s: %s%s)", l.What, l.Count(), strings.Join(l.Rules[:min(len(l.Rules), shownIDs)], ", "), more)
}

// shownIDs is how many rules a line about a loss names.
const shownIDs = 5

// losses collects what a format has no place for, in the order in which it
// is first met.
type losses struct {
	order []string
	ids   map[string][]string
}

// add says that something of a rule is lost. A rule counts once for each.
func (l *losses) add(what string, r *rules.Rule) {
	if l.ids == nil {
		l.ids = map[string][]string{}
	}
	ids := l.ids[what]
	if ids == nil {
		l.order = append(l.order, what)
	}
	if len(ids) == 0 || ids[len(ids)-1] != r.ID {
		l.ids[what] = append(ids, r.ID)
	}
}

// addIf adds where a condition holds.
func (l *losses) addIf(lost bool, what string, r *rules.Rule) {
	if lost {
		l.add(what, r)
	}
}

// field is a part of rules that a format may have no place for.
type field struct {
	what string
	has  func(r *rules.Rule) bool
}

// The fields.
var (
	lostCondition   = field{"checks: the condition they test is left out", func(r *rules.Rule) bool { return len(r.Checks) > 0 }}
	lostAssert      = field{"checks: what they test and advise is left out", func(r *rules.Rule) bool { return len(r.Checks) > 0 }}
	lostTitle       = field{"title: left out, the text stands alone", func(r *rules.Rule) bool { return !strings.Contains(r.Text, r.Title) }}
	lostOrdinal     = field{"ordinal: left out", func(r *rules.Rule) bool { return true }}
	lostChecks      = field{"checks: left out", func(r *rules.Rule) bool { return len(r.Checks) > 0 }}
	lostRemediation = field{"remediation code: left out", func(r *rules.Rule) bool { return len(r.Remediation) > 0 }}
	lostReferences  = field{"references to other catalogs: left out", func(r *rules.Rule) bool { return len(r.References) > 0 }}
	lostRelated     = field{"related rules: left out", func(r *rules.Rule) bool { return len(r.Related) > 0 }}
	lostTradeoffs   = field{"trade-offs with other pillars: left out", func(r *rules.Rule) bool { return len(r.Tradeoffs) > 0 }}
	lostPrinciples  = field{"principles: left out", func(r *rules.Rule) bool { return len(r.Principles) > 0 }}
	lostEffort      = field{"effort: left out", func(r *rules.Rule) bool { return r.Effort != "" }}
	lostLook        = field{"what a person must look at: left out", func(r *rules.Rule) bool { return r.Look != "" }}
	lostCode        = field{"the framework's own code: left out", func(r *rules.Rule) bool { return r.Code != nil }}
	lostScope       = field{"scope: left out", func(r *rules.Rule) bool { return len(r.Scope) > 0 }}
	lostSection     = field{"section: left out", func(r *rules.Rule) bool { return true }}
	lostKind        = field{"kind (checklist, recommendation, policy): left out", func(r *rules.Rule) bool { return true }}
	lostSource      = field{"place in the guide: left out", func(r *rules.Rule) bool { return true }}
	lostAutomation  = field{"automation: left out", func(r *rules.Rule) bool { return r.Automation != "" }}
	lostHref        = field{"links as written: only the absolute address is kept", hasRelativeLink}
	lostLinks       = field{"links beyond the first: left out", func(r *rules.Rule) bool { return len(webLinks(r)) > 1 }}
	lostScheme      = field{"links that do not lead to the web: left out", func(r *rules.Rule) bool { return len(webLinks(r)) < len(r.Links) }}
	lostModified    = field{"date of the last change: left out", func(r *rules.Rule) bool { return r.Modified != "" }}
	lostWithdrawn   = field{"withdrawn: left out", func(r *rules.Rule) bool { return r.Status == rules.Withdrawn }}
)

// lostHead is what formats lose that hold rules and nothing else.
var lostHead = Loss{What: "the head of the catalog: schema version, and the names of pillars and services (rules have their IDs)"}

func hasRelativeLink(r *rules.Rule) bool {
	for _, l := range r.Links {
		if l.Href != l.URL {
			return true
		}
	}
	return false
}

// fields adds what a rule has of some fields.
func (l *losses) fields(r *rules.Rule, fields ...field) {
	for _, f := range fields {
		l.addIf(f.has(r), f.what, r)
	}
}

// list gives the losses in the order in which they were met.
func (l *losses) list() []Loss {
	var out []Loss
	for _, what := range l.order {
		out = append(out, Loss{what, l.ids[what]})
	}
	return out
}

package content

// Code is a kind of problem: what authors switch off, raise, and look up.
type Code struct {
	ID       string
	Severity Severity
	Why      string // one line: what is lost
}

// Codes lists every code that reading or linting a guide can give.
var Codes = []Code{
	{"front-matter-missing", SeverityWarning, "Title, description and service are read from the front matter."},
	{"front-matter-invalid", SeverityError, "Front matter that is not YAML is lost as a whole."},
	{"front-matter-key", SeverityWarning, "A page needs a title and a description to be found."},
	{"not-utf8", SeverityError, "Text in another encoding cannot be read without loss."},
	{"placeholder-item", SeverityWarning, "Unfilled template items are no rules and are left out of the catalog."},
	{"placeholder-text", SeverityWarning, "Unfilled template text tells the reader nothing."},
	{"missing-introduction", SeverityWarning, "A pillar's section begins with what it contributes to the framework."},
	{"missing-section", SeverityWarning, "Each pillar has a design checklist, recommendations and policies."},
	{"section-order", SeverityWarning, "Readers find the checklist first, recommendations second, policies third."},
	{"empty-section", SeverityWarning, "A heading without anything below it promises what is not there."},
	{"empty-item", SeverityWarning, "A list item without text is no rule."},
	{"empty-row", SeverityWarning, "A table row without text is no rule."},
	{"missing-recommendation", SeverityWarning, "A row needs something to do."},
	{"missing-benefit", SeverityWarning, "A recommendation without a reason convinces nobody."},
	{"empty-checklist", SeverityWarning, "A checklist marker must stand in the same quote as its items."},
	{"split-checklist", SeverityWarning, "Where a checklist is broken, other readers lose the items behind the break."},
	{"broken-link", SeverityWarning, "A reader who follows the link finds nothing."},
	{"internal", SeverityError, "A fault of Pillars, not of the guide."},
}

// newProblem makes a problem whose severity is that of its code.
func newProblem(at Pos, code, message string) Problem {
	for _, c := range Codes {
		if c.ID == code {
			return Problem{at, code, c.Severity, message}
		}
	}
	panic("content: no code " + code)
}

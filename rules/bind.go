package rules

import (
	"fmt"
	"slices"

	"pillars/content"
)

// bindChecks puts each check, with its references and remediation, on the
// rules its file names. A rule is as severe as its most severe check.
func bindChecks(c *Catalog, files []CheckFile) []content.Problem {
	index := c.ByID()
	var problems []content.Problem
	for _, f := range files {
		for _, id := range f.Rules {
			r := index[id]
			if r == nil || r.Status != Active {
				problems = append(problems, content.Problem{
					Pos: content.Pos{File: f.Path, Line: 1, Col: 1}, Code: "check-rule", Severity: content.SeverityError,
					Message: fmt.Sprintf("the check verifies rule %s, which the catalog does not have", id),
				})
				continue
			}
			if len(r.Checks) == 0 {
				r.Severity = Low
			}
			for _, ch := range f.Checks {
				r.Checks = append(r.Checks, ch)
				r.Severity = moreSevere(r.Severity, ch.Severity)
			}
			for _, ref := range f.References {
				if !slices.Contains(r.References, ref) {
					r.References = append(r.References, ref)
				}
			}
			for _, rem := range f.Remediation {
				if !slices.Contains(r.Remediation, rem) {
					r.Remediation = append(r.Remediation, rem)
				}
			}
		}
	}
	return problems
}

// Rank gives the order of severities: 0 for high, 1 for medium, 2 for low, -1
// for what is none.
func (s Severity) Rank() int {
	return slices.Index([]Severity{High, Medium, Low}, s)
}

func moreSevere(a, b Severity) Severity {
	if b.Rank() < a.Rank() {
		return b
	}
	return a
}

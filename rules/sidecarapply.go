package rules

import (
	"fmt"
	"slices"
	"strings"

	"pillars/content"
)

// applySidecars puts what sidecars say on their rules, which have their
// checks already, and says how far each active rule is automated. Problems
// say which entries belong to no rule and what a guide with a sidecar does
// not say of its rules. Where no checks are given at all, nothing is said of
// what depends on them.
func applySidecars(c *Catalog, lib *content.Library, src Sources) []content.Problem {
	for i := range c.Rules {
		r := &c.Rules[i]
		r.Automation = ""
		if r.Status == Active {
			r.Automation = automationOf(r)
		}
	}
	a := &sidecarApplier{rules: c.ByID(), codes: checklistCodes(c), entries: map[string]*SidecarEntry{}, checks: len(src.Checks) > 0}
	guides := map[string]string{} // path → its sidecar
	for _, s := range src.Sidecars {
		if lib.Doc(s.Guide) == nil {
			a.problem(content.Pos{File: s.Path, Line: 1, Col: 1}, "sidecar-guide", content.SeverityError,
				"there is no guide %s beside it: name the file for its guide", s.Guide)
			continue
		}
		guides[s.Guide] = s.Path
		for i := range s.Entries {
			a.apply(s, &s.Entries[i])
		}
	}
	a.demand(c, guides)
	content.SortProblems(a.problems)
	return a.problems
}

func automationOf(r *Rule) Automation {
	if len(r.Checks) > 0 {
		return Automated
	}
	return Manual
}

// checklistCodes gives the codes of the pillars' checklists in the catalog,
// by their first two letters.
func checklistCodes(c *Catalog) map[string][]string {
	codes := map[string][]string{}
	for _, r := range c.Rules {
		if r.Status == Active && r.Code != nil && len(*r.Code) > 2 {
			codes[(*r.Code)[:2]] = append(codes[(*r.Code)[:2]], *r.Code)
		}
	}
	return codes
}

type sidecarApplier struct {
	rules    map[string]*Rule
	codes    map[string][]string
	entries  map[string]*SidecarEntry // by rule ID, those that were applied
	checks   bool                     // there are checks, so a rule without one is manual
	problems []content.Problem
}

func (a *sidecarApplier) problem(at content.Pos, code string, severity content.Severity, format string, args ...any) {
	a.problems = append(a.problems, content.Problem{Pos: at, Code: code, Severity: severity, Message: fmt.Sprintf(format, args...)})
}

// apply puts one entry on its rule.
func (a *sidecarApplier) apply(s Sidecar, e *SidecarEntry) {
	r := a.rules[e.Rule]
	switch {
	case r == nil:
		a.problem(e.Pos, "sidecar-rule", content.SeverityError, "there is no rule %s: take the entry out or correct the ID", e.Rule)
		return
	case r.Status != Active:
		a.problem(e.Pos, "sidecar-rule", content.SeverityError, "%s is withdrawn: take the entry out%s", e.Rule, successorHint(r))
		return
	case r.Source.Path != s.Guide:
		a.problem(e.Pos, "sidecar-rule", content.SeverityError, "%s is a rule of %s: move the entry to the sidecar there", e.Rule, r.Source.Path)
		return
	}
	if e.Severity != "" {
		r.Severity = e.Severity
	}
	r.Effort, r.Principles, r.Tradeoffs, r.Look = e.Effort, e.Principles, e.Tradeoffs, e.Look
	r.References = union(r.References, e.References)
	r.Remediation = union(r.Remediation, e.Remediation)
	if e.Automation == Assisted {
		switch {
		case len(r.Checks) > 0:
			r.Automation = Assisted
		case a.checks:
			a.problem(e.automationPos, "sidecar-automation", content.SeverityWarning, "%s has no check that could assist: take the line out or bind a check", e.Rule)
		}
	}
	for i, code := range e.Principles {
		if known := a.codes[code[:2]]; known != nil && !slices.Contains(known, code) {
			a.problem(e.principlePos[i], "sidecar-principle", content.SeverityWarning, "the checklist of the pillar has no %s", code)
		}
	}
	a.entries[e.Rule] = e
}

func successorHint(r *Rule) string {
	if len(r.SupersededBy) == 0 {
		return ""
	}
	return ", or move it to " + strings.Join(r.SupersededBy, ", ")
}

// demand says what the rules of guides with a sidecar lack.
func (a *sidecarApplier) demand(c *Catalog, guides map[string]string) {
	for i := range c.Rules {
		r := &c.Rules[i]
		sidecar := guides[r.Source.Path]
		if r.Status != Active || sidecar == "" {
			continue
		}
		e := a.entries[r.ID]
		if e == nil {
			a.problem(content.Pos{File: r.Source.Path, Line: r.Source.Line, Col: 1}, "sidecar-incomplete", content.SeverityWarning,
				"%s has no entry in %s: give it a severity, an effort and principles", r.ID, sidecar)
			continue
		}
		if lacks := lacking(e); len(lacks) > 0 {
			a.problem(e.Pos, "sidecar-incomplete", content.SeverityWarning, "%s lacks %s", r.ID, strings.Join(lacks, ", "))
		}
		if a.checks && r.Automation == Manual && r.Look == "" {
			a.problem(e.Pos, "sidecar-look", content.SeverityWarning, "no check decides %s: say under look what a person must look at", r.ID)
		}
	}
}

// lacking lists what an entry must have and has not.
func lacking(e *SidecarEntry) []string {
	var out []string
	if e.Severity == "" {
		out = append(out, "severity")
	}
	if e.Effort == "" {
		out = append(out, "effort")
	}
	if len(e.Principles) == 0 {
		out = append(out, "principles")
	}
	return out
}

// union appends what is not there yet. It never writes into the list given.
func union[T comparable](have, more []T) []T {
	out := slices.Clip(have)
	for _, v := range more {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

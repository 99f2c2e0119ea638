package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
)

// Text writes a report for people: what is wrong with the documents, then
// every failed check with its findings at file:line:column, what could not be
// decided, and a summary. The catalog supplies titles and advice.
func Text(w io.Writer, r *check.Report, cat *rules.Catalog) error {
	b := bufio.NewWriter(w)
	checks := map[string]rules.Check{}
	for _, rule := range cat.Rules {
		for _, c := range rule.Checks {
			checks[c.ID] = c
		}
	}
	for _, d := range r.Documents {
		for _, p := range d.Problems {
			fmt.Fprintf(b, "%s:%d:%d: %s [%s]\n", printable(d.Name), p.Line, p.Column, p.Message, p.Code)
		}
	}
	for _, res := range r.Results {
		title := checks[res.Check].Title
		switch res.Verdict {
		case check.Fail:
			fmt.Fprintf(b, "\nFAIL  %s  %s (%s)%s\n      %s\n", res.Check, title, res.Severity, ruleList(res.Rules), printable(resourceName(res.Resource)))
			for _, f := range res.Findings {
				fmt.Fprintf(b, "      %s:%d:%d: %s\n", printable(res.Resource.Document), f.Line, f.Column, printable(f.Message))
			}
			if message := checks[res.Check].Message; message != "" {
				fmt.Fprintf(b, "      > %s\n", message)
			}
		case check.Unknown:
			fmt.Fprintf(b, "\n  ?   %s  %s (%s)%s\n      %s\n      %s\n", res.Check, title, res.Severity, ruleList(res.Rules), printable(resourceName(res.Resource)), printable(res.Reason))
		}
	}
	s := r.Summary
	fmt.Fprintf(b, "\n%d passed, %d failed, %d unknown, %d not applicable; %d rules need a person\n", s.Pass, s.Fail, s.Unknown, s.NotApplicable, s.Manual)
	return b.Flush()
}

// printable replaces what a terminal would obey.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x20 || c >= 0x7F && c < 0xA0 || c == 0x2028 || c == 0x2029 || c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 {
			return '\uFFFD'
		}
		return c
	}, s)
}

func ruleList(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return "  " + strings.Join(ids, ", ")
}

func resourceName(r check.Resource) string {
	if r.Name == "" {
		return r.Type + " in " + r.Document
	}
	return r.Type + " " + r.Name
}

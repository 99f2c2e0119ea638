package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
)

// Text writes a report for people, by document and resource: what is wrong
// with the document, every failed check with its findings at
// file:line:column and the line itself, what could not be decided, the risks
// that are accepted; then a summary. The catalog supplies titles and advice.
func Text(w io.Writer, r *check.Report, cat *rules.Catalog, opt Options) error {
	t := &textWriter{Writer: bufio.NewWriter(w), Options: opt, index: newIndex(cat)}
	sections := byDocument(r, func(v check.Verdict) bool {
		return v == check.Fail || v == check.Unknown || v == check.Accepted
	})
	for _, d := range documents(r) {
		t.document(d, sections[d.Name])
	}
	if opt.Manual {
		t.manual()
	}
	t.summary(r)
	return t.Flush()
}

type textWriter struct {
	*bufio.Writer
	Options
	index *index
}

// The colours of a terminal.
const (
	red    = "31"
	yellow = "33"
	green  = "32"
	bold   = "1"
	dim    = "2"
)

// paint gives a text its colour where there are colours.
func (t *textWriter) paint(color, s string) string {
	if !t.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func (t *textWriter) document(d check.DocumentReport, resources []group) {
	if len(d.Problems) == 0 && len(resources) == 0 {
		return
	}
	name := printable(d.Name)
	fmt.Fprintf(t, "%s\n", t.paint(bold, name))
	for _, p := range d.Problems {
		fmt.Fprintf(t, "  %s:%d:%d: %s [%s]\n", name, p.Line, p.Column, t.paint(red, printable(p.Message)), p.Code)
		t.excerpt(d.Name, p.Line, p.Column, "  ")
	}
	for _, g := range resources {
		fmt.Fprintf(t, "\n  %s\n", t.paint(bold, printable(resourceName(g.resource))))
		bySeverity(g.results)
		for _, res := range g.results {
			t.result(res)
		}
	}
	t.WriteByte('\n')
}

// labels of the verdicts that are shown.
var labels = map[check.Verdict]struct{ text, color string }{
	check.Fail:     {"FAIL", red},
	check.Unknown:  {"?   ", yellow},
	check.Accepted: {"RISK", dim},
}

func (t *textWriter) result(res check.Result) {
	c := t.index.check(res)
	label := labels[res.Verdict]
	fmt.Fprintf(t, "    %s  %s  %s (%s)%s\n", t.paint(label.color, label.text), t.paint(bold, res.Check), c.Title, res.Severity, ruleList(res.Rules))
	if res.Reason != "" {
		fmt.Fprintf(t, "          %s\n", printable(res.Reason))
	}
	line := 0
	for _, f := range res.Findings {
		fmt.Fprintf(t, "          %s:%d:%d: %s\n", printable(res.Resource.Document), f.Line, f.Column, printable(f.Message))
		if f.Line != line && showsLine(res, f) {
			t.excerpt(res.Resource.Document, f.Line, f.Column, "          ")
		}
		line = f.Line
	}
	if res.Verdict == check.Fail && c.Message != "" {
		fmt.Fprintf(t, "          %s %s\n", t.paint(green, ">"), c.Message)
	}
}

// showsLine reports whether the line of a finding may be shown: not where the
// finding hides its value, and not of a Kubernetes Secret.
func showsLine(res check.Result, f check.Finding) bool {
	return f.Actual != check.Hidden && res.Resource.Type != "v1/Secret"
}

// excerpt shows a line of a document, with a mark under the place.
func (t *textWriter) excerpt(document string, line, column int, indent string) {
	e, ok := t.Sources.Line(document, line, column)
	if !ok {
		return
	}
	number := fmt.Sprintf("%5d", line)
	fmt.Fprintf(t, "%s%s %s\n", indent, t.paint(dim, number+" |"), printable(e.Text))
	fmt.Fprintf(t, "%s%s %s%s\n", indent, t.paint(dim, "      |"), strings.Repeat(" ", e.Column), t.paint(red, "^"))
}

// manual lists what a person has to look at.
func (t *textWriter) manual() {
	if len(t.index.manual) == 0 {
		return
	}
	fmt.Fprintf(t, "%s\n", t.paint(bold, "For a person to look at"))
	for _, r := range t.index.manual {
		fmt.Fprintf(t, "  %s  %s (%s)\n", r.ID, r.Title, r.Severity)
		if r.Look != "" {
			fmt.Fprintf(t, "          %s\n", r.Look)
		}
	}
	t.WriteByte('\n')
}

func (t *textWriter) summary(r *check.Report) {
	s := r.Summary
	failed := fmt.Sprintf("%d failed", s.Fail)
	if s.Fail > 0 {
		failed = t.paint(red, failed+severityList(r))
	}
	fmt.Fprintf(t, "%s, %s, %d unknown, %d not applicable", t.paint(green, fmt.Sprintf("%d passed", s.Pass)), failed, s.Unknown, s.NotApplicable)
	if s.Accepted > 0 {
		fmt.Fprintf(t, ", %s", plural(s.Accepted, "accepted risk"))
	}
	fmt.Fprintf(t, " in %s; %s a person\n", plural(len(r.Documents), "document"), needs(s.Manual))
}

// severityList gives " (1 high, 2 low)".
func severityList(r *check.Report) string {
	n := failures(r)
	var parts []string
	for _, s := range severities {
		if n[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n[s], s))
		}
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

func needs(rules int) string {
	if rules == 1 {
		return "1 rule needs"
	}
	return fmt.Sprintf("%d rules need", rules)
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func ruleList(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return "  " + strings.Join(ids, ", ")
}

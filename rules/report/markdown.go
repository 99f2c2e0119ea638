package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
)

// maxMarkdown is how long a Markdown report gets: GitHub shows no job summary
// longer than 1 MiB.
const maxMarkdown = 900 << 10

// openFindings is how many failed results a report may have for its documents
// to be unfolded.
const openFindings = 10

// Markdown writes a report as Markdown for a job summary: the verdict, a table
// of failed checks by pillar and severity, then each document with its
// findings at their lines, folded where there are many. What would make it
// longer than a job summary may be is left out, and said so.
func Markdown(w io.Writer, r *check.Report, cat *rules.Catalog, opt Options) error {
	m := &markdownWriter{Options: opt, index: newIndex(cat), open: r.Summary.Fail <= openFindings}
	m.head(r)
	m.table(r)
	sections := byDocument(r, func(v check.Verdict) bool {
		return v == check.Fail || v == check.Unknown || v == check.Accepted
	})
	left := 0
	for _, d := range documents(r) {
		before := m.Len()
		m.document(d, sections[d.Name])
		if m.Len() > maxMarkdown {
			m.Truncate(before)
			left++
		}
	}
	if left > 0 {
		fmt.Fprintf(m, "%s left out: the report would be longer than a job summary may be.\n\n", plural(left, "document"))
	}
	if opt.Manual {
		m.manual()
	}
	_, err := w.Write(append(bytes.TrimRight(m.Bytes(), "\n"), '\n'))
	return err
}

type markdownWriter struct {
	bytes.Buffer
	Options
	index *index
	open  bool
}

func (m *markdownWriter) head(r *check.Report) {
	s := r.Summary
	fmt.Fprintf(m, "## Well-Architected check: %s\n\n", headline(r))
	fmt.Fprintf(m, "%d passed, %d failed, %d unknown, %d not applicable, %s in %s. %s a person.\n\n",
		s.Pass, s.Fail, s.Unknown, s.NotApplicable, plural(s.Accepted, "accepted risk"), plural(len(r.Documents), "document"), needs(s.Manual))
}

// headline says in a few words how a run went.
func headline(r *check.Report) string {
	unread := 0
	for _, d := range r.Documents {
		if len(d.Problems) > 0 {
			unread++
		}
	}
	switch {
	case r.Summary.Fail > 0:
		return plural(r.Summary.Fail, "failure")
	case unread > 0:
		return plural(unread, "document") + " with problems"
	}
	return "no failures"
}

// table counts failed results by pillar and severity. A result whose rules
// belong to several pillars counts in each.
func (m *markdownWriter) table(r *check.Report) {
	rows := m.index.matrix(r)
	if len(rows) == 0 {
		return
	}
	m.WriteString("| Pillar | High | Medium | Low |\n| --- | ---: | ---: | ---: |\n")
	for _, row := range rows {
		fmt.Fprintf(m, "| %s | %d | %d | %d |\n", escapeMarkdown(row.Pillar), row.High, row.Medium, row.Low)
	}
	m.WriteByte('\n')
}

func (m *markdownWriter) document(d check.DocumentReport, resources []group) {
	if len(d.Problems) == 0 && len(resources) == 0 {
		return
	}
	failed := 0
	for _, g := range resources {
		for _, res := range g.results {
			if res.Verdict == check.Fail {
				failed++
			}
		}
	}
	open := ""
	if m.open && (failed > 0 || len(d.Problems) > 0) {
		open = " open"
	}
	fmt.Fprintf(m, "<details%s><summary>%s: %d failed</summary>\n\n", open, codeSpan(d.Name), failed)
	for _, p := range d.Problems {
		fmt.Fprintf(m, "* **Cannot be read** %s %s\n", codeSpan(fmt.Sprintf("%s:%d:%d", d.Name, p.Line, p.Column)), escapeMarkdown(p.Message))
	}
	for _, g := range resources {
		fmt.Fprintf(m, "\n**%s**\n\n", escapeMarkdown(resourceName(g.resource)))
		bySeverity(g.results)
		for _, res := range g.results {
			m.result(res)
		}
	}
	m.WriteString("\n</details>\n\n")
}

// words for the verdicts that are shown.
var words = map[check.Verdict]string{check.Fail: "Fail", check.Unknown: "Unknown", check.Accepted: "Accepted"}

func (m *markdownWriter) result(res check.Result) {
	c := m.index.check(res)
	fmt.Fprintf(m, "* **%s** %s %s (%s", words[res.Verdict], codeSpan(res.Check), escapeMarkdown(c.Title), res.Severity)
	for _, id := range res.Rules {
		fmt.Fprintf(m, ", %s", escapeMarkdown(id))
	}
	m.WriteString(")\n")
	if res.Reason != "" {
		fmt.Fprintf(m, "  * %s\n", escapeMarkdown(res.Reason))
	}
	for _, f := range res.Findings {
		fmt.Fprintf(m, "  * %s %s\n", codeSpan(fmt.Sprintf("%s:%d:%d", res.Resource.Document, f.Line, f.Column)), escapeMarkdown(f.Message))
	}
	if res.Verdict == check.Fail && c.Message != "" {
		fmt.Fprintf(m, "  * %s\n", escapeMarkdown(c.Message))
	}
}

func (m *markdownWriter) manual() {
	if len(m.index.manual) == 0 {
		return
	}
	fmt.Fprintf(m, "<details><summary>%s a person</summary>\n\n", needs(len(m.index.manual)))
	for _, r := range m.index.manual {
		fmt.Fprintf(m, "* [ ] **%s** %s (%s)", escapeMarkdown(r.ID), escapeMarkdown(r.Title), r.Severity)
		if r.Look != "" {
			fmt.Fprintf(m, ": %s", escapeMarkdown(r.Look))
		}
		m.WriteByte('\n')
	}
	m.WriteString("\n</details>\n")
}

// matrixRow counts the failed results of a pillar.
type matrixRow struct {
	Pillar            string
	High, Medium, Low int
}

// matrix gives a row for each pillar with failed results, in the catalog's
// order; what belongs to no pillar comes last.
func (x *index) matrix(r *check.Report) []matrixRow {
	counts := map[string]map[rules.Severity]int{}
	for _, res := range r.Results {
		if res.Verdict != check.Fail {
			continue
		}
		for _, p := range x.pillars(res.Rules) {
			if counts[p] == nil {
				counts[p] = map[rules.Severity]int{}
			}
			counts[p][res.Severity]++
		}
	}
	var rows []matrixRow
	add := func(id, name string) {
		if n := counts[id]; n != nil {
			rows = append(rows, matrixRow{name, n[rules.High], n[rules.Medium], n[rules.Low]})
			delete(counts, id)
		}
	}
	for _, p := range x.names {
		add(p.ID, p.Name)
	}
	for _, id := range sortedKeys(counts) {
		add(id, orElse(id, "No pillar"))
	}
	return rows
}

// escapeMarkdown writes a text so that Markdown shows it as it is, in one
// line: no links, no mentions, no HTML.
func escapeMarkdown(s string) string {
	return markdownEscapes.Replace(strings.Join(strings.Fields(printable(foldSpace.Replace(s))), " "))
}

var foldSpace = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")

var markdownEscapes = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "@", "&#64;", "\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_",
	"[", "\\[", "]", "\\]", "|", "\\|", "#", "\\#", "~", "\\~", "!", "\\!", "://", ":&#8203;//", "www.", "www&#46;",
)

// codeSpan writes a text as code, with HTML and its entities: that works in a
// summary too, where Markdown's escapes do not.
func codeSpan(s string) string {
	return "<code>" + codeEscapes.Replace(printable(s)) + "</code>"
}

var codeEscapes = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "@", "&#64;", "\\", "&#92;", "`", "&#96;", "*", "&#42;", "_", "&#95;",
	"[", "&#91;", "]", "&#93;", "|", "&#124;", "#", "&#35;", "~", "&#126;", "!", "&#33;", "://", "&#58;//", "www.", "www&#46;",
)

// codeBlock writes code in a fence longer than any in it.
func codeBlock(language, code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	if language == "az" || language == "kubectl" {
		language = "sh"
	}
	return fence + language + "\n" + strings.TrimRight(code, "\n") + "\n" + fence
}

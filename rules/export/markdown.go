package export

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"

	"pillars/rules"
)

// Markdown writes a table for each pillar, and one of withdrawn rules
// (GitHub Flavored Markdown). Nothing of a rule's text acts as Markdown or
// HTML.
func Markdown(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	var lost losses
	n := newNames(c)
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "# Rules\n\nCatalog %s\n", c.Digest)
	for _, g := range byPillar(c, active) {
		fmt.Fprintf(out, "\n## %s\n\n| ID | Severity | Rule | Why | Service | Checks |\n| --- | --- | --- | --- | --- | --- |\n", escape(g.Name))
		for _, r := range g.rules {
			writeRow(out, r.ID, string(r.Severity), markdownRule(r), escape(r.Benefit), escape(n.service(r).Short), markdownChecks(r))
			lost.fields(r, lostAssert, lostRemediation, lostReferences, lostRelated, lostTradeoffs, lostPrinciples, lostEffort, lostCode, lostSection, lostKind, lostSource, lostHref, lostScheme, lostTitle, lostOrdinal, lostModified, lostAutomation)
		}
	}
	for i := range c.Rules {
		if r := &c.Rules[i]; !active(r) {
			lost.add("withdrawn: only text and successors are kept", r)
		}
	}
	writeWithdrawn(out, c)
	if err := out.Flush(); err != nil {
		return nil, fmt.Errorf("could not write the tables: %w", err)
	}
	return lost.list(), nil
}

// writeWithdrawn writes the table of rules that are no more, where there are
// any.
func writeWithdrawn(out *bufio.Writer, c *rules.Catalog) {
	head := false
	for i := range c.Rules {
		r := &c.Rules[i]
		if active(r) {
			continue
		}
		if !head {
			fmt.Fprint(out, "\n## Withdrawn\n\n| ID | Rule | Superseded by |\n| --- | --- | --- |\n")
			head = true
		}
		writeRow(out, r.ID, escape(r.Text), strings.Join(r.SupersededBy, ", "))
	}
}

func writeRow(out *bufio.Writer, cells ...string) {
	fmt.Fprintf(out, "| %s |\n", strings.Join(cells, " | "))
}

// markdownRule gives the text of a rule with its scope and links.
func markdownRule(r *rules.Rule) string {
	var b strings.Builder
	for _, s := range r.Scope {
		b.WriteString("(" + upperFirst(s) + ") ")
	}
	b.WriteString(escape(r.Text))
	for _, l := range webLinks(r) {
		text := l.Text
		if text == "" {
			text = l.URL
		}
		fmt.Fprintf(&b, "<br>[%s](<%s>)", escape(text), markdownURL(l.URL))
	}
	return b.String()
}

func markdownChecks(r *rules.Rule) string {
	if r.Look != "" {
		return strings.TrimPrefix(strings.Join(append(checkIDs(r), "look: "+escape(r.Look)), "<br>"), "<br>")
	}
	return strings.Join(checkIDs(r), "<br>")
}

// checkIDs gives the IDs of the checks of a rule, each once: checks of one
// ID may be for several kinds of resource.
func checkIDs(r *rules.Rule) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range r.Checks {
		if !seen[c.ID] {
			seen[c.ID] = true
			out = append(out, c.ID)
		}
	}
	return out
}

// markup is the characters that mean something within a line of Markdown, in
// a cell of a table, or in the extensions of OSCAL (~ ^ {{).
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `>`, `\>`, `&`, `\&`, `|`, `\|`, `~`, `\~`, `^`, `\^`, `{`, `\{`,
)

// lineStart is what makes a block of a line: a heading, a list, a rule.
var lineStart = regexp.MustCompile(`^([#+=-]|[0-9]+[.)])`)

// escape gives plain text as one line of Markdown.
func escape(s string) string {
	s = markup.Replace(oneLine(s))
	return lineStart.ReplaceAllStringFunc(s, func(m string) string { return m[:len(m)-1] + `\` + m[len(m)-1:] })
}

// markdownURL gives an address that stays within <> and within a cell.
func markdownURL(s string) string {
	if u, err := url.Parse(s); err == nil {
		s = u.String()
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E", "|", "%7C", " ", "%20", `\`, "%5C").Replace(s)
}

// fenced gives code as a fenced block whose fence is longer than any run of
// backticks in it.
func fenced(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + "\n" + strings.TrimRight(code, "\n") + "\n" + fence
}

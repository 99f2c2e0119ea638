package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"pillars/rules"
)

// colour tells whether results go to a terminal that shows colours, and the
// user has not said no (https://no-color.org).
func (a *app) colour() bool {
	f, ok := a.stdout.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// marks are what stands around deleted and inserted words.
type marks struct{ bold, deleted, inserted [2]string }

var (
	plainMarks  = marks{deleted: [2]string{"[-", "-]"}, inserted: [2]string{"{+", "+}"}} // as git diff --word-diff
	colourMarks = marks{[2]string{"\x1b[1m", "\x1b[0m"}, [2]string{"\x1b[31;9m", "\x1b[0m"}, [2]string{"\x1b[32m", "\x1b[0m"}}
)

// writeDiffText writes a paragraph for each rule.
func writeDiffText(out io.Writer, c rules.Changes, colour bool) error {
	w := bufio.NewWriter(out)
	m := plainMarks
	if colour {
		m = colourMarks
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		fmt.Fprintf(w, "%s%s%s %s: %s\n", m.bold[0], r.ID, m.bold[1], kindNames(r), printable(r.Title))
		for _, line := range changeLines(r, func(segments []rules.Segment) string { return m.words(segments) }, printable) {
			fmt.Fprintf(w, "    %s: %s\n", line[0], line[1])
		}
	}
	return w.Flush()
}

// kindNames gives "reworded, moved".
func kindNames(c *rules.Change) string {
	var names []string
	for _, k := range c.Kinds {
		names = append(names, changeNames[k])
	}
	return strings.Join(names, ", ")
}

// changeLines gives what there is to say about a change, each with its name.
func changeLines(c *rules.Change, words func([]rules.Segment) string, plain func(string) string) [][2]string {
	var lines [][2]string
	add := func(name, text string) { lines = append(lines, [2]string{name, text}) }
	if c.Text != nil {
		add("text", words(c.Text))
	}
	if c.Benefit != nil {
		add("benefit", words(c.Benefit))
	}
	moves := c.Moves
	if c.Severity != nil {
		moves = append(moves[:len(moves):len(moves)], *c.Severity)
	}
	for _, m := range moves {
		add(m.Field, plain(cmp.Or(m.From, "none"))+" → "+plain(cmp.Or(m.To, "none")))
	}
	for _, ch := range c.Checks {
		add("check "+ch.ID, ch.Change)
	}
	if len(c.SupersededBy) > 0 {
		add("now said by", strings.Join(c.SupersededBy, ", "))
	}
	if len(c.Details) > 0 {
		add("other", strings.Join(c.Details, ", "))
	}
	return lines
}

// words gives a word diff with its marks; long runs of equal words are cut.
func (m marks) words(segments []rules.Segment) string {
	var parts []string
	for i, s := range segments {
		text := printable(s.Text)
		switch s.Op {
		case rules.Delete:
			parts = append(parts, m.deleted[0]+text+m.deleted[1])
		case rules.Insert:
			parts = append(parts, m.inserted[0]+text+m.inserted[1])
		default:
			parts = append(parts, nearby(text, i > 0, i < len(segments)-1))
		}
	}
	return strings.Join(parts, " ")
}

// contextWords is how many equal words are shown beside a change.
const contextWords = 8

// nearby cuts a run of equal words to those beside a change before and after
// it.
func nearby(text string, before, after bool) string {
	words := strings.Split(text, " ")
	head, tail := 0, 0
	if before {
		head = contextWords
	}
	if after {
		tail = contextWords
	}
	if len(words) <= head+tail+1 {
		return text
	}
	parts := append(words[:head:head], "…")
	return strings.Join(append(parts, words[len(words)-tail:]...), " ")
}

// printable leaves out characters that a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r <= 0x9f {
			return -1
		}
		return r
	}, s)
}

// writeDiffMarkdown writes a list for a pull request or a release note: one
// section for each kind of change, each rule where its first kind is.
func writeDiffMarkdown(out io.Writer, c rules.Changes, _ bool) error {
	w := bufio.NewWriter(out)
	if len(c.Rules) == 0 {
		fmt.Fprintln(w, "No rule changed.")
	} else {
		fmt.Fprintf(w, "%s changed: %s.\n", count(len(c.Rules), "rule"), summary(c))
	}
	m := marks{deleted: [2]string{"~~", "~~"}, inserted: [2]string{"**", "**"}}
	for _, kind := range rules.ChangeKinds {
		first := true
		for i := range c.Rules {
			r := &c.Rules[i]
			if r.Kinds[0] != kind {
				continue
			}
			if first {
				fmt.Fprintf(w, "\n## %s%s\n\n", strings.ToUpper(changeNames[kind][:1]), changeNames[kind][1:])
				first = false
			}
			fmt.Fprintf(w, "- **%s** %s", r.ID, markdownText(r.Title))
			if len(r.Kinds) > 1 {
				fmt.Fprintf(w, " (%s)", kindNames(r))
			}
			fmt.Fprintln(w)
			for _, line := range changeLines(r, m.markdownWords, markdownText) {
				fmt.Fprintf(w, "  - %s: %s\n", line[0], line[1])
			}
		}
	}
	return w.Flush()
}

func (m marks) markdownWords(segments []rules.Segment) string {
	escaped := make([]rules.Segment, len(segments))
	for i, s := range segments {
		escaped[i] = rules.Segment{Op: s.Op, Text: markdownText(s.Text)}
	}
	return m.words(escaped)
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "~", `\~`, "#", `\#`, "|", `\|`, "&", `\&`, "@", `\@`, "!", `\!`,
)

// markdownText escapes what Markdown would take for its own.
func markdownText(s string) string { return markdownEscapes.Replace(printable(s)) }

package report

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/sarif"
)

// maxSARIFResults is how many results GitHub takes in a run.
const maxSARIFResults = 25_000

// maxSARIFTags is how many tags GitHub takes on a rule.
const maxSARIFTags = 20

// SARIF writes a report as SARIF 2.1.0, one result for each finding of a
// failed check. Accepted risks are results with a suppression. What could not
// be decided (kind open) and rules for people (kind review) are in it with
// Options.Manual only, because code hosts show every result as an alert.
// Documents that cannot be read are notifications of the run. Beyond the
// 25,000 results that GitHub takes, the least severe are left out, and a
// notification says how many.
//
// The fingerprint of a result is made of the check, the resource and the
// place in it, with names for array indices, so that it outlives edits
// elsewhere in the document.
func SARIF(w io.Writer, r *check.Report, cat *rules.Catalog, opt Options) error {
	s := &sarifWriter{Options: opt, index: newIndex(cat), ruleAt: map[string]int{}, prints: map[string]int{}}
	s.run = sarif.Run{
		Tool:       sarif.Tool{Driver: sarif.Component{Name: "Pillars", Version: opt.Version, Rules: []sarif.Descriptor{}}},
		ColumnKind: sarif.ColumnKind,
		Results:    []sarif.Result{},
		Properties: map[string]any{"catalog": r.Catalog, "summary": r.Summary},
	}
	invocation := sarif.Invocation{Successful: true, Notifications: s.notifications(r)}
	for _, res := range r.Results {
		s.result(res)
	}
	if opt.Manual {
		for _, rule := range s.index.manual {
			s.review(rule)
		}
	}
	if over := s.limit(); over > 0 {
		invocation.Notifications = append(invocation.Notifications, sarif.Notification{
			Level: "warning", Message: sarif.Text{Text: fmt.Sprintf("%d more results, the least severe, are left out: %d is the most that a run may have", over, maxSARIFResults)},
		})
	}
	s.run.Invocations = []sarif.Invocation{invocation}
	if err := sarif.Write(w, s.run); err != nil {
		return fmt.Errorf("could not write the report as SARIF: %w", err)
	}
	return nil
}

type sarifWriter struct {
	Options
	index  *index
	run    sarif.Run
	ruleAt map[string]int // index of a rule by ID
	prints map[string]int // how often a fingerprint was given
}

// notifications tells what is wrong with the documents.
func (s *sarifWriter) notifications(r *check.Report) []sarif.Notification {
	out := []sarif.Notification{}
	for _, d := range r.Documents {
		for _, p := range d.Problems {
			out = append(out, sarif.Notification{
				Level: "error", Message: sarif.Text{Text: p.Message},
				Descriptor: &sarif.NotificationRef{ID: p.Code},
				Locations:  []sarif.Location{sarif.At(documentURI(d.Name), p.Line, p.Column)},
			})
		}
	}
	return out
}

func (s *sarifWriter) result(res check.Result) {
	c := s.index.check(res)
	switch {
	case res.Verdict == check.Fail || res.Verdict == check.Accepted:
		for _, f := range res.Findings {
			s.finding(res, c, f)
		}
	case res.Verdict == check.Unknown && s.Manual:
		at := s.rule(res, c)
		location := sarif.At(documentURI(res.Resource.Document), 0, 0)
		location.Logical = logical(res.Resource, res.Resource.Pointer)
		s.run.Results = append(s.run.Results, sarif.Result{
			RuleID: c.ID, RuleIndex: &at, Kind: "open", Level: "none",
			Message: sarif.Text{Text: printable(res.Reason)}, Locations: []sarif.Location{location},
			Fingerprints: s.fingerprint(c.ID, res.Resource, "", "open"),
		})
	}
}

// finding adds one finding as a result.
func (s *sarifWriter) finding(res check.Result, c rules.Check, f check.Finding) {
	message := printable(f.Message)
	if c.Message != "" {
		message += " " + c.Message
	}
	location := sarif.At(documentURI(res.Resource.Document), f.Line, f.Column)
	location.Logical = logical(res.Resource, f.Pointer)
	at := s.rule(res, c)
	out := sarif.Result{
		RuleID: c.ID, RuleIndex: &at, Kind: "fail", Level: sarif.Levels[string(res.Severity)],
		Message: sarif.Text{Text: message}, Locations: []sarif.Location{location},
		Fingerprints: s.fingerprint(c.ID, res.Resource, s.Sources.Named(res.Resource.Document, f.Line, f.Pointer), f.Keyword),
	}
	if res.Verdict == check.Accepted {
		out.Suppressions = []sarif.Suppression{{Kind: "external", Status: "accepted", Justification: printable(res.Reason)}}
	}
	s.run.Results = append(s.run.Results, out)
}

// review adds a rule that a person has to look at.
func (s *sarifWriter) review(r *rules.Rule) {
	text := r.Look
	if text == "" {
		text = r.Text
	}
	at := s.add(sarif.Descriptor{
		ID: r.ID, Short: sarif.Plain(r.Title), Full: sarif.Plain(r.Text), Help: ruleHelp(r),
		Default: &sarif.Configuration{Level: "none"}, Properties: map[string]any{"tags": tags([]*rules.Rule{r})},
	})
	s.run.Results = append(s.run.Results, sarif.Result{RuleID: r.ID, RuleIndex: &at, Kind: "review", Level: "none", Message: sarif.Text{Text: text}})
}

// fingerprint makes a fingerprint; where a run gives the same one again, as
// for two resources of one name, it gets a number.
func (s *sarifWriter) fingerprint(id string, r check.Resource, pointer, keyword string) map[string]string {
	parts := []string{id, strings.ToLower(r.Type), r.Name, pointer, keyword}
	if r.Name == "" {
		parts = append(parts, r.Document)
	}
	print := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(parts, "\x00"))))[:32]
	s.prints[print]++
	if n := s.prints[print]; n > 1 {
		print = fmt.Sprintf("%s:%d", print, n)
	}
	return map[string]string{"pillars/v1": print}
}

// rule gives the index of the rule for a check, and adds it the first time.
func (s *sarifWriter) rule(res check.Result, c rules.Check) int {
	if i, ok := s.ruleAt[c.ID]; ok {
		return i
	}
	var about []*rules.Rule
	for _, id := range res.Rules {
		if r := s.index.rules[id]; r != nil {
			about = append(about, r)
		}
	}
	properties := map[string]any{"precision": "very-high", "tags": tags(about)}
	if slices.Contains(s.index.pillars(res.Rules), "security") {
		properties["security-severity"] = sarif.Scores[string(c.Severity)]
	}
	title := orElse(c.Title, c.ID)
	return s.add(sarif.Descriptor{
		ID: c.ID, Short: sarif.Plain(title), Full: sarif.Plain(orElse(c.Message, title)), Help: checkHelp(c, about),
		Default: &sarif.Configuration{Level: sarif.Levels[string(c.Severity)]}, Properties: properties,
	})
}

func (s *sarifWriter) add(r sarif.Descriptor) int {
	i := len(s.run.Tool.Driver.Rules)
	s.ruleAt[r.ID] = i
	s.run.Tool.Driver.Rules = append(s.run.Tool.Driver.Rules, r)
	return i
}

// limit keeps the most severe results where there are too many, and gives how
// many it left out.
func (s *sarifWriter) limit() int {
	over := len(s.run.Results) - maxSARIFResults
	if over <= 0 {
		return 0
	}
	order := []string{"error", "warning", "note", "none"}
	slices.SortStableFunc(s.run.Results, func(a, b sarif.Result) int {
		return slices.Index(order, a.Level) - slices.Index(order, b.Level)
	})
	s.run.Results = s.run.Results[:maxSARIFResults]
	return over
}

// tags lists what a rule is about.
func tags(about []*rules.Rule) []string {
	out := []string{}
	add := func(tag string) {
		if !slices.Contains(out, tag) && len(out) < maxSARIFTags {
			out = append(out, tag)
		}
	}
	for _, r := range about {
		if r.Pillar != nil {
			add(*r.Pillar)
		}
	}
	for _, r := range about {
		add(r.ID)
	}
	return out
}

// checkHelp writes what to do: the advice, the rules behind it, ways to fix.
func checkHelp(c rules.Check, about []*rules.Rule) *sarif.Text {
	text, md := []string{}, []string{}
	if c.Message != "" {
		text, md = append(text, c.Message), append(md, escapeMarkdown(c.Message))
	}
	for _, r := range about {
		text = append(text, r.ID+": "+r.Text)
		md = append(md, "**"+r.ID+"** "+escapeMarkdown(r.Text))
	}
	for _, r := range about {
		h := fixes(r)
		if h.Text != "" && !slices.Contains(text, h.Text) {
			text, md = append(text, h.Text), append(md, h.Markdown)
		}
	}
	if len(text) == 0 {
		return &sarif.Text{Text: c.ID, Markdown: c.ID}
	}
	return &sarif.Text{Text: strings.Join(text, "\n\n"), Markdown: strings.Join(md, "\n\n")}
}

// ruleHelp is checkHelp for a rule without a check.
func ruleHelp(r *rules.Rule) *sarif.Text {
	text, md := r.ID+": "+r.Text, "**"+r.ID+"** "+escapeMarkdown(r.Text)
	if r.Look != "" {
		text, md = text+"\n\n"+r.Look, md+"\n\n"+escapeMarkdown(r.Look)
	}
	return &sarif.Text{Text: text, Markdown: md}
}

// fixes writes a rule's remediation and links.
func fixes(r *rules.Rule) *sarif.Text {
	var text, md []string
	for _, rem := range r.Remediation {
		text = append(text, "Fix with "+rem.Tool+":\n"+rem.Code)
		md = append(md, "Fix with "+rem.Tool+":\n\n"+codeBlock(rem.Tool, rem.Code))
	}
	for _, l := range r.Links {
		if l.URL != "" {
			text = append(text, strings.TrimSpace(l.Text+" "+l.URL))
			md = append(md, "["+escapeMarkdown(orElse(l.Text, l.URL))+"](<"+l.URL+">)")
		}
	}
	return &sarif.Text{Text: strings.Join(text, "\n\n"), Markdown: strings.Join(md, "\n\n")}
}

// documentURI gives the URI of a document: relative names stay relative, so
// that code hosts find them in the repository.
func documentURI(name string) string {
	switch {
	case name == "-":
		return "stdin"
	case strings.HasPrefix(name, "/"):
		return (&url.URL{Scheme: "file", Path: path.Clean(name)}).String()
	case len(name) > 2 && name[1] == ':' && name[2] == '/': // C:/…
		return (&url.URL{Scheme: "file", Path: "/" + path.Clean(name)}).String()
	}
	return (&url.URL{Path: path.Clean(name)}).EscapedPath()
}

func logical(r check.Resource, pointer string) []sarif.Logical {
	return []sarif.Logical{{Name: r.Name, Kind: "resource", Full: strings.TrimSuffix(r.Type+"/"+r.Name, "/") + "#" + pointer}}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

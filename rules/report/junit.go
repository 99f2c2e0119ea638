package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitOutcome `xml:"failure"`
	Error   *junitOutcome `xml:"error"`
	Skipped *junitOutcome `xml:"skipped"`
}

type junitOutcome struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// JUnit writes a report as JUnit XML: a suite for each document, a case for
// each check and resource. A fail is a failure with pointer, line and column;
// unknown, not applicable and accepted are skipped, with the reason; a
// document that cannot be read has a case with an error.
func JUnit(w io.Writer, r *check.Report, cat *rules.Catalog, _ Options) error {
	x := newIndex(cat)
	sections := byDocument(r, func(check.Verdict) bool { return true })
	all := junitSuites{Name: "Pillars", Time: "0"}
	for _, d := range documents(r) {
		s := x.suite(d, sections[d.Name])
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
		all.Skipped += s.Skipped
		all.Suites = append(all.Suites, s)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	}
	if err != nil {
		return fmt.Errorf("could not write the report as JUnit XML: %w", err)
	}
	return nil
}

func (x *index) suite(d check.DocumentReport, resources []group) junitSuite {
	s := junitSuite{Name: d.Name, Time: "0"}
	for _, p := range d.Problems {
		s.Errors++
		s.Cases = append(s.Cases, junitCase{
			Class: d.Name, Name: fmt.Sprintf("can be read (line %d)", p.Line), File: d.Name, Time: "0",
			Error: &junitOutcome{Message: p.Message, Type: p.Code, Text: fmt.Sprintf("%s:%d:%d: %s", d.Name, p.Line, p.Column, p.Message)},
		})
	}
	for _, g := range resources {
		for _, res := range g.results {
			c := x.junitCase(res)
			if c.Failure != nil {
				s.Failures++
			}
			if c.Skipped != nil {
				s.Skipped++
			}
			s.Cases = append(s.Cases, c)
		}
	}
	s.Tests = len(s.Cases)
	return s
}

func (x *index) junitCase(res check.Result) junitCase {
	c := x.check(res)
	out := junitCase{Class: resourceName(res.Resource), Name: strings.TrimSuffix(c.ID+": "+c.Title, ": "), File: res.Resource.Document, Time: "0"}
	switch res.Verdict {
	case check.Fail:
		out.Failure = &junitOutcome{Type: string(res.Severity), Message: firstMessage(res, c), Text: junitText(res, c)}
	case check.Unknown:
		out.Skipped = &junitOutcome{Message: res.Reason}
	case check.Accepted:
		out.Skipped = &junitOutcome{Message: res.Reason, Text: junitText(res, c)}
	case check.NotApplicable:
		out.Skipped = &junitOutcome{Message: orElse(res.Reason, "the check is not for this resource")}
	}
	return out
}

// junitText lists findings with their places, and the advice.
func junitText(res check.Result, c rules.Check) string {
	var b strings.Builder
	for _, f := range res.Findings {
		fmt.Fprintf(&b, "%s:%d:%d: %s (at %s)\n", res.Resource.Document, f.Line, f.Column, f.Message, orElse(f.Pointer, "/"))
	}
	if c.Message != "" {
		fmt.Fprintf(&b, "%s\n", c.Message)
	}
	if len(res.Rules) > 0 {
		fmt.Fprintf(&b, "Rules: %s\n", strings.Join(res.Rules, ", "))
	}
	return b.String()
}

// firstMessage is the line that a list of failures shows.
func firstMessage(res check.Result, c rules.Check) string {
	if len(res.Findings) == 0 {
		return c.Message
	}
	return res.Findings[0].Message
}

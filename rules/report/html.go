package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"pillars/rules"
	"pillars/rules/check"
)

//go:embed report.html
var htmlText string

var htmlTemplate = template.Must(template.New("report.html").Parse(htmlText))

// htmlPage is what report.html shows.
type htmlPage struct {
	Headline  string
	Counts    []htmlCount
	Catalog   string
	Version   string
	Matrix    []matrixRow
	Documents []htmlDocument
	Manual    []*rules.Rule
	Needs     string
}

type htmlCount struct {
	Number int
	Words  string
	Class  string
}

type htmlDocument struct {
	Name      string
	Shape     check.Shape
	Open      bool
	Failed    int
	Problems  []check.Problem
	Resources []htmlResource
}

type htmlResource struct {
	Name    string
	Results []htmlResult
}

type htmlResult struct {
	check.Result
	Title    string
	Advice   string // of a fail
	Word     string
	Findings []htmlFinding
}

type htmlFinding struct {
	check.Finding
	Place  string
	Before string // the line up to the place, and from there on; empty where it is not shown
	After  string
}

// HTML writes a report as one HTML file that needs nothing else: no script,
// no fonts, no network; light and dark as the reader's system is.
func HTML(w io.Writer, r *check.Report, cat *rules.Catalog, opt Options) error {
	x := newIndex(cat)
	s := r.Summary
	page := htmlPage{
		Headline: headline(r), Catalog: r.Catalog, Version: opt.Version, Matrix: x.matrix(r), Needs: needs(s.Manual),
		Counts: []htmlCount{
			{s.Fail, "failed", "fail"}, {s.Unknown, "unknown", "unknown"}, {s.Accepted, "accepted", "accepted"},
			{s.Pass, "passed", "pass"}, {s.NotApplicable, "not applicable", "notApplicable"},
		},
	}
	sections := byDocument(r, func(v check.Verdict) bool { return v != check.NotApplicable })
	for _, d := range documents(r) {
		page.Documents = append(page.Documents, x.htmlDocument(d, sections[d.Name], opt))
	}
	if opt.Manual {
		page.Manual = x.manual
	}
	if err := htmlTemplate.Execute(w, page); err != nil {
		return fmt.Errorf("could not write the report as HTML: %w", err)
	}
	return nil
}

func (x *index) htmlDocument(d check.DocumentReport, resources []group, opt Options) htmlDocument {
	out := htmlDocument{Name: printable(d.Name), Shape: d.Shape, Problems: d.Problems}
	for _, g := range resources {
		bySeverity(g.results)
		view := htmlResource{Name: printable(resourceName(g.resource))}
		for _, verdict := range []check.Verdict{check.Fail, check.Unknown, check.Accepted, check.Pass} {
			for _, res := range g.results {
				if res.Verdict == verdict {
					view.Results = append(view.Results, x.htmlResult(res, opt))
				}
			}
		}
		for _, res := range g.results {
			if res.Verdict == check.Fail {
				out.Failed++
			}
		}
		out.Resources = append(out.Resources, view)
	}
	out.Open = out.Failed > 0 || len(d.Problems) > 0
	return out
}

func (x *index) htmlResult(res check.Result, opt Options) htmlResult {
	c := x.check(res)
	out := htmlResult{Result: res, Title: c.Title, Word: orElse(words[res.Verdict], "Pass")}
	out.Reason = printable(res.Reason)
	if res.Verdict == check.Fail {
		out.Advice = c.Message
	}
	for _, f := range res.Findings {
		view := htmlFinding{Finding: f, Place: printable(fmt.Sprintf("%s:%d:%d", res.Resource.Document, f.Line, f.Column))}
		view.Message = printable(f.Message)
		if e, ok := opt.Sources.Line(res.Resource.Document, f.Line, f.Column); ok && showsLine(res, f) {
			line := []rune(e.Text)
			at := min(e.Column, len(line))
			view.Before, view.After = printable(string(line[:at])), printable(string(line[at:]))
		}
		out.Findings = append(out.Findings, view)
	}
	return out
}

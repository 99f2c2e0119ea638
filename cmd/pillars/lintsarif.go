package main

import (
	"io"
	"net/url"

	"pillars/content"
	"pillars/rules/sarif"
)

// writeLintSARIF writes problems as a SARIF log: what code hosts show beside
// the lines of a change. Files are named relative to the content folder.
func writeLintSARIF(w io.Writer, problems []content.Problem) error {
	driver := sarif.Component{Name: "pillars lint", Version: version}
	index := map[string]int{}
	for i, c := range content.Codes {
		index[c.ID] = i
		help := c.Why
		if e, err := c.Explain(); err == nil {
			help = e.Text
		}
		driver.Rules = append(driver.Rules, sarif.Descriptor{
			ID: c.ID, Short: sarif.Plain(c.Name), Full: sarif.Plain(c.Why), Help: &sarif.Text{Text: help, Markdown: help},
			Default: &sarif.Configuration{Level: sarif.Levels[string(c.Severity)]},
		})
	}
	run := sarif.Run{Tool: sarif.Tool{Driver: driver}, ColumnKind: sarif.ColumnKind, Results: []sarif.Result{}}
	for _, p := range problems {
		r := sarif.Result{
			RuleID: p.Code, Level: sarif.Levels[string(p.Severity)], Message: sarif.Text{Text: p.Message},
			Locations: []sarif.Location{sarif.At((&url.URL{Path: p.File}).EscapedPath(), p.Line, p.Col)},
		}
		if i, ok := index[p.Code]; ok {
			r.RuleIndex = &i
		}
		run.Results = append(run.Results, r)
	}
	return sarif.Write(w, run)
}

package main

import (
	"encoding/json"
	"io"
	"net/url"

	"pillars/content"
)

// SARIF 2.1.0, as much of it as lint needs: what code hosts show beside the
// lines of a change.

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID      string    `json:"id"`
	Short   sarifText `json:"shortDescription"`
	Full    sarifText `json:"fullDescription"`
	Help    sarifHelp `json:"help"`
	Default struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifHelp struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown"`
}

type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex *int            `json:"ruleIndex,omitempty"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region *sarifRegion `json:"region,omitempty"`
	} `json:"physicalLocation"`
}

type sarifRegion struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn"`
}

// sarifLevels are SARIF's words for our severities.
var sarifLevels = map[content.Severity]string{
	content.SeverityError: "error", content.SeverityWarning: "warning", content.SeverityInfo: "note",
}

// writeLintSARIF writes problems as a SARIF log. Files are named relative to
// the content folder.
func writeLintSARIF(w io.Writer, problems []content.Problem) error {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "pillars lint", Version: version}},
		ColumnKind: "utf16CodeUnits",
		Results:    []sarifResult{},
	}
	index := map[string]int{}
	for i, c := range content.Codes {
		index[c.ID] = i
		rule := sarifRule{ID: c.ID, Short: sarifText{c.Name}, Full: sarifText{c.Why}, Help: sarifHelp{c.Why, c.Why}}
		rule.Default.Level = sarifLevels[c.Severity]
		if e, err := c.Explain(); err == nil {
			rule.Help = sarifHelp{e.Text, e.Text}
		}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, rule)
	}
	for _, p := range problems {
		r := sarifResult{RuleID: p.Code, Level: sarifLevels[p.Severity], Message: sarifText{p.Message}, Locations: make([]sarifLocation, 1)}
		if i, ok := index[p.Code]; ok {
			r.RuleIndex = &i
		}
		at := &r.Locations[0].Physical
		at.Artifact.URI = (&url.URL{Path: p.File}).EscapedPath()
		if p.Line > 0 {
			at.Region = &sarifRegion{p.Line, max(p.Col, 1)}
		}
		run.Results = append(run.Results, r)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

package enforce

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"pillars/rules"
)

// manifestVersion is the version of the manifest's format. Minor versions
// only add fields.
const manifestVersion = "1.0"

// Manifest says for every check of the catalog what became of it.
type Manifest struct {
	SchemaVersion string   `json:"schemaVersion"`
	Engine        string   `json:"engine"`
	Catalog       string   `json:"catalog"`  // digest of the catalog
	Verified      string   `json:"verified"` // what holds the output to the verdicts of the checker
	Assumes       []string `json:"assumes"`  // what the output takes for granted, a sentence each
	Counts        Counts   `json:"counts"`
	Checks        []Entry  `json:"checks"` // sorted by ID
}

// Counts counts the checks of a manifest.
type Counts struct {
	Checks   int `json:"checks"`
	Exported int `json:"exported"`
	Lossy    int `json:"lossy"` // of the exported ones, those with a loss
	Refused  int `json:"refused"`
}

// Status says what became of a check.
type Status string

// What becomes of a check.
const (
	Exported Status = "exported"
	Refused  Status = "refused"
)

// Entry says what became of a check.
type Entry struct {
	Check    string         `json:"check"`
	Title    string         `json:"title"`
	Severity rules.Severity `json:"severity"`
	Rules    []string       `json:"rules"` // the rules that it verifies
	Status   Status         `json:"status"`
	Files    []string       `json:"files,omitzero"`  // of an exported check
	Losses   []string       `json:"losses,omitzero"` // what the files do not say, or say otherwise, a sentence each
	Note     string         `json:"note,omitzero"`   // what else is to be said
	Reason   string         `json:"reason,omitzero"` // of a refused check
}

// JSON returns the manifest as it stands in the bundle.
func (m *Manifest) JSON() ([]byte, error) {
	text, err := indented(m)
	if err != nil {
		return nil, fmt.Errorf("could not write the manifest: %w", err)
	}
	return text, nil
}

// indented gives a value as indented JSON.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}

// add adds an entry and counts it.
func (m *Manifest) add(e Entry) {
	m.Checks = append(m.Checks, e)
	m.Counts.Checks++
	switch {
	case e.Status == Refused:
		m.Counts.Refused++
	case len(e.Losses) > 0:
		m.Counts.Exported++
		m.Counts.Lossy++
	default:
		m.Counts.Exported++
	}
}

// entry makes the entry of a check from what an engine made of it, or why it
// refused. An error that is no refusal is returned.
func (c *fullCheck) entry(out output, err error) (Entry, error) {
	e := Entry{Check: c.ID, Title: c.Title, Severity: c.Severity, Rules: c.ruleIDs(), Status: Exported, Losses: out.losses, Note: out.note}
	var reason refusal
	switch {
	case errors.As(err, &reason):
		e.Status, e.Reason, e.Losses = Refused, string(reason), nil
	case err != nil:
		return e, err
	}
	for _, f := range out.files {
		e.Files = append(e.Files, f.Path)
	}
	e.Files = append(e.Files, out.also...)
	return e, nil
}

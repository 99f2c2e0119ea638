// Package sarif is as much of SARIF 2.1.0 as Pillars writes: a model of the
// log, and no logic but that of writing it. Members stand in one order, empty
// ones are left out.
//
// What is what:
//
//	                  pillars check          pillars lint       catalog --format sarif-rules
//	Run               the report             the problems       the catalog, without results
//	Descriptor        a check; with          a problem code     a rule of the catalog; in a
//	                  --manual also a rule                      taxonomy, a pillar
//	                  without a check
//	Result            a finding (fail), an   a problem
//	                  unknown (open), a rule
//	                  for people (review)
//	Result.Level      its severity, by       its severity, by
//	                  Levels                 Levels
//	Suppression       an accepted risk
//	Location          the place in a         the place in a
//	                  document, and the      guide
//	                  resource
//	Notification      a problem of a
//	                  document
//	Component.Taxa                                              the pillars
//	DeprecatedIDs                                               withdrawn rules that a rule
//	                                                            took the place of
package sarif

import (
	"encoding/json"
	"io"
)

// Levels are the levels of our severities: those of rules (high, medium, low)
// and those of problems in a guide (error, warning, info).
var Levels = map[string]string{
	"high": "error", "medium": "warning", "low": "note",
	"error": "error", "warning": "warning", "info": "note",
}

// Scores are the numbers by which code hosts sort security alerts, for the
// severities of rules.
var Scores = map[string]string{"high": "8.0", "medium": "5.0", "low": "2.0"}

// ColumnKind says that columns count UTF-16 code units, as ours do.
const ColumnKind = "utf16CodeUnits"

// Run is a run of a tool.
type Run struct {
	Tool        Tool         `json:"tool"`
	Taxonomies  []Component  `json:"taxonomies,omitempty"`
	Invocations []Invocation `json:"invocations,omitempty"`
	ColumnKind  string       `json:"columnKind,omitempty"`
	Results     []Result     `json:"results,omitzero"` // nil: the run looked for none; empty: it found none
	Properties  any          `json:"properties,omitempty"`
}

// Tool names the tool of a run.
type Tool struct {
	Driver Component `json:"driver"`
}

// Component is a tool or a taxonomy.
type Component struct {
	Name       string       `json:"name"`
	GUID       string       `json:"guid,omitempty"`
	Version    string       `json:"version,omitempty"`
	Short      *Text        `json:"shortDescription,omitempty"`
	Supported  []Reference  `json:"supportedTaxonomies,omitempty"`
	Rules      []Descriptor `json:"rules,omitzero"`
	Taxa       []Descriptor `json:"taxa,omitempty"`
	Properties any          `json:"properties,omitempty"`
}

// Reference names a component; Index is its place in the list of its kind.
type Reference struct {
	Name  string `json:"name"`
	Index int    `json:"index"`
	GUID  string `json:"guid"`
}

// Text is a text, and the same as Markdown.
type Text struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

// Descriptor describes what results are about, or a taxon.
type Descriptor struct {
	ID            string         `json:"id"`
	GUID          string         `json:"guid,omitempty"`
	DeprecatedIDs []string       `json:"deprecatedIds,omitempty"`
	Name          string         `json:"name,omitempty"`
	Short         *Text          `json:"shortDescription,omitempty"`
	Full          *Text          `json:"fullDescription,omitempty"`
	HelpURI       string         `json:"helpUri,omitempty"`
	Help          *Text          `json:"help,omitempty"`
	Default       *Configuration `json:"defaultConfiguration,omitempty"`
	Relationships []Relationship `json:"relationships,omitempty"`
	Properties    any            `json:"properties,omitempty"`
}

// Configuration says how grave results are.
type Configuration struct {
	Level string `json:"level"`
}

// Relationship leads from a descriptor to a taxon.
type Relationship struct {
	Target Target   `json:"target"`
	Kinds  []string `json:"kinds"`
}

// Target names a taxon; Index is its place in the taxonomy.
type Target struct {
	ID        string    `json:"id"`
	Index     int       `json:"index"`
	Component Reference `json:"toolComponent"`
}

// Invocation says how the tool fared.
type Invocation struct {
	Successful    bool           `json:"executionSuccessful"`
	Notifications []Notification `json:"toolExecutionNotifications"`
}

// Notification says what went wrong beside the results.
type Notification struct {
	Level      string           `json:"level"`
	Message    Text             `json:"message"`
	Descriptor *NotificationRef `json:"descriptor,omitempty"`
	Locations  []Location       `json:"locations,omitempty"`
}

// NotificationRef names the kind of a notification.
type NotificationRef struct {
	ID string `json:"id"`
}

// Result is one thing found.
type Result struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    *int              `json:"ruleIndex,omitempty"` // of the descriptor in the driver's rules
	Kind         string            `json:"kind,omitempty"`
	Level        string            `json:"level"`
	Message      Text              `json:"message"`
	Locations    []Location        `json:"locations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints,omitempty"`
	Suppressions []Suppression     `json:"suppressions,omitempty"`
}

// Suppression says why a result counts no more.
type Suppression struct {
	Kind          string `json:"kind"`
	Status        string `json:"status"`
	Justification string `json:"justification"`
}

// Location is a place in a file, and what it is called.
type Location struct {
	Physical Physical  `json:"physicalLocation"`
	Logical  []Logical `json:"logicalLocations,omitempty"`
}

// Physical is a place in a file; without a region, the whole file.
type Physical struct {
	Artifact Artifact `json:"artifactLocation"`
	Region   *Region  `json:"region,omitempty"`
}

// Artifact names a file.
type Artifact struct {
	URI string `json:"uri"`
}

// Region is a place, 1-based.
type Region struct {
	Line   int `json:"startLine"`
	Column int `json:"startColumn"`
}

// Logical names what stands at a place.
type Logical struct {
	Name string `json:"name,omitempty"`
	Kind string `json:"kind"`
	Full string `json:"fullyQualifiedName"`
}

// Plain gives a text without Markdown.
func Plain(text string) *Text { return &Text{Text: text} }

// At gives a place in a file, by its URI; line 0 for the whole file.
func At(uri string, line, column int) Location {
	l := Location{Physical: Physical{Artifact: Artifact{uri}}}
	if line > 0 {
		l.Physical.Region = &Region{line, max(column, 1)}
	}
	return l
}

// Write writes a log with one run, indented by two spaces.
func Write(w io.Writer, run Run) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Schema  string `json:"$schema"`
		Version string `json:"version"`
		Runs    []Run  `json:"runs"`
	}{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []Run{run}})
}

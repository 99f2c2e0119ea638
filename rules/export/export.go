// Package export writes a catalog in the formats that other tools read, one
// file per format.
//
// No other format has a place for all that a rule says. Every writer
// therefore returns what it left out, shortened or changed; catalog.json is
// the whole catalog. Output is a function of the catalog alone: no clock, no
// random identifiers. The GUIDs that some formats want are made of rule IDs,
// see [GUID], and are the same in every format.
package export

import (
	"encoding/json"
	"fmt"
	"io"

	"pillars/rules"
)

// Format is a format to write catalogs in.
type Format struct {
	Name      string // as in pillars catalog --format
	Extension string // of a file, with the dot
	About     string // what it is and what reads it, in a line

	// Write writes a catalog. lost says what of it is not in the output or
	// stands there changed; an error means that the output is not complete.
	Write func(w io.Writer, c *rules.Catalog) (lost []Loss, err error)
}

// Formats lists the formats in the order in which they are shown.
var Formats = []Format{
	{"csv", ".csv", "a row for each rule, for spreadsheets and scripts (RFC 4180, UTF-8)", CSV},
	{"jsonl", ".jsonl", "JSON Lines: a rule on each line, as in catalog.json", JSONL},
	{"markdown", ".md", "a table for each pillar, to read or to put into a wiki", Markdown},
	{"review-checklists", ".json", "a checklist for the workbook and tools of Azure/review-checklists", ReviewChecklists},
	{"aprl", ".yaml", "recommendations of the Azure Proactive Resiliency Library (also read by azqr)", APRL},
	{"oscal", ".json", "an OSCAL 1.2.1 catalog, for compliance tools", OSCAL},
	{"aws-custom-lens", ".json", "a custom lens of the AWS Well-Architected Tool", AWSLens},
	{"sarif-rules", ".sarif", "SARIF 2.1.0: a run with rules and no results", SARIFRules},
	{"xlsx", ".xlsx", "a workbook for a review, with answers to choose from and progress per pillar", XLSX},
}

// Find gives the format with a name.
func Find(name string) (Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// writeJSON writes a value as indented JSON.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("could not write the catalog: %w", err)
	}
	return nil
}

package check

import (
	"slices"

	"pillars/rules"
)

// Report is the outcome of a run: what was read, and a verdict for every
// resource and check that fits it.
type Report struct {
	SchemaVersion string           `json:"schemaVersion"`
	Catalog       string           `json:"catalog"` // digest of the catalog
	Summary       Summary          `json:"summary"`
	Documents     []DocumentReport `json:"documents"` // in the order given
	Results       []Result         `json:"results"`   // by document, place of the resource, check ID
}

// Failed tells whether a check failed that is at least as severe as from, or a
// document could not be read whole: what pillars check --fail-on asks. A
// failure that people have accepted is none.
func (r *Report) Failed(from rules.Severity) bool {
	for _, d := range r.Documents {
		if len(d.Problems) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(r.Results, func(res Result) bool {
		return res.Verdict == Fail && res.Severity.Rank() <= from.Rank()
	})
}

// Summary counts the results by verdict. Manual counts the active rules of
// the catalog that have no check.
type Summary struct {
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Unknown       int `json:"unknown"`
	NotApplicable int `json:"notApplicable"`
	Manual        int `json:"manual"`
	Accepted      int `json:"accepted"`
}

// DocumentReport says what a document turned out to be.
type DocumentReport struct {
	Name      string    `json:"name"`
	Shape     Shape     `json:"shape"`
	Resources int       `json:"resources"`
	Problems  []Problem `json:"problems"`
}

// Shape is the form of a document, recognised by its content.
type Shape string

// The shapes of documents.
const (
	ShapeAz             Shape = "az"
	ShapeARM            Shape = "arm"
	ShapeTemplate       Shape = "arm-template"
	ShapeTerraformPlan  Shape = "terraform-plan"
	ShapeTerraformState Shape = "terraform-state"
	ShapeKubernetes     Shape = "kubernetes"
	ShapeResourceGraph  Shape = "resource-graph"
	ShapeUnrecognised   Shape = "unrecognised"
)

// Problem is something wrong with a document that kept it, or a part of it,
// from being checked.
type Problem struct {
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Verdict is the outcome of one check on one resource.
type Verdict string

// The verdicts.
const (
	Pass          Verdict = "pass"
	Fail          Verdict = "fail"
	Unknown       Verdict = "unknown"       // depends on a value that the document does not tell
	NotApplicable Verdict = "notApplicable" // the check is not for this resource
	Accepted      Verdict = "accepted"      // it fails, and people took the risk (see Review)
)

// Result is the verdict of one check on one resource.
type Result struct {
	Check    string         `json:"check"`
	Rules    []string       `json:"rules"` // IDs of the active rules that the check verifies, sorted
	Verdict  Verdict        `json:"verdict"`
	Severity rules.Severity `json:"severity"`
	Resource Resource       `json:"resource"`
	Findings []Finding      `json:"findings"`         // of a fail, accepted or not
	Reason   string         `json:"reason,omitempty"` // of an unknown, and of what a review decided
}

// Resource names a resource.
type Resource struct {
	Type     string `json:"type"`
	Name     string `json:"name"`
	Document string `json:"document"`
	Pointer  string `json:"pointer"` // in the document, or in its part where it has several
}

package content

import (
	"cmp"
	"fmt"
	"slices"
)

// Pos is a place in a source file. Line and Col are 1-based; Col counts
// UTF-16 code units, as editors and SARIF do. Line 0 means the whole file.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line"`
	Col  int    `json:"column"`
}

// String gives file:line:col, or the file alone where there is no line.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Severity grades a problem.
type Severity string

// The severities of a problem, most severe first.
const (
	SeverityError   Severity = "error"   // something is lost or wrong in what is published
	SeverityWarning Severity = "warning" // recovered, or likely not what the author meant
	SeverityInfo    Severity = "info"    // worth a look
	SeverityOff     Severity = "off"     // in settings only: not reported
)

// Problem is one thing wrong in a source: a guide, a check file, a settings
// file. It is a value, not an error: reading goes on behind it.
type Problem struct {
	Pos
	Code     string   `json:"code"` // one of the codes in [Codes]
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

// String gives the form compilers use: file:line:col: severity: message [code].
func (p Problem) String() string {
	return fmt.Sprintf("%s: %s: %s [%s]", p.Pos, p.Severity, p.Message, p.Code)
}

// SortProblems orders problems by file, line, column and code, in place.
func SortProblems(ps []Problem) {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
}

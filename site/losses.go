package site

import (
	"slices"
	"strings"

	"pillars/rules/export"
)

// LossTable says at a glance which format keeps what of a rule.
type LossTable struct {
	Formats []string
	Rows    []LossRow
}

// LossRow is a part of rules; Cells has what becomes of it in each format:
// the name of a text under loss in strings.json.
type LossRow struct {
	What  string
	Cells []string
}

const (
	kept    = "kept"
	inPart  = "inPart"
	leftOut = "leftOut"
)

// lossTable makes the table of what the writers say is lost. A loss begins
// with what it is of: "checks: left out". Parts that most formats lose come
// last.
func lossTable(formats []export.Format, lost [][]export.Loss) LossTable {
	var t LossTable
	row := map[string]int{}
	for i, f := range formats {
		t.Formats = append(t.Formats, f.Name)
		for _, l := range lost[i] {
			if len(l.Rules) == 0 {
				continue // of the catalog as a whole
			}
			what, how, _ := strings.Cut(l.What, ": ")
			at, ok := row[what]
			if !ok {
				at = len(t.Rows)
				row[what] = at
				t.Rows = append(t.Rows, LossRow{what, slices.Repeat([]string{kept}, len(formats))})
			}
			if cell := &t.Rows[at].Cells[i]; strings.HasPrefix(how, "left out") {
				*cell = leftOut
			} else if *cell == kept {
				*cell = inPart
			}
		}
	}
	slices.SortStableFunc(t.Rows, func(a, b LossRow) int { return a.losers() - b.losers() })
	return t
}

// losers counts the formats that do not keep a part as it is.
func (r LossRow) losers() int {
	n := 0
	for _, cell := range r.Cells {
		if cell != kept {
			n++
		}
	}
	return n
}

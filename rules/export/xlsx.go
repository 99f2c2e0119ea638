package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"pillars/rules"
)

// The sheets of a workbook, in their order.
const (
	sheetRules     = "Rules"
	sheetProgress  = "Progress"
	sheetWithdrawn = "Withdrawn"
)

// xlsxStatus are the answers, as in review.schema.json.
var xlsxStatus = []string{"todo", "done", "accepted", "notApplicable"}

// xlsxColumns are the columns of the sheet of rules. Those without a cell
// are for the reviewer.
var xlsxColumns = []struct {
	name  string
	width float64
	cell  func(r *rules.Rule, n names) string
}{
	{"ID", 11, func(r *rules.Rule, _ names) string { return r.ID }},
	{"Pillar", 22, func(r *rules.Rule, n names) string { return n.pillar(r).Name }},
	{"Service", 10, func(r *rules.Rule, n names) string { return n.service(r).Short }},
	{"Kind", 17, func(r *rules.Rule, _ names) string { return string(r.Kind) }},
	{"Severity", 10, func(r *rules.Rule, _ names) string { return string(r.Severity) }},
	{"Rule", 60, func(r *rules.Rule, _ names) string { return r.Text }},
	{"Why", 50, func(r *rules.Rule, _ names) string { return r.Benefit }},
	{"Look at", 40, func(r *rules.Rule, _ names) string { return r.Look }},
	{"Effort", 9, func(r *rules.Rule, _ names) string { return string(r.Effort) }},
	{"Checks", 24, func(r *rules.Rule, _ names) string { return lines(checkIDs(r)) }},
	{"Link", 30, func(r *rules.Rule, _ names) string { return firstLink(r) }},
	{"Status", 15, nil},
	{"Reason", 40, nil},
	{"By", 16, nil},
	{"Date", 12, nil},
	{"Expires", 12, nil},
}

func firstLink(r *rules.Rule) string {
	if links := webLinks(r); len(links) > 0 {
		return links[0].URL
	}
	return ""
}

// XLSX writes a workbook for a review: the active rules with a column of
// answers to choose from, a sheet that counts the answers per pillar, and
// the withdrawn rules. Cells of rules are texts, never formulas. The same
// catalog gives the same bytes.
func XLSX(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	x := &workbook{File: excelize.NewFile(), names: newNames(c)}
	defer func() { _ = x.Close() }()
	err := x.fill(c)
	if err == nil {
		err = x.Write(w)
	}
	if err != nil {
		return nil, fmt.Errorf("could not write the workbook: %w", err)
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		if active(r) {
			x.lost.fields(r, lostAssert, lostRemediation, lostReferences, lostRelated, lostTradeoffs, lostPrinciples, lostCode, lostScope, lostSection, lostSource, lostAutomation, lostHref, lostScheme, lostLinks, lostTitle, lostOrdinal, lostModified)
		} else {
			x.lost.add("withdrawn: only text and successors are kept", r)
		}
	}
	return x.lost.list(), nil
}

type workbook struct {
	*excelize.File
	names
	lost       losses
	head, text int // styles
}

func (x *workbook) fill(c *rules.Catalog) error {
	steps := []func() error{
		x.styles,
		func() error { return x.SetSheetName("Sheet1", sheetRules) },
		func() error { return x.rulesSheet(c) },
		func() error { return x.progressSheet(c) },
		func() error { return x.withdrawnSheet(c) },
		func() error {
			return x.SetDocProps(&excelize.DocProperties{
				Title: "Pillars rule catalog", Identifier: c.Digest, Creator: "Pillars", LastModifiedBy: "Pillars",
				Created: lastModified(c), Modified: lastModified(c),
			})
		},
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (x *workbook) styles() (err error) {
	x.head, err = x.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"1F3A5F"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	})
	if err != nil {
		return err
	}
	x.text, err = x.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}})
	return err
}

func (x *workbook) rulesSheet(c *rules.Catalog) error {
	var head []string
	for _, col := range xlsxColumns {
		head = append(head, col.name)
	}
	if err := x.table(sheetRules, head); err != nil {
		return err
	}
	row := 1
	for _, g := range byPillar(c, active) {
		for _, r := range g.rules {
			row++
			cells := make([]string, len(xlsxColumns))
			for i, col := range xlsxColumns {
				if col.cell != nil {
					cells[i] = col.cell(r, x.names)
				}
			}
			cells[statusColumn()-1] = xlsxStatus[0]
			if err := x.row(sheetRules, row, cells, r); err != nil {
				return err
			}
		}
	}
	for i, col := range xlsxColumns {
		name, err := excelize.ColumnNumberToName(i + 1)
		if err == nil {
			err = x.SetColWidth(sheetRules, name, name, col.width)
		}
		if err != nil {
			return err
		}
	}
	return x.answers(row)
}

// statusColumn gives the number of the column of answers, from 1.
func statusColumn() int {
	for i, col := range xlsxColumns {
		if col.name == "Status" {
			return i + 1
		}
	}
	return 0
}

// answers gives the column of answers its choice, and the table its filter.
func (x *workbook) answers(lastRow int) error {
	status, err := excelize.ColumnNumberToName(statusColumn())
	if err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(xlsxColumns), lastRow)
	if err != nil {
		return err
	}
	if err := x.AutoFilter(sheetRules, "A1:"+last, nil); err != nil || lastRow == 1 {
		return err
	}
	list := excelize.NewDataValidation(true)
	list.SetSqref(fmt.Sprintf("%s2:%s%d", status, status, lastRow))
	if err := list.SetDropList(xlsxStatus); err != nil {
		return err
	}
	list.SetError(excelize.DataValidationErrorStyleStop, "Status", "Choose one of: "+strings.Join(xlsxStatus, ", "))
	return x.AddDataValidation(sheetRules, list)
}

// progressSheet counts answers per pillar, by formulas over the rules.
func (x *workbook) progressSheet(c *rules.Catalog) error {
	if err := x.table(sheetProgress, append([]string{"Pillar", "Rules"}, xlsxStatus...)); err != nil {
		return err
	}
	status, err := excelize.ColumnNumberToName(statusColumn())
	if err != nil {
		return err
	}
	for i, g := range byPillar(c, active) {
		row := i + 2
		if err := x.row(sheetProgress, row, []string{g.Name}, nil); err != nil {
			return err
		}
		if err := x.SetCellFormula(sheetProgress, fmt.Sprintf("B%d", row), fmt.Sprintf("COUNTIF(%s!B:B,A%d)", sheetRules, row)); err != nil {
			return err
		}
		for j := range xlsxStatus {
			col, err := excelize.ColumnNumberToName(j + 3)
			if err == nil {
				err = x.SetCellFormula(sheetProgress, fmt.Sprintf("%s%d", col, row),
					fmt.Sprintf("COUNTIFS(%s!B:B,$A%d,%s!%s:%s,%s$1)", sheetRules, row, sheetRules, status, status, col))
			}
			if err != nil {
				return err
			}
		}
	}
	return x.SetColWidth(sheetProgress, "A", "F", 22)
}

func (x *workbook) withdrawnSheet(c *rules.Catalog) error {
	if err := x.table(sheetWithdrawn, []string{"ID", "Rule", "Superseded by"}); err != nil {
		return err
	}
	row := 1
	for i := range c.Rules {
		if r := &c.Rules[i]; !active(r) {
			row++
			if err := x.row(sheetWithdrawn, row, []string{r.ID, r.Text, strings.Join(r.SupersededBy, ", ")}, r); err != nil {
				return err
			}
		}
	}
	return x.SetColWidth(sheetWithdrawn, "A", "C", 30)
}

// table makes a sheet with a header that stays in sight.
func (x *workbook) table(sheet string, head []string) error {
	if _, err := x.NewSheet(sheet); err != nil {
		return err
	}
	if err := x.row(sheet, 1, head, nil); err != nil {
		return err
	}
	last, err := excelize.CoordinatesToCellName(len(head), 1)
	if err != nil {
		return err
	}
	if err := x.SetCellStyle(sheet, "A1", last, x.head); err != nil {
		return err
	}
	return x.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// row writes texts into a row. r is the rule that it is about, if it is.
func (x *workbook) row(sheet string, row int, cells []string, r *rules.Rule) error {
	for i, s := range cells {
		name, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			return err
		}
		s, was := cut(s, excelize.TotalCellChars)
		if was && r != nil {
			x.lost.add(fmt.Sprintf("texts: shortened to %d characters", excelize.TotalCellChars), r)
		}
		if err := x.SetCellStr(sheet, name, s); err != nil {
			return err
		}
		if err := x.SetCellStyle(sheet, name, name, x.text); err != nil {
			return err
		}
	}
	return nil
}

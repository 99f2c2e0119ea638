package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"pillars/rules"
)

// csvColumns are the columns of a CSV file. A cell with several values has
// each on a line of its own.
var csvColumns = []struct {
	name string
	cell func(r *rules.Rule) string
}{
	{"id", func(r *rules.Rule) string { return r.ID }},
	{"status", func(r *rules.Rule) string { return string(r.Status) }},
	{"supersededBy", func(r *rules.Rule) string { return lines(r.SupersededBy) }},
	{"kind", func(r *rules.Rule) string { return string(r.Kind) }},
	{"pillar", func(r *rules.Rule) string { return deref(r.Pillar) }},
	{"service", func(r *rules.Rule) string { return deref(r.Service) }},
	{"code", func(r *rules.Rule) string { return deref(r.Code) }},
	{"scope", func(r *rules.Rule) string { return lines(r.Scope) }},
	{"section", func(r *rules.Rule) string { return lines(r.Section) }},
	{"ordinal", func(r *rules.Rule) string { return strconv.Itoa(r.Ordinal) }},
	{"title", func(r *rules.Rule) string { return r.Title }},
	{"text", func(r *rules.Rule) string { return r.Text }},
	{"benefit", func(r *rules.Rule) string { return r.Benefit }},
	{"severity", func(r *rules.Rule) string { return string(r.Severity) }},
	{"effort", func(r *rules.Rule) string { return string(r.Effort) }},
	{"automation", func(r *rules.Rule) string { return string(r.Automation) }},
	{"look", func(r *rules.Rule) string { return r.Look }},
	{"checks", func(r *rules.Rule) string {
		return each(r.Checks, func(c rules.Check) string { return c.ID + ": " + c.Title })
	}},
	{"principles", func(r *rules.Rule) string { return lines(r.Principles) }},
	{"tradeoffs", func(r *rules.Rule) string {
		return each(r.Tradeoffs, func(t rules.Tradeoff) string { return t.Pillar + ": " + t.Text })
	}},
	{"links", func(r *rules.Rule) string {
		return each(r.Links, func(l rules.Link) string { return strings.TrimSpace(l.Text + " <" + l.URL + ">") })
	}},
	{"related", func(r *rules.Rule) string { return lines(r.Related) }},
	{"references", func(r *rules.Rule) string {
		return each(r.References, func(x rules.Reference) string { return x.Scheme + ":" + x.ID })
	}},
	{"remediation", func(r *rules.Rule) string {
		return each(r.Remediation, func(x rules.Remediation) string { return x.Tool + ": " + x.Code })
	}},
	{"source", func(r *rules.Rule) string { return r.Source.Path + ":" + strconv.Itoa(r.Source.Line) }},
	{"modified", func(r *rules.Rule) string { return r.Modified }},
}

// CSV writes all rules, withdrawn ones too, as RFC 4180 has it: a header
// line, CRLF behind each row, UTF-8 without a byte order mark. Lines within a
// cell end with LF, as they are in the catalog: they may be code. A cell that
// a spreadsheet would take for a formula gets an apostrophe in front.
func CSV(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	var lost losses
	row := make([]string, len(csvColumns))
	for i, col := range csvColumns {
		row[i] = col.name
	}
	if err := writeCSVRow(w, row); err != nil {
		return nil, err
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		for j, col := range csvColumns {
			cell, changed := harmless(col.cell(r))
			row[j] = cell
			lost.addIf(changed, "cells that look like a formula: an apostrophe stands in front", r)
		}
		if err := writeCSVRow(w, row); err != nil {
			return nil, err
		}
		lost.fields(r, lostAssert, lostHref)
	}
	return append(lost.list(), lostHead), nil
}

// writeCSVRow writes a row. The library's own CRLF would reach into the cells.
func writeCSVRow(w io.Writer, row []string) error {
	var buf bytes.Buffer
	out := csv.NewWriter(&buf)
	err := out.Write(row)
	out.Flush()
	if err == nil {
		buf.Truncate(buf.Len() - len("\n"))
		buf.WriteString("\r\n")
		_, err = w.Write(buf.Bytes())
	}
	if err != nil {
		return fmt.Errorf("could not write the CSV file: %w", err)
	}
	return nil
}

// harmless puts an apostrophe before a text that spreadsheets take for a
// formula: one that begins with = + - @ (or their full-width forms), a tab
// or a line break, whatever white space is before it. See
// https://owasp.org/www-community/attacks/CSV_Injection.
func harmless(s string) (cell string, changed bool) {
	visible := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\ufeff' })
	if strings.IndexAny(visible, "=+-@＝＋－＠") == 0 || strings.IndexAny(s, "\t\r\n") == 0 {
		return "'" + s, true
	}
	return s, false
}

func lines(list []string) string { return strings.Join(list, "\n") }

// each gives a text for each item, each on a line.
func each[T any](list []T, text func(T) string) string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = text(x)
	}
	return lines(out)
}

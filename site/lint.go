package site

import (
	"html/template"
	"slices"
	"strings"

	"pillars/content"
)

// LintView is templates/lint.html: all codes of lint.
type LintView struct {
	Page
	Codes []LintRow
}

// LintRow is a code in the list.
type LintRow struct {
	ID, URL, Name, Why, Severity string
	Fixable                      bool
}

// LintCodeView is templates/lint-code.html: one code at length.
type LintCodeView struct {
	Page
	Code           LintRow
	Explanation    template.HTML
	Bad, Good      []content.Example
	Previous, Next *LintRow
}

// lintPages gives the list of lint's codes and a page for each.
func (b *builder) lintPages() []page {
	codes := slices.Clone(content.Codes)
	slices.SortFunc(codes, func(x, y content.Code) int { return strings.Compare(x.ID, y.ID) })
	pages := []page{{
		url: lintURL, template: "lint.html", section: guidesURL, title: "Problems lint finds",
		summary: "What pillars lint reports in guides, why it matters, and how to mend it.",
		view: func(p Page) any {
			v := LintView{Page: p}
			for _, c := range codes {
				v.Codes = append(v.Codes, lintRow(p.Root, c))
			}
			return v
		},
	}}
	for i, c := range codes {
		pages = append(pages, page{
			url: lintCodeURL(c.ID), template: "lint-code.html", section: guidesURL, title: c.Name, summary: c.Why,
			crumbs: []Crumb{{"Lint", lintURL}},
			view: func(p Page) any {
				v := lintCodeView(p, c)
				if i > 0 {
					row := lintRow(p.Root, codes[i-1])
					v.Previous = &row
				}
				if i+1 < len(codes) {
					row := lintRow(p.Root, codes[i+1])
					v.Next = &row
				}
				return v
			},
		})
	}
	return pages
}

func lintRow(root string, c content.Code) LintRow {
	return LintRow{c.ID, root + lintCodeURL(c.ID), c.Name, c.Why, string(c.Severity), c.Fixable}
}

func lintCodeView(p Page, c content.Code) LintCodeView {
	v := LintCodeView{Page: p, Code: lintRow(p.Root, c)}
	e, err := c.Explain()
	if err != nil { // a test holds that every code has one
		return v
	}
	v.Explanation = ownHTML(content.Parse(c.ID+".md", []byte(e.Text), content.Options{}))
	v.Bad, v.Good = printable(e.Bad), printable(e.Good)
	return v
}

// printable makes examples fit for a page: bytes that are not UTF-8 and
// spaces that cannot be told from blanks are shown.
func printable(examples []content.Example) []content.Example {
	out := slices.Clone(examples)
	for i := range out {
		out[i].Text = strings.ReplaceAll(strings.ToValidUTF8(out[i].Text, "\uFFFD"), "\u00a0", "⍽")
	}
	return out
}

package content

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	east "github.com/yuin/goldmark/extension/ast"
)

// lintItems compares a document's items with each other and with the pillars
// they stand in.
func (r *reader) lintItems() {
	type key struct {
		kind Kind
		text string
	}
	first := map[key]Pos{}
	for _, it := range r.doc.Items {
		if it.Placeholder || it.Text == "" {
			continue
		}
		k := key{it.Kind, strings.ToLower(it.Text)}
		if at, ok := first[k]; ok {
			r.problemAt(it.Pos, "duplicate-rule", fmt.Sprintf("this %s stands in line %d too: keep one, and refer to it", it.Kind, at.Line))
		} else {
			first[k] = it.Pos
		}
	}
}

// minPrinciples is how many design principles a pillar's checklist covers at
// least, by the template's own rule. An item covers one at most.
const minPrinciples = 3

// lintChecklists reports the pillars of a service guide whose checklists
// cannot cover enough principles.
func (r *reader) lintChecklists() {
	for _, s := range r.sections {
		if s.heading.Level != 2 || pillarByName(s.heading.Text) == "" {
			continue
		}
		items, unfilled := 0, false
		for _, it := range r.doc.Items {
			if it.Kind == Checklist && len(it.Section) > 0 && it.Section[0] == s.heading.Text {
				items++
				unfilled = unfilled || it.Placeholder
			}
		}
		if items > 0 && items < minPrinciples && !unfilled {
			r.problemAt(s.heading.Pos, "short-checklist", fmt.Sprintf("%s has a checklist of %d: cover at least three design principles", s.heading.Text, items))
		}
	}
}

// maxPageTitle is the length of a page's title in characters: what is longer
// is cut wherever titles are listed.
const maxPageTitle = 100

// lintTitles reports titles that are too long to be shown whole.
func (r *reader) lintTitles() {
	if n := utf8.RuneCountInString(r.doc.Meta.Title); n > maxPageTitle {
		at := r.lines.pos(0)
		if line := r.metaLine("title"); line > 0 {
			at = r.lines.atLine(line)
		}
		r.problemAt(at, "long-title", fmt.Sprintf("title of %d characters: keep it below %d", n, maxPageTitle))
	}
	for _, h := range r.doc.Headings {
		if n := utf8.RuneCountInString(h.Text); n > maxPageTitle {
			r.problemAt(h.Pos, "long-title", fmt.Sprintf("heading of %d characters: keep it below %d", n, maxPageTitle))
		}
	}
}

var (
	// The sentence at the end of each guide's policies, in the forms the
	// template and the guides have it.
	policySentence = regexp.MustCompile(`(?i:built-in (?:policies|policy definitions|definitions)(?: that are)? (?:related to|for)) ((?:the )?(?:[A-Z][\w.-]*)(?: (?:[A-Z][\w.-]*|for|on|of))*)`)
	titleLead      = regexp.MustCompile(`(?i)^(?:(?:architecture|design) )?(?:best practices (?:for|and considerations for)|azure well-architected framework review (?:for|-)|.* review (?:for|of) |azure well-architected framework perspective on)\s*`)
)

// plainWords are words of a product's name that many products share.
var plainWords = map[string]bool{
	"azure": true, "microsoft": true, "service": true, "services": true, "the": true, "for": true, "on": true, "of": true, "and": true,
	"policy": true, "advisor": true, "its": true,
}

// lintProduct reports the standard sentence about policies when it names a
// product and not the one this guide is about.
func (r *reader) lintProduct(p string, at Pos) {
	m := policySentence.FindStringSubmatch(p)
	if m == nil {
		return
	}
	subject := guideSubject(r.doc)
	own := map[string]bool{}
	for _, w := range append(nameWords(subject+" "+r.doc.Meta.Service), acronyms(subject)...) {
		own[w] = true
	}
	for w := range strings.FieldsSeq(foldWords(p)) {
		if own[singular(w)] {
			return // it names this guide's product too
		}
	}
	if named := nameWords(m[1]); len(named) > 0 && len(own) > 0 {
		r.problemAt(at, "foreign-product", fmt.Sprintf("the sentence is about %s, this guide is about %s: correct the name, or the copy", quote(m[1]), quote(subject)))
	}
}

// nameWords gives the words that tell a product's name from others.
func nameWords(name string) []string {
	var words []string
	for w := range strings.FieldsSeq(foldWords(name)) {
		if !plainWords[w] {
			words = append(words, singular(w))
		}
	}
	return words
}

func singular(w string) string {
	if len(w) > 3 {
		return strings.TrimSuffix(w, "s")
	}
	return w
}

// acronyms gives the initials of the runs of two to four words in a title:
// "Azure Kubernetes Service" is also AKS.
func acronyms(title string) []string {
	words := strings.Fields(foldWords(title))
	var all []string
	for i := range words {
		s := ""
		for _, w := range words[i:min(i+4, len(words))] {
			r, _ := utf8.DecodeRuneInString(w)
			s += string(r)
			if len(s) > 1 {
				all = append(all, singular(s))
			}
		}
	}
	return all
}

// guideSubject gives the name of what a guide is about.
func guideSubject(d *Document) string {
	if s := titleLead.ReplaceAllString(d.Title, ""); s != "" {
		return s
	}
	return d.Title
}

// lintCells compares the cells of a table's rows, as written, with its
// columns.
func (r *reader) lintCells(t *east.Table) {
	columns := len(t.Alignments)
	reported := map[int]bool{}
	for _, p := range r.doc.Problems {
		switch p.Code {
		case "missing-benefit", "empty-row":
			reported[p.Line] = true
		}
	}
	head := t.FirstChild()
	if head == nil {
		return
	}
	for row := head.NextSibling(); row != nil; row = row.NextSibling() {
		at := r.lines.pos(row.Pos())
		line := r.lines.line(row.Pos())
		text := string(r.src[row.Pos():max(row.Pos(), r.lines.starts[line-1]+len(r.lines.lineText(line)))])
		n := countCells(text)
		switch {
		case n > columns:
			r.problemAt(at, "row-cells", fmt.Sprintf("row of %d cells in a table of %d columns: the last ones are lost; write | in a text as \\|", n, columns))
		case n >= columns || reported[at.Line]:
		case !strings.Contains(text, "|"):
			r.problemAt(at, "row-cells", "this line has become a row of the table above it: put a blank line between")
		default:
			r.problemAt(at, "row-cells", fmt.Sprintf("row of %d cells in a table of %d columns: add the missing ones", n, columns))
		}
	}
}

// countCells counts the cells of a row as GFM reads it: a | counts in code
// too, unless a backslash stands in front.
func countCells(row string) int {
	row = strings.TrimSpace(row)
	row = strings.TrimPrefix(row, "|")
	n := 1
	for i := 0; i < len(row); i++ {
		switch row[i] {
		case '\\':
			i++
		case '|':
			if strings.TrimSpace(row[i+1:]) != "" {
				n++
			}
		}
	}
	return n
}

package content

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// section is what stands directly below one heading.
type section struct {
	heading Heading // zero before the first heading
	blocks  int     // blocks of any sort, comments not counted
	prose   int     // paragraphs among them
}

// note counts a block for the section it stands in.
func (r *reader) note(n ast.Node) {
	s := &r.sections[len(r.sections)-1]
	switch n.Kind() {
	case ast.KindHeading, ast.KindLinkReferenceDefinition:
	case ast.KindHTMLBlock:
		if text := foldSpace(htmlText(string(blockSource(n, r.src)))); text != "" {
			s.blocks++
		}
	case ast.KindParagraph:
		s.blocks++
		s.prose++
	case ast.KindList, ast.KindBlockquote, kindDirective, ast.KindFencedCodeBlock, ast.KindCodeBlock, ast.KindThematicBreak, east.KindTable:
		s.blocks++
	}
}

// part is one of the three sections that each pillar of a service guide has.
type part struct {
	name    string
	heading *regexp.Regexp
}

// parts lists them in the order the article template asks for.
var parts = []part{
	{"design checklist", regexp.MustCompile(`(?i)\bchecklists?\b`)},
	{"recommendations", regexp.MustCompile(`(?i)\brecommendations?\b`)},
	{"policy definitions", regexp.MustCompile(`(?i)\bpolic(?:y|ies)\b`)},
}

// lint checks what reading alone does not show: first what the article
// template asks of a document as a whole, then the details.
func (r *reader) lint(root ast.Node) {
	d := r.doc
	service := r.isServiceGuide()
	if len(d.Meta.All) > 0 {
		for _, key := range []string{"title", "description"} {
			if metaString(d.Meta.All[key]) == "" {
				r.problemAt(r.lines.pos(0), "front-matter-key", fmt.Sprintf("front matter has no %q", key))
			}
		}
	}
	for i, s := range r.sections {
		if i > 0 && s.blocks == 0 && !r.hasSubsection(i) {
			r.problemAt(s.heading.Pos, "empty-section", fmt.Sprintf("section %s is empty", quote(s.heading.Text)))
		}
	}
	for _, res := range d.Residue {
		if service || templateWords.MatchString(res.Text) || bracketSentence.MatchString(res.Text) {
			r.problemAt(res.Pos, "placeholder-text", "unfilled template text: "+quote(res.Text))
		}
	}
	if service {
		r.lintChecklists()
		for i, s := range r.sections {
			if s.heading.Level == 2 && pillarByName(s.heading.Text) != "" {
				r.lintPillar(i)
			}
		}
	}
	r.findCode(root)
	r.lintMeta()
	r.lintTitles()
	r.lintHeadings(root)
	r.lintItems()
	r.lintLinks()
	r.lintBlocks(root)
	r.lintLines()
}

// isServiceGuide tells whether a document has the form of the article
// template: a level 2 section for each of several pillars, with a checklist
// or recommendations.
func (r *reader) isServiceGuide() bool {
	pillars := 0
	for _, s := range r.sections {
		if s.heading.Level == 2 && pillarByName(s.heading.Text) != "" {
			pillars++
		}
	}
	return pillars >= 2 && len(r.doc.Items) > 0
}

// hasSubsection tells whether the section behind i lies below it.
func (r *reader) hasSubsection(i int) bool {
	return i+1 < len(r.sections) && r.sections[i+1].heading.Level > r.sections[i].heading.Level
}

// lintPillar checks one pillar's section: introduction, then the three parts
// in their order.
func (r *reader) lintPillar(i int) {
	s := r.sections[i]
	name := s.heading.Text
	if s.prose == 0 {
		r.problemAt(s.heading.Pos, "missing-introduction", fmt.Sprintf("%s has no introduction: say in a sentence what the section contributes", name))
	}
	latest := -1
	found := make([]bool, len(parts))
	for j := i + 1; j < len(r.sections) && r.sections[j].heading.Level > 2; j++ {
		h := r.sections[j].heading
		if h.Level != 3 {
			continue
		}
		for k, p := range parts {
			if !p.heading.MatchString(h.Text) {
				continue
			}
			if k < latest && !found[k] {
				r.problemAt(h.Pos, "section-order", fmt.Sprintf("%s stands behind the %s: the order is checklist, recommendations, policies", quote(h.Text), parts[latest].name))
			}
			found[k] = true
			latest = max(latest, k)
			break
		}
	}
	for k, p := range parts {
		if !found[k] && !(k == 2 && r.hasCommonPolicies()) {
			r.problemAt(s.heading.Pos, "missing-section", fmt.Sprintf("%s has no section for its %s", name, p.name))
		}
	}
}

// hasCommonPolicies tells whether the article has one policy section for all
// pillars, as later guides do.
func (r *reader) hasCommonPolicies() bool {
	for _, h := range r.doc.Headings {
		if h.Level == 2 && isPolicyHeading(h.Text) {
			return true
		}
	}
	return false
}

// htmlText gives the text of raw HTML without tags and comments.
func htmlText(s string) string {
	var b strings.Builder
	appendHTMLText(&b, s)
	return b.String()
}

package content

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var (
	policyHeading = regexp.MustCompile(`^(?:(?:reliability|resiliency|security|cost(?: optimization)?|operational excellence|operations|devops|performance(?: efficiency)?|scalability) )?(?:azure )?(?:built-in )?polic(?:y|ies)(?: definitions?)?$`)
	policyAdvisor = regexp.MustCompile(`^(?:azure policy and azure advisor|azure advisor and azure policy)$`)
	// The 2022 drafts put the lists of a policy section into sections beside it.
	policySibling = regexp.MustCompile(`^cluster (?:(?:and|&) workload )?architectures?$`)
)

// isPolicyHeading tells whether a heading, whole, names a policy section.
func isPolicyHeading(text string) bool {
	s := strings.ToLower(foldSpace(text))
	return policyHeading.MatchString(s) || policyAdvisor.MatchString(s)
}

// openPolicySection keeps r.policy, the level of the policy section we are
// in: it holds below its heading and in the sibling sections that follow it.
func (r *reader) openPolicySection(h Heading) {
	if r.policy > 0 && h.Level > r.policy {
		return
	}
	sibling := r.policy == h.Level && policySibling.MatchString(strings.ToLower(foldSpace(h.Text)))
	switch {
	case isPolicyHeading(h.Text), sibling:
		r.policy = h.Level
	default:
		r.policy = 0
	}
}

// readPolicies takes the items of a list in a policy section.
func (r *reader) readPolicies(list *ast.List) {
	for li := list.FirstChild(); li != nil; li = li.NextSibling() {
		text := plainText(li, r.src)
		if text == "" {
			r.problemAt(r.lines.pos(li.Pos()), "empty-item", "policy item without text")
		}
		_, end := blockSpan(li)
		r.add(Item{Kind: Policy, Title: lead(li, text, r.src), Text: text}, li, li.Pos(), max(end, li.Pos()))
	}
}

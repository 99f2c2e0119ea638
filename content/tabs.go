package content

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
)

var tabTarget = regexp.MustCompile(`^#tab/`)

// isTabHeading tells whether a heading is the label of a tab: "# [x](#tab/y)".
func isTabHeading(h *ast.Heading) bool {
	l, ok := h.FirstChild().(*ast.Link)
	return ok && tabTarget.Match(l.Destination)
}

// tabGroup holds tabs that stand beside each other.
type tabGroup struct{ ast.BaseBlock }

var kindTabGroup = ast.NewNodeKind("TabGroup")

// Kind implements ast.Node.
func (*tabGroup) Kind() ast.NodeKind { return kindTabGroup }

// Dump implements ast.Node.
func (n *tabGroup) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// tab is one tab: its label is a heading one level below the one above.
type tab struct {
	ast.BaseBlock
	id string
}

var kindTab = ast.NewNodeKind("Tab")

// Kind implements ast.Node.
func (*tab) Kind() ast.NodeKind { return kindTab }

// Dump implements ast.Node.
func (n *tab) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// groupTabs makes a group of each run of tabs below parent. A group ends at
// a line of dashes or stars, or at a heading of level 1 or 2.
func (r *reader) groupTabs(parent ast.Node) {
	taken, numbers := map[string]bool{}, map[string]int{}
	for _, h := range r.doc.Headings {
		taken[h.Anchor] = true
	}
	level := 1
	for n := parent.FirstChild(); n != nil; {
		h, ok := n.(*ast.Heading)
		if !ok || !isTabHeading(h) {
			if ok {
				level = h.Level
			}
			n = n.NextSibling()
			continue
		}
		group := &tabGroup{}
		parent.InsertBefore(parent, n, group)
		n = fillTabs(parent, group, n, min(level+1, 6), taken, numbers)
	}
}

// fillTabs moves the blocks from n to the end of the group into its tabs and
// gives the block behind it.
func fillTabs(parent ast.Node, group *tabGroup, n ast.Node, level int, taken map[string]bool, numbers map[string]int) ast.Node {
	var current *tab
	for n != nil {
		next := n.NextSibling()
		switch b := n.(type) {
		case *ast.ThematicBreak:
			parent.RemoveChild(parent, b)
			return next
		case *ast.Heading:
			if isTabHeading(b) {
				current = &tab{id: tabID(b, taken, numbers)}
				group.AppendChild(group, current)
				unlink(b)
				b.Level = level
				b.SetAttributeString("class", []byte("tab-label"))
			} else if b.Level <= 2 {
				return n
			}
		}
		current.AppendChild(current, n)
		n = next
	}
	return nil
}

var tabName = regexp.MustCompile(`[^a-z0-9-]+`)

// tabID gives a tab the id "tab-…", made of its target "#tab/…".
func tabID(h *ast.Heading, taken map[string]bool, numbers map[string]int) string {
	name := strings.ToLower(string(h.FirstChild().(*ast.Link).Destination[len("#tab/"):]))
	return unique("tab-"+strings.Trim(tabName.ReplaceAllString(name, "-"), "-"), taken, numbers)
}

// unlink puts a tab's label in the place of the link it is written as.
func unlink(h *ast.Heading) {
	link := h.FirstChild()
	hoist(link)
	h.RemoveChild(h, link)
}

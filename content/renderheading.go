package content

import "github.com/yuin/goldmark/ast"

// closeLevels gives each heading of a body the level below that of the heading
// it belongs to, so that no level is left out on the page: people who go
// through headings by their level would look for one that is not there. Lint
// reports the gap in the source as heading-level. Levels of the document's
// Headings stay as written.
func closeLevels(root ast.Node) {
	type open struct{ written, shown int }
	stack := []open{{1, 1}} // the page's title
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		h, ok := n.(*ast.Heading)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		for len(stack) > 1 && stack[len(stack)-1].written >= h.Level {
			stack = stack[:len(stack)-1]
		}
		if h.Level > 1 {
			shown := stack[len(stack)-1].shown + 1
			stack = append(stack, open{h.Level, shown})
			h.Level = shown
		}
		return ast.WalkSkipChildren, nil
	})
}

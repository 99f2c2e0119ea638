package content_test

import (
	"strings"
	"testing"

	"pillars/content"
)

// TestHostile reads guides that repeat one thing without end. Time must grow
// with their size, not with its square: where it does not, this test takes
// minutes.
func TestHostile(t *testing.T) {
	for _, s := range []string{
		">", "* ", "1. ", "   >", "- a\n  ", "- \n", ":::row\n", ":::row:::\n:::column:::\n", ":::image :::", ":::image source=\"a\" ",
		"[", "![", "](", "[a](b c)", "[a]: b\n", "*a_ ", "`", "a\\", "&amp;", "\\<a>", "<x", "<a ", "<!--", "<a name=x>", "<div>", "</div>",
		"|", "|a|b|\n|-|-|\n", "\n", "# a\n", "# [x](#tab/y)\n", "[!INCLUDE [x](y)]\n", "[!VIDEO x", "> [!NOTE]\n\n",
		"> [!div class=\"checklist\"]\n> - a\n\n", "<<<<<<< \n", "    a\n", "built-in policies for A ", "```a\n", "'\"#",
	} {
		src := []byte("---\ntitle: x\n---\n" + strings.Repeat(s, 20_000/len(s)))
		d := content.Parse("guide.md", src, content.Options{})
		checkPositions(t, d, linesOf(map[string][]byte{"guide.md": src}))
		checkHTML(t, d)
		if t.Failed() {
			t.Fatalf("with %q", s)
		}
	}
}

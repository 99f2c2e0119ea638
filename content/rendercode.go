package content

import (
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

func (htmlRenderer) code(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	lang := ""
	if f, ok := n.(*ast.FencedCodeBlock); ok {
		lang = learnLanguage(string(f.Language(src)))
	}
	_, _ = w.WriteString(`<pre tabindex="0"><code`)
	if lang != "" {
		_, _ = w.WriteString(` class="language-` + html.EscapeString(lang) + `"`)
	}
	_, _ = w.WriteString(">" + highlight(lang, string(blockSource(n, src))) + "</code></pre>\n")
	return ast.WalkContinue, nil
}

var notWord = regexp.MustCompile(`[^a-z0-9+#-]`)

// learnLanguage gives the name of a code block's language without Learn's
// additions, such as "azurecli-interactive".
func learnLanguage(s string) string {
	return notWord.ReplaceAllString(strings.TrimSuffix(strings.ToLower(s), "-interactive"), "")
}

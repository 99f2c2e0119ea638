package content

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/util"
)

var (
	imageDirective = regexp.MustCompile(`:::image(?:-end)?\b[^\n]*?:::`)
	alertMarker    = regexp.MustCompile(`\[!(?i:note|tip|important|warning|caution)\]`)
	htmlTag        = regexp.MustCompile(`<(?:!--[\s\S]*?-->|/?([A-Za-z][A-Za-z0-9-]*)[^>]*>)`)
	blockTag       = map[string]bool{
		"br": true, "p": true, "div": true, "ul": true, "ol": true, "li": true, "table": true, "tr": true,
		"td": true, "th": true, "hr": true, "dl": true, "dt": true, "dd": true, "pre": true, "blockquote": true,
		"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "details": true, "summary": true,
	}
)

// plainText gives the text and inline code of a node and all below it: <br>
// and block tags become a space, other HTML, images and markers are dropped,
// entities are decoded, white space is folded.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	appendText(&b, n, src)
	s := b.String()
	if strings.Contains(s, ":::image") {
		s = imageDirective.ReplaceAllString(s, " ")
	}
	if strings.Contains(s, "[!") {
		s = alertMarker.ReplaceAllString(s, " ")
	}
	return foldSpace(s)
}

// rawText gives the text of a heading with its blanks as written: they count
// in anchors.
func rawText(n ast.Node, src []byte) string {
	var b strings.Builder
	appendText(&b, n, src)
	return strings.TrimSpace(b.String())
}

func appendText(b *strings.Builder, n ast.Node, src []byte) {
	switch n := n.(type) {
	case *ast.Text:
		if n.IsRaw() {
			b.Write(n.Segment.Value(src))
		} else {
			appendUnescaped(b, n.Segment.Value(src))
		}
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte(' ')
		}
		return
	case *ast.String:
		b.Write(n.Value)
		return
	case *ast.AutoLink:
		b.Write(n.Label(src))
		return
	case *ast.Image, *video:
		return
	case *learnImage:
		b.WriteByte(' ')
		return
	case *ast.RawHTML:
		for i := range n.Segments.Len() {
			seg := n.Segments.At(i)
			appendHTMLText(b, string(seg.Value(src)))
		}
		return
	case *ast.HTMLBlock:
		b.WriteByte(' ')
		appendHTMLText(b, string(blockSource(n, src)))
		b.WriteByte(' ')
		return
	case *ast.CodeBlock, *ast.FencedCodeBlock:
		b.WriteByte(' ')
		b.Write(blockSource(n, src))
		b.WriteByte(' ')
		return
	}
	block := n.Type() == ast.TypeBlock
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if block && c.Type() == ast.TypeBlock {
			b.WriteByte(' ')
		}
		appendText(b, c, src)
	}
	if block {
		b.WriteByte(' ')
	}
}

// appendHTMLText writes the text of raw HTML: tags and comments dropped, a
// space for those that break a line.
func appendHTMLText(b *strings.Builder, html string) {
	last := 0
	for _, m := range htmlTag.FindAllStringSubmatchIndex(html, -1) {
		appendUnescaped(b, []byte(html[last:m[0]]))
		if m[2] >= 0 && blockTag[strings.ToLower(html[m[2]:m[3]])] {
			b.WriteByte(' ')
		}
		last = m[1]
	}
	appendUnescaped(b, []byte(html[last:]))
}

// blockSource joins the source lines of a block.
func blockSource(n ast.Node, src []byte) []byte {
	var buf bytes.Buffer
	lines := n.Lines()
	for i := range lines.Len() {
		seg := lines.At(i)
		buf.Write(seg.Value(src))
	}
	if h, ok := n.(*ast.HTMLBlock); ok && h.HasClosure() {
		buf.Write(h.ClosureLine.Value(src))
	}
	return buf.Bytes()
}

// appendUnescaped writes Markdown text with its backslash escapes and
// character references resolved.
func appendUnescaped(b *strings.Builder, raw []byte) {
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 || i+1 >= len(raw) {
			break
		}
		if !util.IsPunct(raw[i+1]) {
			appendEntities(b, raw[:i+1])
			raw = raw[i+1:]
			continue
		}
		appendEntities(b, raw[:i])
		b.WriteByte(raw[i+1])
		raw = raw[i+2:]
	}
	appendEntities(b, raw)
}

func appendEntities(b *strings.Builder, raw []byte) {
	if bytes.IndexByte(raw, '&') >= 0 {
		raw = util.ResolveEntityNames(util.ResolveNumericReferences(raw))
	}
	b.Write(raw)
}

// foldSpace trims s and makes each run of white space in it, no-break spaces
// too, one space.
func foldSpace(s string) string {
	return strings.Join(strings.Fields(s), " ")
}

// linkTarget gives the destination of a link as written, with backslash
// escapes and character references resolved.
func linkTarget(raw []byte) string {
	var b strings.Builder
	appendUnescaped(&b, raw)
	return b.String()
}

// lead gives the beginning of an item that serves as its title: the bold
// words it starts with, else its first sentence.
func lead(n ast.Node, text string, src []byte) string {
	if s := boldLead(n, src); s != "" {
		return shorten(s)
	}
	return shorten(beforeGUID(firstSentence(text)))
}

var (
	guid          = regexp.MustCompile(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
	guidInBracket = regexp.MustCompile(` \([^()]*` + guid.String() + `[^()]*\)`)
)

// beforeGUID takes brackets with a GUID out of a sentence and cuts it at the
// colon before one, as policies have them: "Public access must be closed:
// 0fdf0491-…" says what there is to know without the number.
func beforeGUID(s string) string {
	s = guidInBracket.ReplaceAllString(s, "")
	at := guid.FindStringIndex(s)
	if at == nil {
		return s
	}
	if cut := strings.LastIndex(s[:at[0]], ": "); cut >= minTitle {
		return s[:cut]
	}
	return s
}

// minTitle is the least length of what a title is cut to.
const minTitle = 12

// boldLead gives the text of the strong emphasis an item starts with, or "".
func boldLead(n ast.Node, src []byte) string {
	for n != nil {
		switch e := n.(type) {
		case *ast.Emphasis:
			if e.Level == 2 {
				return plainText(e, src)
			}
			return ""
		case *ast.ListItem, *ast.Paragraph, *ast.TextBlock, *east.TableCell, *ast.Link:
			n = n.FirstChild()
		default:
			return ""
		}
	}
	return ""
}

// firstSentence cuts text behind the first full stop, question or exclamation
// mark that ends a sentence: one followed by a space and not part of "e.g.",
// "i.e.", "vs." or a single letter.
func firstSentence(text string) string {
	for i := 0; i < len(text)-1; i++ {
		if c := text[i]; (c == '.' || c == '?' || c == '!') && text[i+1] == ' ' {
			word := text[strings.LastIndexAny(text[:i], " (")+1 : i]
			if c == '.' && (len(word) <= 1 || strings.Contains(word, ".") && !strings.ContainsAny(word, "0123456789") || word == "vs" || word == "etc") {
				continue
			}
			return text[:i+1]
		}
	}
	return text
}

// maxTitle is the length of a rule's title in characters.
const maxTitle = 120

// shorten makes a title of a lead: closing punctuation dropped, cut at a word.
func shorten(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ".:;, ")
	if utf8.RuneCountInString(s) <= maxTitle {
		return s
	}
	runes := []rune(s)[:maxTitle]
	cut := string(runes)
	if i := strings.LastIndexByte(cut, ' '); i > maxTitle/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, ".:;, ") + "…"
}

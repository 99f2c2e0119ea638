package content

import (
	"bytes"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	meta "github.com/yuin/goldmark-meta"
)

// Options says what to read of a guide.
type Options struct {
	SkipBody bool // leave Body empty: for a catalog, nothing is rendered

	// Include reads a file that a guide includes, by its slash path below the
	// content folder. Load reads from the folder itself where this is nil.
	Include func(path string) ([]byte, error)
	// Redirects stand above the content folder; Load prefers its own file.
	Redirects Redirects
}

// The Markdown engines, built once. Tables, strikethrough and bare URLs are
// what Learn adds to CommonMark by way of GFM; front matter is read only
// where there is some, because goldmark-meta takes any first line of dashes
// for its start.
var (
	plainEngine = newEngine()
	metaEngine  = newEngine(meta.Meta)
)

func newEngine(more ...goldmark.Extender) goldmark.Markdown {
	ext := append([]goldmark.Extender{extension.Table, extension.Strikethrough, extension.Linkify, learnSyntax{}}, more...)
	return goldmark.New(
		goldmark.WithExtensions(ext...),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(htmlRenderer{}, 100))),
	)
}

// reader reads one document. It walks the blocks once, in order, with the
// headings above the current one on a stack.
type reader struct {
	doc   *Document
	src   []byte
	lines *lineIndex

	headings  map[ast.Node]int   // indices into doc.Headings
	sections  []section          // one per heading, in order; the first is what stands before any
	stack     []Heading          // open headings from level 2 down
	slugs     map[string]int     // Learn's anchors: how often each was given
	ordinals  map[string]int     // kind and section → items so far
	policy    int                // level of the open policy section, 0 outside
	checklist bool               // a checklist quote has just ended
	links     map[ast.Node][]int // indices into doc.Links
	rawHTML   bool               // raw HTML other than <br> and comments is in the text
	beyond    int                // how often a limit was exceeded
	bodyLine  int                // first line behind the front matter
	codeLines map[int]bool       // lines of code and raw HTML

	include      func(path string) ([]byte, error) // reads a file that the guide takes in, nil where none can be
	snippetBytes int                               // read so far for code of other files
}

// Parse reads one guide. It never fails: what is wrong with the source is in
// the document's Problems. path is the slash path below the content folder.
func Parse(path string, src []byte, opt Options) *Document {
	r := &reader{
		doc:      &Document{Path: path, aliases: map[string]string{}},
		slugs:    map[string]int{},
		ordinals: map[string]int{},
		links:    map[ast.Node][]int{},
		headings: map[ast.Node]int{},
		include:  opt.Include,
	}
	r.src = r.clean(src)
	var origins []origin
	r.src, origins = r.expand(path, r.limit(path, r.src), opt.Include)
	r.lines = newLineIndex(path, r.src)
	r.lines.origins = origins

	engine, pc := plainEngine, parser.NewContext()
	r.bodyLine = 1
	switch end := frontMatterEnd(r.lines); {
	case end > 0:
		engine = metaEngine
		r.bodyLine = end + 1
	case end < 0:
		r.problemAt(r.lines.pos(0), "front-matter-invalid", `front matter is not closed: add a line "---" behind its last key`)
	default:
		r.problemAt(r.lines.pos(0), "front-matter-missing", `no front matter: start the file with a block of "---", title, description, "---"`)
	}
	root := engine.Parser().Parse(text.NewReader(r.src), parser.WithContext(pc))
	r.readMeta(pc)
	r.settleDirectives(root)
	r.collectLinks(root)
	r.collectHeadings(root)
	r.sections = []section{{}}
	r.blocks(root)
	r.readSwitches(root)
	r.lint(root)
	if !opt.SkipBody {
		var buf bytes.Buffer
		r.prepare(root)
		if err := engine.Renderer().Render(&buf, r.src, root); err != nil {
			r.problemAt(Pos{File: path}, "internal", "could not render: "+err.Error())
		}
		r.doc.Body = Body{balanceHTML(buf.String(), r.rawHTML)}
	}
	r.doc.Problems = slices.DeleteFunc(r.doc.Problems, r.doc.switchedOff)
	SortProblems(r.doc.Problems)
	return r.doc
}

// clean makes the source safe to read: no byte order mark, no slot marks, no
// invalid UTF-8. It never changes the number of lines.
func (r *reader) clean(src []byte) []byte {
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		r.doc.Problems = append(r.doc.Problems, newProblem(Pos{r.doc.Path, 1, 1}, "not-utf8", "the file is UTF-16: save it as UTF-8"))
		return nil
	}
	src = bytes.TrimPrefix(src, []byte("\xef\xbb\xbf"))
	if i := bytes.IndexByte(src, slotMark); i >= 0 {
		src = bytes.ReplaceAll(src, []byte{slotMark}, []byte{' '})
	}
	if valid := bytes.ToValidUTF8(src, []byte("\uFFFD")); len(valid) != len(src) || !bytes.Equal(valid, src) {
		x := newLineIndex(r.doc.Path, src)
		at := 0
		for at < len(src) && at < len(valid) && src[at] == valid[at] {
			at++
		}
		r.doc.Problems = append(r.doc.Problems, newProblem(x.pos(at), "not-utf8", "not valid UTF-8 from here: the bytes are shown as \uFFFD"))
		src = valid
	}
	return src
}

// problemAt notes a problem of the given code, whose severity [Codes] says.
func (r *reader) problemAt(at Pos, code, message string) {
	r.doc.Problems = append(r.doc.Problems, newProblem(at, code, message))
}

// blocks walks the blocks below parent that are not part of an item.
func (r *reader) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		wasChecklist := r.checklist
		r.note(n)
		switch n := n.(type) {
		case *ast.HTMLBlock, *ast.CodeBlock:
			continue // a comment or a lost ">" does not end a checklist
		case *ast.Heading:
			r.checklist = false
			r.openHeading(n)
		case *ast.Blockquote:
			r.checklist = false
			switch {
			case isChecklistQuote(n, r.src):
				r.readChecklist(n, false)
				r.checklist = true
			case wasChecklist && hasList(n):
				r.readChecklist(n, true)
				r.checklist = true
			default:
				r.blocks(n)
			}
		case *east.Table:
			r.checklist = false
			r.readTable(n)
		case *ast.List:
			r.checklist = false
			if r.policy > 0 && parent.Kind() == ast.KindDocument {
				r.readPolicies(n)
			} else {
				r.blocks(n)
			}
		case *ast.ListItem:
			r.blocks(n)
		case *ast.Paragraph, *ast.TextBlock:
			r.checklist = false
			r.readParagraph(n)
		default:
			r.checklist = false
			if n.Type() == ast.TypeBlock {
				r.blocks(n)
			}
		}
	}
}

// openHeading makes h the current heading and says whether a policy section
// begins, goes on or ends with it.
func (r *reader) openHeading(h *ast.Heading) {
	if isTabHeading(h) {
		return
	}
	var heading Heading
	if i, ok := r.headings[h]; ok {
		heading = r.doc.Headings[i]
	}
	r.sections = append(r.sections, section{heading: heading})
	for len(r.stack) > 0 && r.stack[len(r.stack)-1].Level >= h.Level {
		r.stack = r.stack[:len(r.stack)-1]
	}
	if h.Level == 1 {
		r.policy = 0
		return
	}
	r.stack = append(r.stack, heading)
	r.openPolicySection(heading)
}

// sectionPath gives the texts of the open headings and the anchor of the last.
func (r *reader) sectionPath() (path []string, anchor string) {
	path = make([]string, len(r.stack))
	for i, h := range r.stack {
		path[i] = h.Text
		anchor = h.Anchor
	}
	return path, anchor
}

// pillar gives the pillar of an item here: of the nearest heading that is a
// pillar's name, else of one that mentions it, else of the item's code, else
// the one pillar the level 1 heading or the title names.
func (r *reader) pillar(code string) string {
	for i := len(r.stack) - 1; i >= 0; i-- {
		if p := pillarByName(r.stack[i].Text); p != "" {
			return p
		}
	}
	for i := len(r.stack) - 1; i >= 0; i-- {
		if p := pillarOfHeading(r.stack[i].Text); p != "" {
			return p
		}
	}
	if p := pillarByCode(code); p != "" {
		return p
	}
	if p := pillarOfTitle(r.doc.Title); p != "" {
		return p
	}
	return pillarOfTitle(r.doc.Meta.Title)
}

// add completes an item with what its place says and appends it.
func (r *reader) add(it Item, node ast.Node, start, end int) {
	it.Section, it.Anchor = r.sectionPath()
	it.Pillar = r.pillar(it.Code)
	key := string(it.Kind) + "\x00" + strings.Join(it.Section, "\x00")
	r.ordinals[key]++
	it.Ordinal = r.ordinals[key]
	it.Links = r.linksIn(node)
	it.Pos = r.lines.pos(start)
	it.EndLine = it.Pos.Line
	if last := r.lines.pos(max(start, end-1)); last.File == it.Pos.File {
		it.EndLine = max(it.EndLine, last.Line)
	}
	it.Placeholder = isPlaceholderItem(it.Text, r.src[start:end])
	it.Scope, it.Title = cutScope(it.Title)
	if it.Placeholder {
		r.problemAt(it.Pos, "placeholder-item", string(it.Kind)+" item is unfilled template text: "+quote(it.Text))
	} else if it.Text != "" {
		node.SetAttributeString(attrItem, len(r.doc.Items))
	}
	r.doc.Items = append(r.doc.Items, it)
}

// readParagraph looks for template text outside the items.
func (r *reader) readParagraph(n ast.Node) {
	start, end := blockSpan(n)
	if start < 0 || !hasPlaceholder(r.src[start:end]) {
		return
	}
	section, _ := r.sectionPath()
	res := Residue{Pos: r.lines.pos(start), Section: section, Text: plainText(n, r.src)}
	// A paragraph in a list item begins where its bullet stands.
	if p := n.Parent(); p != nil && p.Kind() == ast.KindListItem && p.FirstChild() == n {
		res.Pos = r.lines.pos(p.Pos())
	}
	r.doc.Residue = append(r.doc.Residue, res)
}

// blockSpan gives the byte range of all source lines below a block, or -1, -1.
func blockSpan(n ast.Node) (start, end int) {
	start, end = -1, -1
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || c.Type() != ast.TypeBlock {
			if entering {
				return ast.WalkSkipChildren, nil
			}
			return ast.WalkContinue, nil
		}
		if lines := c.Lines(); lines != nil && lines.Len() > 0 {
			if s := lines.At(0).Start; start < 0 || s < start {
				start = s
			}
			if e := lines.At(lines.Len() - 1).Stop; e > end {
				end = e
			}
		}
		return ast.WalkContinue, nil
	})
	return start, end
}

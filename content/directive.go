package content

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Learn's own syntax beside CommonMark: blocks between ":::name:::" and
// ":::name-end:::", pictures ":::image …:::" in a line, "[!VIDEO …]".

// directive is a block between triple colons.
type directive struct {
	ast.BaseBlock
	name   string // row, column, zone, moniker, image; with "-end" where it closes nothing
	attrs  map[string]string
	closed bool
	depth  int // open blocks of the same name inside
	indent int // blanks to take off each line inside, -1 before the first
}

var kindDirective = ast.NewNodeKind("Directive")

// Kind implements ast.Node.
func (*directive) Kind() ast.NodeKind { return kindDirective }

// Dump implements ast.Node.
func (d *directive) Dump(src []byte, level int) {
	ast.DumpHelper(d, src, level, map[string]string{"name": d.name}, nil)
}

// learnImage is a picture written ":::image …:::".
type learnImage struct {
	ast.BaseInline
	attrs map[string]string
}

var kindLearnImage = ast.NewNodeKind("LearnImage")

// Kind implements ast.Node.
func (*learnImage) Kind() ast.NodeKind { return kindLearnImage }

// Dump implements ast.Node.
func (n *learnImage) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// video is a film written "[!VIDEO address]".
type video struct {
	ast.BaseInline
	href string
}

var kindVideo = ast.NewNodeKind("Video")

// Kind implements ast.Node.
func (*video) Kind() ast.NodeKind { return kindVideo }

// Dump implements ast.Node.
func (n *video) Dump(src []byte, level int) { ast.DumpHelper(n, src, level, nil, nil) }

// learnSyntax adds Learn's own syntax to goldmark.
type learnSyntax struct{}

// Extend implements goldmark.Extender.
func (learnSyntax) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithBlockParsers(util.Prioritized(directiveParser{}, 90)),
		parser.WithInlineParsers(util.Prioritized(imageParser{}, 90), util.Prioritized(videoParser{}, 90)),
	)
}

var (
	directiveLine  = regexp.MustCompile(`^:::[ \t]*(row|column|zone|moniker|image|code)(-end)?(?:[ \t]+([^\n]*?))?[ \t]*(?::::)?[ \t\r]*\n?$`)
	directiveAttrs = regexp.MustCompile(`([A-Za-z-]+)[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)')`)
	imageMark      = regexp.MustCompile(`^:::image[ \t]+([^\n]*?):::`)
	videoMark      = regexp.MustCompile(`^\[!(?i:VIDEO)[ \t]+([^\]\s]+)[ \t]*\]`)
	videoID        = regexp.MustCompile(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// videoHost is where Learn shows a film that is named by its number alone.
const videoHost = "https://learn-video.azurefd.net/vod/player?id="

func attributes(s string) map[string]string {
	attrs := map[string]string{}
	for _, m := range directiveAttrs.FindAllStringSubmatch(s, -1) {
		attrs[strings.ToLower(m[1])] = linkTarget([]byte(m[2] + m[3]))
	}
	return attrs
}

type directiveParser struct{}

// Trigger implements parser.BlockParser.
func (directiveParser) Trigger() []byte { return []byte{':'} }

// Open implements parser.BlockParser.
func (directiveParser) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	offset := pc.BlockOffset()
	if offset < 0 || !bytes.HasPrefix(line[offset:], []byte(":::")) {
		return nil, parser.NoChildren
	}
	if bytes.HasPrefix(line[offset:], []byte(":::image ")) && !bytes.Contains(line, []byte("complex")) {
		return nil, parser.NoChildren // a picture in a line, by far the most frequent
	}
	m := directiveLine.FindSubmatch(line[offset:])
	if m == nil || directivesAround(parent) >= maxDirectives {
		return nil, parser.NoChildren
	}
	d := &directive{name: string(m[1]), attrs: attributes(string(m[3])), indent: -1}
	switch {
	case len(m[2]) > 0 || d.name == "code":
		d.name += string(m[2])
		reader.AdvanceToEOL()
		return d, parser.NoChildren
	case d.name == "image" && d.attrs["type"] != "complex":
		return nil, parser.NoChildren // a picture in a line
	}
	reader.AdvanceToEOL()
	return d, parser.HasChildren
}

// maxDirectives is how deep directives may stand in each other. Learn's pages
// have two; without a limit the time to read a page grows with its square.
const maxDirectives = 8

func directivesAround(n ast.Node) int {
	depth := 0
	for ; n != nil; n = n.Parent() {
		if n.Kind() == kindDirective {
			depth++
		}
	}
	return depth
}

// Continue implements parser.BlockParser.
func (directiveParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	d := node.(*directive)
	if strings.HasSuffix(d.name, "-end") || d.name == "code" {
		return parser.Close
	}
	line, _ := reader.PeekLine()
	if util.IsBlank(line) {
		return parser.Continue | parser.HasChildren
	}
	blanks := len(line) - len(bytes.TrimLeft(line, " "))
	if m := directiveLine.FindSubmatch(line[blanks:]); m != nil && string(m[1]) == d.name {
		switch {
		case len(m[2]) == 0:
			d.depth++
		case d.depth > 0:
			d.depth--
		default:
			d.closed = true
			reader.AdvanceToEOL()
			return parser.Close
		}
	}
	if d.indent < 0 {
		d.indent = blanks
	}
	reader.Advance(min(blanks, d.indent))
	return parser.Continue | parser.HasChildren
}

// Close implements parser.BlockParser.
func (directiveParser) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph implements parser.BlockParser.
func (directiveParser) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine implements parser.BlockParser.
func (directiveParser) CanAcceptIndentedLine() bool { return false }

type imageParser struct{}

// Trigger implements parser.InlineParser.
func (imageParser) Trigger() []byte { return []byte{':'} }

// Parse implements parser.InlineParser.
func (imageParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if !bytes.HasPrefix(line, []byte(":::image")) {
		return nil
	}
	m := imageMark.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	return &learnImage{attrs: attributes(string(m[1]))}
}

type videoParser struct{}

// Trigger implements parser.InlineParser.
func (videoParser) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser.
func (videoParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 2 || line[1] != '!' {
		return nil
	}
	m := videoMark.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	href := linkTarget(m[1])
	if videoID.MatchString(href) {
		href = videoHost + href
	}
	return &video{href: href}
}

// settleDirectives keeps rows, columns and described pictures, puts code in
// the place of the directives that name its file, and the content of all
// other directives in theirs: zones and monikers choose between versions of a
// page, and this page shows them all.
func (r *reader) settleDirectives(root ast.Node) {
	if !bytes.Contains(r.src, []byte(":::")) {
		return
	}
	var all []*directive
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if d, ok := n.(*directive); ok && entering {
			all = append(all, d)
		}
		if n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	for _, d := range all {
		at := r.lines.pos(d.Pos())
		if d.name == "code" {
			if code := r.snippet(at, d.attrs); code != nil {
				code.SetPos(d.Pos())
				d.Parent().ReplaceChild(d.Parent(), d, code)
			} else {
				d.Parent().RemoveChild(d.Parent(), d)
			}
			continue
		}
		switch {
		case strings.HasSuffix(d.name, "-end"):
			r.problemAt(at, "unclosed-directive", ":::"+d.name+"::: closes nothing: take it out, or put the opening line in front")
		case !d.closed:
			r.problemAt(at, "unclosed-directive", ":::"+d.name+" is never closed: add a line \":::"+d.name+"-end:::\"")
		}
		if d.name == "image" || d.closed && (d.name == "row" || d.name == "column") {
			if !d.closed {
				hoist(d) // behind the picture
			}
			continue
		}
		hoist(d)
		d.Parent().RemoveChild(d.Parent(), d)
	}
}

// hoist moves the children of a block behind it.
func hoist(d ast.Node) {
	for c := d.LastChild(); c != nil; c = d.LastChild() {
		d.RemoveChild(d, c)
		d.Parent().InsertAfter(d.Parent(), d, c)
	}
}

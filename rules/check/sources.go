package check

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Sources gives reports what they show of the documents beside the findings:
// the line at a place, and names in place of array indices. Documents are
// read again only where something is asked of them. It is not safe for use by
// several goroutines.
type Sources struct {
	docs map[string]*sourceDocument // nil for a name that several documents have
}

type sourceDocument struct {
	data  []byte
	src   *source
	lines []int // where each line begins
	parts []sourcePart
	read  bool
}

// sourcePart is one value of a document: the document, or one of a stream.
type sourcePart struct {
	line int // where it begins
	root *node
}

// NewSources takes the documents of a run.
func NewSources(docs []Document) *Sources {
	s := &Sources{docs: map[string]*sourceDocument{}}
	for _, d := range docs {
		if _, twice := s.docs[d.Name]; twice {
			s.docs[d.Name] = nil
			continue
		}
		s.docs[d.Name] = &sourceDocument{data: d.Data}
	}
	return s
}

// document gives a document with its lines found, or nil.
func (s *Sources) document(name string) *sourceDocument {
	if s == nil || s.docs[name] == nil {
		return nil
	}
	d := s.docs[name]
	if d.src == nil {
		d.src = &source{name: name, text: decode(d.data)}
		d.lines = []int{0}
		for at := nextLine(d.src.text, 0); at >= 0; at = nextLine(d.src.text, at) {
			d.lines = append(d.lines, at)
		}
	}
	return d
}

// Excerpt is a line of a document, to be shown with a mark under the place of
// a finding.
type Excerpt struct {
	Text   string // without line end; tabs are spaces
	Column int    // of the place in Text, 0-based, in code points
}

// maxExcerpt is how many code points of a line are shown.
const maxExcerpt = 120

// Line gives the line at a place (1-based; the column counts UTF-16 code
// units). ok is false where there is none, and where something in or around
// it looks like a secret: a line is shown only when there is no doubt.
func (s *Sources) Line(document string, line, column int) (e Excerpt, ok bool) {
	d := s.document(document)
	if d == nil || line < 1 || line > len(d.lines) {
		return e, false
	}
	text := d.line(line)
	before := utf16Prefix(text, column-1)
	switch strings.TrimSpace(text[before:]) {
	case "", "{", "[", "-": // says nothing
		return e, false
	}
	if utf8.RuneCountInString(text) > maxExcerpt {
		text, before = firstRunes(text[before:], maxExcerpt), 0 // a minified document: from the place on
	}
	if d.doubtful(line, text) {
		return e, false
	}
	head := maskIDs(text[:before])
	e.Column = utf8.RuneCountInString(head)
	e.Text = strings.TrimRight(strings.ReplaceAll(head+maskIDs(text[before:]), "\t", " "), " ")
	return e, true
}

// line gives a line without its end.
func (d *sourceDocument) line(line int) string {
	if line < 1 || line > len(d.lines) {
		return ""
	}
	text := d.src.text[d.lines[line-1]:]
	if line < len(d.lines) {
		text = text[:d.lines[line]-d.lines[line-1]]
	}
	return strings.TrimRight(text, "\r\n")
}

// doubtful reports whether a line, of which text is to be shown, may hold a
// secret: by a name in it, by a name near it where it holds some value, by
// what it looks like.
func (d *sourceDocument) doubtful(line int, text string) bool {
	if secretName(text) || looksRandom(text) {
		return true
	}
	for _, form := range secretForms {
		if strings.Contains(text, form) {
			return true
		}
	}
	if !strings.Contains(fold(text), "value") {
		return false
	}
	for near := line - 3; near <= line+3; near++ {
		if around := d.line(near); len(around) > 4*maxExcerpt || secretName(around) {
			return true
		}
	}
	return false
}

// looksRandom reports whether a text has a word of 20 characters or more with
// letters and digits mixed, as keys have and names seldom do.
func looksRandom(text string) bool {
	for _, word := range strings.FieldsFunc(text, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '=' || c == '_')
	}) {
		if len(word) >= 20 && strings.ContainsAny(word, "0123456789") && strings.IndexFunc(word, func(c rune) bool { return c > '9' }) >= 0 {
			return true
		}
	}
	return false
}

// utf16Prefix gives the number of bytes that n UTF-16 code units take at the
// beginning of a text.
func utf16Prefix(text string, n int) int {
	for i, c := range text {
		if n <= 0 {
			return i
		}
		if n--; c > 0xFFFF {
			n--
		}
	}
	return len(text)
}

// firstRunes cuts a text after n code points.
func firstRunes(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// Named gives a pointer with the indices of array elements replaced by their
// names, in square brackets, where they have one: /agentPoolProfiles/[user]/count.
// It stays the same when elements change their order. line is that of the
// finding: it tells the part of a YAML stream.
func (s *Sources) Named(document string, line int, pointer string) string {
	d := s.document(document)
	if d == nil {
		return pointer
	}
	d.readParts()
	var n *node
	for _, p := range d.parts {
		if p.line <= line {
			n = p.root
		}
	}
	parts := splitPointer(pointer)
	for i, step := range parts {
		switch {
		case n.is(object):
			n = n.get(step)
		case n.is(array):
			n = item(n, step)
			if name := elementName(n); name != "" {
				parts[i] = "[" + name + "]"
			}
		default:
			n = nil
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "/" + strings.Join(parts, "/")
}

// readParts reads the values of a document once.
func (d *sourceDocument) readParts() {
	if d.read {
		return
	}
	d.read = true
	text := d.src.text
	if root, _, fail := readJSON(text, 0); fail == nil {
		d.parts = []sourcePart{{1, root}}
		return
	}
	budget := maxNodes
	for _, chunk := range yamlChunks(text) {
		if root, fail := readYAML(text, chunk, &budget); fail == nil && root != nil {
			line, _ := d.src.position(chunk.start)
			d.parts = append(d.parts, sourcePart{line, root})
		}
	}
}

func item(n *node, index string) *node {
	i, err := strconv.Atoi(index)
	if err != nil || i < 0 || i >= len(n.items) {
		return nil
	}
	return n.items[i]
}

// elementName gives what an element of an array is called: its name, or what
// stands for one in Azure, Terraform and Kubernetes.
func elementName(n *node) string {
	for _, key := range []string{"name", "address", "key", "id"} {
		if s := n.getFold(key).str(); s != "" {
			return s
		}
	}
	return n.getFold("metadata").getFold("name").str()
}

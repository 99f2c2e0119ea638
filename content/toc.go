package content

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Entry is an entry of a table of contents or of a hub page: a name, where it
// leads, and what stands below it.
type Entry struct {
	Name     string
	Summary  string // of an entry of a hub page
	Href     string // as written, "" for a mere group
	Link     Link   // to hand to Library.Resolve; zero where Href is empty
	Children []Entry
}

// Hub is an index.yml: a page that only leads to others.
type Hub struct {
	Path    string
	Title   string
	Summary string
	Entries []Entry
}

// Limits of tables of contents: how deep they may take in each other, and how
// many entries they come to.
const (
	maxTOCDepth   = 5
	maxTOCEntries = 20_000
)

// tocReader reads TOC.yml and index.yml files.
type tocReader struct {
	read     func(path string) ([]byte, error)
	files    map[string]bool // that are there
	taken    map[string]bool // tables of contents that were read
	open     []string        // those being read, outermost first
	problems []Problem
	entries  int // so far
}

// toc reads a table of contents and those it takes in ("href: ai/toc.yml").
func (r *tocReader) toc(file string, depth int) []Entry {
	src, err := r.read(file)
	if err != nil {
		return nil
	}
	r.taken[file] = true
	r.open = append(r.open, file)
	defer func() { r.open = r.open[:len(r.open)-1] }()
	root := r.parse(file, src)
	if root == nil {
		return nil
	}
	if root.Kind == yaml.MappingNode {
		root = valueOf(root, "items")
	}
	return r.items(file, root, depth)
}

// ofFolder gives the entries of the table of contents in the folder that an
// entry leads to, as "href: ai/index.yml" does: Learn shows it there in the
// place of the outer one.
func (r *tocReader) ofFolder(file string, e Entry, depth int) []Entry {
	p, ok := includePath(file, e.Href)
	if !ok || depth >= maxTOCDepth {
		return nil
	}
	dir := pageAddress(p)
	for _, name := range []string{path.Join(dir, "toc.yml"), path.Join(dir, "TOC.yml")} {
		if !r.files[name] || r.taken[name] {
			continue
		}
		entries := r.toc(name, depth+1)
		if len(entries) == 1 { // the folder itself again
			if p, ok := includePath(name, entries[0].Href); ok && pageAddress(p) == dir {
				return entries[0].Children
			}
		}
		return entries
	}
	return nil
}

func (r *tocReader) parse(file string, src []byte) *yaml.Node {
	root, err := parseYAML(src)
	if err != nil {
		r.problems = append(r.problems, newProblem(Pos{file, err.line, 1}, "toc", "the file is not valid YAML: "+err.message))
		return nil
	}
	return root
}

func (r *tocReader) items(file string, list *yaml.Node, depth int) []Entry {
	if list == nil {
		return nil
	}
	if list.Kind != yaml.SequenceNode {
		r.problems = append(r.problems, newProblem(Pos{file, list.Line, list.Column}, "toc", `a list of entries belongs here, each "- name: …" with "href: …" or "items:"`))
		return nil
	}
	var entries []Entry
	for _, n := range list.Content {
		if n.Kind != yaml.MappingNode {
			continue
		}
		if r.entries++; r.entries > maxTOCEntries {
			if r.entries == maxTOCEntries+1 {
				r.problems = append(r.problems, newProblem(Pos{file, n.Line, n.Column}, "toc", "the tables of contents hold more than 20000 entries: the rest is left out"))
			}
			return entries
		}
		e := Entry{Name: scalar(valueOf(n, "name")), Children: r.items(file, valueOf(n, "items"), depth)}
		href := valueOf(n, "href")
		if href == nil {
			href = valueOf(n, "topicHref")
		}
		e.Href, e.Link = entryLink(file, href, e.Name)
		if isTOC(e.Href) {
			e.Children = append(e.Children, r.nested(file, e, depth)...)
			e.Href, e.Link = "", Link{}
			if topic := valueOf(n, "topicHref"); topic != nil {
				e.Href, e.Link = entryLink(file, topic, e.Name)
			}
		}
		if len(e.Children) == 0 && e.Href != "" {
			e.Children = r.ofFolder(file, e, depth)
		}
		if e.Name == "" {
			r.problems = append(r.problems, newProblem(Pos{file, n.Line, n.Column}, "toc", "entry without a name: readers see nothing to choose"))
		}
		entries = append(entries, e)
	}
	return entries
}

// nested reads a table of contents that an entry takes in.
func (r *tocReader) nested(file string, e Entry, depth int) []Entry {
	p, ok := includePath(file, e.Href)
	if !ok || slices.Contains(r.open, p) || depth >= maxTOCDepth {
		r.problems = append(r.problems, newProblem(e.Link.Pos, "toc", fmt.Sprintf("the table of contents %s cannot be taken in here", quote(e.Href))))
		return nil
	}
	return r.toc(p, depth+1)
}

func isTOC(href string) bool { return strings.EqualFold(path.Base(href), "toc.yml") }

// hub reads an index.yml of any of Learn's page types: every mapping in it
// that has a text and an address is an entry, every list with a title a group.
func (r *tocReader) hub(file string) (Hub, bool) {
	src, err := r.read(file)
	if err != nil {
		return Hub{}, false
	}
	root := r.parse(file, src)
	if root == nil || root.Kind != yaml.MappingNode {
		return Hub{}, false
	}
	h := Hub{Path: file, Title: scalar(valueOf(root, "title")), Summary: scalar(valueOf(root, "summary"))}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value != "metadata" {
			h.Entries = append(h.Entries, hubEntries(file, root.Content[i+1])...)
		}
	}
	return h, h.Title != "" || len(h.Entries) > 0
}

// hubEntries gives the entries in a part of a hub page.
func hubEntries(file string, n *yaml.Node) []Entry {
	switch n.Kind {
	case yaml.SequenceNode:
		var entries []Entry
		for _, c := range n.Content {
			entries = append(entries, hubEntries(file, c)...)
		}
		return entries
	case yaml.MappingNode:
		var e Entry
		var href *yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			switch value := n.Content[i+1]; n.Content[i].Value {
			case "title", "text", "name":
				if e.Name == "" {
					e.Name = scalar(value)
				}
			case "summary", "note":
				if e.Summary == "" {
					e.Summary = scalar(value)
				}
			case "url", "href":
				href = value
			default:
				e.Children = append(e.Children, hubEntries(file, value)...)
			}
		}
		e.Href, e.Link = entryLink(file, href, e.Name)
		if e.Name == "" || e.Href == "" && len(e.Children) == 0 {
			return e.Children
		}
		return []Entry{e}
	}
	return nil
}

func entryLink(file string, href *yaml.Node, name string) (string, Link) {
	s := scalar(href)
	if s == "" {
		return "", Link{}
	}
	return s, Link{Href: s, Text: name, Pos: Pos{file, href.Line, href.Column}}
}

func valueOf(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func scalar(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return foldSpace(n.Value)
}

package content

import (
	"fmt"
	"strings"
)

// Library is a folder of guides, read: the documents sorted by path, what is
// needed to follow links between them, and the folder's settings, table of
// contents and hub pages.
type Library struct {
	Docs     []*Document
	Settings Settings
	TOC      []Entry // of TOC.yml or toc.yml and those of its folders, empty where there is none
	Hubs     []*Hub  // of the index.yml files, by path

	byPath    map[string]*Document
	hubs      map[string]*Hub
	addresses map[string]string // address below the folder → file of the page there
	hidden    map[string]bool   // guides whose address another page has
	files     map[string]bool   // every file below the folder, nil where they are not known
	redirects redirects
	problems  []Problem // of the settings, the redirects, the tables of contents
}

// NewLibrary makes a library of documents that are already read.
func NewLibrary(docs []*Document) *Library {
	l := &Library{Docs: docs, Settings: defaultSettings, byPath: make(map[string]*Document, len(docs)), hubs: map[string]*Hub{}, addresses: map[string]string{}, hidden: map[string]bool{}}
	for _, d := range docs {
		l.byPath[d.Path] = d
	}
	return l
}

// Doc gives the document with that path, or nil.
func (l *Library) Doc(path string) *Document { return l.byPath[path] }

// Hidden tells whether a guide cannot be read at its address, because another
// page has the same: "a.md" and "a/index.md" do.
func (l *Library) Hidden(d *Document) bool { return l.hidden[d.Path] }

// HasFile tells whether there is a file with that path below the content
// folder. Only a library made by [Load] knows.
func (l *Library) HasFile(path string) bool { return l.files[path] }

// Problems gives what is wrong in all documents and in the files beside them,
// sorted: broken links and missing images among it, without what the
// settings or a guide's own comments switch off.
func (l *Library) Problems() []Problem {
	ps := append([]Problem(nil), l.problems...)
	for _, d := range l.Docs {
		ps = append(ps, d.Problems...)
		for _, link := range d.Links {
			if _, p := l.Resolve(d, link); p != nil && !d.switchedOff(*p) {
				ps = append(ps, *p)
			}
		}
		for _, img := range d.Images {
			if p := l.missingImage(img); p != nil && !d.switchedOff(*p) {
				ps = append(ps, *p)
			}
		}
	}
	ps = append(ps, l.redirectProblems()...)
	ps = l.entryProblems(ps, l.TOC)
	for _, h := range l.Hubs {
		ps = l.entryProblems(ps, h.Entries)
	}
	ps = l.Settings.graded(ps)
	SortProblems(ps)
	return ps
}

// entryProblems appends the broken links of a table of contents.
func (l *Library) entryProblems(ps []Problem, entries []Entry) []Problem {
	for _, e := range entries {
		if e.Href != "" {
			if _, p := l.Resolve(&Document{Path: e.Link.Pos.File}, e.Link); p != nil {
				ps = append(ps, *p)
			}
		}
		ps = l.entryProblems(ps, e.Children)
	}
	return ps
}

// missingImage tells what is wrong with the file of an image.
func (l *Library) missingImage(img Image) *Problem {
	p, ok := ImagePath(img)
	if l.files == nil || !ok || l.files[p] {
		return nil
	}
	problem := newProblem(img.Pos, "missing-image", fmt.Sprintf("there is no image %s: readers see its text instead", quote(p)))
	return &problem
}

// graded gives problems the severities of the settings and drops those that
// are off.
func (s Settings) graded(ps []Problem) []Problem {
	if len(s.Lint) == 0 {
		return ps
	}
	kept := ps[:0]
	for _, p := range ps {
		if level, ok := s.Lint[p.Code]; ok {
			p.Severity = level
		}
		if p.Severity != SeverityOff {
			kept = append(kept, p)
		}
	}
	return kept
}

func slash(p string) string { return strings.ReplaceAll(p, `\`, "/") }

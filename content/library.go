package content

import (
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"strings"
	"sync"

	"github.com/spf13/afero"
)

// Library is a folder of guides, read: the documents sorted by path, and what
// is needed to follow links between them.
type Library struct {
	Docs     []*Document
	Settings Settings

	byPath map[string]*Document
}

// Settings says what a content folder cannot say in its guides.
type Settings struct {
	// LinkBase is the public address of the folder; a relative link to a
	// document that is not in the build leads there.
	LinkBase string
	// LearnBase is the host of site-absolute links such as /azure/aks/….
	LearnBase string
}

// defaultSettings hold where a folder does not say otherwise: guides are
// written for Microsoft Learn.
var defaultSettings = Settings{
	LinkBase:  "https://learn.microsoft.com/azure/well-architected/",
	LearnBase: "https://learn.microsoft.com",
}

// NewLibrary makes a library of documents that are already read.
func NewLibrary(docs []*Document) *Library {
	l := &Library{Docs: docs, Settings: defaultSettings, byPath: make(map[string]*Document, len(docs))}
	for _, d := range docs {
		l.byPath[d.Path] = d
	}
	return l
}

// Doc gives the document with that path, or nil.
func (l *Library) Doc(path string) *Document { return l.byPath[path] }

// Problems gives what is wrong in all documents, sorted, broken links among
// it.
func (l *Library) Problems() []Problem {
	var ps []Problem
	for _, d := range l.Docs {
		ps = append(ps, d.Problems...)
		for _, link := range d.Links {
			if _, p := l.Resolve(d, link); p != nil {
				ps = append(ps, *p)
			}
		}
	}
	SortProblems(ps)
	return ps
}

// Load reads every guide (*.md) below root, in parallel. Paths of documents
// are relative to root. Folders and files whose names begin with "_" or "."
// are passed over. An error means that the folder could not be read; what is
// wrong in a guide is in its Problems.
func Load(fsys afero.Fs, root string, opt Options) (*Library, error) {
	paths, err := guidePaths(fsys, root)
	if err != nil {
		return nil, fmt.Errorf("could not read the content folder: %w", err)
	}
	docs := make([]*Document, len(paths))
	errs := make([]error, len(paths))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				src, err := afero.ReadFile(fsys, paths[i])
				if err != nil {
					errs[i] = fmt.Errorf("could not read a guide: %w", err)
					continue
				}
				docs[i] = Parse(relative(root, paths[i]), src, opt)
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return NewLibrary(docs), nil
}

// guidePaths lists the guides below root in lexical order.
func guidePaths(fsys afero.Fs, root string) ([]string, error) {
	info, err := fsys.Stat(root)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file, not a folder of guides", root)
	}
	var paths []string
	err = afero.Walk(fsys, root, func(p string, info fs.FileInfo, err error) error {
		if err != nil {
			return err
		}
		p = slash(p)
		name := path.Base(p)
		if p != slash(root) && (strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "node_modules") {
			if info.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if info.Mode().IsRegular() && strings.EqualFold(path.Ext(p), ".md") {
			paths = append(paths, p)
		}
		return nil
	})
	return paths, err
}

func slash(p string) string { return strings.ReplaceAll(p, `\`, "/") }

// relative gives the slash path of a file below root.
func relative(root, p string) string {
	root = strings.TrimSuffix(slash(root), "/")
	if root == "." || root == "" {
		return strings.TrimPrefix(p, "./")
	}
	return strings.TrimPrefix(strings.TrimPrefix(p, root), "/")
}

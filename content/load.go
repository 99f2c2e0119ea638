package content

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/afero"
)

// Load reads every guide (*.md) below root, in parallel, and the files beside
// them that say how they belong together: pillars.yaml, TOC.yml, index.yml
// and Learn's redirects. Paths of documents are relative to root. Folders and
// files whose names begin with "_" or ".", and folders named "includes", hold
// no guides. An error means that the folder could not be read; what is wrong
// in a file is a problem.
func Load(fsys afero.Fs, root string, opt Options) (*Library, error) {
	f := folder{fsys, root}
	list, err := f.list()
	if err != nil {
		return nil, fmt.Errorf("could not read the content folder: %w", err)
	}
	if opt.Include == nil {
		opt.Include = f.read
	}
	docs, err := f.parse(list.guides, opt)
	if err != nil {
		return nil, err
	}
	l := NewLibrary(docs)
	l.files = list.files
	f.readBeside(l, list, opt)
	return l, nil
}

// folder is a content folder.
type folder struct {
	fs   afero.Fs
	root string
}

// listing is what a folder holds, as slash paths below it, in lexical order.
type listing struct {
	guides []string
	hubs   []string
	files  map[string]bool // ordinary files, guides included
}

// list lists what is below the folder. Symbolic links are passed over: they
// could lead out of it.
func (f folder) list() (listing, error) {
	l := listing{files: map[string]bool{}}
	info, err := f.fs.Stat(f.root)
	if err != nil {
		return l, err
	}
	if !info.IsDir() {
		return l, fmt.Errorf("%s is a file, not a folder of guides", f.root)
	}
	err = afero.Walk(f.fs, f.root, func(p string, info fs.FileInfo, err error) error {
		if err != nil {
			return err
		}
		p = relative(f.root, slash(p))
		name := path.Base(p)
		switch {
		case info.IsDir() && (name == "node_modules" || name == ".git"):
			return fs.SkipDir
		case !info.Mode().IsRegular():
			return nil
		}
		l.files[p] = true
		switch {
		case !holdsGuide(p):
		case strings.EqualFold(path.Ext(p), ".md"):
			l.guides = append(l.guides, p)
		case name == "index.yml":
			l.hubs = append(l.hubs, p)
		}
		return nil
	})
	slices.Sort(l.guides)
	return l, err
}

// holdsGuide tells whether a path is that of a page: none of its names
// begins with "_" or ".", none of its folders is for includes.
func holdsGuide(p string) bool {
	for name := range strings.SplitSeq(p, "/") {
		if strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "includes" {
			return false
		}
	}
	return true
}

// parse reads the guides, in parallel.
func (f folder) parse(paths []string, opt Options) ([]*Document, error) {
	docs := make([]*Document, len(paths))
	errs := make([]error, len(paths))
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				src, err := afero.ReadFile(f.fs, f.path(paths[i]))
				if err != nil {
					errs[i] = fmt.Errorf("could not read a guide: %w", err)
					continue
				}
				docs[i] = Parse(paths[i], src, opt)
			}
		})
	}
	for i := range paths {
		next <- i
	}
	close(next)
	wg.Wait()
	return docs, errors.Join(errs...)
}

// free notes that a page is read at the address of its file; it tells whether
// no other page is.
func (l *Library) free(file string) bool {
	address := pageAddress(file)
	other, taken := l.addresses[address]
	if taken {
		l.problems = append(l.problems, newProblem(Pos{file, 1, 1}, "same-address", fmt.Sprintf("%s has the same address and is shown in its place: rename one of them", other)))
		return false
	}
	l.addresses[address] = file
	return true
}

// readBeside reads the files that say how the guides belong together.
func (f folder) readBeside(l *Library, list listing, opt Options) {
	if src, err := f.read(SettingsFile); err == nil {
		l.Settings, l.problems = ReadSettings(SettingsFile, src)
	}
	redirects := opt.Redirects
	if src, err := f.read(RedirectsFile); err == nil {
		redirects = Redirects{Source: src}
	}
	if len(redirects.Source) > 0 {
		if err := l.redirects.read(redirects.Source, redirects.Folder); err != nil {
			l.problems = append(l.problems, newProblem(Pos{RedirectsFile, 1, 1}, "redirects", "the redirects cannot be read: "+err.Error()))
		}
	}
	l.addSettingsRedirects()
	for _, d := range l.Docs {
		if !l.free(d.Path) {
			l.hidden[d.Path] = true
		}
	}
	r := &tocReader{read: f.read, files: list.files, taken: map[string]bool{}}
	for _, name := range []string{"TOC.yml", "toc.yml"} {
		if list.files[name] {
			l.TOC = r.toc(name, 0)
			break
		}
	}
	for _, name := range list.hubs {
		h, ok := r.hub(name)
		if !ok || !l.free(name) {
			continue
		}
		l.Hubs = append(l.Hubs, &h)
		l.hubs[name] = &h
	}
	l.problems = append(l.problems, r.problems...)
}

// path gives the name of a file below the folder for its file system.
func (f folder) path(p string) string {
	if f.root == "." || f.root == "" {
		return p
	}
	return path.Join(slash(f.root), p)
}

// errNotOrdinary is given for what is no ordinary file inside the folder.
var errNotOrdinary = errors.New("not an ordinary file in the content folder")

// read reads an ordinary file of the folder: no symbolic link is followed on
// the way to it, and what git keeps for itself (it may hold passwords) is not
// read.
func (f folder) read(p string) ([]byte, error) {
	if !fs.ValidPath(p) || slices.Contains(strings.Split(p, "/"), ".git") {
		return nil, errNotOrdinary
	}
	if l, ok := f.fs.(afero.Lstater); ok {
		for q := p; q != "."; q = path.Dir(q) {
			info, _, err := l.LstatIfPossible(f.path(q))
			if err != nil {
				return nil, err
			}
			if info.Mode()&fs.ModeSymlink != 0 || q == p && !info.Mode().IsRegular() {
				return nil, errNotOrdinary
			}
		}
	}
	return afero.ReadFile(f.fs, f.path(p))
}

// relative gives the slash path of a file below root.
func relative(root, p string) string {
	root = strings.TrimSuffix(slash(root), "/")
	if root == "." || root == "" {
		return strings.TrimPrefix(p, "./")
	}
	return strings.TrimPrefix(strings.TrimPrefix(p, root), "/")
}

package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/content"
	"pillars/rules"
)

// sources are the flags that say what a catalog is made of.
type sources struct {
	content  string
	previous string
}

func (s *sources) addContent(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.content, "content", "", "`folder` of guides (default: the guides that come with Pillars)")
}

func (s *sources) addFlags(cmd *cobra.Command) {
	s.addContent(cmd)
	cmd.Flags().StringVar(&s.previous, "previous", "", "catalog.json of the last build: rules keep the IDs they have in this `file`")
}

// compiled is what the sources gave.
type compiled struct {
	fs       afero.Fs // the content folder, read-only
	library  *content.Library
	catalog  *rules.Catalog
	previous *rules.Catalog // what --previous named, to compare with; nil where it named none
	problems []content.Problem
}

// contentFs opens the content folder, read-only.
func (a *app) contentFs(s sources) (afero.Fs, error) {
	if s.content == "" {
		return content.Guides(), nil
	}
	info, err := a.fs.Stat(s.content)
	if err != nil {
		return nil, failure(fmt.Errorf("could not open the content folder: %w", err))
	}
	if !info.IsDir() {
		return nil, usage("--content %s is a file: name the folder it is in", s.content)
	}
	return afero.NewReadOnlyFs(afero.NewBasePathFs(a.fs, s.content)), nil
}

// compile reads the guides and compiles the catalog.
func (a *app) compile(s sources, opt content.Options) (*compiled, error) {
	previous, err := a.previous(s)
	if err != nil {
		return nil, err
	}
	c, err := a.compileWith(s, opt, previous)
	if err == nil && s.previous != "" {
		c.previous = previous
	}
	return c, err
}

// compileWith compiles the guides with a catalog as previous, whatever the
// flags say; nil where there is none.
func (a *app) compileWith(s sources, opt content.Options, previous *rules.Catalog) (*compiled, error) {
	fsys, err := a.contentFs(s)
	if err != nil {
		return nil, err
	}
	opt.Redirects = a.redirects(s)
	lib, err := content.Load(fsys, ".", opt)
	if err != nil {
		return nil, failure(err)
	}
	if len(lib.Docs) == 0 {
		return nil, failure(fmt.Errorf("there is no guide (*.md) in %s", s.content))
	}
	c := &compiled{fs: fsys, library: lib}
	var files []rules.CheckFile
	if s.content == "" { // the checks are about our own guides' rules
		var problems []content.Problem
		if files, problems, err = rules.DefaultChecks(); err != nil {
			return nil, failure(err)
		}
		c.problems = append(c.problems, problems...)
	}
	sidecars, problems, err := rules.Sidecars(fsys, ".")
	if err != nil {
		return nil, failure(err)
	}
	c.problems = append(c.problems, problems...)
	if previous == nil && len(sidecars) > 0 {
		c.problems = append(c.problems, withoutLedger(sidecars[0]))
	}
	catalog, problems, err := rules.Compile(lib, previous, rules.Sources{Checks: files, Sidecars: sidecars})
	if err != nil {
		return nil, failure(err)
	}
	c.catalog = catalog
	c.problems = append(append(c.problems, problems...), lib.Problems()...)
	content.SortProblems(c.problems)
	return c, nil
}

// withoutLedger says that the IDs in a sidecar may not be those of the rules.
func withoutLedger(s rules.Sidecar) content.Problem {
	return content.Problem{
		Pos: content.Pos{File: s.Path, Line: 1, Col: 1}, Code: "sidecar-ledger", Severity: content.SeverityWarning,
		Message: "without the last catalog the rules get new IDs, which need not be those written here: name it with --previous",
	}
}

// redirects reads Learn's redirects where they stand above the content folder.
func (a *app) redirects(s sources) content.Redirects {
	if s.content == "" {
		return content.Redirects{}
	}
	dir, err := filepath.Abs(s.content)
	if err != nil {
		return content.Redirects{}
	}
	src, err := afero.ReadFile(a.fs, filepath.Join(filepath.Dir(dir), content.RedirectsFile))
	if err != nil { // there need be none
		return content.Redirects{}
	}
	return content.Redirects{Source: src, Folder: filepath.Base(dir)}
}

// previous opens the catalog that says which IDs are taken: the file named,
// or, for our own guides, the catalog that comes with them.
func (a *app) previous(s sources) (*rules.Catalog, error) {
	if s.previous == "" && s.content != "" {
		return nil, nil
	}
	return a.checkCatalog(s.previous)
}

func (a *app) readCatalog(name string) (*rules.Catalog, error) {
	f, err := a.fs.Open(name)
	if err != nil {
		return nil, failure(fmt.Errorf("could not open the catalog: %w", err))
	}
	defer f.Close()
	c, err := rules.Read(f)
	if err != nil {
		return nil, failure(fmt.Errorf("%s: %w", name, err))
	}
	return c, nil
}

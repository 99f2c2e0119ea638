package site_test

import (
	"bytes"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"golang.org/x/net/html"

	"pillars/content"
	"pillars/content/testfile"
	"pillars/rules"
	"pillars/site"
	"pillars/theme"
)

// loadTheme gives the theme of the bundle, and fails with what to do where
// there is none.
func loadTheme(t testing.TB) *theme.Theme {
	t.Helper()
	th, err := theme.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// ourInput gives what the site of our own guides is built from.
func ourInput(t testing.TB) site.Input {
	t.Helper()
	lib, err := content.Load(content.Guides(), ".", content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	previous, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	checks, problems, err := rules.DefaultChecks()
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	sidecars, problems, err := rules.Sidecars(content.Guides(), ".")
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	catalog, problems, err := rules.Compile(lib, previous, rules.Sources{Checks: checks, Sidecars: sidecars})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return site.Input{Catalog: catalog, Library: lib, Theme: loadTheme(t), Content: content.Guides(), Version: "test"}
}

// corpusInput gives what the site of the real guides is built from.
func corpusInput(t testing.TB) site.Input {
	t.Helper()
	return inputOf(t, afero.NewReadOnlyFs(afero.NewBasePathFs(afero.NewOsFs(), testfile.Shared(t, "corpus", "waf", "well-architected"))), nil)
}

// inputOf gives what the site of a folder of guides is built from.
func inputOf(t testing.TB, fsys afero.Fs, previous *rules.Catalog) site.Input {
	t.Helper()
	lib, err := content.Load(fsys, ".", content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	catalog, _, err := rules.Compile(lib, previous, rules.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	return site.Input{Catalog: catalog, Library: lib, Theme: loadTheme(t), Content: fsys, Previous: previous, Version: "test"}
}

// build builds a site in memory.
func build(t testing.TB, in site.Input) afero.Fs {
	t.Helper()
	out := afero.NewMemMapFs()
	if _, err := site.Build(in, out); err != nil {
		t.Fatal(err)
	}
	return out
}

// files gives every file of a site by its path.
func files(t testing.TB, fsys afero.Fs) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := afero.Walk(fsys, ".", func(p string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := afero.ReadFile(fsys, p)
		all[strings.TrimPrefix(p, "/")] = data
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestBuildTwiceGivesEqualBytes(t *testing.T) {
	in := ourInput(t)
	in.BaseURL, in.Exports = "https://example.org/pillars/", true
	one, two := files(t, build(t, in)), files(t, build(t, in))
	if len(one) != len(two) {
		t.Fatalf("%d and %d files", len(one), len(two))
	}
	for name, data := range one {
		if !bytes.Equal(data, two[name]) {
			t.Errorf("%s differs between two builds", name)
		}
	}
}

func TestLinksResolve(t *testing.T) {
	for _, c := range []struct {
		name  string
		input func(testing.TB) site.Input
	}{{"ours", ourInput}, {"corpus", corpusInput}} {
		t.Run(c.name, func(t *testing.T) {
			all := files(t, build(t, c.input(t)))
			pages := map[string]*pageLinks{}
			for name, data := range all {
				if path.Ext(name) == ".html" {
					pages[name] = readPage(t, name, data)
				}
			}
			if len(pages) < 10 {
				t.Fatalf("only %d pages", len(pages))
			}
			for name, p := range pages {
				for _, id := range p.duplicates {
					t.Errorf("%s: two elements have the id %q", name, id)
				}
				if name == "404.html" {
					continue // served at any address, it links from the root
				}
				for _, ref := range p.refs {
					checkRef(t, name, ref, all, pages)
				}
			}
		})
	}
}

// checkRef fails where an internal reference leads to no file or no id, or
// out of the site, and where a page loads something from another host.
func checkRef(t *testing.T, from string, ref reference, all map[string][]byte, pages map[string]*pageLinks) {
	t.Helper()
	u, err := url.Parse(ref.target)
	if err != nil {
		t.Errorf("%s: %s", from, err)
		return
	}
	if u.Scheme != "" || u.Host != "" {
		if ref.loads && u.Scheme != "data" {
			t.Errorf("%s loads %s from elsewhere", from, ref.target)
		}
		return
	}
	target := from
	if u.Path != "" {
		if strings.HasPrefix(u.Path, "/") {
			t.Errorf("%s: %s works only at the root of a host", from, ref.target)
			return
		}
		target = path.Join(path.Dir(from), u.Path)
		if strings.HasSuffix(u.Path, "/") || target == "." {
			target = path.Join(target, "index.html")
		}
	}
	if strings.HasPrefix(target, "..") || all[target] == nil {
		t.Errorf("%s: %s leads to %s, which is not there", from, ref.target, target)
		return
	}
	if u.Fragment != "" && pages[target] != nil && !pages[target].ids[u.Fragment] {
		t.Errorf("%s: %s: no element of %s has that id", from, ref.target, target)
	}
}

type reference struct {
	target string
	loads  bool // the browser fetches it with the page
}

type pageLinks struct {
	ids        map[string]bool
	duplicates []string
	refs       []reference
}

// readPage collects what a page defines and refers to.
func readPage(t *testing.T, name string, data []byte) *pageLinks {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	p := &pageLinks{ids: map[string]bool{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				if p.ids[a.Val] {
					p.duplicates = append(p.duplicates, a.Val)
				}
				p.ids[a.Val] = true
			case a.Key == "href" && n.Data == "a":
				if a.Val != "#" {
					p.refs = append(p.refs, reference{a.Val, false})
				}
			case a.Key == "href" && n.Data == "link" && !slices.ContainsFunc(n.Attr, isMetaRel):
				p.refs = append(p.refs, reference{a.Val, true})
			case a.Key == "src", a.Key == "data-worker":
				p.refs = append(p.refs, reference{a.Val, true})
			case a.Key == "style", strings.HasPrefix(a.Key, "on"):
				t.Errorf("%s: <%s %s=%q> is against the page's own policy", name, n.Data, a.Key, a.Val)
			}
		}
	}
	return p
}

// isMetaRel tells links that are said about a page from those it loads.
func isMetaRel(a html.Attribute) bool {
	return a.Key == "rel" && (a.Val == "canonical" || a.Val == "alternate")
}

func BenchmarkBuildCorpus(b *testing.B) {
	in := corpusInput(b)
	b.ReportAllocs()
	for b.Loop() {
		build(b, in)
	}
}

package site_test

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/spf13/afero"

	"pillars/site"
)

const zipName = "pillars-site.zip"

// zipInput is our site at a public address, with itself as one file.
func zipInput(t *testing.T) site.Input {
	in := ourInput(t)
	in.BaseURL, in.Offline, in.Zip = "https://example.org/pillars/", true, true
	return in
}

// buildZip builds a site and gives its zip file.
func buildZip(t *testing.T, in site.Input) (fsys afero.Fs, zipped []byte) {
	t.Helper()
	fsys = build(t, in)
	if err := site.WriteZip(in, fsys); err != nil {
		t.Fatal(err)
	}
	zipped, err := afero.ReadFile(fsys, zipName)
	if err != nil {
		t.Fatal(err)
	}
	return fsys, zipped
}

// unzip gives the files of a zip file, and holds that they are sorted, below
// one folder, and of one time.
func unzip(t *testing.T, zipped []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSortedFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) }) {
		t.Error("the entries are not sorted")
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		name, ok := strings.CutPrefix(f.Name, "pillars-site/")
		if !ok || f.Method != zip.Deflate || f.Modified.UTC().Year() != 1980 {
			t.Fatalf("entry %s, method %d, changed %s", f.Name, f.Method, f.Modified)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if all[name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestZip holds that the zip file has what a site without an address has, that
// only the site around it links it, and that it is the same each time.
func TestZip(t *testing.T) {
	in := zipInput(t)
	fsys, zipped := buildZip(t, in)
	local := in
	local.BaseURL, local.Zip = "", false
	want, got := files(t, build(t, local)), unzip(t, zipped)
	if !maps.EqualFunc(got, want, bytes.Equal) {
		t.Errorf("%d files in the zip file, %d in a site without an address, or they differ", len(got), len(want))
	}
	around := files(t, fsys)
	link := []byte(`href="../` + zipName + `"`)
	if !bytes.Contains(around["catalog/index.html"], link) || bytes.Contains(got["catalog/index.html"], link) {
		t.Error("the site around does not link the zip file, or the one in it does")
	}
	if len(around) != len(files(t, build(t, in)))+1 {
		t.Error("more than the zip file was left in the site")
	}
	if _, again := buildZip(t, in); !bytes.Equal(again, zipped) {
		t.Error("the second build gives another zip file")
	}
}

// TestUnzipped opens what is in the zip file from a disk: it works, and asks
// for nothing elsewhere.
func TestUnzipped(t *testing.T) {
	_, zipped := buildZip(t, zipInput(t))
	dir := t.TempDir()
	for name, data := range unzip(t, zipped) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b := newTab(t, browser(t), "file://"+filepath.ToSlash(dir)+"/")
	b.open("index.html")
	b.until(`getComputedStyle(document.querySelector(".brand")).textDecorationLine === "none"`) // the style sheet is there
	b.do(chromedp.Click(`.site-nav a[href$="catalog/"]`))
	b.until(`document.querySelector("h1").textContent === "Catalog and API"`)
	b.do(chromedp.Click(`.site-nav a[href$="rules/"]`))
	b.until(`document.querySelectorAll("#rules > li").length > 100`)
	b.clean("from disk")
	checkerFlow(b)
	b.clean("checker from disk")
}

package content_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"github.com/spf13/afero"
	"golang.org/x/tools/txtar"

	"pillars/content"
)

// FuzzParse reads anything as a guide: it must end, never panic, place
// everything inside its file, and give HTML that is balanced and harmless.
// The second half of the input, behind a form feed, is a file to include.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"codes/*.txtar", "testdata/render/*.txtar", "testdata/seeds/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatalf("no seeds in %s (%v)", pattern, err)
		}
		for _, name := range names {
			src, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if filepath.Ext(name) == ".md" {
				f.Add(src)
				continue
			}
			for _, file := range txtar.Parse(src).Files {
				if filepath.Ext(file.Name) == ".md" {
					f.Add(file.Data)
				}
			}
		}
	}
	f.Add([]byte(":::code source=\"two.sh\" id=\"a\" highlight=\"1-2\":::\n\f# <a>\n  x\n#region b\n# </a>\n"))
	f.Fuzz(func(t *testing.T, input []byte) {
		if len(input) > 1<<16 {
			return
		}
		src, included, _ := bytes.Cut(input, []byte("\f"))
		files := map[string][]byte{"guide.md": src, "includes/limits.md": included, "b.md": included, "two.sh": included}
		opt := content.Options{Include: func(p string) ([]byte, error) {
			if data, ok := files[p]; ok {
				return data, nil
			}
			return nil, errors.New("not there")
		}}
		d := content.Parse("guide.md", src, opt)
		lines := linesOf(files)
		checkPositions(t, d, lines)
		checkHTML(t, d)
		lib := content.NewLibrary([]*content.Document{d})
		for _, p := range lib.Problems() {
			checkPos(t, p.Pos, lines)
		}
		if fixed, changes := content.Fix("guide.md", src, d.Problems); len(changes) > 0 {
			content.Parse("guide.md", fixed, opt)
		} else if !bytes.Equal(fixed, src) {
			t.Error("the file differs without a change")
		}
	})
}

// fileLines are the lines of files, by name.
type fileLines map[string][][]byte

func linesOf(files map[string][]byte) fileLines {
	lines := fileLines{}
	for name, src := range files {
		lines[name] = bytes.Split(src, []byte("\n"))
	}
	return lines
}

// checkPositions holds that everything in a document stands inside its file.
func checkPositions(t *testing.T, d *content.Document, files fileLines) {
	for _, h := range d.Headings {
		checkPos(t, h.Pos, files)
	}
	for _, it := range d.Items {
		checkPos(t, it.Pos, files)
		checkPos(t, content.Pos{File: it.Pos.File, Line: it.EndLine, Col: 1}, files)
		if it.EndLine < it.Pos.Line {
			t.Errorf("item ends in line %d before it starts in line %d", it.EndLine, it.Pos.Line)
		}
		for _, l := range it.Links {
			if l < 0 || l >= len(d.Links) {
				t.Errorf("link %d of %d", l, len(d.Links))
			}
		}
	}
	for _, r := range d.Residue {
		checkPos(t, r.Pos, files)
	}
	for _, l := range d.Links {
		checkPos(t, l.Pos, files)
	}
	for _, i := range d.Images {
		checkPos(t, i.Pos, files)
	}
	for _, p := range d.Problems {
		checkPos(t, p.Pos, files)
	}
}

func checkPos(t *testing.T, p content.Pos, files fileLines) {
	lines, ok := files[p.File]
	if !ok {
		t.Errorf("%s names no file that was read", p)
		return
	}
	if p.Line < 1 || p.Line > len(lines) {
		t.Errorf("%s: the file has %d lines", p, len(lines))
		return
	}
	if width := len(utf16.Encode([]rune(string(lines[p.Line-1])))); p.Col < 1 || p.Col > width+1 {
		t.Errorf("%s: the line has %d columns", p, width)
	}
}

// FuzzReadSettings reads anything as pillars.yaml.
func FuzzReadSettings(f *testing.F) {
	f.Add([]byte("title: x\nservices:\n  a.md: {id: a}\nlint: {blank-lines: off}\n"))
	f.Add([]byte("redirects:\n  a.md: b.md\n  b.md#x: /y\n"))
	f.Add([]byte("a: &a [*a]\n? {}\n: 1\n"))
	f.Add([]byte("title: 'x\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		_, problems := content.ReadSettings("pillars.yaml", src)
		for _, p := range problems {
			if n := bytes.Count(src, []byte("\n")) + 1; p.Line < 1 || p.Line > n || p.Col < 1 {
				t.Errorf("%s: the file has %d lines", p, n)
			}
		}
	})
}

// FuzzBeside reads anything as the files beside the guides: a table of
// contents, one of a folder, a hub page, redirects and settings, with form
// feeds between them.
func FuzzBeside(f *testing.F) {
	names := []string{"TOC.yml", "part/toc.yml", "part/index.yml", content.RedirectsFile, content.SettingsFile}
	f.Add([]byte("- name: A\n  href: part/\n\f- href: ../TOC.yml\n  name: Up\n\ftitle: Part\na:\n- title: B\n  url: ../guide.md\n\f" +
		`{"redirections": [{"source_path": "a.md", "redirect_url": "/azure/well-architected/b"}, {"source_path": "b.md#c", "redirect_url": "/azure/well-architected/a"}]}` +
		"\fredirects:\n  c.md: a.md#c\n"))
	f.Fuzz(func(t *testing.T, input []byte) {
		if len(input) > 1<<14 {
			return
		}
		fsys := afero.NewMemMapFs()
		files := map[string][]byte{"guide.md": []byte("---\ntitle: T\n---\n[a](a.md#c) [b](part/)\n")}
		for i, part := range bytes.SplitN(input, []byte("\f"), len(names)) {
			files[names[i]] = part
		}
		for name, data := range files {
			if err := afero.WriteFile(fsys, name, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		lib, err := content.Load(fsys, ".", content.Options{})
		if err != nil {
			t.Fatal(err)
		}
		lines := linesOf(files)
		for _, p := range lib.Problems() {
			if n := len(lines[p.File]); p.Line < 1 || p.Line > n || p.Col < 1 {
				t.Errorf("%s: the file has %d lines", p, n)
			}
		}
		for _, r := range lib.Redirects() {
			if !fs.ValidPath(r.From) || r.To.URL == "" {
				t.Errorf("redirect %+v", r)
			}
		}
	})
}

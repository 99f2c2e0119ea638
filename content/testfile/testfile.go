// Package testfile holds what tests of all rooms share: golden files in txtar
// form with one -update flag, examples that stand in documents, and the way to
// the corpus of real guides and inputs where that is present.
package testfile

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/tools/txtar"

	"pillars/schema"
)

var update = flag.Bool("update", false, "write what tests got into their golden files")

// Updating tells whether the tests were run with -update.
func Updating() bool { return *update }

// Golden runs one subtest for each txtar archive in a folder, named for the
// file. An archive holds the inputs of a case and, in files whose names begin
// with "want/", what must come of them. run is given the inputs and returns
// the outputs by name, without "want/".
//
// With -update the outputs are written into the archive. An output without a
// want/ file fails, and so does a want/ file without an output.
func Golden(t *testing.T, dir string, run func(t *testing.T, in *txtar.Archive) map[string]string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no golden files in %s (%v)", dir, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			in := &txtar.Archive{Comment: a.Comment}
			want := map[string]string{}
			for _, f := range a.Files {
				if out, ok := strings.CutPrefix(f.Name, "want/"); ok {
					want[out] = string(f.Data)
				} else {
					in.Files = append(in.Files, f)
				}
			}
			got := run(t, in)
			if *update {
				write(t, name, in, got)
				return
			}
			for out, text := range got {
				w, ok := want[out]
				if !ok {
					t.Errorf("%s: output %s has no want/%s (run with -update to accept it):\n%s", name, out, out, text)
				} else if newline(text) != w {
					t.Errorf("%s: %s differs (run with -update to accept it):\n%s", name, out, diff.Diff("want/"+out, []byte(w), "got/"+out, []byte(newline(text))))
				}
				delete(want, out)
			}
			for out := range want {
				t.Errorf("%s: want/%s belongs to no output (run with -update to remove it)", name, out)
			}
		})
	}
}

// write puts the outputs into an archive, sorted by name.
func write(t *testing.T, name string, in *txtar.Archive, got map[string]string) {
	t.Helper()
	out := &txtar.Archive{Comment: in.Comment, Files: append([]txtar.File{}, in.Files...)}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		out.Files = append(out.Files, txtar.File{Name: "want/" + key, Data: []byte(newline(got[key]))})
	}
	text := txtar.Format(out)
	if old, err := os.ReadFile(name); err == nil && bytes.Equal(old, text) {
		return
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// newline ends a text with a newline, as txtar files do.
func newline(s string) string {
	if s != "" && !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return s
}

// Example gives the code block of a Markdown text whose first line names it,
// in a comment: "// check.mjs: …", "<!-- page.html -->".
func Example(t testing.TB, markdown []byte, name string) string {
	t.Helper()
	for block := range strings.SplitSeq(string(markdown), "\n```") {
		_, code, _ := strings.Cut(block, "\n") // behind the language
		first, _, _ := strings.Cut(code, "\n")
		if slices.ContainsFunc(strings.Fields(first), func(word string) bool { return strings.TrimSuffix(word, ":") == name }) {
			return code + "\n"
		}
	}
	t.Fatalf("there is no example %s", name)
	return ""
}

// Shared gives a path in the folder of real guides, inputs and expected
// results: the one PILLARS_SHARED names, else "shared" beside the repository.
// Where it is absent the test is skipped and says so.
func Shared(t testing.TB, elem ...string) string {
	t.Helper()
	base := os.Getenv("PILLARS_SHARED")
	if base == "" {
		base = filepath.Join(repository(t), "..", "shared")
	}
	p := filepath.Join(append([]string{base}, elem...)...)
	if _, err := os.Stat(p); err != nil {
		t.Skipf("the corpus is not here: %v (PILLARS_SHARED may name the folder that holds it)", err)
	}
	return p
}

// Schema compiles a schema that others publish, from the folder that [Shared]
// finds, by the name of its file.
func Schema(t testing.TB, name string) *schema.Schema {
	t.Helper()
	text, err := os.ReadFile(Shared(t, "facts", "schemas", name))
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	s, err := schema.Compile(doc)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// repository gives the folder that holds go.mod.
func repository(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = parent
	}
}

package rules_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"pillars/rules"
	"pillars/schema"
)

var updateCheckFiles = flag.Bool("update-checkfile", false, "write what comes into testdata/checkfile")

// TestCheckFiles expands the check files in testdata/checkfile/*.txtar. Each
// archive holds check files, and what must come of them: "checks", the
// published JSON, and "problems", one in each line.
func TestCheckFiles(t *testing.T) {
	archives, err := filepath.Glob("testdata/checkfile/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		fsys := fstest.MapFS{}
		want := map[string]string{}
		var kept []txtar.File
		for _, f := range archive.Files {
			if filepath.Ext(f.Name) == ".yaml" {
				fsys[f.Name] = &fstest.MapFile{Data: f.Data}
				kept = append(kept, f)
			} else {
				want[f.Name] = string(f.Data)
			}
		}
		files, problems, err := rules.LoadChecks(fsys)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		var b bytes.Buffer
		for _, p := range problems {
			fmt.Fprintln(&b, p)
		}
		got["problems"] = b.String()
		b.Reset()
		for _, f := range files {
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(f.Checks); err != nil {
				t.Fatal(err)
			}
		}
		got["checks"] = b.String()
		if *updateCheckFiles {
			archive.Files = append(kept, txtar.File{Name: "problems", Data: []byte(got["problems"])}, txtar.File{Name: "checks", Data: []byte(got["checks"])})
			if err := os.WriteFile(path, txtar.Format(archive), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for name, w := range want {
			if got[name] != w {
				t.Errorf("%s: %s:\n got\n%s\nwant\n%s", path, name, got[name], w)
			}
		}
	}
}

// TestDefaultChecks holds the embedded checks to the schema of a published
// check.
func TestDefaultChecks(t *testing.T) {
	files, problems, err := rules.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	s, err := schema.Named("check.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, c := range f.Checks {
			data, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := json.Unmarshal(data, &v); err != nil {
				t.Fatal(err)
			}
			for _, violation := range s.Validate(v) {
				t.Errorf("%s: %v", f.Path, violation)
			}
		}
	}
}

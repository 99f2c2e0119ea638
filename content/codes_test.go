package content_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"golang.org/x/tools/txtar"

	"pillars/content"
	"pillars/content/testfile"
)

// notProvoked lists the codes that no guide can provoke, with the reason.
var notProvoked = map[string]string{
	"internal": "a fault of Pillars itself",
}

// TestCodes holds that the bad examples of each code provoke it, as the
// golden file says, and that lint has nothing to say of the good ones.
func TestCodes(t *testing.T) {
	testfile.Golden(t, "codes", func(t *testing.T, in *txtar.Archive) map[string]string {
		id := t.Name()[strings.LastIndexByte(t.Name(), '/')+1:]
		code, ok := content.CodeByID(id)
		if !ok {
			t.Fatalf("there is no code %s in content.Codes: rename the file or add the code", id)
		}
		if strings.TrimSpace(string(in.Comment)) == "" {
			t.Error("the comment in front of the files is the explanation: write one")
		}
		if notProvoked[id] != "" {
			return nil
		}
		bad := lintFiles(t, in, "bad/")
		if !slices.ContainsFunc(bad, func(p content.Problem) bool { return p.Code == id }) {
			t.Errorf("the bad example does not provoke %s", id)
		}
		for _, p := range lintFiles(t, in, "good/") {
			t.Errorf("the good example has a problem: %s", p)
		}
		if code.Fixable {
			testFix(t, in, id, bad)
		}
		var lines strings.Builder
		for _, p := range bad {
			lines.WriteString(p.String() + "\n")
		}
		return map[string]string{"bad": lines.String()}
	})
	for _, c := range content.Codes {
		if _, err := c.Explain(); err != nil {
			t.Errorf("no file codes/%s.txtar: explain the code and show an example of each side (%v)", c.ID, err)
		}
		if c.Name == "" || c.Why == "" || !strings.HasSuffix(c.Why, ".") {
			t.Errorf("%s needs a name and a sentence that says why", c.ID)
		}
	}
}

// testFix holds that fixing the bad example leaves nothing of the code.
func testFix(t *testing.T, in *txtar.Archive, id string, bad []content.Problem) {
	fixed := &txtar.Archive{}
	for _, f := range in.Files {
		if name, ok := strings.CutPrefix(f.Name, "bad/"); ok {
			src, changes := content.Fix(name, f.Data, bad)
			if len(changes) == 0 {
				t.Errorf("nothing is fixed in %s", name)
			}
			fixed.Files = append(fixed.Files, txtar.File{Name: f.Name, Data: src})
		}
	}
	for _, p := range lintFiles(t, fixed, "bad/") {
		if p.Code == id {
			t.Errorf("still there after the fix: %s", p)
		}
	}
}

// lintFiles gives the problems of the archive's files below a folder.
func lintFiles(t *testing.T, a *txtar.Archive, folder string) []content.Problem {
	t.Helper()
	fsys := afero.NewMemMapFs()
	n := 0
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, folder); ok {
			n++
			if err := afero.WriteFile(fsys, name, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n == 0 {
		t.Fatalf("no example %s…", folder)
	}
	lib, err := content.Load(fsys, ".", content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return lib.Problems()
}

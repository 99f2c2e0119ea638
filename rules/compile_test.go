package rules_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"golang.org/x/tools/txtar"

	"pillars/content"
	"pillars/content/testfile"
	"pillars/rules"
)

// library reads the files of an archive below a folder as a library of guides.
func library(t testing.TB, a *txtar.Archive, folder string) *content.Library {
	t.Helper()
	fsys := afero.NewMemMapFs()
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, folder+"/"); ok {
			if err := afero.WriteFile(fsys, name, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	lib, err := content.Load(fsys, ".", content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// TestCompile compiles the guides of each archive: "before" without a previous
// catalog, "after", where there is one, with what "before" gave.
func TestCompile(t *testing.T) {
	testfile.Golden(t, "testdata/compile", func(t *testing.T, in *txtar.Archive) map[string]string {
		out := map[string]string{}
		var previous *rules.Catalog
		for _, folder := range []string{"before", "after"} {
			lib := library(t, in, folder)
			if len(lib.Docs) == 0 {
				continue
			}
			c, problems, err := rules.Compile(lib, previous, rules.Sources{})
			if err != nil {
				t.Fatal(err)
			}
			text, err := c.JSON()
			if err != nil {
				t.Fatal(err)
			}
			again, err := rules.Read(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if back, err := again.JSON(); err != nil || !bytes.Equal(back, text) {
				t.Errorf("%s: read and written again, the catalog differs (%v)", folder, err)
			}
			if previous == nil {
				out[folder+".json"] = string(text)
			} else {
				out[folder+".txt"] = brief(c)
			}
			for _, p := range problems {
				out[folder+".problems"] += p.String() + "\n"
			}
			previous = c
		}
		return out
	})
}

// brief gives a catalog with a line for each rule.
func brief(c *rules.Catalog) string {
	var b strings.Builder
	for _, r := range c.Rules {
		fmt.Fprintf(&b, "%s %s %s: %s\n", r.ID, r.Status, r.Kind, r.Text)
	}
	return b.String()
}

func TestDefaultCatalog(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.JSON(); err != nil {
		t.Fatal(err)
	}
	if digest, err := rules.Digest(c.Rules); err != nil || digest != c.Digest {
		t.Errorf("the digest is %s, of the rules it would be %s (%v)", c.Digest, digest, err)
	}
	for i := 1; i < len(c.Rules); i++ {
		if rules.CompareIDs(c.Rules[i-1].ID, c.Rules[i].ID) >= 0 {
			t.Errorf("%s stands before %s", c.Rules[i-1].ID, c.Rules[i].ID)
		}
	}
	for _, r := range c.Rules {
		if r.Modified == "" {
			t.Errorf("%s: no date: its guide has no ms.date", r.ID)
		}
		for _, id := range r.Related {
			if c.Rule(id) == nil {
				t.Errorf("%s is related to %s, which is not there", r.ID, id)
			}
		}
	}
}

// TestReadRefuses holds that a catalog that is not valid is not read, and that
// the message says where it is wrong.
func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"not JSON", `{`, "not JSON"},
		{"empty", `{}`, "missing properties"},
		{"bad ID", `{"schemaVersion":"1.0","digest":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","pillars":[],"services":[],"rules":[{"id":"x"}]}`, "/rules/0/id"},
		{"future", `{"schemaVersion":"2.0","digest":"sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","pillars":[],"services":[],"rules":[]}`, "/schemaVersion"},
	} {
		if _, err := rules.Read(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", c.name, err, c.want)
		}
	}
}

func BenchmarkCompileCorpus(b *testing.B) {
	fsys := afero.NewReadOnlyFs(afero.NewBasePathFs(afero.NewOsFs(), testfile.Shared(b, "corpus", "waf", "well-architected")))
	lib, err := content.Load(fsys, ".", content.Options{SkipBody: true})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := rules.Compile(lib, nil, rules.Sources{}); err != nil {
			b.Fatal(err)
		}
	}
}

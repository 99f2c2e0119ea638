package theme

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/afero"
)

// TestOverride holds that a folder's templates, style sheets and scripts take
// the place of ours, bundled in the process, and that mistakes say where.
func TestOverride(t *testing.T) {
	override := func(files map[string]string) afero.Fs {
		fsys := afero.NewMemMapFs()
		for name, text := range files {
			if err := afero.WriteFile(fsys, name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return fsys
	}
	plain, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	own, err := Load(override(map[string]string{
		"templates/404.html": `<p>gone fishing</p>`,
		"css/print.css":      `.mine { color: #123456; }`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := own.Templates.ExecuteTemplate(&page, "404.html", nil); err != nil || page.String() != "<p>gone fishing</p>" {
		t.Errorf("the page is %q (%v)", &page, err)
	}
	if css := own.Assets["site.css"]; !bytes.Contains(css.Data, []byte("#123456")) || css.Path == plain.Assets["site.css"].Path {
		t.Errorf("the style sheet %s is not the folder's", css.Path)
	}
	if own.Assets["rules.js"].Path != plain.Assets["rules.js"].Path {
		t.Error("a script that nobody changed has another name")
	}
	for _, c := range []struct{ name, text, want string }{
		{"ts/site.ts", "let a = ;", "site.ts:1:8"},
		{"ts/site.ts", `import "left-pad"`, "no such package"},
		{"css/element.css", `@import "./nothing.css";`, "could not bundle css/element.css"},
		{"css/print.css", `@import "../../../etc/passwd.css";`, "no file"},
		{"templates/404.html", `{{nonsense}}`, "404.html"},
	} {
		if _, err := Load(override(map[string]string{c.name: c.text})); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q: %v, want %q in it", c.name, c.text, err, c.want)
		}
	}
}

// TestBundleTwice holds that bundling gives equal bytes each time.
func TestBundleTwice(t *testing.T) {
	src := afero.FromIOFS{FS: sources}
	one, err := Bundle(src, vendorModules())
	if err != nil {
		t.Fatal(err)
	}
	two, err := Bundle(src, vendorModules())
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range one {
		if !bytes.Equal(a.Data, two[name].Data) || a.Path != two[name].Path {
			t.Errorf("%s differs between two runs", name)
		}
	}
}

package content_test

import (
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"golang.org/x/tools/txtar"

	"pillars/content"
	"pillars/content/testfile"
)

// TestRender holds the HTML of guide.md in each archive, with its slots shown
// as {kind number: what belongs there}, and the problems of the folder.
func TestRender(t *testing.T) {
	testfile.Golden(t, "testdata/render", func(t *testing.T, in *txtar.Archive) map[string]string {
		lib := libraryOf(t, in)
		d := lib.Doc("guide.md")
		checkHTML(t, d)
		var problems strings.Builder
		for _, p := range lib.Problems() {
			problems.WriteString(p.String() + "\n")
		}
		return map[string]string{"html": bodyText(t, lib, d), "problems": problems.String()}
	})
}

// libraryOf reads an archive as a content folder.
func libraryOf(t testing.TB, in *txtar.Archive) *content.Library {
	t.Helper()
	fsys := afero.NewMemMapFs()
	for _, f := range in.Files {
		if err := afero.WriteFile(fsys, f.Name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := content.Load(fsys, ".", content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// bodyText gives the body with its slots filled readably.
func bodyText(t testing.TB, lib *content.Library, d *content.Document) string {
	t.Helper()
	var b strings.Builder
	err := d.Body.Write(&b, func(kind content.SlotKind, n int) string {
		switch kind {
		case content.SlotLink:
			target, _ := lib.Resolve(d, d.Links[n])
			if target.Doc != nil {
				return html.EscapeString("{page " + target.Doc.Path + " #" + target.Anchor + "}")
			}
			return html.EscapeString("{" + target.URL + "}")
		case content.SlotPicture:
			img := d.Images[n]
			p, _ := content.ImagePath(img)
			return html.EscapeString(fmt.Sprintf("{picture %s, icon %t, plain %t: %s}", p, img.Icon, img.Plain, img.Alt))
		case content.SlotImage:
			p, _ := content.ImagePath(d.Images[n])
			return html.EscapeString("{image " + p + "}")
		}
		return fmt.Sprintf("{rule %d}", n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

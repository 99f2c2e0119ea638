package site

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"pillars/content"
	"pillars/rules"
	"pillars/theme"
)

func TestImageSize(t *testing.T) {
	encoded := func(encode func(io.Writer, image.Image) error) string {
		var buf bytes.Buffer
		if err := encode(&buf, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
			t.Fatal(err)
		}
		return buf.String()
	}
	webp, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==") // 1 × 1
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, ext, data string
		want            pixels
	}{
		{"png", ".png", encoded(png.Encode), pixels{30, 20}},
		{"jpeg", ".JPG", encoded(func(w io.Writer, m image.Image) error { return jpeg.Encode(w, m, nil) }), pixels{30, 20}},
		{"gif", ".gif", encoded(func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) }), pixels{30, 20}},
		{"webp", ".webp", string(webp), pixels{1, 1}},
		{"a png by another name", ".gif", encoded(png.Encode), pixels{30, 20}},
		{"svg", ".svg", `<?xml version="1.0"?><!-- c --><svg xmlns="http://www.w3.org/2000/svg" width="30px" height="19.6" viewBox="0 0 1 1"/>`, pixels{30, 20}},
		{"svg, view box", ".svg", `<svg viewBox="0,0 30 20">`, pixels{30, 20}},
		{"svg, relative", ".svg", `<svg width="100%" height="2em" viewBox="0 0 30 20">`, pixels{30, 20}},
		{"svg without size", ".svg", `<svg>`, pixels{}},
		{"svg, absurd", ".svg", `<svg width="NaN" height="-1" viewBox="0 0 1e9 3">`, pixels{}},
		{"no svg", ".svg", `<svg width=3`, pixels{}},
		{"cut off", ".png", encoded(png.Encode)[:20], pixels{}},
		{"empty", ".png", "", pixels{}},
	} {
		if got := imageSize(c.ext, strings.NewReader(c.data)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func FuzzImageSize(f *testing.F) {
	f.Add(".svg", []byte(`<svg width="30px" viewBox="0 0 1 1"/>`))
	f.Add(".png", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, ext string, data []byte) {
		if size := imageSize(ext, bytes.NewReader(data)); size.width < 0 || size.height < 0 || size.width > 100_000 || size.height > 100_000 {
			t.Errorf("%v", size)
		}
	})
}

// TestPictures holds what becomes of images: one that is there has its size,
// of one that is not its text is left.
func TestPictures(t *testing.T) {
	in := afero.NewMemMapFs()
	for name, text := range map[string]string{
		"guide.md": "---\ntitle: T\n---\n\n# T\n\n![A & B](images/plan.svg)\n\n![Not \"there\"](images/none.png)\n\n:::image type=\"icon\" source=\"images/none.svg\":::\n\n" +
			":::image type=\"icon\" source=\"images/plan.svg\":::\n\n![Elsewhere](https://example.org/a.png)\n",
		"images/plan.svg": `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"/>`,
	} {
		if err := afero.WriteFile(in, name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	lib, err := content.Load(in, ".", content.Options{})
	if err != nil {
		t.Fatal(err)
	}
	th, err := theme.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	catalog, _, err := rules.Compile(lib, nil, rules.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	out := afero.NewMemMapFs()
	if _, err := Build(Input{Catalog: catalog, Library: lib, Theme: th, Content: in}, out); err != nil {
		t.Fatal(err)
	}
	page, err := afero.ReadFile(out, "guides/guide/index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<img src="../../guides/images/plan.svg" alt="A &amp; B" loading="lazy" width="40" height="30">`,
		`<img src="../../guides/images/plan.svg" alt="" loading="lazy" class="icon" width="40" height="30">`,
		`<span class="no-image">Not &#34;there&#34;</span>`,
		`<span class="no-image">Elsewhere</span>`,
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if n := strings.Count(string(page), "<img"); n != 2 {
		t.Errorf("%d images", n)
	}
	if ok, err := afero.Exists(out, "guides/images/plan.svg"); err != nil || !ok {
		t.Error("the image is not copied")
	}
}

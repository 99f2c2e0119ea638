package site_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"pillars/content"
	"pillars/rules"
	"pillars/rules/export"
	"pillars/site"
)

// apiInput gives our site with exports.
func apiInput(t testing.TB) site.Input {
	in := ourInput(t)
	in.Exports = true
	return in
}

// TestSums holds that SHA256SUMS lists every file of the API but those of
// single rules, with sums that the program sha256sum finds right.
func TestSums(t *testing.T) {
	all := files(t, build(t, apiInput(t)))
	listed := map[string]bool{}
	for line := range strings.Lines(string(all["api/v1/SHA256SUMS"])) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		data := all["api/v1/"+name]
		if !ok || data == nil || fmt.Sprintf("%x", sha256.Sum256(data)) != sum {
			t.Errorf("not the sum of a file: %q", line)
		}
		listed[name] = true
	}
	dir := t.TempDir()
	for name, data := range all {
		name, ok := strings.CutPrefix(name, "api/v1/")
		if !ok || strings.HasPrefix(name, "rules/") {
			continue
		}
		if !listed[name] && name != "SHA256SUMS" {
			t.Errorf("%s is not listed", name)
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"catalog.json.gz", "runner.py", "specification.md", "conformance/evaluate.json", "exports/pillars.csv", "exports/pillars-oscal.json.gz", "schema/catalog.schema.json"} {
		if !listed[name] {
			t.Errorf("there is no %s", name)
		}
	}
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("sha256sum is not here: the sums were compared by ourselves only")
	}
	cmd := exec.Command("sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("sha256sum: %v\n%s", err, out)
	}
}

// TestGzip holds that files over 50 kB have their gzip form beside them,
// which holds no time, and that others have none.
func TestGzip(t *testing.T) {
	all := files(t, build(t, apiInput(t)))
	n := 0
	for name, data := range all {
		if !strings.HasPrefix(name, "api/v1/") || strings.HasPrefix(name, "api/v1/rules/") || strings.HasSuffix(name, ".gz") {
			continue
		}
		packed, ok := all[name+".gz"]
		packedAlready := strings.HasSuffix(name, ".xlsx") || strings.HasSuffix(name, ".zip")
		if want := len(data) >= 50_000 && !packedAlready; ok != want {
			t.Errorf("%s has %d bytes; a gzip form: %v", name, len(data), ok)
		}
		if !ok {
			continue
		}
		n++
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(r); err != nil || !bytes.Equal(plain, data) {
			t.Errorf("%s.gz is not %s (%v)", name, name, err)
		}
		if !r.ModTime.IsZero() || r.Name != "" {
			t.Errorf("%s.gz has a time or a name: %v, %q", name, r.ModTime, r.Name)
		}
	}
	if n < 5 {
		t.Errorf("only %d gzip forms", n)
	}
}

// TestExportFiles holds that each export is the file that the command line
// writes, and that without exports the page links to none.
func TestExportFiles(t *testing.T) {
	in := apiInput(t)
	all := files(t, build(t, in))
	page := string(all["catalog/index.html"])
	for _, f := range export.Formats {
		var want bytes.Buffer
		if _, err := f.Write(&want, in.Catalog); err != nil {
			t.Fatal(err)
		}
		found := false
		for name, data := range all {
			if strings.HasPrefix(name, "api/v1/exports/") && bytes.Equal(data, want.Bytes()) {
				found = strings.Contains(page, `href="../`+name+`"`)
			}
		}
		if !found {
			t.Errorf("%s: there is no such file, or the page does not link to it", f.Name)
		}
	}
	in.Exports = false
	without := files(t, build(t, in))
	for name := range without {
		if strings.HasPrefix(name, "api/v1/exports/") {
			t.Errorf("%s is there, though it was not asked for", name)
		}
	}
	if page := string(without["catalog/index.html"]); strings.Contains(page, "api/v1/exports/") || !strings.Contains(page, "<code>oscal</code>") {
		t.Error("without exports the page links to them, or does not name the formats")
	}
}

// TestCatalogPage holds that the page tells the digest of each file, and of
// each export exactly what its writer says is lost.
func TestCatalogPage(t *testing.T) {
	in := apiInput(t)
	fsys := build(t, in)
	all := files(t, fsys)
	shown := map[string][]string{} // by address, what is lost
	root := parse(t, fsys, "catalog/index.html")
	table := lossesTable(t, root)
	for item := range root.Descendants() {
		if item.Type != html.ElementNode || item.Data != "li" || attr(item, "class") != "file" {
			continue
		}
		name, lost := "", []string{}
		for n := range item.Descendants() {
			switch {
			case n.Data == "a" && name == "":
				name = strings.TrimPrefix(attr(n, "href"), "../")
			case n.Data == "li":
				lost = append(lost, strings.Join(strings.Fields(textOf(n)), " "))
			case n.Data == "span" && attr(n, "data-copy") != "":
				sum := sha256.Sum256(all[name])
				if want := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); attr(n, "data-copy") != want {
					t.Errorf("%s: the digest is %s, want %s", name, attr(n, "data-copy"), want)
				}
			}
		}
		if name != "" { // the line about single rules has no file
			shown[name] = lost
		}
	}
	said := map[string]bool{} // format and what it does not keep
	for _, f := range export.Formats {
		losses, err := f.Write(io.Discard, in.Catalog)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, l := range losses {
			line := l.What
			if l.Count() != "" {
				line += " (" + l.Count() + ")"
			}
			want = append(want, line)
		}
		found := false
		for name, lost := range shown {
			found = found || strings.HasPrefix(name, "api/v1/exports/") && slices.Equal(lost, want)
		}
		for _, l := range losses {
			what, _, _ := strings.Cut(l.What, ": ")
			if cell := table[what][f.Name]; len(l.Rules) > 0 && cell != "in part" && cell != "left out" {
				t.Errorf("%s: the table says that %s is %q", f.Name, what, cell)
			}
			said[f.Name+" "+what] = true
		}
		if !found || len(want) == 0 {
			t.Errorf("%s: the page shows other losses than %q", f.Name, want)
		}
	}
	for what, cells := range table {
		for format, cell := range cells {
			if cell != "kept" && !said[format+" "+what] {
				t.Errorf("%s: the table says that %s is %s, its writer does not", format, what, cell)
			}
		}
	}
	for line := range strings.Lines(string(all["api/v1/SHA256SUMS"])) {
		_, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		if shown["api/v1/"+name] == nil && !strings.HasSuffix(name, ".gz") {
			t.Errorf("the page does not show %s", name)
		}
	}
}

// lossesTable reads the table of what formats keep: by what and format, the
// word in the cell.
func lossesTable(t *testing.T, root *html.Node) map[string]map[string]string {
	t.Helper()
	out := map[string]map[string]string{}
	for div := range root.Descendants() {
		if attr(div, "class") != "table losses" {
			continue
		}
		var head []string
		for tr := range div.Descendants() {
			if tr.Data != "tr" {
				continue
			}
			var cells []string
			for cell := range tr.ChildNodes() {
				cells = append(cells, textOf(cell))
			}
			if head == nil {
				head = cells
				continue
			}
			out[cells[0]] = map[string]string{}
			for i, cell := range cells[1:] {
				out[cells[0]][head[i+1]] = cell
			}
		}
	}
	if len(out) < 10 {
		t.Fatalf("the table has %d rows", len(out))
	}
	return out
}

// TestIndex holds that the index has the digest and date of each rule, as its
// own file does.
func TestIndex(t *testing.T) {
	in := ourInput(t)
	all := files(t, build(t, in))
	var index struct {
		Digest string
		Rules  []struct{ ID, Digest, Modified string }
	}
	if err := json.Unmarshal(all["api/v1/index.json"], &index); err != nil {
		t.Fatal(err)
	}
	if index.Digest != in.Catalog.Digest || len(index.Rules) != len(in.Catalog.Rules) {
		t.Errorf("%d rules, digest %s", len(index.Rules), index.Digest)
	}
	for _, e := range index.Rules {
		var r rules.Rule
		if err := json.Unmarshal(all["api/v1/rules/"+e.ID+".json"], &r); err != nil {
			t.Fatal(err)
		}
		if digest, err := rules.Digest([]rules.Rule{r}); err != nil || digest != e.Digest || r.Modified != e.Modified || r.Modified == "" {
			t.Errorf("%s: digest %s, modified %s; its own file has %s, %s (%v)", e.ID, e.Digest, e.Modified, digest, r.Modified, err)
		}
	}
}

// TestSpecificationPage holds that the page has the whole of the text, and
// that the reader of guides finds nothing wrong in it but that it is none.
func TestSpecificationPage(t *testing.T) {
	in := ourInput(t)
	all := files(t, build(t, in))
	page := string(all["catalog/specification/index.html"])
	src := all["api/v1/specification.md"]
	if n := strings.Count(page, `class="language-json"`); n != bytes.Count(src, []byte("```json ")) || n == 0 {
		t.Errorf("%d blocks of JSON on the page", n)
	}
	for _, p := range content.Parse("specification.md", src, content.Options{}).Problems {
		t.Errorf("specification.md:%d: %s: %s", p.Pos.Line, p.Code, p.Message)
	}
}

package check

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// FuzzJSON holds the JSON reader to jsontext: the same texts are JSON, the
// values are the same, and no text makes it fail in another way.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-2.5e3,true,false,null,"x\u00e9\ud83d\ude00\ud800"],"b":{}}`, `[`, `{"a":1,"a":2}`, `[1]x`, "// c\n[]", `"\x"`, `[01]`, `-`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text := decode(data)
		if !utf8.ValidString(text) {
			t.Fatal("decode gave invalid UTF-8")
		}
		root, comment, fail := readJSON(text, 0)
		src := &source{text: text}
		if fail != nil {
			if line, column := src.position(fail.offset); line < 1 || column < 1 || fail.message == "" {
				t.Fatalf("a bad problem: %+v", fail)
			}
		}
		if comment >= 0 || fail != nil && (fail.code == "too-deep" || fail.code == "too-many-nodes") {
			return
		}
		want := jsontext.Value(text)
		if valid := want.IsValid(jsontext.AllowInvalidUTF8(true)); valid != (fail == nil) {
			t.Fatalf("jsontext says %v, the reader %v", valid, fail)
		}
		if fail == nil {
			var b bytes.Buffer
			writePlain(&b, root)
			if err := want.Canonicalize(jsontext.AllowInvalidUTF8(true)); err == nil && !bytes.Contains(want, []byte("\ufffd")) && !bytes.Equal(b.Bytes(), want) {
				got := jsontext.Value(b.Bytes())
				if err := got.Canonicalize(); err != nil || !bytes.Equal(got, want) {
					t.Fatalf("read as %s, want %s", got, want)
				}
			}
		}
	})
}

// writePlain writes a tree as JSON.
func writePlain(b *bytes.Buffer, n *node) {
	switch n.kind {
	case null:
		b.WriteString("null")
	case boolean:
		if n.boolean {
			b.WriteString("true")
		} else {
			b.WriteString("false")
		}
	case number:
		b.WriteString(formatNumber(n.number))
	case text:
		b.WriteString(quote(n.text))
	case array:
		b.WriteByte('[')
		for i, item := range n.items {
			if i > 0 {
				b.WriteByte(',')
			}
			writePlain(b, item)
		}
		b.WriteByte(']')
	case object:
		b.WriteByte('{')
		for i, m := range n.members {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quote(m.name))
			b.WriteByte(':')
			writePlain(b, m.value)
		}
		b.WriteByte('}')
	}
}

// FuzzRun checks that no document makes a run fail or hang.
func FuzzRun(f *testing.F) {
	paths, _ := filepath.Glob("testdata/conformance/*.json")
	for _, path := range paths {
		if data, err := os.ReadFile(path); err == nil && len(data) < 4096 {
			f.Add(data)
		}
	}
	f.Add([]byte("apiVersion: v1\nkind: Pod\nspec:\n  containers: [{name: a, image: b}]\n"))
	f.Add([]byte(`{"type":"Microsoft.ContainerService/managedClusters","sku":{"tier":"[p()]"}}`))
	p, err := compile(catalogOf(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := p.run([]Document{{"d", data}}, Options{})
		for _, d := range r.Documents {
			if d.Shape == ShapeUnrecognised && len(d.Problems) == 0 {
				t.Fatal("not recognised, and no problem says so")
			}
		}
	})
}

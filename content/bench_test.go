package content_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	meta "github.com/yuin/goldmark-meta"
	"github.com/yuin/goldmark/extension"

	"pillars/content"
	"pillars/content/testfile"
)

// corpusSources reads the real guides.
func corpusSources(b *testing.B) map[string][]byte {
	sources := map[string][]byte{}
	root := testfile.Shared(b, "corpus", "waf", "well-architected")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".md" {
			return err
		}
		sources[filepath.ToSlash(p)], err = os.ReadFile(p)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return sources
}

// generatedGuide makes a guide of the usual form with that many items in each
// of its sections.
func generatedGuide(items int) map[string][]byte {
	var s strings.Builder
	s.WriteString("---\ntitle: Cache\ndescription: How to run a cache.\n---\n\n# Cache\n\n")
	for _, p := range content.Pillars {
		s.WriteString("## " + p.Name + "\n\nThe section helps.\n\n### Design checklist\n\n> [!div class=\"checklist\"]\n>\n")
		for range items {
			s.WriteString("> - **Plan for it.** Use [zones](/azure/cache/zones) and `replicas` so that data **stays**.\n>\n>   More of it.\n>\n")
		}
		s.WriteString("\n### Recommendations\n\n|Recommendation|Benefit|\n|---|---|\n")
		for range items {
			s.WriteString("|(Cluster) Turn on [backup](/azure/cache/backup).<br><br>Keep it for a week.|Lost data comes back.|\n")
		}
		s.WriteString("\n### Policy definitions\n\n- Backup must be on.\n\n")
	}
	return map[string][]byte{"guide.md": []byte(s.String())}
}

func benchmarkSources(b *testing.B, sources map[string][]byte) {
	size := 0
	for _, src := range sources {
		size += len(src)
	}
	run := func(name string, read func(name string, src []byte)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for name, src := range sources {
					read(name, src)
				}
			}
		})
	}
	run("guides", func(name string, src []byte) { content.Parse(name, src, content.Options{}) })
	run("guides-without-body", func(name string, src []byte) { content.Parse(name, src, content.Options{SkipBody: true}) })
	engine := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify, meta.Meta))
	run("goldmark", func(_ string, src []byte) {
		var out bytes.Buffer
		if err := engine.Convert(src, &out); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkCorpus reads the real guides on one thread, and beside it what
// goldmark alone needs for them.
func BenchmarkCorpus(b *testing.B) { benchmarkSources(b, corpusSources(b)) }

// BenchmarkGuide reads one generated guide of 300 KB.
func BenchmarkGuide(b *testing.B) { benchmarkSources(b, generatedGuide(200)) }

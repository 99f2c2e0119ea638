package site

import (
	"bytes"
	"strings"
	"testing"

	"pillars/content"
	"pillars/rules"
	"pillars/theme"
)

// TestLintPages holds that there is a page for each code, and that it has its
// explanation and its examples.
func TestLintPages(t *testing.T) {
	th, err := theme.Load(nil)
	if err != nil {
		t.Skip(err)
	}
	b := newBuilder(Input{Catalog: &rules.Catalog{}, Library: content.NewLibrary(nil), Theme: th}, nil)
	pages := b.lintPages()
	if len(pages) != len(content.Codes)+1 {
		t.Fatalf("%d pages for %d codes", len(pages), len(content.Codes))
	}
	for _, p := range pages {
		var buf bytes.Buffer
		if err := th.Templates.ExecuteTemplate(&buf, p.template, p.view(b.pageView(p))); err != nil {
			t.Fatal(err)
		}
		text := buf.String()
		if strings.Contains(text, "\x01") || p.url != lintURL && !strings.Contains(text, "<p>") {
			t.Errorf("%s has no explanation, or an open slot", p.url)
		}
		if id := strings.Trim(strings.TrimPrefix(p.url, lintURL), "/"); id != "" && id != "internal" && !strings.Contains(text, "<h2>Reported</h2>") {
			t.Errorf("%s shows no example", p.url)
		}
	}
}

package content_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"pillars/content"
	"pillars/content/testfile"
)

// TestFolder holds what is read of a whole folder: where each link of
// guide.md leads, the table of contents, the hub pages, the problems.
func TestFolder(t *testing.T) {
	testfile.Golden(t, "testdata/folder", func(t *testing.T, in *txtar.Archive) map[string]string {
		lib := libraryOf(t, in)
		out := map[string]string{}
		var problems, links, toc strings.Builder
		for _, p := range lib.Problems() {
			problems.WriteString(p.String() + "\n")
		}
		out["problems"] = problems.String()
		d := lib.Doc("guide.md")
		for _, l := range d.Links {
			target, _ := lib.Resolve(d, l)
			page := ""
			if target.Doc != nil {
				page = " = " + target.Doc.Path + "#" + target.Anchor
			}
			fmt.Fprintf(&links, "%s → %s%s\n", l.Href, target.URL, page)
		}
		out["links"] = links.String()
		writeEntries(&toc, lib.TOC, "")
		for _, h := range lib.Hubs {
			fmt.Fprintf(&toc, "%s: %s (%s)\n", h.Path, h.Title, h.Summary)
			writeEntries(&toc, h.Entries, "  ")
		}
		if toc.Len() > 0 {
			out["toc"] = toc.String()
		}
		return out
	})
}

func writeEntries(b *strings.Builder, entries []content.Entry, indent string) {
	for _, e := range entries {
		fmt.Fprintf(b, "%s%s <%s>\n", indent, e.Name, e.Href)
		writeEntries(b, e.Children, indent+"  ")
	}
}

// TestSourceURL holds how the address of a source line is made.
func TestSourceURL(t *testing.T) {
	s := content.Settings{Source: "https://example.org/blob/main/{path}#L{line}"}
	if got, want := s.SourceURL("a b/c.md", 7), "https://example.org/blob/main/a%20b/c.md#L7"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := (content.Settings{}).SourceURL("a.md", 1); got != "" {
		t.Errorf("got %s, want nothing", got)
	}
}

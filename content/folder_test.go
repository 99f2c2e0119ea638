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
// guide.md leads, old addresses, the table of contents, the hub pages, the
// problems.
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
			fmt.Fprintf(&links, "%s → %s\n", l.Href, targetText(target))
		}
		out["links"] = links.String()
		var moved strings.Builder
		for _, r := range lib.Redirects() {
			fmt.Fprintf(&moved, "%s → %s\n", r.From, targetText(r.To))
			for _, h := range r.Headings {
				fmt.Fprintf(&moved, "  #%s → %s\n", h.Anchor, targetText(h.To))
			}
		}
		for _, d := range lib.Docs {
			for _, h := range lib.MovedHeadings(d) {
				fmt.Fprintf(&moved, "%s#%s → %s\n", d.Path, h.Anchor, targetText(h.To))
			}
		}
		if moved.Len() > 0 {
			out["moved"] = moved.String()
		}
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

// targetText gives a target's address, and the page of the build it is.
func targetText(t content.Target) string {
	switch {
	case t.Doc != nil:
		return t.URL + " = " + t.Doc.Path + "#" + t.Anchor
	case t.Hub != nil:
		return t.URL + " = " + t.Hub.Path
	}
	return t.URL
}

func writeEntries(b *strings.Builder, entries []content.Entry, indent string) {
	for _, e := range entries {
		fmt.Fprintf(b, "%s%s <%s>", indent, e.Name, e.Href)
		if e.Summary != "" {
			fmt.Fprintf(b, " (%s)", e.Summary)
		}
		b.WriteByte('\n')
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

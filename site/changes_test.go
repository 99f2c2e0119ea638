package site_test

import (
	"encoding/xml"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pillars/content"
	"pillars/rules"
	"pillars/site"
)

const changesBefore = `---
title: Apples
ms.date: 1/2/2026
---
# Well-Architected guide for Apples (AP)

## Reliability

> [!div class="checklist"]
> - Keep two suppliers in different valleys.
> - Store a week of apples, at four degrees.
> - Lock the store at night and give the key to two people.
> - Give the key to two people.
`

const changesAfter = `---
title: Apples
ms.date: 3/4/2026
---
# Well-Architected guide for Apples (AP)

## Reliability

> [!div class="checklist"]
> - Store two weeks of apples & pears, at four degrees.
> - Lock the store at night and give the key to two people.

## Security

> [!div class="checklist"]
> - Keep two suppliers in different valleys.
> - Write down who has been in.
`

// changesInput gives what the site of changesAfter is built from, with the
// catalog of changesBefore as previous.
func changesInput(t *testing.T) site.Input {
	t.Helper()
	var previous *rules.Catalog
	var in site.Input
	for _, src := range []string{changesBefore, changesAfter} {
		lib := content.NewLibrary([]*content.Document{content.Parse("apples.md", []byte(src), content.Options{})})
		c, _, err := rules.Compile(lib, previous, rules.Sources{})
		if err != nil {
			t.Fatal(err)
		}
		in = site.Input{Catalog: c, Library: lib, Theme: loadTheme(t), Previous: previous, Version: "test"}
		previous = c
	}
	return in
}

func TestChangesPage(t *testing.T) {
	page := string(files(t, build(t, changesInput(t)))["changes/index.html"])
	for _, want := range []string{
		"4 rules changed",
		`<h2 id="added">Added</h2>`, `<h2 id="withdrawn">Withdrawn</h2>`, `<h2 id="moved">Moved</h2>`,
		"Store <del>a week of apples,</del> <ins>two weeks of apples &amp; pears,</ins> at four degrees.",
		"<del>reliability</del> <ins>security</ins>",
		`Now said by:`, `href="../rules/AP-003/"`, `href="../changes/atom.xml"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q:\n%s", want, page)
		}
	}
}

func TestChangesPageWithoutPrevious(t *testing.T) {
	in := changesInput(t)
	in.Previous = nil
	all := files(t, build(t, in))
	if page := string(all["changes/index.html"]); !strings.Contains(page, "There is nothing to compare with") {
		t.Errorf("the page does not say that there is nothing to compare with:\n%s", page)
	}
	if feed := readFeed(t, all["changes/atom.xml"]); len(feed.Entries) != 0 {
		t.Errorf("the feed has entries: %+v", feed.Entries)
	}
	in.Previous = in.Catalog
	if page := string(files(t, build(t, in))["changes/index.html"]); !strings.Contains(page, "No rule has changed") {
		t.Errorf("the page does not say that nothing changed:\n%s", page)
	}
}

type feed struct {
	ID      string `xml:"id"`
	Updated string `xml:"updated"`
	Entries []struct {
		Title   string `xml:"title"`
		ID      string `xml:"id"`
		Updated string `xml:"updated"`
		Content string `xml:"content"`
		Link    struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func readFeed(t *testing.T, data []byte) feed {
	t.Helper()
	var f feed
	if err := xml.Unmarshal(data, &f); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
	return f
}

var tagURI = regexp.MustCompile(`^tag:[a-z.]+,2026:[A-Za-z0-9./+=-]+$`)

func TestFeed(t *testing.T) {
	in := changesInput(t)
	in.BaseURL = "https://example.org/pillars"
	f := readFeed(t, files(t, build(t, in))["changes/atom.xml"])
	if f.Updated != "2026-03-04T00:00:00Z" || !tagURI.MatchString(f.ID) {
		t.Errorf("updated %s, ID %s", f.Updated, f.ID)
	}
	var titles, ids []string
	for _, e := range f.Entries {
		titles = append(titles, e.Title)
		ids = append(ids, e.ID)
		if e.Updated != "2026-03-04T00:00:00Z" || !tagURI.MatchString(e.ID) || !strings.HasPrefix(e.Link.Href, "https://example.org/pillars/rules/AP-00") {
			t.Errorf("entry %+v", e)
		}
	}
	want := []string{
		"AP-001 moved: Keep two suppliers in different valleys", "AP-002 reworded: Store two weeks of apples & pears, at four degrees",
		"AP-004 withdrawn: Give the key to two people", "AP-005 added: Write down who has been in",
	}
	if !slices.Equal(titles, want) {
		t.Errorf("got %q, want %q", titles, want)
	}
	if text := f.Entries[1].Content; text != "<p>Text: Store <del>a week of apples,</del> <ins>two weeks of apples &amp; pears,</ins> at four degrees.</p>" {
		t.Errorf("content %q", text)
	}

	// The ID of an entry is another one when the rule says something else.
	in.Catalog.Rule("AP-002").Text += " Or less."
	again := readFeed(t, files(t, build(t, in))["changes/atom.xml"])
	for i, e := range again.Entries {
		if same := e.ID == ids[i]; same == strings.HasPrefix(e.Title, "AP-002") {
			t.Errorf("%s: ID %s, before %s", e.Title, e.ID, ids[i])
		}
	}
}

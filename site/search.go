package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"pillars/rules"
	"pillars/theme"
)

// What search looks through is written as scripts, for a page opened from
// disk may fetch nothing: a small one with the names of everything, loaded
// when somebody searches, and one with the text of the rules, loaded when the
// names are not enough. Each sets one global variable; theme/ts/search/data.ts
// reads them.

// searchIndex is what the first one holds. Rows are arrays to keep it small.
type searchIndex struct {
	Text    AssetRef     `json:"text"`
	Pillars [][2]string  `json:"pillars"` // ID, name
	Rules   []searchRule `json:"rules"`
	Guides  []searchPage `json:"guides"`
}

// searchRule is [ID, title, index of the pillar or -1, 1 where withdrawn].
type searchRule struct {
	id, title string
	pillar    int
	withdrawn bool
}

// MarshalJSON writes the row; the last field is left out where it says no.
func (r searchRule) MarshalJSON() ([]byte, error) {
	row := []any{r.id, r.title, r.pillar}
	if r.withdrawn {
		row = append(row, 1)
	}
	return marshal(row)
}

// searchPage is [title, address, [heading, anchor, heading, anchor …]].
type searchPage struct {
	title, url string
	headings   []string
}

// MarshalJSON writes the row.
func (p searchPage) MarshalJSON() ([]byte, error) {
	return marshal([]any{p.title, p.url, p.headings})
}

// searchAssets makes the two scripts: names and texts.
func (b *builder) searchAssets() (names, texts theme.Asset, err error) {
	byID := make(map[string][2]string, len(b.Catalog.Rules))
	for i := range b.Catalog.Rules {
		r := &b.Catalog.Rules[i]
		byID[r.ID] = [2]string{r.Text, r.Benefit}
	}
	if texts, err = b.dataScript("search-text.js", "pillarsSearchText", byID); err != nil {
		return names, texts, err
	}
	names, err = b.dataScript("search-index.js", "pillarsSearch", b.searchIndex(b.ref(texts)))
	return names, texts, err
}

func (b *builder) searchIndex(text AssetRef) searchIndex {
	index := searchIndex{Text: text, Pillars: [][2]string{}, Rules: []searchRule{}, Guides: []searchPage{}}
	for _, p := range b.Catalog.Pillars {
		index.Pillars = append(index.Pillars, [2]string{p.ID, p.Name})
	}
	for i := range b.Catalog.Rules {
		r := &b.Catalog.Rules[i]
		index.Rules = append(index.Rules, searchRule{
			r.ID, r.Title,
			slices.IndexFunc(b.Catalog.Pillars, func(p rules.Pillar) bool { return p.ID == deref(r.Pillar) }),
			r.Status == rules.Withdrawn,
		})
	}
	for _, d := range b.Library.Docs {
		p := searchPage{title: docTitle(d), url: guideURL(d.Path), headings: []string{}}
		for _, h := range d.Headings {
			if h.Level > 1 && h.Anchor != "" {
				p.headings = append(p.headings, h.Text, h.Anchor)
			}
		}
		index.Guides = append(index.Guides, p)
	}
	for _, h := range b.Library.Hubs {
		index.Guides = append(index.Guides, searchPage{title: hubTitle(h), url: guideURL(h.Path), headings: []string{}})
	}
	return index
}

// dataScript writes a script that sets one global variable to a value, and
// gives it without its data, which may be large.
func (b *builder) dataScript(name, variable string, value any) (theme.Asset, error) {
	var text bytes.Buffer
	text.WriteString("self." + variable + "=")
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return theme.Asset{}, fmt.Errorf("could not write %s: %w", name, err)
	}
	text.Truncate(text.Len() - 1)
	text.WriteString(";\n")
	a := theme.NewAsset(name, text.Bytes())
	err := b.write(a.Path, a.Data)
	a.Data = nil
	return a, err
}

// marshal writes JSON that need not stand in HTML.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(buf.Bytes()), err
}

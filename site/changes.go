package site

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"

	"pillars/rules"
)

// maxChanges is how many changed rules the page and the feed show; the page
// says how many more there are.
const maxChanges = 500

// changesPages makes the page that says what changed since the previous
// catalog.
func (b *builder) changesPages() []page {
	return []page{{
		url: changesURL, template: "changes.html", section: changesURL, title: b.text("pages.changes"),
		summary: b.text("pages.changesAbout"),
		view:    func(p Page) any { return b.changesView(p) },
	}}
}

// changeTitle gives a kind of change as a heading, and as the first words of
// an entry in the feed.
func (b *builder) changeTitle(k rules.ChangeKind) string { return b.text("change." + string(k)) }

func (b *builder) changesView(p Page) ChangesView {
	v := ChangesView{Page: p, FeedURL: p.Root + feedURL, HasPrevious: b.Previous != nil}
	c := b.changes()
	shown := 0
	for _, kind := range rules.ChangeKinds {
		g := ChangeGroup{Kind: string(kind), Title: b.changeTitle(kind)}
		for i := range c.Rules {
			if r := &c.Rules[i]; r.Kinds[0] == kind {
				g.Count++
				if shown < maxChanges {
					g.Rules = append(g.Rules, b.changeView(p.Root, r))
					shown++
				}
			}
		}
		if g.Count > 0 {
			g.More = g.Count - len(g.Rules)
			v.Groups = append(v.Groups, g)
		}
	}
	v.Old, v.New, v.Rules = c.Old, c.New, len(c.Rules)
	return v
}

// changeView gives a change as the page shows it.
func (b *builder) changeView(root string, c *rules.Change) ChangeView {
	v := ChangeView{Text: c.Text, Benefit: c.Benefit, Moves: c.Moves, Checks: c.Checks, Details: c.Details, Successors: b.rows(root, c.SupersededBy)}
	if c.Severity != nil {
		v.Moves = append(slices.Clone(v.Moves), *c.Severity)
	}
	if c.After != nil {
		v.Row = b.row(root, c.After)
	} else {
		v.Row = b.row(root, c.Before)
		v.Row.URL = "" // it has no page
	}
	for _, k := range c.Kinds {
		v.Kinds = append(v.Kinds, strings.ToLower(b.changeTitle(k)))
	}
	return v
}

// The Atom feed (RFC 4287): one entry for each rule that changed.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Title   string      `xml:"title"`
		ID      string      `xml:"id"`
		Updated string      `xml:"updated"`
		Author  string      `xml:"author>name"`
		Links   []atomLink  `xml:"link"`
		Entries []atomEntry `xml:"entry"`
	}
	atomEntry struct {
		Title    string       `xml:"title"`
		ID       string       `xml:"id"`
		Updated  string       `xml:"updated"`
		Link     atomLink     `xml:"link"`
		Category atomCategory `xml:"category"`
		Content  atomText     `xml:"content"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
	atomText struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

// writeFeed writes the feed. Its dates are those that the guides give
// themselves (ms.date), so equal input gives an equal feed. An entry's ID is
// made of the rule's ID and the digest of what it says now: a reader's program
// sees an entry as new when, and only when, the rule changed again.
func (b *builder) writeFeed() error {
	c := b.changes()
	feed := atomFeed{
		Title: b.text("feed.title", "site", b.name()), ID: b.tagURI("changes"), Updated: b.lastModified(), Author: b.name(),
		Links: []atomLink{{"self", b.absolute(feedURL)}, {"alternate", b.absolute(changesURL)}},
	}
	for i := range c.Rules {
		e, err := b.feedEntry(&c.Rules[i], feed.Updated)
		if err != nil {
			return err
		}
		feed.Entries = append(feed.Entries, e)
	}
	slices.SortStableFunc(feed.Entries, func(x, y atomEntry) int { return cmp.Compare(y.Updated, x.Updated) })
	feed.Entries = feed.Entries[:min(len(feed.Entries), maxChanges)]
	text, err := xml.MarshalIndent(feed, "", "  ")
	if err != nil {
		return fmt.Errorf("could not make the feed: %w", err)
	}
	return b.write(feedURL, append(append([]byte(xml.Header), text...), '\n'))
}

func (b *builder) feedEntry(c *rules.Change, fallback string) (atomEntry, error) {
	r, address := c.After, changesURL
	if r == nil {
		r = c.Before
	} else {
		address = ruleURL(r.ID)
	}
	said := *r
	said.Modified = "" // another date alone makes no other entry
	digest, err := rules.Digest([]rules.Rule{said})
	if err != nil {
		return atomEntry{}, err
	}
	e := atomEntry{
		Title: fmt.Sprintf("%s %s: %s", c.ID, strings.ToLower(b.changeTitle(c.Kinds[0])), c.Title),
		ID:    b.tagURI("rules/" + c.ID + "/" + string(c.Kinds[0]) + "/" + digest), Updated: fallback,
		Link: atomLink{"alternate", b.absolute(address)}, Category: atomCategory{string(c.Kinds[0])},
		Content: atomText{"html", b.changeHTML(c)},
	}
	if r.Modified != "" {
		e.Updated = atomTime(r.Modified)
	}
	return e, nil
}

// changeHTML gives what a feed reader shows of a change.
func (b *builder) changeHTML(c *rules.Change) string {
	var s strings.Builder
	para := func(name string, values ...any) { fmt.Fprintf(&s, "<p>%s</p>", b.text("feed."+name, values...)) }
	value := func(v string) string { return html.EscapeString(cmp.Or(v, b.text("changes.none"))) }
	if c.After != nil && c.Before == nil && !c.Has(rules.Retired) {
		para("added", "text", html.EscapeString(c.After.Text))
	}
	if c.Text != nil {
		para("text", "text", segmentsHTML(c.Text))
	}
	if c.Benefit != nil {
		para("why", "text", segmentsHTML(c.Benefit))
	}
	moves := slices.Clone(c.Moves)
	if c.Severity != nil {
		moves = append(moves, *c.Severity)
	}
	for _, m := range moves {
		para("move", "field", m.Field, "from", value(m.From), "to", value(m.To))
	}
	for _, ch := range c.Checks {
		para("check", "id", ch.ID, "change", ch.Change)
	}
	if c.SupersededBy != nil {
		para("now", "rules", strings.Join(c.SupersededBy, ", "))
	} else if c.Has(rules.Retired) {
		para("withdrawn")
	}
	if c.Details != nil {
		para("details", "what", strings.Join(c.Details, ", "))
	}
	return s.String()
}

func segmentsHTML(segments []rules.Segment) string {
	var parts []string
	for _, s := range segments {
		text := html.EscapeString(s.Text)
		switch s.Op {
		case rules.Delete:
			text = "<del>" + text + "</del>"
		case rules.Insert:
			text = "<ins>" + text + "</ins>"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

// lastModified gives the newest date that a guide gives itself; a site whose
// guides give none has a feed from the beginning of time.
func (b *builder) lastModified() string {
	newest := "1970-01-01"
	for _, d := range b.Library.Docs {
		newest = max(newest, d.Meta.Updated)
	}
	return atomTime(newest)
}

func atomTime(date string) string { return date + "T00:00:00Z" }

// absolute gives the full address of a file of the site, or, where the site's
// own address is not known, its way from the feed.
func (b *builder) absolute(address string) string {
	if b.BaseURL == "" {
		return root(feedURL) + address
	}
	return b.BaseURL + address
}

// tagURI gives an ID (RFC 4151) for something of this site that lasts even if
// the site moves between folders of its host.
func (b *builder) tagURI(name string) string {
	host := "pillars.invalid"
	if u, err := url.Parse(b.BaseURL); err == nil && u.Hostname() != "" {
		host = strings.ToLower(u.Hostname())
	}
	return "tag:" + host + ",2026:pillars/" + name
}

// changesTasks writes what goes with the page.
func (b *builder) changesTasks() []func(*bytes.Buffer) error {
	return []func(*bytes.Buffer) error{func(*bytes.Buffer) error { return b.writeFeed() }}
}

// changesByID gives what changed since the previous catalog, by rule.
func (b *builder) changesByID() map[string]*rules.Change {
	byID := map[string]*rules.Change{}
	c := b.changes()
	for i := range c.Rules {
		byID[c.Rules[i].ID] = &c.Rules[i]
	}
	return byID
}

// compare says what changed since the previous catalog; nothing where there is
// none.
func (b *builder) compare() rules.Changes {
	if b.Previous == nil {
		return rules.Changes{New: b.Catalog.Digest}
	}
	return rules.Diff(b.Previous, b.Catalog)
}

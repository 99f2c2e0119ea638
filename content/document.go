package content

// Kind says which shape of the dialect an item was written in.
type Kind string

// The kinds of item; see the package documentation.
const (
	Checklist      Kind = "checklist"
	Recommendation Kind = "recommendation"
	Policy         Kind = "policy"
)

// Document is one guide, read: what it says about itself, its items, its
// links, its body as HTML with slots for what only the site knows, and what
// is wrong with it. It is complete and never changed after [Parse].
type Document struct {
	Path     string // slash path below the content folder
	Meta     Meta
	Title    string // the level 1 heading, else the title of the front matter
	Headings []Heading
	Items    []Item
	Residue  []Residue
	Links    []Link
	Images   []Image
	Body     Body
	Problems []Problem

	aliases  map[string]string // Learn's own anchor → ours, where they differ
	switches []switchOff       // what comments in the guide silence
}

// Anchor gives the anchor in this document's page for a #fragment as guides
// write it. Anchors follow Learn's rule, except that a heading that stands
// more than once is told apart by the heading above it, not by a number.
func (d *Document) Anchor(fragment string) (id string, ok bool) {
	if id, ok := d.aliases[fragment]; ok {
		return id, true
	}
	for _, h := range d.Headings {
		if h.Anchor == fragment {
			return fragment, true
		}
	}
	return "", false
}

// Meta is the front matter: the keys that Pillars uses, and all of it.
type Meta struct {
	Title       string
	Description string
	Service     string // "service": the service ID; Pillars' own key
	Updated     string // "ms.date", else "updated", as YYYY-MM-DD; empty where there is no such date
	All         map[string]any
}

// Heading is a heading of the document; tab headings are none.
type Heading struct {
	Level  int
	Text   string
	Anchor string // unique in the document
	Pos    Pos
}

// Item is one thing to do as a guide states it: a checklist entry, a row of
// a recommendation table, an entry of a policy list.
type Item struct {
	Kind        Kind
	Pillar      string // pillar ID, empty where none is named
	Section     []string
	Anchor      string // of the section's heading
	Ordinal     int    // 1-based among the items of this kind in this section, placeholders counted
	Code        string // SE:01 in code tables
	Scope       []string
	Title       string
	Text        string
	Benefit     string
	Links       []int // indices into Document.Links, in order
	Pos         Pos
	EndLine     int
	Placeholder bool // left over from the template: not a rule
	Continued   bool // recovered: stands behind a break in its checklist
}

// Residue is template text outside the items, such as "[H2 section
// introduction here.]".
type Residue struct {
	Pos     Pos
	Section []string
	Text    string
}

// Link is a link in the document, of any form: inline, reference, autolink,
// <a href>, a film. A relative address starts from the file in Pos: an
// included file's links are its own.
type Link struct {
	Href string // as written
	Text string // an image's alternative text where the link is one
	Pos  Pos
}

// Image is a picture the document shows. A relative address starts from the
// file in Pos.
type Image struct {
	Src      string // as written
	Alt      string
	Icon     bool // decoration: its text would only repeat the words beside it
	Lightbox bool // a larger form of the image before it
	Plain    bool // without a border
	Pos      Pos
}

package site

import (
	"html/template"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/export"
)

// The views: what each template is given, one struct a template. Addresses
// in views are relative to the page.

// Page is what every page has.
type Page struct {
	URL       string // below the site's root
	Site      string // name of the site
	Root      string // way from the page to the root
	Title     string
	Summary   string
	Canonical string // absolute, "" where the site's address is not known
	Section   string // current entry of the main navigation: an address
	Crumbs    []Crumb
	CSP       string
	Style     AssetRef
	Scripts   []AssetRef
	Search    []AssetRef // what is loaded when somebody searches
	Version   string
	RuleCount int

	Masthead, Colophon template.HTML // see frame

	EarlyScript   AssetRef // runs before the page is painted
	ServiceWorker string   // address of the service worker, "" where there is none
	Data          any      // JSON-LD about the page, nil for none
	CrumbData     any      // JSON-LD of the way to the page, nil for none
}

// Crumb is a step on the way from home to the page.
type Crumb struct{ Title, URL string }

// AssetRef is a bundled file as pages link to it.
type AssetRef struct {
	Path      string `json:"path"`                // below the site's root
	Integrity string `json:"integrity,omitempty"` // "" where the site may be opened from disk
}

// PillarRef names a pillar.
type PillarRef struct{ ID, Code, Name, URL string }

// RuleRow is a rule in a list.
type RuleRow struct {
	ID, URL, Title string
	Pillar         PillarRef // zero where the rule has none
	Service        string
	ServiceID      string
	Kind           string
	Severity       string
	Scope          []string
	Automated      bool
	Withdrawn      bool
}

// HomeView is templates/home.html.
type HomeView struct {
	Page
	Pillars               []PillarCard
	Picture               Picture
	Services              []MatrixRow // empty where the picture has all of them
	Guides                []GuideRef  // those with the most rules
	GuideCount, Automated int
}

// PillarCard is a pillar with its counts.
type PillarCard struct {
	PillarRef
	Question  string // what the pillar asks of a workload
	Rules     int
	Automated int
}

// MatrixRow is a service with the number of its rules for each pillar.
type MatrixRow struct {
	Name, Short, URL string
	Cells            []MatrixCell
	Total            int
}

// MatrixCell is one field of the matrix.
type MatrixCell struct {
	Pillar    PillarRef
	Count     int
	Automated int // of them
	URL       string
	Share     int // of the largest field, in tenths
}

// Picture shows the rules of the largest services as squares.
type Picture struct {
	Unit int // rules that a square stands for
	Rows []PictureRow
	Left int // services that are not in it
}

// PictureRow is a service, with a field for each pillar.
type PictureRow struct {
	MatrixRow
	Fields []PictureField
}

// PictureField holds the squares of a service and pillar as SVG paths.
type PictureField struct {
	MatrixCell
	Automated, Manual string
	Width, Height     int
}

// GuideRef is a guide in a list.
type GuideRef struct {
	Title, URL, Summary string
	Rules               int
}

// GuidesView is templates/guides.html: the tree of the table of contents, or,
// where the folder has none, cards by group.
type GuidesView struct {
	Page
	Guides, Rules int
	Tree          bool
	Own           *ContentsItem  // what the table of contents leads to as a whole
	Entries       []ContentsItem // of a tree
	Groups        []GuideGroup   // else
}

// ContentsItem is an entry of the contents with those below it.
type ContentsItem struct {
	Title            string
	URL              string // "" for a mere group
	Away             string // host, where it leads out of the site
	Anchor           string // of a group
	Rules            int    // of the guide itself
	Guides, AllRules int    // here and below
	Items            []ContentsItem
}

// GuideGroup is a heading with guides below it.
type GuideGroup struct {
	Title, Anchor string
	Guides        []GuideCard
}

// GuideCard is a guide with what its rules are about.
type GuideCard struct {
	Title, URL, Summary string
	Rules, Automated    int
	Updated             string
	Pillars             []PillarShare
	Hub                 bool // it is a page that leads to others, and has no rules
}

// PillarShare is how many of a guide's rules are a pillar's. URL is that of
// the pillar's section in the guide; X and Width are in thousandths of the
// bar.
type PillarShare struct {
	PillarRef
	Rules, X, Width int
}

// GuideView is templates/guide.html.
type GuideView struct {
	Page
	Contents       []ContentsEntry
	Body           template.HTML
	Rules          int
	Source         string
	SourceURL      string // "" where it is not known
	Updated        string
	Moved          []MovedView
	Previous, Next *NeighbourView
}

// MovedView is a heading that a guide had once, and where it is now.
type MovedView struct{ ID, Title, URL string }

// NeighbourView is the page before or behind in the contents. Section names
// its group where that is another one.
type NeighbourView struct{ Title, Section, URL string }

// HubView is templates/hub.html: a page that leads to others.
type HubView struct {
	Page
	SourceURL      string // "" where it is not known
	Groups         []HubGroup
	Previous, Next *NeighbourView
}

// HubGroup holds links and cards, mostly under a heading.
type HubGroup struct {
	Title, Summary, URL string
	Level               int // of the heading, 0 where there is none
	Links               []ContentsItem
	Cards               []HubCard
}

// HubCard is a card of a hub page: it leads somewhere itself, or holds links.
type HubCard struct {
	Title, URL, Summary string
	Away                string // host, where it leads out of the site
	Rules               int
	Links               []ContentsItem
}

// ContentsEntry is a heading in an article's table of contents.
type ContentsEntry struct {
	Level        int
	Text, Anchor string
	Pillar       string // ID where the heading is a pillar's
}

// PillarView is templates/pillar.html.
type PillarView struct {
	Page
	Pillar PillarCard
	Groups []RuleGroup
}

// RuleGroup is a heading with rules below it.
type RuleGroup struct {
	Title, URL string
	Rules      []RuleRow
}

// PillarsView is templates/pillars.html.
type PillarsView struct {
	Page
	Pillars []PillarCard
}

// RulesView is templates/rules.html: the list of all rules, or of those with
// one value of a facet.
type RulesView struct {
	Page
	Heading  string
	Rules    []RuleRow
	Facets   []FacetView
	Services bool   // there is more than one, so rows name theirs
	Dated    bool   // rules were changed at different times
	All      bool   // the list of all rules, which a script filters
	More     int    // rules that are left out of the page; of the list of all they are in its data
	List     any    // all rules, for the script
	Further  string // of a facet's page: the address that filters the list like it
	Since    bool   // that list holds all that was changed later, too
	Text     AssetRef
	Catalog  string // address of catalog.json
}

// Count gives the number of rules, those that are left out included.
func (v RulesView) Count() int { return len(v.Rules) + v.More }

// FacetView is a facet of the rule list with its values.
type FacetView struct {
	Name, Title string
	Since       string // title for the script, where its values are dates
	Values      []FacetValueView
}

// FacetValueView is a value of a facet.
type FacetValueView struct {
	Value, Label string
	Count        int
	URL          string // of its own page
	Pillar       string // ID where it is a pillar
	Current      bool   // the page is this value's own
}

// RuleView is templates/rule.html.
type RuleView struct {
	Page
	Row            RuleRow
	Rule           *rules.Rule
	Text           string // without the scope prefix and the title it starts with
	Links          []rules.Link
	Related        []RuleRow
	Successors     []RuleRow
	Checks         []CheckView
	Automation     string // automated, assisted, manual
	Principles     []PrincipleRef
	Tradeoffs      []TradeoffView
	Remediation    []rules.Remediation
	References     []ReferencesView
	GuideTitle     string
	GuideURL       string // of the rule's place in its guide, "" where it is gone
	SourceURL      string // of its line, "" where it is not known
	JSONURL        string
	Changed        string      // date, "" where it is not known
	Change         *ChangeView // since the previous catalog, nil for none
	Place, Places  int         // of the rule among those of its section
	Previous, Next *RuleNeighbour
}

// RuleNeighbour is the rule before or behind in the guide. Section names its
// section where that is another one.
type RuleNeighbour struct{ ID, Title, URL, Section string }

// ReferencesView holds a rule's references to a catalog of others.
type ReferencesView struct {
	Name       string
	References []ReferenceView
}

// ReferenceView is a reference; URL is "" where it has no page.
type ReferenceView struct{ ID, URL string }

// PrincipleRef is a code of the framework's own checklists that a rule serves.
type PrincipleRef struct{ Code, Title, URL string }

// TradeoffView is what a rule costs another pillar.
type TradeoffView struct {
	Pillar PillarRef
	Text   string
}

// CheckView is an automated check on its rule's page.
type CheckView struct {
	ID, Title, Message string
	Severity           string
	Types              []string
	Description        check.Description
	Schema             string // the assertion, as indented JSON
	Match              string // which resources it applies to, "" for all of the types
}

// CheckerView is templates/check.html.
type CheckerView struct {
	Page
	Worker   AssetRef
	Catalog  string // script with the part of the catalog that checking needs, below the root
	Checks   int
	Examples []Example
	Sources  []Source
}

// Source is a kind of document that the checker reads, and the commands that
// make one.
type Source struct{ What, Command string }

// Example is a document to try the checker with.
type Example struct{ Name, Title, Text string }

// ChangesView is templates/changes.html.
type ChangesView struct {
	Page
	HasPrevious bool
	Old, New    string // digests
	Rules       int
	Groups      []ChangeGroup
	FeedURL     string
}

// ChangeGroup holds the rules that changed first of all in one way.
type ChangeGroup struct {
	Kind, Title string
	Count, More int // all, and those left out
	Rules       []ChangeView
}

// ChangeView is a rule that changed.
type ChangeView struct {
	Row           RuleRow  // URL is "" where it has no page
	Kinds         []string // the ways in which it changed
	Text, Benefit []rules.Segment
	Moves         []rules.Move // severity among them
	Checks        []rules.CheckChange
	Details       []string
	Successors    []RuleRow
}

// CatalogView is templates/catalog.html.
type CatalogView struct {
	Page
	Digest, SchemaVersion string
	Changed               string // the day on which a rule changed last, "" where none says it
	Active, Withdrawn     int    // rules
	TooMany               bool   // rules for exports
	Formats               []export.Format
	Losses                LossTable // of the exports

	Files, Exports, Policies, Schemas, Conformance []Download
	Sums, Specification                            string // addresses
	Zip                                            string // of the whole site as one file, "" where there is none
	Embed, Sync                                    []Snippet
}

// Download is a file of the API.
type Download struct {
	Name, URL, About string
	Size             string
	Digest           string        // sha256- and base64
	Gzip             *Download     // nil where there is none
	Lost             []export.Loss // of an export: what it has no place for
}

// Snippet is code to copy.
type Snippet struct {
	Title, About string
	Code         template.HTML // highlighted
}

// SpecificationView is templates/specification.html.
type SpecificationView struct {
	Page
	Contents []ContentsEntry
	Body     template.HTML
	Source   string // address of the text
}

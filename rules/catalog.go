package rules

// SchemaVersion is the version of the catalog format. Minor versions only add
// fields; a reader that knows 1.x reads every 1.y.
const SchemaVersion = "1.0"

// Catalog is the published form of a set of guides: every rule they hold, in
// a stable order (by rule ID: prefix, then number). It is what catalog.json
// contains and what schema/catalog.schema.json describes.
type Catalog struct {
	SchemaVersion string    `json:"schemaVersion"`
	Digest        string    `json:"digest"` // of the rules, see [Digest]
	Pillars       []Pillar  `json:"pillars"`
	Services      []Service `json:"services"`
	Rules         []Rule    `json:"rules"`
}

// Pillar is one of the five pillars of the Well-Architected Framework.
type Pillar struct {
	ID   string `json:"id"`
	Code string `json:"code"` // two letters, as in the framework's own codes (RE:01)
	Name string `json:"name"`
}

// Service is a product that a guide is about.
type Service struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Short  string `json:"short"`  // prefix of the rule IDs minted for it
	Source string `json:"source"` // path of the guide below the content folder
}

// Kind says what form a rule has in its guide.
type Kind string

// The kinds of rule.
const (
	Checklist      Kind = "checklist"
	Recommendation Kind = "recommendation"
	Policy         Kind = "policy"
)

// Status says whether a rule still stands in a guide.
type Status string

// The states of a rule. A withdrawn rule stays in the catalog for good, so
// that its ID is never given out again and its page can say what became of it.
const (
	Active    Status = "active"
	Withdrawn Status = "withdrawn"
)

// Severity grades how much is lost where a rule does not hold.
type Severity string

// The severities, most severe first.
const (
	High   Severity = "high"
	Medium Severity = "medium"
	Low    Severity = "low"
)

// Effort grades what it takes to make a rule hold: low is a setting that can
// be changed in place, medium is a project of days (new pools, new manifests,
// a rehearsal), high is a matter of design or of several teams.
type Effort string

// The efforts, least first.
const (
	LowEffort    Effort = "low"
	MediumEffort Effort = "medium"
	HighEffort   Effort = "high"
)

// Automation says how much of a rule its checks decide.
type Automation string

// The kinds of automation.
const (
	Automated Automation = "automated" // checks decide it
	Assisted  Automation = "assisted"  // checks decide a part, or only in some inputs
	Manual    Automation = "manual"    // there is no check
)

// Tradeoff is what a rule costs another pillar.
type Tradeoff struct {
	Pillar string `json:"pillar"` // pillar ID
	Text   string `json:"text"`
}

// Rule is one thing to do, as a guide says it.
type Rule struct {
	ID           string        `json:"id"` // <SHORT>-<NNN>, minted once, never reused
	Status       Status        `json:"status"`
	SupersededBy []string      `json:"supersededBy,omitzero"` // of a withdrawn rule: the rules that say it now
	Modified     string        `json:"modified,omitzero"`     // YYYY-MM-DD: when it changed last, as far as its guide tells; see setModified
	Kind         Kind          `json:"kind"`
	Pillar       *string       `json:"pillar"`  // pillar ID, nil where the guide names none
	Service      *string       `json:"service"` // service ID, nil for guidance that is not about a product
	Code         *string       `json:"code"`    // the framework's own code, such as SE:01
	Scope        []string      `json:"scope"`   // "cluster", "workload": from the prefix of the text
	Section      []string      `json:"section"` // headings from level 2 down
	Ordinal      int           `json:"ordinal"` // 1-based among the rules of its kind and section
	Title        string        `json:"title"`   // short, without the scope prefix
	Text         string        `json:"text"`    // plain text, white space folded
	Benefit      string        `json:"benefit"` // plain text, empty where there is none
	Links        []Link        `json:"links"`
	Source       Source        `json:"source"`
	Related      []string      `json:"related"` // rule IDs, sorted
	Severity     Severity      `json:"severity"`
	Effort       Effort        `json:"effort,omitzero"`     // from the sidecar, as the next three; see [Sidecar]
	Principles   []string      `json:"principles,omitzero"` // codes of the framework's checklists, such as RE:05
	Tradeoffs    []Tradeoff    `json:"tradeoffs,omitzero"`
	Look         string        `json:"look,omitzero"` // what a person must look at
	References   []Reference   `json:"references"`
	Remediation  []Remediation `json:"remediation"`
	Automation   Automation    `json:"automation,omitzero"` // of an active rule
	Checks       []Check       `json:"checks"`
}

// Link is a link in a rule.
type Link struct {
	Text string `json:"text"`
	Href string `json:"href"` // as written
	URL  string `json:"url"`  // absolute
}

// Source is the place of a rule in its guide; lines are 1-based.
type Source struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	EndLine int    `json:"endLine"`
}

// Reference names the same matter in another catalog, such as
// {"psrule", "AZR-000285"} or {"azure-policy", "993c2fcd-…"}.
type Reference struct {
	Scheme string `json:"scheme"`
	ID     string `json:"id"`
}

// Remediation is code that makes a rule hold.
type Remediation struct {
	Tool string `json:"tool"` // az, bicep, terraform, kubectl
	Code string `json:"code"`
}

// Check is an automated test of a rule. Target and Assert are plain JSON
// Schema 2020-12 in the profile that package check documents; both are
// evaluated against a resource in canonical form.
type Check struct {
	ID       string   `json:"id"`
	Title    string   `json:"title"`
	Severity Severity `json:"severity"`
	Target   Target   `json:"target"`

	// Relate and Derive bring in what the resource alone does not say. With
	// one of them, the assertion is about {"self": the resource, "related":
	// {name: [resources]}, "derived": {name: value}}.
	Relate []Relation   `json:"relate,omitempty"`
	Derive []Derivation `json:"derive,omitempty"`

	Assert  any    `json:"assert"`
	Message string `json:"message"` // what to do where the check fails
}

// Relation names other resources of the same run that belong to a resource.
type Relation struct {
	Name  string   `json:"name"`
	Types []string `json:"types"` // of the other resources
	Where []Join   `json:"where"` // all must hold
}

// Join compares a part of the resource with a part of another. Self and Other
// are JSON pointers in canonical bodies. See package check for the operators.
type Join struct {
	Op    string `json:"op"` // equal, equalFold, selects
	Self  string `json:"self"`
	Other string `json:"other"`
}

// Derivation is a value computed from the resource by a named function. See
// package check for the functions.
type Derivation struct {
	Name string `json:"name"`
	Fn   string `json:"fn"`             // count, sum, distinct, quantity, version, difference
	Path string `json:"path,omitempty"` // JSON pointer in the resource, through objects only
	Of   string `json:"of,omitempty"`   // JSON pointer in an item (sum, distinct)
	// Where chooses items, by a JSON Schema.
	Where any      `json:"where,omitempty"`
	Names []string `json:"names,omitempty"` // derived values that the function takes (difference)
}

// Target says which resources a check applies to.
type Target struct {
	Types []string `json:"types"`           // resource types, compared ignoring case
	Match any      `json:"match,omitempty"` // a JSON Schema; a resource that does not satisfy it is notApplicable
}

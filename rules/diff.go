package rules

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Changes says what became of each rule between two catalogs.
type Changes struct {
	SchemaVersion string             `json:"schemaVersion"`
	Old           string             `json:"old"`     // digest of the old catalog
	New           string             `json:"new"`     // digest of the new one
	Summary       map[ChangeKind]int `json:"summary"` // rules with a change of that kind; no zeros
	Rules         []Change           `json:"rules"`   // rules that changed, by ID
}

// ChangeKind is one way in which a rule changed; a rule may have changed in
// several.
type ChangeKind string

// The kinds of change.
const (
	Added     ChangeKind = "added"     // the ID is new
	Retired   ChangeKind = "withdrawn" // it no longer stands in a guide
	Restored  ChangeKind = "restored"  // it was withdrawn, and stands again
	Missing   ChangeKind = "missing"   // the new catalog does not have the ID, not even as withdrawn
	Reworded  ChangeKind = "reworded"  // text or benefit
	Moved     ChangeKind = "moved"     // section, pillar, kind, service or file
	Rechecked ChangeKind = "checks"    // automated checks
	Regraded  ChangeKind = "severity"
	Detailed  ChangeKind = "details" // anything else that is published; Details says what
)

// ChangeKinds lists the kinds of change in the order in which they are shown.
var ChangeKinds = []ChangeKind{Added, Retired, Restored, Missing, Reworded, Moved, Rechecked, Regraded, Detailed}

// Change is what became of one rule. Fields are empty where nothing changed.
type Change struct {
	ID           string        `json:"id"`
	Title        string        `json:"title"` // in the new catalog, else in the old one
	Kinds        []ChangeKind  `json:"kinds"` // in the order of [ChangeKinds]
	Text         []Segment     `json:"text,omitempty"`
	Benefit      []Segment     `json:"benefit,omitempty"`
	Moves        []Move        `json:"moves,omitempty"`
	Checks       []CheckChange `json:"checks,omitempty"`
	Severity     *Move         `json:"severity,omitempty"`
	SupersededBy []string      `json:"supersededBy,omitempty"` // of a withdrawn rule
	Details      []string      `json:"details,omitempty"`      // names of other fields that differ
	Before       *Rule         `json:"-"`                      // nil where it is new
	After        *Rule         `json:"-"`                      // nil where it is missing
}

// Move is a field with another value: a section as "Security › Policies", a
// file as its path; "" where there is or was none.
type Move struct {
	Field string `json:"field"` // kind, pillar, section, service, file, severity
	From  string `json:"from"`
	To    string `json:"to"`
}

// CheckChange is a check that was added, removed or changed.
type CheckChange struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Change string `json:"change"` // added, removed, changed
}

// Has tells whether the rule changed in a certain way.
func (c *Change) Has(kind ChangeKind) bool { return slices.Contains(c.Kinds, kind) }

// Diff says what became of each rule between two catalogs, by ID. Whether a
// rule of the one is a rule of the other is not decided here: compile the new
// catalog with the old one as previous. Line numbers, ordinals and related
// rules are no changes: they follow from others.
func Diff(old, new *Catalog) Changes {
	out := Changes{SchemaVersion: SchemaVersion, Old: old.Digest, New: new.Digest, Summary: map[ChangeKind]int{}, Rules: []Change{}}
	before, after := old.ByID(), new.ByID()
	both := maps.Clone(before)
	maps.Copy(both, after)
	for _, id := range slices.SortedFunc(maps.Keys(both), CompareIDs) {
		c := diffRule(id, before[id], after[id])
		if len(c.Kinds) == 0 {
			continue
		}
		for _, k := range c.Kinds {
			out.Summary[k]++
		}
		out.Rules = append(out.Rules, c)
	}
	return out
}

// diffRule compares one rule; Kinds is empty where nothing changed.
func diffRule(id string, old, new *Rule) Change {
	c := Change{ID: id, Before: old, After: new}
	switch {
	case new == nil:
		c.Title, c.Kinds = old.Title, []ChangeKind{Missing}
		return c
	case new.Status == Withdrawn && (old == nil || old.Status == Active):
		c.Title, c.Kinds, c.SupersededBy = new.Title, []ChangeKind{Retired}, new.SupersededBy
		return c
	case old == nil:
		c.Title, c.Kinds = new.Title, []ChangeKind{Added}
		return c
	}
	c.Title = new.Title
	add := func(kind ChangeKind, changed bool) {
		if changed {
			c.Kinds = append(c.Kinds, kind)
		}
	}
	add(Restored, old.Status == Withdrawn && new.Status == Active)
	if old.Text != new.Text {
		c.Text = DiffWords(old.Text, new.Text)
	}
	if old.Benefit != new.Benefit {
		c.Benefit = DiffWords(old.Benefit, new.Benefit)
	}
	add(Reworded, c.Text != nil || c.Benefit != nil)
	c.Moves = moves(old, new)
	add(Moved, c.Moves != nil)
	c.Checks = checkChanges(old.Checks, new.Checks)
	add(Rechecked, c.Checks != nil)
	if old.Severity != new.Severity {
		c.Severity = &Move{"severity", string(old.Severity), string(new.Severity)}
	}
	add(Regraded, c.Severity != nil)
	was := *old
	if c.Has(Restored) {
		was.Automation = new.Automation // a tombstone has none
	}
	c.Details = details(&was, new)
	add(Detailed, c.Details != nil)
	return c
}

// moves compares where a rule stands.
func moves(old, new *Rule) []Move {
	var out []Move
	for _, m := range []Move{
		{"kind", string(old.Kind), string(new.Kind)},
		{"pillar", deref(old.Pillar), deref(new.Pillar)},
		{"section", strings.Join(old.Section, " › "), strings.Join(new.Section, " › ")},
		{"service", deref(old.Service), deref(new.Service)},
		{"file", old.Source.Path, new.Source.Path},
	} {
		if m.From != m.To {
			out = append(out, m)
		}
	}
	return out
}

// checkChanges compares checks by ID.
func checkChanges(old, new []Check) []CheckChange {
	was, is := variants(old), variants(new)
	both := maps.Clone(was)
	maps.Copy(both, is)
	var out []CheckChange
	for _, id := range slices.Sorted(maps.Keys(both)) {
		change := ""
		switch {
		case was[id] == nil:
			change = "added"
		case is[id] == nil:
			change = "removed"
		case !sameJSON(was[id], is[id]):
			change = "changed"
		default:
			continue
		}
		out = append(out, CheckChange{id, both[id][0].Title, change})
	}
	return out
}

// variants gives checks by their ID: several may share one, for other types of
// resources.
func variants(checks []Check) map[string][]Check {
	byID := map[string][]Check{}
	for _, c := range checks {
		byID[c.ID] = append(byID[c.ID], c)
	}
	return byID
}

// details names the other published fields that differ, sorted.
func details(old, new *Rule) []string {
	x, y := otherFields(old), otherFields(new)
	if bytes.Equal(x, y) {
		return nil
	}
	var was, is map[string]json.RawMessage
	if json.Unmarshal(x, &was) != nil || json.Unmarshal(y, &is) != nil {
		return nil
	}
	both := maps.Clone(was)
	maps.Copy(both, is)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(both)) {
		if !bytes.Equal(was[name], is[name]) {
			out = append(out, name)
		}
	}
	return out
}

// otherFields gives the JSON of a rule without the fields that follow from
// others or are compared in their own way. A field that is added to [Rule] is
// compared from the first day on.
func otherFields(r *Rule) []byte {
	rest := *r
	rest.ID, rest.Status, rest.Kind, rest.Pillar, rest.Service, rest.Section, rest.Ordinal = "", "", "", nil, nil, nil, 0
	rest.Title, rest.Text, rest.Benefit, rest.Source, rest.Related, rest.Severity, rest.Checks = "", "", "", Source{}, nil, "", nil
	rest.Modified = ""
	text, err := json.Marshal(&rest)
	if err != nil {
		return nil
	}
	return text
}

// sameJSON compares two values by what they publish.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

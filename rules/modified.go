package rules

import "pillars/content"

// setModified says of each rule when it changed last, as YYYY-MM-DD. A rule
// that [Diff] finds unchanged since the previous catalog keeps the date it had
// there. One that is new or changed, or had none, gets the date that its
// guide says it was updated on, and has none where the guide says none or is
// gone. So the clock has no part in it, and compiling the same guides with
// what came out as previous gives the same dates.
//
// It comes last: whatever else the catalog says of a rule may be a change.
func setModified(c, previous *Catalog, lib *content.Library) {
	before := map[string]*Rule{}
	if previous != nil {
		for i := range previous.Rules {
			before[previous.Rules[i].ID] = &previous.Rules[i]
		}
	}
	for i := range c.Rules {
		r := &c.Rules[i]
		old := before[r.ID]
		if old != nil && old.Modified != "" && len(diffRule(r.ID, old, r).Kinds) == 0 {
			r.Modified = old.Modified
			continue
		}
		r.Modified = ""
		if d := lib.Doc(r.Source.Path); d != nil {
			r.Modified = d.Meta.Updated
		}
	}
}

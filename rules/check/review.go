package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pillars/rules"
)

// Review holds what people answered to the rules of a catalog, as the review
// page writes it (schema/review.schema.json). Members that are not here are
// read over, so that every 1.x file can be read.
type Review struct {
	SchemaVersion string   `json:"schemaVersion"`
	Workload      string   `json:"workload"`
	Answers       []Answer `json:"answers"`
}

// Answer is what people said of one rule.
type Answer struct {
	Rule     string          `json:"rule"`     // rule ID
	Resource *AnswerResource `json:"resource"` // nil: the whole workload
	Status   AnswerStatus    `json:"status"`
	Reason   string          `json:"reason"`
	By       string          `json:"by"`
	Date     string          `json:"date"`     // YYYY-MM-DD
	Expires  string          `json:"expires"`  // of accepted: the last day on which it counts; "" for good
	TextHash string          `json:"textHash"` // first 16 hexadecimal digits of the SHA-256 of the rule's text
}

// AnswerResource names the one resource that an answer is about, as a report
// does. Types are compared ignoring the case of ASCII letters.
type AnswerResource struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

// AnswerStatus is what an answer says of its rule.
type AnswerStatus string

// The answers.
const (
	AnswerDone          AnswerStatus = "done"          // the rule holds
	AnswerNotApplicable AnswerStatus = "notApplicable" // it is not about this workload or resource
	AnswerAccepted      AnswerStatus = "accepted"      // it does not hold, and the risk is taken knowingly
	AnswerTodo          AnswerStatus = "todo"          // it does not hold yet
)

// ReadReview reads a review file. The error says which answer cannot be used:
// a review is read whole or not at all, because half of it would give other
// verdicts than people decided on.
func ReadReview(data []byte) (*Review, error) {
	var v Review
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, fmt.Errorf("not a review file: %w", err)
	}
	if !strings.HasPrefix(v.SchemaVersion, "1.") {
		return nil, fmt.Errorf("not a review file that this version reads: schemaVersion is %q, expected 1.0", v.SchemaVersion)
	}
	type key struct{ rule, typ, name string }
	seen := map[key]bool{}
	for i, a := range v.Answers {
		if err := a.valid(); err != nil {
			return nil, fmt.Errorf("answer %d of the review (rule %q): %w", i+1, a.Rule, err)
		}
		k := key{rule: a.Rule}
		if a.Resource != nil {
			k.typ, k.name = fold(a.Resource.Type), a.Resource.Name
		}
		if seen[k] {
			return nil, fmt.Errorf("answer %d of the review (rule %q): there is another answer for the same rule and resource; keep one", i+1, a.Rule)
		}
		seen[k] = true
	}
	return &v, nil
}

// valid says why an answer cannot be used.
func (a *Answer) valid() error {
	switch {
	case a.Rule == "":
		return fmt.Errorf("rule is missing")
	case !slices.Contains([]AnswerStatus{AnswerDone, AnswerNotApplicable, AnswerAccepted, AnswerTodo}, a.Status):
		return fmt.Errorf("status is %q, expected done, notApplicable, accepted or todo", a.Status)
	case a.Resource != nil && (a.Resource.Type == "" || a.Resource.Name == ""):
		return fmt.Errorf("resource needs a type and a name")
	case a.Expires != "" && !isDay(a.Expires):
		return fmt.Errorf("expires is %q, expected a day such as 2026-12-31", a.Expires)
	}
	return nil
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// expired reports whether an answer no longer counts on a day (YYYY-MM-DD).
// On the day that expires names it still does.
func (a *Answer) expired(today string) bool {
	return a.Status == AnswerAccepted && a.Expires != "" && a.Expires < today
}

// apply changes the verdicts that people have decided otherwise: a failed
// result becomes accepted or notApplicable, an unknown one notApplicable. It
// is enough that one of the rules that the check verifies is answered so. An
// answer about a resource goes before one about the workload.
func (v *Review) apply(r *Report, today string) {
	if v == nil {
		return
	}
	byRule := v.byRule()
	for i := range r.Results {
		res := &r.Results[i]
		if res.Verdict != Fail && res.Verdict != Unknown {
			continue
		}
		if a := decisive(byRule, res, today); a != nil {
			a.decide(res, &r.Summary)
		}
	}
}

func (v *Review) byRule() map[string][]*Answer {
	byRule := map[string][]*Answer{}
	for i := range v.Answers {
		a := &v.Answers[i]
		byRule[a.Rule] = append(byRule[a.Rule], a)
	}
	return byRule
}

// decisive gives the answer that decides a result, or nil.
func decisive(byRule map[string][]*Answer, res *Result, today string) *Answer {
	var found *Answer
	for _, id := range res.Rules {
		a := answerFor(byRule[id], res.Resource)
		switch {
		case a == nil || a.expired(today):
		case a.Status == AnswerNotApplicable:
			return a
		case a.Status == AnswerAccepted && res.Verdict == Fail && found == nil:
			found = a
		}
	}
	return found
}

// answerFor gives the answer for a resource, else the one for the workload.
func answerFor(answers []*Answer, res Resource) *Answer {
	var found *Answer
	for _, a := range answers {
		if a.Resource == nil {
			found = a
		} else if a.Resource.Name == res.Name && foldEqual(a.Resource.Type, res.Type) {
			return a
		}
	}
	return found
}

// decide puts an answer into a result and corrects the summary.
func (a *Answer) decide(res *Result, s *Summary) {
	if res.Verdict == Fail {
		s.Fail--
	} else {
		s.Unknown--
	}
	if a.Status == AnswerAccepted {
		res.Verdict = Accepted
		s.Accepted++
	} else {
		res.Verdict = NotApplicable
		res.Findings = []Finding{}
		s.NotApplicable++
	}
	res.Reason = a.words()
}

// words says in a line who answered what, and why.
func (a *Answer) words() string {
	w := "accepted risk"
	if a.Status == AnswerNotApplicable {
		w = "not applicable"
	}
	if a.By != "" {
		w += ", by " + a.By
	}
	if a.Date != "" {
		w += ", on " + a.Date
	}
	if a.Expires != "" {
		w += ", until " + a.Expires
	}
	w += " (" + a.Rule + ")"
	if reason := strings.Join(strings.Fields(a.Reason), " "); reason != "" {
		w += ": " + shortenTo(reason, 1000)
	}
	return w
}

// Notes says what people should know of a review beside a report that it was
// applied to: answers to rules that are not in the catalog or withdrawn, to
// texts that have changed, risks whose acceptance is over, and rules answered
// as done whose checks fail. In the order of answers.
func (v *Review) Notes(cat *rules.Catalog, r *Report, today string) []string {
	byID := cat.ByID()
	failing := v.contradicted(r)
	var notes []string
	for i := range v.Answers {
		a := &v.Answers[i]
		rule := byID[a.Rule]
		switch {
		case rule == nil:
			notes = append(notes, a.about()+": the catalog has no such rule; the answer has no effect")
			continue
		case rule.Status == rules.Withdrawn:
			notes = append(notes, a.about()+": the rule is withdrawn"+successors(rule)+"; the answer has no effect")
			continue
		case a.TextHash != "" && a.TextHash != rules.TextHash(rule.Text):
			notes = append(notes, a.about()+": the rule's text has changed since it was answered; look again")
		}
		if a.expired(today) {
			notes = append(notes, a.about()+": the risk was accepted until "+a.Expires+"; it counts as open again")
		}
		if check := failing[a]; check != "" {
			notes = append(notes, a.about()+": answered as done, but check "+check+" fails")
		}
	}
	return notes
}

// contradicted gives a failing check for each answer that says done.
func (v *Review) contradicted(r *Report) map[*Answer]string {
	byRule := v.byRule()
	failing := map[*Answer]string{}
	for i := range r.Results {
		res := &r.Results[i]
		if res.Verdict != Fail {
			continue
		}
		for _, id := range res.Rules {
			if a := answerFor(byRule[id], res.Resource); a != nil && a.Status == AnswerDone && failing[a] == "" {
				failing[a] = res.Check
			}
		}
	}
	return failing
}

// about names an answer.
func (a *Answer) about() string {
	if a.Resource == nil {
		return a.Rule
	}
	return a.Rule + " for " + a.Resource.Type + " " + a.Resource.Name
}

func successors(r *rules.Rule) string {
	if len(r.SupersededBy) == 0 {
		return ""
	}
	return " in favour of " + strings.Join(r.SupersededBy, ", ")
}

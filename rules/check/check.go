package check

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"pillars/rules"
)

// Document is something to check, with the name that the report uses for it.
type Document struct {
	Name string
	Data []byte
}

// Options changes how a run reads documents.
type Options struct {
	// Parameters holds ARM template parameter files. Their values come before
	// the defaults in the templates, the last file's before the others'.
	Parameters []Document
}

// Run checks documents against the checks of a catalog. It fails only where
// the catalog is unusable; what is wrong with a document is in the report.
func Run(cat *rules.Catalog, docs []Document, opt Options) (*Report, error) {
	p, err := compile(cat)
	if err != nil {
		return nil, err
	}
	return p.run(docs, opt), nil
}

// program is a compiled catalog.
type program struct {
	digest string
	checks map[string][]*compiledCheck // by folded resource type
	fold   map[string]string           // folded member name → the spelling of the catalog
	manual int
}

// compiledCheck is a check of the catalog, ready to run.
type compiledCheck struct {
	rules.Check
	verifies []string
	match    *schema // nil where the check has none
	assert   *schema
}

func compile(cat *rules.Catalog) (*program, error) {
	p := &program{digest: cat.Digest, checks: map[string][]*compiledCheck{}, fold: envelopeNames()}
	verifies := map[string][]string{}
	seen := map[string]bool{}
	var checks []*compiledCheck
	for _, rule := range cat.Rules {
		if rule.Status == rules.Withdrawn {
			continue
		}
		if len(rule.Checks) == 0 {
			p.manual++
		}
		for _, c := range rule.Checks {
			if !slices.Contains(verifies[c.ID], rule.ID) {
				verifies[c.ID] = append(verifies[c.ID], rule.ID)
			}
			key, err := json.Marshal(c)
			if err != nil {
				return nil, fmt.Errorf("check %s: %w", c.ID, err)
			}
			if seen[string(key)] {
				continue
			}
			seen[string(key)] = true
			compiled := &compiledCheck{Check: c}
			if c.Target.Match != nil {
				if compiled.match, err = compileSchema(c.Target.Match, "/target/match"); err != nil {
					return nil, fmt.Errorf("check %s: %w", c.ID, err)
				}
			}
			if compiled.assert, err = compileSchema(c.Assert, "/assert"); err != nil {
				return nil, fmt.Errorf("check %s: %w", c.ID, err)
			}
			checks = append(checks, compiled)
		}
	}
	slices.SortStableFunc(checks, func(a, b *compiledCheck) int { return cmp.Compare(a.ID, b.ID) })
	for _, c := range checks {
		slices.Sort(verifies[c.ID])
		c.verifies = verifies[c.ID]
		azure := false
		for _, t := range c.Target.Types {
			p.checks[fold(t)] = append(p.checks[fold(t)], c)
			azure = azure || isAzureType(t)
		}
		if azure {
			c.assert.names(p.fold)
			if c.match != nil {
				c.match.names(p.fold)
			}
		}
	}
	return p, nil
}

// names adds the member names that s speaks of to a fold map. Of two that
// differ in case only, the first in sorted order counts.
func (s *schema) names(into map[string]string) {
	add := func(name string) {
		if old, ok := into[fold(name)]; !ok || name < old {
			into[fold(name)] = name
		}
	}
	for _, name := range s.required {
		add(name)
	}
	for _, p := range s.properties {
		add(p.name)
	}
	for _, sub := range s.children() {
		sub.names(into)
	}
}

// children lists the schemas directly inside s.
func (s *schema) children() []*schema {
	var out []*schema
	for _, p := range s.properties {
		out = append(out, p.schema)
	}
	for _, p := range s.patterns {
		out = append(out, p.schema)
	}
	out = append(out, s.allOf...)
	out = append(out, s.anyOf...)
	out = append(out, s.oneOf...)
	for _, sub := range []*schema{s.additional, s.items, s.contains, s.not, s.cond, s.then, s.or} {
		if sub != nil {
			out = append(out, sub)
		}
	}
	return out
}

// read is a document after reading: what the report says of it, and its
// resources.
type read struct {
	report    DocumentReport
	src       *source
	resources []*resource
}

// resource is a resource in canonical form.
type resource struct {
	typ  string
	name string
	body *node
	root *node   // where it stands in the document
	doc  *source // the document
}

func (p *program) run(docs []Document, opt Options) *Report {
	parameters := readParameters(opt.Parameters)
	reads := make([]*read, len(docs))
	each(len(docs), func(i int) { reads[i] = p.read(docs[i], parameters) })

	r := &Report{
		SchemaVersion: rules.SchemaVersion,
		Catalog:       p.digest,
		Summary:       Summary{Manual: p.manual},
		Documents:     make([]DocumentReport, len(docs)),
		Results:       []Result{},
	}
	results := make([][]Result, len(docs))
	each(len(docs), func(i int) {
		for _, res := range reads[i].resources {
			for _, c := range p.checks[fold(res.typ)] {
				results[i] = append(results[i], c.run(res))
			}
		}
	})
	for i, d := range reads {
		r.Documents[i] = d.report
		r.Results = append(r.Results, results[i]...)
	}
	for i := range r.Results {
		switch r.Results[i].Verdict {
		case Pass:
			r.Summary.Pass++
		case Fail:
			r.Summary.Fail++
		case Unknown:
			r.Summary.Unknown++
		case NotApplicable:
			r.Summary.NotApplicable++
		}
	}
	return r
}

// run gives the verdict of c on a resource of a type that it is for.
func (c *compiledCheck) run(res *resource) Result {
	result := Result{
		Check: c.ID, Rules: c.verifies, Severity: c.Severity, Findings: []Finding{},
		Resource: Resource{Type: res.typ, Name: res.name, Document: res.doc.name, Pointer: res.root.pointer()},
	}
	applies := yes
	if c.match != nil {
		applies = c.match.eval(res.body)
	}
	if applies == no {
		result.Verdict = NotApplicable
		return result
	}
	holds := c.assert.eval(res.body)
	switch {
	case applies == maybe:
		result.Verdict = Unknown
		result.Reason = reason(c.match, res.body)
	case holds == maybe:
		result.Verdict = Unknown
		result.Reason = reason(c.assert, res.body)
	case holds == yes:
		result.Verdict = Pass
	default:
		result.Verdict = Fail
		result.Findings = explain(c.assert, res.body, res.doc, res.root)
	}
	return result
}

// each calls f for 0 … n-1, on all processors.
func each(n int, f func(i int)) {
	var wg sync.WaitGroup
	var next sync.Mutex
	at := 0
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for {
				next.Lock()
				i := at
				at++
				next.Unlock()
				if i >= n {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
}

// read reads one document and finds its resources.
func (p *program) read(d Document, parameters *node) *read {
	r := &read{src: &source{name: d.Name}, report: DocumentReport{Name: d.Name, Shape: ShapeUnrecognised, Problems: []Problem{}}}
	if len(d.Data) > maxBytes {
		r.problem(&failure{0, "too-large", "larger than 64 MiB"})
		return r
	}
	r.src.text = decode(d.Data)
	if fail := readable(r.src.text); fail != nil {
		r.problem(fail)
		return r
	}
	shapes := &shapeReader{program: p, read: r, parameters: parameters, budget: maxNodes}
	if c := firstSignificant(r.src.text); c == '{' || c == '[' {
		shapes.json()
	} else {
		r.problem(&failure{0, "unrecognised", "YAML is not read yet"})
	}
	r.report.Resources = len(r.resources)
	return r
}

func (r *read) problem(f *failure) {
	line, column := r.src.position(f.offset)
	r.report.Problems = append(r.report.Problems, Problem{line, column, f.code, maskIDs(f.message)})
}

// readable refuses what is no text.
func readable(s string) *failure {
	if strings.IndexByte(s, 0) >= 0 {
		return &failure{0, "encoding", "not UTF-8 text: there are NUL characters in it; save the file as UTF-8"}
	}
	if strings.TrimLeft(s, " \t\r\n") == "" {
		return &failure{0, "empty", "the document is empty"}
	}
	return nil
}

// firstSignificant returns the first character that is neither white space
// nor in a // or /* comment.
func firstSignificant(s string) byte {
	r := jsonReader{text: s, comment: -1}
	if r.space(); r.pos < len(s) {
		return s[r.pos]
	}
	return 0
}

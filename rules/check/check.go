package check

import (
	"context"
	"runtime"
	"strings"
	"sync"

	"pillars/rules"
)

// Options changes how a run reads documents.
type Options struct {
	// Parameters holds ARM template parameter files. Their values come before
	// the defaults in the templates, the last file's before the others'.
	Parameters []Document

	// Review holds people's answers, which may accept a failure or say that a
	// rule is not applicable. Nil for none.
	Review *Review
	// Today is the day on which the answers are to count, as YYYY-MM-DD.
	// Without it no answer has expired.
	Today string
}

// Run checks documents against the checks of a catalog, which it compiles each
// time. It fails only where the catalog is unusable; what is wrong with a
// document is in the report.
func Run(cat *rules.Catalog, docs []Document, opt Options) (*Report, error) {
	c, err := Compile(cat)
	if err != nil {
		return nil, err
	}
	return c.Run(docs, opt), nil
}

// Checker is a catalog made ready to check documents, any number of times.
type Checker struct{ program *program }

// Compile makes the checks of a catalog ready to run. It fails where one of
// them is outside the profile.
func Compile(cat *rules.Catalog) (*Checker, error) {
	p, err := compile(cat)
	if err != nil {
		return nil, err
	}
	return &Checker{p}, nil
}

// Run checks documents, as the function [Run] does. Several goroutines may
// call it at the same time.
func (c *Checker) Run(docs []Document, opt Options) *Report {
	r := c.program.run(docs, opt)
	opt.Review.apply(r, opt.Today)
	return r
}

// RunContext is Run for servers, which cannot wait for ever: when the context
// ends it gives up, with the context's error and no report, before the next
// document, part of a YAML stream or resource. What a caller must still bound
// is the size of what it takes: a single value of 64 MiB is read to its end.
func (c *Checker) RunContext(ctx context.Context, docs []Document, opt Options) (*Report, error) {
	r, err := c.program.runContext(ctx, docs, opt)
	if err != nil {
		return nil, err
	}
	opt.Review.apply(r, opt.Today)
	return r, nil
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

	pointer string // of root
}

func (p *program) run(docs []Document, opt Options) *Report {
	r, err := p.runContext(context.Background(), docs, opt)
	if err != nil {
		panic(err) // that context has no end
	}
	return r
}

// runContext gives a report, or the error of a context that has ended.
func (p *program) runContext(ctx context.Context, docs []Document, opt Options) (*Report, error) {
	parameters := readParameters(opt.Parameters)
	reads := make([]*read, len(docs))
	if err := each(ctx, len(docs), func(i int) { reads[i] = p.readContext(ctx, docs[i], parameters) }); err != nil {
		return nil, err
	}

	r := &Report{
		SchemaVersion: rules.SchemaVersion,
		Catalog:       p.digest,
		Summary:       Summary{Manual: p.manual},
		Documents:     make([]DocumentReport, len(docs)),
	}
	indexes := p.indexes(ctx, reads)
	starts := make([]int, len(docs)+1) // of each document's results
	for i, d := range reads {
		starts[i+1] = starts[i]
		for _, res := range d.resources {
			starts[i+1] += len(p.checks[fold(res.typ)])
		}
	}
	r.Results = make([]Result, starts[len(docs)])
	err := each(ctx, len(docs), func(i int) {
		at := starts[i]
		for _, res := range reads[i].resources {
			if ctx.Err() != nil {
				return
			}
			for _, c := range p.checks[fold(res.typ)] {
				r.Results[at] = c.run(res, indexes)
				at++
			}
		}
		reads[i].resources = nil // lets go of what no relation needs
	})
	if err != nil {
		return nil, err
	}
	for i, d := range reads {
		r.Documents[i] = d.report
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
	return r, nil
}

// indexes lists the resources that the relations of the checks may find, by
// the numbers of the relations; nil for those that no resource asks for, and
// for any where the context has ended.
func (p *program) indexes(ctx context.Context, reads []*read) []*joinIndex {
	byType := map[string][]*resource{}
	for _, d := range reads {
		for _, res := range d.resources {
			t := fold(res.typ)
			byType[t] = append(byType[t], res)
		}
	}
	asked := make([]bool, len(p.relations))
	for t := range byType {
		for _, c := range p.checks[t] {
			for _, r := range c.relations {
				asked[r.number] = true
			}
		}
	}
	indexes := make([]*joinIndex, len(p.relations))
	_ = each(ctx, len(indexes), func(i int) { // whoever uses them asks the context too
		if asked[i] {
			indexes[i] = p.relations[i].index(byType)
		}
	})
	return indexes
}

// run gives the verdict of c on a resource of a type that it is for.
func (c *compiledCheck) run(res *resource, indexes []*joinIndex) Result {
	result := Result{
		Check: c.ID, Rules: c.verifies, Severity: c.Severity, Findings: []Finding{},
		Resource: Resource{Type: res.typ, Name: res.name, Document: res.doc.name, Pointer: res.pointer},
	}
	applies := yes
	if c.match != nil {
		applies = c.match.eval(res.body)
	}
	if applies == no {
		result.Verdict = NotApplicable
		return result
	}
	body := res.body
	joins := c.relations != nil || c.derivations != nil
	if joins {
		body = c.joined(res, indexes, false)
	}
	holds := c.assert.eval(body)
	if joins && holds != yes {
		body = c.joined(res, indexes, true)
	}
	switch {
	case applies == maybe:
		result.Verdict = Unknown
		result.Reason = reason(c.match, res.body)
	case holds == maybe:
		result.Verdict = Unknown
		result.Reason = reason(c.assert, body)
	case holds == yes:
		result.Verdict = Pass
	default:
		result.Verdict = Fail
		result.Findings = explain(c.assert, body, res.doc, res.root)
	}
	return result
}

// each calls f for 0 … n-1, on all processors. It begins no more calls when
// the context has ended, and gives its error.
func each(ctx context.Context, n int, f func(i int)) error {
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
				if i >= n || ctx.Err() != nil {
					return
				}
				f(i)
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// read reads one document and finds its resources.
func (p *program) read(d Document, parameters *node) *read {
	return p.readContext(context.Background(), d, parameters)
}

// readContext is read, but gives only a part when the context ends.
func (p *program) readContext(ctx context.Context, d Document, parameters *node) *read {
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
		shapes.json(ctx)
	} else {
		shapes.yaml(ctx)
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

package check

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"pillars/rules"
)

// Trace is what one check looked at in one resource.
type Trace struct {
	Result Result
	Reads  []Read // in the order in which the check's schemas name the places
}

// Read is a value that a check looked at.
type Read struct {
	Path  string // in the canonical body: properties.sku.tier
	Value string // as a finding would show it, secrets hidden; "not set"; "not known: …"
	Line  int    // in the document, 1-based; of the resource or parent where the value is not there
}

// maxReads is how many values a trace has at most.
const maxReads = 200

// Explain runs one check over documents and tells, for each resource that it
// is for, what it looked at. It fails only where the catalog is unusable.
func Explain(cat *rules.Catalog, docs []Document, opt Options, id string) ([]Trace, error) {
	p, err := compile(cat)
	if err != nil {
		return nil, err
	}
	parameters := readParameters(opt.Parameters)
	reads := make([]*read, len(docs))
	for i, d := range docs {
		reads[i] = p.read(d, parameters)
	}
	indexes := p.indexes(context.Background(), reads)
	var out []Trace
	for _, d := range reads {
		for _, res := range d.resources {
			for _, c := range p.checks[fold(res.typ)] {
				if c.ID != id {
					continue
				}
				r := Report{Results: []Result{c.run(res, indexes)}}
				opt.Review.apply(&r, opt.Today)
				out = append(out, Trace{r.Results[0], c.reads(res, indexes)})
			}
		}
	}
	return out, nil
}

// reads lists what c looks at in a resource.
func (c *compiledCheck) reads(res *resource, indexes []*joinIndex) []Read {
	t := &tracer{doc: res.doc, seen: map[string]bool{}}
	t.schema(c.Target.Match, res.body, "")
	body := res.body
	if len(c.Relate) > 0 || len(c.Derive) > 0 {
		body = c.joined(res, indexes, true)
	}
	t.schema(c.Assert, body, "")
	return t.reads
}

// tracer walks a schema and a value together.
type tracer struct {
	doc   *source
	reads []Read
	seen  map[string]bool // by path
}

// schema notes what a schema looks at in n.
func (t *tracer) schema(s any, n *node, path string) {
	m, ok := s.(map[string]any)
	if !ok {
		return
	}
	deeper := false
	if properties, ok := m["properties"].(map[string]any); ok && n.is(object) {
		for _, name := range sortedNames(properties) {
			deeper = true
			t.member(properties[name], n, name, path)
		}
	}
	if required, ok := m["required"].([]any); ok && n.is(object) {
		for _, name := range required {
			if name, ok := name.(string); ok {
				deeper = true
				t.member(nil, n, name, path)
			}
		}
	}
	for _, key := range []string{"items", "contains"} {
		if sub, ok := m[key].(map[string]any); ok && n.is(array) {
			for i, item := range n.items {
				deeper = true
				t.schema(sub, item, path+"["+strconv.Itoa(i)+"]")
			}
		}
	}
	for _, key := range []string{"allOf", "anyOf", "oneOf"} {
		list, _ := m[key].([]any)
		for _, sub := range list {
			deeper = true
			t.schema(sub, n, path)
		}
	}
	for _, key := range []string{"not", "if", "then", "else"} {
		if sub, ok := m[key]; ok {
			deeper = true
			t.schema(sub, n, path)
		}
	}
	if !deeper {
		t.add(n, path)
	}
}

// member notes a member of n, or that it is not there.
func (t *tracer) member(sub any, n *node, name, path string) {
	path = joinPath(path, name)
	switch v := n.get(name); {
	case v == nil:
		t.note(n, path, "not set")
	case sub == nil:
		if !v.is(object) && !v.is(array) {
			t.add(v, path)
		}
	default:
		if m, ok := sub.(map[string]any); !ok || len(m) == 0 {
			t.add(v, path)
			return
		}
		t.schema(sub, v, path)
	}
}

// add notes a value.
func (t *tracer) add(n *node, path string) {
	if path == "" {
		return
	}
	if n.kind == unknown {
		t.note(n, path, "not known: "+quote(shorten(maskIDs(n.text))))
		return
	}
	t.note(n, path, describeActual(n))
}

func (t *tracer) note(n *node, path, value string) {
	if t.seen[path] || len(t.reads) == maxReads {
		return
	}
	t.seen[path] = true
	line, _ := t.doc.position(n.source().offset)
	t.reads = append(t.reads, Read{path, value, line})
}

// sortedNames gives the names of a schema's members, sorted.
func sortedNames(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

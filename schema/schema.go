// Package schema says what valid means: the JSON Schemas (2020-12) of the
// files Pillars reads and writes, embedded, and the one way to validate
// against them.
//
// Nothing is ever fetched: a $ref that leads outside the embedded schemas is
// an error.
package schema

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

//go:embed *.schema.json
var files embed.FS

// BaseURL is where the site publishes the schemas; each one's $id is BaseURL
// and its file name. It is a name: nothing is fetched from there.
const BaseURL = "https://pillars.invalid/api/v1/schema/"

// Names lists the embedded schema files, sorted: "catalog.schema.json", …
func Names() []string {
	names, err := fs.Glob(files, "*.schema.json")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return names
}

// Source gives the text of an embedded schema.
func Source(name string) ([]byte, error) {
	return files.ReadFile(name)
}

// Violation is one way in which a value does not satisfy a schema.
type Violation struct {
	Pointer string // JSON Pointer into the value, "" for the whole
	Keyword string // location of the failing keyword in the schema
	Message string
}

func (v Violation) String() string {
	at := v.Pointer
	if at == "" {
		at = "/"
	}
	return at + ": " + v.Message
}

// Schema is a compiled schema. It is safe for use by several goroutines.
type Schema struct{ s *jsonschema.Schema }

var (
	embeddedMu sync.Mutex
	embedded   = map[string]*Schema{}
)

// Named gives an embedded schema, compiled once, by its file name; a JSON
// Pointer may follow: "catalog.schema.json#/$defs/rule".
func Named(name string) (*Schema, error) {
	embeddedMu.Lock()
	defer embeddedMu.Unlock()
	if s := embedded[name]; s != nil {
		return s, nil
	}
	c := newCompiler()
	for _, n := range Names() {
		src, err := files.ReadFile(n)
		if err != nil {
			return nil, err
		}
		if err := c.AddResource(BaseURL+n, bytes.NewReader(src)); err != nil {
			return nil, fmt.Errorf("could not read schema %s: %w", n, err)
		}
	}
	s, err := c.Compile(BaseURL + name)
	if err != nil {
		return nil, fmt.Errorf("could not compile schema %s: %w", name, err)
	}
	embedded[name] = &Schema{s}
	return embedded[name], nil
}

// Compile compiles a schema given as a JSON value (maps, slices, strings,
// float64, bool, nil; anything that marshals to JSON will do).
func Compile(doc any) (*Schema, error) {
	src, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("could not marshal the schema: %w", err)
	}
	c := newCompiler()
	const url = BaseURL + "anonymous.schema.json"
	if err := c.AddResource(url, bytes.NewReader(src)); err != nil {
		return nil, fmt.Errorf("could not read the schema: %w", err)
	}
	s, err := c.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("could not compile the schema: %w", err)
	}
	return &Schema{s}, nil
}

func newCompiler() *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.Draft = jsonschema.Draft2020
	return c
}

// Validate gives every violation of the schema in v, a value as encoding/json
// decodes it, sorted by pointer. It gives none for a valid value.
func (s *Schema) Validate(v any) []Violation {
	err := s.s.Validate(v)
	if err == nil {
		return nil
	}
	ve, ok := err.(*jsonschema.ValidationError)
	if !ok {
		return []Violation{{Message: err.Error()}}
	}
	var out []Violation
	for _, e := range ve.BasicOutput().Errors {
		// The inner nodes only say that something below them failed.
		if e.Error == "" || strings.HasPrefix(e.Error, "doesn't validate with") {
			continue
		}
		out = append(out, Violation{e.InstanceLocation, e.KeywordLocation, e.Error})
	}
	slices.SortFunc(out, func(a, b Violation) int {
		return cmp.Or(cmp.Compare(a.Pointer, b.Pointer), cmp.Compare(a.Keyword, b.Keyword), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(out)
}

// ValidateJSON validates a JSON text against an embedded schema. The error
// says that the text is no JSON, or lists the first violations.
func ValidateJSON(name string, text []byte) error {
	s, err := Named(name)
	if err != nil {
		return err
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	violations := s.Validate(v)
	if len(violations) == 0 {
		return nil
	}
	const most = 5
	lines := make([]string, 0, most+1)
	for i, vio := range violations {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more", len(violations)-most))
			break
		}
		lines = append(lines, vio.String())
	}
	return fmt.Errorf("does not satisfy %s:\n\t%s", name, strings.Join(lines, "\n\t"))
}

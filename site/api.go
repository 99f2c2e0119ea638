package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/enforce"
	"pillars/rules/export"
	"pillars/rules/spec"
	"pillars/schema"
)

// api is the files of the API that are more than one rule, by where the
// catalog page shows them.
type api struct{ files, exports, policies, schemas, conformance []*apiFile }

// apiFile is one of them. Whoever asks first makes it: the task that is there
// for it, or a page that tells its digest.
type apiFile struct {
	url   string // below the site's root
	about string
	made  func() (madeFile, error)
}

// mostExported is the number of rules up to which a site has exports: some of
// their writers hold all of a file in memory, several times over.
const mostExported = 10_000

// fill writes a file, and says what of the catalog it has no place for.
type fill func(w io.Writer) (lost []export.Loss, err error)

// ready is the fill of a file that is there already.
func ready(data []byte, err error) fill {
	return func(w io.Writer) ([]export.Loss, error) {
		if err == nil {
			_, err = w.Write(data)
		}
		return nil, err
	}
}

// newAPI says which files there are.
func (b *builder) newAPI() api {
	file := func(url, about string, f fill) *apiFile {
		return &apiFile{url, about, sync.OnceValues(func() (madeFile, error) { return b.stream(url, f) })}
	}
	var a api
	a.files = []*apiFile{
		file(apiCatalogURL, b.text("catalog.file.catalog"), func(w io.Writer) ([]export.Loss, error) { return nil, b.Catalog.WriteJSON(w) }),
		file(apiIndexURL, b.text("catalog.file.index"), b.index),
		file(apiCheckerURL, b.text("catalog.file.checker"), ready(b.Theme.Assets["checker.js"].Data, nil)),
		file(apiElementURL, b.text("catalog.file.element"), ready(b.Theme.Assets["element.js"].Data, nil)),
		file(apiSpecificationURL, b.text("catalog.file.specification"), ready(spec.Specification, nil)),
		file(apiRunnerURL, b.text("catalog.file.runner"), ready(spec.Runner, nil)),
	}
	for _, f := range export.Formats {
		if !b.Exports || len(b.Catalog.Rules) > mostExported {
			break
		}
		a.exports = append(a.exports, file(exportURL(f), f.About, func(w io.Writer) ([]export.Loss, error) { return f.Write(w, b.Catalog) }))
	}
	for _, e := range enforce.Engines {
		if len(a.exports) > 0 && slices.ContainsFunc(b.active, func(r *rules.Rule) bool { return len(r.Checks) > 0 }) {
			a.policies = append(a.policies, file(apiPoliciesURL+e.Name+".zip", e.About, b.policies(e)))
		}
	}
	for _, name := range schema.Names() {
		a.schemas = append(a.schemas, file(apiSchemaURL+name, "", ready(schema.Source(name))))
	}
	suite := check.Conformance()
	names, err := fs.Glob(suite, "*.json")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		a.conformance = append(a.conformance, file(apiConformanceURL+name, "", ready(fs.ReadFile(suite, name))))
	}
	return a
}

// all gives the files in the order of SHA256SUMS.
func (a *api) all() []*apiFile {
	return slices.Concat(a.files, a.exports, a.policies, a.schemas, a.conformance)
}

// apiTasks writes the files of the API.
func (b *builder) apiTasks() []func(*bytes.Buffer) error {
	var tasks []func(*bytes.Buffer) error
	for _, f := range b.api.all() {
		tasks = append(tasks, func(*bytes.Buffer) error {
			_, err := f.made()
			return err
		})
	}
	for i := range b.Catalog.Rules {
		r := &b.Catalog.Rules[i]
		tasks = append(tasks, func(buf *bytes.Buffer) error {
			buf.Reset()
			if err := writeJSON(buf, r); err != nil {
				return err
			}
			return b.write(apiRuleURL(r.ID), buf.Bytes())
		})
	}
	return append(tasks, func(*bytes.Buffer) error { return b.writeSums() })
}

// writeSums writes the SHA-256 of each file of the API but those of single
// rules, as the program sha256sum reads them in the folder of the file.
func (b *builder) writeSums() error {
	var sums strings.Builder
	for _, f := range b.api.all() {
		made, err := f.made()
		if err != nil {
			return err
		}
		for _, m := range []*packedFile{&made.packedFile, made.gzip} {
			if m != nil {
				fmt.Fprintf(&sums, "%x  %s\n", m.sum, strings.TrimPrefix(m.url, apiURL))
			}
		}
	}
	return b.write(apiSumsURL, []byte(sums.String()))
}

// indexEntry is one line of api/v1/index.json.
type indexEntry struct {
	ID       string `json:"id"`
	Digest   string `json:"digest"`
	Modified string `json:"modified,omitempty"` // see [rules.Rule]
}

// index writes api/v1/index.json.
func (b *builder) index(w io.Writer) ([]export.Loss, error) {
	index := struct {
		SchemaVersion string       `json:"schemaVersion"`
		Digest        string       `json:"digest"`
		Rules         []indexEntry `json:"rules"`
	}{b.Catalog.SchemaVersion, b.Catalog.Digest, []indexEntry{}}
	for i := range b.Catalog.Rules {
		r := &b.Catalog.Rules[i]
		digest, err := rules.Digest(b.Catalog.Rules[i : i+1])
		if err != nil {
			return nil, err
		}
		index.Rules = append(index.Rules, indexEntry{r.ID, digest, r.Modified})
	}
	return nil, writeJSON(w, index)
}

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

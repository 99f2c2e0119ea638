package rules

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"

	"pillars/schema"
)

//go:embed catalog.json
var defaultCatalog []byte

// Default gives the catalog of the guides that come with Pillars. It is read
// once; do not change it. A test holds that the embedded text is valid, so it
// is not validated each time.
var Default = sync.OnceValues(func() (*Catalog, error) {
	c := new(Catalog)
	if err := json.Unmarshal(defaultCatalog, c); err != nil {
		return nil, fmt.Errorf("could not read the embedded catalog: %w", err)
	}
	return c, nil
})

// Digest gives "sha256-" and the base64 hash of the rules as JSON Lines: the
// compact JSON of each, with a newline behind it.
func Digest(rules []Rule) (string, error) {
	hash := sha256.New()
	var buf bytes.Buffer
	enc := encoder(&buf)
	for i := range rules {
		buf.Reset()
		if err := enc.Encode(&rules[i]); err != nil {
			return "", fmt.Errorf("could not marshal rule %s: %w", rules[i].ID, err)
		}
		hash.Write(buf.Bytes())
	}
	return "sha256-" + base64.StdEncoding.EncodeToString(hash.Sum(nil)), nil
}

// encoder writes JSON as catalogs have it: HTML characters as they are, a
// newline behind each value.
func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// JSON gives the catalog as the text of catalog.json: indented by two, with a
// newline at the end, the same bytes for the same catalog. It fails where the
// text would not satisfy catalog.schema.json. Rules are marshalled and
// validated one by one, so that a large catalog needs little memory beside
// its text.
func (c *Catalog) JSON() ([]byte, error) {
	head := *c
	head.Rules = []Rule{}
	var buf bytes.Buffer
	enc := encoder(&buf)
	enc.SetIndent("", "  ")
	if err := enc.Encode(head); err != nil {
		return nil, fmt.Errorf("could not marshal the catalog: %w", err)
	}
	if err := schema.ValidateJSON("catalog.schema.json", buf.Bytes()); err != nil {
		return nil, fmt.Errorf("the catalog is not valid: %w", err)
	}
	if len(c.Rules) == 0 {
		return buf.Bytes(), nil
	}
	texts, err := ruleTexts(c.Rules)
	if err != nil {
		return nil, err
	}
	buf.Truncate(buf.Len() - len("]\n}\n")) // "rules": [
	for i, text := range texts {
		if i > 0 {
			buf.WriteByte(',')
		}
		buf.WriteString("\n    ")
		buf.Write(text)
	}
	buf.WriteString("\n  ]\n}\n")
	return buf.Bytes(), nil
}

// ruleTexts gives the indented JSON of each rule, validated, made on all
// processors.
func ruleTexts(rules []Rule) ([][]byte, error) {
	texts := make([][]byte, len(rules))
	errs := make([]error, len(rules))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(rules); i = int(next.Add(1)) - 1 {
				texts[i], errs[i] = ruleText(&rules[i])
			}
		})
	}
	wg.Wait()
	return texts, errors.Join(errs...)
}

func ruleText(r *Rule) ([]byte, error) {
	var buf bytes.Buffer
	enc := encoder(&buf)
	enc.SetIndent("    ", "  ")
	if err := enc.Encode(r); err != nil {
		return nil, fmt.Errorf("could not marshal rule %s: %w", r.ID, err)
	}
	if err := schema.ValidateJSON("catalog.schema.json#/$defs/rule", buf.Bytes()); err != nil {
		return nil, fmt.Errorf("rule %s is not valid: %w", r.ID, err)
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// Read reads the text of a catalog.json and validates it.
func Read(r io.Reader) (*Catalog, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("could not read the catalog: %w", err)
	}
	if err := schema.ValidateJSON("catalog.schema.json", text); err != nil {
		return nil, fmt.Errorf("the catalog is not valid: %w", err)
	}
	c := new(Catalog)
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("could not read the catalog: %w", err)
	}
	return c, nil
}

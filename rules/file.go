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
	"slices"
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

// JSON gives the catalog as the text of catalog.json: see [Catalog.WriteJSON].
func (c *Catalog) JSON() ([]byte, error) {
	var buf bytes.Buffer
	if err := c.WriteJSON(&buf); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// rulesAtOnce is the number of rules whose text is held in memory.
const rulesAtOnce = 1024

// WriteJSON writes the text of catalog.json: indented by two, with a newline
// at the end, the same bytes for the same catalog. It fails where the text
// would not satisfy catalog.schema.json; what is wrong with a rule is found
// when those before it are written. Rules are marshalled and validated a few
// at a time, so that a large catalog needs little memory.
func (c *Catalog) WriteJSON(w io.Writer) error {
	head := *c
	head.Rules = []Rule{}
	var buf bytes.Buffer
	enc := encoder(&buf)
	enc.SetIndent("", "  ")
	if err := enc.Encode(head); err != nil {
		return fmt.Errorf("could not marshal the catalog: %w", err)
	}
	if err := schema.ValidateJSON("catalog.schema.json", buf.Bytes()); err != nil {
		return fmt.Errorf("the catalog is not valid: %w", err)
	}
	if len(c.Rules) > 0 {
		buf.Truncate(buf.Len() - len("]\n}\n")) // "rules": [
	}
	before := "\n    "
	for some := range slices.Chunk(c.Rules, rulesAtOnce) {
		texts, err := ruleTexts(some)
		if err != nil {
			return err
		}
		for _, text := range texts {
			buf.WriteString(before)
			buf.Write(text)
			before = ",\n    "
		}
		if _, err := w.Write(buf.Bytes()); err != nil {
			return err
		}
		buf.Reset()
	}
	if len(c.Rules) > 0 {
		buf.WriteString("\n  ]\n}\n")
	}
	_, err := w.Write(buf.Bytes())
	return err
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

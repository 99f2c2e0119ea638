package rules

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"sync"

	"pillars/schema"
)

//go:embed catalog.json
var defaultCatalog []byte

// Default gives the catalog of the guides that come with Pillars. It is read
// once; do not change it.
var Default = sync.OnceValues(func() (*Catalog, error) { return Read(bytes.NewReader(defaultCatalog)) })

// Digest gives "sha256-" and the base64 hash of the rules' compact JSON.
func Digest(rules []Rule) (string, error) {
	text, err := marshal(rules, "")
	if err != nil {
		return "", fmt.Errorf("could not marshal the rules: %w", err)
	}
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:]), nil
}

// marshal gives JSON as catalogs have it: HTML characters as they are, a
// newline at the end.
func marshal(v any, indent string) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// JSON gives the catalog as the text of catalog.json: indented by two, with a
// newline at the end, the same bytes for the same catalog. It fails where the
// text would not satisfy catalog.schema.json.
func (c *Catalog) JSON() ([]byte, error) {
	text, err := marshal(c, "  ")
	if err != nil {
		return nil, fmt.Errorf("could not marshal the catalog: %w", err)
	}
	if err := schema.ValidateJSON("catalog.schema.json", text); err != nil {
		return nil, fmt.Errorf("the catalog is not valid: %w", err)
	}
	return text, nil
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

// Rule gives the rule with that ID, or nil.
func (c *Catalog) Rule(id string) *Rule {
	for i := range c.Rules {
		if c.Rules[i].ID == id {
			return &c.Rules[i]
		}
	}
	return nil
}

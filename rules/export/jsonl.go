package export

import (
	"encoding/json"
	"fmt"
	"io"

	"pillars/rules"
)

// JSONL writes all rules as JSON Lines, each as in catalog.json but on one
// line. The SHA-256 of the output is the digest of the catalog, see
// [rules.Digest].
func JSONL(w io.Writer, c *rules.Catalog) ([]Loss, error) {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range c.Rules {
		if err := enc.Encode(&c.Rules[i]); err != nil {
			return nil, fmt.Errorf("could not write rule %s: %w", c.Rules[i].ID, err)
		}
	}
	return []Loss{lostHead}, nil
}

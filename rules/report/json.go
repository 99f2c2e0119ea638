package report

import (
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"pillars/rules/check"
)

// JSON writes a report as JSON: indented by two spaces, strings and numbers as
// JSON.stringify writes them, a line feed at the end. It is what the browser's
// check gives, byte for byte.
func JSON(w io.Writer, r *check.Report) error {
	// The line feed that ends a JSON value on a stream is the encoder's own.
	enc := jsontext.NewEncoder(w, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true))
	if err := json.MarshalEncode(enc, r, json.Deterministic(true)); err != nil {
		return fmt.Errorf("could not write the report as JSON: %w", err)
	}
	return nil
}

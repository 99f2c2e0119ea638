package rules

import (
	"crypto/sha256"
	"encoding/hex"
)

// TextHash tells one wording of a rule from another: the first 16 hexadecimal
// digits of the SHA-256 of its text. Answers of a review carry it, see
// schema/review.schema.json.
func TextHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

package check

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// quote writes a string as JSON.stringify does.
func quote(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 2)
	b.WriteByte('"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c >= 0x20:
			b.WriteByte(c)
		default:
			if i := strings.IndexByte("\b\f\n\r\t", c); i >= 0 {
				b.WriteByte('\\')
				b.WriteByte("bfnrt"[i])
			} else {
				fmt.Fprintf(&b, `\u%04x`, c)
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}

// formatNumber writes a double as ECMAScript does.
func formatNumber(f float64) string {
	if f == 0 {
		return "0"
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	s := strconv.FormatFloat(f, 'e', -1, 64)
	// Go writes e-07, ECMAScript e-7.
	if i := strings.IndexByte(s, 'e'); len(s) > i+3 && s[i+2] == '0' {
		s = s[:i+2] + s[i+3:]
	}
	return s
}

// shorten cuts a string at 200 code points.
func shorten(s string) string { return shortenTo(s, 200) }

// shortenTo cuts a string at a number of code points.
func shortenTo(s string, limit int) string {
	if len(s) <= limit || utf8.RuneCountInString(s) <= limit {
		return s
	}
	n := 0
	for i := range s {
		if n == limit {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// Hidden stands in a report for a value that looks like a secret.
const Hidden = "(hidden)"

// secretNames are parts of member names (in lower case, without separators)
// whose text values are never shown.
var secretNames = []string{
	"password", "passwd", "pwd", "secret", "token", "apikey", "accesskey", "accountkey", "sharedkey",
	"privatekey", "clientkey", "keydata", "kubeconfig", "connectionstring", "credential", "sas", "certificatedata",
	"clientcertificate", "cacertificate", "passphrase", "signature",
}

// secretForms are beginnings or parts of values that are secrets wherever
// they stand.
var secretForms = []string{"-----BEGIN", "ssh-rsa ", "ssh-ed25519 ", "AccountKey=", "SharedAccessKey=", "SharedAccessSignature", "eyJhbGciOi", "ghp_", "xoxb-"}

// secretName reports whether a member of that name may hold a secret.
func secretName(name string) bool {
	name = separators.Replace(fold(name))
	for _, s := range secretNames {
		if s == "sas" {
			if name == "sas" || strings.HasPrefix(name, "sastoken") || strings.HasPrefix(name, "sasuri") {
				return true
			}
			continue
		}
		if strings.Contains(name, s) {
			return true
		}
	}
	return false
}

var separators = strings.NewReplacer("_", "", "-", "", ".", "", " ", "")

// secret reports whether the value of a text node is to be hidden: because of
// the name nearest above it, because of the name beside it (name: DB_PASSWORD,
// value: …), or because of what it looks like.
func (n *node) secret() bool {
	for _, form := range secretForms {
		if strings.Contains(n.text, form) {
			return true
		}
	}
	s := n.source()
	for s.parent != nil && s.parent.kind == array {
		s = s.parent
	}
	if s.parent == nil {
		return false
	}
	if secretName(s.key) {
		return n.text != "true" && n.text != "false"
	}
	if k := fold(s.key); k == "value" || k == "defaultvalue" || k == "default_value" {
		if name := s.parent.getFold("name"); name != nil && secretName(name.str()) {
			return true
		}
		return s.parent.parent != nil && secretName(s.parent.key)
	}
	return false
}

// show gives a node's value as a finding has it: scalars and short arrays of
// scalars as they are, anything else as a few words.
func show(n *node) any {
	if n == nil {
		return nil
	}
	switch n.kind {
	case null:
		return nil
	case array:
		plain := len(n.items) <= 20
		for _, item := range n.items {
			if item.kind == array || item.kind == object {
				plain = false
			}
		}
		if !plain {
			return "an array of " + count(len(n.items), "item")
		}
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = show(item)
		}
		return out
	case object:
		return "an object of " + count(len(n.members), "member")
	case boolean:
		return n.boolean
	case number:
		return n.number
	case unknown:
		return shorten(maskIDs(n.text))
	}
	if n.secret() {
		return Hidden
	}
	return shorten(maskIDs(n.text))
}

// maskIDs shortens the subscription IDs in a text to their first eight
// characters.
func maskIDs(s string) string {
	const prefix = "/subscriptions/"
	from := 0
	for {
		i := indexFold(s[from:], prefix)
		if i < 0 {
			return s
		}
		at := from + i + len(prefix)
		if isGUID(s[at:]) {
			s = s[:at+8] + "…" + s[at+36:]
		}
		from = at
	}
}

// indexFold is strings.Index ignoring ASCII case; sub is in lower case and
// begins with no letter.
func indexFold(s, sub string) int {
	for i := 0; i+len(sub) <= len(s); i++ {
		next := strings.IndexByte(s[i:], sub[0])
		if next < 0 {
			return -1
		}
		if i += next; i+len(sub) <= len(s) && foldEqual(s[i:i+len(sub)], sub) {
			return i
		}
	}
	return -1
}

// isGUID reports whether s begins with a GUID.
func isGUID(s string) bool {
	if len(s) < 36 {
		return false
	}
	for i := 0; i < 36; i++ {
		c := lowerByte(s[i])
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (c == '-') || !dash && !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}

// inWords writes a shown value for a sentence.
func inWords(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return formatNumber(v)
	case string:
		return quote(v)
	case []any:
		if len(v) == 0 {
			return "an empty array"
		}
		return "[" + listWords(v) + "]"
	case map[string]any:
		return "an object of " + count(len(v), "member")
	}
	return fmt.Sprint(v)
}

// listWords joins shown values with commas.
func listWords(vs []any) string {
	words := make([]string, len(vs))
	for i, v := range vs {
		words[i] = inWords(v)
	}
	return strings.Join(words, ", ")
}

// describeActual writes what a node is, for the end of a sentence: an array
// or object that show gives in words is not put in quotes.
func describeActual(n *node) string {
	v := show(n)
	if s, ok := v.(string); ok && (n.kind == array || n.kind == object || s == Hidden) {
		return s
	}
	return inWords(v)
}

// count writes "1 item", "2 items".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

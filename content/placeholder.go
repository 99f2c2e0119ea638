package content

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	codeSpan        = regexp.MustCompile("(`+)[^`]*(`+)")
	escapedWords    = regexp.MustCompile(`\\<[A-Za-z][^<>\n]*>`)
	templateWords   = regexp.MustCompile(`(?i)<(?:design consideration|configuration recommendation|policy|product|pillar|category|anchorlink|pillar-specific text|service|resource|link|reference architecture|title)s?(?: [^<>]*)?>`)
	bracketSentence = regexp.MustCompile(`^\[[^\]]* here\.\]$`)
)

// templateBenefit is what the article template has in its benefit cells.
const templateBenefit = "What problem this recommendation will mitigate."

// hasPlaceholder tells whether Markdown source holds what the article template
// leaves for the author to fill in: \<words> outside code, or a paragraph
// "[… here.]".
func hasPlaceholder(source []byte) bool {
	if bytes.Contains(source, []byte("here.]")) && bracketSentence.MatchString(strings.TrimSpace(string(source))) {
		return true
	}
	if !bytes.Contains(source, []byte(`\<`)) {
		return false
	}
	return escapedWords.Match(codeSpan.ReplaceAll(source, nil))
}

// isPlaceholderItem tells whether an item was left unfilled.
func isPlaceholderItem(text string, source []byte) bool {
	return text == templateBenefit || bracketSentence.MatchString(text) || hasPlaceholder(source)
}

// quote puts a text into a message: in quotes, at most 80 characters of it.
func quote(s string) string {
	if utf8.RuneCountInString(s) > 80 {
		s = string([]rune(s)[:79]) + "…"
	}
	return strconv.Quote(s)
}

func itoa(n int) string { return strconv.Itoa(n) }

func isLetter(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }

package content

import (
	"io"
	"strconv"
	"strings"
)

// Body is a document's text as sanitised HTML, with slots where the site puts
// what only it knows: rule IDs and URLs.
type Body struct{ html string }

// SlotKind says what belongs into a slot of a [Body].
type SlotKind byte

// The kinds of slot. The number of a slot is an index into the document's
// Items, Items, Links, Images and Images respectively.
const (
	SlotRule    SlotKind = 'i' // the rule ID of an item: an id attribute, and text
	SlotRuleURL SlotKind = 'r' // the URL of the rule's page: an href attribute
	SlotLink    SlotKind = 'h' // the URL a link leads to: an href attribute
	SlotPicture SlotKind = 'p' // an image as an element: only the site knows its size, and whether it is there
	SlotImage   SlotKind = 's' // the URL of an image: an href attribute
)

// slotMark encloses a slot in the HTML. It is a control character that Parse
// removes from sources, so it cannot come from a guide.
const slotMark = '\x01'

// slot gives the HTML of a slot.
func slot(kind SlotKind, n int) string {
	return string(slotMark) + string(kind) + strconv.Itoa(n) + string(slotMark)
}

// Len gives the size of the body in bytes, slots unfilled.
func (b Body) Len() int { return len(b.html) }

// Write writes the HTML to w, with fill's answer in each slot. fill must give
// HTML-escaped text, and HTML for a SlotPicture.
func (b Body) Write(w io.Writer, fill func(kind SlotKind, n int) string) error {
	rest := b.html
	for {
		before, after, ok := strings.Cut(rest, string(slotMark))
		if _, err := io.WriteString(w, before); err != nil || !ok {
			return err
		}
		mark, tail, ok := strings.Cut(after, string(slotMark))
		if !ok || len(mark) < 2 {
			_, err := io.WriteString(w, tail)
			return err
		}
		n, err := strconv.Atoi(mark[1:])
		if err == nil {
			if _, err := io.WriteString(w, fill(SlotKind(mark[0]), n)); err != nil {
				return err
			}
		}
		rest = tail
	}
}

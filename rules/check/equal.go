package check

import (
	"sort"
	"strings"
)

// equal says whether two values are the same JSON value. The second is of a
// schema and wholly known.
func equal(a, b *node) truth {
	if a.kind == unknown {
		return maybe
	}
	if a.kind != b.kind {
		return no
	}
	switch a.kind {
	case boolean:
		return known(a.boolean == b.boolean)
	case number:
		return known(a.number == b.number)
	case text:
		return known(a.text == b.text)
	case array:
		if len(a.items) != len(b.items) {
			return no
		}
		t := yes
		for i := range a.items {
			if t = min(t, equal(a.items[i], b.items[i])); t == no {
				return no
			}
		}
		return t
	case object:
		t := yes
		for _, m := range a.members {
			switch v := b.get(m.name); {
			case m.value.optional:
				t = min(t, maybe)
			case v == nil:
				return no
			default:
				if t = min(t, equal(m.value, v)); t == no {
					return no
				}
			}
		}
		for _, m := range b.members {
			if a.get(m.name) == nil {
				return no
			}
		}
		return t
	}
	return yes
}

// unique says whether all items differ. An item that is not wholly known
// leaves it open, unless two others are the same already.
func unique(n *node) truth {
	seen := make(map[string]bool, len(n.items))
	t := yes
	for _, item := range n.items {
		var b strings.Builder
		if !writeKey(&b, item) {
			if len(n.items) > 1 {
				t = maybe
			}
			continue
		}
		if seen[b.String()] {
			return no
		}
		seen[b.String()] = true
	}
	return t
}

// writeKey writes a value so that equal values, and only they, give equal
// texts; it returns false where something in it is unknown.
func writeKey(b *strings.Builder, n *node) bool {
	switch n.kind {
	case unknown:
		return false
	case null:
		b.WriteString("null")
	case boolean:
		if n.boolean {
			b.WriteString("true")
		} else {
			b.WriteString("false")
		}
	case number:
		b.WriteString(formatNumber(n.number))
	case text:
		b.WriteString(quote(n.text))
	case array:
		b.WriteByte('[')
		for _, item := range n.items {
			if !writeKey(b, item) {
				return false
			}
			b.WriteByte(',')
		}
		b.WriteByte(']')
	case object:
		members := append([]member(nil), n.members...)
		sort.Slice(members, func(i, j int) bool { return members[i].name < members[j].name })
		b.WriteByte('{')
		for _, m := range members {
			b.WriteString(quote(m.name))
			b.WriteByte(':')
			if !writeKey(b, m.value) {
				return false
			}
			b.WriteByte(',')
		}
		b.WriteByte('}')
	}
	return true
}

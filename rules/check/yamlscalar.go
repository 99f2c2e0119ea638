package check

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scalarNode makes the node of a scalar by the core schema of YAML 1.2.
func (y *yamlReader) scalarNode(s string, p yamlProperties, offset int, plain bool) *node {
	n := y.make(text, offset)
	n.text = s
	switch p.tag {
	case "!", "!!str", "!!binary":
		return n
	case "!!int", "!!float", "!!bool", "!!null":
		plain = true
	}
	if plain {
		resolvePlain(n)
	}
	return n
}

// resolvePlain gives a plain scalar its type. yes, no, on and off are true
// and false to a reader of YAML 1.1, as Kubernetes has, and texts to one of
// YAML 1.2: they are unknown. The infinities and NaN, which JSON does not
// have, stay texts.
func resolvePlain(n *node) {
	switch n.text {
	case "", "~", "null", "Null", "NULL":
		n.kind = null
		return
	case "true", "True", "TRUE":
		n.kind, n.boolean = boolean, true
		return
	case "false", "False", "FALSE":
		n.kind = boolean
		return
	case "yes", "Yes", "YES", "on", "On", "ON":
		n.kind, n.key, n.text = unknown, n.text, n.text+" (true in YAML 1.1, a text in YAML 1.2)"
		return
	case "no", "No", "NO", "off", "Off", "OFF":
		n.kind, n.key, n.text = unknown, n.text, n.text+" (false in YAML 1.1, a text in YAML 1.2)"
		return
	}
	if f, ok := plainNumber(n.text); ok {
		n.kind, n.number = number, f
	}
}

// plainNumber reads a number of the core schema: decimal, 0o octal, 0x
// hexadecimal.
func plainNumber(s string) (float64, bool) {
	if c := s[0]; !(c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.') {
		return 0, false
	}
	if len(s) > 2 && s[0] == '0' && (s[1] == 'o' || s[1] == 'x') {
		base := 8.0
		if s[1] == 'x' {
			base = 16
		}
		f := 0.0
		for _, c := range []byte(s[2:]) {
			d := strings.IndexByte("0123456789abcdef", lowerByte(c))
			if d < 0 || float64(d) >= base {
				return 0, false
			}
			f = f*base + float64(d)
		}
		return min(f, maxDouble), true
	}
	i := 0
	digits := func() int {
		start := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		return i - start
	}
	if s[0] == '+' || s[0] == '-' {
		i++
	}
	whole, fraction := digits(), 0
	if i < len(s) && s[i] == '.' {
		i++
		fraction = digits()
	}
	if whole+fraction == 0 {
		return 0, false
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if digits() == 0 {
			return 0, false
		}
	}
	if i < len(s) {
		return 0, false
	}
	return parseNumber(strings.TrimPrefix(s, "+")), true
}

const maxDouble = 1.7976931348623157e308

// plainStart refuses the characters that cannot begin a plain scalar.
func (y *yamlReader) plainStart(inFlow bool) {
	c, next := y.peek(0), y.peek(1)
	bad := strings.IndexByte(",[]{}#&*!|>'\"%@`", c) >= 0
	if c == '-' || c == '?' || c == ':' {
		bad = blank(next) || inFlow && strings.IndexByte(",[]{}", next) >= 0
		if c == ':' && !inFlow {
			bad = false
		}
	}
	if bad || c == 0 {
		y.failf(y.pos, "expected a value, found %s", foundAt(y.text[:y.end], y.pos))
	}
}

// plain reads a plain scalar, over several lines where these are indented
// more than indent.
func (y *yamlReader) plain(indent int, inFlow bool) string {
	y.plainStart(inFlow)
	end, colon := y.plainEnd(inFlow)
	if colon && !inFlow {
		y.pos = end
		y.failf(end, "a colon that ends no key")
	}
	s := y.text[y.pos:end]
	y.pos = end
	if colon {
		return s
	}
	var b []byte
	for {
		at := y.pos
		breaks := y.lineBreaks()
		if breaks == 0 || y.pos >= y.end || y.peek(0) == '#' || !inFlow && y.column() <= indent ||
			inFlow && strings.IndexByte(",[]{}:", y.peek(0)) >= 0 && !(y.peek(0) == ':' && !blank(y.peek(1))) {
			y.pos = at
			break
		}
		end, colon = y.plainEnd(inFlow)
		if colon && !inFlow {
			y.failf(y.pos, "the indentation does not fit, or a value over several lines has a colon")
		}
		if b == nil {
			b = []byte(s)
		}
		b = appendFold(b, breaks)
		b = append(b, y.text[y.pos:end]...)
		y.pos = end
		if colon {
			break
		}
	}
	if b == nil {
		return s
	}
	return string(b)
}

// lineBreaks passes blanks and line breaks and counts the breaks.
func (y *yamlReader) lineBreaks() int {
	n := 0
	for y.pos < y.end {
		switch c := y.text[y.pos]; {
		case c == ' ' || c == '\t':
			y.pos++
		case c == '\r' && y.peek(1) == '\n':
			y.pos += 2
			n++
		case isBreak(c):
			y.pos++
			n++
		default:
			return n
		}
	}
	return n
}

// appendFold folds line breaks: one becomes a space, more become one less.
func appendFold(b []byte, breaks int) []byte {
	if breaks == 1 {
		return append(b, ' ')
	}
	for range breaks - 1 {
		b = append(b, '\n')
	}
	return b
}

// quoted reads a scalar in single or double quotes.
func (y *yamlReader) quoted() string {
	open := y.pos
	quoteMark := y.text[y.pos]
	y.pos++
	var b []byte
	start := y.pos
	for {
		if y.pos >= y.end {
			y.failf(open, "a quoted text without end")
		}
		switch c := y.text[y.pos]; {
		case c == quoteMark:
			if c == '\'' && y.peek(1) == c {
				b = append(b, y.text[start:y.pos+1]...)
				y.pos += 2
				start = y.pos
				continue
			}
			b = append(b, y.text[start:y.pos]...)
			y.pos++
			return string(b)
		case c == '\\' && quoteMark == '"':
			b = append(b, y.text[start:y.pos]...)
			b = y.escape(b)
			start = y.pos
		case isBreak(c):
			b = append(b, strings.TrimRight(y.text[start:y.pos], " \t")...)
			b = appendFold(b, y.lineBreaks())
			start = y.pos
		default:
			y.pos++
		}
	}
}

// yamlEscapes lists the escapes of one letter, and yamlEscaped what they are.
const (
	yamlEscapes = "0abt\tnvfre \"/\\N_LP"
)

var yamlEscaped = []string{"\x00", "\a", "\b", "\t", "\t", "\n", "\v", "\f", "\r", "\x1b", " ", "\"", "/", "\\", "\u0085", "\u00a0", "\u2028", "\u2029"}

// escape reads a backslash and what it escapes.
func (y *yamlReader) escape(b []byte) []byte {
	at := y.pos
	c := y.peek(1)
	if i := strings.IndexByte(yamlEscapes, c); i >= 0 && c != 0 {
		y.pos += 2
		return append(b, yamlEscaped[i]...)
	}
	if isBreak(c) {
		y.pos++
		for breaks := y.lineBreaks(); breaks > 1; breaks-- {
			b = append(b, '\n')
		}
		return b
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if u, ok := y.hex(y.pos+2, digits); ok {
		y.pos += 2 + digits
		if utf16.IsSurrogate(u) && strings.HasPrefix(y.text[y.pos:y.end], `\u`) {
			if v, ok := y.hex(y.pos+2, 4); ok && utf16.DecodeRune(u, v) != utf8.RuneError {
				y.pos += 6
				u = utf16.DecodeRune(u, v)
			}
		}
		return utf8.AppendRune(b, u)
	}
	y.failf(at, "not an escape")
	return b
}

func (y *yamlReader) hex(at, digits int) (rune, bool) {
	if digits == 0 || at+digits > y.end {
		return 0, false
	}
	s := y.text[at : at+digits]
	if strings.Trim(s, "0123456789abcdefABCDEF") != "" {
		return 0, false
	}
	u, err := strconv.ParseUint(s, 16, 32)
	if err != nil || u > utf8.MaxRune {
		return 0, false
	}
	return rune(u), true
}

// blockScalar reads a literal or folded scalar. indent is the indentation of
// what it is in.
func (y *yamlReader) blockScalar(indent int, p yamlProperties, start int) *node {
	folded := y.peek(0) == '>'
	y.pos++
	chomp, width := byte(0), 0
	for {
		c := y.peek(0)
		if (c == '+' || c == '-') && chomp == 0 {
			chomp = c
		} else if c >= '1' && c <= '9' && width == 0 {
			width = int(c - '0')
		} else {
			break
		}
		y.pos++
	}
	y.endOfLine()
	y.pos = min(lineEnd(y.text, y.pos), y.end)
	base := -1 // indentation of the text: the first line that is not blank decides
	if width > 0 {
		base = max(indent, 0) + width
	}
	var b strings.Builder
	blanks := 0 // blank lines that are not written yet
	first, moreBefore, ended := true, false, false
	for y.pos < y.end {
		// At a line break: look at the line behind it.
		ended = true
		lineAt := y.pos + 1
		if y.text[y.pos] == '\r' && y.peek(1) == '\n' {
			lineAt++
		}
		i := lineAt
		for i < y.end && y.text[i] == ' ' && (base < 0 || i-lineAt < base) {
			i++
		}
		if i >= y.end {
			y.pos = i
			break
		}
		if isBreak(y.text[i]) {
			blanks++
			y.pos = i
			continue
		}
		if base < 0 && i-lineAt > indent {
			base = i - lineAt
		}
		if base < 0 || i-lineAt < base {
			break
		}
		end := min(lineEnd(y.text, i), y.end)
		more := y.text[i] == ' ' || y.text[i] == '\t'
		switch {
		case first:
		case folded && !more && !moreBefore:
			if blanks == 0 {
				b.WriteByte(' ')
			}
		default:
			b.WriteByte('\n')
		}
		b.WriteString(strings.Repeat("\n", blanks))
		b.WriteString(y.text[i:end])
		first, moreBefore, blanks, ended = false, more, 0, false
		y.pos = end
	}
	s := b.String()
	switch {
	case chomp == '+' && first:
		s = strings.Repeat("\n", blanks)
	case chomp == '+' && ended:
		s += strings.Repeat("\n", blanks+1)
	case chomp == 0 && !first && ended:
		s += "\n"
	}
	return y.scalarNode(s, yamlProperties{tag: "!!str"}, start, false)
}

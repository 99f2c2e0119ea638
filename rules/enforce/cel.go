package enforce

import (
	"fmt"
	"maps"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// celLine is how long an expression may be before it is broken into lines.
const celLine = 100

// celOf writes a formula as a CEL expression; items gives the expressions by
// which it speaks of the resource (0) and other values. CEL stops with an
// error where it reaches for a member that is not there; in a formula, has
// stands before every such reach, and && and || are not bothered by an error
// on their other side. It refuses what CEL cannot say.
func celOf(f formula, items map[int]string) (expr, error) {
	w := celWriter{items: maps.Clone(items)}
	e := w.formula(f)
	return e, w.err
}

// celWriter writes one expression.
type celWriter struct {
	items map[int]string // by number: the resource, and the items of the quantifiers around
	names []string       // variables in scope
	err   error
}

// expr is a CEL expression on its way to text: a leaf, something wrapped
// around one expression, or expressions with an operator between them.
type expr struct {
	binds       int // how strongly: see below
	open, close string
	op          string
	subs        []expr
}

// How strongly expressions bind.
const (
	ternary = iota
	disjunction
	conjunction
	relation
	primary
)

func leaf(binds int, format string, args ...any) expr {
	return expr{binds: binds, open: fmt.Sprintf(format, args...)}
}

// operation joins expressions by an operator, those that are joined by it
// already as well.
func operation(binds int, op string, subs []expr) expr {
	e := expr{binds: binds, op: op}
	for _, sub := range subs {
		if sub.op == op {
			e.subs = append(e.subs, sub.subs...)
		} else {
			e.subs = append(e.subs, sub)
		}
	}
	if len(e.subs) == 1 {
		return e.subs[0]
	}
	return e
}

func (w *celWriter) refuse(format string, args ...any) expr {
	if w.err == nil {
		w.err = refuse(format, args...)
	}
	return leaf(primary, "false")
}

func (w *celWriter) formula(f formula) expr {
	at := w.place(f.at)
	switch f.op {
	case never:
		return leaf(primary, "false")
	case always:
		return leaf(primary, "true")
	case and:
		return operation(conjunction, "&&", w.formulas(f.subs))
	case or:
		return operation(disjunction, "||", w.formulas(f.subs))
	case cond:
		return expr{binds: ternary, op: "?", subs: w.formulas(f.subs)}
	case not:
		return w.not(f.subs[0])
	case exactlyOne:
		var alternatives []string
		for _, sub := range f.subs {
			alternatives = append(alternatives, w.formula(sub).flat())
		}
		return leaf(primary, "[%s].exists_one(holds, holds)", strings.Join(alternatives, ", "))
	case has:
		return w.has(f.at)
	case isKind:
		return w.kind(f)
	case isOneOf:
		return w.oneOf(f, at, "==", "in")
	case isOneOfFolded:
		return oneOfFolded(f.texts, at)
	case matches:
		return leaf(primary, "%s.matches(%s)", at, celText(f.pattern))
	case compare:
		if f.measure == theSize {
			at = "size(" + at + ")"
		}
		return leaf(relation, "%s %s %s", at, f.cmp, celNumber(f.number))
	case distinct:
		return leaf(primary, "%s.all(one, %s.exists_one(other, other == one))", at, at)
	case every:
		return w.quantifier(f, at+".all(", ")")
	case some:
		if f.subs[0].op == always {
			return leaf(relation, "size(%s) > 0", at)
		}
		return w.quantifier(f, at+".exists(", ")")
	case count:
		e := w.quantifier(f, "size("+at+".filter(", fmt.Sprintf(")) %s %s", f.cmp, celNumber(f.number)))
		e.binds = relation
		return e
	case members:
		return w.members(f, at)
	case dynamic:
		return leaf(primary, "%s", w.path("dyn("+w.items[f.at.item]+")", f.at.names))
	}
	panic(fmt.Sprintf("no CEL for the formula %v", f.op))
}

func (w *celWriter) formulas(fs []formula) []expr {
	var out []expr
	for _, f := range fs {
		out = append(out, w.formula(f))
	}
	return out
}

// not writes a negation; where it can, into the operator.
func (w *celWriter) not(f formula) expr {
	if f.op == isOneOf && len(f.values) == 1 {
		return w.oneOf(f, w.place(f.at), "!=", "")
	}
	e := w.formula(f)
	if e.binds < primary {
		return expr{binds: primary, open: "!(", close: ")", subs: []expr{e}}
	}
	e.open = "!" + e.open
	return e
}

// place writes a place.
func (w *celWriter) place(p place) string { return w.path(w.items[p.item], p.names) }

func (w *celWriter) path(from string, names []string) string {
	var b strings.Builder
	b.WriteString(from)
	for _, name := range names {
		if isCELName(name) {
			b.WriteString("." + name)
		} else {
			b.WriteString("[" + celText(name) + "]")
		}
	}
	return b.String()
}

// has asks whether the last name of a place is there.
func (w *celWriter) has(p place) expr {
	last := len(p.names) - 1
	if isCELName(p.names[last]) {
		return leaf(primary, "has(%s)", w.place(p))
	}
	return leaf(relation, "%s in %s", celText(p.names[last]), w.place(place{p.item, p.names[:last]}))
}

// isCELName reports whether a name can stand behind a dot.
func isCELName(name string) bool {
	for i, c := range name {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return !slices.Contains([]string{"", "in", "true", "false", "null"}, name)
}

// celReserved are the words that no variable may be called.
var celReserved = strings.Fields("as break const continue else for function if import let loop package namespace return var void while in true false null " +
	"object oldObject request params variables authorizer namespaceObject type size has dyn int double string bool list map bytes")

// kindNames are the types that CEL has for the kinds of values.
var kindNames = []struct {
	kind  kinds
	types []string
}{
	{null, []string{"null_type"}}, {boolean, []string{"bool"}}, {number, []string{"int", "double"}},
	{text, []string{"string"}}, {array, []string{"list"}}, {object, []string{"map"}},
}

// kind asks what kind of value is at a place, or of which kinds it is not,
// where these are fewer.
func (w *celWriter) kind(f formula) expr {
	if n := f.kinds & number; n != 0 && n != number {
		return w.refuse("it asks whether the number at %s is whole, which CEL cannot tell", f.at)
	}
	asked, equal, binds, op := f.kinds, "==", disjunction, "||"
	if bits.OnesCount8(uint8(asked)) > 3 {
		asked, equal, binds, op = anything&^asked, "!=", conjunction, "&&"
	}
	var subs []expr
	for _, k := range kindNames {
		if asked&k.kind == 0 {
			continue
		}
		for _, t := range k.types {
			subs = append(subs, leaf(relation, "type(%s) %s %s", w.place(f.at), equal, t))
		}
	}
	return operation(binds, op, subs)
}

// oneOf compares a value with scalars. A list literal has items of one type,
// else they are made dynamic.
func (w *celWriter) oneOf(f formula, at, equal, in string) expr {
	if len(f.values) == 1 {
		return leaf(relation, "%s %s %s", at, equal, celValue(f.values[0]))
	}
	var mixed kinds
	for _, v := range f.values {
		mixed |= kindOf(v)
	}
	same := mixed&(mixed-1) == 0
	var list []string
	for _, v := range f.values {
		if same {
			list = append(list, celValue(v))
		} else {
			list = append(list, "dyn("+celValue(v)+")")
		}
	}
	if !same {
		at = "dyn(" + at + ")"
	}
	return leaf(relation, "%s %s [%s]", at, in, strings.Join(list, ", "))
}

func oneOfFolded(texts []string, at string) expr {
	var list []string
	folds := false
	for _, t := range texts {
		lower := lowerASCII(t)
		folds = folds || lower != t || strings.ContainsAny(lower, "abcdefghijklmnopqrstuvwxyz")
		if v := celText(lower); !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	if folds {
		at += ".lowerAscii()"
	}
	if len(list) == 1 {
		return leaf(relation, "%s == %s", at, list[0])
	}
	return leaf(relation, "%s in [%s]", at, strings.Join(list, ", "))
}

// lowerASCII puts the ASCII letters of a text into lower case.
func lowerASCII(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 'A' && c <= 'Z' {
			return c - 'A' + 'a'
		}
		return c
	}, s)
}

// quantifier writes a macro with a variable for the items of an array.
func (w *celWriter) quantifier(f formula, open, close string) expr {
	name := w.variable(f.at)
	w.items[f.item] = name
	body := w.formula(f.subs[0])
	w.names = w.names[:len(w.names)-1]
	return expr{binds: primary, open: open + name + ", ", close: close, subs: []expr{body}}
}

// variable names the items of an array after it: the items of containers are
// called container.
func (w *celWriter) variable(p place) string {
	name := "item"
	if len(p.names) > 0 {
		if last := p.names[len(p.names)-1]; isCELName(last) {
			name = strings.TrimSuffix(last, "s")
		}
	}
	base := name
	for i := 2; !isCELName(name) || slices.Contains(celReserved, name) || slices.Contains(w.names, name); i++ {
		name = "item"
		if base != "" && !slices.Contains(celReserved, base) {
			name = base
		}
		name += strconv.Itoa(i)
	}
	w.names = append(w.names, name)
	return name
}

// members writes what holds of the members of an object.
func (w *celWriter) members(f formula, at string) expr {
	key := w.variable(place{names: []string{"key"}})
	w.items[f.item] = at + "[" + key + "]"
	var subs []expr
	if len(f.except) > 0 {
		var list []string
		for _, name := range f.except {
			list = append(list, celText(name))
		}
		subs = append(subs, leaf(relation, "%s in [%s]", key, strings.Join(list, ", ")))
	}
	for _, pattern := range f.names {
		e := leaf(primary, "%s.matches(%s)", key, celText(pattern))
		if !f.others {
			e.open = "!" + e.open
		}
		subs = append(subs, e)
	}
	body := w.formula(f.subs[0])
	w.names = w.names[:len(w.names)-1]
	body = operation(disjunction, "||", append(subs, body))
	return expr{binds: primary, open: at + ".all(" + key + ", ", close: ")", subs: []expr{body}}
}

// celValue writes a scalar.
func celValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return celNumber(v)
	}
	return celText(v.(string))
}

func celNumber(n float64) string {
	if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
		return strconv.FormatInt(int64(n), 10)
	}
	s := strconv.FormatFloat(n, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// celText writes a text as a CEL literal.
func celText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteString(`\` + string(c))
		case c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// flat gives an expression on one line.
func (e expr) flat() string {
	switch {
	case e.op == "?":
		return e.operand(0, disjunction).flat() + " ? " + e.operand(1, disjunction).flat() + " : " + e.operand(2, ternary).flat()
	case e.op != "":
		var parts []string
		for i := range e.subs {
			parts = append(parts, e.operand(i, e.binds+1).flat())
		}
		return strings.Join(parts, " "+e.op+" ")
	case len(e.subs) == 1:
		return e.open + e.subs[0].flat() + e.close
	}
	return e.open
}

// operand gives an operand, in brackets where it binds less than it must.
func (e expr) operand(i, binds int) expr {
	if sub := e.subs[i]; sub.binds >= binds {
		return sub
	}
	return expr{binds: primary, open: "(", close: ")", subs: e.subs[i : i+1]}
}

// lines gives an expression on as many lines as it needs. The first is not
// indented.
func (e expr) lines(indent string) string {
	if s := e.flat(); len(indent)+len(s) <= celLine || e.op == "" && len(e.subs) == 0 {
		return s
	}
	inner := indent + "  "
	switch {
	case e.op == "?":
		return e.operand(0, disjunction).lines(indent) + "\n" + indent + "? " + e.operand(1, disjunction).lines(inner) + "\n" + indent + ": " + e.operand(2, ternary).lines(inner)
	case e.op != "":
		var parts []string
		for i := range e.subs {
			parts = append(parts, e.operand(i, e.binds+1).lines(indent))
		}
		return strings.Join(parts, " "+e.op+"\n"+indent)
	}
	return strings.TrimSuffix(e.open, " ") + "\n" + inner + e.subs[0].lines(inner) + "\n" + indent + e.close
}

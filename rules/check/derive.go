package check

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"pillars/rules"
)

// compiledDerivation is a derived value, ready to compute.
type compiledDerivation struct {
	rules.Derivation
	path, of []string
	where    *schema
}

func compileDerivation(d rules.Derivation) (compiledDerivation, error) {
	c := compiledDerivation{Derivation: d, path: splitPointer(d.Path), of: splitPointer(d.Of)}
	if !slices.Contains([]string{"count", "sum", "distinct", "quantity", "version", "difference"}, d.Fn) {
		return c, fmt.Errorf("derived value %s: no function %q", d.Name, d.Fn)
	}
	var err error
	if d.Where != nil {
		c.where, err = compileSchema(d.Where, "/where")
	}
	return c, err
}

// value computes a derived value: nil where what it is computed from is not
// there, unknown where that is not known.
func (d *compiledDerivation) value(body, derived *node) *node {
	if d.Fn == "difference" {
		return difference(derived.get(d.Names[0]), derived.get(d.Names[1]))
	}
	n := body.path(d.path...)
	switch {
	case n == nil:
		return nil
	case n.kind == unknown:
		return notKnown(n)
	case d.Fn == "quantity":
		return numberFrom(n, quantity)
	case d.Fn == "version":
		return numberFrom(n, version)
	case n.kind != array:
		return nil
	}
	total := 0.0
	seen := map[string]bool{}
	for _, item := range n.items {
		if d.where != nil {
			switch d.where.eval(item) {
			case no:
				continue
			case maybe:
				return notKnown(item)
			}
		}
		if d.Fn == "count" {
			total++
			continue
		}
		v := item.path(d.of...)
		switch {
		case item.kind == unknown:
			return notKnown(item)
		case v == nil && d.Fn == "sum":
			return &node{kind: unknown, text: "not certain: " + strings.Join(d.of, ".") + " is not set everywhere"}
		case v == nil:
			continue
		case v.kind == unknown:
			return notKnown(v)
		}
		if d.Fn == "sum" {
			if v.kind != number {
				return nil
			}
			total += v.number
			continue
		}
		var b strings.Builder
		if !writeKey(&b, v) {
			return notKnown(v)
		}
		seen[b.String()] = true
	}
	if d.Fn == "distinct" {
		total = float64(len(seen))
	}
	return &node{kind: number, number: total}
}

func notKnown(n *node) *node {
	words := n.text
	if n.kind != unknown {
		words = "a value in it is not known"
	}
	return &node{kind: unknown, text: words, optional: n.optional}
}

func difference(a, b *node) *node {
	switch {
	case a == nil || b == nil:
		return nil
	case a.kind == unknown:
		return notKnown(a)
	case b.kind == unknown:
		return notKnown(b)
	}
	return &node{kind: number, number: a.number - b.number}
}

// numberFrom computes a number from a text or number.
func numberFrom(n *node, parse func(string) (float64, bool)) *node {
	s := n.text
	if n.kind == number {
		s = formatNumber(n.number)
	} else if n.kind != text {
		return nil
	}
	f, ok := parse(s)
	if !ok {
		return nil
	}
	return &node{kind: number, number: f}
}

// quantitySuffixes are the suffixes of Kubernetes quantities, as powers of
// ten and of two.
var quantitySuffixes = []struct {
	suffix string
	factor float64
}{
	{"Ki", 1 << 10}, {"Mi", 1 << 20}, {"Gi", 1 << 30}, {"Ti", 1 << 40}, {"Pi", 1 << 50}, {"Ei", 1 << 60},
	{"n", 1e-9}, {"u", 1e-6}, {"m", 1e-3}, {"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}, {"P", 1e15}, {"E", 1e18},
}

// quantity reads a Kubernetes quantity: 500m is 0.5, 1Gi is 1073741824.
func quantity(s string) (float64, bool) {
	factor := 1.0
	for _, q := range quantitySuffixes {
		if rest, ok := strings.CutSuffix(s, q.suffix); ok {
			s, factor = rest, q.factor
			break
		}
	}
	if s == "" {
		return 0, false
	}
	f, ok := plainNumber(s)
	if factor < 1 {
		return f / math.Round(1/factor), ok
	}
	return f * factor, ok
}

// version reads a version of up to three numbers, with or without a v before
// and a suffix behind a hyphen or plus: 1.35.7 is 1035007.
func version(s string) (float64, bool) {
	s = strings.TrimPrefix(s, "v")
	if i := strings.IndexAny(s, "-+"); i >= 0 {
		s = s[:i]
	}
	parts := strings.Split(s, ".")
	if len(parts) > 3 {
		return 0, false
	}
	total := 0.0
	for i := range 3 {
		part := 0
		if i < len(parts) {
			var err error
			if part, err = strconv.Atoi(parts[i]); err != nil || len(parts[i]) > 3 || parts[i][0] < '0' || parts[i][0] > '9' {
				return 0, false
			}
		}
		total = total*1000 + float64(part)
	}
	return total, true
}

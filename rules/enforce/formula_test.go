package enforce

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pillars/rules"
	"pillars/rules/check"
)

// estate evaluates a formula as engines do that do not stop at what is not
// there: without a value, atoms are false, negated ones true, and arrays
// empty.
type estate map[int]any // by the number of the item; 0 is the resource

func (e estate) holds(f formula) bool {
	switch f.op {
	case always, never:
		return f.op == always
	case and:
		return !slices.ContainsFunc(f.subs, func(sub formula) bool { return !e.holds(sub) })
	case or:
		return slices.ContainsFunc(f.subs, e.holds)
	case not:
		return !e.holds(f.subs[0])
	case cond:
		return e.holds(f.subs[0]) && e.holds(f.subs[1]) || !e.holds(f.subs[0]) && e.holds(f.subs[2])
	case exactlyOne:
		n := 0
		for _, sub := range f.subs {
			if e.holds(sub) {
				n++
			}
		}
		return n == 1
	}
	value, there := e[f.at.item], true
	for _, name := range f.at.names {
		m, _ := value.(map[string]any)
		value, there = m[name]
		there = there && value != nil
	}
	with := func(item any) estate {
		inner := estate{f.item: item}
		for n, v := range e {
			inner[n] = v
		}
		return inner
	}
	list, _ := value.([]any)
	satisfying := 0.0
	for _, item := range list {
		if (f.op == every || f.op == some || f.op == count) && with(item).holds(f.subs[0]) {
			satisfying++
		}
	}
	text, isText := value.(string)
	switch f.op {
	case has:
		return there
	case isKind:
		return there && kindOf(value)&f.kinds != 0
	case isOneOf:
		return there && slices.ContainsFunc(f.values, func(v any) bool { return reflect.DeepEqual(v, value) })
	case isOneOfFolded:
		return isText && slices.ContainsFunc(f.texts, func(t string) bool { return lowerASCII(t) == lowerASCII(text) })
	case matches:
		return isText && regexp.MustCompile(f.pattern).MatchString(text)
	case every:
		return satisfying == float64(len(list))
	case some:
		return satisfying > 0
	case count:
		return compares(satisfying, f.cmp, f.number)
	case compare:
		n, ok := value.(float64)
		if f.measure == theSize {
			n, ok = 0, true
			switch v := value.(type) {
			case []any:
				n = float64(len(v))
			case map[string]any:
				n = float64(len(v))
			case string:
				n = float64(utf8.RuneCountInString(v))
			}
		}
		return ok && compares(n, f.cmp, f.number)
	case distinct:
		for i := range list {
			if slices.ContainsFunc(list[:i], func(other any) bool { return reflect.DeepEqual(other, list[i]) }) {
				return false
			}
		}
		return true
	case members:
		m, _ := value.(map[string]any)
		for name, member := range m {
			named := slices.ContainsFunc(f.names, func(p string) bool { return regexp.MustCompile(p).MatchString(name) })
			if f.others {
				named = !named && !slices.Contains(f.except, name)
			}
			if named && !with(member).holds(f.subs[0]) {
				return false
			}
		}
		return true
	}
	panic(f.op)
}

// TestFormulas holds formulas of random schemas, as they are, simplified, in
// negation normal form and without what need not be said, to the verdicts of
// the checker.
func TestFormulas(t *testing.T) {
	r := random{rand.New(rand.NewPCG(5, 6))}
	counts := map[check.Verdict]int{}
	dropped := 0
	for range 1000 {
		schema := map[string]any{"type": "object", "properties": map[string]any{"data": r.schema(3)}}
		checker := checkerOf(t, schema)
		f, err := formulaOf(schema, nil)
		if err != nil {
			t.Fatal(err)
		}
		forms := map[string]formula{"as it is": f, "simplified": f.simplify(facts{})}
		var reason refusal
		for _, negated := range []bool{false, true} {
			n, err := normal(f.simplify(facts{}), negated)
			if errors.As(err, &reason) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			pruned := n.withAbsent(policyWhenAbsent)
			dropped += parts(n) - parts(pruned)
			if negated {
				n, pruned = negation(n), negation(pruned)
			}
			forms[fmt.Sprint("normal, negated: ", negated)], forms[fmt.Sprint("pruned, negated: ", negated)] = n, pruned
		}
		for range 8 {
			object := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "data": r.value(3)}
			data, err := json.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			want := checker.Run([]check.Document{{Name: "a", Data: data}}, check.Options{}).Results[0].Verdict
			counts[want]++
			for name, form := range forms {
				if got := (estate{0: withoutNulls(object)}).holds(form); got != (want == check.Pass) {
					s, _ := json.Marshal(schema)
					t.Fatalf("%s: %v, the checker says %s\nobject  %s\nschema  %s\nformula %+v", name, got, want, data, s, form)
				}
			}
		}
	}
	t.Logf("compared %v; %d parts dropped", counts, dropped)
	if counts[check.Pass] < 2000 || counts[check.Fail] < 2000 || dropped == 0 {
		t.Error("too few compared, or nothing dropped")
	}
}

func parts(f formula) int {
	n := 0
	f.each(func(formula) { n++ })
	return n
}

// TestFormulaLimits holds that what is too long is refused, and deep schemas
// do not end the program.
func TestFormulaLimits(t *testing.T) {
	var deep any = map[string]any{"type": "object", "required": []any{"a"}}
	for range 5000 {
		deep = map[string]any{"type": "object", "properties": map[string]any{"a": deep}}
	}
	long := map[string]any{}
	for i := range 3000 {
		long[strings.Repeat("a", 1+i)] = map[string]any{"type": "string", "const": "x"}
	}
	for name, schema := range map[string]any{"deep": deep, "long": map[string]any{"type": "object", "properties": long}} {
		_, _, _, err := target(rules.Check{Assert: schema}, nil)
		var reason refusal
		if !errors.As(err, &reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, schema := range map[string]any{
		"a list": []any{}, "no type": map[string]any{"type": "text"}, "no keyword": map[string]any{"format": "date"},
		"no list": map[string]any{"enum": 1}, "no number": map[string]any{"properties": map[string]any{"a": map[string]any{"minimum": "1"}}}, "no names": map[string]any{"required": "a"},
	} {
		_, _, _, err := target(rules.Check{Assert: schema}, nil)
		var reason refusal
		if err == nil || errors.As(err, &reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

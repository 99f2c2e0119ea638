package enforce

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"testing"

	"pillars/rules"
	"pillars/rules/check"
)

// TestRandomSchemasInCEL holds the CEL of random schemas of the profile, on
// random values of which nothing is known, to the checker's verdicts.
func TestRandomSchemasInCEL(t *testing.T) {
	r := random{rand.New(rand.NewPCG(3, 4))}
	env := celEnv(t)
	counts := map[check.Verdict]int{}
	refused := 0
	for range 800 {
		schema := map[string]any{"type": "object", "properties": map[string]any{"data": r.schema(3)}}
		checker := checkerOf(t, schema)
		f, err := formulaOf(schema, fixedAnyKind)
		var e expr
		if err == nil {
			e, err = celOf(f.simplify(facts{}), map[int]string{0: "object"})
		}
		var reason refusal
		if errors.As(err, &reason) {
			refused++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		text := e.lines("")
		p := &celPolicy{selects: func(objectType) bool { return true }}
		p.validations = append(p.validations, celProgram(t, env, text))
		for range 8 {
			object := map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "data": r.value(3)}
			data, err := json.Marshal(object)
			if err != nil {
				t.Fatal(err)
			}
			want := checker.Run([]check.Document{{Name: "a", Data: data}}, check.Options{}).Results[0].Verdict
			got, err := p.evaluate(objectType{}, withoutNulls(object))
			if err != nil || got != string(want) {
				s, _ := json.Marshal(schema)
				t.Fatalf("CEL says %q (%v), the checker %q\nobject  %s\nschema  %s\nCEL     %s", got, err, want, data, s, text)
			}
			counts[want]++
		}
	}
	t.Logf("compared %v, %d schemas refused", counts, refused)
	if counts[check.Pass] < 2000 || counts[check.Fail] < 2000 {
		t.Error("too few compared")
	}
}

// checkerOf is a checker of one check of ConfigMaps.
func checkerOf(t *testing.T, schema any) *check.Checker {
	t.Helper()
	checker, err := check.Compile(catalogWith(rules.Check{ID: "a-b", Target: rules.Target{Types: []string{"v1/ConfigMap"}}, Assert: schema}))
	if err != nil {
		t.Fatal(err)
	}
	return checker
}

// random makes random schemas and values, which meet often.
type random struct{ *rand.Rand }

func (r random) pick(values ...any) any { return values[r.IntN(len(values))] }

func (r random) name() string { return r.pick("a", "b", "in", "c/d", "namespace").(string) }

func (r random) schema(depth int) any {
	if r.IntN(14) == 0 {
		return r.IntN(3) > 0
	}
	s := map[string]any{}
	sub := func() any { return r.schema(depth - 1) }
	subs := func() []any {
		list := make([]any, 1+r.IntN(3))
		for i := range list {
			list[i] = sub()
		}
		return list
	}
	small := func() any { return float64(r.IntN(3)) }
	for range 1 + r.IntN(3) {
		n := r.IntN(26)
		if depth == 0 {
			n = r.IntN(15)
		}
		switch n {
		case 0, 1:
			s["type"] = r.pick("null", "boolean", "number", "string", "array", "object")
		case 2:
			s["type"] = []any{r.pick("null", "boolean", "number"), r.pick("string", "array", "object")}
		case 3:
			s["const"] = r.scalar()
		case 4:
			s["enum"] = []any{r.scalar(), r.scalar()}
		case 5:
			s["required"] = []any{r.name()}
		case 6:
			s["minProperties"], s["maxProperties"] = small(), 2.0
		case 7:
			s["minItems"] = small()
		case 8:
			s["maxItems"] = small()
		case 9:
			s["uniqueItems"] = r.IntN(3) > 0
		case 10:
			s["minimum"], s["exclusiveMaximum"] = small(), 2.0
		case 11:
			s["maximum"], s["exclusiveMinimum"] = 1.5, -1.0
		case 12:
			s["minLength"], s["maxLength"] = small(), 2.0
		case 13:
			s["pattern"] = r.pick("^a", "b$", "[0-9]+", `^[^"\\]$`, "😀")
		case 14:
			texts := []any{r.pick("ab", "AB", "12"), r.pick("é", "Ab")}
			s["examples"], s["pattern"] = texts, rules.FoldPattern([]string{texts[0].(string), texts[1].(string)})
		case 15, 16:
			s["properties"] = map[string]any{r.name(): sub(), r.name(): sub()}
			s["required"] = []any{r.name()}
		case 17:
			s["patternProperties"] = map[string]any{"^[ab]": sub()}
		case 18:
			s["additionalProperties"] = sub()
		case 19:
			s["items"] = sub()
		case 20:
			s["contains"] = sub()
			if r.IntN(2) == 0 {
				s["minContains"], s["maxContains"] = small(), 2.0
			}
		case 21:
			s["allOf"] = subs()
		case 22:
			s["anyOf"] = subs()
		case 23:
			s["oneOf"] = subs()
		case 24:
			s["not"] = sub()
		case 25:
			s["if"], s["then"], s["else"] = sub(), sub(), sub()
		}
	}
	return s
}

func (r random) scalar() any {
	return r.pick(nil, true, false, 0.0, 1.0, -1.0, 0.5, 1e6, "", "a", "ab", "AB", "é😀", "12", `"`, "\\", "\n\x01")
}

func (r random) value(depth int) any {
	n := r.IntN(6)
	if depth == 0 {
		n = 0
	}
	switch n {
	case 0, 1:
		return r.scalar()
	case 2, 3:
		list := make([]any, r.IntN(4))
		for i := range list {
			list[i] = r.value(depth - 1)
		}
		return list
	}
	m := map[string]any{}
	for range r.IntN(4) {
		m[r.name()] = r.value(depth - 1)
	}
	return m
}

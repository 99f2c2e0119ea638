package check

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"pillars/rules"
	jsonschema "pillars/schema"

	"pillars/content/testfile"
)

// reference says what jsonschema says of an instance.
func reference(t *testing.T, s *jsonschema.Schema, instance any) Verdict {
	t.Helper()
	if len(s.Validate(instance)) == 0 {
		return Pass
	}
	return Fail
}

func verdictOf(s *schema, instance []byte) Verdict {
	root, _, fail := readJSON(string(instance), 0)
	if fail != nil {
		return Unknown
	}
	switch s.eval(root) {
	case yes:
		return Pass
	case no:
		if len(explain(s, root, &source{text: string(instance)}, root)) == 0 {
			return Unknown // a fail without a finding is a mistake
		}
		return Fail
	}
	return Unknown
}

// TestSchemaSuite runs the part of the JSON-Schema-Test-Suite that lies in
// the profile.
func TestSchemaSuite(t *testing.T) {
	dir := testfile.Shared(t, "facts", "json-schema-test-suite", "draft2020-12")
	files, _ := filepath.Glob(filepath.Join(dir, "*.json"))
	run, outside := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var groups []struct {
			Description string
			Schema      any
			Tests       []struct {
				Description string
				Data        json.RawMessage
				Valid       bool
			}
		}
		if err := json.Unmarshal(data, &groups); err != nil {
			t.Fatal(err)
		}
		for _, g := range groups {
			if m, ok := g.Schema.(map[string]any); ok {
				delete(m, "$schema")
			}
			s, err := compileSchema(g.Schema, "")
			if err != nil || !portable(g.Schema) {
				outside += len(g.Tests)
				continue
			}
			for _, c := range g.Tests {
				run++
				want := Fail
				if c.Valid {
					want = Pass
				}
				if got := verdictOf(s, c.Data); got != want {
					t.Errorf("%s: %s: %s: %s, want %s", filepath.Base(file), g.Description, c.Description, got, want)
				}
			}
		}
	}
	t.Logf("%d cases in the profile, %d outside", run, outside)
}

// portable reports whether the patterns in a schema are.
func portable(s any) bool {
	switch s := s.(type) {
	case map[string]any:
		for k, v := range s {
			if p, ok := v.(string); ok && k == "pattern" && rules.PatternFault(p) != "" {
				return false
			}
			if props, ok := v.(map[string]any); ok && k == "patternProperties" {
				for p := range props {
					if rules.PatternFault(p) != "" {
						return false
					}
				}
			}
			if !portable(v) {
				return false
			}
		}
	case []any:
		for _, v := range s {
			if !portable(v) {
				return false
			}
		}
	}
	return true
}

// TestAgainstReference compares verdicts with jsonschema's on random schemas
// of the profile and random instances.
func TestAgainstReference(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	valid := 0
	const schemas, instances = 1500, 10
	for i := range schemas {
		raw := randomSchema(rng, 3)
		s, err := compileSchema(raw, "")
		if err != nil {
			t.Fatalf("schema %d: %v", i, err)
		}
		ref, err := jsonschema.Compile(raw)
		if err != nil {
			t.Fatalf("schema %d: %v", i, err)
		}
		for range instances {
			instance := randomValue(rng, 3)
			data, _ := json.Marshal(instance)
			got, want := verdictOf(s, data), reference(t, ref, instance)
			if want == Pass {
				valid++
			}
			if got != want {
				text, _ := json.Marshal(raw)
				t.Fatalf("%s: jsonschema says %s\nschema   %s\ninstance %s", got, want, text, data)
			}
		}
	}
	t.Logf("%d pairs, %d valid", schemas*instances, valid)
}

var randomNames = []string{"a", "b", "c", "é"}

func randomSchema(r *rand.Rand, depth int) any {
	if r.IntN(12) == 0 || depth == 0 && r.IntN(3) == 0 {
		return r.IntN(3) > 0
	}
	s := map[string]any{}
	sub := func() any { return randomSchema(r, depth-1) }
	subs := func() []any {
		list := make([]any, 1+r.IntN(3))
		for i := range list {
			list[i] = sub()
		}
		return list
	}
	small := func() any { return float64(r.IntN(3)) }
	types := []any{"null", "boolean", "integer", "number", "string", "array", "object"}
	for range 1 + r.IntN(3) {
		switch n := r.IntN(24); {
		case n == 0:
			s["type"] = types[r.IntN(len(types))]
		case n == 1:
			s["type"] = []any{types[r.IntN(3)], types[3+r.IntN(4)]}
		case n == 2:
			s["const"] = randomValue(r, 1)
		case n == 3:
			s["enum"] = []any{randomValue(r, 1), randomValue(r, 1)}
		case n == 4:
			s["required"] = []any{randomNames[r.IntN(3)]}
		case n == 5:
			s["minProperties"] = small()
		case n == 6:
			s["maxProperties"] = small()
		case n == 7:
			s["minItems"] = small()
		case n == 8:
			s["maxItems"] = small()
		case n == 9:
			s["uniqueItems"] = r.IntN(2) == 0
		case n == 10:
			s["minimum"], s["exclusiveMaximum"] = small(), float64(2)
		case n == 11:
			s["maximum"], s["exclusiveMinimum"] = small(), float64(0)
		case n == 12:
			s["minLength"], s["maxLength"] = small(), float64(2)
		case n == 13:
			s["pattern"] = []any{"^a", "b$", "^(?:[aA][bB])$", "[0-9]+"}[r.IntN(4)]
		case depth == 0:
		case n == 14:
			s["properties"] = map[string]any{randomNames[r.IntN(4)]: sub(), randomNames[r.IntN(4)]: sub()}
		case n == 15:
			s["patternProperties"] = map[string]any{"^[ab]": sub()}
		case n == 16:
			s["additionalProperties"] = sub()
		case n == 17:
			s["items"] = sub()
		case n == 18:
			s["contains"] = sub()
			if r.IntN(2) == 0 {
				s["minContains"], s["maxContains"] = small(), float64(2)
			}
		case n == 19:
			s["allOf"] = subs()
		case n == 20:
			s["anyOf"] = subs()
		case n == 21:
			s["oneOf"] = subs()
		case n == 22:
			s["not"] = sub()
		case n == 23:
			s["if"], s["then"], s["else"] = sub(), sub(), sub()
		}
	}
	return s
}

func randomValue(r *rand.Rand, depth int) any {
	n := r.IntN(8)
	if depth == 0 {
		n = r.IntN(6)
	}
	switch n {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2, 3:
		return []any{0.0, 1.0, 2.0, -1.0, 0.5, 1e6}[r.IntN(6)]
	case 4, 5:
		return []any{"", "a", "ab", "AB", "é😀", "12"}[r.IntN(6)]
	case 6:
		list := make([]any, r.IntN(4))
		for i := range list {
			list[i] = randomValue(r, depth-1)
		}
		return list
	}
	m := map[string]any{}
	for range r.IntN(4) {
		m[randomNames[r.IntN(4)]] = randomValue(r, depth-1)
	}
	return m
}

package check_test

import (
	"slices"
	"testing"

	"pillars/rules"
	"pillars/rules/check"
)

// TestDescribe holds that the words say when something may be absent.
func TestDescribe(t *testing.T) {
	object := func(properties map[string]any, required ...any) map[string]any {
		return map[string]any{"type": "object", "properties": properties, "required": required}
	}
	anything := map[string]any{"type": []any{"array", "boolean", "number", "object", "string"}}
	for _, tt := range []struct {
		name   string
		assert any
		want   []string
	}{
		{"required", object(map[string]any{"a": map[string]any{"const": true}}, "a"), []string{"a is true"}},
		{"optional", object(map[string]any{"a": map[string]any{"const": true}}), []string{"a is true or not set"}},
		{"optional on the way", object(map[string]any{"a": object(map[string]any{"b": map[string]any{"minimum": 2.0}}, "b")}), []string{"a.b is at least 2 or not set"}},
		{"required inside optional", object(map[string]any{"a": object(nil, "b")}), []string{"a is not set or a.b is set"}},
		{"anything", object(map[string]any{"a": anything}, "a"), []string{"a is set"}},
		{"anything, optional", object(map[string]any{"a": anything}), []string{"it is an object"}},
		{"empty", object(map[string]any{"a": map[string]any{"type": "array", "maxItems": 0.0}}, "a"), []string{"a is empty"}},
		{"not", object(map[string]any{"a": map[string]any{"not": map[string]any{"const": "x"}}}), []string{`a is not set or not (a is "x")`}},
		{"contains", object(map[string]any{"a": map[string]any{"type": "array", "contains": map[string]any{"const": "x"}}}), []string{`a is not set or for at least 1 of a: it is "x"`}},
		{"forbidden", object(map[string]any{"a": false}), []string{"a is not set"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := check.Describe(rules.Check{ID: "c", Assert: tt.assert})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Holds, tt.want) {
				t.Errorf("got %q, want %q", got.Holds, tt.want)
			}
		})
	}
}

// TestDescribeCatalog describes every check of ours: each says something.
func TestDescribeCatalog(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Rules {
		for _, ch := range r.Checks {
			d, err := check.Describe(ch)
			if err != nil {
				t.Error(err)
			}
			if len(d.Holds) == 0 {
				t.Errorf("%s: no words for what it asks", ch.ID)
			}
			if (len(ch.Relate) > 0 || len(ch.Derive) > 0) && len(d.Where) == 0 {
				t.Errorf("%s: no words for what it relates or derives", ch.ID)
			}
		}
	}
}

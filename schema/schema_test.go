package schema_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pillars/schema"
)

// TestSchemasCompile holds that every embedded schema is one, and says of
// itself where it is published.
func TestSchemasCompile(t *testing.T) {
	if len(schema.Names()) == 0 {
		t.Fatal("no schemas")
	}
	for _, name := range schema.Names() {
		if _, err := schema.Named(name); err != nil {
			t.Error(err)
		}
		text, err := schema.Source(name)
		if err != nil {
			t.Fatal(err)
		}
		var s struct {
			ID          string `json:"$id"`
			Title       string `json:"title"`
			Description string `json:"description"`
		}
		if err := json.Unmarshal(text, &s); err != nil {
			t.Fatal(err)
		}
		if s.ID != schema.BaseURL+name || s.Title == "" || s.Description == "" {
			t.Errorf("%s: $id %q, title %q, description %q", name, s.ID, s.Title, s.Description)
		}
	}
}

func TestNothingIsFetched(t *testing.T) {
	_, err := schema.Compile(map[string]any{"$ref": "https://example.org/x.json"})
	if err == nil || !strings.Contains(err.Error(), "example.org") {
		t.Errorf("a remote $ref gave %v", err)
	}
}

func TestValidateListsEveryViolation(t *testing.T) {
	s, err := schema.Compile(map[string]any{
		"type": "object", "required": []string{"a"},
		"properties": map[string]any{"b": map[string]any{"type": "string"}, "c": map[string]any{"minimum": 3}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 50 { // the library's own order changes from run to run
		got := s.Validate(map[string]any{"b": 1.0, "c": 2.0})
		var pointers []string
		for _, v := range got {
			pointers = append(pointers, v.Pointer)
		}
		if strings.Join(pointers, ",") != ",/b,/c" {
			t.Fatalf("violations %v", got)
		}
	}
	if got := s.Validate(map[string]any{"a": nil}); got != nil {
		t.Errorf("valid, but %v", got)
	}
}

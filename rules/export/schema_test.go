package export

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"pillars/content/testfile"
)

// TestSchemas validates what has an official JSON Schema.
func TestSchemas(t *testing.T) {
	for name, file := range map[string]string{
		"review-checklists": "review-checklists.schema.json",
		"oscal":             "oscal-catalog-1.2.1.schema.json",
		"sarif-rules":       "sarif-2.1.0.schema.json",
	} {
		t.Run(name, func(t *testing.T) {
			s := testfile.Schema(t, file)
			format, _ := Find(name)
			for which, c := range catalogs(t) {
				text, _ := write(t, format, c)
				var v any
				if err := json.Unmarshal([]byte(text), &v); err != nil {
					t.Fatal(err)
				}
				for _, violation := range s.Validate(v) {
					t.Errorf("%s: %s", which, violation)
				}
			}
		})
	}
}

// TestAPRL holds recommendations to aprl.yamale.yaml, the schema of the
// library's own repository: each line of it is read here.
func TestAPRL(t *testing.T) {
	text, err := os.ReadFile(testfile.Shared(t, "facts", "schemas", "aprl.yamale.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	schema := readYamale(t, string(text))
	for which, c := range catalogs(t) {
		out, _ := write(t, Format{Write: APRL}, c)
		var list []map[string]any
		if err := yaml.Unmarshal([]byte(out), &list); err != nil {
			t.Fatal(err)
		}
		if len(list) != len(c.Rules) {
			t.Errorf("%s: %d recommendations of %d rules", which, len(list), len(c.Rules))
		}
		for i, item := range list {
			for _, fault := range schema.faults("recommendation", item) {
				t.Errorf("%s: %s: %s", which, c.Rules[i].ID, fault)
			}
		}
	}
}

// yamale is as much of a Yamale schema as theirs uses: for each include, the
// expression of each key.
type yamale map[string]map[string]string

func readYamale(t *testing.T, text string) yamale {
	t.Helper()
	_, includes, ok := strings.Cut(text, "\n---\n")
	var y yamale
	if err := yaml.Unmarshal([]byte(includes), &y); err != nil || !ok || len(y["recommendation"]) < 10 {
		t.Fatalf("could not read the schema: %v", err)
	}
	return y
}

var (
	yamaleQuoted = regexp.MustCompile(`'((?:[^'\\]|\\.)*)'`)
	yamaleMax    = regexp.MustCompile(`max=([0-9]+)`)
)

func (y yamale) faults(include string, item map[string]any) []string {
	var out []string
	for key := range item {
		if y[include][key] == "" {
			out = append(out, key+" is not in the schema")
		}
	}
	for key, expr := range y[include] {
		v, there := item[key]
		if !there {
			if !strings.Contains(expr, "required=False") {
				out = append(out, key+" is missing")
			}
		} else if !y.holds(expr, v) {
			out = append(out, key+" is not "+expr)
		}
	}
	return out
}

// holds tells whether a value satisfies an expression.
func (y yamale) holds(expr string, v any) bool {
	var quoted []string
	for _, m := range yamaleQuoted.FindAllStringSubmatch(expr, -1) {
		quoted = append(quoted, strings.ReplaceAll(m[1], `\\`, `\`))
	}
	most := 1 << 30
	if m := yamaleMax.FindStringSubmatch(expr); m != nil {
		_ = json.Unmarshal([]byte(m[1]), &most)
	}
	s, isText := v.(string)
	switch kind, _, _ := strings.Cut(expr, "("); kind {
	case "str":
		return isText && utf8.RuneCountInString(s) <= most
	case "bool":
		_, ok := v.(bool)
		return ok
	case "enum":
		return isText && slices.Contains(quoted, s)
	case "regex", "any":
		if v == nil {
			return strings.Contains(expr, "null()")
		}
		return isText && slices.ContainsFunc(quoted, func(p string) bool {
			// RE2 has no look-ahead: what it forbids is tested here.
			return regexp.MustCompile(strings.ReplaceAll(p, "(?!.*en-us)", "")).MatchString(s) && !strings.Contains(s, "en-us")
		})
	case "list":
		list, ok := v.([]any)
		return ok && len(list) <= most && !slices.ContainsFunc(list, func(item any) bool {
			if strings.Contains(expr, "include('") {
				m, ok := item.(map[string]any)
				return !ok || len(y.faults(quoted[0], m)) > 0
			}
			return !slices.Contains(quoted, item.(string))
		})
	}
	return false
}

// TestYamale holds that the reading above finds faults.
func TestYamale(t *testing.T) {
	y := yamale{"link": {"name": "str(max=3)", "id": "any(regex('^a$'), null())"}}
	for _, x := range []struct {
		expr string
		v    any
		want bool
	}{
		{"str(max=2)", "ab", true}, {"str(max=2)", "abc", false}, {"str()", 1, false},
		{"enum('A', 'B')", "B", true}, {"enum('A', 'B')", "C", false}, {"bool()", "x", false},
		{`regex('^a\\.b$')`, "a.b", true}, {`regex('^a\\.b$')`, "axb", false},
		{"any(regex('^a$'), null())", nil, true}, {"any(regex('^a$'))", nil, false},
		{"list(include('link'), max=1)", []any{map[string]any{"name": "x", "id": nil}}, true},
		{"list(include('link'), max=1)", []any{map[string]any{"name": "long", "id": nil}}, false},
		{"list(include('link'), max=1)", []any{map[string]any{"name": "x", "id": nil}, map[string]any{"name": "x", "id": nil}}, false},
	} {
		if got := y.holds(x.expr, x.v); got != x.want {
			t.Errorf("%s of %v: %v", x.expr, x.v, got)
		}
	}
}

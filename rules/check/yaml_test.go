package check

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"pillars/content/testfile"
)

// TestYAMLAgainstLibrary compares the YAML reader with yaml.v3 on real
// documents: what both read must be the same tree, with scalars by the core
// schema.
func TestYAMLAgainstLibrary(t *testing.T) {
	dir := testfile.Shared(t, "inputs")
	var files []string
	for _, pattern := range []string{"k8s/*", "nasty/yaml-test-suite/*", "nasty/derived/*.yaml"} {
		found, _ := filepath.Glob(filepath.Join(dir, pattern))
		files = append(files, found...)
	}
	read, refused := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := decode(data)
		for _, chunk := range yamlChunks(text) {
			compareYAML(t, filepath.Base(file), text, chunk, &read, &refused)
		}
	}
	t.Logf("%d files, %d documents read by both, %d by neither", len(files), read, refused)
}

// compareYAML reads one document of a stream with both readers.
func compareYAML(t *testing.T, name, text string, chunk yamlChunk, read, refused *int) {
	t.Helper()
	budget := maxNodes
	root, fail := readYAML(text, chunk, &budget)
	var doc yaml.Node
	err := yaml.Unmarshal([]byte(text[chunk.start:chunk.end]), &doc)
	switch {
	case fail != nil && err != nil:
		*refused++
		return
	case fail != nil && (fail.code != "yaml-syntax" || strings.HasSuffix(fail.message, "a key that is no scalar")):
		// Stricter, or limited, on purpose.
		*refused++
		return
	case fail != nil:
		line, column := (&source{text: text}).position(fail.offset)
		t.Errorf("%s:%d:%d: refused, yaml.v3 reads it: %s", name, line, column, fail.message)
		return
	case err != nil:
		t.Errorf("%s: read, yaml.v3 refuses it: %v", name, err)
		return
	case root == nil:
		if len(doc.Content) > 0 {
			t.Errorf("%s: nothing read, yaml.v3 reads something", name)
		}
		return
	}
	*read++
	want, ok := libraryTree(&doc, 0)
	if !ok {
		return
	}
	got, _ := json.Marshal(plain(root))
	wanted, _ := json.Marshal(want)
	if string(got) != string(wanted) {
		i := 0
		for i < len(got) && i < len(wanted) && got[i] == wanted[i] {
			i++
		}
		from := max(0, i-120)
		t.Errorf("%s: at %d\n got %s\nwant %s", name, chunk.start, got[from:min(len(got), i+120)], wanted[from:min(len(wanted), i+120)])
	}
}

// libraryTree converts nodes of yaml.v3 by our rules for scalars.
func libraryTree(n *yaml.Node, depth int) (any, bool) {
	if depth > 100 {
		return nil, false
	}
	switch n.Kind {
	case 0:
		return nil, true
	case yaml.DocumentNode:
		return libraryTree(n.Content[0], depth)
	case yaml.AliasNode:
		return libraryTree(n.Alias, depth+1)
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			v, ok := libraryTree(item, depth+1)
			if !ok {
				return nil, false
			}
			list[i] = v
		}
		return list, true
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == "<<" || n.Content[i].Kind != yaml.ScalarNode {
				return nil, false
			}
			v, ok := libraryTree(n.Content[i+1], depth+1)
			if !ok {
				return nil, false
			}
			m[n.Content[i].Value] = v
		}
		return m, true
	}
	s := &node{kind: text, text: n.Value}
	tag := ""
	if n.Style&yaml.TaggedStyle != 0 {
		tag = n.Tag
	}
	plainStyle := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
	if plainStyle && tag != "!!str" && tag != "!" && tag != "!!binary" || strings.HasPrefix(tag, "!!") && tag != "!!str" && tag != "!!binary" {
		resolvePlain(s)
	}
	return plain(s), true
}

// yamlLenient lists the cases of the suite that the reader does not follow:
// it takes some texts that YAML refuses (wrong indentation inside quoted
// texts, flow collections and block scalars; anchors twice; a mapping on the
// line of ---), passes over a document with nothing in it, and reads two
// cases about tabs otherwise.
var yamlLenient = []string{
	"4JVG", "5LLU", "6ZKB", "9C9N", "9DXL", "9KBC", "CXX2", "DE56", "QB6E", "QLJ7", "S98Z", "SR86", "SU74", "Y79Y",
}

// TestYAMLSuite runs the inputs that the YAML test suite has inside its
// files: they are harder than the files are.
func TestYAMLSuite(t *testing.T) {
	dir := testfile.Shared(t, "inputs", "nasty", "yaml-test-suite")
	files, _ := filepath.Glob(filepath.Join(dir, "*.yaml"))
	passed, failed := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var cases []struct {
			Name, YAML string
			JSON       *string
			Fail       bool
		}
		if err := yaml.Unmarshal(data, &cases); err != nil {
			continue
		}
		for _, c := range cases {
			if c.YAML == "" {
				continue
			}
			input := strings.NewReplacer("␣", " ", "———»", "\t", "——»", "\t", "—»", "\t", "»", "\t", "↵", "", "∎\n", "", "←", "\r", "⇔", "\ufeff").Replace(c.YAML)
			budget := maxNodes
			var docs []any
			var fail *failure
			for _, chunk := range yamlChunks(input) {
				root, f := readYAML(input, chunk, &budget)
				if f != nil {
					fail = f
				} else if root != nil {
					docs = append(docs, plain(root))
				}
			}
			ok := true
			detail := ""
			switch {
			case c.Fail:
				ok = fail != nil
				detail = "read, must be refused"
			case c.JSON == nil:
				continue
			case fail != nil:
				ok = false
				detail = "refused: " + fail.message
			default:
				dec := json.NewDecoder(strings.NewReader(*c.JSON))
				for _, got := range docs {
					var want any
					if err := dec.Decode(&want); err != nil {
						ok = false
						detail = "more documents than there are"
						break
					}
					a, _ := json.Marshal(got)
					b, _ := json.Marshal(want)
					if string(a) != string(b) {
						ok = false
						detail = "got " + string(a) + " want " + string(b)
					}
				}
			}
			if ok {
				passed++
			} else {
				failed++
				if !slices.Contains(yamlLenient, strings.TrimSuffix(filepath.Base(file), ".yaml")) {
					t.Errorf("%s %s: %s", filepath.Base(file), c.Name, detail)
				}
			}
		}
	}
	t.Logf("YAML test suite: %d as it says, %d not", passed, failed)
}

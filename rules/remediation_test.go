package rules_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"go.yaml.in/yaml/v3"

	"pillars/content"
	"pillars/content/testfile"
	"pillars/rules"
)

// ourCatalog compiles the guides that come with Pillars, with their checks
// and sidecars. What is wrong with a sidecar fails the test.
func ourCatalog(t *testing.T) *rules.Catalog {
	t.Helper()
	lib, err := content.Load(content.Guides(), ".", content.Options{SkipBody: true})
	if err != nil {
		t.Fatal(err)
	}
	previous, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	checks, _, err := rules.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	sidecars, problems, err := rules.Sidecars(content.Guides(), ".")
	if err != nil {
		t.Fatal(err)
	}
	c, more, err := rules.Compile(lib, previous, rules.Sources{Checks: checks, Sidecars: sidecars})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range append(problems, more...) {
		if strings.HasPrefix(p.Code, "sidecar-") {
			t.Error(p)
		}
	}
	return c
}

// TestRemediationParses holds that the code of every rule's remediation is
// written in the language of its tool, as far as that can be told here.
func TestRemediationParses(t *testing.T) {
	n := 0
	for _, r := range ourCatalog(t).Rules {
		for _, rem := range r.Remediation {
			n++
			if err := snippet(rem); err != nil {
				t.Errorf("%s, %s: %v\n%s", r.ID, rem.Tool, err, rem.Code)
			}
		}
	}
	if n == 0 {
		t.Error("no rule has a remediation")
	}
}

// snippet says what is wrong with the code of a remediation.
func snippet(rem rules.Remediation) error {
	switch rem.Tool {
	case "terraform":
		_, diags := hclsyntax.ParseConfig([]byte(rem.Code+"\n"), "fix.tf", hcl.InitialPos)
		if diags.HasErrors() {
			return diags
		}
		return nil
	case "bicep":
		return bicep(rem.Code)
	case "az":
		return commands(rem.Code, "az")
	case "kubectl":
		if strings.HasPrefix(rem.Code, "kubectl ") {
			return commands(rem.Code, "kubectl")
		}
		return manifest(rem.Code)
	}
	return fmt.Errorf("there is no tool %q", rem.Tool)
}

func TestSnippet(t *testing.T) {
	for _, c := range []struct {
		tool, code string
		ok         bool
	}{
		{"terraform", `sku_tier = "Standard"`, true},
		{"terraform", `sku_tier = <tier>`, false},
		{"terraform", "block {", false},
		{"bicep", "sku: {\n  name: 'Base' // {\n}", true},
		{"bicep", "sku: {\n  name: 'it\\'s'\n}", true},
		{"bicep", "sku: {\n  name: 'Base\n}", false},
		{"bicep", "sku: [\n}", false},
		{"bicep", "sku: {", false},
		{"bicep", `name: "Base"`, false},
		{"az", "az aks update --name <cluster> \\\n  --tier standard", true},
		{"az", "# first\naz aks show --query \"a['b']\"\nx=$(az account show --query id)\naz aks stop --name <cluster>", true},
		{"az", "aks update", false},
		{"az", "az aks update --query 'a", false},
		{"az", "az aks update --params '{\"a\": }'", false},
		{"az", "az aks update \\", false},
		{"az", "az aks update tier standard", false},
		{"az", "az aks update —tier standard", false},
		{"kubectl", "spec:\n  a: b\n---\nkind: Pod\napiVersion: v1", true},
		{"kubectl", "kubectl get pods", true},
		{"kubectl", "kind: Pod", false},
		{"kubectl", "a: [", false},
		{"kubectl", "- a", false},
		{"portal", "click", false},
	} {
		if err := snippet(rules.Remediation{Tool: c.tool, Code: c.code}); (err == nil) != c.ok {
			t.Errorf("%s %q: %v", c.tool, c.code, err)
		}
	}
}

// bicep holds that brackets are paired and texts closed on their line.
func bicep(code string) error {
	var open []rune
	closes := map[rune]rune{')': '(', ']': '[', '}': '{'}
	for i, line := range strings.Split(code, "\n") {
		inText, escaped := false, false
		for j, c := range line {
			switch {
			case escaped:
				escaped = false
			case inText && c == '\\':
				escaped = true
			case c == '\'':
				inText = !inText
			case inText:
			case strings.HasPrefix(line[j:], "//"):
				line = line[:j]
			case c == '"':
				return fmt.Errorf("line %d: Bicep has no double quotes", i+1)
			case strings.ContainsRune("([{", c):
				open = append(open, c)
			case closes[c] != 0:
				if len(open) == 0 || open[len(open)-1] != closes[c] {
					return fmt.Errorf("line %d: %q closes nothing", i+1, c)
				}
				open = open[:len(open)-1]
			}
			if j >= len(line) {
				break
			}
		}
		if inText {
			return fmt.Errorf("line %d: a text is not closed", i+1)
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%q is not closed", open)
	}
	return nil
}

// commands holds that every line calls the program with long options, that
// quotes are closed, and that what looks like JSON is.
func commands(code, program string) error {
	if strings.HasSuffix(code, "\\") {
		return errors.New("the last line goes on behind its end")
	}
	for _, line := range strings.Split(strings.ReplaceAll(code, "\\\n", " "), "\n") {
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		if name, rest, ok := strings.Cut(line, "=$("); ok && !strings.ContainsAny(name, " '\"") {
			line = strings.TrimSuffix(rest, ")")
		}
		words, err := shellWords(line)
		if err != nil {
			return fmt.Errorf("%w: %s", err, line)
		}
		if words[0] != program {
			return fmt.Errorf("the line does not call %s: %s", program, line)
		}
		if strings.ContainsAny(line, "—–“”‘’") {
			return fmt.Errorf("a typographic sign where a plain one belongs: %s", line)
		}
		if program == "az" && !strings.Contains(line, " --") {
			return fmt.Errorf("no option: %s", line)
		}
		for _, w := range words {
			if strings.HasPrefix(w, "{") && !json.Valid([]byte(w)) {
				return fmt.Errorf("not JSON: %s", w)
			}
		}
	}
	return nil
}

// shellWords splits a line as a shell does, quotes respected.
func shellWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	var quote rune
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote == 0 && c == ' ':
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
		default:
			word.WriteRune(c)
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote is not closed")
	}
	return append(words, word.String()), nil
}

// manifest holds that the code is YAML mappings, objects of Kubernetes or
// parts of one.
func manifest(code string) error {
	dec := yaml.NewDecoder(strings.NewReader(code))
	for {
		var v map[string]any
		if err := dec.Decode(&v); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if (v["kind"] == nil) != (v["apiVersion"] == nil) {
			return errors.New("kind and apiVersion go together")
		}
	}
}

// TestReferencesAreKnown holds that every reference of a rule occurs in the
// collected facts about other catalogs.
func TestReferencesAreKnown(t *testing.T) {
	var facts strings.Builder
	for _, name := range []string{"aks-checks.json", "aks-checks.md", "policy_builtin.json"} {
		text, err := os.ReadFile(filepath.Join(testfile.Shared(t, "facts"), name))
		if err != nil {
			t.Fatal(err)
		}
		facts.Write(text)
	}
	known := ids(facts.String())
	n := 0
	for _, r := range ourCatalog(t).Rules {
		for _, ref := range r.References {
			n++
			if !known(ref.ID) {
				t.Errorf("%s: %s %s is not in the facts", r.ID, ref.Scheme, ref.ID)
			}
		}
	}
	if n == 0 {
		t.Error("no rule has a reference")
	}
}

var series = regexp.MustCompile(`([A-Z][-_A-Z0-9]*?)([0-9]+)((?:/[0-9]+)+)`)

// ids tells whether an ID occurs in a text. There a row of IDs may be written
// KSV-0008/9, and a long one cut with an ellipsis.
func ids(text string) func(id string) bool {
	rows := map[string]bool{}
	for _, m := range series.FindAllStringSubmatch(text, -1) {
		for _, n := range strings.Split(m[3], "/")[1:] {
			rows[m[1]+n] = true
			rows[m[1]+strings.Repeat("0", max(0, len(m[2])-len(n)))+n] = true
		}
	}
	var cut []string
	for _, word := range strings.Fields(text) {
		if start, ok := strings.CutSuffix(strings.Trim(word, "();,"), "-…"); ok {
			cut = append(cut, start+"-")
		}
	}
	return func(id string) bool {
		return strings.Contains(text, id) || rows[id] ||
			slices.ContainsFunc(cut, func(start string) bool { return strings.HasPrefix(id, start) })
	}
}

func TestIDs(t *testing.T) {
	known := ids("trivy KSV-0008/9/10; KubeBuddy AKSBP013/14; CKV_K8S_23/6 (deployment-targeted-by-hpa-…)")
	for id, want := range map[string]bool{
		"KSV-0008": true, "KSV-0009": true, "KSV-0010": true, "AKSBP014": true, "CKV_K8S_6": true,
		"deployment-targeted-by-hpa-x": true, "KSV-0011": false, "AKSBP015": false, "deployment-x": false,
	} {
		if known(id) != want {
			t.Errorf("%s: %t, want %t", id, known(id), want)
		}
	}
}

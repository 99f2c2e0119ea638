package rules_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"pillars/content"
	"pillars/content/testfile"
	"pillars/rules"
)

const coverageFile = "../content/guides/coverage.yaml"

// covered is what coverage.yaml says of one item of an earlier article.
type covered struct {
	Rules      []string
	Superseded string // why the advice no longer holds as it was given; may be empty
}

// UnmarshalYAML reads a list of rule IDs, or a mapping with rules and
// superseded.
func (c *covered) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		return n.Decode(&c.Rules)
	}
	type plain covered
	return n.Decode((*plain)(c))
}

func readCoverage(t *testing.T) map[string]covered {
	t.Helper()
	f, err := os.Open(coverageFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	dec := yaml.NewDecoder(f)
	dec.KnownFields(true)
	var m map[string]covered // the decoder refuses keys that are there twice
	if err := dec.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestCoverageNamesRules holds that every rule in coverage.yaml is an active
// one, and that every item has a rule or a reason.
func TestCoverageNamesRules(t *testing.T) {
	c := ourCatalog(t)
	coverage := readCoverage(t)
	if len(coverage) == 0 {
		t.Fatal("coverage.yaml is empty")
	}
	for _, item := range slices.Sorted(maps.Keys(coverage)) {
		entry := coverage[item]
		if len(entry.Rules) == 0 && entry.Superseded == "" {
			t.Errorf("%s has neither a rule nor a reason", item)
		}
		if entry.Superseded != "" && !strings.HasPrefix(entry.Superseded, "because ") {
			t.Errorf("%s: a reason begins with because: %s", item, entry.Superseded)
		}
		for i, id := range entry.Rules {
			if r := c.Rule(id); r == nil || r.Status != rules.Active {
				t.Errorf("%s: %s is not an active rule", item, id)
			}
			if slices.Contains(entry.Rules[:i], id) {
				t.Errorf("%s: %s is there twice", item, id)
			}
		}
	}
}

// TestCoverageIsComplete holds that coverage.yaml has every item of the two
// articles, placeholders left out, and no others.
func TestCoverageIsComplete(t *testing.T) {
	coverage := readCoverage(t)
	want := map[string]bool{}
	for _, source := range []struct {
		name, file, path string
		items            int
	}{
		{"seed", "seed.json", "azure-kubernetes-service.md", 54},
		{"aks-2026", "waf.json", "service-guides/azure-kubernetes-service.md", 85},
	} {
		lines := expectedLines(t, source.file, source.path)
		if len(lines) != source.items {
			t.Errorf("%s has %d items, want %d", source.name, len(lines), source.items)
		}
		for _, line := range lines {
			want[fmt.Sprintf("%s:%d", source.name, line)] = true
		}
	}
	for _, item := range slices.Sorted(maps.Keys(want)) {
		if _, ok := coverage[item]; !ok {
			t.Errorf("coverage.yaml lacks %s", item)
		}
	}
	for _, item := range slices.Sorted(maps.Keys(coverage)) {
		if !want[item] {
			t.Errorf("coverage.yaml has %s, where no item is", item)
		}
	}
}

// expectedLines gives the lines of the items that must come out of a file of
// the corpus.
func expectedLines(t *testing.T, name, path string) []int {
	t.Helper()
	text, err := os.ReadFile(testfile.Shared(t, "corpus", "expected", name))
	if err != nil {
		t.Fatal(err)
	}
	var expected map[string]struct {
		Items []struct {
			Line        int
			Placeholder bool
		}
	}
	if err := json.Unmarshal(text, &expected); err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, item := range expected[path].Items {
		if !item.Placeholder {
			lines = append(lines, item.Line)
		}
	}
	return lines
}

// TestAutomation holds that every active rule says how far it is automated,
// and prints the table by pillar (go test -v).
func TestAutomation(t *testing.T) {
	kinds := []rules.Automation{rules.Automated, rules.Assisted, rules.Manual}
	c := ourCatalog(t)
	for _, service := range c.Services {
		counts := map[string]map[rules.Automation]int{}
		for _, r := range c.Rules {
			if r.Status != rules.Active || r.Service == nil || *r.Service != service.ID {
				continue
			}
			if !slices.Contains(kinds, r.Automation) || (r.Automation == rules.Manual) != (len(r.Checks) == 0) {
				t.Errorf("%s has %d checks and says %q", r.ID, len(r.Checks), r.Automation)
			}
			pillar := "none"
			if r.Pillar != nil {
				pillar = *r.Pillar
			}
			if counts[pillar] == nil {
				counts[pillar] = map[rules.Automation]int{}
			}
			counts[pillar][r.Automation]++
		}
		t.Log(automationTable(service.Name, counts))
	}
}

func automationTable(name string, counts map[string]map[rules.Automation]int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%-24s %9s %9s %9s %9s\n", name, "pillar", "rules", "automated", "assisted", "manual")
	var sum [4]int
	for _, p := range content.Pillars {
		n := counts[p.ID]
		row := [4]int{0, n[rules.Automated], n[rules.Assisted], n[rules.Manual]}
		row[0] = row[1] + row[2] + row[3]
		for i := range sum {
			sum[i] += row[i]
		}
		fmt.Fprintf(&b, "%-24s %9d %9d %9d %9d\n", p.ID, row[0], row[1], row[2], row[3])
	}
	fmt.Fprintf(&b, "%-24s %9d %9d %9d %9d\n", "all", sum[0], sum[1], sum[2], sum[3])
	return b.String()
}

package rules_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"pillars/content"
	"pillars/content/testfile"
	"pillars/rules"
	"pillars/schema"
)

// TestSidecars reads the guides and sidecars of each archive and compiles
// them. What the sidecars say, and every problem, is in the golden file.
func TestSidecars(t *testing.T) {
	testfile.Golden(t, "testdata/sidecar", func(t *testing.T, in *txtar.Archive) map[string]string {
		fsys := afero.NewMemMapFs()
		for _, f := range in.Files {
			if err := afero.WriteFile(fsys, f.Name, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		lib, err := content.Load(fsys, ".", content.Options{SkipBody: true})
		if err != nil {
			t.Fatal(err)
		}
		sidecars, problems, err := rules.Sidecars(fsys, ".")
		if err != nil {
			t.Fatal(err)
		}
		agree(t, in, problems)
		out := map[string]string{}
		if len(lib.Docs) > 0 {
			c, more, err := rules.Compile(lib, nil, rules.Sources{Checks: []rules.CheckFile{{}}, Sidecars: sidecars})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.JSON(); err != nil {
				t.Error(err)
			}
			problems = append(problems, more...)
			out["rules"] = sidecarRules(t, c)
		}
		var lines strings.Builder
		for _, p := range problems {
			lines.WriteString(p.String() + "\n")
		}
		if lines.Len() > 0 {
			out["problems"] = lines.String()
		}
		return out
	})
}

// agree holds that the schema refuses the sidecars with problems and no
// others. It knows nothing of keys that are there twice and of what has
// another type in Go.
func agree(t *testing.T, in *txtar.Archive, problems []content.Problem) {
	t.Helper()
	s, err := schema.Named("sidecar.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range in.Files {
		var v any
		if !strings.HasSuffix(f.Name, ".rules.yaml") || strings.HasPrefix(f.Name, "includes/") || yaml.Unmarshal(f.Data, &v) != nil {
			continue
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		violations := s.Validate(v)
		faulty := slices.ContainsFunc(problems, func(p content.Problem) bool { return p.File == f.Name })
		if faulty != (len(violations) > 0) {
			t.Errorf("%s: the reader finds fault: %t, the schema: %v", f.Name, faulty, violations)
		}
	}
}

// sidecarRules gives what sidecars can change of each rule.
func sidecarRules(t *testing.T, c *rules.Catalog) string {
	t.Helper()
	var b strings.Builder
	for _, r := range c.Rules {
		text, err := json.MarshalIndent(map[string]any{
			"severity": r.Severity, "effort": r.Effort, "principles": r.Principles, "tradeoffs": r.Tradeoffs, "look": r.Look,
			"references": r.References, "remediation": r.Remediation, "automation": r.Automation,
		}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s\n", r.ID, text)
	}
	return b.String()
}

// TestSidecarWithChecks holds how a sidecar and the checks of a rule go
// together: the sidecar's severity, the references and remediation of both.
func TestSidecarWithChecks(t *testing.T) {
	guide := "---\ntitle: A\n---\n# A\n\n> [!div class=\"checklist\"]\n> - Do it.\n> - Do that.\n> - Do more.\n"
	lib := content.NewLibrary([]*content.Document{content.Parse("a.md", []byte(guide), content.Options{})})
	check := rules.Check{ID: "a-b", Title: "T", Severity: rules.High, Target: rules.Target{Types: []string{"a/b"}}, Assert: true, Message: "M"}
	files := []rules.CheckFile{{
		Rules: []string{"WAF-001", "WAF-002", "WAF-003"}, Checks: []rules.Check{check},
		References: []rules.Reference{{Scheme: "azqr", ID: "1"}}, Remediation: []rules.Remediation{{Tool: "az", Code: "az a"}},
	}}
	sidecar, problems := rules.ReadSidecar("a.rules.yaml", []byte(`
WAF-001:
  severity: low
  effort: low
  principles: [RE:01]
  automation: assisted
  references: [{scheme: azqr, id: "1"}, {scheme: azqr, id: "2"}]
  remediation: [{tool: az, code: az a}, {tool: bicep, code: "a: true"}]
WAF-002: {severity: medium, effort: low, principles: [RE:01]}
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	c, problems, err := rules.Compile(lib, nil, rules.Sources{Checks: files, Sidecars: []rules.Sidecar{sidecar}})
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 1 || problems[0].Code != "sidecar-incomplete" || problems[0].String() != "a.md:9:1: warning: WAF-003 has no entry in a.rules.yaml: give it a severity, an effort and principles [sidecar-incomplete]" {
		t.Errorf("problems %v", problems)
	}
	one, two, three := c.Rule("WAF-001"), c.Rule("WAF-002"), c.Rule("WAF-003")
	if one.Severity != rules.Low || two.Severity != rules.Medium || three.Severity != rules.High {
		t.Errorf("severities %s, %s, %s", one.Severity, two.Severity, three.Severity)
	}
	if one.Automation != rules.Assisted || two.Automation != rules.Automated || three.Automation != rules.Automated {
		t.Errorf("automation %s, %s, %s", one.Automation, two.Automation, three.Automation)
	}
	if len(one.References) != 2 || len(one.Remediation) != 2 || len(two.References) != 1 || len(two.Remediation) != 1 {
		t.Errorf("references and remediation %v %v, %v %v", one.References, one.Remediation, two.References, two.Remediation)
	}
}

// TestSidecarOfWithdrawn holds that an entry of a withdrawn rule is reported,
// and that a withdrawn rule has no automation.
func TestSidecarOfWithdrawn(t *testing.T) {
	compile := func(text string, previous *rules.Catalog, sidecar string) (*rules.Catalog, []content.Problem) {
		t.Helper()
		lib := content.NewLibrary([]*content.Document{content.Parse("a.md", []byte("# A\n\n> [!div class=\"checklist\"]\n"+text), content.Options{})})
		s, problems := rules.ReadSidecar("a.rules.yaml", []byte(sidecar))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		c, problems, err := rules.Compile(lib, previous, rules.Sources{Sidecars: []rules.Sidecar{s}})
		if err != nil {
			t.Fatal(err)
		}
		return c, problems
	}
	const entries = "WAF-001: {severity: low, effort: low, principles: [RE:01], look: There.}\n" +
		"WAF-002: {severity: low, effort: low, principles: [RE:01], look: Here.}\n"
	before, problems := compile("> - Paint the gate.\n> - Feed the geese.\n", nil, entries)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	after, problems := compile("> - Paint the gate.\n", before, entries)
	if len(problems) != 1 || problems[0].String() != "a.rules.yaml:2:1: error: WAF-002 is withdrawn: take the entry out [sidecar-rule]" {
		t.Errorf("problems %v", problems)
	}
	if r := after.Rule("WAF-002"); r.Status != rules.Withdrawn || r.Automation != "" {
		t.Errorf("WAF-002 is %s, automation %q", r.Status, r.Automation)
	}
	if _, err := after.JSON(); err != nil {
		t.Error(err)
	}
}

func FuzzReadSidecar(f *testing.F) {
	f.Add("AKS-001:\n  severity: high\n  principles: [RE:05]\n  tradeoffs: [{pillar: security, text: a}]\n")
	f.Add("AKS-001: {references: [{scheme: azqr, id: a}], remediation: [{tool: az, code: a}], look: b}")
	f.Add("AKS-001: &a [*a]")
	f.Add("? [a]\n: b")
	f.Fuzz(func(t *testing.T, src string) {
		s, problems := rules.ReadSidecar("a.rules.yaml", []byte(src))
		for _, p := range problems {
			if p.Line < 1 || p.Code == "" || p.Message == "" {
				t.Errorf("problem without a place or text: %+v", p)
			}
		}
		for _, e := range s.Entries {
			if e.Rule == "" || e.Pos.Line < 1 {
				t.Errorf("entry without a rule or place: %+v", e)
			}
		}
	})
}

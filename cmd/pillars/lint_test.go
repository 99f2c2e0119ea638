package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"go.yaml.in/yaml/v3"

	"pillars/content"
	"pillars/content/testfile"
	"pillars/rules/sarif"
	"pillars/schema"
)

// settingsCases are settings files; both readers of them must agree.
var settingsCases = []struct {
	name, text string
	valid      bool
}{
	{"empty mapping", "{}\n", true},
	{"everything", "title: Our guides\nlinkBase: https://example.org/guides/\nlearnBase: https://learn.microsoft.com\nsource: https://example.org/{path}#L{line}\nservices:\n  a/app.md: {id: app, name: App, short: APP}\nlint: {blank-lines: off, http-link: error}\n", true},
	{"unknown key", "titel: x\n", false},
	{"title is a number", "title: 7\n", false},
	{"blank title", "title: '  '\n", false},
	{"base without scheme", "linkBase: example.org\n", false},
	{"base with a query", "linkBase: https://example.org/?a\n", false},
	{"base with a blank", "linkBase: https://exam ple.org/\n", false},
	{"source without path", "source: https://example.org/\n", false},
	{"source without scheme", "source: '{path}'\n", false},
	{"service without id", "services: {app.md: {name: App}}\n", false},
	{"service with a wrong id", "services: {app.md: {id: App}}\n", false},
	{"service with a wrong short name", "services: {app.md: {id: app, short: app}}\n", false},
	{"service of no guide", "services: {app.txt: {id: app}}\n", false},
	{"service outside the folder", "services: {../app.md: {id: app}}\n", false},
	{"service of an absolute path", "services: {/app.md: {id: app}}\n", false},
	{"service with an unknown key", "services: {app.md: {id: app, nick: a}}\n", false},
	{"services is a list", "services: [app.md]\n", false},
	{"unknown code", "lint: {blank-line: off}\n", false},
	{"unknown severity", "lint: {blank-lines: never}\n", false},
	{"severity is a truth value", "lint: {blank-lines: false}\n", false},
	{"a list", "[title]\n", false},
	{"a text", "title\n", false},
}

// TestSettingsSchema holds that what content reads as settings and what
// pillars.schema.json describes are the same.
func TestSettingsSchema(t *testing.T) {
	s, err := schema.Named("pillars.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range settingsCases {
		t.Run(c.name, func(t *testing.T) {
			_, problems := content.ReadSettings(content.SettingsFile, []byte(c.text))
			if (len(problems) == 0) != c.valid {
				t.Errorf("content: want valid %v, got %v", c.valid, problems)
			}
			var v any
			if err := yaml.Unmarshal([]byte(c.text), &v); err != nil {
				t.Fatal(err)
			}
			violations := s.Validate(v)
			if (len(violations) == 0) != c.valid {
				t.Errorf("schema: want valid %v, got %v", c.valid, violations)
			}
		})
	}
}

// TestSettingsCodes holds that the schema lists every code of lint.
func TestSettingsCodes(t *testing.T) {
	src, err := schema.Source("pillars.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		Properties struct {
			Lint struct {
				PropertyNames struct{ Enum []string }
			}
		}
	}
	if err := json.Unmarshal(src, &s); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, c := range content.Codes {
		want = append(want, c.ID)
	}
	slices.Sort(want)
	if !slices.Equal(s.Properties.Lint.PropertyNames.Enum, want) {
		t.Errorf("properties.lint.propertyNames.enum in schema/pillars.schema.json is not the sorted list of content.Codes:\n got %q\nwant %q", s.Properties.Lint.PropertyNames.Enum, want)
	}
}

const brokenGuide = "---\ntitle: Cache\ndescription: How to run the cache.\n---\n\n# Cache \n\nSee [limits](https://learn.microsoft.com/en-us/azure/cache).\r\n\n\n> [!NOTE]\n> A quote\ngoes on.\n\n![](zones.svg)\n"

// runLint runs the command on a folder in memory.
func runLint(t *testing.T, fsys afero.Fs, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(append([]string{"lint", "--content", "/guides"}, args...), strings.NewReader(""), &out, &errs, fsys)
	return out.String(), errs.String(), status
}

func guideFs(t *testing.T, files map[string]string) afero.Fs {
	t.Helper()
	fsys := afero.NewMemMapFs()
	for name, text := range files {
		if err := afero.WriteFile(fsys, "/guides/"+name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return fsys
}

// TestLintFix holds that --fix corrects what is certain, byte for byte, and
// leaves files alone that it has nothing to correct in.
func TestLintFix(t *testing.T) {
	clean := "---\ntitle: Keys\ndescription: Where keys belong.\n---\n\n# Keys\n\nInto a vault.\n"
	fsys := guideFs(t, map[string]string{"cache.md": brokenGuide, "keys.md": clean, "zones.svg": "<svg/>"})
	before, err := fsys.Stat("/guides/keys.md")
	if err != nil {
		t.Fatal(err)
	}
	out, errs, status := runLint(t, fsys, "--fix")
	if status != exitFindings || !strings.Contains(out, "missing-alt-text") || strings.Count(out, "\n") != 1 {
		t.Errorf("status %d, want %d with the one problem that stays:\n%s%s", status, exitFindings, out, errs)
	}
	got, err := afero.ReadFile(fsys, "/guides/cache.md")
	if err != nil {
		t.Fatal(err)
	}
	want := "---\ntitle: Cache\ndescription: How to run the cache.\n---\n\n# Cache\n\nSee [limits](https://learn.microsoft.com/azure/cache).\r\n\n> [!NOTE]\n> A quote\n> goes on.\n\n![](zones.svg)\n"
	if string(got) != want {
		t.Errorf("fixed guide:\n%q\nwant:\n%q", got, want)
	}
	after, err := fsys.Stat("/guides/keys.md")
	if err != nil {
		t.Fatal(err)
	}
	if !after.ModTime().Equal(before.ModTime()) {
		t.Error("a file without problems was written")
	}
}

// TestLintSARIF validates the log against the schema of SARIF 2.1.0.
func TestLintSARIF(t *testing.T) {
	fsys := guideFs(t, map[string]string{"cache.md": brokenGuide})
	out, _, status := runLint(t, fsys, "--format", "sarif")
	if status != exitFindings {
		t.Errorf("status %d, want %d", status, exitFindings)
	}
	var log struct{ Runs []sarif.Run }
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	results := log.Runs[0].Results
	if len(results) != 6 {
		t.Errorf("%d results, want 6:\n%s", len(results), out)
	}
	for _, r := range results {
		if r.RuleIndex == nil || log.Runs[0].Tool.Driver.Rules[*r.RuleIndex].ID != r.RuleID {
			t.Errorf("result %s does not name its rule", r.RuleID)
		}
	}
	s := testfile.Schema(t, "sarif-2.1.0.schema.json")
	var v any
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatal(err)
	}
	for _, x := range s.Validate(v) {
		t.Error(x)
	}
}

// TestLintUsage holds the exit statuses of wrong command lines.
func TestLintUsage(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"lint", "--explain", "missing-benefit"}, exitOK, "missing-benefit (warning)"},
		{[]string{"lint", "--explain", "all"}, exitOK, "trailing-blank"},
		{[]string{"lint", "--explain", "nothing"}, exitUsage, `there is no code "nothing"`},
		{[]string{"lint", "--format", "xml"}, exitUsage, "there is no format"},
		{[]string{"lint", "--fix"}, exitUsage, "--fix needs --content"},
	} {
		var out bytes.Buffer
		if status := run(c.args, strings.NewReader(""), &out, &out, afero.NewMemMapFs()); status != c.status || !strings.Contains(out.String(), c.want) {
			t.Errorf("%q: status %d, want %d and %q:\n%s", c.args, status, c.status, c.want, out.String())
		}
	}
}

package theme

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/spf13/afero"
)

func stringsOf(t *testing.T, text, override string) (*Strings, error) {
	t.Helper()
	fsys := func(text string) afero.Fs {
		m := afero.NewMemMapFs()
		if err := afero.WriteFile(m, stringsFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return m
	}
	if override == "" {
		return loadStrings(fsys(text), afero.NewMemMapFs())
	}
	return loadStrings(fsys(text), fsys(override))
}

const someStrings = `{"lang": "en", "a": {"hello": "Hello, {who}", "rules": {"one": "{n} rule", "other": "{n} rules"}}}`

// stringsCases is what texts come to, for pages and for scripts; override is
// another language's strings.json.
var stringsCases = []struct{ override, name, values, want string }{
	{"", "a.hello", `{"who": "<you>"}`, "Hello, <you>"},
	{"", "a.hello", `{"who": "{who} $1"}`, "Hello, {who} $1"}, // a value is no text
	{"", "a.hello", `{"whom": "you"}`, "Hello, {who}"},
	{"", "a.rules", `{"n": 1}`, "1 rule"},
	{"", "a.rules", `{"n": 0}`, "0 rules"},
	{polish, "a.rules", `{"n": 1}`, "1 reguła"},
	{polish, "a.rules", `{"n": 3}`, "3 reguły"},
	{polish, "a.rules", `{"n": 5}`, "5 reguł"},
	{polish, "a.rules", `{"n": 22}`, "22 reguły"},
	{polish, "a.hello", `{"who": "you"}`, "Hello, you"}, // what is not translated stays
	{`{"lang": "fr"}`, "a.rules", `{"n": 0}`, "0 rule"}, // forms are chosen as the language has it
	{`{"lang": "ja", "a": {"rules": "ルール{n}個"}}`, "a.rules", `{"n": 1}`, "ルール1個"},
	{`{"lang": "ja"}`, "a.rules", `{"n": 1}`, "1 rules"}, // a form that the words do not have
	{`{"a": {"hello": {"one": "{who} alone", "other": "{who} and {n} others"}}}`, "a.hello", `{"who": "you", "n": 2}`, "you and 2 others"},
}

const polish = `{"lang": "pl", "a": {"rules": {"one": "{n} reguła", "few": "{n} reguły", "many": "{n} reguł", "other": "{n} reguły"}}}`

// TestStrings fills places and chooses plural forms by the language.
func TestStrings(t *testing.T) {
	for _, tt := range stringsCases {
		s, err := stringsOf(t, someStrings, tt.override)
		if err != nil {
			t.Fatal(err)
		}
		var named map[string]any
		if err := json.Unmarshal([]byte(tt.values), &named); err != nil {
			t.Fatal(err)
		}
		var values []any
		for name, v := range named {
			if n, ok := v.(float64); ok {
				v = int(n)
			}
			values = append(values, name, v)
		}
		if got := s.Text(tt.name, values...); got != tt.want {
			t.Errorf("%s with %s, %s: %q, want %q", tt.name, tt.override, tt.values, got, tt.want)
		}
	}
	english, err := stringsOf(t, someStrings, "")
	if err != nil {
		t.Fatal(err)
	}
	html, err := english.HTML("a.hello", "who", "<you>")
	if err != nil || html != "Hello, &lt;you&gt;" {
		t.Errorf("as HTML: %q (%v)", html, err)
	}
	if html, _ = english.HTML("a.hello", "who", template.HTML("<b>you</b>")); html != "Hello, <b>you</b>" {
		t.Errorf("HTML as HTML: %q", html)
	}
}

// TestStringsMistakes holds that what a folder gets wrong is said.
func TestStringsMistakes(t *testing.T) {
	for _, tt := range []struct{ override, want string }{
		{`{"a": {"helo": "x"}}`, "there is no text a.helo"},
		{`{"b": {"hello": "x"}}`, "there is no text b"},
		{`{"a": "x"}`, "there is no text a"},
		{`{"a": {"hello": 3}}`, "a.hello is no text"},
		{`{"lang": "no such"}`, "is no language"},
		{`{"a": `, "could not read strings.json"},
	} {
		if _, err := stringsOf(t, someStrings, tt.override); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.override, err, tt.want)
		}
	}
}

// stringsRunner prints what texts come to in a script.
const stringsRunner = `
import * as words from "../strings.json";
import { fill } from "./words.ts";
const at = (name) => name.split(".").reduce((group, step) => group[step], words);
console.log(JSON.stringify(CASES.map(([name, values]) => fill(at(name), values))));
`

// TestScriptStrings holds scripts, bundled with the words of a folder, to the
// same texts as pages.
func TestScriptStrings(t *testing.T) {
	node := lookNode(t)
	for _, tt := range stringsCases {
		words, err := stringsOf(t, someStrings, tt.override)
		if err != nil {
			t.Fatal(err)
		}
		runner := strings.Replace(stringsRunner, "CASES", fmt.Sprintf("[[%q, %s]]", tt.name, tt.values), 1)
		override := afero.NewMemMapFs()
		if err := afero.WriteFile(override, "ts/runner.ts", []byte(runner), 0o644); err != nil {
			t.Fatal(err)
		}
		src, err := layers(afero.FromIOFS{FS: sources}, override, words)
		if err != nil {
			t.Fatal(err)
		}
		script, err := bundle(src, nil, "ts/runner.ts", api.FormatESModule)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(node, "--input-type=module")
		cmd.Stdin = bytes.NewReader(script)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		var got []string
		if err := json.Unmarshal(out, &got); err != nil || got[0] != tt.want {
			t.Errorf("%s with %s, %s: %s, want %q (%v)", tt.name, tt.override, tt.values, out, tt.want, err)
		}
	}
}

// TestBundledWords holds that a script's bundle has its own words and no
// others: visitors load them with every page.
func TestBundledWords(t *testing.T) {
	assets, err := Bundle(afero.FromIOFS{FS: sources}, vendorModules())
	if err != nil {
		t.Fatal(err)
	}
	for text, in := range map[string][]string{
		"Copy link":                    {"site.js"},
		"Opened lately":                {"search.js"},
		"Clear all filters":            {"rules.js"},
		"Look again: text has changed": {"review.js"},
		"Newly done":                   {"review-later.js"},
		"For a person":                 {"check.js", "element.js"},
		"Skip to content":              nil, // a template's
		"Rules checked by a person":    nil, // a facet's
	} {
		var found []string
		for _, name := range assets.Names() {
			if bytes.Contains(assets[name].Data, []byte(text)) {
				found = append(found, name)
			}
		}
		if !slices.Equal(found, in) {
			t.Errorf("%q is in %q, want %q", text, found, in)
		}
	}
}

// TestStringsUsed holds that every text that a template, a page or a script
// asks for is there, and that every text there is asked for.
func TestStringsUsed(t *testing.T) {
	s, err := loadStrings(afero.FromIOFS{FS: sources}, nil)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, name := range textNames(s.words, "") {
		left[name] = true
	}
	all := slices.Sorted(maps.Keys(left))
	use := func(file, name string) {
		found := false
		for _, text := range all {
			if text == name || strings.HasSuffix(name, ".") && strings.HasPrefix(text, name) {
				delete(left, text)
				found = true
			}
		}
		if !found {
			t.Errorf("%s asks for %q, which strings.json does not have", file, name)
		}
	}
	for file, text := range filesOf(t, "templates/*.html") {
		for _, action := range templateAction.FindAllString(text, -1) {
			for _, call := range templateText.FindAllStringSubmatch(action, -1) {
				if call[1] == "" {
					t.Errorf("%s: cannot tell what text %s is", file, action)
					continue
				}
				use(file, call[1])
			}
		}
	}
	for file, text := range filesOf(t, "../site/*.go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, call := range goText.FindAllStringSubmatch(text, -1) {
			use(file, call[1])
		}
	}
	for _, pattern := range []string{"ts/*.ts", "ts/*/*.ts"} {
		for file, text := range filesOf(t, pattern) {
			useOfScript(text, func(name string) {
				if group, ok := s.at(name).(map[string]any); ok && !isPlural(group) {
					name += "." // handed on
				}
				use(file, name)
			})
		}
	}
	for name := range left {
		t.Errorf("nothing asks for the text %s", name)
	}
}

var (
	templateAction = regexp.MustCompile(`\{\{.*?\}\}`)
	// {{t "rule.why"}}, {{t (print "kind." .Kind)}}
	templateText = regexp.MustCompile(`(?:^\{\{-?\s*|[(|:=]\s*|\s)t\s(?:\(print\s)?(?:"([^"]+)")?`)
	// b.text("pages.rules"), b.text("facet." + name + ".title")
	goText         = regexp.MustCompile(`\.(?:text|Text|HTML)\("([a-zA-Z]+\.[^"]*)"`)
	scriptWords    = regexp.MustCompile(`import \{ ([^}]+) \} from "[./]*/strings\.json";`)
	scriptComments = regexp.MustCompile(`(?m)^\s*(//|/?\*).*$`)
)

// useOfScript calls use with the texts that a script asks for. A group that is
// handed on, or of which a computed name is taken, is used as a whole.
func useOfScript(script string, use func(name string)) {
	imported := scriptWords.FindStringSubmatch(script)
	if imported == nil {
		return
	}
	script = scriptComments.ReplaceAllString(strings.Replace(script, imported[0], "", 1), "")
	for name := range strings.SplitSeq(imported[1], ", ") {
		group, alias, renamed := strings.Cut(name, " as ")
		if !renamed {
			alias = group
		}
		if group == "lang" {
			use(group)
			continue
		}
		for _, m := range regexp.MustCompile(`(?:^|[^\w./])(typeof )?`+alias+`\b((?:\.\w+)*)(\[)?`).FindAllStringSubmatch(script, -1) {
			switch {
			case m[1] != "": // a type
			case m[2] == "" || m[3] != "":
				use(group + m[2] + ".")
			default:
				use(group + m[2])
			}
		}
	}
}

// textNames gives the names of all texts of a group.
func textNames(group map[string]any, at string) []string {
	var names []string
	for name, v := range group {
		if below, ok := v.(map[string]any); ok && !isPlural(v) {
			names = append(names, textNames(below, at+name+".")...)
		} else {
			names = append(names, at+name)
		}
	}
	return names
}

// filesOf reads the files that fit a pattern.
func filesOf(t *testing.T, pattern string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	files := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	return files
}

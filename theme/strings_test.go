package theme

import (
	"html/template"
	"strings"
	"testing"

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

// TestStrings fills places and chooses plural forms by the language.
func TestStrings(t *testing.T) {
	english, err := stringsOf(t, someStrings, "")
	if err != nil {
		t.Fatal(err)
	}
	polish, err := stringsOf(t, someStrings, `{"lang": "pl", "a": {"rules": {"one": "{n} reguła", "few": "{n} reguły", "many": "{n} reguł", "other": "{n} reguły"}}}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		s    *Strings
		name string
		args []any
		want string
	}{
		{english, "a.hello", []any{"who", "<you>"}, "Hello, <you>"},
		{english, "a.rules", []any{"n", 1}, "1 rule"},
		{english, "a.rules", []any{"n", 0}, "0 rules"},
		{polish, "a.rules", []any{"n", 1}, "1 reguła"},
		{polish, "a.rules", []any{"n", 3}, "3 reguły"},
		{polish, "a.rules", []any{"n", 5}, "5 reguł"},
		{polish, "a.hello", []any{"who", "you"}, "Hello, you"}, // what is not translated stays
	} {
		if got := tt.s.Text(tt.name, tt.args...); got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.name, tt.args, got, tt.want)
		}
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

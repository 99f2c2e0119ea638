package site_test

import (
	"bytes"
	"path"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"pillars/theme"
)

// german are some of the site's words in another language: of templates, of
// facets, of pages that Go fills, of scripts.
const german = `{
  "lang": "de",
  "layout": {"skipToContent": "Zum Inhalt"},
  "rules": {"count": {"one": "<strong>{n}</strong> Regel", "other": "<strong>{n}</strong> Regeln"}},
  "severity": {"high": "hoch"},
  "facet": {"severity": {"title": "Schweregrad", "high": "Hoch"}},
  "check": {"source": {"cluster": "Ein Cluster in Azure"}},
  "siteScript": {"copyLink": "Link kopieren"},
  "searchScript": {"label": "Regeln und Artikel durchsuchen"},
  "rulesScript": {"all": {"one": "{count} Regel", "other": "{count} Regeln"}},
  "reviewScript": {"undo": "Zurück"},
  "checkScript": {"nothingYet": "Noch nichts zu prüfen."}
}`

// TestOtherLanguage builds the site with a theme's folder that has nothing but
// words: pages and scripts say them.
func TestOtherLanguage(t *testing.T) {
	override := afero.NewMemMapFs()
	if err := afero.WriteFile(override, "strings.json", []byte(german), 0o644); err != nil {
		t.Fatal(err)
	}
	words, err := theme.Load(override)
	if err != nil {
		t.Fatal(err)
	}
	in := ourInput(t)
	in.Theme = words
	all := files(t, build(t, in))

	for name, data := range all {
		if path.Ext(name) == ".html" && !bytes.Contains(data, []byte(`<html lang="de"`)) {
			t.Errorf("%s is not in German", name)
		}
	}
	for name, want := range map[string][]string{
		"index.html":       {"Zum Inhalt", "Find a rule"}, // what is not translated stays
		"rules/index.html": {"</strong> Regeln", ">Schweregrad<", ">Hoch<", ">hoch<"},
		"check/index.html": {"Ein Cluster in Azure"},
	} {
		for _, text := range want {
			if !bytes.Contains(all[name], []byte(text)) {
				t.Errorf("%s does not say %q", name, text)
			}
		}
	}
	for name, want := range map[string][]string{
		"site.js":   {"Link kopieren", "Copied"},
		"search.js": {"Regeln und Artikel durchsuchen"},
		"rules.js":  {"{count} Regeln", `high:"hoch"`},
		"review.js": {"Zurück", "Save"},
		"check.js":  {"Noch nichts zu prüfen."},
	} {
		asset := words.Assets[name]
		for _, text := range want {
			if !strings.Contains(string(all[asset.Path]), text) {
				t.Errorf("%s does not say %q", asset.Path, text)
			}
		}
	}
	plain := loadTheme(t)
	if plain.Assets["site.js"].Path == words.Assets["site.js"].Path {
		t.Error("a script with other words has the same name")
	}
	if plain.Assets["sw.js"].Path != words.Assets["sw.js"].Path {
		t.Error("a script without words has another name")
	}
}

// Package theme holds how the site looks and runs: templates, style sheets,
// scripts, and their bundling by esbuild.
//
// The binary embeds the sources and, in dist, what the command cmd/bundle
// made of them: the finished assets and the npm libraries they use, each as
// one ES module. So whoever has the binary needs neither Node nor npm, and a
// folder that overrides templates, style sheets or scripts is bundled again
// in the process.
package theme

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"

	"github.com/spf13/afero"
)

//go:embed templates css ts strings.json
var sources embed.FS

//go:embed all:dist
var dist embed.FS

// ErrNoBundle says that the binary was built without its front end.
var ErrNoBundle = errors.New("this binary was built without the front-end bundle: build it with \"make build\" (needs Node once), or run \"make bundle\" before \"go build\"")

// Asset is a bundled file of the site.
type Asset struct {
	Path      string `json:"path"`      // below the site's root, with a content hash: assets/site-ABCD1234.js
	Integrity string `json:"integrity"` // for the integrity attribute: sha384-…
	Data      []byte `json:"-"`
}

// Assets are the bundled files by the name of their entry: "site.js",
// "site.css", "checker.js", …
type Assets map[string]Asset

// Theme is what the site is rendered with.
type Theme struct {
	Templates *template.Template
	Assets    Assets
	Strings   *Strings
}

// Load gives the theme of the binary. override, where it is not nil, is a
// folder laid out like this one (templates/, css/, ts/, strings.json) whose
// files take the place of ours, and whose words take the place of the words of
// that name; scripts and style sheets are then bundled again.
func Load(override afero.Fs) (*Theme, error) {
	src := afero.Fs(afero.FromIOFS{FS: sources})
	assets, err := embeddedAssets()
	if err != nil {
		return nil, err
	}
	words, err := loadStrings(src, override)
	if err != nil {
		return nil, err
	}
	if override != nil {
		if src, err = layers(src, override, words); err != nil {
			return nil, err
		}
		if assets, err = Bundle(src, vendorModules()); err != nil {
			return nil, err
		}
	}
	t, err := parseTemplates(src, words)
	if err != nil {
		return nil, err
	}
	return &Theme{t, assets, words}, nil
}

// Types gives the TypeScript types of the files that the schemas describe, one
// module a schema, by name: "catalog.ts", "report.ts", "review.ts".
func Types() map[string][]byte {
	types := map[string][]byte{}
	const dir = "ts/types"
	entries, err := sources.ReadDir(dir)
	if err != nil {
		panic(err) // it is embedded
	}
	for _, e := range entries {
		if types[e.Name()], err = sources.ReadFile(dir + "/" + e.Name()); err != nil {
			panic(err)
		}
	}
	return types
}

// layers gives the theme's files with those of override above them, and all
// words above both.
func layers(src, override afero.Fs, words *Strings) (afero.Fs, error) {
	text, err := json.Marshal(words.words)
	if err != nil {
		return nil, fmt.Errorf("could not marshal the theme's words: %w", err)
	}
	top := afero.NewMemMapFs()
	if err := afero.WriteFile(top, stringsFile, text, 0o644); err != nil {
		return nil, err
	}
	below := afero.NewCopyOnWriteFs(src, afero.NewReadOnlyFs(override))
	return afero.NewCopyOnWriteFs(below, top), nil
}

// parseTemplates reads templates/*.html; each is known by its file name. The
// function t gives them the theme's words.
func parseTemplates(src afero.Fs, words *Strings) (*template.Template, error) {
	names, err := afero.Glob(src, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("could not list the templates: %w", err)
	}
	root := template.New("").Funcs(funcs).Funcs(template.FuncMap{"t": words.HTML, "lang": func() string { return words.Lang }})
	for _, name := range names {
		text, err := afero.ReadFile(src, name)
		if err != nil {
			return nil, fmt.Errorf("could not read template %s: %w", name, err)
		}
		if _, err := root.New(path.Base(name)).Parse(string(text)); err != nil {
			return nil, fmt.Errorf("could not parse template %s: %w", name, err)
		}
	}
	return root, nil
}

// funcs are the functions templates may call. What a page shows is in its
// view; these only shape text.
var funcs = template.FuncMap{
	"glyph":       glyph,
	"glyphSprite": glyphSprite,
	"glyphUse":    glyphUse,
	"join":        strings.Join,
	"lower":       strings.ToLower,
	"json": func(v any) (string, error) {
		text, err := json.MarshalIndent(v, "", "  ")
		return string(text), err
	},
}

// manifestName is the list of assets in dist.
const manifestName = "manifest.json"

// embeddedAssets reads the assets that cmd/bundle put into dist.
func embeddedAssets() (Assets, error) {
	text, err := dist.ReadFile("dist/" + manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoBundle
	}
	if err != nil {
		return nil, fmt.Errorf("could not read the bundle: %w", err)
	}
	assets := Assets{}
	if err := json.Unmarshal(text, &assets); err != nil {
		return nil, fmt.Errorf("could not read the bundle's manifest: %w", err)
	}
	for name, a := range assets {
		if a.Data, err = dist.ReadFile("dist/" + a.Path); err != nil {
			return nil, fmt.Errorf("the bundle is incomplete: %w", err)
		}
		assets[name] = a
	}
	return assets, nil
}

// vendorModules gives the npm libraries, each one ES module, by name.
func vendorModules() map[string][]byte {
	modules := map[string][]byte{}
	entries, err := dist.ReadDir("dist/vendor")
	if err != nil {
		return modules
	}
	for _, e := range entries {
		if text, err := dist.ReadFile("dist/vendor/" + e.Name()); err == nil {
			modules[strings.TrimSuffix(e.Name(), ".js")] = text
		}
	}
	return modules
}

package theme

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/spf13/afero"
)

// entry is one file the site loads, and how it is bundled.
type entry struct {
	name   string // key in Assets
	source string // below the theme's folder
	module bool   // an ES module for others to import; else a script that also runs from file://
}

// entries lists what is bundled. Scripts of pages are classic ones: a browser
// loads no module from a file:// page.
var entries = []entry{
	{name: "site.css", source: "css/site.css"},
	{name: "theme.js", source: "ts/theme.ts"},
	{name: "site.js", source: "ts/site.ts"},
	{name: "redirect.js", source: "ts/redirect.ts"},
	{name: "rules.js", source: "ts/rules.ts"},
	{name: "search.js", source: "ts/search.ts"},
	{name: "search-engine.js", source: "ts/search/engine.ts"},
	{name: "review.js", source: "ts/review.ts"},
	{name: "review-later.js", source: "ts/review/later.ts"},
	{name: "check.js", source: "ts/check.ts"},
	{name: "check-worker.js", source: "ts/check-worker.ts"},
	{name: "sw.js", source: "ts/sw.ts"},
	{name: "checker.js", source: "ts/checker.ts", module: true},
	{name: "element.js", source: "ts/element.ts", module: true},
}

// vendored lists the npm packages that scripts may import.
var vendored = []string{"minisearch"}

// Bundle bundles the scripts and style sheets below src. vendor holds the npm
// libraries that scripts import, each as the text of one ES module. Equal
// input gives equal bytes.
func Bundle(src afero.Fs, vendor map[string][]byte) (Assets, error) {
	assets := Assets{}
	for _, e := range entries {
		format := api.FormatDefault
		switch {
		case e.module:
			format = api.FormatESModule
		case path.Ext(e.name) == ".js":
			format = api.FormatIIFE
		}
		data, err := bundle(src, vendor, e.source, format)
		if err != nil {
			return nil, err
		}
		assets[e.name] = NewAsset(e.name, data)
	}
	return assets, nil
}

// bundle bundles one script or style sheet with all that it imports.
func bundle(src afero.Fs, vendor map[string][]byte, source string, format api.Format) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{source},
		Bundle:            true,
		Format:            format,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2022,
		MinifyWhitespace:  true,
		MinifySyntax:      true,
		MinifyIdentifiers: true,
		LegalComments:     api.LegalCommentsNone,
		Charset:           api.CharsetUTF8,
		LogLevel:          api.LogLevelSilent,
		Outdir:            "/",
		AbsWorkingDir:     "/",
		Plugins:           []api.Plugin{fromFs(src, vendor)},
		TsconfigRaw:       `{"compilerOptions":{"target":"ES2022","useDefineForClassFields":true}}`,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("could not bundle %s:\n%s", source, formatMessages(result.Errors))
	}
	return result.OutputFiles[0].Contents, nil
}

// NewAsset names a file of the site for its content.
func NewAsset(name string, data []byte) Asset {
	sum := sha512.Sum384(data)
	ext := path.Ext(name)
	return Asset{
		Path:      fmt.Sprintf("assets/%s-%s%s", strings.TrimSuffix(name, ext), hashName(sum[:]), ext),
		Integrity: "sha384-" + base64.StdEncoding.EncodeToString(sum[:]),
		Data:      data,
	}
}

// hashName gives the part of a hash that goes into a file name.
func hashName(sum []byte) string {
	return strings.NewReplacer("-", "a", "_", "b").Replace(base64.RawURLEncoding.EncodeToString(sum)[:10])
}

func formatMessages(ms []api.Message) string {
	return strings.Join(api.FormatMessages(ms, api.FormatMessagesOptions{Kind: api.ErrorMessage}), "")
}

// fromFs lets esbuild read the theme's folder from src and npm packages from
// vendor, and nothing else. A style sheet that a script imports is a text,
// bundled.
func fromFs(src afero.Fs, vendor map[string][]byte) api.Plugin {
	return api.Plugin{Name: "theme", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			if strings.HasPrefix(a.Path, "data:") {
				return api.OnResolveResult{External: true}, nil
			}
			p := a.Path
			if a.Kind != api.ResolveEntryPoint {
				if _, ok := vendor[p]; ok {
					return api.OnResolveResult{Path: p, Namespace: "vendor"}, nil
				}
				if !strings.HasPrefix(p, ".") {
					return api.OnResolveResult{}, fmt.Errorf("no such package: the theme may import %s", strings.Join(vendored, ", "))
				}
				p = path.Join(path.Dir(a.Importer), p)
			}
			for _, candidate := range []string{p, p + ".ts", strings.TrimSuffix(p, ".js") + ".ts"} {
				if ok, err := afero.Exists(src, candidate); err == nil && ok {
					if a.Kind == api.ResolveJSImportStatement && path.Ext(candidate) == ".css" {
						return api.OnResolveResult{Path: candidate, Namespace: "style"}, nil
					}
					return api.OnResolveResult{Path: candidate, Namespace: "theme"}, nil
				}
			}
			return api.OnResolveResult{}, fmt.Errorf("no file %s in the theme", p)
		})
		b.OnLoad(api.OnLoadOptions{Filter: "^strings[.]json$", Namespace: "theme"}, func(api.OnLoadArgs) (api.OnLoadResult, error) {
			text, err := stringsJSON(src)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			return load(string(text), api.LoaderJSON), nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "theme"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			text, err := afero.ReadFile(src, a.Path)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			return load(string(text), loaderOf(a.Path)), nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "style"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			text, err := bundle(src, vendor, a.Path, api.FormatDefault)
			if err != nil {
				return api.OnLoadResult{}, err
			}
			return load(string(text), api.LoaderText), nil
		})
		b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "vendor"}, func(a api.OnLoadArgs) (api.OnLoadResult, error) {
			return load(string(vendor[a.Path]), api.LoaderJS), nil
		})
	}}
}

func load(text string, loader api.Loader) api.OnLoadResult {
	return api.OnLoadResult{Contents: &text, Loader: loader}
}

func loaderOf(p string) api.Loader {
	switch path.Ext(p) {
	case ".ts":
		return api.LoaderTS
	case ".css":
		return api.LoaderCSS
	case ".json":
		return api.LoaderJSON
	case ".svg":
		return api.LoaderDataURL
	}
	return api.LoaderJS
}

// BundleVendor bundles each npm library below a folder that holds
// node_modules into one ES module.
func BundleVendor(dir string) (map[string][]byte, error) {
	modules := map[string][]byte{}
	for _, name := range vendored {
		result := api.Build(api.BuildOptions{
			Stdin:            &api.StdinOptions{Contents: fmt.Sprintf("export * from %q\nimport * as all from %q\nexport default all.default", name, name), ResolveDir: dir, Sourcefile: name + ".js"},
			Bundle:           true,
			Format:           api.FormatESModule,
			Platform:         api.PlatformBrowser,
			MainFields:       []string{"module", "main"},
			Target:           api.ES2022,
			MinifyWhitespace: true,
			MinifySyntax:     true,
			LegalComments:    api.LegalCommentsNone,
			Charset:          api.CharsetUTF8,
			LogLevel:         api.LogLevelSilent,
			LogOverride:      map[string]api.LogLevel{"import-is-undefined": api.LogLevelSilent},
			AbsWorkingDir:    dir,
		})
		if len(result.Errors) > 0 {
			return nil, fmt.Errorf("could not bundle the npm package %s (run \"npm ci\" in theme):\n%s", name, formatMessages(result.Errors))
		}
		modules[name] = result.OutputFiles[0].Contents
	}
	return modules, nil
}

// Rebuild bundles the theme's own sources anew with the npm libraries of the
// node_modules in dir, and gives the files that belong into dist by their
// path there.
func Rebuild(src afero.Fs, dir string) (map[string][]byte, error) {
	vendor, err := BundleVendor(dir)
	if err != nil {
		return nil, err
	}
	assets, err := Bundle(src, vendor)
	if err != nil {
		return nil, err
	}
	manifest, err := json.MarshalIndent(assets, "", "  ")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{manifestName: append(manifest, '\n')}
	for name, text := range vendor {
		files["vendor/"+name+".js"] = text
	}
	for _, a := range assets {
		files[a.Path] = a.Data
	}
	return files, nil
}

// Names lists the assets by name, sorted.
func (a Assets) Names() []string {
	names := make([]string, 0, len(a))
	for name := range a {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Package npm puts the npm package pillars-check together: the catalog and the
// checker for people who write JavaScript, and the custom element.
//
// The package is made of what the site publishes (catalog.json, checker.js,
// element.js, the schemas), the types that theme/ts/types has of the schemas,
// and the files in the folder files, which are written by hand. It needs
// neither a build step nor other packages.
package npm

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"golang.org/x/mod/semver"

	"pillars/rules"
	"pillars/schema"
	"pillars/theme"
)

// Name is the name of the package.
const Name = "pillars-check"

//go:embed files
var written embed.FS

// Default gives the files of the package that holds the published catalog and
// the theme of the binary.
func Default(version string) (map[string][]byte, error) {
	catalog, err := rules.Default()
	if err != nil {
		return nil, err
	}
	look, err := theme.Load(nil)
	if err != nil {
		return nil, err
	}
	return Files(catalog, look.Assets, version)
}

// Files gives the files of the package by their paths in it. version is what
// the binary calls itself; see [Version]. Equal input gives equal bytes.
func Files(catalog *rules.Catalog, assets theme.Assets, version string) (map[string][]byte, error) {
	files := map[string][]byte{}
	if err := addWritten(files, Version(version)); err != nil {
		return nil, err
	}
	text, err := catalog.JSON()
	if err != nil {
		return nil, fmt.Errorf("could not write the catalog: %w", err)
	}
	files["catalog.json"] = text
	if files["catalog.js"], err = module(text); err != nil {
		return nil, err
	}
	for _, name := range []string{"checker.js", "element.js"} {
		asset, ok := assets[name]
		if !ok {
			return nil, fmt.Errorf("the theme has no %s", name)
		}
		files[name] = asset.Data
	}
	for name, text := range theme.Types() {
		files["types/"+strings.TrimSuffix(name, ".ts")+".d.ts"] = text
	}
	for _, name := range schema.Names() {
		if files["schema/"+name], err = schema.Source(name); err != nil {
			return nil, fmt.Errorf("could not read the schema %s: %w", name, err)
		}
	}
	return files, nil
}

// addWritten adds the files written by hand, and the version to package.json.
func addWritten(files map[string][]byte, version string) error {
	return fs.WalkDir(written, "files", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := written.ReadFile(p)
		if err != nil {
			return err
		}
		name := path.Base(p)
		if name == "package.json" {
			text = bytes.Replace(text, []byte(`"version": "0.0.0"`), []byte(`"version": "`+version+`"`), 1)
		}
		files[name] = text
		return nil
	})
}

// module gives a JSON text as an ES module: not every browser, and not every
// Node, imports JSON.
func module(text []byte) ([]byte, error) {
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, fmt.Errorf("could not make a module of the catalog: %w", err)
	}
	quoted := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(compact.String())
	return []byte("export default JSON.parse('" + quoted + "');\n"), nil
}

// Version gives a version as npm wants it: that of a release without the v,
// anything else as a version before every release.
func Version(version string) string {
	if v := semver.Canonical("v" + strings.TrimPrefix(version, "v")); v != "" {
		return strings.TrimPrefix(v, "v")
	}
	if version == "" || version == "dev" {
		return "0.0.0-dev"
	}
	return "0.0.0-dev-" + notVersion.ReplaceAllString(version, "-")
}

var notVersion = regexp.MustCompile(`[^0-9A-Za-z-]+`)

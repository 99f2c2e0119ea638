package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// npm is an npm package that is bundled into the front end.
type npm struct {
	name, version string
	integrity     string // sha512-…
	license       licence
}

// ref gives the package URL of an npm package.
func (p npm) ref() string {
	return "pkg:npm/" + strings.Replace(p.name, "@", "%40", 1) + "@" + p.version
}

// readPackages finds the packages that the front end is bundled of in its lock
// file: those that are not for development only.
func (r *release) readPackages() error {
	text, err := os.ReadFile(filepath.Join(r.root, "theme", "package-lock.json"))
	if err != nil {
		return err
	}
	var lock struct {
		Packages map[string]struct {
			Version, Integrity string
			Dev                bool
		}
	}
	if err := json.Unmarshal(text, &lock); err != nil {
		return fmt.Errorf("could not read theme/package-lock.json: %w", err)
	}
	for place, p := range lock.Packages {
		if place == "" || p.Dev {
			continue
		}
		_, name, _ := strings.Cut(place, "node_modules/")
		pkg := npm{name: name, version: p.Version, integrity: p.Integrity}
		if pkg.license, err = readLicence(name, filepath.Join(r.root, "theme", filepath.FromSlash(place)), nil); err != nil {
			return err
		}
		r.packages = append(r.packages, pkg)
	}
	slices.SortFunc(r.packages, func(a, b npm) int { return cmp.Compare(a.name, b.name) })
	return nil
}

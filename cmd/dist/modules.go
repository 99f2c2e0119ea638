package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// module is a Go module of which something is linked into the binaries, or the
// standard library.
type module struct {
	path    string
	version string
	sum     string // of go.sum
	dir     string // where its files are
	license licence
}

// ref gives the package URL of a module, which also names it in the bill of
// materials.
func (m module) ref() string { return "pkg:golang/" + m.path + "@" + m.version }

// stdPath is the name of the standard library as a module.
const stdPath = "std"

// readModules finds the modules behind the binaries of all platforms, and
// their licences.
func (r *release) readModules() error {
	found := map[string]*module{}
	folders := map[string]map[string]bool{} // of each module: those with linked packages
	for _, b := range r.binaries {
		linked := map[string]string{}
		for _, d := range b.info.Deps {
			if d.Replace != nil {
				return fmt.Errorf("%s is replaced: a release is made of published modules", d.Path)
			}
			linked[d.Path] = d.Sum
		}
		if err := r.listPackages(b.platform, linked, found, folders); err != nil {
			return err
		}
	}
	for path, m := range found {
		var err error
		if m.license, err = readLicence(m.path+" "+m.version, m.dir, slices.Sorted(maps.Keys(folders[path]))); err != nil {
			return err
		}
		r.modules = append(r.modules, *m)
	}
	slices.SortFunc(r.modules, func(a, b module) int { return cmp.Compare(a.path, b.path) })
	return r.addStd()
}

// listPackages adds the modules that a platform's binary is made of, and the
// folders of their packages. They must be those that the binary itself names.
func (r *release) listPackages(p platform, linked map[string]string, found map[string]*module, folders map[string]map[string]bool) error {
	text, err := outputWith(p.env(), r.root, "go", "list", "-deps", "-json=Dir,Module,Standard", "./cmd/pillars")
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for dec := json.NewDecoder(strings.NewReader(text)); ; {
		var pkg struct {
			Dir      string
			Standard bool
			Module   *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return fmt.Errorf("could not read what go list says: %w", err)
		}
		if pkg.Standard || pkg.Module == nil || pkg.Module.Main {
			continue
		}
		m := pkg.Module
		if linked[m.Path] == "" {
			return fmt.Errorf("the binary for %s does not name %s, which is linked into it", p, m.Path)
		}
		seen[m.Path] = true
		if found[m.Path] == nil {
			found[m.Path] = &module{path: m.Path, version: m.Version, sum: linked[m.Path], dir: m.Dir}
			folders[m.Path] = map[string]bool{}
		}
		for dir := pkg.Dir; len(dir) > len(m.Dir); dir = filepath.Dir(dir) {
			folders[m.Path][dir] = true
		}
	}
	for path := range linked {
		if !seen[path] {
			return fmt.Errorf("the binary for %s names %s, of which go list knows no package", p, path)
		}
	}
	return nil
}

// addStd adds the standard library, in the version that the binaries were
// built with.
func (r *release) addStd() error {
	root, err := output(r.root, "go", "env", "GOROOT")
	if err != nil {
		return err
	}
	std := module{path: stdPath, version: strings.TrimPrefix(r.binaries[0].info.GoVersion, "go"), dir: root}
	if std.license, err = readLicence("the Go standard library", root, nil); err != nil {
		return err
	}
	r.modules = append(r.modules, std)
	return nil
}

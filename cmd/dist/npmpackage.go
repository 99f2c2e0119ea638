package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"

	npmpackage "pillars/theme/npm"
)

// npmPackage makes the npm package pillars-check, as npm pack lays it out: a
// compressed tar file with everything below package/. It takes no npm.
func (r *release) npmPackage() error {
	made, err := npmpackage.Default(r.version)
	if err != nil {
		return err
	}
	var files []packable
	for _, name := range slices.Sorted(maps.Keys(made)) {
		p := filepath.Join(r.work, "npm", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(p, made[name], 0o644); err != nil {
			return err
		}
		files = append(files, packable{"package/" + name, p, 0o644})
	}
	name := npmpackage.Name + "-" + npmpackage.Version(r.version) + ".tgz"
	return writeArchive(r.artifact(name), files, r.date, writeTarGz)
}

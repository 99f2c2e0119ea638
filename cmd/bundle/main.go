// Command bundle makes the front-end bundle that the pillars binary embeds:
// it reads the theme's sources and the npm packages in theme/node_modules,
// and writes theme/dist. Run it from the root of the repository; "make
// bundle" does, after "npm ci".
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/afero"

	"pillars/theme"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := filepath.Abs("theme")
	if err != nil {
		return err
	}
	files, err := theme.Rebuild(afero.NewBasePathFs(afero.NewOsFs(), dir), dir)
	if err != nil {
		return err
	}
	out := filepath.Join(dir, "dist")
	for _, old := range []string{"assets", "vendor", "manifest.json"} {
		if err := os.RemoveAll(filepath.Join(out, old)); err != nil {
			return err
		}
	}
	for name, data := range files {
		p := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(p, data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

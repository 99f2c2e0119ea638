// Command npmpackage makes the npm package pillars-check: it writes its files
// into dist/npm/package and packs them with "npm pack" into dist/npm. Run it
// from the root of the repository, after "make bundle"; "make npm" does. The
// one argument is the version; the package is never published from here.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"pillars/theme/npm"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "npmpackage:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("expected one argument, the version; got %d", len(args))
	}
	files, err := npm.Default(args[0])
	if err != nil {
		return err
	}
	out := filepath.Join("dist", "npm")
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	for name, data := range files {
		p := filepath.Join(out, "package", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(p, data, 0o644); err != nil {
			return err
		}
	}
	pack := exec.Command("npm", "pack", "--pack-destination", out, filepath.Join(".", out, "package"))
	pack.Stdout, pack.Stderr = os.Stdout, os.Stderr
	if err := pack.Run(); err != nil {
		return fmt.Errorf("could not pack %s: %w", out, err)
	}
	return nil
}

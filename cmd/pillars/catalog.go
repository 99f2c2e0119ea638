package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/content"
)

func (a *app) catalogCommand() *cobra.Command {
	var s sources
	var format, out string
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Print the rule catalog",
		Long: `Catalog compiles the guides to a rule catalog and prints it. It is sorted, the
same bytes for the same guides, and valid against catalog.schema.json.
What could not become a rule is told on standard error.`,
		Example: `  pillars catalog
  pillars catalog --content guides --previous catalog.json --out catalog.json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if format != "json" {
				return wrongFormat(format, "json")
			}
			c, err := a.compile(s, content.Options{SkipBody: true})
			if err != nil {
				return err
			}
			text, err := c.catalog.JSON()
			if err != nil {
				return failure(err)
			}
			printProblems(a.stderr, c.problems)
			fmt.Fprintf(a.stderr, "%s from %s\n", count(len(c.catalog.Rules), "rule"), count(len(c.library.Docs), "guide"))
			return a.writeOut(out, text)
		},
	}
	s.addFlags(cmd)
	cmd.Flags().StringVar(&format, "format", "json", "`format` to print: json")
	cmd.Flags().StringVar(&out, "out", "-", "`file` to write, - for standard output")
	return cmd
}

// writeOut writes text to a file, whole or not at all, or to standard output.
func (a *app) writeOut(name string, text []byte) error {
	if name == "-" {
		_, err := a.stdout.Write(text)
		return err
	}
	f, err := afero.TempFile(a.fs, filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return failure(fmt.Errorf("could not write %s: %w", name, err))
	}
	_, err = f.Write(text)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = a.fs.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = a.fs.Rename(f.Name(), name)
	}
	if err != nil {
		_ = a.fs.Remove(f.Name())
		return failure(fmt.Errorf("could not write %s: %w", name, err))
	}
	return nil
}

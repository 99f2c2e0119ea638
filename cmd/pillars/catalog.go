package main

import (
	"fmt"

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

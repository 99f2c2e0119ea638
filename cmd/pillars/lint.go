package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"pillars/content"
)

func (a *app) lintCommand() *cobra.Command {
	var s sources
	var format string
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Say what is wrong with the guides",
		Long: `Lint reads the guides and says what is wrong with them, each problem with its
file, line and column. Exit status 1 means that there are problems.`,
		Example: `  pillars lint --content guides
  pillars lint --content guides --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if format != "text" && format != "json" {
				return wrongFormat(format, "text", "json")
			}
			c, err := a.compile(s, content.Options{SkipBody: true})
			if err != nil {
				return err
			}
			switch format {
			case "json":
				if c.problems == nil {
					c.problems = []content.Problem{}
				}
				enc := json.NewEncoder(a.stdout)
				enc.SetEscapeHTML(false)
				enc.SetIndent("", "  ")
				if err := enc.Encode(map[string]any{"problems": c.problems}); err != nil {
					return failure(err)
				}
			default:
				printProblems(a.stdout, c.problems)
			}
			if n := len(c.problems); n > 0 {
				fmt.Fprintf(a.stderr, "%s in %s\n", count(n, "problem"), count(len(c.library.Docs), "guide"))
				return errFindings
			}
			fmt.Fprintf(a.stderr, "%s: no problems\n", count(len(c.library.Docs), "guide"))
			return nil
		},
	}
	s.addContent(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "`format` to print: text, json")
	return cmd
}

package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"pillars/content"
	"pillars/rules"
	"pillars/rules/export"
)

func (a *app) catalogCommand() *cobra.Command {
	var s sources
	var format, out string
	cmd := &cobra.Command{
		Use:   "catalog",
		Short: "Print the rule catalog",
		Long: `Catalog compiles the guides to a rule catalog and prints it. It is sorted, the
same bytes for the same guides, and valid against catalog.schema.json.
What could not become a rule is told on standard error.

Other formats are for other tools. None has a place for all of a rule; what is
left out, shortened or changed is told on standard error.

Formats:
` + formatHelp(),
		Example: `  pillars catalog
  pillars catalog --content guides --previous catalog.json --out catalog.json
  pillars catalog --format csv --out rules.csv
  pillars catalog --format xlsx --out review.xlsx`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			write, ok := catalogWriter(format)
			if !ok {
				return wrongFormat(format, formatNames()...)
			}
			c, err := a.compile(s, content.Options{SkipBody: true})
			if err != nil {
				return err
			}
			text, lost, err := write(c.catalog)
			if err != nil {
				return failure(err)
			}
			printProblems(a.stderr, c.problems)
			fmt.Fprintf(a.stderr, "%s from %s\n", count(len(c.catalog.Rules), "rule"), count(len(c.library.Docs), "guide"))
			for _, what := range lost {
				fmt.Fprintf(a.stderr, "not in the %s file as it was: %s\n", format, what)
			}
			return a.writeOut(out, text)
		},
	}
	s.addFlags(cmd)
	cmd.Flags().StringVar(&format, "format", "json", "`format` to print: "+strings.Join(formatNames(), ", "))
	cmd.Flags().StringVar(&out, "out", "-", "`file` to write, - for standard output")
	return cmd
}

// formatNames lists the formats: our own, then the others'.
func formatNames() []string {
	names := []string{"json"}
	for _, f := range export.Formats {
		names = append(names, f.Name)
	}
	return names
}

// formatHelp gives a line for each format.
func formatHelp() string {
	var b strings.Builder
	fmt.Fprintf(&b, "  %-17s  %s", "json", "the whole catalog, see catalog.schema.json (the default)")
	for _, f := range export.Formats {
		fmt.Fprintf(&b, "\n  %-17s  %s", f.Name, f.About)
	}
	return b.String()
}

// catalogWriter gives the function that writes a format, and says what is
// lost in it.
func catalogWriter(format string) (write func(c *rules.Catalog) (text []byte, lost []export.Loss, err error), ok bool) {
	if format == "json" {
		return func(c *rules.Catalog) ([]byte, []export.Loss, error) {
			text, err := c.JSON()
			return text, nil, err
		}, true
	}
	f, ok := export.Find(format)
	return func(c *rules.Catalog) ([]byte, []export.Loss, error) {
		var buf bytes.Buffer
		lost, err := f.Write(&buf, c)
		return buf.Bytes(), lost, err
	}, ok
}

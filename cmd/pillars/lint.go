package main

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/content"
)

func (a *app) lintCommand() *cobra.Command {
	var s sources
	var format, explain string
	var fix bool
	cmd := &cobra.Command{
		Use:   "lint",
		Short: "Say what is wrong with the guides",
		Long: `Lint reads the guides and says what is wrong with them, each problem with its
file, line and column. Exit status 1 means that there are problems.

A file pillars.yaml in the content folder switches codes off or gives them
another severity; a comment <!-- pillars-lint off: CODE --> in a guide does so
for the block behind it, or, at the top, for the whole guide.`,
		Example: `  pillars lint --content guides
  pillars lint --content guides --fix
  pillars lint --content guides --format sarif > lint.sarif
  pillars lint --explain missing-benefit
  pillars lint --explain all`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch {
			case explain != "":
				return a.explain(explain)
			case format != "text" && format != "json" && format != "sarif":
				return wrongFormat(format, "text", "json", "sarif")
			case fix && s.content == "":
				return usage("--fix needs --content: the guides that come with Pillars cannot be changed")
			case fix:
				if err := a.fixGuides(s); err != nil {
					return err
				}
			}
			return a.lint(s, format)
		},
	}
	s.addFlags(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "`format` to print: text, json, sarif")
	cmd.Flags().BoolVar(&fix, "fix", false, "correct what is certain in the files, and say so on standard error")
	cmd.Flags().StringVar(&explain, "explain", "", "print what there is to know of a `code`, or list them: all")
	return cmd
}

// lint prints the problems of the guides in a format.
func (a *app) lint(s sources, format string) error {
	c, err := a.compile(s, content.Options{SkipBody: true})
	if err != nil {
		return err
	}
	switch format {
	case "json":
		err = writeLintJSON(a.stdout, c.problems)
	case "sarif":
		err = writeLintSARIF(a.stdout, c.problems)
	default:
		printProblems(a.stdout, c.problems)
	}
	if err != nil {
		return failure(err)
	}
	if n := len(c.problems); n > 0 {
		fmt.Fprintf(a.stderr, "%s in %s\n", count(n, "problem"), count(len(c.library.Docs), "guide"))
		return errFindings
	}
	fmt.Fprintf(a.stderr, "%s: no problems\n", count(len(c.library.Docs), "guide"))
	return nil
}

func writeLintJSON(w io.Writer, problems []content.Problem) error {
	if problems == nil {
		problems = []content.Problem{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{"problems": problems})
}

// fixGuides corrects the guides' files where that is certain, each file whole
// or not at all, and prints each change.
func (a *app) fixGuides(s sources) error {
	fsys, err := a.contentFs(s)
	if err != nil {
		return err
	}
	lib, err := content.Load(fsys, ".", content.Options{SkipBody: true})
	if err != nil {
		return failure(err)
	}
	byFile := map[string][]content.Problem{}
	var files []string // in the problems' order
	for _, p := range lib.Problems() {
		if code, ok := content.CodeByID(p.Code); !ok || !code.Fixable {
			continue
		}
		if byFile[p.File] == nil {
			files = append(files, p.File)
		}
		byFile[p.File] = append(byFile[p.File], p)
	}
	changed := 0
	for _, file := range files {
		n, err := a.fixFile(filepath.Join(s.content, filepath.FromSlash(file)), file, byFile[file])
		if err != nil {
			return err
		}
		changed += n
	}
	fmt.Fprintf(a.stderr, "%s corrected\n", count(changed, "line"))
	return nil
}

// fixFile corrects one file and gives the number of lines changed.
func (a *app) fixFile(name, file string, problems []content.Problem) (int, error) {
	src, err := afero.ReadFile(a.fs, name)
	if err != nil {
		return 0, failure(fmt.Errorf("could not read %s: %w", name, err))
	}
	fixed, changes := content.Fix(file, src, problems)
	if len(changes) == 0 {
		return 0, nil
	}
	info, err := a.fs.Stat(name)
	if err != nil {
		return 0, failure(fmt.Errorf("could not read %s: %w", name, err))
	}
	if err := a.writeOut(name, fixed); err != nil {
		return 0, err
	}
	if err := a.fs.Chmod(name, info.Mode().Perm()); err != nil {
		return 0, failure(fmt.Errorf("could not keep the mode of %s: %w", name, err))
	}
	for _, c := range changes {
		if c.Removed {
			fmt.Fprintf(a.stderr, "%s: took out blank lines [%s]\n", c.Pos, c.Code)
		} else {
			fmt.Fprintf(a.stderr, "%s: [%s]\n  - %s\n  + %s\n", c.Pos, c.Code, c.Before, c.After)
		}
	}
	return len(changes), nil
}

// explain prints one code at length, or the list of them.
func (a *app) explain(id string) error {
	if id == "all" {
		for _, c := range content.Codes {
			fix := ""
			if c.Fixable {
				fix = " (--fix)"
			}
			fmt.Fprintf(a.stdout, "%-22s %-8s %s%s\n", c.ID, c.Severity, c.Name, fix)
		}
		return nil
	}
	c, ok := content.CodeByID(id)
	if !ok {
		return usage("there is no code %q: \"pillars lint --explain all\" lists them", id)
	}
	e, err := c.Explain()
	if err != nil {
		return failure(err)
	}
	fmt.Fprintf(a.stdout, "%s (%s): %s\n%s\n\n%s", c.ID, c.Severity, c.Name, c.Why, e.Text)
	if c.Fixable {
		fmt.Fprint(a.stdout, "\nlint --fix corrects it.\n")
	}
	printExamples(a.stdout, "Reported", e.Bad)
	printExamples(a.stdout, "Not reported", e.Good)
	return nil
}

func printExamples(w io.Writer, title string, examples []content.Example) {
	for _, x := range examples {
		fmt.Fprintf(w, "\n%s (%s):\n\n", title, x.Name)
		for line := range strings.Lines(x.Text) {
			fmt.Fprint(w, "    "+line)
		}
	}
}

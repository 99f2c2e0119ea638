package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/content"
)

// version is the version of this build; the Makefile sets it.
var version = "dev"

// The exit statuses.
const (
	exitOK       = 0
	exitFindings = 1 // findings or problems
	exitUsage    = 2 // the command line is wrong
	exitFailure  = 3 // could not do it
)

// statusError ends a command with an exit status; err, where it is not nil,
// is what to tell the user.
type statusError struct {
	status int
	err    error
}

func (e *statusError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *statusError) Unwrap() error { return e.err }

func failure(err error) error { return &statusError{exitFailure, err} }

func usage(format string, args ...any) error {
	return &statusError{exitUsage, fmt.Errorf(format, args...)}
}

// errFindings ends a command that did its work and found something.
var errFindings = &statusError{status: exitFindings}

// app is what every subcommand works with.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	fs             afero.Fs
}

// run runs the command line and gives the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, fs afero.Fs) int {
	a := &app{stdin, stdout, stderr, fs}
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	if err == nil {
		return exitOK
	}
	var status *statusError
	if !errors.As(err, &status) { // from cobra itself: an unknown command, flag or argument
		status = &statusError{exitUsage, fmt.Errorf("%w\nRun \"pillars --help\" for what there is", err)}
	}
	if status.err != nil {
		fmt.Fprintf(stderr, "pillars: %v\n", status.err)
	}
	return status.status
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "pillars",
		Short: "Well-Architected guides as rules you can browse, embed and check",
		Long: `Pillars reads Well-Architected guides written in Markdown, makes of them a
catalog of rules and a static site, and checks configurations against the rules.

Without --content, every command works on the guides that come with it.
Results go to standard output, everything else to standard error.
Exit status: 0 clean, 1 findings or problems, 2 wrong usage, 3 could not do it.`,
		Example: `  pillars check cluster.json        which rules does this cluster hold?
  pillars serve                     look at the site
  pillars rule AKS-001              read one rule
  pillars build --content guides    make a site of your own guides`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       version,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetVersionTemplate("pillars {{.Version}}\n")
	root.AddCommand(
		a.buildCommand(),
		a.serveCommand(),
		a.catalogCommand(),
		a.lintCommand(),
		a.diffCommand(),
		a.checkCommand(),
		a.enforceCommand(),
		a.ruleCommand(),
		a.mcpCommand(),
		a.manCommand(),
		a.versionCommand(),
	)
	addCompletions(root)
	return root
}

// wrongFormat is the error for a --format that does not exist.
func wrongFormat(given string, formats ...string) error {
	return usage("there is no format %q: use one of %s", given, strings.Join(formats, ", "))
}

// printProblems writes problems as compilers do, one a line.
func printProblems(w io.Writer, problems []content.Problem) {
	for _, p := range problems {
		fmt.Fprintln(w, p)
	}
}

// count gives "1 rule", "2 rules".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

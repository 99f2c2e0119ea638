package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual pages",
		Long: `Man writes manual pages in the man(7) form, pillars.1 and one for each command,
the same bytes each time.`,
		Example: `  pillars man /usr/local/share/man/man1
  pillars man . && man ./pillars-check.1`,
		Args: cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.man(cmd.Root(), args[0]) },
	}
}

// man writes the manual pages of a command and of those below it.
func (a *app) man(root *cobra.Command, dir string) error {
	if err := a.fs.MkdirAll(dir, 0o755); err != nil {
		return failure(fmt.Errorf("could not make the folder: %w", err))
	}
	commands := append([]*cobra.Command{root}, manCommands(root)...)
	for _, cmd := range commands {
		var page bytes.Buffer
		writeManPage(&page, cmd)
		if err := a.writeOut(filepath.Join(dir, manName(cmd)+".1"), page.Bytes()); err != nil {
			return err
		}
	}
	fmt.Fprintf(a.stderr, "%s in %s\n", count(len(commands), "page"), dir)
	return nil
}

// manCommands gives the commands below root that have a page.
func manCommands(root *cobra.Command) []*cobra.Command {
	var commands []*cobra.Command
	for _, cmd := range root.Commands() {
		if cmd.IsAvailableCommand() && cmd.Name() != "completion" { // its help is of a form of its own, and cobra's
			commands = append(commands, cmd)
		}
	}
	return commands
}

// manName gives the name of a command's page: pillars-check.
func manName(cmd *cobra.Command) string {
	return strings.ReplaceAll(cmd.CommandPath(), " ", "-")
}

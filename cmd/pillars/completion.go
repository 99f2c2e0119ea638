package main

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"pillars/content"
	"pillars/rules"
)

// addCompletions tells shells what may stand behind each flag. The help says
// it already: the name of the value in back quotes, or a list of words behind
// the colon at its end.
func addCompletions(root *cobra.Command) {
	byName := map[string]cobra.CompletionFunc{
		"folder":  directories,
		"file":    files,
		"address": cobra.NoFileCompletions,
		"check":   completeChecks,
		"code":    completeCodes,
	}
	for _, cmd := range root.Commands() {
		if cmd.ValidArgsFunction == nil && cmd.Use == cmd.Name() { // takes no arguments
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			name, usage := pflag.UnquoteUsage(f)
			complete := byName[name]
			if _, list, ok := strings.Cut(usage, ": "); ok && complete == nil {
				complete = cobra.FixedCompletions(strings.Split(list, ", "), cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveKeepOrder)
			}
			if complete != nil && name != "" {
				_ = cmd.RegisterFlagCompletionFunc(f.Name, complete) // fails only for a flag that is not there
			}
		})
	}
}

func directories(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}

func files(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

// completeRules gives the IDs of a catalog that begin with a text, each with
// its title.
func completeRules(c *rules.Catalog, begin string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var found []cobra.Completion
	for _, r := range c.Rules {
		if strings.HasPrefix(r.ID, strings.ToUpper(begin)) {
			found = append(found, cobra.CompletionWithDesc(r.ID, r.Title))
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeChecks gives the checks of the catalog that comes with Pillars.
func completeChecks(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	c, err := rules.Default()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	var found []cobra.Completion
	seen := map[string]bool{}
	for _, r := range c.Rules {
		for _, check := range r.Checks {
			if !seen[check.ID] {
				seen[check.ID] = true
				found = append(found, cobra.CompletionWithDesc(check.ID, check.Title))
			}
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeCodes gives the codes of lint.
func completeCodes(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found := []cobra.Completion{cobra.CompletionWithDesc("all", "list them")}
	for _, c := range content.Codes {
		found = append(found, cobra.CompletionWithDesc(c.ID, c.Name))
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

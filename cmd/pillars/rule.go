package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"pillars/rules"
	"pillars/rules/check"
)

func (a *app) ruleCommand() *cobra.Command {
	var catalogFile string
	cmd := &cobra.Command{
		Use:     "rule ID",
		Short:   "Show one rule",
		Long:    `Rule prints one rule: what to do, why, how it is checked, how to fix it, where to read on.`,
		Example: `  pillars rule AKS-001`,
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, begin string) ([]cobra.Completion, cobra.ShellCompDirective) {
			catalog, err := a.checkCatalog(catalogFile)
			if err != nil || len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return completeRules(catalog, begin)
		},
		RunE: func(_ *cobra.Command, args []string) error {
			catalog, err := a.checkCatalog(catalogFile)
			if err != nil {
				return err
			}
			id := strings.ToUpper(args[0])
			r := catalog.Rule(id)
			if r == nil {
				return failure(fmt.Errorf("there is no rule %s%s", id, nearest(catalog, id)))
			}
			if err := printRule(a.stdout, r); err != nil {
				return failure(err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&catalogFile, "catalog", "", "catalog.json to look in, a `file` (default: the catalog that comes with Pillars)")
	return cmd
}

// nearest says which IDs there are with the same prefix.
func nearest(c *rules.Catalog, id string) string {
	prefix, _, _ := strings.Cut(id, "-")
	first, last := "", ""
	for _, r := range c.Rules {
		if strings.HasPrefix(r.ID, prefix+"-") {
			if first == "" {
				first = r.ID
			}
			last = r.ID
		}
	}
	if first == "" {
		return ""
	}
	return fmt.Sprintf(": IDs go from %s to %s", first, last)
}

// printRule writes a rule for people to read.
func printRule(out io.Writer, r *rules.Rule) error {
	w := bufio.NewWriter(out)
	fmt.Fprintf(w, "%s  %s\n%s\n\n%s\n", r.ID, r.Title, strings.Join(facts(r), ", "), wrap(r.Text, 80))
	if r.Benefit != "" {
		fmt.Fprintf(w, "\nWhy\n%s\n", wrap(r.Benefit, 80))
	}
	if len(r.Checks) == 0 {
		fmt.Fprintf(w, "\nCheck\nNo automated check: a person has to look.\n")
	}
	for _, c := range r.Checks {
		fmt.Fprintf(w, "\nCheck %s (%s severity)\n%s. %s\n", c.ID, c.Severity, c.Title, c.Message)
		d, err := check.Describe(c)
		if err != nil {
			return failure(err)
		}
		printConditions(w, "It is for resources where", d.AppliesTo)
		holds := "It holds where"
		if d.Any {
			holds += " one of these is so"
		}
		printConditions(w, holds, d.Holds)
		printConditions(w, "where", d.Where)
	}
	if r.Look != "" {
		fmt.Fprintf(w, "\nA person must look\n%s\n", wrap(r.Look, 80))
	}
	for _, rem := range r.Remediation {
		fmt.Fprintf(w, "\nFix with %s\n    %s\n", rem.Tool, strings.ReplaceAll(rem.Code, "\n", "\n    "))
	}
	if len(r.Links) > 0 {
		fmt.Fprintf(w, "\nRead on\n")
		for _, l := range r.Links {
			fmt.Fprintf(w, "%s\n", strings.TrimSpace(l.Text+" "+l.URL))
		}
	}
	if len(r.Related) > 0 {
		fmt.Fprintf(w, "\nRelated: %s\n", strings.Join(r.Related, ", "))
	}
	for _, ref := range r.References {
		fmt.Fprintf(w, "%s: %s\n", ref.Scheme, ref.ID)
	}
	fmt.Fprintf(w, "\n%s:%d\n", r.Source.Path, r.Source.Line)
	return w.Flush()
}

// facts gives what a rule is in a few words: pillar, kind, severity …
func facts(r *rules.Rule) []string {
	facts := []string{string(r.Kind)}
	if r.Pillar != nil {
		facts = append([]string{*r.Pillar}, facts...)
	}
	facts = append(facts, string(r.Severity)+" severity")
	if len(r.Scope) > 0 {
		facts = append(facts, strings.Join(r.Scope, " and "))
	}
	if r.Status == rules.Withdrawn {
		facts = append(facts, "withdrawn")
		if len(r.SupersededBy) > 0 {
			facts = append(facts, "superseded by "+strings.Join(r.SupersededBy, ", "))
		}
	}
	return facts
}

// printConditions writes the parts of a sentence below its beginning.
func printConditions(w io.Writer, title string, conditions []string) {
	if len(conditions) == 0 {
		return
	}
	fmt.Fprintf(w, "%s\n", title)
	for _, c := range conditions {
		fmt.Fprintf(w, "  - %s\n", strings.ReplaceAll(wrap(c, 76), "\n", "\n    "))
	}
}

// wrap breaks text into lines of at most width characters where it has
// spaces.
func wrap(text string, width int) string {
	var b strings.Builder
	col := 0
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case col+1+n > width:
			b.WriteByte('\n')
			col = 0
		default:
			b.WriteByte(' ')
			col++
		}
		b.WriteString(word)
		col += n
	}
	return b.String()
}

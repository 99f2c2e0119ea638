package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"pillars/content"
	"pillars/rules"
)

func (a *app) diffCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say which rules changed between two catalogs",
		Long: `Diff compares two catalogs and says which rules were added, reworded (word by
word), moved and withdrawn, and whose checks or severity changed. OLD and NEW
are catalog.json files or folders of guides. A NEW folder is compiled with OLD
as the previous catalog, so that rules keep their IDs; the checks that guides
do not hold are taken over.
Exit status 1 means that something changed, 0 that nothing did.`,
		Example: `  pillars diff public/api/v1/catalog.json guides
  pillars diff v1/catalog.json v2/catalog.json --format markdown
  pillars diff old-guides new-guides --format json`,
		Args: cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			write, ok := diffFormats[format]
			if !ok {
				return wrongFormat(format, "text", "json", "markdown")
			}
			changes, err := a.diff(args[0], args[1])
			if err != nil {
				return err
			}
			if err := write(a.stdout, changes, a.colour()); err != nil {
				return failure(err)
			}
			if len(changes.Rules) == 0 {
				fmt.Fprintln(a.stderr, "no changes")
				return nil
			}
			fmt.Fprintf(a.stderr, "%s changed: %s\n", count(len(changes.Rules), "rule"), summary(changes))
			return errFindings
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`format` to print: text, json, markdown")
	return cmd
}

var diffFormats = map[string]func(w io.Writer, c rules.Changes, colour bool) error{
	"text":     writeDiffText,
	"markdown": writeDiffMarkdown,
	"json": func(w io.Writer, c rules.Changes, _ bool) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(c)
	},
}

// diff compares what two arguments name.
func (a *app) diff(oldName, newName string) (rules.Changes, error) {
	old, oldGuides, err := a.catalogOrGuides(oldName, nil)
	if err != nil {
		return rules.Changes{}, err
	}
	fresh, newGuides, err := a.catalogOrGuides(newName, old)
	if err != nil {
		return rules.Changes{}, err
	}
	switch {
	case newGuides && !oldGuides:
		takeChecks(fresh, old)
	case oldGuides && !newGuides:
		takeChecks(old, fresh)
	}
	return rules.Diff(old, fresh), nil
}

// catalogOrGuides opens a catalog, or compiles a folder of guides with a
// catalog as previous; guides tells which it was.
func (a *app) catalogOrGuides(name string, previous *rules.Catalog) (c *rules.Catalog, guides bool, err error) {
	info, err := a.fs.Stat(name)
	if err != nil {
		return nil, false, failure(fmt.Errorf("could not open the catalog or folder: %w", err))
	}
	if !info.IsDir() {
		c, err = a.readCatalog(name)
		return c, false, err
	}
	compiled, err := a.compileWith(sources{content: name}, content.Options{SkipBody: true}, previous)
	if err != nil {
		return nil, true, err
	}
	return compiled.catalog, true, nil
}

// takeChecks gives the rules of a folder of guides what only a catalog has:
// guides say nothing of checks, so a difference there is none of theirs. A
// severity that a sidecar gives stands.
func takeChecks(guides, catalog *rules.Catalog) {
	for i := range guides.Rules {
		r := &guides.Rules[i]
		o := catalog.Rule(r.ID)
		if o == nil || r.Status != o.Status {
			continue
		}
		r.Checks, r.Automation = o.Checks, o.Automation
		if sidecar := r.Effort != "" || r.Principles != nil; !sidecar {
			r.Severity = o.Severity
		}
		for _, ref := range o.References {
			if !slices.Contains(r.References, ref) {
				r.References = append(r.References, ref)
			}
		}
		for _, rem := range o.Remediation {
			if !slices.Contains(r.Remediation, rem) {
				r.Remediation = append(r.Remediation, rem)
			}
		}
	}
}

// summary gives "1 added, 2 reworded".
func summary(c rules.Changes) string {
	var parts []string
	for _, kind := range rules.ChangeKinds {
		if n := c.Summary[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, changeNames[kind]))
		}
	}
	return strings.Join(parts, ", ")
}

// changeNames says what happened to a rule, as it stands behind "the rule was".
var changeNames = map[rules.ChangeKind]string{
	rules.Added: "added", rules.Retired: "withdrawn", rules.Restored: "restored", rules.Missing: "missing without a tombstone",
	rules.Reworded: "reworded", rules.Moved: "moved", rules.Rechecked: "with other checks", rules.Regraded: "with another severity",
	rules.Detailed: "with other details",
}

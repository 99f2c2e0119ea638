package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/content"
	"pillars/rules"
	"pillars/rules/enforce"
)

// enforceFlags are the flags of pillars enforce.
type enforceFlags struct {
	sources
	catalog, engine, out, only string

	checks []string
}

func (a *app) enforceCommand() *cobra.Command {
	var f enforceFlags
	cmd := &cobra.Command{
		Use:   "enforce",
		Short: "Write policies for engines that watch whole estates",
		Long: `Enforce compiles the checks of the catalog to the language of an engine that
evaluates all objects of a cluster, or all resources of a subscription.

What an engine cannot say exactly is refused, and listed with the reason on
standard error and in manifest.json. Nothing that is written denies anything
before you say so: policies warn and audit. To deny, change validationActions
to [Deny] (Gatekeeper: enforcementAction to deny), or assign the initiative with
other effects.

The folder is written beside the old one and takes its place when it is whole.

Engines:
` + engineHelp(),
		Example: `  pillars enforce --engine validating-admission-policy --out policies
  kubectl apply -f policies/policies

  pillars enforce --engine azure-policy --out policies --only high
  az deployment sub create --location westeurope --template-file policies/initiative.json
  az policy assignment create --name pillars --policy-set-definition pillars

  pillars enforce --engine resource-graph --out queries --check aks-uptime-sla
  az graph query --first 1000 -q "$(cat queries/queries/pillars-aks-uptime-sla.kql)"`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return a.enforce(f) },
	}
	f.addFlags(cmd)
	cmd.Flags().StringVar(&f.catalog, "catalog", "", "catalog.json to compile, a `file`, instead of guides")
	cmd.Flags().StringVar(&f.engine, "engine", "", "`engine` to write for: "+strings.Join(engineNames(), ", "))
	cmd.Flags().StringVar(&f.out, "out", "", "`folder` to write")
	cmd.Flags().StringVar(&f.only, "only", "low", "lowest `severity` of the checks to compile: high, medium, low")
	cmd.Flags().StringArrayVar(&f.checks, "check", nil, "compile this `check` only (may be given several times)")
	return cmd
}

func engineNames() []string {
	var names []string
	for _, e := range enforce.Engines {
		names = append(names, e.Name)
	}
	return names
}

// engineHelp gives a line for each engine.
func engineHelp() string {
	var lines []string
	for _, e := range enforce.Engines {
		lines = append(lines, fmt.Sprintf("  %-27s  %s", e.Name, e.About))
	}
	return strings.Join(lines, "\n")
}

// enforce writes the bundle of an engine.
func (a *app) enforce(f enforceFlags) error {
	engine, ok := enforce.Find(f.engine)
	switch {
	case f.engine == "":
		return usage("--engine is missing: name one of\n%s", engineHelp())
	case !ok:
		return usage("there is no engine %q: use one of %s", f.engine, strings.Join(engineNames(), ", "))
	case f.out == "":
		return usage("--out is missing: name the folder to write")
	case rules.Severity(f.only).Rank() < 0:
		return usage("there is no --only %q: use one of high, medium, low", f.only)
	}
	catalog, err := a.enforceCatalog(f)
	if err != nil {
		return err
	}
	bundle, err := engine.Compile(catalog)
	if err != nil {
		return failure(err)
	}
	err = replaceDir(a.fs, f.out, isBundle, func(stage afero.Fs) error {
		for _, file := range bundle.Files {
			name := filepath.FromSlash(file.Path)
			if err := stage.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return fmt.Errorf("could not make the folder of %s: %w", file.Path, err)
			}
			if err := afero.WriteFile(stage, name, file.Data, 0o644); err != nil {
				return fmt.Errorf("could not write %s: %w", file.Path, err)
			}
		}
		return nil
	})
	if err != nil {
		return failure(err)
	}
	a.sayEnforced(f.out, engine, &bundle.Manifest)
	return nil
}

// enforceCatalog gives the catalog to compile, with the checks that are
// wanted.
func (a *app) enforceCatalog(f enforceFlags) (*rules.Catalog, error) {
	var catalog *rules.Catalog
	if f.content != "" || f.previous != "" {
		if f.catalog != "" {
			return nil, usage("--catalog takes the place of --content and --previous: name one or the other")
		}
		c, err := a.compile(f.sources, content.Options{SkipBody: true})
		if err != nil {
			return nil, err
		}
		printProblems(a.stderr, c.problems)
		catalog = c.catalog
	} else {
		var err error
		if catalog, err = a.checkCatalog(f.catalog); err != nil {
			return nil, err
		}
	}
	found := map[string]bool{}
	selected := enforce.Select(catalog, func(c rules.Check) bool {
		found[c.ID] = true
		return c.Severity.Rank() <= rules.Severity(f.only).Rank() && (f.checks == nil || slices.Contains(f.checks, c.ID))
	})
	for _, id := range f.checks {
		if !found[id] {
			return nil, usage("there is no check %q in the catalog", id)
		}
	}
	if len(found) == 0 {
		return nil, failure(errors.New("the catalog has no checks, so there is nothing to write"))
	}
	return selected, nil
}

// isBundle says why a folder that holds something is no bundle, and so not
// ours to replace: it has files that its manifest does not name.
func isBundle(fsys afero.Fs, dir string) error {
	var m enforce.Manifest
	data, err := afero.ReadFile(fsys, filepath.Join(dir, enforce.ManifestFile))
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if _, ok := enforce.Find(m.Engine); err != nil || !ok {
		return errors.New("holds files that pillars enforce did not write")
	}
	known := map[string]bool{enforce.ManifestFile: true}
	for _, c := range m.Checks {
		for _, f := range c.Files {
			known[f] = true
		}
	}
	return afero.Walk(fsys, dir, func(path string, info fs.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		if name, err := filepath.Rel(dir, path); err != nil || !known[filepath.ToSlash(name)] {
			return fmt.Errorf("holds %s, which pillars enforce did not write", name)
		}
		return nil
	})
}

// shownChecks is how many checks a line about a refusal names.
const shownChecks = 5

// sayEnforced says what became of the checks, refused ones by reason, and how
// to go on.
func (a *app) sayEnforced(out string, engine enforce.Engine, m *enforce.Manifest) {
	fmt.Fprintf(a.stderr, "%s: %d of %s for %s", out, m.Counts.Exported, count(m.Counts.Checks, "check"), engine.Name)
	if m.Counts.Lossy > 0 {
		fmt.Fprintf(a.stderr, ", %d with a loss (see %s)", m.Counts.Lossy, enforce.ManifestFile)
	}
	fmt.Fprintln(a.stderr)
	ids := map[string][]string{}
	var reasons []string
	for _, c := range m.Checks {
		if c.Status != enforce.Refused {
			continue
		}
		if ids[c.Reason] == nil {
			reasons = append(reasons, c.Reason)
		}
		ids[c.Reason] = append(ids[c.Reason], c.Check)
	}
	for _, reason := range reasons {
		shown, more := ids[reason], ""
		if n := len(shown) - shownChecks; n > 0 {
			shown, more = shown[:shownChecks], fmt.Sprintf(" and %d more", n)
		}
		fmt.Fprintf(a.stderr, "refused %s%s: %s\n", strings.Join(shown, ", "), more, reason)
	}
	if m.Counts.Exported > 0 {
		fmt.Fprintf(a.stderr, "apply with: %s\n", strings.ReplaceAll(engine.Apply, "DIR", out))
	}
}

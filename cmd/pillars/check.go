package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

func (a *app) checkCommand() *cobra.Command {
	var catalogFile, format, failOn string
	var parameters []string
	cmd := &cobra.Command{
		Use:   "check FILE|FOLDER|-…",
		Short: "Check configurations against the rules",
		Long: `Check reads configuration documents, recognises what they are by their content,
and says which automated checks hold.

A folder stands for the .json, .yaml and .yml files below it, - for standard
input. Exit status 1 means that a check failed at or above --fail-on, or that
a document could not be read.`,
		Example: `  az aks show -g shop -n shop | pillars check -
  pillars check cluster.json --format json
  pillars check deploy/ --fail-on high`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			formats := []string{"text", "json"}
			if !slices.Contains(formats, format) {
				return wrongFormat(format, formats...)
			}
			threshold, ok := map[string]int{"high": 0, "medium": 1, "low": 2, "never": -1}[failOn]
			if !ok {
				return usage("there is no --fail-on %q: use one of high, medium, low, never", failOn)
			}
			catalog, err := a.checkCatalog(catalogFile)
			if err != nil {
				return err
			}
			var opt check.Options
			for _, name := range parameters {
				data, err := afero.ReadFile(a.fs, name)
				if err != nil {
					return failure(fmt.Errorf("could not read the parameters: %w", err))
				}
				opt.Parameters = append(opt.Parameters, check.Document{Name: name, Data: data})
			}
			docs, err := a.documents(args)
			if err != nil {
				return err
			}
			r, err := check.Run(catalog, docs, opt)
			if err != nil {
				return failure(err)
			}
			if format == "json" {
				err = report.JSON(a.stdout, r)
			} else {
				err = report.Text(a.stdout, r, catalog)
			}
			if err != nil {
				return failure(err)
			}
			if failed(r, threshold) {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&catalogFile, "catalog", "", "catalog.json to check against, a `file` (default: the catalog that comes with Pillars)")
	cmd.Flags().StringVar(&format, "format", "text", "`format` to print: text, json")
	cmd.Flags().StringVar(&failOn, "fail-on", "low", "lowest `severity` that makes the exit status 1: high, medium, low, never")
	cmd.Flags().StringArrayVar(&parameters, "parameters", nil, "parameter `file` of an ARM template")
	return cmd
}

func (a *app) checkCatalog(name string) (*rules.Catalog, error) {
	if name != "" {
		return a.readCatalog(name)
	}
	c, err := rules.Default()
	if err != nil {
		return nil, failure(err)
	}
	return c, nil
}

// failed tells whether a report ends in exit status 1.
func failed(r *check.Report, threshold int) bool {
	if threshold < 0 {
		return false
	}
	for _, d := range r.Documents {
		if len(d.Problems) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(r.Results, func(res check.Result) bool {
		return res.Verdict == check.Fail && res.Severity.Rank() <= threshold
	})
}

// documents reads what the arguments name, in their order.
func (a *app) documents(args []string) ([]check.Document, error) {
	var docs []check.Document
	for _, arg := range args {
		if arg == "-" {
			data, err := io.ReadAll(a.stdin)
			if err != nil {
				return nil, failure(fmt.Errorf("could not read standard input: %w", err))
			}
			docs = append(docs, check.Document{Name: "-", Data: data})
			continue
		}
		names, err := a.documentNames(arg)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			data, err := afero.ReadFile(a.fs, name)
			if err != nil {
				return nil, failure(fmt.Errorf("could not read a document: %w", err))
			}
			docs = append(docs, check.Document{Name: filepath.ToSlash(name), Data: data})
		}
	}
	return docs, nil
}

// documentNames gives the file named, the documents below a folder, or what a
// pattern matches where the shell has not expanded it.
func (a *app) documentNames(arg string) ([]string, error) {
	info, err := a.fs.Stat(arg)
	if errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(arg, "*?[") {
		names, err := afero.Glob(a.fs, arg)
		if err != nil {
			return nil, usage("%q is not a pattern: %v", arg, err)
		}
		if len(names) > 0 {
			return names, nil
		}
	}
	if err != nil {
		return nil, failure(fmt.Errorf("could not open a document: %w", err))
	}
	if !info.IsDir() {
		return []string{arg}, nil
	}
	var names []string
	err = afero.Walk(a.fs, arg, func(p string, info fs.FileInfo, err error) error {
		if err != nil {
			return err
		}
		if info.IsDir() && p != arg && (strings.HasPrefix(info.Name(), ".") || info.Name() == "node_modules") {
			return fs.SkipDir
		}
		ext := strings.ToLower(filepath.Ext(p))
		if info.Mode().IsRegular() && (ext == ".json" || ext == ".yaml" || ext == ".yml") {
			names = append(names, p)
		}
		return nil
	})
	if err != nil {
		return nil, failure(fmt.Errorf("could not read a folder: %w", err))
	}
	if len(names) == 0 {
		return nil, failure(fmt.Errorf("there is no .json, .yaml or .yml file in %s", arg))
	}
	return names, nil
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/afero"
	"github.com/spf13/cobra"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

// checkFlags are the flags of pillars check.
type checkFlags struct {
	catalog, format, failOn, review, explain, out string

	parameters []string
	manual     bool
}

// checkFormats writes reports by --format.
var checkFormats = map[string]func(io.Writer, *check.Report, *rules.Catalog, report.Options) error{
	"text":     report.Text,
	"json":     func(w io.Writer, r *check.Report, _ *rules.Catalog, _ report.Options) error { return report.JSON(w, r) },
	"sarif":    report.SARIF,
	"junit":    report.JUnit,
	"markdown": report.Markdown,
	"html":     report.HTML,
}

func (a *app) checkCommand() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check FILE|FOLDER|-…",
		Short: "Check configurations against the rules",
		Long: `Check reads configuration documents, recognises what they are by their content,
and says which automated checks hold.

A folder stands for the .json, .yaml and .yml files below it, - for standard
input. Exit status 1 means that a check failed at or above --fail-on, or that
a document could not be read.

--review takes the file that the review page writes: a risk that people have
accepted there is no failure until the day it expires, and a rule that is not
applicable is not checked.`,
		Example: `  az aks show -g shop -n shop | pillars check -
  pillars check cluster.json --format json
  pillars check deploy/ --fail-on high
  pillars check deploy/ --format sarif --out pillars.sarif
  pillars check cluster.json --review review.json
  pillars check cluster.json --explain aks-uptime-sla`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.check(f, args) },
	}
	cmd.Flags().StringVar(&f.catalog, "catalog", "", "catalog.json to check against, a `file` (default: the catalog that comes with Pillars)")
	cmd.Flags().StringVar(&f.format, "format", "text", "`format` to print: text, json, sarif, junit, markdown, html")
	cmd.Flags().StringVar(&f.failOn, "fail-on", "low", "lowest `severity` that makes the exit status 1: high, medium, low, never")
	cmd.Flags().StringArrayVar(&f.parameters, "parameters", nil, "parameter `file` of an ARM template")
	cmd.Flags().StringVar(&f.review, "review", "", "people's answers, a review `file`: accepted risks do not fail until they expire")
	cmd.Flags().BoolVar(&f.manual, "manual", false, "also list what a person has to look at (all formats but json and junit)")
	cmd.Flags().StringVar(&f.explain, "explain", "", "say what one `check` looked at in the documents, and why it decided as it did")
	cmd.Flags().StringVar(&f.out, "out", "-", "`file` to write to, - for standard output")
	return cmd
}

// check runs the checks and writes the report.
func (a *app) check(f checkFlags, args []string) error {
	write := checkFormats[f.format]
	if write == nil {
		return wrongFormat(f.format, "text", "json", "sarif", "junit", "markdown", "html")
	}
	if f.failOn != "never" && rules.Severity(f.failOn).Rank() < 0 {
		return usage("there is no --fail-on %q: use one of high, medium, low, never", f.failOn)
	}
	catalog, err := a.checkCatalog(f.catalog)
	if err != nil {
		return err
	}
	opt, err := a.checkOptions(f)
	if err != nil {
		return err
	}
	docs, err := a.documents(args)
	if err != nil {
		return err
	}
	if f.explain != "" {
		return a.explainCheck(f, catalog, docs, opt)
	}
	r, err := check.Run(catalog, docs, opt)
	if err != nil {
		return failure(err)
	}
	if opt.Review != nil {
		for _, note := range opt.Review.Notes(catalog, r, opt.Today) {
			fmt.Fprintf(a.stderr, "%s: %s\n", f.review, note)
		}
	}
	err = a.writeTo(f.out, func(w io.Writer) error {
		return write(w, r, catalog, report.Options{
			Version: version, Color: f.out == "-" && colorful(a.stdout), Manual: f.manual, Sources: check.NewSources(docs),
		})
	})
	if err != nil {
		return err
	}
	if f.failOn != "never" && r.Failed(rules.Severity(f.failOn)) {
		return errFindings
	}
	return nil
}

// checkOptions reads the files that flags name.
func (a *app) checkOptions(f checkFlags) (check.Options, error) {
	opt := check.Options{Today: time.Now().Format(time.DateOnly)}
	for _, name := range f.parameters {
		data, err := afero.ReadFile(a.fs, name)
		if err != nil {
			return opt, failure(fmt.Errorf("could not read the parameters: %w", err))
		}
		opt.Parameters = append(opt.Parameters, check.Document{Name: name, Data: data})
	}
	if f.review == "" {
		return opt, nil
	}
	data, err := afero.ReadFile(a.fs, f.review)
	if err != nil {
		return opt, failure(fmt.Errorf("could not read the review: %w", err))
	}
	if opt.Review, err = check.ReadReview(data); err != nil {
		return opt, failure(fmt.Errorf("could not read the review %s: %w", f.review, err))
	}
	return opt, nil
}

// colorful reports whether what is written may have colours: it goes to a
// terminal, and NO_COLOR is not set.
func colorful(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
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

// documents reads what the arguments name, in their order.
func (a *app) documents(args []string) ([]check.Document, error) {
	var docs []check.Document
	for _, arg := range args {
		if arg == "-" {
			doc, err := check.ReadDocument("-", a.stdin)
			if err != nil {
				return nil, failure(err)
			}
			docs = append(docs, doc)
			continue
		}
		names, err := a.documentNames(arg)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			doc, err := a.document(name)
			if err != nil {
				return nil, failure(err)
			}
			docs = append(docs, doc)
		}
	}
	return docs, nil
}

// document reads one file.
func (a *app) document(name string) (check.Document, error) {
	f, err := a.fs.Open(name)
	if err != nil {
		return check.Document{}, fmt.Errorf("could not open a document: %w", err)
	}
	defer f.Close()
	return check.ReadDocument(filepath.ToSlash(name), f)
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
		if info.IsDir() && p != arg && passedOver(info.Name()) {
			return fs.SkipDir
		}
		if info.Mode().IsRegular() && isDocument(p) {
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

// passedOver tells whether a folder below one that is checked is left out.
func passedOver(folder string) bool {
	return strings.HasPrefix(folder, ".") || folder == "node_modules"
}

// isDocument tells whether a file in a folder that is checked is a document.
func isDocument(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".json" || ext == ".yaml" || ext == ".yml"
}

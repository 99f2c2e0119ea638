package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"

	"pillars/rules"
	"pillars/rules/check"
)

// explainCheck prints what one check looked at in the documents: its target,
// each value it read, and why it decided as it did.
func (a *app) explainCheck(f checkFlags, catalog *rules.Catalog, docs []check.Document, opt check.Options) error {
	found := findChecks(catalog, f.explain)
	if len(found) == 0 {
		return usage("there is no check %q in the catalog: \"pillars check\" prints their names, and so does \"pillars rule ID\"", f.explain)
	}
	traces, err := check.Explain(catalog, docs, opt, f.explain)
	if err != nil {
		return failure(err)
	}
	var text bytes.Buffer
	w := bufio.NewWriter(&text)
	for _, c := range found {
		fmt.Fprintf(w, "%s (%s severity): %s\n%s\nLooks at %s\n\n", c.ID, c.Severity, c.Title, c.Message, strings.Join(c.Target.Types, ", "))
	}
	if len(traces) == 0 {
		fmt.Fprintf(w, "There is no such resource in the %s.\n", count(len(docs), "document"))
	}
	for _, t := range traces {
		printTrace(w, t)
	}
	if err := w.Flush(); err != nil {
		return failure(err)
	}
	return a.writeOut(f.out, text.Bytes())
}

// findChecks gives the checks of an ID, each once; several are for different
// types.
func findChecks(catalog *rules.Catalog, id string) []rules.Check {
	var found []rules.Check
	seen := map[string]bool{}
	for _, r := range catalog.Rules {
		for _, c := range r.Checks {
			key := strings.Join(c.Target.Types, " ")
			if c.ID == id && !seen[key] {
				seen[key] = true
				found = append(found, c)
			}
		}
	}
	return found
}

func printTrace(w *bufio.Writer, t check.Trace) {
	res := t.Result
	fmt.Fprintf(w, "%q %q in %q: %s\n", res.Resource.Type, res.Resource.Name, res.Resource.Document, res.Verdict)
	for _, r := range t.Reads {
		fmt.Fprintf(w, "  line %-5d %s: %s\n", r.Line, r.Path, r.Value)
	}
	if res.Reason != "" {
		fmt.Fprintf(w, "  because: %q\n", res.Reason)
	}
	for _, f := range res.Findings {
		fmt.Fprintf(w, "  because: line %d, %q\n", f.Line, f.Message)
	}
	switch {
	case res.Verdict == check.Pass:
		fmt.Fprintf(w, "  because: all that the check asks for holds\n")
	case res.Verdict == check.NotApplicable && res.Reason == "":
		fmt.Fprintf(w, "  because: the resource is not of the kind that the check is for\n")
	}
	w.WriteByte('\n')
}

package rules_test

import (
	"fmt"
	"log"
	"testing/fstest"

	"github.com/spf13/afero"

	"pillars/content"
	"pillars/rules"
)

// The catalog of the guides that come with Pillars is part of the program.
func ExampleDefault() {
	catalog, err := rules.Default()
	if err != nil {
		log.Fatal(err)
	}
	r := catalog.Rule("AKS-017")
	fmt.Println(r.ID, r.Severity, catalog.Pillar(*r.Pillar).Name)
	for _, c := range r.Checks {
		fmt.Println(c.ID, "looks at", c.Target.Types)
	}
	// Output:
	// AKS-017 high Reliability
	// aks-uptime-sla looks at [Microsoft.ContainerService/managedClusters]
}

// What a person still has to look at: the severe rules of a pillar that no
// check decides.
func ExampleCatalog_Select() {
	catalog, err := rules.Default()
	if err != nil {
		log.Fatal(err)
	}
	found := catalog.Select(rules.Filter{
		Pillars:    []string{"security"},
		Services:   []string{"azure-kubernetes-service"},
		Severities: []rules.Severity{rules.High},
		Automation: []rules.Automation{rules.Manual},
	})
	for _, r := range found[:2] {
		fmt.Println(r.ID, r.Kind, r.Scope)
	}
	// Output:
	// AKS-042 checklist [cluster]
	// AKS-043 checklist [cluster]
}

const shopGuide = `---
title: Architecture best practices for Shop Queue
---
# Architecture best practices for Shop Queue

## Reliability

### Design checklist

> [!div class="checklist"]
> - **Keep a second queue.** It takes over when the first one is lost.
`

// Guides of your own, from any file system, become a catalog.
func ExampleCompile() {
	guides := fstest.MapFS{"queue.md": {Data: []byte(shopGuide)}} // or os.DirFS("guides"), or an embed.FS
	library, err := content.Load(afero.FromIOFS{FS: guides}, ".", content.Options{SkipBody: true})
	if err != nil {
		log.Fatal(err)
	}
	// The second argument is the catalog compiled before: rules keep their IDs.
	catalog, problems, err := rules.Compile(library, nil, rules.Sources{})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range append(problems, library.Problems()...) {
		fmt.Println("problem:", p)
	}
	for _, r := range catalog.Rules {
		fmt.Printf("%s (%s:%d): %s\n", r.ID, r.Source.Path, r.Source.Line, r.Title)
	}
	// Output:
	// problem: queue.md:1:1: warning: front matter has no "description" [front-matter-key]
	// QUEUE-001 (queue.md:11): Keep a second queue
}

// What became of the rules between two catalogs, which here stand in for the
// files of two releases that [rules.Read] has read.
func ExampleDiff() {
	last := &rules.Catalog{Rules: []rules.Rule{
		{ID: "QUEUE-001", Status: rules.Active, Title: "Keep a second queue", Text: "Keep a second queue in the region.", Severity: rules.Medium},
		{ID: "QUEUE-002", Status: rules.Active, Title: "Count messages", Text: "Count messages."},
	}}
	next := &rules.Catalog{Rules: []rules.Rule{
		{ID: "QUEUE-001", Status: rules.Active, Title: "Keep a second queue", Text: "Keep a second queue in another region.", Severity: rules.High},
		{ID: "QUEUE-002", Status: rules.Withdrawn, Title: "Count messages", Text: "Count messages.", SupersededBy: []string{"QUEUE-003"}},
		{ID: "QUEUE-003", Status: rules.Active, Title: "Alert on the length of the queue", Text: "Alert on the length of the queue."},
	}}
	for _, c := range rules.Diff(last, next).Rules {
		fmt.Println(c.ID, c.Kinds, c.SupersededBy)
	}
	// Output:
	// QUEUE-001 [reworded severity] []
	// QUEUE-002 [withdrawn] [QUEUE-003]
	// QUEUE-003 [added] []
}

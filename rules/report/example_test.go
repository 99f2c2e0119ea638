package report_test

import (
	"bytes"
	"fmt"
	"log"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

// Code hosts show a SARIF file beside the lines of a change.
func ExampleSARIF() {
	catalog, err := rules.Default()
	if err != nil {
		log.Fatal(err)
	}
	docs := []check.Document{{Name: "deploy/pod.yaml", Data: []byte(`apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: web, image: registry.example/web, securityContext: {privileged: true}}
`)}}
	r, err := check.Run(catalog, docs, check.Options{})
	if err != nil {
		log.Fatal(err)
	}
	var sarif bytes.Buffer // a file, most often
	if err := report.SARIF(&sarif, r, catalog, report.Options{Sources: check.NewSources(docs)}); err != nil {
		log.Fatal(err)
	}
	lines := bytes.Split(sarif.Bytes(), []byte("\n"))
	fmt.Printf("%s\n%s\n", lines[1], lines[2])
	fmt.Println(bytes.Contains(sarif.Bytes(), []byte(`"uri": "deploy/pod.yaml"`)))
	// Output:
	//   "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
	//   "version": "2.1.0",
	// true
}

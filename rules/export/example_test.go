package export_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"log"

	"pillars/rules"
	"pillars/rules/export"
)

// Every writer says what its format has no place for. A program that lets
// people choose takes the writers from [export.Formats].
func ExampleCSV() {
	catalog, err := rules.Default()
	if err != nil {
		log.Fatal(err)
	}
	var sheet bytes.Buffer // a file, most often
	lost, err := export.CSV(&sheet, catalog)
	if err != nil {
		log.Fatal(err)
	}
	rows, err := csv.NewReader(&sheet).ReadAll()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rows[0][:5])
	fmt.Println(rows[1][:5])
	fmt.Println(len(rows)-1 == len(catalog.Rules), len(lost) > 0)
	// Output:
	// [id status supersededBy kind pillar]
	// [ACR-001 active  checklist reliability]
	// true true
}

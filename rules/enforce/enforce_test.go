package enforce

import (
	"fmt"
	"testing"

	"pillars/rules"
)

// catalogOf returns a catalog with one rule for each check file.
func catalogOf(t testing.TB) *rules.Catalog {
	t.Helper()
	files, problems, err := rules.DefaultChecks()
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	cat := &rules.Catalog{SchemaVersion: rules.SchemaVersion, Digest: "sha256-test"}
	for i, f := range files {
		cat.Rules = append(cat.Rules, rules.Rule{ID: fmt.Sprintf("TST-%03d", i+1), Status: rules.Active, Checks: f.Checks, References: f.References})
	}
	return cat
}

func compiled(t testing.TB, engine string, c *rules.Catalog) *Bundle {
	t.Helper()
	e, ok := Find(engine)
	if !ok {
		t.Fatalf("there is no engine %s", engine)
	}
	b, err := e.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

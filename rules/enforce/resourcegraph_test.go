package enforce

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pillars/rules"
)

// kustoRunner parses and analyses the queries that it is given as a JSON
// array, against a model of the table resources, and prints what the language
// service has against each.
const kustoRunner = `
require("@kusto/language-service-next/bridge.min.js");
require("@kusto/language-service-next/Kusto.Language.Bridge.min.js");
const { KustoCode, GlobalState, Symbols } = globalThis.Kusto.Language;
const columns = (names, type) => names.split(" ").map(name => new Symbols.ColumnSymbol(name, type));
const table = new Symbols.TableSymbol.ctor([
  ...columns("id name type kind location managedBy resourceGroup subscriptionId tenantId", Symbols.ScalarTypes.String),
  ...columns("properties sku identity tags zones plan extendedLocation", Symbols.ScalarTypes.Dynamic),
]).WithName("resources");
const globals = GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor("graph", [table]));
const found = JSON.parse(require("node:fs").readFileSync(0, "utf8")).map(query => {
  const list = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
  return Array.from({ length: list.Count }, (_, i) => list.getItem(i).Severity + ": " + list.getItem(i).Message);
});
process.stdout.write(JSON.stringify(found));
`

// kusto says what Kusto's language service has against each of some queries.
// Without Node, or the npm packages, the test is skipped.
func kusto(t *testing.T, queries []string) [][]string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: there is no node")
	}
	theme := filepath.Join("..", "..", "theme")
	if _, err := os.Stat(filepath.Join(theme, "node_modules", "@kusto")); err != nil {
		t.Skip("skipped: Kusto's language service is not in theme/node_modules (run npm ci in theme)")
	}
	in, err := json.Marshal(queries)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "-e", kustoRunner)
	cmd.Dir = theme
	cmd.Stdin = bytes.NewReader(in)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var found [][]string
	if err := json.Unmarshal(out, &found); err != nil || len(found) != len(queries) {
		t.Fatalf("%v: %d answers to %d queries\n%s", err, len(found), len(queries), out)
	}
	return found
}

// TestResourceGraphSyntax holds that Kusto's language service finds nothing
// wrong with any query: those of all checks, and of hostile ones.
func TestResourceGraphSyntax(t *testing.T) {
	var queries []string
	for _, cat := range []*rules.Catalog{catalogOf(t), hostileNames()} {
		b := compiled(t, "resource-graph", cat)
		for _, f := range b.Files {
			if strings.HasSuffix(f.Path, ".kql") {
				queries = append(queries, string(f.Data))
			}
		}
		if b.Manifest.Counts.Exported == 0 {
			t.Error("nothing exported")
		}
	}
	controls := []string{
		"resources | where nothing == 1", "resource | take 1", "resources | where tobool(properties.x) == tru", "resources | where properties.a == 'b",
		"resources | mv-expand item1 = properties.a limit 400 | where item2 == 1",
	}
	for i, found := range kusto(t, append(queries, controls...)) {
		if i < len(queries) && len(found) > 0 {
			t.Errorf("%s\n%s", strings.Join(found, "\n"), queries[i])
		}
		if i >= len(queries) && len(found) == 0 {
			t.Errorf("nothing is wrong with %s", controls[i-len(queries)])
		}
	}
	t.Logf("%d queries", len(queries))
}

// hostileNames is a catalog whose names and texts are words or signs of the
// query language.
func hostileNames() *rules.Catalog {
	cat := &rules.Catalog{}
	for i, name := range strings.Fields("count kind type default where and or not by of on in between has contains true null let set summarize a-b a'b a\\b a.b \u2028 资 0a _x") {
		var schema any = map[string]any{"type": "string", "enum": []any{name, "x"}}
		for _, n := range []string{name, "items", "properties"} {
			schema = map[string]any{"type": "object", "required": []any{n}, "properties": map[string]any{n: schema}}
		}
		cat.Rules = append(cat.Rules, rules.Rule{
			ID: "H-001", Status: rules.Active, Links: []rules.Link{{URL: "https://a\n| take 1"}},
			Checks: []rules.Check{{
				ID: fmt.Sprintf("hostile-%d", i), Title: "a\n| where '" + name, Message: "\r\u2028| take 1 " + name, Severity: rules.High,
				Target: rules.Target{Types: []string{"Microsoft.A/" + name}}, Assert: schema,
			}},
		})
	}
	return cat
}

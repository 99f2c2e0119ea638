package export

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/schema"
)

// readBack runs a script of Python over our catalog and its export in a
// format: sys.argv has the names of both files. It must print the number of
// rules that it found as they are in the catalog.
func readBack(t *testing.T, format, module, script string, want int) {
	t.Helper()
	python := testfile.Python(t, module)
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	f, _ := Find(format)
	text, _ := write(t, f, c)
	catalog, err := c.JSON()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	names := []string{filepath.Join(dir, "catalog.json"), filepath.Join(dir, "export"+f.Extension)}
	for i, data := range [][]byte{catalog, []byte(text)} {
		if err := os.WriteFile(names[i], data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(python, append([]string{"-c", script}, names...)...).CombinedOutput()
	if err != nil || string(out) != fmt.Sprintln(want) {
		t.Errorf("%v\n%s", err, out)
	}
}

// rulesOf counts the rules of our catalog that keep chooses.
func rulesOf(t *testing.T, keep func(*rules.Rule) bool) int {
	t.Helper()
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range c.Rules {
		if keep(&c.Rules[i]) {
			n++
		}
	}
	return n
}

// TestPythonReadsCSV has Python's csv module read every cell of our catalog
// as it is there.
func TestPythonReadsCSV(t *testing.T) {
	readBack(t, "csv", "csv", `
import csv, json, sys
catalog = json.load(open(sys.argv[1], encoding="utf-8"))
rows = list(csv.DictReader(open(sys.argv[2], encoding="utf-8", newline=""), strict=True))
def lines(values): return "\n".join(values)
same = 0
for rule, row in zip(catalog["rules"], rows, strict=True):
    want = {k: rule.get(k) or "" for k in ("id", "status", "modified", "kind", "pillar", "service", "code", "title", "text", "benefit", "severity", "effort", "automation", "look")}
    want.update({k: lines(rule.get(k, ())) for k in ("supersededBy", "scope", "section", "related", "principles")})
    want["ordinal"] = str(rule["ordinal"])
    want["source"] = "%(path)s:%(line)d" % rule["source"]
    want["checks"] = lines("%(id)s: %(title)s" % c for c in rule["checks"])
    want["tradeoffs"] = lines("%(pillar)s: %(text)s" % x for x in rule.get("tradeoffs", ()))
    want["links"] = lines(("%(text)s <%(url)s>" % x).strip() for x in rule["links"])
    want["references"] = lines("%(scheme)s:%(id)s" % x for x in rule["references"])
    want["remediation"] = lines("%(tool)s: %(code)s" % x for x in rule["remediation"])
    assert row == want, (row, want)
    same += 1
print(same)
`, rulesOf(t, anyRule))
}

// TestOpenpyxlReadsXLSX has openpyxl open the workbook of our catalog: every
// active rule is there with its text, no cell of a rule is a formula, the
// answers are a choice, progress is counted.
func TestOpenpyxlReadsXLSX(t *testing.T) {
	readBack(t, "xlsx", "openpyxl", `
import json, sys, openpyxl
catalog = json.load(open(sys.argv[1], encoding="utf-8"))
book = openpyxl.load_workbook(sys.argv[2])
assert book.sheetnames == ["Rules", "Progress", "Withdrawn"], book.sheetnames
head, *rows = book["Rules"].iter_rows()
names = [cell.value for cell in head]
rules = {r["id"]: r for r in catalog["rules"] if r["status"] == "active"}
pillars = {p["id"]: p["name"] for p in catalog["pillars"]}
same = 0
for row in rows:
    assert all(cell.data_type in ("s", "n") for cell in row), "a cell that is no text"
    cells = {name: cell.value or "" for name, cell in zip(names, row)}
    rule = rules.pop(cells["ID"])
    assert (cells["Rule"], cells["Why"], cells["Look at"]) == (rule["text"], rule["benefit"], rule.get("look", "")), rule["id"]
    assert (cells["Severity"], cells["Effort"], cells["Kind"]) == (rule["severity"], rule.get("effort", ""), rule["kind"]), rule["id"]
    assert cells["Pillar"] == pillars[rule["pillar"]] and cells["Status"] == "todo", rule["id"]
    same += 1
assert not rules, rules.keys()
choice, = book["Rules"].data_validations.dataValidation
assert choice.formula1 == '"todo,done,accepted,notApplicable"' and str(choice.sqref) == "L2:L%d" % (same + 1), choice
progress = [[cell.value for cell in row] for row in book["Progress"].iter_rows()]
assert progress[0] == ["Pillar", "Rules", "todo", "done", "accepted", "notApplicable"], progress[0]
assert all(value.startswith("=COUNTIF") for row in progress[1:] for value in row[1:]), progress
print(same)
`, rulesOf(t, active))
}

// TestJSONLLines holds that each line is a rule as catalog.schema.json has it.
func TestJSONLLines(t *testing.T) {
	for name, c := range catalogs(t) {
		text, _ := write(t, Format{Write: JSONL}, c)
		n := 0
		for line := range strings.Lines(text) {
			n++
			if err := schema.ValidateJSON("catalog.schema.json#/$defs/rule", []byte(line)); err != nil {
				t.Errorf("%s, line %d: %v", name, n, err)
			}
		}
		if n != len(c.Rules) {
			t.Errorf("%s: %d lines for %d rules", name, n, len(c.Rules))
		}
	}
}

// TestAZQR holds recommendations to the JSON Schema that azqr has for its own,
// which is narrower than the library's: it knows types of Azure only, and
// wants a link.
func TestAZQR(t *testing.T) {
	s := testfile.Schema(t, "azqr-recommendations.schema.json")
	for which, c := range catalogs(t) {
		out, _ := write(t, Format{Write: APRL}, c)
		var list []map[string]any
		if err := yaml.Unmarshal([]byte(out), &list); err != nil {
			t.Fatal(err)
		}
		held := 0
		for i, item := range list {
			text, err := json.Marshal([]any{item})
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if err := json.Unmarshal(text, &v); err != nil {
				t.Fatal(err)
			}
			if item["learnMoreLink"] == nil || !strings.HasPrefix(item["recommendationResourceType"].(string), "Microsoft.") {
				continue
			}
			held++
			for _, violation := range s.Validate(v) {
				t.Errorf("%s: %s: %s", which, c.Rules[i].ID, violation)
			}
		}
		t.Logf("%s: %d of %d recommendations", which, held, len(list))
	}
}

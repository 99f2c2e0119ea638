package export

import (
	"archive/zip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"pillars/content/testfile"
)

func TestXLSX(t *testing.T) {
	c := small(t)
	text, _ := write(t, Format{Write: XLSX}, c)
	f, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !slices.Equal(got, []string{sheetRules, sheetProgress, sheetWithdrawn}) {
		t.Errorf("sheets %v", got)
	}
	rows, err := f.GetRows(sheetRules)
	if err != nil || len(rows) != activeRules(c)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := rows[3][5]; got != c.Rules[3].Text { // the formula of CRT-001
		t.Errorf("text %q", got)
	}
	for _, cell := range []string{"F4", "G4"} {
		kind, err := f.GetCellType(sheetRules, cell)
		formula, _ := f.GetCellFormula(sheetRules, cell)
		if err != nil || kind != excelize.CellTypeSharedString || formula != "" {
			t.Errorf("%s: type %v, formula %q, %v", cell, kind, formula, err)
		}
	}
	choices, err := f.GetDataValidations(sheetRules)
	if err != nil || len(choices) != 1 || choices[0].Sqref != "L2:L5" || choices[0].Formula1 != `"todo,done,accepted,notApplicable"` {
		t.Errorf("validations %+v, %v", choices, err)
	}
	for cell, want := range map[string]string{"B2": "2", "C2": "2", "D2": "0", "B4": "1"} {
		if got, err := f.CalcCellValue(sheetProgress, cell); err != nil || got != want {
			t.Errorf("%s!%s is %q, not %q (%v)", sheetProgress, cell, got, want, err)
		}
	}
	z, err := zip.NewReader(strings.NewReader(text), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range z.File {
		if file.ModifiedDate != 0 || file.ModifiedTime != 0 {
			t.Errorf("%s has a time: %v", file.Name, file.Modified)
		}
	}
}

// independent reads a workbook and a CSV file with Python's own modules.
const independent = `
import csv, sys, zipfile
import xml.etree.ElementTree as ET
x = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for name in z.namelist():
    if name.endswith((".xml", ".rels")):
        ET.fromstring(z.read(name))
texts = ["".join(t.text or "" for t in si.iter(x + "t")) for si in ET.fromstring(z.read("xl/sharedStrings.xml"))]
sheet = ET.fromstring(z.read("xl/worksheets/sheet1.xml"))
assert not list(sheet.iter(x + "f")), "a formula among the rules"
ids = [texts[int(c.find(x + "v").text)] for c in sheet.iter(x + "c") if c.get("r").rstrip("0123456789") == "A"]
lists = [v.find(x + "formula1").text for v in sheet.iter(x + "dataValidation")]
rows = list(csv.DictReader(open(sys.argv[2], encoding="utf-8", newline=""), strict=True))
assert all(None not in r and None not in r.values() for r in rows), "a row of another width"
print(ids, lists, [r["id"] for r in rows], sep="\n")
`

func TestIndependentReader(t *testing.T) {
	python := testfile.Python(t)
	dir := t.TempDir()
	var args []string
	for _, name := range []string{"xlsx", "csv"} {
		f, _ := Find(name)
		text, _ := write(t, f, small(t))
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	out, err := exec.Command(python, append([]string{"-c", independent}, args...)...).CombinedOutput()
	want := `['ID', 'BOX-001', 'BOX-002', 'CRT-001', 'WAF-001']
['"todo,done,accepted,notApplicable"']
['BOX-001', 'BOX-002', 'BOX-003', 'CRT-001', 'WAF-001']
`
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s", err, out)
	}
}

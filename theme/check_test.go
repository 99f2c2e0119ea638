package theme

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

// twin is the TypeScript checker, running in a Node process.
type twin struct {
	in  io.WriteCloser
	out *bufio.Reader
}

const twinRunner = `
import { createInterface } from "node:readline";
import { answer } from "./twin.mjs";
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  let out;
  try {
    out = { answer: await answer(line) };
  } catch (e) {
    out = { error: String(e && e.stack || e) };
  }
  process.stdout.write(JSON.stringify(out) + "\n");
}
`

// lookNode gives the path of Node. Without it, or the npm packages, the test
// is skipped.
func lookNode(t testing.TB) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: there is no node")
	}
	if _, err := os.Stat("node_modules"); err != nil {
		t.Skip("skipped: theme/node_modules is not there (run npm ci in theme)")
	}
	return node
}

// startTwin bundles the TypeScript checker and starts it in Node.
func startTwin(t testing.TB) *twin {
	t.Helper()
	node := lookNode(t)
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{"ts/check/conformance.ts"},
		Bundle:      true, Format: api.FormatESModule, Platform: api.PlatformNode, Target: api.ES2022,
	})
	if len(result.Errors) > 0 {
		t.Fatal(result.Errors)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"twin.mjs": result.OutputFiles[0].Contents, "main.mjs": []byte(twinRunner)} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(node, filepath.Join(dir, "main.mjs"))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	return &twin{in, bufio.NewReaderSize(out, 1<<20)}
}

// ask sends a question and returns the answer.
func (w *twin) ask(t testing.TB, question map[string]any) string {
	t.Helper()
	data, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.in.Write(append(data, '\n')); err != nil {
		t.Fatal(err)
	}
	line, err := w.out.ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	var reply struct{ Answer, Error string }
	if err := json.Unmarshal(line, &reply); err != nil {
		t.Fatal(err)
	}
	if reply.Error != "" {
		t.Fatalf("the twin failed: %s", reply.Error)
	}
	return reply.Answer
}

// twinVector is what a vector of rules/check/testdata/conformance may have.
type twinVector struct {
	Description string
	Schema      any
	Cases       []struct{ Instance, Expect json.RawMessage }
	Checks      []any
	Documents   []map[string]string
	Parameters  []map[string]string
	Rules       []string
	Review      json.RawMessage
	Today       string
	Expect      json.RawMessage
}

// TestTwinConformance runs the conformance vectors in TypeScript.
func TestTwinConformance(t *testing.T) {
	w := startTwin(t)
	files, err := filepath.Glob("../rules/check/testdata/conformance/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var vectors []twinVector
		if err := json.Unmarshal(data, &vectors); err != nil {
			t.Fatal(err)
		}
		for _, v := range vectors {
			name := filepath.Base(file) + ": " + v.Description
			for _, c := range v.Cases {
				got := w.ask(t, map[string]any{"op": "evaluate", "schema": v.Schema, "instance": string(c.Instance)})
				compareJSON(t, name+": "+string(c.Instance), got, c.Expect)
			}
			switch {
			case v.Cases != nil:
			case v.Checks != nil:
				var list []any
				for _, id := range v.Rules {
					list = append(list, map[string]any{"id": id, "status": "active", "checks": v.Checks})
				}
				for _, c := range v.Checks {
					if id := c.(map[string]any)["id"].(string); v.Rules == nil {
						list = append(list, map[string]any{"id": "R-" + id, "status": "active", "checks": []any{c}})
					}
				}
				options := map[string]any{"parameters": texts(v.Parameters), "today": v.Today}
				if v.Review != nil {
					options["review"] = v.Review
				}
				got := w.ask(t, map[string]any{
					"op": "check", "catalog": map[string]any{"digest": "sha256-conformance", "rules": list},
					"documents": v.Documents, "options": options,
				})
				compareJSON(t, name, got, v.Expect)
			default:
				got := w.ask(t, map[string]any{"op": "resources", "documents": v.Documents, "parameters": texts(v.Parameters)})
				compareJSON(t, name, got, v.Expect)
			}
		}
	}
}

func texts(list []map[string]string) []map[string]string {
	if list == nil {
		return []map[string]string{}
	}
	return list
}

func compareJSON(t *testing.T, name, got string, want []byte) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal([]byte(got), &g); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if !reflect.DeepEqual(g, w) {
		var compact bytes.Buffer
		json.Compact(&compact, want)
		t.Errorf("%s:\n got %.3000s\nwant %.3000s", name, got, compact.String())
	}
}

// checkCatalog returns a catalog with the embedded checks, and as the twin
// takes it.
func checkCatalog(t testing.TB) (*rules.Catalog, any) {
	t.Helper()
	files, _, err := rules.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	cat := &rules.Catalog{SchemaVersion: "1.0", Digest: "sha256-test"}
	for i, f := range files {
		cat.Rules = append(cat.Rules, rules.Rule{ID: fmt.Sprintf("TST-%03d", i+1), Status: rules.Active, Checks: f.Checks})
	}
	cat.Rules = append(cat.Rules, rules.Rule{ID: "TST-900", Status: rules.Active, Checks: []rules.Check{}})
	data, err := json.Marshal(cat)
	if err != nil {
		t.Fatal(err)
	}
	return cat, json.RawMessage(data)
}

// TestTwinInputs holds the two implementations to the same report, byte for
// byte, on every real document.
func TestTwinInputs(t *testing.T) {
	w := startTwin(t)
	cat, catJSON := checkCatalog(t)
	w.ask(t, map[string]any{"op": "catalog", "catalog": catJSON})
	checker, err := check.Compile(cat)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	eachInput(t, func(path string) {
		n++
		compareReports(t, w, checker, path)
	})
	t.Logf("%d documents", n)
}

// compareReports checks one file with both implementations.
func compareReports(t *testing.T, w *twin, checker *check.Checker, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	compareTexts(t, w, checker, nil, path, data)
}

// compareTexts checks one text with both implementations; without catJSON,
// the twin uses the catalog it was given last.
func compareTexts(t testing.TB, w *twin, checker *check.Checker, catJSON any, name string, data []byte) {
	t.Helper()
	r := checker.Run([]check.Document{{Name: "doc", Data: data}}, check.Options{})
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	document := map[string]any{"name": "doc", "text": string(data)}
	if !utf8.Valid(data) { // no JSON text can hold it
		document = map[string]any{"name": "doc", "base64": data}
	}
	question := map[string]any{"op": "check", "documents": []any{document}}
	if catJSON != nil {
		question["catalog"] = catJSON
	}
	got := w.ask(t, question)
	if got != b.String() {
		t.Errorf("%s: the reports differ%s", name, firstDifference(b.String(), got))
	}
}

// firstDifference shows where two texts part.
func firstDifference(want, got string) string {
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	from := max(0, i-200)
	return fmt.Sprintf("\n Go %s\n TS %s", want[from:min(len(want), i+200)], got[from:min(len(got), i+200)])
}

// dumpCatalog returns a checker, and its catalog, with one check, for every resource type that
// a text seems to have, that fails on every scalar in a resource: its findings
// show what was read, where.
func dumpCatalog(t testing.TB, text string) (*check.Checker, any) {
	t.Helper()
	dump := any(false)
	for range 9 {
		dump = map[string]any{
			"if":   map[string]any{"type": "object"},
			"then": map[string]any{"type": "object", "additionalProperties": dump},
			"else": map[string]any{"if": map[string]any{"type": "array"}, "then": map[string]any{"type": "array", "items": dump}, "else": false},
		}
	}
	types := []string{
		"Microsoft.ContainerService/managedClusters", "Microsoft.ContainerService/managedClusters/agentPools",
		"Microsoft.ContainerRegistry/registries", "test/v1/Thing",
	}
	for _, v := range apiVersion.FindAllStringSubmatch(text, -1) {
		for _, k := range objectKind.FindAllStringSubmatch(text, -1) {
			if typ := v[1] + "/" + k[1]; len(types) < 400 && !slices.Contains(types, typ) {
				types = append(types, typ, strings.TrimSuffix(typ, "List"))
			}
		}
	}
	cat := &rules.Catalog{Digest: "sha256-dump", Rules: []rules.Rule{{ID: "D-001", Status: rules.Active, Checks: []rules.Check{{
		ID: "dump", Severity: rules.Low, Target: rules.Target{Types: slices.Compact(types)}, Assert: dump,
	}}}}}
	data, err := json.Marshal(cat)
	if err != nil {
		t.Fatal(err)
	}
	checker, err := check.Compile(cat)
	if err != nil {
		t.Fatal(err)
	}
	return checker, json.RawMessage(data)
}

var (
	apiVersion = regexp.MustCompile(`apiVersion["']?\s*:\s*["']?([A-Za-z0-9./-]+)`)
	objectKind = regexp.MustCompile(`kind["']?\s*:\s*["']?([A-Za-z0-9]+)`)
)

// TestTwinReadings compares everything that is read from every real document:
// values, pointers and positions.
func TestTwinReadings(t *testing.T) {
	w := startTwin(t)
	n := 0
	eachInput(t, func(path string) {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !utf8.Valid(data) || len(data) > 2<<20 {
			return
		}
		n++
		checker, catJSON := dumpCatalog(t, string(data))
		compareTexts(t, w, checker, catJSON, path, data)
	})
	t.Logf("%d documents", n)
}

// TestTwinMutations compares the reports on real documents that were damaged
// at random: bytes changed, lines taken out, doubled and cut.
func TestTwinMutations(t *testing.T) {
	w := startTwin(t)
	seeds := []string{
		"apiVersion: test/v1\nkind: Thing\nspec:\n  a: &x [1, {b: c}, \"q\\n\"]\n  b: *x\n  c: |\n    text\n     more\n\n  d: >-\n    f\n    g\n  ? e\n  : - 1\n    - two: 2\n  <<: {z: 1}\n# end\n---\nkind: Thing\napiVersion: test/v1\nlist:\n- a\n-  - b\n   - 'it''s'\n",
		`{"apiVersion":"test/v1","kind":"Thing","a":[1,2.5e3,-0,true,null,"x\u00e9\ud83d\ude00"],"b":{"c":{}}}`,
		`{"type":"Microsoft.ContainerService/managedClusters","name":"n","properties":{"a":[{"b":"[c()]"}]},"sku":null}`,
	}
	eachInput(t, func(path string) {
		if data, err := os.ReadFile(path); err == nil && len(data) < 4000 && utf8.Valid(data) && len(seeds) < 200 && !strings.Contains(path, "jsontestsuite") {
			seeds = append(seeds, string(data))
		}
	})
	rng := rand.New(rand.NewPCG(3, 4))
	bits := []string{" ", "\n", "\t", ":", "-", "- ", ": ", "#", " #", "{", "}", "[", "]", ",", "\"", "'", "|", ">", "&a ", "*a", "!", "?", "? ", "\\", "0", "x", "é", "😀", "\r", "---\n", "...\n", "%", "@", "~", "yes", "{{", "<<: "}
	const rounds = 500
	for range rounds {
		text := seeds[rng.IntN(len(seeds))]
		for range 1 + rng.IntN(4) {
			at := rng.IntN(len(text) + 1)
			end := min(len(text), at+rng.IntN(6))
			text = strings.ToValidUTF8(text[:at], "") + bits[rng.IntN(len(bits))] + strings.ToValidUTF8(text[end:], "")
		}
		checker, catJSON := dumpCatalog(t, text)
		compareTexts(t, w, checker, catJSON, fmt.Sprintf("%q", text), []byte(text))
		if t.Failed() {
			return
		}
	}
	t.Logf("%d texts from %d seeds", rounds, len(seeds))
}

// eachInput calls f for every real document, or skips the test.
func eachInput(t *testing.T, f func(path string)) {
	t.Helper()
	dir := testfile.Shared(t, "inputs")
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Base(filepath.Dir(path)) != "truth" {
			f(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestTypes holds the types in ts/types to the schemas they are made from.
func TestTypes(t *testing.T) {
	node := lookNode(t)
	const ours = "ts/types"
	dir := t.TempDir()
	if testfile.Updating() {
		dir = ours
	}
	if out, err := exec.Command(node, "types.mjs", dir).CombinedOutput(); err != nil {
		t.Fatalf("types.mjs: %v\n%s", err, out)
	}
	want, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range want {
		made, err := os.ReadFile(filepath.Join(dir, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(filepath.Join(ours, file.Name()))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(made, kept) {
			t.Errorf("theme/ts/types/%s is not what its schema says: run \"make golden\"", file.Name())
		}
	}
	if have, err := os.ReadDir(ours); err != nil || len(have) != len(want) {
		t.Errorf("theme/ts/types has %d files, expected %d: %v", len(have), len(want), err)
	}
}

// TestTwinTables holds the data that both implementations have to one text.
func TestTwinTables(t *testing.T) {
	ours, err := os.ReadFile("../rules/check/terraform.json")
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := os.ReadFile("ts/check/terraform.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ours, theirs) {
		t.Error("rules/check/terraform.json and theme/ts/check/terraform.json differ; copy the first over the second")
	}
}

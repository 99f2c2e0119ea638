package theme

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/evanw/esbuild/pkg/api"

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

// startTwin bundles the TypeScript checker and starts it in Node. Without
// Node, or the npm packages, the test is skipped.
func startTwin(t testing.TB) *twin {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("skipped: there is no node")
	}
	if _, err := os.Stat("node_modules"); err != nil {
		t.Skip("skipped: theme/node_modules is not there (run npm ci in theme)")
	}
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
				for _, c := range v.Checks {
					id := c.(map[string]any)["id"].(string)
					list = append(list, map[string]any{"id": "R-" + id, "status": "active", "checks": []any{c}})
				}
				got := w.ask(t, map[string]any{
					"op": "check", "catalog": map[string]any{"digest": "sha256-conformance", "rules": list},
					"documents": v.Documents, "options": map[string]any{"parameters": texts(v.Parameters)},
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
	dir := os.Getenv("PILLARS_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	dir = filepath.Join(dir, "inputs")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("skipped: %s is not there (set PILLARS_SHARED)", dir)
	}
	w := startTwin(t)
	cat, catJSON := checkCatalog(t)
	n := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if filepath.Base(filepath.Dir(path)) == "truth" {
			return nil
		}
		n++
		compareReports(t, w, cat, catJSON, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents", n)
}

// compareReports checks one file with both implementations.
func compareReports(t *testing.T, w *twin, cat *rules.Catalog, catJSON any, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The twin takes text, decoded as browsers and Node do; where that is not
	// plain, Node decodes the bytes itself.
	text := string(data)
	if !utf8.Valid(data) {
		out, err := exec.Command("node", "-e", "process.stdout.write(JSON.stringify(require('fs').readFileSync(process.argv[1],'utf8')))", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out, &text); err != nil {
			t.Fatal(err)
		}
	}
	compareTexts(t, w, cat, catJSON, path, data, text)
}

func compareTexts(t testing.TB, w *twin, cat *rules.Catalog, catJSON any, name string, data []byte, text string) {
	t.Helper()
	r, err := check.Run(cat, []check.Document{{Name: "doc", Data: data}}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.JSON(&b, r); err != nil {
		t.Fatal(err)
	}
	got := w.ask(t, map[string]any{
		"op": "check", "catalog": catJSON,
		"documents": []map[string]string{{"name": "doc", "text": text}},
	})
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

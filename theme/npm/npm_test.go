package npm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
	"pillars/theme"
	"pillars/theme/npm"
)

// files gives the package's files, made of the published catalog.
func files(t *testing.T) map[string][]byte {
	t.Helper()
	f, err := npm.Default("v1.2.3")
	if errors.Is(err, theme.ErrNoBundle) {
		t.Skipf("skipped: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// project gives a new, empty npm project into which the package was installed
// from its tarball, without a network.
func project(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("npm"); err != nil {
		t.Skip("skipped: there is no npm")
	}
	dir, packed := t.TempDir(), t.TempDir()
	for name, data := range files(t) {
		write(t, filepath.Join(packed, "package", name), data)
	}
	run(t, packed, "npm", "pack", "--silent", "./package")
	run(t, dir, "npm", "init", "--yes", "--silent")
	run(t, dir, "npm", "install", "--offline", "--no-audit", "--no-fund", "--silent", filepath.Join(packed, "pillars-check-1.2.3.tgz"))
	return dir
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// run runs a program that has to end well and gives what it prints.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	out, status := start(t, dir, name, args...)
	if status != 0 {
		t.Fatalf("%s %s: status %d\n%s", name, strings.Join(args, " "), status, out)
	}
	return out
}

func start(t *testing.T, dir, name string, args ...string) (out string, status int) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "npm_config_update_notifier=false", "NO_COLOR=1")
	text, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(text), cmd.ProcessState.ExitCode()
}

const cluster = `{
  "id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shop/providers/Microsoft.ContainerService/managedClusters/shop",
  "sku": { "name": "Base", "tier": "Free" },
  "disableLocalAccounts": false,
  "networkProfile": { "networkPolicy": "none" },
  "agentPoolProfiles": [{ "name": "system", "mode": "System", "count": 1, "availabilityZones": ["1", "2"] }]
}
`

// TestNode runs the README's program in a project that has nothing but the
// package, and holds what it prints to what Go finds.
func TestNode(t *testing.T) {
	dir := project(t)
	program := testfile.Example(t, files(t)["README.md"], "check.mjs")
	if n := strings.Count(program, "\n"); n >= 20 {
		t.Errorf("the README's program has %d lines", n)
	}
	write(t, filepath.Join(dir, "check.mjs"), []byte(program))
	write(t, filepath.Join(dir, "cluster.json"), []byte(cluster))

	catalog, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	r, err := check.Run(catalog, []check.Document{{Name: "cluster.json", Data: []byte(cluster)}}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, res := range r.Results {
		if res.Verdict != check.Fail {
			continue
		}
		fmt.Fprintf(&want, "%s %s %s\n", res.Severity, strings.Join(res.Rules, " "), res.Resource.Name)
		for _, f := range res.Findings {
			fmt.Fprintf(&want, "  cluster.json:%d %s\n", f.Line, f.Message)
		}
	}
	fmt.Fprintf(&want, "%d fail, %d hold, %d cannot be decided\n", r.Summary.Fail, r.Summary.Pass, r.Summary.Unknown)
	out, status := start(t, dir, "node", "check.mjs", "cluster.json")
	if out != want.String() || status != 1 {
		t.Errorf("status %d, printed\n%s\nwant\n%s", status, out, &want)
	}
}

// TestImports holds that everything the package says it has can be had in
// Node, the element's file too, and that a report is Go's byte for byte.
func TestImports(t *testing.T) {
	dir := project(t)
	write(t, filepath.Join(dir, "cluster.json"), []byte(cluster))
	write(t, filepath.Join(dir, "all.mjs"), []byte(`
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";
import { catalog, check } from "pillars-check";
import again from "pillars-check/catalog.js";
import { check as checker } from "pillars-check/checker.js";
import "pillars-check/element.js";
const require = createRequire(import.meta.url);
assert.equal(again, catalog);
assert.equal(checker, check);
assert.deepEqual(require("pillars-check/catalog.json"), catalog);
assert.equal(require("pillars-check/schema/report.schema.json").title, "Pillars check report");
assert.equal(require("pillars-check/package.json").version, "1.2.3");
await assert.rejects(check(catalog, [], { review: { schemaVersion: "2.0" } }), /schemaVersion/);
const review = JSON.parse(readFileSync("review.json"));
const report = await check(catalog, [{ name: "cluster.json", text: readFileSync("cluster.json") }], { review, today: "2026-06-01" });
process.stdout.write(JSON.stringify(report, null, 2) + "\n");
`))
	review := []byte(`{"schemaVersion": "1.0", "answers": [{"rule": "AKS-017", "status": "accepted", "expires": "2026-06-01", "reason": "für jetzt"}]}`)
	write(t, filepath.Join(dir, "review.json"), review)
	catalog, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	v, err := check.ReadReview(review)
	if err != nil {
		t.Fatal(err)
	}
	r, err := check.Run(catalog, []check.Document{{Name: "cluster.json", Data: []byte(cluster)}}, check.Options{Review: v, Today: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Summary.Accepted == 0 {
		t.Error("nothing is accepted: the review is of no use to the test")
	}
	var want strings.Builder
	if err := report.JSON(&want, r); err != nil {
		t.Fatal(err)
	}
	if got := run(t, dir, "node", "all.mjs"); got != want.String() {
		t.Errorf("the report differs\n got %.3000s\nwant %.3000s", got, &want)
	}
}

// TestTypes holds that a program compiles under --strict as Node and as
// bundlers resolve modules, that a wrong one does not, and that the published
// types are those of the sources.
func TestTypes(t *testing.T) {
	tsc, err := filepath.Abs("../node_modules/typescript/bin/tsc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tsc); err != nil {
		t.Skip("skipped: theme/node_modules is not there (run npm ci in theme)")
	}
	sources, err := filepath.Abs("../ts")
	if err != nil {
		t.Fatal(err)
	}
	dir := project(t)
	write(t, filepath.Join(dir, "package.json"), []byte(`{"type": "module"}`))
	program := map[string]string{
		"gate.ts": testfile.Example(t, files(t)["README.md"], "gate.ts"),
		"page.ts": `import "pillars-check/element.js";
import { check } from "pillars-check/checker.js";
import catalog from "pillars-check/catalog.js";
const checker = document.querySelector("pillars-check")!;
checker.options = { today: "2026-11-22" };
checker.addEventListener("pillars-report", ({ detail }) => console.log(detail.summary.fail.toFixed()));
const report = await checker.check([{ name: "a", text: new Uint8Array() }]);
const verdicts: ("pass" | "fail" | "unknown" | "notApplicable" | "accepted")[] = (report ?? (await check(catalog, []))).results.map((r) => r.verdict);
console.log(verdicts);
`,
	}
	const sameAsSources = `import type * as ours from "SOURCES/checker.ts";
import type { PillarsCheck as Ours } from "SOURCES/element.ts";
import type * as theirs from "pillars-check";
import type { PillarsCheck as Theirs } from "pillars-check/element.js";
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const same: [
  Equal<ours.Options, theirs.Options>, Equal<ours.Document, theirs.Document>, Equal<ours.Report, theirs.Report>,
  Equal<typeof ours.check, typeof theirs.check>, Equal<Omit<Ours, never>, Omit<Theirs, never>>,
] = [true, true, true, true, true];
`
	for _, c := range []struct {
		name, want string
		options    []string
		files      map[string]string
	}{
		{"nodenext", "", []string{"--module", "nodenext", "--moduleResolution", "nodenext"}, program},
		{"bundler", "", []string{"--module", "esnext", "--moduleResolution", "bundler"}, program},
		{"a wrong member", "does not exist on type", []string{"--module", "nodenext", "--moduleResolution", "nodenext"},
			map[string]string{"wrong.ts": `import { catalog } from "pillars-check"; console.log(catalog.rules[0]!.pillars);`}},
		{"the sources' types", "", []string{"--module", "esnext", "--moduleResolution", "bundler", "--allowImportingTsExtensions", "--noUncheckedIndexedAccess", filepath.Join(sources, "style.d.ts")},
			map[string]string{"same.ts": strings.ReplaceAll(sameAsSources, "SOURCES", filepath.ToSlash(sources))}},
	} {
		args := append([]string{tsc, "--noEmit", "--strict", "--target", "es2022", "--exactOptionalPropertyTypes"}, c.options...)
		for name, text := range c.files {
			write(t, filepath.Join(dir, name), []byte(text))
			args = append(args, name)
		}
		out, status := start(t, dir, "node", args...)
		if (status == 0) != (c.want == "") || !strings.Contains(out, c.want) {
			t.Errorf("%s: status %d\n%s", c.name, status, out)
		}
	}
}

// TestFiles holds the package's form.
func TestFiles(t *testing.T) {
	one, two := files(t), files(t)
	for name, data := range one {
		if !bytes.Equal(data, two[name]) {
			t.Errorf("%s differs between two runs", name)
		}
	}
	ours, err := os.ReadFile("../../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(one["LICENSE"], ours) {
		t.Error("theme/npm/files/LICENSE is not the repository's; copy that over it")
	}
	var manifest struct {
		Name, Version string
		Exports       map[string]any
		Dependencies  map[string]string
	}
	if err := json.Unmarshal(one["package.json"], &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Name != npm.Name || manifest.Version != "1.2.3" || manifest.Dependencies != nil {
		t.Errorf("package.json says %+v", manifest)
	}
	for _, export := range manifest.Exports {
		paths, ok := export.(map[string]any)
		if !ok {
			paths = map[string]any{"default": export}
		}
		for _, p := range paths {
			name := strings.TrimPrefix(p.(string), "./")
			if _, ok := one[name]; !ok && !strings.HasSuffix(name, "/*") {
				t.Errorf("package.json exports %s, which is not there", name)
			}
		}
	}
}

func TestVersion(t *testing.T) {
	for version, want := range map[string]string{
		"v1.2.3": "1.2.3", "1.2.3": "1.2.3", "v1.2": "1.2.0", "v1.2.3-rc.1": "1.2.3-rc.1", "v1.2.3-4-g0123abc": "1.2.3-4-g0123abc",
		"dev": "0.0.0-dev", "": "0.0.0-dev", "0123456": "0.0.0-dev-0123456", "5505160-dirty": "0.0.0-dev-5505160-dirty", "ünknown!": "0.0.0-dev--nknown-",
		"v01.2.3": "0.0.0-dev-v01-2-3", `1.0.0","x":"`: "0.0.0-dev-1-0-0-x-",
	} {
		if got := npm.Version(version); got != want {
			t.Errorf("%q: got %q, want %q", version, got, want)
		}
	}
}

// TestMainReadme holds that the project's README shows the program that the
// package's own shows, which TestReadme runs.
func TestMainReadme(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	program := regexp.MustCompile("(?s)```js\n// check.mjs: .*?```\n")
	want := program.FindString(read("files/README.md"))
	if got := program.FindString(read("../../README.md")); want == "" || got != want {
		t.Errorf("README.md shows\n%s\nwant\n%s", got, want)
	}
}

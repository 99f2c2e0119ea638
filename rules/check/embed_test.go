package check_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pillars/rules"
	"pillars/rules/check"
)

// embedExample finds the Go program in README.md.
var embedExample = regexp.MustCompile("(?s)\n<!-- example: embed-go -->\n```go\n(.*?\n)```\n")

// TestEmbed makes a module as a stranger would, with the program that
// README.md shows, builds it, and compares what it prints with a run of its
// own.
func TestEmbed(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	program := embedExample.FindSubmatch(readme)
	if program == nil {
		t.Fatal("README.md has no ```go block under <!-- example: embed-go -->")
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum")) // in place of the checksum database
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string][]byte{"main.go": program[1], "go.sum": sums} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(stdin string, args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOTOOLCHAIN=local")
		cmd.Stdin = strings.NewReader(stdin)
		var stdout, stderr strings.Builder
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		if err := cmd.Run(); err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
		}
		return stdout.String()
	}
	run("", "mod", "init", "stranger.example/verdicts")
	run("", "mod", "edit", "-require=pillars@v0.0.0", "-replace=pillars="+root)
	run("", "mod", "tidy")
	got := run(cluster, "run", ".")

	catalog, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	report, err := check.Run(catalog, []check.Document{{Name: "cluster.json", Data: []byte(cluster)}}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, r := range report.Results {
		fmt.Fprintln(&want, r.Verdict, r.Check, r.Resource.Name)
	}
	if got != want.String() || !strings.Contains(got, "fail aks-uptime-sla shop\n") {
		t.Errorf("the program prints\n%s\nwant\n%s", got, want.String())
	}
}

// TestWeight holds the list of modules that come with package check. What is
// added here, everybody gets who embeds the checker.
func TestWeight(t *testing.T) {
	want := []string{
		"github.com/aymerick/douceur", // of bluemonday
		"github.com/gorilla/css",      // of bluemonday
		"github.com/microcosm-cc/bluemonday",
		"github.com/santhosh-tekuri/jsonschema/v5",
		"github.com/spf13/afero",
		"github.com/yuin/goldmark",
		"github.com/yuin/goldmark-meta",
		"go.yaml.in/yaml/v3",
		"golang.org/x/net",   // html
		"golang.org/x/text",  // of afero
		"golang.org/x/tools", // txtar
		"gopkg.in/yaml.v2",   // of goldmark-meta
		"pillars",
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(string(out))
	slices.Sort(got)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("package check brings in\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

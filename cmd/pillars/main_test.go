package main

import (
	"bytes"
	"context"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/afero"

	"pillars/content/testfile"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pillars": main})
}

// TestScripts runs the command line as users do: each script in
// testdata/script is a story with its files.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       testfile.Updating(),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// TestHelp holds that every command says what it does, with examples.
func TestHelp(t *testing.T) {
	root := (&app{}).rootCommand()
	for _, cmd := range append(root.Commands(), root) {
		if cmd.Short == "" || cmd.Example == "" && cmd.Name() != "version" {
			t.Errorf("%s: no short help or no example", cmd.CommandPath())
		}
		var out bytes.Buffer
		args := append(strings.Fields(cmd.CommandPath())[1:], "--help")
		if status := run(args, nil, &out, &out, afero.NewMemMapFs()); status != exitOK || !strings.Contains(out.String(), "Usage:") {
			t.Errorf("pillars %s: status %d\n%s", strings.Join(args, " "), status, &out)
		}
	}
}

// mayImport is the table of ARCHITECTURE.md: which rooms each room may import
// besides itself, and which libraries are a room's own.
var mayImport = map[string][]string{
	"content":        {},
	"schema":         {},
	"rules":          {"content", "schema"},
	"rules/check":    {"rules", "schema"},
	"rules/sarif":    {},
	"rules/report":   {"rules", "rules/check", "rules/sarif"},
	"rules/export":   {"rules", "rules/sarif"},
	"rules/enforce":  {"rules", "schema"},
	"rules/spec":     {},
	"theme":          {},
	"theme/npm":      {"rules", "schema", "theme"},
	"site":           {"rules", "rules/check", "rules/enforce", "rules/export", "rules/spec", "theme", "content", "schema"},
	"cmd/bundle":     {"theme"},
	"cmd/npmpackage": {"theme/npm"},
	"cmd/dist":       {"rules/export", "theme", "theme/npm"},
	"cmd/pillars":    {"content", "schema", "rules", "rules/check", "rules/sarif", "rules/report", "rules/export", "rules/enforce", "theme", "site"},
}

var ownLibrary = map[string]string{
	"github.com/yuin/goldmark":              "content",
	"github.com/yuin/goldmark-meta":         "content",
	"github.com/microcosm-cc/bluemonday":    "content",
	"github.com/santhosh-tekuri/jsonschema": "schema",
	"github.com/evanw/esbuild":              "theme",
}

// TestImports holds that imports run one way, as the table says. Tests may
// import what they like.
func TestImports(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") && len(name) > 2) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(p))
		if err != nil {
			return err
		}
		room := filepath.ToSlash(rel)
		if room == "content/testfile" {
			return nil // imported by tests alone
		}
		allowed, ok := mayImport[room]
		if !ok {
			t.Errorf("%s: there is no room %s", p, room)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if other, ok := strings.CutPrefix(imported, "pillars/"); ok && !slices.Contains(allowed, other) {
				t.Errorf("%s: %s may not import %s", p, room, other)
			}
			for prefix, owner := range ownLibrary {
				if (imported == prefix || strings.HasPrefix(imported, prefix+"/")) && room != owner {
					t.Errorf("%s: only %s may import %s", p, owner, prefix)
				}
			}
			if (imported == "os" || imported == "path/filepath") && path.Dir(room) != "cmd" {
				t.Errorf("%s: only cmd knows the operating system; files are reached through afero, paths are slash paths", p)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestKilledBuild kills builds at many moments: the old site stays whole, and
// the next build works and clears up.
func TestKilledBuild(t *testing.T) {
	bin := pillarsBinary(t)
	dir := filepath.Dir(bin)
	out := filepath.Join(dir, "public")
	build := func(ctx context.Context) error {
		cmd := exec.CommandContext(ctx, bin, "build", "--out", out)
		cmd.Dir = dir
		return cmd.Run()
	}
	if err := build(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, out)
	killed := 0
	for ms := 5; ms < 400; ms += 15 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(ms)*time.Millisecond)
		if build(ctx) != nil {
			killed++
		}
		cancel()
		if _, err := os.Stat(out); os.IsNotExist(err) {
			continue // killed between the two renames: the next build puts it back
		}
		if after := snapshot(t, out); after != before {
			t.Fatalf("killed after %d ms, the site is no longer whole", ms)
		}
	}
	if killed == 0 {
		t.Fatal("no build was killed")
	}
	if err := build(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := snapshot(t, out); after != before {
		t.Error("the build after the killed ones gave another site")
	}
	left, err := filepath.Glob(filepath.Join(dir, ".public*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// pillarsBinary gives the path of the command, in a folder of its own.
func pillarsBinary(t *testing.T) string {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(t.TempDir(), "pillars")
	if err := os.Symlink(exe, bin); err != nil { // testscript.Main runs the command a program is named for
		t.Fatal(err)
	}
	return bin
}

// snapshot gives the names and contents of all files below a folder.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		b.WriteString(p + "\n" + string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

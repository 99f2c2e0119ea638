package site_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"golang.org/x/net/html"

	"pillars/content/testfile"
)

// exampleSite is the address in the snippets of a site that does not know its
// own.
const exampleSite = "https://your-site.example/"

// snippets gives the programs on the catalog page by their titles: those
// below a heading of level 3 by it, the others by the heading of level 2.
func snippets(t *testing.T, fsys afero.Fs) map[string]string {
	t.Helper()
	out := map[string]string{}
	title := ""
	for n := range parse(t, fsys, "catalog/index.html").Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "h2", "h3":
			title = textOf(n)
		case "pre":
			out[title] = textOf(n)
		}
	}
	return out
}

// cluster is a managed cluster without a promise of uptime.
const cluster = `{"type": "Microsoft.ContainerService/managedClusters", "name": "shop", "sku": {"name": "Base", "tier": "Free"}, "properties": {}}`

// snippetSite serves our site and notes what is asked for.
type snippetSite struct {
	*httptest.Server
	asked []string
}

func newSnippetSite(fsys afero.Fs) *snippetSite {
	s := &snippetSite{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.URL.Path)
		data, err := afero.ReadFile(fsys, strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(data)
	}))
	return s
}

// needs skips the test where a program is not here.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not here", p)
		}
	}
}

// withPython gives an environment in which python3 is one with jsonschema.
func withPython(t *testing.T) []string {
	t.Helper()
	dir := filepath.Dir(testfile.Python(t, "jsonschema"))
	return append(os.Environ(), "PATH="+dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// TestSnippets runs each program of the catalog page as it stands there, but
// for the address of the site.
func TestSnippets(t *testing.T) {
	fsys := build(t, ourInput(t))
	list := snippets(t, fsys)
	server := newSnippetSite(fsys)
	defer server.Close()
	catalog, err := afero.ReadFile(fsys, "api/v1/catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	module, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		title string
		needs []string
		file  string
		run   []string // % stands for the file
		want  string   // in what it prints
	}{
		{"Shell", []string{"sh", "curl", "sha256sum"}, "a.sh", []string{"sh", "-e", "%"}, "catalog.json: OK"},
		{"Python", nil, "a.py", []string{"python3", "%"}, "AKS-017 "},
		{"JavaScript", []string{"node"}, "a.mjs", []string{"node", "%"}, "fail:"},
		{"Go", []string{"go"}, "a.go", []string{"go", "run", "-C", module, "%"}, " failed"},
		{"Any language", []string{"sh", "curl"}, "b.sh", []string{"sh", "-e", "%"}, `"check": "aks-uptime-sla"`},
	}
	for _, c := range tests {
		t.Run(c.title, func(t *testing.T) {
			code := list[c.title]
			if code == "" || !strings.Contains(code, exampleSite) && c.title != "Go" {
				t.Fatalf("no such program on the page, or it does not name the site:\n%s", code)
			}
			needs(t, c.needs...)
			dir := t.TempDir()
			switch code = strings.ReplaceAll(code, exampleSite, server.URL+"/"); c.title {
			case "JavaScript": // Node imports from no address
				checker, err := afero.ReadFile(fsys, "api/v1/checker.js")
				if err != nil {
					t.Fatal(err)
				}
				writeTo(t, dir, "checker.mjs", checker)
				code = strings.Replace(code, server.URL+"/api/v1/checker.js", "./checker.mjs", 1)
			case "Go": // go run -C runs the program in the folder of the module
				code = strings.NewReplacer(`"catalog.json"`, `"`+filepath.ToSlash(dir)+`/catalog.json"`, `("cluster.json")`, `("`+filepath.ToSlash(dir)+`/cluster.json")`).Replace(code)
				writeTo(t, dir, "catalog.json", catalog)
			}
			writeTo(t, dir, c.file, []byte(code))
			writeTo(t, dir, "cluster.json", []byte(cluster))
			args := slices.Clone(c.run)
			args[slices.Index(args, "%")] = filepath.Join(dir, c.file)
			if args[0] == "python3" {
				args[0] = testfile.Python(t, "jsonschema")
			}
			cmd := exec.Command(args[0], args[1:]...)
			cmd.Dir = dir
			if strings.Contains(code, "runner.py") {
				cmd.Env = withPython(t)
			}
			out, err := cmd.CombinedOutput()
			if err != nil || !bytes.Contains(out, []byte(c.want)) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	if len(list) != len(tests)+2 { // and the element, see TestElement; and the one that keeps a copy, see TestSync
		t.Errorf("%d programs on the page", len(list))
	}
}

// TestSync runs the program that keeps a copy of the rules: first it gets
// everything, then the index alone, then what has changed.
func TestSync(t *testing.T) {
	python := testfile.Python(t)
	fsys := build(t, ourInput(t))
	server := newSnippetSite(fsys)
	defer server.Close()
	dir := t.TempDir()
	writeTo(t, dir, "sync.py", []byte(strings.ReplaceAll(snippets(t, fsys)["Keep a copy up to date"], exampleSite, server.URL+"/")))
	sync := func() []string {
		t.Helper()
		server.asked = nil
		cmd := exec.Command(python, "sync.py")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return server.asked
	}
	n := 0
	for name := range files(t, fsys) {
		if strings.HasPrefix(name, "api/v1/rules/") {
			n++
		}
	}
	if asked := sync(); len(asked) != n+1 {
		t.Errorf("first %d files, want %d", len(asked), n+1)
	}
	if asked := sync(); !slices.Equal(asked, []string{"/api/v1/index.json"}) {
		t.Errorf("then %v", asked)
	}
	text, err := afero.ReadFile(fsys, "api/v1/index.json")
	if err != nil {
		t.Fatal(err)
	}
	var index struct {
		Rules []struct{ ID, Digest string }
	}
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(text, []byte(index.Rules[7].Digest), []byte("sha256-another"), 1)
	if err := afero.WriteFile(fsys, "api/v1/index.json", changed, 0o666); err != nil {
		t.Fatal(err)
	}
	if asked := sync(); !slices.Equal(asked, []string{"/api/v1/index.json", "/api/v1/rules/" + index.Rules[7].ID + ".json"}) {
		t.Errorf("after a change %v", asked)
	}
	for name, data := range map[string]string{"index.json": "index.json", index.Rules[0].ID + ".json": "rules/" + index.Rules[0].ID + ".json"} {
		got, err := os.ReadFile(filepath.Join(dir, "rules", name))
		want, wantErr := afero.ReadFile(fsys, "api/v1/"+data)
		if err != nil || wantErr != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not as on the site (%v, %v)", name, err, wantErr)
		}
	}
}

func writeTo(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
		t.Fatal(err)
	}
}

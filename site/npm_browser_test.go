package site_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/spf13/afero"

	"pillars/content/testfile"
	"pillars/rules/check"
	"pillars/theme/npm"
)

// TestNpmPackage serves the files of the npm package as they are, without a
// bundler, and uses them as its README says: the element, a page's module, a
// module worker.
func TestNpmPackage(t *testing.T) {
	in := ourInput(t)
	files, err := npm.Files(in.Catalog, in.Theme.Assets, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	packed := afero.NewMemMapFs()
	for name, data := range files {
		if err := afero.WriteFile(packed, name, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	example := func(name string) http.HandlerFunc {
		text := testfile.Example(t, files["README.md"], name)
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, text)
		}
	}
	served := map[string]http.HandlerFunc{
		"/pillars-check/": serveSite(packed, "/pillars-check/"), "/worker.js": example("worker.js"), "/page.js": example("page.js"),
	}
	started := browser(t)
	want := goReport(t, in.Catalog, check.Options{}, check.Document{Name: "document.json", Data: []byte(elementCluster)})

	h := newHost(t, strictPolicy+trustedTypes+"pillars", testfile.Example(t, files["README.md"], "page.html"), served)
	b := newTab(t, started, h.URL+"/")
	b.open("")
	b.until(`document.querySelector("pillars-check").shadowRoot !== null`)
	b.tabInside("textarea")
	b.insert(elementCluster)
	if got := elementReport(b); got != want {
		t.Errorf("the element's report differs\n got %.2000s\nwant %.2000s", got, want)
	}
	b.clean("the element")

	h = newHost(t, strictPolicy, "", served)
	b = newTab(t, started, h.URL+"/")
	b.open("")
	text := fmt.Sprintf("%q", elementCluster)
	got := eval[string](b, `new Promise((resolve, reject) => {
		const worker = new Worker("/worker.js", { type: "module" });
		worker.onerror = (e) => reject(new Error(e.message));
		worker.onmessage = ({ data }) => resolve(JSON.stringify(data, null, 2) + "\n");
		worker.postMessage({ name: "document.json", text: `+text+` });
	})`)
	if got != want {
		t.Errorf("the worker's report differs\n got %.2000s\nwant %.2000s", got, want)
	}
	r, err := check.Run(in.Catalog, []check.Document{{Name: "document", Data: []byte(elementCluster)}}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := eval[int](b, `import("/page.js").then((page) => page.failures(`+text+`)).then((list) => list.length)`); got != r.Summary.Fail || got == 0 {
		t.Errorf("the page's module finds %d failures, Go %d", got, r.Summary.Fail)
	}
	b.clean("the package")
}

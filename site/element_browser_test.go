package site_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/spf13/afero"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
)

// host is somebody else's site: a plain server with a page of its own and the
// files of ours below a path.
type host struct {
	*httptest.Server
	mu    sync.Mutex
	dests []string // what element.js was asked for as: script, worker
}

// strictPolicy lets a page use what comes from its own server, and nothing
// that is inline or evaluated; trustedTypes, with the policies that may be
// made, guards the addresses of scripts.
const (
	strictPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
	trustedTypes = "; require-trusted-types-for 'script'; trusted-types "
)

// newHost serves a page with some lines of HTML in it, and files.
func newHost(t *testing.T, policy, lines string, files map[string]http.HandlerFunc) *host {
	t.Helper()
	h := &host{}
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head>
<body><main><h1>Our clusters</h1>
%s
</main></body></html>`, lines)
	})
	for pattern, handle := range files {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/element.js") {
				h.mu.Lock()
				h.dests = append(h.dests, r.Header.Get("Sec-Fetch-Dest"))
				h.mu.Unlock()
			}
			handle(w, r)
		})
	}
	h.Server = httptest.NewServer(mux)
	t.Cleanup(h.Close)
	return h
}

// elementLines gives the lines of HTML that the catalog page has for the
// element, for a site at an address, with attributes for it.
func elementLines(t *testing.T, pillars afero.Fs, site, attributes string) string {
	t.Helper()
	lines := snippets(t, pillars)["HTML"]
	if !strings.Contains(lines, exampleSite) {
		t.Fatalf("the catalog page has no such lines: %q", lines)
	}
	return strings.NewReplacer(exampleSite, site, "<pillars-check", "<pillars-check "+attributes).Replace(lines)
}

// elementHost serves a page with the element, and our site below /pillars/.
// attributes go into the element's tag.
func elementHost(t *testing.T, pillars afero.Fs, policy, attributes string) *host {
	t.Helper()
	return newHost(t, policy, elementLines(t, pillars, "/pillars/", attributes), map[string]http.HandlerFunc{
		"/pillars/":     serveSite(pillars, "/pillars/"),
		"/cluster.yaml": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, elementCluster) },
	})
}

// destinations tells what element.js was asked for as.
func (h *host) destinations() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.dests)
}

const elementCluster = "name: shop\ntype: Microsoft.ContainerService/managedClusters\nsku: {name: Base, tier: Free}\nproperties:\n  disableLocalAccounts: false\n  # für später\n  networkProfile: {networkPolicy: none}\n"

// in is an element of the custom element.
func in(selector string) string {
	return fmt.Sprintf(`document.querySelector("pillars-check").shadowRoot.querySelector(%q)`, selector)
}

// elementReport gives the element's report as text, when it is there.
func elementReport(b *tab) string {
	b.Helper()
	const get = `document.querySelector("pillars-check").report`
	b.until(get + ` !== undefined`)
	return eval[string](b, `JSON.stringify(`+get+`, null, 2) + "\n"`)
}

// goReport gives the report that the command line prints.
func goReport(t *testing.T, c *rules.Catalog, opt check.Options, docs ...check.Document) string {
	t.Helper()
	r, err := check.Run(c, docs, opt)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	if err := report.JSON(&text, r); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// tabInside presses Tab until a part of the element has the focus.
func (b *tab) tabInside(selector string) {
	b.Helper()
	for range 150 {
		if eval[bool](b, in(":focus")+fmt.Sprintf(`?.matches(%q) ?? false`, selector)) {
			return
		}
		b.keys(kb.Tab)
	}
	b.Fatalf("Tab never leads to %s", selector)
}

// insert puts a text where the focus is, as pasting does.
func (b *tab) insert(text string) {
	b.Helper()
	b.do(func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: text})
		return chromedp.Void{}, err
	})
}

// drop drops a file on a place of the page.
func (b *tab) drop(name string, x, y float64) {
	b.Helper()
	for _, typ := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		b.do(func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
			_, err := chromedp.Call(ctx, input.DispatchDragEvent, input.DispatchDragEventParams{
				Type: typ, X: x, Y: y, Data: &input.DragData{Items: []*input.DragDataItem{}, Files: []string{name}, DragOperationsMask: 1},
			})
			return chromedp.Void{}, err
		})
	}
}

// TestElement puts <pillars-check> into another site's page by three lines,
// under a strict policy, and uses it with the keyboard.
func TestElement(t *testing.T) {
	ours := ourInput(t)
	h := elementHost(t, build(t, ours), strictPolicy+trustedTypes+"pillars", "")
	b := newTab(t, browser(t), h.URL+"/")
	b.do(chromedp.EmulateViewport(900, 900))
	b.open("")
	b.until(`customElements.get("pillars-check") !== undefined`)
	_ = eval[bool](b, `{ globalThis.told = []; for (const type of ["pillars-report", "pillars-error"]) document.addEventListener(type, (e) => told.push([e.type, e.detail === e.target.report])); true }`)
	b.axeBoth("empty")

	// A pasted document.
	b.tabInside("textarea")
	b.insert(elementCluster)
	if got, want := elementReport(b), goReport(t, ours.Catalog, check.Options{}, check.Document{Name: "document.json", Data: []byte(elementCluster)}); got != want {
		t.Errorf("the element's report differs\n got %.2000s\nwant %.2000s", got, want)
	}
	if got := eval[string](b, `JSON.stringify(told)`); got != `[["pillars-report",true]]` {
		t.Errorf("the page was told %s", got)
	}
	if got := h.destinations(); !slices.Equal(got, []string{"script", "worker"}) {
		t.Errorf("element.js was loaded as %v", got)
	}
	if got := eval[string](b, in(`[role=status]`)+`.textContent`); !strings.Contains(got, "checks fail, ") {
		t.Errorf("the status is %q", got)
	}
	const sla = `[...document.querySelector("pillars-check").shadowRoot.querySelectorAll(".result-fail")].find((r) => r.textContent.includes("SLA"))`
	for selector, want := range map[string]string{
		".sev": "high", ".finding p": `sku.tier must be one of "Standard", "Premium", "Paid", but is "Free".`,
		".at": "line 3, column 19", ".place pre": "3sku: {name: Base, tier: Free}",
	} {
		if got := eval[string](b, sla+fmt.Sprintf(`.querySelector(%q).textContent`, selector)); got != want {
			t.Errorf("%s of the finding: %q, want %q", selector, got, want)
		}
	}
	if got := eval[string](b, sla+`.querySelector("a").href`); got != h.URL+"/pillars/rules/AKS-017/" {
		t.Errorf("the rule's page is %s", got)
	}
	b.axeBoth("results")
	for _, width := range []int64{320, 1280} {
		b.do(chromedp.EmulateViewport(width, 900))
		if over := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("at %d px the page is %d px wider than the window", width, over)
		}
		b.axeBoth(fmt.Sprint(width, " px"))
	}

	// From a finding to its place, and back to nothing.
	_ = eval[string](b, sla+`.querySelector(".at").id = "sla"`)
	b.tabInside("#sla")
	b.keys(kb.Enter)
	if got := eval[string](b, `(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))(`+in("textarea:focus")+`)`); got != "tier: Free}" {
		t.Errorf("the finding's button selects %q", got)
	}
	b.keys(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift))
	b.keys(kb.Enter)
	b.until(in("[role=status]") + `.textContent === "Nothing to check yet."`)
	if !eval[bool](b, `document.querySelector("pillars-check").report === undefined`) {
		t.Error("the report stays when the document is gone")
	}

	// A dropped file.
	name := filepath.Join(t.TempDir(), "shop.json")
	data := []byte("\ufeff{\"id\": \"/subscriptions/0/resourceGroups/r/providers/Microsoft.ContainerService/managedClusters/\xff\", \"sku\": {\"tier\": \"Free\"}}")
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	b.drop(name, 400, 300)
	if got, want := elementReport(b), goReport(t, ours.Catalog, check.Options{}, check.Document{Name: "shop.json", Data: data}); got != want {
		t.Errorf("the report on a dropped file differs\n got %.2000s\nwant %.2000s", got, want)
	}
	b.clean("the element")
}

// TestElementReview gives the element answers of people, and a document by
// script.
func TestElementReview(t *testing.T) {
	ours := ourInput(t)
	h := elementHost(t, build(t, ours), strictPolicy+trustedTypes+"pillars", "")
	b := newTab(t, browser(t), h.URL+"/")
	b.open("")
	review := `{"schemaVersion": "1.0", "answers": [{"rule": "AKS-017", "status": "accepted", "reason": "cheap", "by": "Ana", "expires": "2026-06-01"}]}`
	v, err := check.ReadReview([]byte(review))
	if err != nil {
		t.Fatal(err)
	}
	doc := check.Document{Name: "cluster.yaml", Data: []byte(elementCluster)}
	for _, today := range []string{"2026-06-01", "2026-06-02"} {
		quoted, err := json.Marshal(elementCluster)
		if err != nil {
			t.Fatal(err)
		}
		got := eval[string](b, fmt.Sprintf(`customElements.whenDefined("pillars-check").then(async () => {
			const checker = document.querySelector("pillars-check");
			checker.options = { review: %s, today: %q };
			const report = await checker.check([{ name: "cluster.yaml", text: new TextEncoder().encode(%s) }]);
			return JSON.stringify(report, null, 2) + "\n";
		})`, review, today, quoted))
		if want := goReport(t, ours.Catalog, check.Options{Review: v, Today: today}, doc); got != want {
			t.Errorf("on %s the report differs\n got %.2000s\nwant %.2000s", today, got, want)
		}
	}
	if n := eval[int](b, `document.querySelector("pillars-check").shadowRoot.querySelectorAll(".result-accepted").length`); n != 0 {
		t.Errorf("%d results are accepted though they expired", n)
	}
	b.clean("the element")
}

// TestElementWithoutWorker holds that a page which can start no worker, because
// of its policies or because the element comes from another origin, is none
// the worse for it.
func TestElementWithoutWorker(t *testing.T) {
	ours := ourInput(t)
	files := build(t, ours)
	want := goReport(t, ours.Catalog, check.Options{}, check.Document{Name: "cluster.yaml", Data: []byte(elementCluster)})
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		serveSite(files, "/")(w, r)
	}))
	t.Cleanup(other.Close)
	lines := elementLines(t, files, other.URL+"/", `src="cluster.yaml"`)
	cluster := map[string]http.HandlerFunc{"/cluster.yaml": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, elementCluster) }}
	started := browser(t)
	for name, h := range map[string]*host{
		"no policy for script addresses": elementHost(t, files, strictPolicy+trustedTypes+"'none'", ` src="cluster.yaml"`),
		"no worker":                      elementHost(t, files, strictPolicy+"; worker-src 'none'", ` src="cluster.yaml"`),
		"another origin":                 newHost(t, strings.ReplaceAll(strictPolicy, "'self'", "'self' "+other.URL), lines, cluster),
	} {
		b := newTab(t, started, h.URL+"/")
		b.open("")
		if got := elementReport(b); got != want {
			t.Errorf("%s: the report differs\n got %.2000s\nwant %.2000s", name, got, want)
		}
		if got := h.destinations(); slices.Contains(got, "worker") {
			t.Errorf("%s: element.js was loaded as %v", name, got)
		}
		large := eval[string](b, `document.querySelector("pillars-check").check([{ name: "a", text: "a: " + "b".repeat(2 ** 20) }]).catch((e) => e.message)`)
		if !strings.Contains(large, "no more than 1 MB") {
			t.Errorf("%s: on a large document: %q", name, large)
		}
		b.mu.Lock()
		for _, f := range b.faults {
			expected := strings.HasPrefix(f, "request to "+other.URL) ||
				strings.Contains(strings.ToLower(f), "content security policy") || strings.Contains(f, "TrustedScriptURL") // the page's own word on the worker
			if !expected {
				t.Errorf("%s: %s", name, f)
			}
		}
		b.faults = nil
		b.mu.Unlock()
	}
}

// TestElementErrors holds that what is wrong is said, on the page and to it.
func TestElementErrors(t *testing.T) {
	ours := ourInput(t)
	files := build(t, ours)
	started := browser(t)
	for _, c := range []struct{ change, want string }{
		{`checker.setAttribute("catalog", "/pillars/none.json")`, "the server answered 404"},
		{`checker.setAttribute("catalog", "/")`, "is not JSON"},
		{`checker.setAttribute("catalog", "/pillars/api/v1/schema/report.schema.json")`, "has no digest"},
		{`checker.removeAttribute("catalog")`, "has no catalog"},
		{`checker.options = { review: { schemaVersion: "7" } }`, "schemaVersion"},
	} {
		h := elementHost(t, files, strictPolicy, "")
		b := newTab(t, started, h.URL+"/")
		b.open("")
		got := eval[[]string](b, `customElements.whenDefined("pillars-check").then(async () => {
			const checker = document.querySelector("pillars-check");
			let told = "";
			checker.addEventListener("pillars-error", (e) => { told = e.detail.message; });
			`+c.change+`;
			const thrown = await checker.check([{ name: "a.yaml", text: "kind: Pod\napiVersion: v1" }]).then(() => "", (e) => e.message);
			return [thrown, told, checker.report === undefined ? checker.shadowRoot.querySelector("[role=status]").textContent : ""];
		})`)
		if !strings.Contains(got[0], c.want) || got[1] != got[0] || got[2] != got[0] {
			t.Errorf("%s: thrown %q, told %q, shown %q; want %q", c.change, got[0], got[1], got[2], c.want)
		}
	}
}

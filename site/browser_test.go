package site_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/spf13/afero"

	"pillars/content/testfile"
	"pillars/rules/check"
	"pillars/site"
)

// browser starts Chromium, and skips the test where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	exe := os.Getenv("CHROME")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if p, err := exec.LookPath(name); err == nil && exe == "" {
			exe = p
		}
	}
	if exe == "" {
		t.Skip("no Chromium here: install one, or set CHROME to its path")
	}
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// tab is a browser tab that notes what a page should not do: errors, console
// messages, requests to other places than its own.
type tab struct {
	*testing.T
	ctx  context.Context
	base string // address of the site's root, with a slash at the end

	mu     sync.Mutex
	faults []string
}

func newTab(t *testing.T, browser context.Context, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{T: t, ctx: ctx, base: base}
	err := chromedp.Listen(ctx, func(ev any) {
		switch ev := ev.(type) {
		case *runtime.EventExceptionThrown:
			b.fault("exception: %s", ev.ExceptionDetails.Text)
		case *runtime.EventConsoleAPICalled:
			b.fault("console.%s", ev.Type)
		case *log.EventEntryAdded:
			b.fault("%s: %s (%s)", ev.Entry.Level, ev.Entry.Text, ev.Entry.URL)
		case *network.EventRequestWillBeSent:
			u := ev.Request.URL
			if !strings.HasPrefix(u, b.base) && !strings.HasPrefix(u, "data:") && !strings.HasPrefix(u, "blob:") {
				b.fault("request to %s", u)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.do(
		func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
			if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
				return chromedp.Void{}, err
			}
			_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
			return chromedp.Void{}, err
		},
	)
	return b
}

func (b *tab) fault(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// clean fails the test with what was noted since the last call.
func (b *tab) clean(where string) {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		b.Errorf("%s: %s", where, f)
	}
	b.faults = nil
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

func (b *tab) open(page string) {
	b.Helper()
	b.do(chromedp.Navigate(b.base + page))
}

// eval runs an expression in the page, a promise too, and gives its value.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression is true in the page.
func (b *tab) until(expression string) {
	b.Helper()
	var err error
	for range 200 {
		var ok bool // an error may mean that the page is on its way to another
		if ok, err = chromedp.Run(b.ctx, chromedp.Evaluate[bool](expression)); ok {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatalf("never true: %s (%v)", expression, err)
}

// serveBelow serves a site below a path of a local host.
func serveBelow(t *testing.T, fsys afero.Fs, prefix string) string {
	t.Helper()
	return siteServer(t, fsys, prefix).URL + prefix
}

func siteServer(t *testing.T, fsys afero.Fs, prefix string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(siteHandler(fsys, prefix))
	t.Cleanup(s.Close)
	return s
}

// siteHandler serves the files of a site below a path.
func siteHandler(fsys afero.Fs, prefix string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name, ok := strings.CutPrefix(r.URL.Path, prefix)
		if !ok {
			http.NotFound(w, r)
			return
		}
		if name == "" || strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		data, err := afero.ReadFile(fsys, name)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
	}
}

// kindsOfPage holds one page of each kind.
var kindsOfPage = []string{
	"", "rules/", "rules/pillar/security/", "rules/AKS-017/", "rules/AKS-001/", "guides/", "guides/azure-kubernetes-service/",
	"pillars/", "pillars/security/", "review/", "check/", "catalog/", "catalog/specification/", "style/",
}

// kindsOfOrchardPage holds those that our own guides have none of: see
// orchardInput.
var kindsOfOrchardPage = []string{
	"guides/", "guides/index/", "guides/store/", "guides/start/", "guides/store/cold/", "guides/pears/",
	"rules/", "rules/changed/2026-10/", "rules/release/added/", "rules/AP-002/", "changes/",
}

// TestPages opens one page of each kind below a path, in light and dark, wide
// and narrow: no error, no request elsewhere, no violation of accessibility
// rules, nothing wider than the window.
func TestPages(t *testing.T) {
	ctx := browser(t)
	lookAt(newTab(t, ctx, serveBelow(t, build(t, apiInput(t)), "/some/where/")), kindsOfPage)
	lookAt(newTab(t, ctx, serveBelow(t, build(t, changedOrchard(t)), "/some/where/")), kindsOfOrchardPage)
}

// lookAt opens each page in light and dark, wide and narrow.
func lookAt(b *tab, pages []string) {
	b.Helper()
	axe, err := os.ReadFile(filepath.FromSlash("../theme/node_modules/axe-core/axe.min.js"))
	if err != nil {
		b.Fatalf("axe is not installed: run \"make bundle\": %v", err)
	}
	for _, scheme := range []string{"light", "dark"} {
		b.do(func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
			p := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
			_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, p)
			return chromedp.Void{}, err
		})
		for _, width := range []int64{1280, 320} {
			b.do(chromedp.EmulateViewport(width, 800))
			for _, page := range pages {
				where := fmt.Sprintf("%q, %s, %d px", page, scheme, width)
				b.open(page)
				b.clean(where)
				if over := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					b.Errorf("%s: the page is %d px wider than the window", where, over)
				}
				b.axe(string(axe), where)
			}
		}
	}
}

// axe fails the test with each violation that axe-core finds on the page.
func (b *tab) axe(source, where string) {
	b.Helper()
	_ = eval[bool](b, source+";true")
	violations := eval[[]struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			HTML           string `json:"html"`
			FailureSummary string `json:"failureSummary"`
		} `json:"nodes"`
	}](b, `axe.run().then((r) => r.violations)`)
	for _, v := range violations {
		b.Errorf("%s: %s: %s\n\t%s\n\t%s", where, v.ID, v.Help, v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
	}
}

// TestRuleList filters the list, and finds the filter again in the address.
func TestRuleList(t *testing.T) {
	base := serveBelow(t, build(t, ourInput(t)), "/")
	b := newTab(t, browser(t), base)
	const visible = `Number(document.querySelector("#count strong").textContent)`
	b.open("rules/")
	all := eval[int](b, visible)
	b.do(chromedp.SendKeys("#q", "local accounts"))
	b.until(visible + " === 1")
	if got := eval[string](b, `document.querySelector("#rules > li:not([hidden]) a").textContent`); !strings.Contains(got, "Disable local accounts") {
		t.Errorf("found %q", got)
	}
	if got := eval[string](b, `location.search`); got != "?q=local+accounts" {
		t.Errorf("the address says %q", got)
	}
	b.click(`button[type="reset"]`)
	b.until(fmt.Sprintf("%s === %d", visible, all))

	b.open("rules/?pillar=cost-optimization&kind=policy")
	if got := eval[int](b, visible); got == 0 || got == all {
		t.Errorf("%d of %d rules fit the address's filter", got, all)
	}
	if n := eval[int](b, `document.querySelectorAll("#rules > li:not([data-pillar='cost-optimization'])").length`); n > 0 {
		t.Errorf("%d rules shown that do not fit", n)
	}
	b.open("rules/?q=nothinglikethis")
	b.until(`!document.querySelector("#none").hidden`)
	b.clean("rules/")
}

// TestChecker checks an example and an edited text on the checker page.
func TestChecker(t *testing.T) {
	base := serveBelow(t, build(t, ourInput(t)), "/")
	b := newTab(t, browser(t), base)
	checkerFlow(b)
}

// checkerFlow goes through the checker page as a visitor would.
func checkerFlow(b *tab) {
	b.Helper()
	b.open("check/index.html")
	b.do(chromedp.SetValue("#example", "0"))
	_ = eval[bool](b, `document.querySelector("#example").dispatchEvent(new Event("change"))`)
	b.until(`document.querySelectorAll(".result-fail").length > 0`)
	if status := eval[string](b, `document.querySelector("#status").textContent`); !strings.Contains(status, "fail") {
		b.Errorf("status: %q", status)
	}
	line := eval[string](b, `[...document.querySelectorAll(".result-fail")].find((r) => r.textContent.includes("SLA")).querySelector("pre").textContent`)
	if !strings.Contains(line, `"tier": "Free"`) {
		b.Errorf("the finding shows %q", line)
	}
	b.do(chromedp.SetValue("#text", `{"oops": `))
	_ = eval[bool](b, `document.querySelector("#text").dispatchEvent(new Event("input"))`)
	b.until(`document.querySelector("#results").textContent.includes("Could not read")`)
	b.do(chromedp.Click("#clear"))
	b.until(`document.querySelector("#status").textContent === "Nothing to check yet."`)
	b.clean("check/")
}

// TestFromDisk opens the site from a file system.
func TestFromDisk(t *testing.T) {
	dir := t.TempDir()
	in := ourInput(t)
	out := afero.NewBasePathFs(afero.NewOsFs(), dir)
	if _, err := site.Build(in, out); err != nil {
		t.Fatal(err)
	}
	b := newTab(t, browser(t), "file://"+filepath.ToSlash(dir)+"/")
	b.open("index.html")
	b.do(chromedp.Click(`.site-nav a[href$="rules/"]`))
	b.until(`document.querySelectorAll("#rules > li").length > 100`)
	b.do(chromedp.SendKeys("#q", "AKS-017"))
	b.until(`document.querySelectorAll("#rules > li:not([hidden])").length === 1`)
	b.click(`#rules > li:not([hidden]) a`)
	b.until(`document.querySelector("h1").textContent.includes("tier")`)
	b.until(`getComputedStyle(document.querySelector(".brand")).textDecorationLine === "none"`) // the style sheet is there
	b.clean("from disk")
	checkerFlow(b)
}

// TestCheckerModule holds the report that check() of api/v1/checker.js gives
// in Chromium against the command line's, byte for byte, over every real
// document there is.
func TestCheckerModule(t *testing.T) {
	in := ourInput(t)
	base := serveBelow(t, build(t, in), "/")
	b := newTab(t, browser(t), base)
	b.open("")
	_ = eval[bool](b, `(async () => {
		globalThis.checker = await import("`+base+`api/v1/checker.js");
		globalThis.catalog = await (await fetch("`+base+`api/v1/catalog.json")).json();
		return true;
	})()`)
	n := 0
	root := testfile.Shared(t, "inputs")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && d.Name() == "truth" {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		want := goReport(t, in.Catalog, check.Options{}, check.Document{Name: d.Name(), Data: data})
		// The page decodes the bytes itself, as it does for a dropped file.
		call := fmt.Sprintf(`(async () => {
			const text = await new Response(Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))).text();
			return JSON.stringify(await checker.check(catalog, [{ name: %q, text }]), null, 2) + "\n";
		})()`, base64.StdEncoding.EncodeToString(data), d.Name())
		if got := eval[string](b, call); got != want {
			t.Errorf("%s: the browser's report differs\nbrowser: %.2000s\ncommand line: %.2000s", name, got, want)
		}
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents", n)
	b.clean("checker.js")
}

package site_test

import (
	"bytes"
	"context"
	"fmt"
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
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/spf13/afero"

	"pillars/site"
)

// chromium gives the path of Chromium, and skips the test where there is none.
func chromium(t *testing.T) string {
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
	return exe
}

// browser starts Chromium. Whatever it asks of other hosts, from a page, a
// worker or a service worker, fails the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	opts := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()), chromedp.ProxyServer(elsewhere(t)),
		chromedp.Flag("disable-gpu", true), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-component-extensions-with-background-pages", true), chromedp.Flag("no-pings", true),
		chromedp.Flag("gaia-url", "http://127.0.0.1:1/"), chromedp.Flag("component-updater", "url-source=http://127.0.0.1:1/"),
		chromedp.Flag("disable-features", "Translate,AutofillServerCommunication,OptimizationHints,NetworkTimeServiceQuerying,MediaRouter"))
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 10*time.Minute)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// ownServices are hosts that Chromium asks on its own behalf, as far as flags
// do not keep it from doing so. A page that asks them is caught by its tab.
var ownServices = []string{
	"accounts.google.com", "clients2.google.com", "clientservices.googleapis.com", "content-autofill.googleapis.com",
	"edgedl.me.gvt1.com", "optimizationguide-pa.googleapis.com", "redirector.gvt1.com", "safebrowsing.googleapis.com", "update.googleapis.com",
}

// elsewhere is a proxy for every request that does not go to this computer.
// It refuses them all, and fails the test for each.
func elsewhere(t *testing.T) string {
	var mu sync.Mutex
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(ownServices, r.URL.Hostname()) {
			mu.Lock()
			asked = append(asked, r.Method+" "+r.RequestURI)
			mu.Unlock()
		}
		http.Error(w, "no way out", http.StatusForbidden)
	}))
	t.Cleanup(func() {
		s.Close()
		for _, a := range asked {
			t.Errorf("Chromium asked another host: %s", a)
		}
	})
	return s.URL
}

// tab is a browser tab that notes what a page should not do: errors, console
// messages, violations of its own policy, requests to other places than its
// own. The test fails with what was noted.
type tab struct {
	*testing.T
	ctx  context.Context
	base string // address of the site's root, with a slash at the end

	mu       sync.Mutex
	faults   []string
	expected []string // parts of faults that belong to the test
}

// violations reports what the page's content security policy has stopped.
const violations = `addEventListener("securitypolicyviolation", (e) => pillarsViolation(e.effectiveDirective + " " + e.blockedURI + " " + e.sourceFile + ":" + e.lineNumber + " " + e.sample), true)`

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
		case *runtime.EventBindingCalled:
			b.fault("against the page's policy: %s", ev.Payload)
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
	call(b, log.Enable, cdp.Empty{})
	call(b, network.Enable, network.EnableParams{})
	call(b, runtime.AddBinding, runtime.AddBindingParams{Name: "pillarsViolation"})
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: violations})
	t.Cleanup(func() { b.clean("at the end") })
	return b
}

func (b *tab) fault(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// expect lets faults pass that contain the text, such as what Chromium itself
// notes about a server that the test has stopped.
func (b *tab) expect(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.expected = append(b.expected, text)
}

// clean fails the test with what was noted since the last call.
func (b *tab) clean(where string) {
	b.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, f := range b.faults {
		if !slices.ContainsFunc(b.expected, func(text string) bool { return strings.Contains(f, text) }) {
			b.Errorf("%s: %s", where, f)
		}
	}
	b.faults = nil
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// call sends the tab a command of the DevTools protocol.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.Helper()
	result, err := chromedp.Run(b.ctx, chromedp.Action[R](func(ctx context.Context, _ *chromedp.Target) (R, error) {
		return chromedp.Call(ctx, command, params)
	}))
	if err != nil {
		b.Fatalf("%s: %v", command.Method, err)
	}
	return result
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

// scheme sets what the page is told of the visitor's wishes: "light" or
// "dark". Nothing moves, so that nothing is looked at half way.
func (b *tab) scheme(name string) {
	b.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// wide gives the elements that make a page wider than the window: those that
// stick out, and are not in a box that scrolls.
const wide = `[...document.querySelectorAll("body *")].filter((e) => {
	if (e.getBoundingClientRect().right <= innerWidth + 0.5) return false;
	for (let p = e.parentElement; p !== document.body; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return false;
	return true;
}).map((e) => e.outerHTML.slice(0, 100)).slice(0, 6).join("\n\t")`

// fits fails the test where the page is wider than the window.
func (b *tab) fits(where string) {
	b.Helper()
	if over := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
		b.Errorf("%s: the page is %d px wider than the window:\n\t%s", where, over, eval[string](b, wide))
	}
}

// axeCore gives axe-core's source.
var axeCore = sync.OnceValues(func() (string, error) {
	source, err := os.ReadFile(filepath.FromSlash("../theme/node_modules/axe-core/axe.min.js"))
	return string(source), err
})

// axe fails the test with each violation of accessibility rules that axe-core
// finds on the page as it is now. Of long lists of rules, whose rows are
// alike, the first ones stand for all.
func (b *tab) axe(where string) {
	b.Helper()
	if !eval[bool](b, `"axe" in self`) {
		source, err := axeCore()
		if err != nil {
			b.Fatalf("axe is not installed: run \"make bundle\": %v", err)
		}
		_ = eval[bool](b, source+";true")
	}
	found := eval[[]struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			HTML           string `json:"html"`
			FailureSummary string `json:"failureSummary"`
		} `json:"nodes"`
	}](b, `axe.run({ exclude: [[".review-rule:nth-child(n+6)"], [".rule-row:nth-child(n+16)"]] }, { rules: { "target-size": { enabled: true } } }).then((r) => r.violations)`)
	for _, v := range found {
		b.Errorf("%s: %s: %s\n\t%s\n\t%s", where, v.ID, v.Help, v.Nodes[0].HTML, v.Nodes[0].FailureSummary)
	}
}

// axeBoth looks for violations of accessibility rules in light and dark.
func (b *tab) axeBoth(where string) {
	b.Helper()
	for _, scheme := range []string{"dark", "light"} {
		b.scheme(scheme)
		b.axe(where + ", " + scheme)
	}
}

// serveBelow serves a site below a path of a local host.
func serveBelow(t *testing.T, fsys afero.Fs, prefix string) string {
	t.Helper()
	return siteServer(t, fsys, prefix).URL + prefix
}

func siteServer(t *testing.T, fsys afero.Fs, prefix string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(serveSite(fsys, prefix))
	t.Cleanup(s.Close)
	return s
}

// serveSite serves the files of a site below a path.
func serveSite(fsys afero.Fs, prefix string) http.HandlerFunc {
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

// onDisk builds a site into a folder and gives the folder's address.
func onDisk(t *testing.T, in site.Input) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := site.Build(in, afero.NewBasePathFs(afero.NewOsFs(), dir)); err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(dir) + "/"
}

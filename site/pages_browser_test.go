package site_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// kindsOfPage holds one page of each kind.
var kindsOfPage = []string{
	"", "rules/", "rules/pillar/security/", "rules/AKS-017/", "rules/AKS-001/", "guides/", "guides/azure-kubernetes-service/",
	"pillars/", "pillars/security/", "review/", "check/", "catalog/", "catalog/specification/", "changes/", "lint/", "lint/missing-image/", "style/",
}

// kindsOfOrchardPage holds those that our own guides have none of: see
// orchardInput.
var kindsOfOrchardPage = []string{
	"guides/", "guides/index/", "guides/store/", "guides/start/", "guides/store/cold/", "guides/pears/",
	"rules/", "rules/changed/2026-10/", "rules/release/added/", "rules/AP-002/", "changes/",
}

// window is a window a page is looked at in.
type window struct {
	name          string
	width, height int64
	scale         float64
}

func (b *tab) resize(w window) {
	b.Helper()
	b.do(chromedp.EmulateViewport(w.width, w.height, chromedp.EmulateScale(w.scale)))
}

var (
	desktop = window{"desktop", 1280, 1024, 1}
	phone   = window{"phone", 390, 844, 3}
	// zoomed is what a desktop's window becomes at 400 %: 320 px of width,
	// and little height.
	zoomed = window{"400 %", desktop.width / 4, desktop.height / 4, 4}
)

// TestPages opens one page of each kind below a path, in light and dark, at
// 100 and 400 %: no error, no violation of accessibility rules, nothing wider
// than the window, at no width.
func TestPages(t *testing.T) {
	ctx := browser(t)
	lookAt(newTab(t, ctx, serveBelow(t, build(t, apiInput(t)), "/some/where/")), kindsOfPage)
	lookAt(newTab(t, ctx, serveBelow(t, build(t, changedOrchard(t)), "/some/where/")), kindsOfOrchardPage)
	lookAt(newTab(t, ctx, serveBelow(t, build(t, ourInput(t)), "/")), []string{"404.html"}) // it links from the root
}

// lookAt opens each page in light and dark, at 100 and 400 %.
func lookAt(b *tab, pages []string) {
	b.Helper()
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		for _, w := range []window{desktop, zoomed} {
			for _, page := range pages {
				where := fmt.Sprintf("%q, %s, %s", page, scheme, w.name)
				b.resize(w)
				b.open(page)
				b.clean(where)
				b.fits(where)
				b.axe(where)
				if scheme == "light" && w == desktop {
					for _, width := range []int64{1920, 1024, 768, 640, 480, 390, 320} {
						b.resize(window{"", width, 800, 1})
						b.fits(fmt.Sprintf("%q, %d px", page, width))
					}
				}
			}
		}
	}
}

// TestLargeText doubles the size of the text, as people set it in their
// browser: nothing is wider than the window.
func TestLargeText(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, apiInput(t)), "/"))
	call(b, page.SetFontSizes, page.SetFontSizesParams{FontSizes: &page.FontSizes{Standard: 32, Fixed: 26}})
	for _, w := range []window{desktop, phone} {
		b.resize(w)
		for _, page := range kindsOfPage {
			b.open(page)
			if size := eval[string](b, `getComputedStyle(document.documentElement).fontSize`); size != "32px" {
				t.Fatalf("%q does not take over the size of text: %s", page, size)
			}
			b.fits(fmt.Sprintf("%q, %s, text at 200 %%", page, w.name))
		}
	}
}

// hiddenFocus gives the element that has the focus where nothing of it can be
// seen, "" where something can.
const hiddenFocus = `(() => {
	const e = document.activeElement;
	if (e === document.body || e === document.documentElement) return "";
	for (const shown of [e, ...(e.labels ?? [])]) {
		for (const r of shown.getClientRects()) {
			for (const fx of [0.02, 0.25, 0.5, 0.75, 0.98]) for (const fy of [0.05, 0.5, 0.95]) {
				const x = r.left + r.width * fx, y = r.top + r.height * fy;
				const hit = x >= 0 && y >= 0 && x < innerWidth && y < innerHeight ? document.elementFromPoint(x, y) : null;
				if (hit && (shown.contains(hit) || hit.matches("label") && hit.contains(e))) return "";
			}
		}
	}
	return e.outerHTML.slice(0, 120) + " at " + JSON.stringify(e.getBoundingClientRect());
})()`

// TestFocusIsSeen goes through each kind of page by Tab at 400 %: whatever has
// the focus is in the window, and not below something that sticks to its edge.
func TestFocusIsSeen(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, apiInput(t)), "/"))
	b.scheme("light") // without smooth scrolling
	b.resize(zoomed)
	for _, page := range kindsOfPage {
		b.open(page)
		for range 40 {
			b.keys(kb.Tab)
			if hidden := eval[string](b, hiddenFocus); hidden != "" {
				t.Errorf("%q: the focus is on something that is not seen: %s", page, hidden)
			}
		}
	}
}

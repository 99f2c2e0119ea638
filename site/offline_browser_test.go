package site_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestOffline takes the network away and goes on: a page that was visited is
// reloaded, the main ones that were not are opened, and searching, reviewing
// and checking work as before. Instead of a page that is not kept there is one
// that says so.
func TestOffline(t *testing.T) {
	in := ourInput(t)
	in.Offline = true
	server := siteServer(t, build(t, in), "/sub/")
	b := newTab(t, browser(t), server.URL+"/sub/")
	b.open("rules/AKS-017/")
	b.until(`navigator.serviceWorker.controller !== null`)
	b.open("rules/AKS-061/")
	b.clean("online")
	b.expect("net::ERR") // Chromium notes what it does not reach
	b.expect("Failed to fetch")
	server.CloseClientConnections()
	server.Close()

	const heading = `document.querySelector("h1")?.textContent ?? ""`
	b.do(chromedp.Reload())
	if h1 := eval[string](b, heading); !strings.Contains(h1, "local accounts") {
		t.Errorf("reloaded, the page says %q", h1)
	}
	b.open("rules/?q=local+accounts")
	b.until(listed + ` >= 1`)

	b.open("check/index.html")
	checkerFlow(b)

	b.open("review/")
	b.startReview()
	b.press("1")
	b.do(chromedp.Reload())
	b.until(`document.querySelector(".review-rule")?.dataset.state === "done"`)
	b.tabTo("#review-compare")
	b.keys(kb.Enter)
	b.until(`document.activeElement.id === "review-comparison-title"`)

	b.open("")
	b.slash()
	b.until(dialogOpen)
	b.do(chromedp.KeyEvent("disable local accounts"))
	b.until(`(` + activeText + `).includes("Disable local accounts")`)
	b.keys(kb.Escape)

	b.open("rules/AKS-020/")
	if h1, at := eval[string](b, heading), eval[string](b, `location.pathname`); h1 != "No network" || at != "/sub/offline/" {
		t.Errorf("instead of a page that is not kept there is %s with %q", at, h1)
	}
	b.axeBoth("offline")
	b.resize(zoomed)
	b.fits("offline")
	for _, link := range eval[[]string](b, `[...document.querySelectorAll("main a")].map((a) => a.pathname.replace("/sub/", ""))`) {
		b.open(link)
		if h1 := eval[string](b, heading); h1 == "" || h1 == "No network" {
			t.Errorf("%q is said to be kept, and is not", link)
		}
	}
}

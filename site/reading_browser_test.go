package site_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestReading uses what pages have beside their text: colour scheme, tabs,
// contents.
func TestReading(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	const background = `getComputedStyle(document.body).backgroundColor`
	b.open("rules/AKS-017/")
	system := eval[string](b, background)
	b.do(chromedp.Click("#scheme"), chromedp.Click("#scheme")) // system, light, dark
	dark := eval[string](b, background)
	if dark == system {
		t.Errorf("the dark scheme has the same background %s as the system's", dark)
	}
	b.open("rules/AKS-061/")
	if got := eval[string](b, background); got != dark {
		t.Errorf("on the next page the background is %s, chosen was %s", got, dark)
	}
	b.do(chromedp.Click("#scheme"))
	if got := eval[string](b, background); got != system {
		t.Errorf("back to the system's scheme the background is %s", got)
	}

	const shown = `[...document.querySelectorAll("#fix > section:not([hidden]) h3")].map((h) => h.textContent).join()`
	if got := eval[string](b, shown); got != "az" {
		t.Errorf("tabs show %q at first", got)
	}
	b.do(chromedp.Focus(`#fix [role="tab"][aria-selected="true"]`), chromedp.KeyEvent(kb.ArrowRight)) // right arrow
	if got := eval[string](b, shown); got == "az" || got == "" || strings.Contains(got, ",") {
		t.Errorf("after the right arrow tabs show %q", got)
	}

	b.do(chromedp.EmulateViewport(1280, 700))
	b.open("guides/azure-kubernetes-service/")
	_ = eval[bool](b, `(document.getElementById("cost-optimization-recommendations").scrollIntoView({ behavior: "instant" }), true)`)
	b.until(`document.querySelector(".contents a[aria-current]")?.hash === "#cost-optimization-recommendations"`)
	b.clean("reading")
}

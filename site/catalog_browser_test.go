package site_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// TestCatalogCopy copies the digest of a file, from a button that says which.
func TestCatalogCopy(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, apiInput(t)), "/"))
	b.open("catalog/")
	_ = eval[bool](b, `(navigator.clipboard.writeText = async (text) => { globalThis.copied = text; }, true)`)
	const button = `button[aria-label="Copy the digest of pillars.csv"]`
	b.do(chromedp.Click(button))
	b.until(`globalThis.copied === document.querySelector('` + button + `').parentElement.previousElementSibling.textContent`)
	b.until(`document.querySelector('` + button + `').textContent === "Copied"`)
	if n := eval[int](b, `document.querySelectorAll("[data-copy]").length - new Set([...document.querySelectorAll("[data-copy] button")].map((b) => b.ariaLabel)).size`); n != 0 {
		t.Errorf("%d buttons without a name of their own", n)
	}
	b.clean("catalog/")
}

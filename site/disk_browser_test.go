package site_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestFromDisk opens the site from a file system, without a server, and goes
// through all of it: list, rule, article, search, checker. That downloads,
// the whole search, reviews and the way from the checker to one work there too
// is in their own tests.
func TestFromDisk(t *testing.T) {
	anywhere(t, onDisk(t, ourInput(t)))
}

// TestBelowPath does the same for a site that is not at the root of its host,
// with its address known and not.
func TestBelowPath(t *testing.T) {
	in := ourInput(t)
	anywhere(t, serveBelow(t, build(t, in), "/some/where/"))
	in.BaseURL = "https://example.org/some/where/" // with integrity
	anywhere(t, serveBelow(t, build(t, in), "/some/where/"))
}

// reaches waits until a page has been loaded whose address has that part.
func (b *tab) reaches(part string) {
	b.Helper()
	b.until(fmt.Sprintf(`location.pathname.includes(%q) && document.readyState === "complete"`, part))
}

// anywhere goes from page to page by what can be clicked.
func anywhere(t *testing.T, base string) {
	t.Helper()
	b := newTab(t, browser(t), base)
	b.open("index.html")
	b.do(chromedp.Click(`.site-nav a[href$="rules/"]`))
	b.reaches("/rules/")
	b.until(`document.querySelectorAll("#rules > li").length >= 50`)
	b.until(`getComputedStyle(document.querySelector(".brand")).textDecorationLine === "none"`) // the style sheet is there
	b.do(chromedp.SendKeys("#q", "AKS-017"))
	b.until(`document.querySelectorAll("#rules > li:not([hidden])").length === 1`)
	b.click(`#rules > li:not([hidden]) a`)
	b.reaches("/rules/AKS-017/")
	b.click(`.facts a[href*="guides/"]`)
	b.reaches("/guides/azure-kubernetes-service/")
	b.click(`.article a[href*="rules/AKS-"]`)
	b.reaches("/rules/AKS-")
	b.click(`.brand`)
	b.until(`!!document.querySelector(".matrix") && document.readyState === "complete"`)
	b.click(`.matrix tbody td a`)
	b.reaches("/rules/")
	b.click(`.site-nav a[href$="pillars/"]`)
	b.reaches("/pillars/")
	b.click(`main a[href*="security/"]`)
	b.reaches("/pillars/security/")

	b.click(`#search-open`)
	b.until(dialogOpen)
	b.do(chromedp.KeyEvent("disable local accounts"))
	b.until(`(` + activeText + `).includes("Disable local accounts")`)
	b.click(`[role=option][aria-selected=true]`)
	b.reaches("/rules/AKS-")
	b.until(`document.querySelector("h1").textContent.includes("Disable local accounts")`)
	checkerFlow(b)
	b.open("review/index.html")
	b.startReview()
	b.press("1")
	b.click("#review-compare") // what is loaded late
	b.until(`document.activeElement.id === "review-comparison-title"`)
	b.clean(base)
}

package site_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"pillars/rules"
)

// at gives the address of the page below the site's root.
func (b *tab) at() string {
	b.Helper()
	return strings.TrimPrefix(eval[string](b, `location.href`), b.base)
}

// arrives waits until the address is one below the site's root.
func (b *tab) arrives(want string) {
	b.Helper()
	b.until(fmt.Sprintf("location.href === %q && document.readyState === 'complete'", b.base+want))
}

// scripts lets pages run scripts, or keeps them from it.
func (b *tab) scripts(run bool) {
	b.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !run})
}

// TestOldAddresses follows old addresses of pages and of headings.
func TestOldAddresses(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, orchardInput(t)), "/below/"))
	for old, want := range map[string]string{
		"guides/fruit/":                   "guides/apples/",
		"guides/fruit/?a=b#security":      "guides/apples/?a=b#security",
		"guides/fruit/#AP-002":            "guides/apples/#AP-002",
		"guides/older/fruit/#security":    "guides/apples/#security", // a chain
		"guides/fruit/#cold-store":        "guides/store/cold/#temperature",
		"guides/fruit/#%":                 "guides/apples/#%",
		"guides/shed/":                    "guides/store/",
		"guides/apples/#keep-them-cool":   "guides/apples/#storage", // a heading of a page that is still there
		"guides/apples/#keep-them-cool?x": "guides/apples/#keep-them-cool?x",
	} {
		b.open(old)
		b.arrives(want)
		b.clean(old)
	}
	if eval[int](b, `history.length`) > 20 {
		t.Error("old addresses stay in the way back")
	}

	// Another site is linked, with the heading asked for.
	b.open("guides/pears/?a=b#juice")
	b.until(`document.querySelector("#moved")?.href === "https://example.net/pears?a=b#juice"`)
	if got := b.at(); got != "guides/pears/?a=b#juice" {
		t.Errorf("the visitor was sent to %s", got)
	}
	b.clean("another site")
}

// TestOldAddressesWithoutScript follows an old address in a browser that runs
// no scripts.
func TestOldAddressesWithoutScript(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, orchardInput(t)), "/"))
	b.scripts(false)
	b.open("guides/fruit/")
	b.arrives("guides/apples/")
	b.open("guides/pears/")
	b.arrives("guides/pears/")
}

// TestOldAddressesFromDisk follows an old address of a site that was opened
// from disk.
func TestOldAddressesFromDisk(t *testing.T) {
	b := newTab(t, browser(t), onDisk(t, orchardInput(t)))
	b.open("guides/fruit/index.html#security")
	b.arrives("guides/apples/index.html#security")
	b.open("guides/fruit/index.html#cold-store")
	b.arrives("guides/store/cold/index.html#temperature")
	b.clean("from disk")
}

// TestTreeOpens opens the list of guides at a group that is folded.
func TestTreeOpens(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, orchardInput(t)), "/"))
	b.open("guides/")
	const open = `[...document.querySelectorAll(".tree details[open] > summary .tree-title")].map((s) => s.textContent).join()`
	if got := eval[string](b, open); got != "" {
		t.Errorf("open from the start: %s", got)
	}
	b.open("guides/store/cold/")
	b.do(chromedp.Click(`.crumbs li:last-child a`))
	b.arrives("guides/store/")
	b.open("guides/autumn/")
	b.do(chromedp.Click(`.crumbs li:last-child a`))
	b.until(`location.hash === "#in-fruit-by-season" && ` + open + ` === "By season"`)
	b.clean("the tree")
}

// TestChangedSince chooses a date, and finds it again in the counts, in the
// chips and in the address.
func TestChangedSince(t *testing.T) {
	in := changedOrchard(t)
	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/"))
	choose := func(value string) {
		t.Helper()
		_ = eval[bool](b, fmt.Sprintf(`(() => { const s = document.querySelector("#facet-changed"); s.value = %q; s.dispatchEvent(new Event("change", { bubbles: true })); return s.value === %q; })()`, value, value))
	}
	b.open("rules/")
	b.until(`!!document.querySelector("#rule-list.ready")`)
	if got := eval[string](b, `[...document.querySelectorAll("#facet-changed option")].map((o) => o.textContent).join()`); got != "any time,November 2026 (4),October 2026 (5),March 2026 (7),Date not known (1)" {
		t.Errorf("the dates: %s", got)
	}
	choose("2026-10")
	b.until(listed + " === 5")
	if got := eval[string](b, `location.search`); got != "?changed=2026-10" {
		t.Errorf("the address says %q", got)
	}
	if got := eval[[]string](b, chipTexts); strings.Join(got, "|") != "Changed since: October 2026" {
		t.Errorf("chips: %q", got)
	}
	reliable := fitting(in.Catalog, func(r rules.Rule) bool { return isPillar(r, "reliability") })
	if got := facetCountOf(b, "pillar", "reliability"); got != reliable {
		t.Errorf("%d reliability rules, want %d", got, reliable)
	}
	if got := facetCountOf(b, "pillar", "cost-optimization"); got != 0 {
		t.Errorf("%d cost rules since October, want none", got)
	}
	b.click(box("pillar", "reliability"))
	b.until(fmt.Sprintf("%s === %d", listed, reliable))
	choose("2026-03")
	b.until(`location.search === "?pillar=reliability&changed=2026-03"`) // one date at a time
	_ = eval[bool](b, `history.back(), true`)
	b.until(`document.querySelector("#facet-changed").value === "2026-10"`)
	b.click(`.chip`)
	b.until(listed + " === 5")
	b.click(`.chip`)
	b.until(`document.querySelector("#facet-changed").value === "" && location.search === ""`)

	// Dates that have no value of their own.
	for address, want := range map[string]int{"2026-05": 5, "2026-10-31": 5, "2027-01": 0, "2019": 7, "none": 1} {
		b.open("rules/?changed=" + address)
		b.until(fmt.Sprintf("%s === %d", listed, want))
	}
	b.open("rules/?sort=changed")
	b.until(`document.querySelector("#rules .rule-code").textContent === "AP-001" && document.querySelector("#rules li:last-child .rule-code").textContent === "WAF-004"`)

	b.open("rules/?release=reworded")
	b.until(listed + " === 1")
	if got := facetCountOf(b, "release", "added"); got != 2 {
		t.Errorf("%d added rules, want 2", got)
	}
	b.clean("changed since")
}

package site_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/spf13/afero"
	"golang.org/x/net/html"

	"pillars/rules"
)

// Expressions about the rule list.
const (
	inPage    = `document.querySelectorAll("#rules > li").length`
	listed    = `Number(document.querySelector("#count strong").textContent)`
	countText = `document.querySelector("#count").textContent`
	chipTexts = `[...document.querySelectorAll(".chip")].map((c) => c.firstChild.textContent)`
)

// box is the selector of a facet's check box.
func box(facet, value string) string {
	return fmt.Sprintf(`#facets input[name=%q][value=%q]`, facet, value)
}

// click clicks an element by its selector.
func (b *tab) click(selector string) {
	b.Helper()
	_ = eval[bool](b, fmt.Sprintf("document.querySelector(`%s`).click(), true", selector))
}

// slash presses that key. Chromium would take the character that chromedp
// sends after the key as typed, though the page has used the key up.
func (b *tab) slash() {
	b.Helper()
	_ = eval[bool](b, `document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, cancelable: true })), true`)
}

// facetCountOf gives the number beside a value of a facet.
func facetCountOf(b *tab, facet, value string) int {
	b.Helper()
	return eval[int](b, `Number(document.querySelector(`+"`"+box(facet, value)+"`"+`).closest("li").querySelector(".facet-count").textContent)`)
}

// fitting counts the rules of a catalog that stand and satisfy a condition.
func fitting(c *rules.Catalog, fits func(rules.Rule) bool) int {
	n := 0
	for _, r := range c.Rules {
		if r.Status == rules.Active && fits(r) {
			n++
		}
	}
	return n
}

func isPillar(r rules.Rule, id string) bool { return r.Pillar != nil && *r.Pillar == id }

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

// TestFacets ticks values, and finds them again in the counts, in the chips
// and in the address; back takes the last one away.
func TestFacets(t *testing.T) {
	in := ourInput(t)
	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/below/"))
	b.open("rules/")
	all := fitting(in.Catalog, func(rules.Rule) bool { return true })
	secure := fitting(in.Catalog, func(r rules.Rule) bool { return isPillar(r, "security") })
	securePolicies := fitting(in.Catalog, func(r rules.Rule) bool { return isPillar(r, "security") && r.Kind == rules.Policy })
	policies := fitting(in.Catalog, func(r rules.Rule) bool { return r.Kind == rules.Policy })
	twoPillars := fitting(in.Catalog, func(r rules.Rule) bool {
		return r.Kind == rules.Policy && (isPillar(r, "security") || isPillar(r, "reliability"))
	})

	b.click(box("pillar", "security"))
	b.until(fmt.Sprintf("%s === %d", listed, secure))
	if got, want := eval[string](b, countText), fmt.Sprintf("%d of %d rules", secure, all); got != want {
		t.Errorf("the count says %q, want %q", got, want)
	}
	if got := facetCountOf(b, "kind", "policy"); got != securePolicies {
		t.Errorf("%d policies beside the facet, want %d: those of the pillar", got, securePolicies)
	}
	reliable := fitting(in.Catalog, func(r rules.Rule) bool { return isPillar(r, "reliability") })
	if got := facetCountOf(b, "pillar", "reliability"); got != reliable {
		t.Errorf("%d reliability rules, want %d: a facet does not narrow itself", got, reliable)
	}
	b.click(box("kind", "policy"))
	b.until(fmt.Sprintf("%s === %d", listed, securePolicies))
	b.click(box("pillar", "reliability"))
	b.until(fmt.Sprintf("%s === %d", listed, twoPillars))
	if got := eval[string](b, `location.search`); got != "?pillar=reliability&pillar=security&kind=policy" {
		t.Errorf("the address says %q", got)
	}
	if got := eval[[]string](b, chipTexts); !slices.Equal(got, []string{"Pillar: Reliability", "Pillar: Security", "Kind: Policy"}) {
		t.Errorf("chips: %q", got)
	}

	_ = eval[bool](b, `history.back(), true`)
	b.until(fmt.Sprintf("%s === %d", listed, securePolicies))
	if eval[bool](b, "document.querySelector(`"+box("pillar", "reliability")+"`).checked") {
		t.Error("back leaves the box ticked")
	}
	_ = eval[bool](b, `history.forward(), true`)
	b.until(fmt.Sprintf("%s === %d", listed, twoPillars))

	for range 2 {
		b.click(`.chip`)
	}
	b.until(fmt.Sprintf("%s === %d", listed, policies))
	if got := eval[string](b, `document.activeElement.textContent`); !strings.Contains(got, "Kind") {
		t.Errorf("after a chip is taken away the focus is on %q, not on the next chip", got)
	}
	b.click(`.chip`)
	b.until(fmt.Sprintf("%s === %d", listed, all))
	if got := eval[string](b, `location.search`); got != "" {
		t.Errorf("with no filter left the address says %q", got)
	}

	// Words are found whatever their case and accents, and all must occur.
	b.do(chromedp.SendKeys("#q", "ACCOUNTS lócal"))
	b.until(listed + " === 1")

	b.open("rules/?pillar=security&sort=title")
	if !eval[bool](b, `(() => { const t = [...document.querySelectorAll("#rules .rule-title")].map((e) => e.textContent); const c = new Intl.Collator("en", { numeric: true }); return t.length > 5 && t.every((x, i) => i === 0 || c.compare(t[i - 1], x) <= 0); })()`) {
		t.Error("the list is not in the order of titles")
	}
	b.open("rules/?sort=severity")
	if got := eval[string](b, `document.querySelector("#rules .sev").textContent`); got != "high" {
		t.Errorf("by severity, a rule of severity %q stands first", got)
	}
	b.clean("facets")
}

// TestRowsAlike holds the rows that the script makes against the page's own,
// and brings more of them as the end of the list comes near.
func TestRowsAlike(t *testing.T) {
	in := ourInput(t)
	for _, r := range slices.Clone(in.Catalog.Rules) {
		r.ID = "X" + r.ID // more than the page holds
		in.Catalog.Rules = append(in.Catalog.Rules, r)
	}
	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/"))
	b.open("rules/")
	b.until(`!!document.querySelector("#rule-list.ready")`)
	const rowsHTML = `[...document.querySelectorAll("#rules > li")].slice(0, 50).map((r) => r.outerHTML).join("\n")`
	before := eval[string](b, rowsHTML)
	_ = eval[bool](b, `(() => { const s = document.querySelector("#sort"); for (const v of ["title", ""]) { s.value = v; s.dispatchEvent(new Event("change")); } return true; })()`)
	after := eval[string](b, rowsHTML)
	if before != after {
		was, is := strings.Split(before, "\n"), strings.Split(after, "\n")
		for i := range min(len(was), len(is)) {
			if was[i] != is[i] {
				t.Fatalf("row %d\npage:   %s\nscript: %s", i, was[i], is[i])
			}
		}
		t.Fatalf("%d rows, then %d", len(was), len(is))
	}
	all := fitting(in.Catalog, func(rules.Rule) bool { return true })
	if n := eval[int](b, inPage); n >= all {
		t.Errorf("all %d rows are in the page", n)
	}
	_ = eval[bool](b, `(self.scrolling = setInterval(() => scrollTo({ top: 1e6, behavior: "instant" }), 50)), true`)
	b.until(fmt.Sprintf("%s === %d", inPage, all))
	b.clean("rows")
}

// TestNoRuleFits says which filter to drop, and drops it.
func TestNoRuleFits(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	b.open("rules/?pillar=cost-optimization&q=local+accounts")
	b.until(`!document.querySelector("#none").hidden`)
	if got := eval[string](b, `document.querySelector("#none").textContent`); !strings.Contains(got, "Drop Pillar: Cost Optimization 1 rule fits") {
		t.Errorf("the empty list says %q", got)
	}
	_ = eval[bool](b, `[...document.querySelectorAll("#none button")].find((x) => x.textContent.includes("Pillar")).click(), true`)
	b.until(listed + " === 1")
	b.open("rules/?q=nothinglikethis")
	b.until(`document.querySelector("#none").textContent.includes("nothinglikethis")`)
	b.clean("no rule fits")
}

// TestRuleListByKeys finds and opens a rule without a pointer.
func TestRuleListByKeys(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	b.open("rules/")
	b.slash()
	b.until(`document.activeElement.id === "q"`)
	b.do(chromedp.KeyEvent("pod"))
	b.until(listed + ` > 2 && location.search === "?q=pod"`)
	b.do(chromedp.KeyEvent(kb.ArrowDown + kb.ArrowDown + kb.ArrowDown + kb.ArrowUp))
	b.until(`document.activeElement === document.querySelector("#rules > li:nth-child(2) a")`)
	b.do(chromedp.KeyEvent(kb.Home + kb.ArrowUp))
	b.until(`document.activeElement.id === "q"`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	id := eval[string](b, `document.activeElement.firstElementChild.textContent`)
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(fmt.Sprintf(`location.pathname === "/rules/%s/"`, id))
	_ = eval[bool](b, `history.back(), true`)
	b.until(`document.querySelector("#q")?.value === "pod" && ` + listed + ` > 2`)
	b.clean("by keys")
}

// keepFiles makes a page keep what it hands over instead of saving it.
const keepFiles = `(() => {
	self.files = [];
	URL.createObjectURL = (blob) => { blob.text().then((text) => files.push({ type: blob.type, text })); return "data:,"; };
	HTMLAnchorElement.prototype.click = function () { this.download ? (self.fileName = this.download) : this.dispatchEvent(new MouseEvent("click", { bubbles: true })); };
	return true;
})()`

// handedOver clicks a download button and gives the file.
func handedOver(b *tab, format string) string {
	b.Helper()
	b.click(`#downloads [data-format="` + format + `"]`)
	b.until(`files.length === 1`)
	return eval[string](b, `files.pop().text`)
}

// TestDownloadSelection holds the three files against the catalog, from a
// server and from disk.
func TestDownloadSelection(t *testing.T) {
	in := ourInput(t)
	// What a spreadsheet would take for a formula.
	i := slices.IndexFunc(in.Catalog.Rules, func(r rules.Rule) bool { return isPillar(r, "security") && r.Kind == rules.Policy })
	in.Catalog.Rules[i].Title = `=HYPERLINK("x","y")`
	want := fitting(in.Catalog, func(r rules.Rule) bool { return isPillar(r, "security") && r.Kind == rules.Policy })
	chrome := browser(t)
	for _, base := range []string{serveBelow(t, build(t, in), "/"), onDisk(t, in)} {
		b := newTab(t, chrome, base)
		b.open("rules/index.html?pillar=security&kind=policy")
		_ = eval[bool](b, keepFiles)

		var selection struct {
			Selection string
			Rules     []struct{ ID, Text, Kind, Pillar string }
		}
		if err := json.Unmarshal([]byte(handedOver(b, "json")), &selection); err != nil {
			t.Fatal(err)
		}
		if len(selection.Rules) != want || selection.Selection != "?pillar=security&kind=policy" {
			t.Errorf("%s: %d rules of %q, want %d", base, len(selection.Rules), selection.Selection, want)
		}
		for _, r := range selection.Rules {
			if r.Kind != "policy" || r.Pillar != "security" || r.Text == "" {
				t.Errorf("%s: %+v is not of the selection, or has no text", base, r)
			}
		}
		table := handedOver(b, "csv")
		if n := strings.Count(table, "\r\n"); n != want+1 {
			t.Errorf("%s: the CSV has %d lines, want %d", base, n, want+1)
		}
		if !strings.Contains(table, `"'=HYPERLINK(""x"",""y"")"`) {
			t.Errorf("%s: the formula is not made harmless:\n%s", base, table)
		}
		text := handedOver(b, "markdown")
		if n := strings.Count(text, "\n- **["); n != want || !strings.Contains(text, "Pillar: Security. Kind: Policy.") {
			t.Errorf("%s: %d rules in the Markdown, want %d:\n%s", base, n, want, text)
		}
		b.clean(base)
	}
}

// TestFacetPages holds the static page of each value against its count beside
// the link on the list, and the link against the filter of the same name.
func TestFacetPages(t *testing.T) {
	in := ourInput(t)
	fsys := build(t, in)
	list := parse(t, fsys, "rules/index.html")
	n := 0
	for link := range list.Descendants() {
		value := attr(link, "data-value")
		if link.Data != "a" || value == "" {
			continue
		}
		n++
		p := filepath.ToSlash(filepath.Join("rules", attr(link, "href"), "index.html"))
		rows := 0
		for e := range parse(t, fsys, p).Descendants() {
			if e.Data == "li" && strings.Contains(attr(e, "class"), "rule-row") {
				rows++
			}
		}
		if want := textOf(link); !strings.HasSuffix(want, fmt.Sprintf(" %d", rows)) {
			t.Errorf("%s lists %d rules, the link to it says %q", p, rows, want)
		}
	}
	if n < 12 {
		t.Errorf("the list leads to only %d pages of facets", n)
	}
	for _, p := range []string{"rules/pillar/security/", "rules/service/azure-kubernetes-service/", "rules/kind/policy/", "rules/severity/high/", "rules/check/automated/", "rules/scope/cluster/"} {
		if ok, err := afero.Exists(fsys, p+"index.html"); err != nil || !ok {
			t.Errorf("no page %s", p)
		}
	}
}

func parse(t *testing.T, fsys afero.Fs, name string) *html.Node {
	t.Helper()
	f, err := fsys.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	root, err := html.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			s.WriteString(d.Data)
		}
	}
	return s.String()
}

// Expressions about the search dialog.
const (
	dialogOpen  = `document.querySelector("dialog.search-dialog")?.open === true`
	optionTexts = `[...document.querySelectorAll("[role=option]")].map((o) => o.textContent)`
	activeText  = `document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))?.textContent ?? ""`
	searchSays  = `document.querySelector(".search-dialog [role=status]").textContent`
)

// TestSearch searches by keys alone, from a server and from disk.
func TestSearch(t *testing.T) {
	in := ourInput(t)
	chrome := browser(t)
	for _, base := range []string{serveBelow(t, build(t, in), "/some/where/"), onDisk(t, in)} {
		b := newTab(t, chrome, base)
		searchFlow(b)
		b.clean(base)
	}
}

func searchFlow(b *tab) {
	b.Helper()
	b.open("index.html")
	b.do(chromedp.Focus(`.actions a`))
	if eval[bool](b, `"pillarsSearchEngine" in self || "pillarsSearch" in self`) {
		b.Error("the engine or the index is loaded before anybody searches")
	}

	// Typed at once, while the engine is being loaded; with a typo.
	b.slash()
	b.do(chromedp.KeyEvent("disable lokal acounts"))
	b.until(dialogOpen)
	b.until(`(` + activeText + `).includes("Disable local accounts")`)
	if got := eval[[]string](b, `[...document.querySelectorAll("[role=option][aria-selected=true] .search-title mark")].map((m) => m.textContent)`); !slices.Equal(got, []string{"Disable", "local", "accounts"}) {
		b.Errorf("marked: %q", got)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(`location.pathname.includes("/rules/AKS-") && document.querySelector("h1")?.textContent.includes("Disable local accounts") && document.readyState === "complete"`)

	// An ID leads to its rule first, however it is written; Ctrl-K opens too.
	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.until(dialogOpen)
	b.until(`(` + activeText + `).includes("Disable local accounts")`) // opened lately
	b.do(chromedp.KeyEvent("aks 17"))
	b.until(`(` + activeText + `).startsWith("AKS-017 ")`)
	b.do(chromedp.KeyEvent(kb.ArrowUp))
	last := eval[[]string](b, optionTexts)
	if got := eval[string](b, activeText); got != last[len(last)-1] {
		b.Errorf("up from the first result leads to %q, not to the last", got)
	}
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(`!(` + dialogOpen + `)`)

	// The button opens it, and gets the focus back.
	b.do(chromedp.Focus("#search-open"), chromedp.KeyEvent(kb.Enter))
	b.until(dialogOpen)
	b.do(chromedp.KeyEvent("qqqqqq"))
	b.until(`(` + searchSays + `).startsWith("Nothing found")`)
	b.do(chromedp.KeyEvent(kb.Escape))
	b.until(`document.activeElement.id === "search-open"`)

	// A heading of an article.
	b.do(chromedp.KeyEvent(kb.Enter))
	b.until(dialogOpen)
	b.do(chromedp.KeyEvent("related content"))
	const heading = `[...document.querySelectorAll("[role=option]")].find((o) => o.getAttribute("href").includes("guides/") && o.hash)`
	b.until(`!!` + heading)
	_ = eval[bool](b, heading+`.click(), true`)
	b.until(`location.pathname.includes("/guides/") && !!document.getElementById(location.hash.slice(1)) && document.readyState === "complete"`)

	// A word that stands in the text of rules only.
	b.slash()
	b.until(dialogOpen)
	b.do(chromedp.KeyEvent("kubeconfig"))
	b.until(`[...document.querySelectorAll(".search-group:last-child [role=option] .search-about mark")].some((m) => m.textContent === "kubeconfig")`)
	b.do(chromedp.KeyEvent(kb.Escape))
}

// TestSearchWithoutScript has a link to the rule list in the button's place.
func TestSearchWithoutScript(t *testing.T) {
	root := parse(t, build(t, ourInput(t)), "guides/index.html")
	for n := range root.Descendants() {
		if attr(n, "id") == "search-open" {
			if n.Data != "a" || attr(n, "href") != "../rules/" {
				t.Errorf("<%s href=%q>", n.Data, attr(n, "href"))
			}
			return
		}
	}
	t.Error("the masthead has no way to search")
}

// TestSearchStates holds each state of list and search against axe, in light
// and dark, wide and narrow.
func TestSearchStates(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	states := []struct {
		name, page string
		keys       string // typed, "/" first
		click      string
		until      string
	}{
		{"filtered", "rules/?pillar=security&kind=policy&q=a", "", "", listed + " > 0"},
		{"panel open", "rules/?kind=policy", "", "#facets-toggle", `document.querySelector("#facets").classList.contains("open")`},
		{"a filter in the way", "rules/?pillar=cost-optimization&q=local+accounts", "", "", `!document.querySelector("#none").hidden`},
		{"no rule", "rules/?pillar=security&kind=policy&q=zzzz", "", "", `!document.querySelector("#none").hidden`},
		{"a facet's page", "rules/check/automated/", "", "", "true"},
		{"search empty", "", "/", "", dialogOpen},
		{"search results", "", "/network policy", "", `document.querySelectorAll("[role=option] mark").length > 3 && (` + searchSays + `).endsWith("s") && !(` + searchSays + `).includes("…")`},
		{"search finds nothing", "", "/qqqqqq", "", `(` + searchSays + `).startsWith("Nothing")`},
	}
	for _, scheme := range []string{"light", "dark"} {
		b.scheme(scheme)
		for _, w := range []window{desktop, zoomed} {
			b.resize(w)
			for _, s := range states {
				where := fmt.Sprintf("%s, %s, %s", s.name, scheme, w.name)
				b.open(s.page)
				if s.click != "" {
					b.click(s.click)
				}
				if typed, ok := strings.CutPrefix(s.keys, "/"); ok {
					b.slash()
					b.until(dialogOpen)
					b.do(chromedp.KeyEvent(typed))
				}
				b.until(s.until)
				b.clean(where)
				b.fits(where)
				b.axe(where)
			}
		}
	}
}

// TestSearchSpeed logs how long the list and the search take over the rules
// of the real guides, twice over. A time is measured, never asserted.
func TestSearchSpeed(t *testing.T) {
	in := corpusInput(t)
	for _, r := range slices.Clone(in.Catalog.Rules) {
		r.ID = "X" + r.ID
		in.Catalog.Rules = append(in.Catalog.Rules, r)
	}
	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/"))
	b.open("rules/")
	b.until(`!!document.querySelector("#rule-list.ready")`)
	n := eval[int](b, listed)
	if n != 2*fitting(in.Catalog, func(r rules.Rule) bool { return !strings.HasPrefix(r.ID, "X") }) {
		t.Errorf("%d rules listed", n)
	}
	type figures struct{ Script, Layout, Rest float64 }
	for _, act := range []struct{ name, does string }{
		{"tick security", "document.querySelector(`" + box("pillar", "security") + "`).click()"},
		{"untick it", "document.querySelector(`" + box("pillar", "security") + "`).click()"},
		{"type a letter", `(() => { const q = document.querySelector("#q"); q.value = "n"; q.dispatchEvent(new Event("input")); })()`},
		{"type a word", `(() => { const q = document.querySelector("#q"); q.value = "network"; q.dispatchEvent(new Event("input")); })()`},
		{"empty it", `(() => { const q = document.querySelector("#q"); q.value = ""; q.dispatchEvent(new Event("input")); })()`},
		{"by title", `(() => { const s = document.querySelector("#sort"); s.value = "title"; s.dispatchEvent(new Event("change")); })()`},
	} {
		f := eval[figures](b, `(async () => {
			const t0 = performance.now(); `+act.does+`;
			const t1 = performance.now(); document.body.offsetHeight;
			const t2 = performance.now();
			for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame);
			document.body.offsetHeight;
			return { Script: t1 - t0, Layout: t2 - t1, Rest: performance.now() - t2 };
		})()`)
		t.Logf("%d rules, %s: script %.1f ms, layout %.1f ms; rest of the rows four frames later, %.1f ms", n, act.name, f.Script, f.Layout, f.Rest)
	}

	b.open("index.html")
	b.slash()
	b.until(`"pillarsSearch" in self && "pillarsSearchEngine" in self`)
	type times struct {
		Parse, Build, First, Text, InText float64
		Found                             int
	}
	f := eval[times](b, `(async () => {
		const json = JSON.stringify(pillarsSearch);
		const t0 = performance.now(); JSON.parse(json);
		const t1 = performance.now(); const engine = pillarsSearchEngine(pillarsSearch);
		const t2 = performance.now(); const found = engine.find("netwrok policy");
		const t3 = performance.now();
		const texts = Object.fromEntries((await (await fetch("api/v1/catalog.json")).json()).rules.map((r) => [r.id, [r.text, r.benefit]]));
		const t4 = performance.now(); await engine.addTexts(texts);
		const t5 = performance.now(); engine.findInTexts("netwrok policy");
		return { Parse: t1 - t0, Build: t2 - t1, First: t3 - t2, Text: t5 - t4, InText: performance.now() - t5, Found: found.rules.length };
	})()`)
	if f.Found == 0 {
		t.Error("nothing found")
	}
	t.Logf("%d rules, %d guides: reading names %.1f ms, indexing them %.1f ms, first result %.1f ms; indexing texts %.0f ms in steps, result in texts %.1f ms", n, len(in.Library.Docs), f.Parse, f.Build, f.First, f.Text, f.InText)
	b.clean("speed")
}

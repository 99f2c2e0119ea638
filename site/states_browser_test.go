package site_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"golang.org/x/net/html"
)

// inWindows holds a state of a page against axe and the window's width, large
// and at 400 %.
func (b *tab) inWindows(where string) {
	b.Helper()
	for _, w := range []window{zoomed, desktop} {
		b.resize(w)
		b.fits(where + ", " + w.name)
		b.axeBoth(where + ", " + w.name)
	}
	b.clean(where)
}

// TestReviewStates holds the states of the review page that its other tests do
// not come through.
func TestReviewStates(t *testing.T) {
	in := fewRules(ourInput(t))
	fsys := build(t, in)
	b := newTab(t, browser(t), serveBelow(t, fsys, "/"))
	id := firstRules(in)
	b.open("review/")
	b.upload("#review-import", `{"schemaVersion":"1.0","workload":"A rather long name of a workload that must be broken somewhere","catalog":"`+in.Catalog.Digest+`","created":"2026-01-02T03:04:05Z","updated":"2026-01-02T03:04:05Z","scope":{},"answers":[
		{"rule":"`+id[0]+`","status":"accepted","reason":"`+strings.Repeat("x", 300)+`","by":"Ana","date":"2026-01-02","expires":"2999-01-03","textHash":"0123456789abcdef"},
		{"rule":"`+id[1]+`","status":"todo","reason":"two\nlines","by":"","date":"2026-01-02","due":"2026-01-03","textHash":"`+textHash(ruleByID(in, id[1]).Text)+`"},
		{"rule":"`+id[2]+`","resource":{"type":"Microsoft.ContainerService/managedClusters","name":"shop"},"status":"accepted","reason":"because","by":"","date":"2026-01-02","textHash":"0123456789abcdef"}]}`)
	b.until(`!document.querySelector("#review-progress").hidden && document.querySelector("#review-notice").textContent.startsWith("Opened")`)
	b.inWindows("imported")
	for _, menu := range []string{"#review-manage", "#review-export"} {
		b.click(menu + " > summary")
		b.until(fmt.Sprintf(`document.querySelector(%q).open`, menu))
		b.inWindows(menu + " open")
	}
	b.click(`#review-manage > summary`)
	b.click(`#review-manage [data-do="scope"]`)
	b.until(`!document.querySelector("#review-form").hidden`)
	b.inWindows("name and scope")
	b.click("#review-cancel")
	_ = eval[bool](b, `(() => { const w = document.querySelector("#review-words"); w.value = "zzzz"; w.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`)
	b.until(`!document.querySelector("#review-none").hidden`)
	b.inWindows("no rule fits")
	b.click(`#review-filters [type="reset"]`)
	b.until(`document.querySelector("#review-none").hidden`)
	b.upload("#review-import", "{")
	b.until(`document.querySelector("#review-notice").textContent.includes("not JSON")`)
	b.inWindows("a wrong file")

	// What is loaded later cannot be.
	later, err := afero.Glob(fsys, "assets/review-later-*")
	if err != nil || len(later) != 1 {
		t.Fatal(later, err)
	}
	script, err := afero.ReadFile(fsys, later[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := fsys.Remove(later[0]); err != nil {
		t.Fatal(err)
	}
	b.expect("review-later-")
	b.click("#review-compare")
	b.until(`document.querySelector("#review-notice").textContent.includes("could not be loaded")`)
	b.inWindows("a part is missing")
	if err := afero.WriteFile(fsys, later[0], script, 0o644); err != nil {
		t.Fatal(err)
	}
	b.click("#review-compare")
	b.until(`document.activeElement.id === "review-comparison-title"`)
	b.inWindows("comparison without a review to compare")
}

// TestRuleStates opens everything that a rule's page and an article fold away.
func TestRuleStates(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	b.open("rules/AKS-017/")
	_ = eval[bool](b, `(document.querySelectorAll("details").forEach((d) => (d.open = true)), true)`)
	tabs := eval[int](b, `document.querySelectorAll("[role=tab]").length`)
	if tabs < 3 {
		t.Fatalf("%d tabs", tabs)
	}
	for i := range tabs {
		_ = eval[bool](b, fmt.Sprintf(`(document.querySelectorAll("[role=tab]")[%d].click(), true)`, i))
		b.inWindows(fmt.Sprintf("rule, tab %d", i+1))
	}
	b.resize(zoomed)
	b.open("guides/azure-kubernetes-service/")
	b.click(".contents summary")
	b.until(`document.querySelector(".contents details").open`)
	b.axeBoth("contents open")
	b.fits("contents open")
}

// TestArticlesOfCorpus looks at real articles, so many that every element and
// class that articles are made of occurs: tabs, alerts, images, code, tables.
func TestArticlesOfCorpus(t *testing.T) {
	fsys := build(t, corpusInput(t))
	pages := variety(t, fsys, "guides")
	t.Logf("%d articles: %s", len(pages), strings.Join(pages, " "))
	b := newTab(t, browser(t), serveBelow(t, fsys, "/"))
	for _, page := range append(pages, "", "rules/", "guides/", "pillars/reliability/") {
		b.resize(desktop)
		b.open(page)
		b.inWindows(page)
	}
}

// variety chooses pages below a folder until every element with its classes
// occurs in them, always the page next that has the most that is new.
func variety(t *testing.T, fsys afero.Fs, folder string) []string {
	t.Helper()
	has := map[string]map[string]bool{}
	for name := range files(t, fsys) {
		if page, ok := strings.CutSuffix(name, "index.html"); ok && strings.HasPrefix(name, folder+"/") {
			has[page] = map[string]bool{}
			for n := range parse(t, fsys, name).Descendants() {
				if n.Type == html.ElementNode {
					has[page][n.Data+" "+attr(n, "class")+" "+attr(n, "role")] = true
				}
			}
		}
	}
	var chosen []string
	seen := map[string]bool{}
	for {
		best, most := "", 0
		for page, marks := range has {
			n := 0
			for mark := range marks {
				if !seen[mark] {
					n++
				}
			}
			if n > most || n == most && n > 0 && page < best {
				best, most = page, n
			}
		}
		if most == 0 {
			slices.Sort(chosen)
			return chosen
		}
		for mark := range has[best] {
			seen[mark] = true
		}
		chosen = append(chosen, best)
	}
}

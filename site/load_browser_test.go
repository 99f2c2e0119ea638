package site_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/spf13/afero"
)

// quiet waits until a page is loaded and has nothing to do for two frames.
const quiet = `new Promise((done) => {
	const rest = () => requestIdleCallback(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));
	document.readyState === "complete" ? rest() : addEventListener("load", rest);
})`

// firstLoad is the most that the scripts, and the style sheets, of a page may
// weigh before anybody does anything, in bytes as gzip packs them.
const firstLoad = 20_000

// TestFirstLoad weighs what each kind of page loads by itself.
func TestFirstLoad(t *testing.T) {
	fsys := build(t, apiInput(t))
	b := newTab(t, browser(t), serveBelow(t, fsys, "/"))
	for _, page := range kindsOfPage {
		b.open(page)
		_ = eval[bool](b, quiet)
		sum := map[string]int{}
		for _, url := range eval[[]string](b, `performance.getEntriesByType("resource").map((e) => e.name)`) {
			name := strings.TrimPrefix(url, b.base)
			data, err := afero.ReadFile(fsys, name)
			if err != nil {
				continue // the icon is in the page
			}
			sum[path.Ext(name)] += packed(t, data)
		}
		t.Logf("%-36q scripts %5d bytes, style sheets %5d", page, sum[".js"], sum[".css"])
		if sum[".js"] == 0 || sum[".css"] == 0 {
			t.Errorf("%q loads no script, or no style sheet", page)
		}
		if sum[".js"] > firstLoad || sum[".css"] > firstLoad {
			t.Errorf("%q: %d bytes of scripts, %d of style sheets; at most %d of each: load later what is used later", page, sum[".js"], sum[".css"], firstLoad)
		}
	}
}

func packed(t *testing.T, data []byte) int {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Len()
}

// shifts gives how much of a page has moved by itself since it was opened, and
// what: the cumulative layout shift of Core Web Vitals.
const shifts = `new Promise((done) => {
	const out = { score: 0, moved: [] };
	new PerformanceObserver((list) => {
		for (const e of list.getEntries()) {
			if (e.hadRecentInput) continue;
			out.score += e.value;
			out.moved.push(...e.sources.map((s) => (s.node?.outerHTML ?? s.node?.textContent ?? "?").slice(0, 90) + JSON.stringify([s.previousRect.y, s.currentRect.y])));
		}
	}).observe({ type: "layout-shift", buffered: true });
	setTimeout(() => { out.moved = out.moved.slice(0, 6); done(out); }, 150);
})`

// TestNothingMoves opens each kind of page with an empty cache on a slow
// processor, on a phone and a desk, and scrolls to its end: nothing moves by
// itself.
func TestNothingMoves(t *testing.T) {
	for _, c := range []struct {
		name  string
		base  string
		pages []string
	}{
		{"ours", serveBelow(t, build(t, apiInput(t)), "/"), append(kindsOfPage, "404.html")},
		{"orchard", serveBelow(t, build(t, changedOrchard(t)), "/"), kindsOfOrchardPage},
		{"corpus", serveBelow(t, build(t, corpusInput(t)), "/"), []string{"", "rules/", "guides/service-guides/virtual-machines/", "guides/operational-excellence/maturity-model/", "review/"}},
	} {
		b := newTab(t, browser(t), c.base)
		call(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
		call(b, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4})
		for _, w := range []window{phone, {"desk", 1440, 900, 1}} {
			b.resize(w)
			for _, page := range c.pages {
				b.still(page, fmt.Sprintf("%s %q, %s", c.name, page, w.name))
			}
			// A review that is there already.
			b.open("review/")
			b.startReview()
			b.still("review/", c.name+" review that is stored, "+w.name)
			_ = eval[bool](b, `(localStorage.clear(), true)`)
		}
	}
}

// still fails the test where something moves while a page loads or is
// scrolled. A page that comes in pieces may be painted in the middle of a
// word, which then grows; as that cannot be helped, and hardly ever happens,
// only what moves each time is a fault.
func (b *tab) still(page, where string) {
	b.Helper()
	type shift struct {
		Score float64  `json:"score"`
		Moved []string `json:"moved"`
	}
	var last shift
	for range 3 {
		b.open(page)
		_ = eval[bool](b, quiet)
		_ = eval[bool](b, `(async () => {
			for (let y = 0; y < Math.min(document.documentElement.scrollHeight, 6000); y += innerHeight / 2) {
				scrollTo({ top: y, behavior: "instant" });
				await new Promise(requestAnimationFrame);
			}
			return true;
		})()`)
		if last = eval[shift](b, shifts); last.Score < 0.001 {
			b.Logf("%s: %.4f", where, last.Score)
			return
		}
		b.Logf("%s: %.4f, once more", where, last.Score)
	}
	b.Errorf("%s: things move, by %.4f:\n\t%s", where, last.Score, strings.Join(last.Moved, "\n\t"))
}

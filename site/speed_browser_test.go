package site_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestSpeed measures, on the site of the real guides, what a visitor waits
// for: from a key press until the rule list shows what fits, and from a query
// until the first result. Times are logged, never asserted.
func TestSpeed(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, corpusInput(t)), "/"))
	b.resize(desktop)
	b.open("rules/")
	b.until(`!!document.querySelector("#rule-list.ready")`)
	t.Logf("%d rules", eval[int](b, listed))
	b.watchPaint("#rules")
	b.do(chromedp.Focus("#q"))
	logTimes(t, "rule list, from the key until it is painted", b.typed("network", "backup", "cluster", "zones"))
	var ticked []float64
	for range 10 {
		b.do(chromedp.Focus(box("pillar", "security")))
		ticked = append(ticked, b.timed(" ")...)
		ticked = append(ticked, b.timed(" ")...)
	}
	logTimes(t, "rule list, from a tick until it is painted", ticked)

	b.open("")
	b.slash()
	b.until(`"pillarsSearch" in self && "pillarsSearchEngine" in self`)
	b.watchPaint("[role=listbox]")
	logTimes(t, "search, from the key until the first results are painted", b.typed("networ", "backup", "cluste", "zone"))
	b.clean("speed")
}

// watchPaint lets the page note, for each key press, how many milliseconds
// pass until an element has changed and that is painted.
func (b *tab) watchPaint(selector string) {
	b.Helper()
	_ = eval[bool](b, fmt.Sprintf(`(() => {
		let pressed;
		addEventListener("keydown", () => { pressed = performance.now(); self.took = undefined; }, true);
		new MutationObserver(() => {
			const from = pressed;
			pressed = undefined;
			if (from === undefined) return;
			const painted = new MessageChannel(); // its message comes behind the frame
			painted.port1.onmessage = () => (self.took = performance.now() - from);
			requestAnimationFrame(() => painted.port2.postMessage(0));
		}).observe(document.querySelector(%q), { childList: true, subtree: true, characterData: true });
		return true;
	})()`, selector))
}

// typed types words letter by letter, taking each away again, and gives the
// time of every key that changed something.
func (b *tab) typed(words ...string) []float64 {
	b.Helper()
	var all []float64
	for _, word := range words {
		for _, letter := range word {
			all = append(all, b.timed(string(letter))...)
		}
		for range word {
			all = append(all, b.timed(kb.Backspace)...)
		}
	}
	return all
}

// timed presses a key and gives the time it took, nothing where nothing
// changed within half a second.
func (b *tab) timed(key string) []float64 {
	b.Helper()
	b.keys(key)
	return eval[[]float64](b, `new Promise((done) => {
		const until = performance.now() + 500;
		const look = () => self.took !== undefined ? done([self.took]) : performance.now() > until ? done([]) : setTimeout(look, 10);
		look();
	})`)
}

func logTimes(t *testing.T, what string, ms []float64) {
	t.Helper()
	if len(ms) < 20 {
		t.Errorf("%s: only %d times measured", what, len(ms))
		return
	}
	slices.Sort(ms)
	t.Logf("%s: median %.0f ms, most %.0f ms, of %d", what, ms[len(ms)/2], ms[len(ms)-1], len(ms))
}

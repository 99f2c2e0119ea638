package site_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"pillars/rules"
)

// TestFindByURL opens rules by addresses as people keep and share them: the
// permanent one, that of a rule in its article, a list that is filtered, and
// a rule that was withdrawn, which leads on to the one that stands for it.
func TestFindByURL(t *testing.T) {
	in := ourInput(t)
	old, next := ruleByID(in, "AKS-017"), ruleByID(in, "AKS-061")
	old.Status, old.SupersededBy = rules.Withdrawn, []string{next.ID}
	for _, base := range []string{serveBelow(t, build(t, in), "/some/where/"), onDisk(t, in)} {
		b := newTab(t, browser(t), base)
		b.open("rules/AKS-061/index.html")
		const title = `document.querySelector("h1").textContent`
		if got := eval[string](b, title); got != next.Title {
			t.Errorf("the rule's page says %q, want %q", got, next.Title)
		}
		b.open("rules/AKS-017/index.html")
		if got := eval[string](b, `document.querySelector(".alert-warning").textContent`); !strings.Contains(got, "Withdrawn") || !strings.Contains(got, next.ID) {
			t.Errorf("the withdrawn rule's page says %q", got)
		}
		if !strings.HasPrefix(base, "file:") { // axe reads style sheets, which Chromium forbids there
			b.axeBoth("a withdrawn rule")
		}
		b.click(`.alert-warning a`)
		b.reaches("/rules/AKS-061/")

		b.do(chromedp.EmulateViewport(1280, 800))
		b.open("guides/azure-kubernetes-service/index.html#AKS-061")
		b.until(`(() => { const y = document.getElementById("AKS-061").getBoundingClientRect().top; return y >= 0 && y < innerHeight / 2; })()`)
		b.click(`#AKS-061 a.rule-id`)
		b.reaches("/rules/AKS-061/")

		b.open("rules/index.html?service=azure-kubernetes-service&severity=high&q=local+accounts")
		b.until(listed + ` >= 1 && [...document.querySelectorAll("#rules > li a")].some((a) => a.textContent.includes("AKS-061"))`)
		if got := eval[[]string](b, chipTexts); len(got) != 3 {
			t.Errorf("%s: the filter of the address is %q", base, got)
		}
		b.open("review/index.html#AKS-061")
		b.startReview()
		b.do(chromedp.Reload())
		b.until(fmt.Sprintf(`document.activeElement.closest("li")?.id === %q`, next.ID))
		b.clean(base)
	}
}

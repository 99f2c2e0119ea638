package site_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"pillars/rules"
	"pillars/rules/check"
	"pillars/rules/report"
	"pillars/schema"
)

// TestReview does a review by keyboard alone, reloads, exports, deletes,
// imports and compares it.
func TestReview(t *testing.T) {
	in := fewRules(ourInput(t))
	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/some/where/"))
	id := firstRules(in)
	n := len(activeRules(in))
	all := strconv.Itoa(n)
	b.open("review/")
	b.axeBoth("start form")

	b.tabTo("#review-workload")
	b.keys("Shop")
	b.tabTo("#review-by")
	b.keys("Ana" + kb.Tab + kb.Enter) // the first box; Enter sends the form
	b.until(`document.activeElement.parentElement.id === "` + id[0] + `"`)
	b.press("1j2" + kb.ArrowDown + "3n")
	b.keys("=2+5, a \"risk\"")
	b.until(`document.querySelector("#` + id[2] + ` .review-editor [name=reason]").value.length > 5`)
	b.press(kb.Escape + "j4")
	b.until(`document.querySelector("#review-answered").textContent === "4 of ` + all + ` answered"`)
	b.until(`document.querySelector("#review-said").textContent === "` + id[3] + `: To do. 4 of ` + all + ` answered."`)
	b.press("k0") // the third is taken back …
	b.until(`document.querySelector("#` + id[2] + `").dataset.state === "open"`)
	b.tabTo("#review-notice button", chromedp.KeyModifiers(chromedp.ModifierShift))
	b.keys(kb.Enter) // … and that is undone, the note with it
	b.until(`document.querySelector("#` + id[2] + `").dataset.state === "accepted"`)
	b.axeBoth("answers")
	b.press("n")
	b.axeBoth("editor")
	b.press(kb.Escape + "?")
	b.until(`document.querySelector("#review-help").open`)
	b.axeBoth("help")
	b.keys(kb.Escape)

	b.do(chromedp.Reload())
	b.until(`document.querySelector("#review-answered").textContent === "4 of ` + all + ` answered"`)
	if got := eval[string](b, `document.querySelector("#`+id[2]+` .review-note").textContent`); got != `=2+5, a "risk"` {
		t.Errorf("after reloading, the note is %q", got)
	}
	b.press("u") // the next one without an answer
	b.until(`document.activeElement.parentElement.id === "` + id[4] + `"`)

	hookDownloads(b)
	text := b.export("json")
	if err := schema.ValidateJSON("review.schema.json", []byte(text)); err != nil {
		t.Fatalf("the exported review is not valid: %v\n%s", err, text)
	}
	var review reviewFile
	if err := json.Unmarshal([]byte(text), &review); err != nil {
		t.Fatal(err)
	}
	want := []reviewAnswer{
		{Rule: id[0], Status: "done", By: "Ana"}, {Rule: id[1], Status: "notApplicable", By: "Ana"},
		{Rule: id[2], Status: "accepted", By: "Ana", Reason: `=2+5, a "risk"`}, {Rule: id[3], Status: "todo", By: "Ana"},
	}
	for i := range want {
		want[i].TextHash = textHash(ruleByID(in, id[i]).Text)
	}
	if review.Workload != "Shop" || review.Catalog != in.Catalog.Digest || len(review.Scope) != 0 || !slices.Equal(review.Answers, want) {
		t.Errorf("exported %+v\nwant the answers %+v", review, want)
	}
	checkTable(t, b.export("csv"), n)
	if md := b.export("md"); !strings.Contains(md, "# Review: Shop\n") || !strings.Contains(md, "## Accepted risk (1)") || !strings.Contains(md, `> \=2+5, a "risk"`) {
		t.Errorf("the Markdown report is\n%.800s", md)
	}

	b.menu("#review-manage", `[data-do="delete"]`)
	b.until(`!document.querySelector("#review-form").hidden && document.activeElement.textContent === "Undo"`)
	b.axeBoth("deleted")
	b.keys(kb.Enter)
	b.until(`document.querySelector("#review-answered").textContent === "4 of ` + all + ` answered"`)
	b.menu("#review-manage", `[data-do="delete"]`)
	b.until(`!document.querySelector("#review-form").hidden`)
	b.do(chromedp.Reload())
	b.until(`!document.querySelector("#review-form").hidden`)

	b.upload("#review-import", text)
	b.until(`document.querySelector("#review-answered").textContent === "4 of ` + all + ` answered"`)
	b.tabTo("#review-compare")
	b.keys(kb.Enter)
	b.until(`document.activeElement.id === "review-comparison-title"`)
	b.upload("#review-other-file", earlierReview(t, text, id[4]))
	b.until(`document.querySelectorAll(".compared").length === 4`)
	for group, want := range map[string]string{"done": "Newly done: 1", "back": "Fallen back: 1", "open": fmt.Sprintf("Still open: %d", n-4), "other": "Newly accepted or not applicable: 0"} {
		if got := eval[string](b, `document.querySelector(".compared-`+group+` summary").textContent`); got != want {
			t.Errorf("compared: %q, want %q", got, want)
		}
	}
	if got := eval[string](b, `document.querySelector(".compared-back .rule-code").textContent`); got != id[4] {
		t.Errorf("fallen back: %s", got)
	}
	b.axeBoth("comparison")
	b.clean("review/")
}

// TestReviewFiles opens files that are wrong, and says so.
func TestReviewFiles(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	b.open("review/")
	b.startReview()
	good := `{"schemaVersion":"1.0","workload":"W","catalog":"sha256-` + strings.Repeat("A", 43) + `=","created":"2026-01-02T03:04:05Z","updated":"2026-01-02T03:04:05Z","scope":{},"answers":[` +
		`{"rule":"AKS-001","status":"done","reason":"","by":"","date":"2026-01-02","textHash":"0123456789abcdef"}]}`
	for _, c := range []struct{ old, new, want string }{
		{`{"schema`, `{{`, "not JSON"},
		{`"answers"`, `"replies"`, "neither"},
		{`"1.0"`, `"2.0"`, "version 2.0"},
		{`"done"`, `"maybe"`, "answers[0].status"},
		{`"AKS-001"`, `"aks 1"`, "answers[0].rule"},
		{`"date":"2026-01-02"`, `"date":"2026-13-02"`, "answers[0].date"},
		{`"date":"2026-01-02"`, `"date":"2026-01-02","due":"2026-01-02"`, "answers[0].due"},
		{`"scope":{}`, `"scope":{"pillars":[]}`, "scope.pillars"},
		{`"workload":"W"`, `"workload":" "`, "workload"},
	} {
		b.upload("#review-import", strings.Replace(good, c.old, c.new, 1))
		b.until(fmt.Sprintf(`document.querySelector("#review-notice").textContent.includes(%q)`, c.want))
		if err := schema.ValidateJSON("review.schema.json", []byte(strings.Replace(good, c.old, c.new, 1))); err == nil {
			t.Errorf("with %s the schema finds nothing wrong", c.new)
		}
	}
	if err := schema.ValidateJSON("review.schema.json", []byte(good)); err != nil {
		t.Error(err)
	}
	b.upload("#review-import", good)
	b.until(`document.querySelector("#review-name").textContent === "W"`)
	b.clean("review/")
}

// TestReviewReport takes over what the checker found, and asks before it
// overwrites what a person said.
func TestReviewReport(t *testing.T) {
	in := ourInput(t)
	const cluster = `{"name":"shop","type":"Microsoft.ContainerService/ManagedClusters","location":"westeurope","sku":{"name":"Base","tier":"Free"},
		"properties":{"disableLocalAccounts":true,"networkProfile":{"networkPlugin":"azure","networkPolicy":"none"}}}`
	found, err := check.Run(in.Catalog, []check.Document{{Name: "cluster.json", Data: []byte(cluster)}}, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	status := map[string]string{}
	for _, r := range found.Results {
		for _, id := range r.Rules {
			switch {
			case r.Verdict == check.Fail:
				status[id] = "todo"
			case r.Verdict == check.Pass && status[id] == "":
				status[id] = "done"
			}
		}
	}
	var failed string
	for _, r := range found.Results {
		if r.Verdict == check.Fail && r.Check == "aks-uptime-sla" {
			failed = r.Rules[0]
		}
	}
	if failed == "" || status[failed] != "todo" {
		t.Fatalf("the cluster does not fail as it should: %v", status)
	}
	var text strings.Builder
	if err := report.JSON(&text, found); err != nil {
		t.Fatal(err)
	}

	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/"))
	b.open("review/")
	b.upload("#review-import", text.String())
	b.until(`document.querySelector("#review-notice").textContent.includes("Start a review")`)
	b.startReview() // the report waited for it
	b.until(`!document.querySelector("#review-proposals").hidden`)
	_ = eval[bool](b, `document.querySelector("#review-proposals [data-do=discard]").click() ?? true`)
	_ = eval[bool](b, `document.querySelector("#`+failed+` article").focus() ?? true`)
	b.press("1") // a person says that it is done
	b.upload("#review-import", text.String())
	b.until(`!document.querySelector("#review-proposals").hidden`)
	b.axeBoth("proposals")
	b.tabTo(`#review-proposals [data-do="take"]`)
	b.keys(kb.Enter)
	for id, want := range status {
		if id == failed {
			want = "done"
		}
		b.until(fmt.Sprintf(`document.getElementById(%q).dataset.state === %q`, id, want))
	}
	if len(status) > 1 && eval[int](b, `[...document.querySelectorAll(".review-state")].filter((s) => s.textContent.includes("pillars check")).length`) != len(status)-1 {
		t.Error("the answers do not say that the checker gave them")
	}
	b.upload("#review-import", text.String())
	b.until(`document.querySelectorAll("#review-proposals-list li").length === 1`)
	b.tabTo(`#review-proposals-list input`)
	b.keys(" ")
	b.tabTo(`#review-proposals [data-do="take"]`)
	b.keys(kb.Enter)
	b.until(fmt.Sprintf(`document.getElementById(%q).dataset.state === "todo"`, failed))
	if note := eval[string](b, `document.querySelector("#`+failed+` .review-note").textContent`); !strings.Contains(note, "cluster.json, line") {
		t.Errorf("the note is %q", note)
	}
	b.clean("review/")
}

// TestReviewOfChangedRules opens a review after the catalog has moved on.
func TestReviewOfChangedRules(t *testing.T) {
	in := ourInput(t)
	id := firstRules(in)
	hash := func(n int) string { return textHash(ruleByID(in, id[n]).Text) }
	answers := fmt.Sprintf(`{"rule":"%s","status":"done","reason":"","by":"Ana","date":"2026-01-02","textHash":"%s"},
		{"rule":"%s","status":"done","reason":"kept","by":"Ana","date":"2026-01-02","textHash":"%s"},
		{"rule":"%s","status":"accepted","reason":"","by":"Ana","date":"2026-01-02","expires":"2026-01-03","textHash":"%s"}`,
		id[0], hash(0), id[1], hash(1), id[3], hash(3))
	ruleByID(in, id[0]).Text += " And then some."
	ruleByID(in, id[1]).Status = rules.Withdrawn
	ruleByID(in, id[1]).SupersededBy = []string{id[2]}
	all := strconv.Itoa(len(activeRules(in)))
	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/"))
	b.open("review/")
	b.upload("#review-import", `{"schemaVersion":"1.0","workload":"W","catalog":"`+in.Catalog.Digest+`","created":"2026-01-02T03:04:05Z","updated":"2026-01-02T03:04:05Z","scope":{},"answers":[`+answers+`]}`)
	b.until(`!document.querySelector("#` + id[0] + ` .review-flag").hidden`)
	b.until(`document.querySelector("#` + id[3] + ` .review-flag").hidden && document.querySelector("#` + id[3] + ` .review-state").textContent.includes("expired")`)
	b.until(`document.querySelector("#review-answered").textContent.startsWith("1 of ` + all + `")`)
	b.until(`!document.querySelector("#review-gone").hidden`)
	b.axeBoth("changed")

	b.do(chromedp.SetValue("#review-show", "changed"))
	_ = eval[bool](b, `document.querySelector("#review-show").dispatchEvent(new Event("input", {bubbles: true}))`)
	b.until(`document.querySelector("#review-count").textContent === "1 of ` + all + ` rules shown"`)
	b.press("j") // nothing has the focus: leads to the current rule
	b.until(`document.activeElement.parentElement.id === "` + id[0] + `"`)
	b.press("s")
	b.until(`document.querySelector("#` + id[0] + ` .review-flag").hidden`)

	b.tabTo("#review-gone-list button")
	b.keys(kb.Enter)
	b.until(`document.querySelector("#review-gone").hidden && document.activeElement.parentElement.id === "` + id[2] + `"`)
	b.until(`document.querySelector("#` + id[2] + `").dataset.state === "done" && !document.querySelector("#` + id[2] + ` .review-flag").hidden`)
	b.clean("review/")
}

// TestReviewWithoutStorage reviews where the browser stores nothing, or no
// more.
func TestReviewWithoutStorage(t *testing.T) {
	chrome := browser(t)
	base := serveBelow(t, build(t, fewRules(ourInput(t))), "/")
	for _, c := range []struct{ name, script, want string }{
		{"off", `Object.defineProperty(window, "localStorage", {get() { throw new DOMException("denied", "SecurityError") }})`, "does not let the page store"},
		{"full", `Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError") }`, "storage is full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newTab(t, chrome, base)
			call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: c.script})
			b.open("review/")
			b.startReview()
			b.press("1j4")
			b.until(`document.querySelector("#review-answered").textContent.startsWith("2 of ")`)
			b.until(fmt.Sprintf(`document.querySelector("#review-trouble:not([hidden])").textContent.includes(%q)`, c.want))
			b.axeBoth(c.name)
			const asks = `!dispatchEvent(new Event("beforeunload", {cancelable: true}))`
			if !eval[bool](b, asks) {
				t.Error("answers may be lost without a word")
			}
			hookDownloads(b)
			if err := schema.ValidateJSON("review.schema.json", []byte(b.export("json"))); err != nil {
				t.Error(err)
			}
			if eval[bool](b, asks) {
				t.Error("asks although the review is exported")
			}
			b.clean(c.name)
		})
	}
}

// TestReviewFromDisk reviews a site opened from a file system, and finds the
// answers again.
func TestReviewFromDisk(t *testing.T) {
	b := newTab(t, browser(t), onDisk(t, ourInput(t)))
	b.open("review/index.html")
	b.startReview()
	b.press("1")
	b.do(chromedp.Reload())
	b.until(`document.querySelector(".review-rule").dataset.state === "done"`)
	b.clean("from disk")
}

// TestReviewOfCorpus measures the page with thousands of rules.
func TestReviewOfCorpus(t *testing.T) {
	in := corpusInput(t)
	b := newTab(t, browser(t), serveBelow(t, build(t, in), "/"))
	b.open("review/")
	b.until(`document.querySelector("#review-list.ready") !== null`)
	b.keys(kb.Tab) // let the page settle
	timed := func(what, script string) {
		ms := eval[float64](b, `new Promise((done) => { const t = performance.now(); `+script+`; document.body.offsetHeight; done(performance.now() - t); })`)
		t.Logf("%s: %.1f ms", what, ms)
	}
	timed("start", `document.querySelector("#review-workload").value = "Corpus"; document.querySelector("#review-start").click()`)
	t.Logf("%d rules", eval[int](b, `document.querySelectorAll(".review-rule:not([hidden])").length`))
	timed("answer", `document.querySelector(".review-rule:not([hidden]) [data-status=done]").click()`)
	timed("filter by words", `const w = document.querySelector("#review-words"); w.value = "backup"; w.dispatchEvent(new Event("input", {bubbles: true}))`)
	if n := eval[int](b, `document.querySelectorAll(".review-rule:not([hidden])").length`); n == 0 || n > 500 {
		t.Errorf("%d rules speak of backup", n)
	}
	b.clean("corpus")
}

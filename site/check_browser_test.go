package site_test

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/spf13/afero"

	"pillars/content/testfile"
	"pillars/rules/check"
	"pillars/schema"
)

// TestChecker checks an example and an edited text on the checker page.
func TestChecker(t *testing.T) {
	base := serveBelow(t, build(t, ourInput(t)), "/")
	b := newTab(t, browser(t), base)
	checkerFlow(b)
}

// checkerFlow goes through the checker page as a visitor would.
func checkerFlow(b *tab) {
	b.Helper()
	b.open("check/index.html")
	b.do(chromedp.SetValue("#example", "0"))
	_ = eval[bool](b, `document.querySelector("#example").dispatchEvent(new Event("change"))`)
	b.until(`document.querySelectorAll(".result-fail").length > 0`)
	if status := eval[string](b, `document.querySelector("#status").textContent`); !strings.Contains(status, "fail") {
		b.Errorf("status: %q", status)
	}
	line := eval[string](b, `[...document.querySelectorAll(".result-fail")].find((r) => r.textContent.includes("SLA")).querySelector("pre").textContent`)
	if !strings.Contains(line, `"tier": "Free"`) {
		b.Errorf("the finding shows %q", line)
	}
	b.do(chromedp.SetValue("#text", `{"oops": `))
	_ = eval[bool](b, `document.querySelector("#text").dispatchEvent(new Event("input"))`)
	b.until(`document.querySelector("#results").textContent.includes("Could not read")`)
	b.do(chromedp.Click("#clear"))
	b.until(`document.querySelector("#status").textContent === "Nothing to check yet."`)
	b.clean("check/")
}

// What the checker's tests know of its page.
const (
	checkStatus  = `document.querySelector("#status").textContent`
	checkResults = `document.querySelector("#results").textContent`
	checkFails   = `Number(/^\d+(?= checks? fail)/.exec(` + checkStatus + `)?.[0] ?? 0)` // as the page says it
)

// freeCluster is what az aks show prints of a cluster without a service level
// agreement; the line of its tier is the sixth.
const freeCluster = `{
  "name": "shop",
  "type": "Microsoft.ContainerService/ManagedClusters",
  "location": "westeurope",
  "sku": { "name": "Base",
    "tier": "Free" },
  "properties": { "networkProfile": { "networkPlugin": "azure", "networkPolicy": "none" } }
}
`

// writeCheck opens the checker page with a document in it.
func (b *tab) writeCheck(text string) {
	b.Helper()
	b.open("check/index.html")
	_ = eval[bool](b, fmt.Sprintf(`(() => { const t = document.querySelector("#text"); t.value = %q; t.dispatchEvent(new Event("input", { bubbles: true })); return true; })()`, text))
}

// TestCheckByKeys does a whole check by keyboard alone: chooses an example,
// goes to what a finding is about, mends it there, opens a fix, narrows the
// results, takes the report along and on to a review.
func TestCheckByKeys(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/some/where/"))
	b.open("check/")
	b.tabTo("#example")
	b.keys(kb.ArrowDown)
	b.until(checkFails + ` > 0`)

	// The finding about the tier: its button leads into the text, and selects
	// the line from there on.
	_ = eval[bool](b, `(document.body.dataset.seek = [...document.querySelectorAll(".result-fail")].findIndex((r) => r.textContent.includes('"tier": "Free"')), true)`)
	b.until(`document.body.dataset.seek >= 0`)
	_ = eval[bool](b, `(document.querySelectorAll(".result-fail")[document.body.dataset.seek].id = "sought", true)`)
	b.tabTo(`#sought .at`)
	b.keys(kb.Enter)
	b.until(`document.activeElement.id === "text"`)
	const selected = `(() => { const t = document.activeElement; return t.value.slice(t.selectionStart, t.selectionEnd); })()`
	if got := eval[string](b, selected); !strings.HasPrefix(got, `"tier": "Free"`) {
		t.Fatalf("the finding's button selects %q", got)
	}
	b.keys(`"tier": "Standard" },`)
	b.until(checkFails + ` > 0 && !` + checkResults + `.includes('"tier": "Free"')`)

	b.tabTo(`#results .fix > summary`)
	b.keys(kb.Enter)
	b.until(`document.activeElement.parentElement.open`)
	back := chromedp.KeyModifiers(chromedp.ModifierShift)
	hookDownloads(b)
	b.tabTo(`#downloads [data-format="json"]`, back)
	b.keys(kb.Enter)
	b.until(`globalThis.exported !== undefined`)
	if err := schema.ValidateJSON("report.schema.json", []byte(eval[string](b, `globalThis.exported`))); err != nil {
		t.Errorf("the downloaded report is not valid: %v", err)
	}
	const shown = `document.querySelectorAll("#results article").length`
	all := eval[int](b, shown)
	b.tabTo("#filter-verdict", back)
	b.keys(kb.ArrowDown)
	b.until(fmt.Sprintf(`document.querySelector("#filter-verdict").value === "fail" && %s < %d`, shown, all))
	b.tabTo("#heat button", back)
	b.keys(kb.Enter)
	b.until(fmt.Sprintf(`document.activeElement.matches("#heat [aria-pressed=true]") && %s > 0 && %[1]s < %d`, shown, all))
	b.tabTo("#filter-clear")
	b.keys(kb.Enter)
	b.until(fmt.Sprintf(`%s === %d`, shown, all))

	b.tabTo("#to-review")
	b.keys(kb.Enter)
	b.until(`location.pathname === "/some/where/review/" && document.activeElement.id === "review-workload"`)
	b.keys("Shop" + kb.Enter)
	b.until(`!document.querySelector("#review-proposals").hidden`)
	b.tabTo(`#review-proposals [data-do="take"]`)
	b.keys(kb.Enter)
	b.until(`document.querySelectorAll(".review-rule[data-state=todo]").length > 0`)
	b.clean("check by keys")
}

// TestCheckToReview opens files, sees the verdict of each, and sends them to a
// review: from a server and from disk.
func TestCheckToReview(t *testing.T) {
	in := ourInput(t)
	mended := strings.Replace(freeCluster, `"Free"`, `"Standard"`, 1)
	pod := "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx}]}\n"
	documents := []check.Document{{Name: "free.json", Data: []byte(freeCluster)}, {Name: "mended.json", Data: []byte(mended)}, {Name: "pod.yaml", Data: []byte(pod)}}
	want, err := check.Run(in.Catalog, documents, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	dir := t.TempDir()
	for _, d := range documents {
		name := filepath.Join(dir, d.Name)
		if err := os.WriteFile(name, d.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	failing := map[string]bool{} // rules
	fails := 0
	for _, r := range want.Results {
		if r.Verdict != check.Fail {
			continue
		}
		fails++
		for _, id := range r.Rules {
			failing[id] = true
		}
	}
	if fails == 0 {
		t.Fatal("nothing fails")
	}
	chrome := browser(t)
	for _, base := range []string{serveBelow(t, build(t, in), "/some/where/"), onDisk(t, in)} {
		b := newTab(t, chrome, base)
		b.open("check/index.html")
		b.do(chromedp.SetUploadFiles("#files", names))
		b.until(fmt.Sprintf(`%s === %d`, checkFails, fails))
		for _, d := range documents {
			if !strings.Contains(eval[string](b, checkResults), d.Name) {
				t.Errorf("%s: the results do not name %s", base, d.Name)
			}
		}
		b.click("#to-review")
		b.until(`document.querySelector("#review-notice")?.textContent.includes("Start a review") && !document.querySelector("#review-form").hidden`)
		b.startReview()
		b.until(`!document.querySelector("#review-proposals").hidden`)
		b.click(`#review-proposals [data-do="take"]`)
		b.until(fmt.Sprintf(`document.querySelectorAll(".review-rule[data-state=todo]").length === %d`, len(failing)))
		for id := range failing {
			if note := eval[string](b, `document.querySelector("#`+id+` .review-note").textContent`); !strings.Contains(note, ", line ") {
				t.Errorf("%s: the note of %s does not say where: %q", base, id, note)
			}
		}
		b.do(chromedp.Reload()) // the report is taken over once
		b.until(`document.querySelector("#review-answered")?.textContent.includes(" of ")`)
		if eval[bool](b, `!document.querySelector("#review-proposals").hidden`) {
			t.Errorf("%s: the report is proposed again after a reload", base)
		}
		b.clean(base)
	}
}

// TestCheckDropped drops a file on the page.
func TestCheckDropped(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	b.open("check/")
	_ = eval[bool](b, fmt.Sprintf(`(() => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([%q], "dropped.json"));
		for (const type of ["dragover", "drop"]) document.querySelector("h1").dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
		return true;
	})()`, freeCluster))
	b.until(checkFails + ` > 0 && ` + checkResults + `.includes("dropped.json")`)
	b.clean("dropped")
}

// TestCheckStates holds each state of the checker against axe, and against
// 400 %.
func TestCheckStates(t *testing.T) {
	b := newTab(t, browser(t), serveBelow(t, build(t, ourInput(t)), "/"))
	large := `{"value": [` + strings.Repeat(freeCluster+",", 60) + freeCluster + `]}`
	for _, s := range []struct{ name, text, until string }{
		{"nothing", "", checkStatus + `.startsWith("Nothing")`},
		{"results", freeCluster, checkFails + ` > 0`},
		{"unreadable", `{"oops": `, checkResults + `.includes("Could not read")`},
		{"no resource", `{"a": 1}`, checkStatus + ` !== "" && !` + checkStatus + `.startsWith("Checking")`},
		{"large", large, `!!document.querySelector("#results .more:not([hidden])")`},
	} {
		for _, w := range []window{desktop, zoomed} {
			where := s.name + ", " + w.name
			b.resize(w)
			b.writeCheck(s.text)
			b.until(s.until)
			_ = eval[bool](b, `(document.querySelectorAll("#results .more:not([hidden])").forEach((m) => m.click()), document.querySelectorAll("#results details").forEach((d) => (d.open = true)), true)`)
			b.fits(where)
			if s.name == "large" {
				b.axe(where)
			} else {
				b.axeBoth(where)
			}
			b.clean(where)
		}
	}

	// A site from which the worker's script is missing.
	fsys := build(t, ourInput(t))
	worker, err := afero.Glob(fsys, "assets/check-worker-*")
	if err != nil || len(worker) != 1 {
		t.Fatal(worker, err)
	}
	if err := fsys.Remove(worker[0]); err != nil {
		t.Fatal(err)
	}
	b.base = serveBelow(t, fsys, "/")
	b.expect("check-worker-") // Chromium notes what is not there
	b.writeCheck(freeCluster)
	b.until(checkStatus + `.includes("could not be started")`)
	b.axeBoth("no worker")
}

// TestCheckerModule holds the report that check() of api/v1/checker.js gives
// in Chromium against the command line's, byte for byte, over every real
// document there is.
func TestCheckerModule(t *testing.T) {
	in := ourInput(t)
	base := serveBelow(t, build(t, in), "/")
	b := newTab(t, browser(t), base)
	b.open("")
	_ = eval[bool](b, `(async () => {
		globalThis.checker = await import("`+base+`api/v1/checker.js");
		globalThis.catalog = await (await fetch("`+base+`api/v1/catalog.json")).json();
		return true;
	})()`)
	n := 0
	root := testfile.Shared(t, "inputs")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if err == nil && d.Name() == "truth" {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		want := goReport(t, in.Catalog, check.Options{}, check.Document{Name: d.Name(), Data: data})
		// The page decodes the bytes itself, as it does for a dropped file.
		call := fmt.Sprintf(`(async () => {
			const text = await new Response(Uint8Array.from(atob(%q), (c) => c.charCodeAt(0))).text();
			return JSON.stringify(await checker.check(catalog, [{ name: %q, text }]), null, 2) + "\n";
		})()`, base64.StdEncoding.EncodeToString(data), d.Name())
		if got := eval[string](b, call); got != want {
			t.Errorf("%s: the browser's report differs\nbrowser: %.2000s\ncommand line: %.2000s", name, got, want)
		}
		n++
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents", n)
	b.clean("checker.js")
}

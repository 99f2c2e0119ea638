package site_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys types keys where the focus is.
func (b *tab) keys(keys string, opts ...chromedp.KeyOption) {
	b.Helper()
	b.do(chromedp.KeyEvent(keys, opts...))
}

// press presses keys that are commands: as with a real keyboard, a key that
// the page has acted on types nothing.
func (b *tab) press(keys string) {
	b.Helper()
	b.keys(keys, func(p *input.DispatchKeyEventParams) {
		if p.Type == kb.KeyChar {
			p.Type, p.Text, p.UnmodifiedText = kb.KeyUp, "", ""
		}
	})
}

// tabTo presses Tab until an element has the focus.
func (b *tab) tabTo(selector string, opts ...chromedp.KeyOption) {
	b.Helper()
	for range 80 {
		if eval[bool](b, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
		b.keys(kb.Tab, opts...)
	}
	b.Fatalf("Tab never leads to %s", selector)
}

// menu opens a menu by keyboard and chooses an entry.
func (b *tab) menu(menu, entry string) {
	b.Helper()
	_ = eval[bool](b, `document.activeElement.blur() ?? true`)
	b.tabTo(menu + " > summary")
	b.keys(kb.Enter)
	b.until(fmt.Sprintf(`document.querySelector(%q).open`, menu))
	b.tabTo(menu + " " + entry)
	b.keys(kb.Enter)
}

// startReview fills in the form that starts a review.
func (b *tab) startReview() {
	b.Helper()
	b.tabTo("#review-workload")
	b.keys("Shop" + kb.Enter)
	b.until(`document.querySelector("#review-name").textContent === "Shop"`)
}

// hookDownloads catches the files that the page would save.
func hookDownloads(b *tab) {
	b.Helper()
	_ = eval[bool](b, `(() => {
		const make = URL.createObjectURL;
		URL.createObjectURL = (blob) => {
			blob.arrayBuffer().then((data) => { globalThis.exported = new TextDecoder("utf-8", {ignoreBOM: true}).decode(data); });
			return make.call(URL, blob);
		};
		HTMLAnchorElement.prototype.click = () => {};
		return true;
	})()`)
}

// export chooses a format in the export menu and gives the file's text.
func (b *tab) export(format string) string {
	b.Helper()
	_ = eval[bool](b, `delete globalThis.exported`)
	b.menu("#review-export", `[data-export="`+format+`"]`)
	b.until(`globalThis.exported !== undefined`)
	return eval[string](b, `globalThis.exported`)
}

// upload opens a file with that text.
func (b *tab) upload(selector, text string) {
	b.Helper()
	name := filepath.Join(b.TempDir(), "file.json")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		b.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(selector, []string{name}))
}

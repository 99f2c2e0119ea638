package site

import (
	"bytes"
	"encoding/json"

	"pillars/content"
)

// RedirectView is templates/redirect.html: what stands at the address of a
// page that has moved.
type RedirectView struct {
	Page
	Title    string // of the page it has become, or its address
	Target   string // address of that page, relative or absolute
	Host     string // where that is on another host, else ""
	Headings string // where headings went that are not on that page, as JSON
	Script   AssetRef
}

// redirectTasks writes a page at each old address of a guide. It leads on, to
// the heading asked for; where the guide is on another host now it says so
// and leaves the going to the visitor. Old addresses that are those of pages
// or images today are left alone.
func (b *builder) redirectTasks(pages []page) []func(*bytes.Buffer) error {
	taken := map[string]bool{}
	for _, p := range pages {
		taken[p.url] = true
	}
	for _, d := range b.Library.Docs {
		for _, img := range d.Images {
			if p, ok := content.ImagePath(img); ok {
				taken[imageURL(p)+"/"] = true
			}
		}
	}
	var tasks []func(*bytes.Buffer) error
	for _, r := range b.Library.Redirects() {
		p := page{url: guidesURL + r.From + "/", template: "redirect.html", section: guidesURL}
		if taken[p.url] || r.To.URL == "" {
			continue
		}
		p.view = func(v Page) any { return b.redirectView(v, r) }
		tasks = append(tasks, func(buf *bytes.Buffer) error { return b.render(buf, p) })
	}
	return tasks
}

func (b *builder) redirectView(p Page, r content.Redirect) RedirectView {
	v := RedirectView{Page: p, Title: targetTitle(r.To), Target: targetURL(p.Root, r.To), Script: b.asset("redirect.js")}
	v.Canonical = v.Target
	if r.To.Doc == nil && r.To.Hub == nil {
		v.Host = hostOf(r.To.URL)
	} else if b.BaseURL != "" {
		v.Canonical = b.BaseURL + targetURL("", r.To)
	}
	headings := map[string]string{}
	for _, h := range r.Headings {
		headings[h.Anchor] = targetURL(p.Root, h.To)
	}
	text, err := json.Marshal(headings)
	if err != nil { // strings marshal
		text = []byte("{}")
	}
	v.Headings = string(text)
	return v
}

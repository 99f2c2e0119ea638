package content

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
)

// RedirectsFile is the file in which Learn keeps where moved pages went. It
// stands in the content folder or in the folder above.
const RedirectsFile = ".openpublishing.redirection.json"

// Redirects is the text of a redirects file that stands above the content
// folder, and the name of the content folder there.
type Redirects struct {
	Source []byte
	Folder string
}

// maxRedirects is how many moves of a page are followed.
const maxRedirects = 20

// redirects holds what has moved, by addresses below the content folder as
// [pageAddress] gives them.
type redirects struct {
	pages    map[string]redirect
	headings map[string]map[string]redirect // by page and old anchor
}

// redirect is one move, of a page or of a heading in one.
type redirect struct {
	to string // absolute, or from the host's root
	at Pos
}

// add notes a move, in the place of one noted before.
func (r *redirects) add(from, fragment string, to redirect) {
	if r.pages == nil {
		*r = redirects{map[string]redirect{}, map[string]map[string]redirect{}}
	}
	from = pageAddress(from)
	switch {
	case fragment == "":
		r.pages[from] = to
	case r.headings[from] == nil:
		r.headings[from] = map[string]redirect{fragment: to}
	default:
		r.headings[from][fragment] = to
	}
}

// pageAddress gives the address that a path below the content folder is read
// at, without extension: what "a/b.md", "a/b/index.yml" and "a/b/" share. That
// of the folder itself is ".".
func pageAddress(p string) string {
	p = path.Clean(strings.TrimSpace(p))
	if ext := path.Ext(p); strings.EqualFold(ext, ".md") || strings.EqualFold(ext, ".yml") {
		p = strings.TrimSuffix(p, ext)
	}
	if path.Base(p) == "index" {
		p = path.Dir(p)
	}
	return p
}

// isOldPath tells whether a page may have stood at a path below the folder:
// the site makes a file at its address.
func isOldPath(p string) bool {
	return fs.ValidPath(pageAddress(p)) && !strings.ContainsAny(p, "\\:*?\"<>|%") && !strings.ContainsFunc(p, func(c rune) bool { return c < ' ' || c == 0x7F })
}

// read adds the moves of Learn's file that begin below the content folder.
// What lies elsewhere, and what no page's path can be, is passed over.
func (r *redirects) read(src []byte, folder string) error {
	prefix := ""
	if folder != "" && folder != "." {
		prefix = strings.Trim(slash(folder), "/") + "/"
	}
	lines := newLineIndex(RedirectsFile, src)
	return eachRedirection(src, func(offset int, e redirection) {
		p := cmp.Or(e.Source, strings.TrimPrefix(e.FromRoot, "/"))
		p, fragment, _ := strings.Cut(p, "#")
		if rest, ok := strings.CutPrefix(p, prefix); ok && e.URL != "" && isOldPath(rest) {
			r.add(rest, fragment, redirect{e.URL, lines.pos(offset)})
		}
	})
}

// redirection is an entry of Learn's file.
type redirection struct {
	Source string `json:"source_path"`
	// Learn's build takes this one too: from the file's own folder.
	FromRoot string `json:"source_path_from_root"`
	URL      string `json:"redirect_url"`
}

// eachRedirection hands over the entries of "redirections", each with the
// offset where it begins.
func eachRedirection(src []byte, do func(offset int, e redirection)) error {
	if len(src) > maxYAML {
		return errors.New("the file is larger than 4 MiB")
	}
	var file struct {
		Redirections json.RawMessage `json:"redirections"`
	}
	if err := json.Unmarshal(src, &file); err != nil {
		return err
	}
	list := []byte(file.Redirections)
	if len(list) == 0 || string(list) == "null" {
		return nil
	}
	start := bytes.Index(src, list) // a list of many lines stands once
	dec := json.NewDecoder(bytes.NewReader(list))
	if t, err := dec.Token(); err != nil || t != json.Delim('[') {
		return fmt.Errorf(`"redirections" is not a list`)
	}
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		var e redirection
		if err := json.Unmarshal(raw, &e); err != nil {
			return err
		}
		do(start+int(dec.InputOffset())-len(raw), e)
	}
	return nil
}

// page is a page of the build: a guide or a hub page.
type page struct {
	doc *Document
	hub *Hub
}

// path gives the path of the page's file.
func (p page) path() string {
	if p.hub != nil {
		return p.hub.Path
	}
	return p.doc.Path
}

// has tells whether the page has a heading with that anchor; "" is its top.
func (p page) has(fragment string) bool {
	if fragment == "" || p.doc == nil {
		return fragment == ""
	}
	_, ok := p.doc.Anchor(fragment)
	return ok
}

// pageAt gives the page of an address's path: with or without its extension,
// or the index of a folder.
func (l *Library) pageAt(p string) page {
	for _, name := range []string{p, p + ".md", path.Join(p, "index.md")} {
		if d := l.byPath[name]; d != nil {
			return page{doc: d}
		}
	}
	for _, name := range []string{p, p + ".yml", path.Join(p, "index.yml")} {
		if h := l.hubs[name]; h != nil {
			return page{hub: h}
		}
	}
	return page{}
}

// place is where a path and a fragment lead: to a page of the build, or to an
// address outside of it.
type place struct {
	page
	fragment string // in the page; it need not be there
	address  string // outside: absolute, the fragment not yet in it; "" where nothing is known of the path
}

// errCircle says that moves lead back to where they began.
var errCircle = errors.New("it goes in a circle")

// follow gives where a path and a fragment in it lead. Where the page is not
// here, or has no such heading, it follows the redirects; as in HTTP, a
// fragment lasts until a redirect has one of its own.
func (l *Library) follow(p, fragment string) (place, error) {
	at := place{fragment: fragment}
	for range maxRedirects {
		at.page = l.pageAt(p)
		here := at.page != page{}
		if here && at.has(at.fragment) {
			return at, nil
		}
		r, moved := l.redirects.headings[pageAddress(p)][at.fragment]
		if moved {
			at.fragment = ""
		} else if !here {
			r, moved = l.redirects.pages[pageAddress(p)]
		}
		if !moved {
			return at, nil
		}
		to, ok := l.absolute(r.to)
		if !ok {
			return place{}, fmt.Errorf("%s is no address to lead to", quote(r.to))
		}
		if to.Fragment != "" {
			at.fragment = to.Fragment
		}
		at.page, at.address = page{}, to.String()
		if p, ok = l.belowBase(to); !ok {
			return at, nil
		}
	}
	return place{}, errCircle
}

// absolute reads a redirect's target: an absolute address, or one from the
// root of Learn.
func (l *Library) absolute(to string) (*url.URL, bool) {
	if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") {
		to = l.Settings.LearnBase + to
	}
	u, err := url.Parse(to)
	return u, err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// belowBase gives the path below the content folder that an address means,
// "." for the folder itself.
func (l *Library) belowBase(u *url.URL) (string, bool) {
	base, err := url.Parse(l.Settings.LinkBase)
	if err != nil || u.Host != base.Host {
		return "", false
	}
	rest, ok := strings.CutPrefix(u.Path+"/", base.Path)
	return path.Clean(strings.Trim(rest, "/")), ok
}

// target gives a place as links lead to it. from is the link's own address,
// whose query goes along.
func (l *Library) target(at place, from *url.URL) Target {
	if at.page == (page{}) {
		return Target{URL: withFragment(at.address, &url.URL{RawQuery: from.RawQuery, Fragment: at.fragment})}
	}
	u := *from
	if at.fragment != u.Fragment {
		u.Fragment, u.RawFragment = at.fragment, ""
	}
	t := Target{Doc: at.doc, Hub: at.hub, URL: l.publicURL(at.path(), &u)}
	if at.doc != nil {
		t.Anchor, _ = at.doc.Anchor(at.fragment)
	}
	return t
}

// Redirect is an address that no page of the build has any more, and what has
// become of the page.
type Redirect struct {
	From     string // below the content folder, without extension: services/aks
	To       Target
	Headings []MovedHeading // those of its headings that went elsewhere, by anchor
}

// MovedHeading is a heading that a page has no more, and where it went.
type MovedHeading struct {
	Anchor string
	To     Target
}

// Redirects lists the old addresses of pages, by address: of those that have
// moved within the build, and of those that can be read elsewhere now.
func (l *Library) Redirects() []Redirect {
	var list []Redirect
	for _, from := range slices.Sorted(maps.Keys(l.redirects.pages)) {
		if from == "." || l.pageAt(from) != (page{}) {
			continue
		}
		if at, err := l.follow(from, ""); err == nil {
			list = append(list, Redirect{from, l.target(at, &url.URL{}), l.movedHeadings(from)})
		}
	}
	return list
}

// MovedHeadings lists the headings that a document had once and that can be
// found elsewhere now, by anchor.
func (l *Library) MovedHeadings(d *Document) []MovedHeading {
	return l.movedHeadings(pageAddress(d.Path))
}

func (l *Library) movedHeadings(p string) []MovedHeading {
	var list []MovedHeading
	for _, anchor := range slices.Sorted(maps.Keys(l.redirects.headings[p])) {
		here := l.pageAt(p)
		if here != (page{}) && here.has(anchor) {
			continue
		}
		if at, err := l.follow(p, anchor); err == nil && (at.page != here || at.has(at.fragment)) {
			list = append(list, MovedHeading{anchor, l.target(at, &url.URL{})})
		}
	}
	return list
}

// addSettingsRedirects adds the moves that the settings name: they come before
// those of Learn's file.
func (l *Library) addSettingsRedirects() {
	for _, m := range l.Settings.moves {
		to := m.to
		if u, err := url.Parse(to); err == nil && u.Scheme == "" && !strings.HasPrefix(to, "/") {
			to = l.Settings.LinkBase + (&url.URL{Path: pageAddress(u.Path), Fragment: u.Fragment}).String()
		}
		l.redirects.add(m.from, m.fragment, redirect{to, m.fromAt})
	}
}

// settingsProblems tells which moves of the settings are not needed, and
// which lead to nothing.
func (l *Library) settingsProblems() []Problem {
	var ps []Problem
	for _, m := range l.Settings.moves {
		if here := l.pageAt(m.from); here != (page{}) && here.has(m.fragment) {
			ps = append(ps, newProblem(m.fromAt, "settings", fmt.Sprintf("%s is still here: this redirect leads nobody, take it out", quote(strings.TrimSuffix(m.from+"#"+m.fragment, "#")))))
		}
		if _, p := l.Resolve(&Document{Path: SettingsFile}, Link{Href: m.to, Pos: m.toAt}); p != nil {
			ps = append(ps, *p)
		}
	}
	return ps
}

// redirectProblems tells which redirects lead nowhere.
func (l *Library) redirectProblems() []Problem {
	ps := l.settingsProblems()
	look := func(p, fragment string, at Pos) {
		if _, err := l.follow(p, fragment); err != nil {
			ps = append(ps, newProblem(at, "redirects", fmt.Sprintf("the redirect of %s leads nowhere: %v", quote(p), err)))
		}
	}
	for p, r := range l.redirects.pages {
		look(p, "", r.at)
	}
	for p, headings := range l.redirects.headings {
		for fragment, r := range headings {
			look(p, fragment, r.at)
		}
	}
	return ps
}

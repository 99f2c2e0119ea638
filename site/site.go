// Package site turns a catalog, its guides and a theme into the files of a
// static site: pages for people, and the files-only API for programs.
//
// Every page links to the others relative to itself and asks no other host
// for anything, so the site works at any address, below any path, and from a
// file system. Nothing depends on the clock: equal input gives equal bytes.
package site

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/spf13/afero"

	"pillars/content"
	"pillars/rules"
	"pillars/theme"
)

// Input is what a site is built from.
type Input struct {
	Catalog *rules.Catalog
	Library *content.Library
	Theme   *theme.Theme
	// Content is the folder the guides were read from, for their images; nil
	// where there are none.
	Content afero.Fs
	// BaseURL is the public address of the site, "" where it is not known.
	// With it pages name their canonical address, assets carry an integrity
	// attribute (browsers refuse that for files opened from disk), and there
	// is a sitemap.
	BaseURL string
	// Previous is the catalog that the site says what changed since; nil where
	// there is none.
	Previous *rules.Catalog
	// Offline lets browsers keep the site (a service worker); leave it out
	// where pages change under the reader, as in a preview.
	Offline bool
	// Exports adds the catalog in the formats of other tools; leave it out
	// where the site is built again and again, as in a preview.
	Exports bool
	// Zip links the site as one file, which WriteZip writes.
	Zip bool
	// Version of Pillars, for the footer.
	Version string
}

// Stats counts what a build wrote.
type Stats struct {
	Pages int
	Files int   // pages included
	Bytes int64 // of all files
}

// builder holds what all pages of a build share; it is read-only while pages
// are rendered.
type builder struct {
	Input
	out        afero.Fs
	active     []*rules.Rule            // rules that stand, by ID
	byID       map[string]*rules.Rule   // withdrawn ones too
	byDoc      map[string][]*rules.Rule // of each guide, in its order
	byCode     map[string]*rules.Rule   // those with a code of the framework's own, SE:01
	services   map[string]*rules.Service
	changes    func() rules.Changes            // since the previous catalog, compared once
	changeOf   func() map[string]*rules.Change // the same, by rule
	facets     func() [][]facetCount           // values of each facet, counted once
	firstMonth func() string                   // from which on the months of changes are told apart
	contents   func() *contents                // the order of the guides, read once

	api api // the files of the API that are more than one rule
	// What scripts load, written at once, the data no longer in memory.
	searchNames, searchTexts, checkCatalog theme.Asset

	images map[string]pixels // those that are there, see readImages
	frames map[frameKey]frame

	mu    sync.Mutex
	stats Stats
	dirs  map[string]bool
}

// page is one page to write: its address, its template, and how to make the
// view, asked for when the page is rendered.
type page struct {
	url      string
	template string
	view     func(Page) any
	title    string
	summary  string // for search engines and previews
	section  string // entry of the main navigation that is current
	scripts  []string
	crumbs   []Crumb
	data     any // what the page says about itself to machines (JSON-LD), nil for nothing
}

// Build writes the site to out, which should be empty. Pages are rendered in
// parallel, each written as it is done.
func Build(in Input, out afero.Fs) (Stats, error) {
	b := newBuilder(in, out)
	var err error
	b.api = b.newAPI()
	if _, err := b.api.files[0].made(); err != nil { // a catalog that is not valid has no site
		return Stats{}, err
	}
	if b.checkCatalog, err = b.checkCatalogAsset(); err != nil {
		return Stats{}, err
	}
	if b.searchNames, b.searchTexts, err = b.searchAssets(); err != nil {
		return Stats{}, err
	}
	if b.images, err = b.readImages(); err != nil {
		return Stats{}, err
	}
	pages := slices.Concat(b.homePages(), b.guidePages(), b.hubPages(), b.pillarPages(), b.rulePages(), b.facetPages(), b.reviewPages(), b.checkPages(), b.catalogPages(), b.lintPages(), b.changesPages(), b.offlinePages())
	if err := b.makeFrames(pages); err != nil {
		return Stats{}, err
	}
	tasks := b.apiTasks() // first, because a page tells their digests
	for _, p := range pages {
		tasks = append(tasks, func(buf *bytes.Buffer) error { return b.render(buf, p) })
	}
	for _, a := range in.Theme.Assets {
		tasks = append(tasks, func(*bytes.Buffer) error { return b.write(a.Path, a.Data) })
	}
	tasks = append(tasks, b.changesTasks()...)
	tasks = append(tasks, b.imageTasks()...)
	tasks = append(tasks, b.machineTasks(pages)...)
	tasks = append(tasks, b.redirectTasks(pages)...)
	if in.BaseURL != "" {
		tasks = append(tasks, func(*bytes.Buffer) error { return b.writeSitemap(pages) })
	}
	err = inParallel(tasks)
	b.stats.Pages = len(pages)
	return b.stats, err
}

func newBuilder(in Input, out afero.Fs) *builder {
	if in.BaseURL != "" && !strings.HasSuffix(in.BaseURL, "/") {
		in.BaseURL += "/"
	}
	b := &builder{
		Input: in, out: out,
		byID: map[string]*rules.Rule{}, byDoc: map[string][]*rules.Rule{}, byCode: map[string]*rules.Rule{}, services: map[string]*rules.Service{},
		dirs: map[string]bool{},
	}
	b.changes = sync.OnceValue(b.compare)
	b.changeOf = sync.OnceValue(b.changesByID)
	b.facets = sync.OnceValue(b.facetCounts)
	b.firstMonth = sync.OnceValue(b.readFirstMonth)
	b.contents = sync.OnceValue(b.readContents)
	for i := range in.Catalog.Services {
		b.services[in.Catalog.Services[i].ID] = &in.Catalog.Services[i]
	}
	for i := range in.Catalog.Rules {
		r := &in.Catalog.Rules[i]
		b.byID[r.ID] = r
		if r.Status == rules.Active {
			b.active = append(b.active, r)
			b.byDoc[r.Source.Path] = append(b.byDoc[r.Source.Path], r)
			if r.Code != nil {
				b.byCode[*r.Code] = r
			}
		}
	}
	for _, rs := range b.byDoc {
		slices.SortStableFunc(rs, func(x, y *rules.Rule) int { return x.Source.Line - y.Source.Line })
	}
	return b
}

// inParallel runs tasks on all processors and gives the first error. Each
// worker lends its tasks one buffer.
func inParallel(tasks []func(*bytes.Buffer) error) error {
	next := make(chan func(*bytes.Buffer) error)
	var wg sync.WaitGroup
	var once sync.Once
	var first error
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			var buf bytes.Buffer
			for task := range next {
				if err := task(&buf); err != nil {
					once.Do(func() { first = err })
				}
			}
		})
	}
	for _, t := range tasks {
		next <- t
	}
	close(next)
	wg.Wait()
	return first
}

// render renders one page and writes it, by way of buf.
func (b *builder) render(buf *bytes.Buffer, p page) error {
	view := p.view(b.pageView(p))
	w := b.newPageWriter(file(p.url), buf)
	err := b.Theme.Templates.ExecuteTemplate(w, p.template, view)
	if err != nil {
		err = fmt.Errorf("could not render %s: %w", file(p.url), err)
	}
	return w.end(err)
}

// write writes one file of the site.
func (b *builder) write(name string, data []byte) error {
	if err := b.mkdir(path.Dir(name)); err != nil {
		return err
	}
	if err := afero.WriteFile(b.out, name, data, 0o644); err != nil {
		return fmt.Errorf("could not write %s: %w", name, err)
	}
	b.count(int64(len(data)))
	return nil
}

// count counts a file that was written.
func (b *builder) count(size int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stats.Files++
	b.stats.Bytes += size
}

// mkdir makes a folder, once. A page needs one more folder than the page
// before it in most cases: MkdirAll would look for the others each time.
func (b *builder) mkdir(dir string) error {
	b.mu.Lock()
	done := b.dirs[dir]
	b.mu.Unlock()
	if done {
		return nil
	}
	var err error
	if dir == "." {
		err = b.out.MkdirAll(dir, 0o755)
	} else if err = b.mkdir(path.Dir(dir)); err != nil {
		return err
	} else if err = b.out.Mkdir(dir, 0o755); errors.Is(err, fs.ErrExist) {
		err = nil // another page was faster
	}
	if err != nil {
		return fmt.Errorf("could not make folder %s: %w", dir, err)
	}
	b.mu.Lock()
	b.dirs[dir] = true
	b.mu.Unlock()
	return nil
}

// csp allows what the site itself brings along and nothing else.
const csp = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types pillars"

// pageView gives what every page's view has.
func (b *builder) pageView(p page) Page {
	v := Page{
		URL: p.url, Site: b.name(), Root: b.rootOf(p), Title: p.title, Summary: p.summary, Section: p.section, Crumbs: p.crumbs,
		CSP: csp, Version: b.Version, RuleCount: len(b.active),
		Style: b.asset("site.css"),
	}
	if b.BaseURL != "" {
		v.Canonical = b.BaseURL + p.url
	}
	if b.Offline {
		v.ServiceWorker = v.Root + serviceWorkerURL
	}
	f := b.frames[frameKey{v.Root, v.Section}]
	v.Masthead, v.Colophon = f.masthead, f.colophon
	v.Data = p.data
	v.CrumbData = b.crumbData(p)
	v.EarlyScript = b.asset("theme.js")
	v.Search = []AssetRef{b.asset("search-engine.js"), b.ref(b.searchNames)}
	for _, s := range append([]string{"site.js", "search.js"}, p.scripts...) {
		v.Scripts = append(v.Scripts, b.asset(s))
	}
	return v
}

// rootOf gives the way from a page back to the site's root. The one for what
// is not found is served at any address: only the site's own leads back.
func (b *builder) rootOf(p page) string {
	if p.url == notFoundURL {
		return cmp.Or(b.BaseURL, "/")
	}
	return root(p.url)
}

// name gives the name of the site: the title in the settings of the guides,
// else that of the program.
func (b *builder) name() string {
	return cmp.Or(strings.Join(strings.Fields(b.Library.Settings.Title), " "), "Pillars")
}

// asset gives a bundled file as pages link to it.
func (b *builder) asset(name string) AssetRef {
	return b.ref(b.Theme.Assets[name])
}

// ref gives a file of the site as pages link to it.
func (b *builder) ref(a theme.Asset) AssetRef {
	ref := AssetRef{Path: a.Path}
	if b.BaseURL != "" {
		ref.Integrity = a.Integrity
	}
	return ref
}

// bodyHTML gives a guide's text with its slots filled, for a page whose way
// to the root is given.
func (b *builder) bodyHTML(d *content.Document, root string) (template.HTML, error) {
	ids := b.itemIDs(d)
	var buf strings.Builder
	buf.Grow(d.Body.Len() + d.Body.Len()/8)
	err := d.Body.Write(&buf, func(kind content.SlotKind, n int) string {
		switch kind {
		case content.SlotRule:
			return ids[n]
		case content.SlotRuleURL:
			return root + ruleURL(ids[n])
		case content.SlotLink:
			t, _ := b.Library.Resolve(d, d.Links[n])
			return template.HTMLEscapeString(targetURL(root, t))
		case content.SlotPicture:
			return b.picture(root, d.Images[n])
		case content.SlotImage:
			return template.HTMLEscapeString(b.imageSource(root, d.Images[n]))
		}
		return ""
	})
	return template.HTML(buf.String()), err //nolint:gosec // content sanitises bodies
}

// itemIDs gives the rule ID of each item of a guide, "" for those that are no
// rules.
func (b *builder) itemIDs(d *content.Document) []string {
	type key struct {
		line int
		kind rules.Kind
		n    int
	}
	ids := make([]string, len(d.Items))
	byPlace := map[key]string{}
	for _, r := range b.byDoc[d.Path] {
		byPlace[key{r.Source.Line, r.Kind, r.Ordinal}] = r.ID
	}
	for i, it := range d.Items {
		ids[i] = byPlace[key{it.Pos.Line, rules.Kind(it.Kind), it.Ordinal}]
	}
	return ids
}

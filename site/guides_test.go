package site_test

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/afero"
	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"pillars/rules"
	"pillars/site"
)

// orchardInput gives what the site of testdata/orchard.txtar is built from.
// Each change is made to the folder first.
func orchardInput(t testing.TB, changes ...func(files map[string]string)) site.Input {
	t.Helper()
	a, err := txtar.ParseFile("testdata/orchard.txtar")
	if err != nil {
		t.Fatal(err)
	}
	folder := map[string]string{}
	for _, f := range a.Files {
		folder[f.Name] = string(f.Data)
	}
	for _, change := range changes {
		change(folder)
	}
	fsys := afero.NewMemMapFs()
	for name, text := range folder {
		if err := afero.WriteFile(fsys, name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return inputOf(t, fsys, nil)
}

// changedOrchard gives the same with the catalog of an earlier state of the
// folder as previous: AP-002 was reworded since, AP-003 moved, two rules added.
func changedOrchard(t testing.TB) site.Input {
	t.Helper()
	before := orchardInput(t, func(files map[string]string) {
		files["apples.md"] = strings.NewReplacer("Store a week of apples.", "Store ten days of apples.", "### Transport", "### Roads").Replace(files["apples.md"])
		files["autumn.md"], _, _ = strings.Cut(files["autumn.md"], "> - **Count")
		files["letter.md"], _, _ = strings.Cut(files["letter.md"], "## Performance")
	})
	return inputOf(t, orchardInput(t).Content, before.Catalog)
}

// outline gives what a reader sees of a part of a page, a line for each
// heading, list item, paragraph and link.
func outline(t *testing.T, page []byte, id string) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
			return a.Key == "id" && a.Val == id || a.Key == "class" && a.Val == id || a.Key == "aria-label" && a.Val == id
		}) {
			writeOutline(&b, n, "")
			return b.String()
		}
	}
	t.Fatalf("the page has no %s:\n%s", id, page)
	return ""
}

func writeOutline(b *strings.Builder, n *html.Node, indent string) {
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode {
			continue
		}
		switch c.Data {
		case "h1", "h2", "h3", "h4", "p", "summary", "a", "span":
			href := ""
			for d := range c.Descendants() {
				for _, a := range d.Attr {
					if a.Key == "href" {
						href = " <" + a.Val + ">"
					}
				}
			}
			for _, a := range c.Attr {
				if a.Key == "href" {
					href = " <" + a.Val + ">"
				}
			}
			fmt.Fprintf(b, "%s%s: %s%s\n", indent, c.Data, strings.Join(strings.Fields(textOf(c)), " "), href)
		case "ul", "ol", "nav":
			writeOutline(b, c, indent+"  ")
		default:
			writeOutline(b, c, indent)
		}
	}
}

// TestTree holds the list of guides in the order of a table of contents.
func TestTree(t *testing.T) {
	all := files(t, build(t, orchardInput(t)))
	got := outline(t, all["guides/index.html"], "tree")
	want := `  a: Start here <../guides/start/>
h2: Fruit 2 guides, 6 rules
  a: Apples <../guides/apples/>
  span: 4 rules
  a: Pears <https://example.net/pears>
  span: on example.net
  summary: By season 1 guide, 2 rules
    a: Autumn <../guides/autumn/>
    span: 2 rules
h2: Stores 1 guide, 1 rule
  summary: The store 1 guide, 1 rule
    a: The store <../guides/store/>
    span: overview
    a: Cold <../guides/store/cold/>
    span: 1 rule
  a: Apples again <../guides/apples/#storage>
h2: Other articles 1 guide, 1 rule
  a: A letter <../guides/letter/>
  span: 1 rule
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if page := string(all["guides/index.html"]); !strings.Contains(page, `Begin with <a href="../guides/index/">Orchard</a>`) {
		t.Error("the list does not say where the table of contents as a whole leads")
	}
}

// TestPlaces holds each guide's way from the list and its neighbours, and that
// a page holds no more of the contents than that.
func TestPlaces(t *testing.T) {
	all := files(t, build(t, orchardInput(t)))
	for page, want := range map[string]string{
		"guides/start/index.html":      "Home Guides | Orchard <../../guides/index/> | Apples <../../guides/apples/> in Fruit",
		"guides/apples/index.html":     "Home Guides Fruit | Start here <../../guides/start/> | Autumn <../../guides/autumn/> in By season",
		"guides/autumn/index.html":     "Home Guides Fruit By season | Apples <../../guides/apples/> in Fruit | The store <../../guides/store/> in Stores",
		"guides/store/index.html":      "Home Guides Stores | Autumn <../../guides/autumn/> in By season | Cold <../../guides/store/cold/>",
		"guides/store/cold/index.html": "Home Guides Stores The store | The store <../../../guides/store/> | A letter <../../../guides/letter/> in Other articles",
		"guides/letter/index.html":     "Home Guides Other articles | Cold <../../guides/store/cold/> in The store | ",
		"guides/index/index.html":      "Home Guides |  | Start here <../../guides/start/>",
	} {
		if got := placeOf(t, all[page]); got != want {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
	if page := string(all["guides/store/cold/index.html"]); !strings.Contains(page, `href="../../../guides/#in-stores"`) {
		t.Error("a group without a page leads to no place in the list of guides")
	}
	more := files(t, build(t, orchardInput(t, func(files map[string]string) {
		for i := range 50 {
			name := fmt.Sprintf("more-%d", i)
			files[name+".md"] = "---\ntitle: More\ndescription: More.\n---\n# More\n"
			files["TOC.yml"] += fmt.Sprintf("  - name: More %d\n    href: %s.md\n", i, name)
		}
	})))
	const page = "guides/apples/index.html"
	if was, is := hashed.ReplaceAllString(string(all[page]), ""), hashed.ReplaceAllString(string(more[page]), ""); was != is {
		t.Errorf("the page of a guide is another one where there are more guides:\n%s\nbefore:\n%s", is, was)
	}
}

var (
	hashed    = regexp.MustCompile(`assets/[^" ]+`)
	crumb     = regexp.MustCompile(`<li><a href="[^"]*">([^<]*)</a></li>`)
	neighbour = regexp.MustCompile(`<a rel="(prev|next)" href="([^"]*)"><span>(?:Previous|Next)(?: in ([^<]*))?</span> ([^<]*)</a>`)
)

// placeOf gives the crumbs of a page, the page before and the one behind.
func placeOf(t *testing.T, page []byte) string {
	t.Helper()
	_, rest, _ := strings.Cut(string(page), `aria-label="Breadcrumb"`)
	nav, body, ok := strings.Cut(rest, "</nav>")
	if !ok {
		t.Fatalf("no breadcrumb in\n%s", page)
	}
	var way []string
	for _, m := range crumb.FindAllStringSubmatch(nav, -1) {
		way = append(way, m[1])
	}
	beside := map[string]string{}
	for _, m := range neighbour.FindAllStringSubmatch(body, -1) {
		beside[m[1]] = m[4] + " <" + m[2] + ">"
		if m[3] != "" {
			beside[m[1]] += " in " + m[3]
		}
	}
	return strings.Join(way, " ") + " | " + beside["prev"] + " | " + beside["next"]
}

// TestHubPage holds the cards and links of a hub page, grouped as in its file.
func TestHubPage(t *testing.T) {
	all := files(t, build(t, orchardInput(t)))
	got := outline(t, all["guides/index/index.html"], "main")
	want := `    a: Home <../../>
    a: Guides <../../guides/>
h1: All about the orchard
p: Where to begin.
p: edit at the source <https://example.org/orchard/blob/main/index.yml#L1>
  a: Start here <../../guides/start/>
  a: Elsewhere <https://example.net/>
h2: Fruit
p: What grows.
  h3: Apples <../../guides/apples/>
  p: They keep.
  p: 4 rules
  h3: Stores <../../guides/store/>
  p: Where they keep.
h2: For those who work here
  h3: Tools
  p: What is in the shed.
    a: Ladders <../../guides/start/>
    a: Knives <../../guides/autumn/>
  a: Next Start here <../../guides/start/>
`
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for name, data := range all {
		if strings.HasPrefix(name, "assets/search-index") && !bytes.Contains(data, []byte(`["The store","guides/store/",[]]`)) {
			t.Error("search does not know the hub pages")
		}
	}
}

// TestGuideGroups holds the list of our own guides, which have no table of
// contents.
func TestGuideGroups(t *testing.T) {
	page := string(files(t, build(t, ourInput(t)))["guides/index.html"])
	at := 0
	for _, want := range []string{
		`<h2 id="in-services">Services</h2>`, "Azure Kubernetes Service (AKS)</a></h3>", `href="../guides/azure-kubernetes-service/#reliability"`, "checked automatically", "updated 20",
		`<h2 id="in-pillars">Pillars</h2>`, "Design review checklist for Reliability</a></h3>", "Design review checklist for Security</a></h3>",
	} {
		i := strings.Index(page[at:], want)
		if i < 0 {
			t.Fatalf("the page has no %q behind the others:\n%s", want, page)
		}
		at += i
	}
}

// TestMovedPages holds what stands at old addresses.
func TestMovedPages(t *testing.T) {
	in := orchardInput(t)
	in.BaseURL = "https://orchard.example/handbook/"
	all := files(t, build(t, in))
	for page, want := range map[string][]string{
		"guides/fruit/index.html": {
			`data-to="../../guides/apples/"`, `data-headings="{&#34;cold-store&#34;:&#34;../../guides/store/cold/#temperature&#34;}"`,
			`<meta name="robots" content="noindex">`, `<link rel="canonical" href="https://orchard.example/handbook/guides/apples/">`,
			`<noscript><meta http-equiv="refresh" content="0; url=../../guides/apples/"></noscript>`, `>Well-Architected guide for Apples (AP)</a>`, "Orchard handbook",
		},
		"guides/older/fruit/index.html": {`data-to="../../../guides/apples/"`}, // the last of the chain
		"guides/shed/index.html":        {`data-to="../../guides/store/"`, `>The store</a>`},
		"guides/pears/index.html":       {`data-to="https://example.net/pears"`, `<link rel="canonical" href="https://example.net/pears">`, ">Go to example.net</a>"},
	} {
		for _, w := range want {
			if !strings.Contains(string(all[page]), w) {
				t.Errorf("%s has no %s:\n%s", page, w, all[page])
			}
		}
	}
	if strings.Contains(string(all["guides/pears/index.html"]), "refresh") {
		t.Error("the visitor is sent to another site without being asked")
	}
	for _, page := range []string{"guides/apples/index.html", "guides/store/index.html"} {
		if strings.Contains(string(all[page]), "noindex") {
			t.Errorf("%s: an old address has taken the place of a page", page)
		}
	}
	for _, page := range []string{"guides/loop/index.html", "guides/loop2/index.html"} {
		if all[page] != nil {
			t.Errorf("%s: redirects in a circle made a page", page)
		}
	}
	for _, name := range []string{"sitemap.xml", "llms.txt"} {
		if strings.Contains(string(all[name]), "guides/fruit/") {
			t.Errorf("%s lists an old address", name)
		}
	}
	if page := string(all["guides/apples/index.html"]); !strings.Contains(page, `<li id="keep-them-cool"><code>#keep-them-cool</code> is now <a href="../../guides/apples/#storage" data-moved>Storage</a></li>`) {
		t.Errorf("an old heading is not on the page:\n%s", page)
	}
}

// TestSettingsOnPages holds that the site has the name that the settings give
// it, and leads to the source they name.
func TestSettingsOnPages(t *testing.T) {
	in := orchardInput(t)
	in.BaseURL = "https://orchard.example/"
	all := files(t, build(t, in))
	for name, want := range map[string][]string{
		"index.html":               {`<title>Orchard handbook: `, `<span>Orchard handbook</span></a>`, `<meta property="og:site_name" content="Orchard handbook">`},
		"guides/apples/index.html": {`<title>Well-Architected guide for Apples (AP) · Orchard handbook</title>`, `href="https://example.org/orchard/blob/main/apples.md#L1"`},
		"guides/store/index.html":  {`href="https://example.org/orchard/blob/main/store/index.yml#L1"`},
		"rules/AP-001/index.html":  {`href="https://example.org/orchard/blob/main/apples.md#L13"`},
		"changes/atom.xml":         {`<title>Orchard handbook: changed rules</title>`, `<name>Orchard handbook</name>`},
		"llms.txt":                 {"# Orchard handbook\n"},
		"catalog/index.html":       {`"name":"Orchard handbook: rule catalog"`},
		"guides/start/index.html":  {`<mark>`},
	} {
		for _, w := range want {
			if !strings.Contains(string(all[name]), w) {
				t.Errorf("%s has no %s:\n%s", name, w, all[name])
			}
		}
	}
	for name, data := range files(t, build(t, ourInput(t))) {
		if strings.HasSuffix(name, ".html") && bytes.Contains(data, []byte("edit at the source")) {
			t.Fatalf("%s leads to a source that no setting names", name)
		}
	}
}

// TestRulePage holds what a rule's page says of its place, its history and its
// references.
func TestRulePage(t *testing.T) {
	in := changedOrchard(t)
	in.Catalog.Rule("AP-002").References = []rules.Reference{
		{Scheme: "psrule", ID: "AZR-000001"}, {Scheme: "azure-policy", ID: "0A000000-0000-4000-8000-00000000000b"}, {Scheme: "azure-policy", ID: "not-a-guid"},
		{Scheme: "azure-policy", ID: "a8640138-9b0a-4a28-b8cb-1666c838647d"}, {Scheme: "trivy", ID: "KSV-0001"}, {Scheme: "kube-linter", ID: "../x"}, {Scheme: "own", ID: "1"},
	}
	all := files(t, build(t, in))
	page := string(all["rules/AP-002/index.html"])
	for _, want := range []string{
		"Reliability › Storage (2&nbsp;of&nbsp;2)",
		`<a rel="prev" href="../../rules/AP-001/"><span>Previous</span> AP-001 Keep two suppliers</a>`,
		`<a rel="next" href="../../rules/AP-003/"><span>Next in Reliability › Transport</span> AP-003 Use two roads</a>`,
		`<time datetime="2026-11-05">`,
		`<h2 id="history">Since the last release</h2>`, "<span>reworded</span>", "Store <del>ten days</del> <ins>a week</ins> of apples.",
		`<dt>Azure Policy</dt>
<dd><a href="https://www.azadvertizer.net/azpolicyadvertizer/0a000000-0000-4000-8000-00000000000b.html"><code>0A000000-0000-4000-8000-00000000000b</code></a></dd>
<dd><code>not-a-guid</code></dd>
<dd><a href="https://www.azadvertizer.net/azpolicyinitiativesadvertizer/a8640138-9b0a-4a28-b8cb-1666c838647d.html"><code>a8640138-9b0a-4a28-b8cb-1666c838647d</code></a></dd>
<dt>PSRule for Azure</dt>
<dd><code>AZR-000001</code></dd>
<dt>Trivy</dt>
<dd><a href="https://avd.aquasec.com/misconfig/ksv-0001"><code>KSV-0001</code></a></dd>
<dt>KubeLinter</dt>
<dd><code>../x</code></dd>
<dt>own</dt>
<dd><code>1</code></dd>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s:\n%s", want, page)
		}
	}
	if page := string(all["rules/AP-001/index.html"]); strings.Contains(page, "Since the last release</h2>") {
		t.Error("the page of a rule that has not changed has a history")
	}
}

// TestSchemes holds that every catalog that our own rules refer to has a name.
func TestSchemes(t *testing.T) {
	raw := regexp.MustCompile(`<dt>([a-z-]+)</dt>`)
	for name, data := range files(t, build(t, ourInput(t))) {
		if !strings.HasPrefix(name, "rules/") || !strings.HasSuffix(name, ".html") {
			continue
		}
		_, list, _ := strings.Cut(string(data), `<dl class="references">`)
		list, _, _ = strings.Cut(list, "</dl>")
		for _, m := range raw.FindAllStringSubmatch(list, -1) {
			if m[1] != "kube-score" { // it is written like this
				t.Errorf("%s: %s is shown as it is written", name, m[1])
			}
		}
	}
}

// TestPeriods holds the pages of rules that were changed in a month or a year,
// and of how they changed since the last release.
func TestPeriods(t *testing.T) {
	all := files(t, build(t, changedOrchard(t)))
	for page, want := range map[string]struct {
		heading string
		ids     []string
	}{
		"rules/changed/2026-11/index.html":  {"Rules changed in November 2026", []string{"AP-001", "AP-002", "AP-003", "AP-004"}},
		"rules/changed/2026-10/index.html":  {"Rules changed in October 2026", []string{"WAF-002"}},
		"rules/changed/2026-03/index.html":  {"Rules changed in March 2026", []string{"WAF-001", "WAF-003"}},
		"rules/changed/none/index.html":     {"Rules whose last change has no date", []string{"WAF-004"}},
		"rules/release/added/index.html":    {"Rules added since the last release", []string{"WAF-003", "WAF-004"}},
		"rules/release/reworded/index.html": {"Rules reworded since the last release", []string{"AP-002"}},
		"rules/release/moved/index.html":    {"Rules moved since the last release", []string{"AP-003"}},
	} {
		page := string(all[page])
		var ids []string
		for _, m := range regexp.MustCompile(`<span class="rule-code">([^<]*)</span>`).FindAllStringSubmatch(page, -1) {
			ids = append(ids, m[1])
		}
		if !strings.Contains(page, "<h1>"+want.heading+"</h1>") || !slices.Equal(ids, want.ids) {
			t.Errorf("%s: got %q, want %q\n%.300s", want.heading, ids, want.ids, page)
		}
	}
	for name := range all {
		if strings.HasPrefix(name, "rules/changed/2024") {
			t.Errorf("%s: no rule was changed then", name)
		}
	}
	if same := files(t, build(t, orchardInput(t))); same["rules/release/none/index.html"] != nil {
		t.Error("without an earlier catalog nothing can be said of changes since")
	}
}

// TestOldPeriods holds that months more than a year before the newest one are
// counted by year.
func TestOldPeriods(t *testing.T) {
	all := files(t, build(t, orchardInput(t, func(files map[string]string) {
		files["autumn.md"] = strings.Replace(files["autumn.md"], "3/9/2026", "11/30/2025", 1)
		files["store/cold.md"] = strings.Replace(files["store/cold.md"], "10/20/2026", "12/1/2025", 1)
	})))
	var periods []string
	for name := range all {
		if rest, ok := strings.CutPrefix(name, "rules/changed/"); ok {
			periods = append(periods, strings.TrimSuffix(rest, "/index.html"))
		}
	}
	slices.Sort(periods)
	if want := []string{"2025", "2025-12", "2026-11", "none"}; !slices.Equal(periods, want) {
		t.Errorf("got %q, want %q", periods, want)
	}
}

// TestHubsWithoutContents builds a folder that has hub pages and no table of
// contents: they stand among the other guides.
func TestHubsWithoutContents(t *testing.T) {
	all := files(t, build(t, orchardInput(t, func(files map[string]string) {
		for name := range files {
			if strings.EqualFold(path.Base(name), "TOC.yml") {
				delete(files, name)
			}
		}
	})))
	page := string(all["guides/index.html"])
	if !strings.Contains(page, "All about the orchard") {
		t.Errorf("the hub page is not in the list of guides:\n%s", page)
	}
}

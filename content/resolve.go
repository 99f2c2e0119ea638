package content

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// Target is where a link leads.
type Target struct {
	Doc    *Document // the document in the build, nil where it leads elsewhere
	Hub    *Hub      // the hub page in the build, nil where it leads elsewhere
	Anchor string    // anchor in Doc's page, "" for its top
	URL    string    // absolute public address, "" where the link is dangerous or broken beyond use
}

// Resolve follows a link of a document: a fragment, a relative path to
// another guide, a path on Learn, or an absolute address. The problem, if
// any, says what is broken; the target is still the best there is.
func (l *Library) Resolve(from *Document, link Link) (Target, *Problem) {
	href := strings.TrimSpace(link.Href)
	broken := func(message string) *Problem {
		p := newProblem(link.Pos, "broken-link", message)
		return &p
	}
	if href == "" {
		return Target{}, broken("link without a target")
	}
	u, err := url.Parse(href)
	if err != nil {
		return Target{}, broken("link target is not a URL: " + quote(href))
	}
	switch {
	case u.Scheme == "http" || u.Scheme == "https" || u.Scheme == "mailto":
		return Target{URL: href}, nil
	case u.Scheme != "":
		return Target{}, broken("link to a scheme that is not allowed: " + quote(href))
	case u.Host != "": // //host/path
		return Target{URL: "https:" + href}, nil
	}

	at := place{page: page{doc: from}, fragment: u.Fragment}
	switch {
	case strings.HasPrefix(u.Path, "/"):
		var onLearn bool
		if at, onLearn = l.onLearn(u); onLearn {
			return Target{URL: l.Settings.LearnBase + href}, nil
		}
	case u.Path != "":
		p := l.relativePath(from, link, u)
		if at, err = l.follow(p, u.Fragment); err == nil && (at.page != page{} || at.address != "") {
			break
		}
		if isGuidePath(u.Path) || path.Base(u.Path) == "index.yml" {
			return Target{URL: l.publicURL(p, u)}, broken("link leads to a guide that is not here: " + quote(href))
		}
		return Target{URL: l.publicURL(p, u)}, nil
	case !at.has(at.fragment):
		if moved, err := l.follow(from.Path, at.fragment); err == nil && (moved.page != page{} || moved.address != "") {
			at = moved
		}
	}
	t := l.target(at, u)
	if at.doc != nil && u.Fragment != "" && !at.has(at.fragment) {
		return t, broken("no heading #" + u.Fragment + " in " + at.doc.Path)
	}
	return t, nil
}

// onLearn follows a site-absolute link to the page in the build that has this
// address, or to what became of it; else it leads to Learn as it is.
func (l *Library) onLearn(u *url.URL) (at place, asItIs bool) {
	if address, ok := l.absolute(u.String()); ok {
		if below, inside := l.belowBase(address); inside {
			at, err := l.follow(below, u.Fragment)
			return at, err != nil || at.page == page{} && at.address == ""
		}
	}
	return place{}, true
}

// relativePath gives the path below the content folder that a relative link
// means; "~/" starts from the folder itself.
func (l *Library) relativePath(from *Document, link Link, u *url.URL) string {
	if rest, ok := strings.CutPrefix(u.Path, "~/"); ok {
		return path.Clean(rest)
	}
	file := link.Pos.File
	if file == "" {
		file = from.Path
	}
	return path.Join(path.Dir(file), u.Path)
}

// withFragment gives the address a page moved to, with query and fragment of
// the link where the address has none of its own.
func withFragment(address string, from *url.URL) string {
	if from.RawQuery != "" && !strings.ContainsAny(address, "?#") {
		address += "?" + from.RawQuery
	}
	if from.Fragment != "" && !strings.Contains(address, "#") {
		address += "#" + from.EscapedFragment()
	}
	return address
}

// imageTypes are the files that may be shown as images.
var imageTypes = []string{".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"}

// ImagePath gives the path of an image below the content folder, and false
// where it lies outside, on another host, or is no image.
func ImagePath(img Image) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(img.Src))
	if err != nil || u.IsAbs() || u.Host != "" || u.Path == "" || strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	p := path.Join(path.Dir(img.Pos.File), u.Path)
	if rest, ok := strings.CutPrefix(u.Path, "~/"); ok {
		p = path.Clean(rest)
	}
	if p == ".." || strings.HasPrefix(p, "../") || !slices.Contains(imageTypes, strings.ToLower(path.Ext(p))) {
		return "", false
	}
	return p, true
}

// isGuidePath tells whether a relative link means a Markdown file.
func isGuidePath(p string) bool { return strings.EqualFold(path.Ext(p), ".md") }

// publicURL gives the address on Learn of a path below the content folder.
func (l *Library) publicURL(p string, u *url.URL) string {
	switch path.Ext(p) {
	case ".md", ".yml":
		p = strings.TrimSuffix(p, path.Ext(p))
	}
	if p = strings.TrimSuffix(p, "/index"); p == "index" {
		p = ""
	}
	s := l.Settings.LinkBase
	for strings.HasPrefix(p, "../") { // out of the folder: one step up in the address
		p = strings.TrimPrefix(p, "../")
		if up := strings.LastIndexByte(strings.TrimSuffix(s, "/"), '/'); up > 0 && s[up-1] != '/' { // not beyond the host
			s = s[:up+1]
		}
	}
	s += p
	if u.RawQuery != "" {
		s += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		s += "#" + u.EscapedFragment()
	}
	return s
}

package content

import (
	"net/url"
	"path"
	"strings"
)

// Target is where a link leads.
type Target struct {
	Doc    *Document // the document in the build, nil where it leads elsewhere
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
	case strings.HasPrefix(u.Path, "/"):
		return Target{URL: l.Settings.LearnBase + href}, nil
	}

	doc := from
	if u.Path != "" {
		p := path.Join(path.Dir(from.Path), u.Path)
		doc = l.byPath[p]
		if doc == nil && path.Ext(p) == "" {
			doc = l.byPath[p+".md"]
		}
		if doc == nil {
			t := Target{URL: l.publicURL(p, u)}
			if isGuidePath(u.Path) {
				return t, broken("link leads to a guide that is not here: " + quote(href))
			}
			return t, nil
		}
	}
	t := Target{Doc: doc, URL: l.publicURL(doc.Path, u)}
	if u.Fragment == "" {
		return t, nil
	}
	anchor, ok := doc.Anchor(u.Fragment)
	if !ok {
		return t, broken("no heading #" + u.Fragment + " in " + doc.Path)
	}
	t.Anchor = anchor
	return t, nil
}

// isGuidePath tells whether a relative link means a Markdown file.
func isGuidePath(p string) bool { return strings.EqualFold(path.Ext(p), ".md") }

// publicURL gives the address on Learn of a path below the content folder.
func (l *Library) publicURL(p string, u *url.URL) string {
	p = strings.TrimSuffix(strings.TrimSuffix(p, ".md"), "/index")
	s := l.Settings.LinkBase
	for strings.HasPrefix(p, "../") { // out of the folder: one step up in the address
		p = strings.TrimPrefix(p, "../")
		s = s[:strings.LastIndexByte(strings.TrimSuffix(s, "/"), '/')+1]
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

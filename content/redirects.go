package content

import (
	"encoding/json"
	"net/url"
	"path"
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

// readRedirects gives where old paths below the content folder lead. Entries
// of other folders are passed over.
func readRedirects(src []byte, folder string) (map[string]string, error) {
	var file struct {
		Redirections []struct {
			Source string `json:"source_path"`
			// Learn's build takes this one too: from the file's own folder.
			FromRoot string `json:"source_path_from_root"`
			URL      string `json:"redirect_url"`
		} `json:"redirections"`
	}
	if err := json.Unmarshal(src, &file); err != nil {
		return nil, err
	}
	prefix := ""
	if folder != "" && folder != "." {
		prefix = strings.Trim(slash(folder), "/") + "/"
	}
	to := map[string]string{}
	for _, e := range file.Redirections {
		p := e.Source
		if p == "" {
			p = strings.TrimPrefix(e.FromRoot, "/")
		}
		if rest, ok := strings.CutPrefix(p, prefix); ok && e.URL != "" {
			to[path.Clean(rest)] = e.URL
		}
	}
	return to, nil
}

// redirected follows the moves of an old path. It gives the document it has
// become, or the address where its chain leaves the build.
func (l *Library) redirected(p string) (doc *Document, address string, ok bool) {
	for range maxRedirects {
		to, found := l.redirects[p]
		if !found {
			to, found = l.redirects[p+".md"]
		}
		if !found {
			return nil, address, ok
		}
		address, ok = l.absolute(to), true
		below, inside := l.belowBase(to)
		if !inside {
			return nil, address, true
		}
		if doc := l.docAt(below); doc != nil {
			return doc, address, true
		}
		p = below
	}
	return nil, "", false // a circle
}

// absolute gives a redirect's target as an absolute address.
func (l *Library) absolute(to string) string {
	if strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") {
		return l.Settings.LearnBase + to
	}
	if strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") {
		return to
	}
	return ""
}

// belowBase gives the path below the content folder that a site-absolute or
// absolute address means, without query and fragment.
func (l *Library) belowBase(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil {
		return "", false
	}
	base, err := url.Parse(l.Settings.LinkBase)
	if err != nil || u.Host != "" && u.Host != base.Host {
		return "", false
	}
	rest, ok := strings.CutPrefix(u.Path+"/", base.Path)
	if !ok || u.Host == "" && !strings.HasPrefix(l.Settings.LinkBase, l.Settings.LearnBase+"/") {
		return "", false
	}
	rest = strings.Trim(rest, "/")
	return rest, rest != ""
}

// docAt gives the document of an address's path: with or without ".md", or
// the index of a folder.
func (l *Library) docAt(p string) *Document {
	for _, name := range []string{p, p + ".md", path.Join(p, "index.md")} {
		if d := l.byPath[name]; d != nil {
			return d
		}
	}
	return nil
}

package site

import (
	"fmt"
	"html/template"
	"strings"
)

// frame is what stands around the content of many pages alike: a site has as
// many as it has levels and entries of the main navigation, so each is
// rendered once. A rule's page is a third less work by that.
type frame struct{ masthead, colophon template.HTML }

type frameKey struct{ root, section string }

// makeFrames renders the frames of the pages. A theme whose layout has no
// such templates has none.
func (b *builder) makeFrames(pages []page) error {
	b.frames = map[frameKey]frame{}
	for _, p := range pages {
		key := frameKey{b.rootOf(p), p.section}
		if _, ok := b.frames[key]; ok {
			continue
		}
		v := b.pageView(p)
		var f frame
		for _, part := range []struct {
			name string
			html *template.HTML
		}{{"masthead", &f.masthead}, {"colophon", &f.colophon}} {
			if b.Theme.Templates.Lookup(part.name) == nil {
				continue
			}
			var text strings.Builder
			if err := b.Theme.Templates.ExecuteTemplate(&text, part.name, v); err != nil {
				return fmt.Errorf("could not render %s: %w", part.name, err)
			}
			*part.html = template.HTML(text.String()) //nolint:gosec // the template has escaped it
		}
		b.frames[key] = f
	}
	return nil
}

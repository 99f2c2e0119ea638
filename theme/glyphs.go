package theme

import (
	"html/template"
	"maps"
	"slices"
	"strings"
)

// glyphs are the pillars' signs, as paths in a field of 16 by 16.
var glyphs = map[string]string{
	"reliability":            "M8 1 1.5 4v4.2C1.5 11.6 4.2 14.3 8 15c3.8-.7 6.5-3.4 6.5-6.8V4zm3.6 5.1L7.2 10.9 4.3 8.2l1-1.1 1.8 1.6 3.3-3.7z",
	"security":               "M4.5 7V4.8a3.5 3.5 0 0 1 7 0V7H13v8H3V7zm1.7 0h3.6V4.8a1.8 1.8 0 0 0-3.6 0zM7.2 9.6v2.8h1.6V9.6z",
	"cost-optimization":      "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1m.8 11.4v1.1H7.3v-1.1c-1.2-.2-2-.9-2.2-2h1.6c.1.5.6.8 1.4.8s1.2-.3 1.2-.8-.3-.7-1.4-.9C6.1 9.200 5.300 8.700 5.300 7.300c0-1 .8-1.800 2-2V4.200h1.500v1.100c1.100.2 1.800.9 1.900 1.900H9.100c-.1-.5-.5-.7-1.100-.7-.7 0-1.100.3-1.100.7s.3.6 1.300.8c1.700.3 2.700.8 2.700 2.200 0 1.200-.8 2-2.100 2.200",
	"operational-excellence": "M6.800 1h2.400l.3 1.900 1.200.5 1.600-1.100 1.700 1.700-1.100 1.600.5 1.200 1.900.3v2.400l-1.900.3-.5 1.200 1.100 1.600-1.700 1.700-1.600-1.100-1.200.5-.3 1.900H6.800l-.3-1.900-1.200-.5-1.600 1.100L2 12.600 3.100 11l-.5-1.200L.7 9.500V7.100l1.900-.3.5-1.200L2 4l1.700-1.700 1.600 1.100 1.200-.5zM8 5.700a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5",
	"performance-efficiency": "M9.500.8 2.500 9.300h4.600l-.8 5.900 7.200-8.900H8.700z",
}

// glyphHTML holds each sign as the pages show it.
var glyphHTML = func() map[string]template.HTML {
	m := map[string]template.HTML{}
	for id, path := range glyphs {
		m[id] = template.HTML(`<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="` + path + `"/></svg>`) //nolint:gosec // our own constants
	}
	return m
}()

// glyphSprite holds every sign once, for pages that show them in long lists
// by way of glyphUse.
func glyphSprite() template.HTML {
	var s strings.Builder
	s.WriteString(`<svg class="sprite" width="0" height="0" aria-hidden="true">`)
	for _, id := range slices.Sorted(maps.Keys(glyphs)) {
		s.WriteString(`<symbol id="glyph-` + id + `" viewBox="0 0 16 16"><path d="` + glyphs[id] + `"/></symbol>`)
	}
	s.WriteString(`</svg>`)
	return template.HTML(s.String()) //nolint:gosec // our own constants
}

// glyphUse gives the sign of the pillar with that ID out of the page's
// sprite, nothing for other IDs.
func glyphUse(id string) template.HTML {
	if glyphs[id] == "" {
		return ""
	}
	return template.HTML(`<svg class="glyph" aria-hidden="true"><use href="#glyph-` + id + `"/></svg>`) //nolint:gosec // our own constants
}

// glyph gives the sign of the pillar with that ID, nothing for other IDs.
func glyph(id string) template.HTML { return glyphHTML[id] }

package main

import (
	"fmt"
	"slices"
	"strings"
)

// notices gives THIRD_PARTY_NOTICES: the licences of everything in a binary
// that is not ours. A text that stands for several is in it once.
func (r *release) notices() string {
	type component struct {
		name    string
		license licence
	}
	var all []component
	for _, m := range r.modules {
		all = append(all, component{m.path + " " + m.version, m.license})
	}
	for _, p := range r.packages {
		all = append(all, component{"npm " + p.name + " " + p.version, p.license})
	}
	var b strings.Builder
	b.WriteString("Pillars is licensed under the terms in LICENSE. Its binaries contain the works\nlisted here, under the terms that follow.\n\n")
	var texts []string
	holders := map[string][]string{}
	for _, c := range all {
		fmt.Fprintf(&b, "%s (%s)\n", c.name, c.license.expression())
		for _, text := range c.license.texts {
			if holders[text] == nil {
				texts = append(texts, text)
			}
			if !slices.Contains(holders[text], c.name) {
				holders[text] = append(holders[text], c.name)
			}
		}
	}
	for _, text := range texts {
		fmt.Fprintf(&b, "\n%s\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(holders[text], "\n"), strings.Repeat("-", 80), text)
	}
	return b.String()
}

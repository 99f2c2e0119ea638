package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// licence is what a component may be used under.
type licence struct {
	ids   []string // SPDX IDs, sorted; all of them hold
	texts []string // of the files that say so
}

// expression gives the licence as an SPDX expression.
func (l licence) expression() string { return strings.Join(l.ids, " AND ") }

// licenceFile is how files with licences and notices are called.
var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents|copyright)([.-].*)?$`)

// licenceTexts says by which words, with white space folded and in small
// letters, a licence is known. It is a list for what we use; where it knows
// none, a person has to look.
var licenceTexts = []struct{ id, has, hasNot string }{
	{"Apache-2.0", "apache license, version 2.0", ""},
	{"Apache-2.0", "apache license version 2.0", ""},
	{"BSD-2-Clause", "redistribution and use in source and binary forms", "may be used to endorse or promote products"},
	{"BSD-3-Clause", "may be used to endorse or promote products", ""},
	{"ISC", "permission to use, copy, modify, and/or distribute this software for any purpose with or without fee", ""},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy", ""},
	{"MPL-2.0", "mozilla public license version 2.0", ""},
}

// readLicence reads the files with licences and notices at the root of a
// component and in folders of it.
func readLicence(name, root string, folders []string) (licence, error) {
	var l licence
	for _, dir := range append([]string{root}, folders...) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return l, fmt.Errorf("%s: %w", name, err)
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !licenceFile.MatchString(e.Name()) || filepath.Ext(e.Name()) == ".go" {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			if err != nil {
				return l, fmt.Errorf("%s: %w", name, err)
			}
			l.texts = append(l.texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
			for _, id := range licenceIDs(string(text)) {
				if !slices.Contains(l.ids, id) {
					l.ids = append(l.ids, id)
				}
			}
		}
	}
	if len(l.ids) == 0 {
		return l, fmt.Errorf("could not tell the licence of %s: look into %s, and add it to licenceTexts", name, root)
	}
	slices.Sort(l.ids)
	return l, nil
}

// licenceIDs gives the SPDX IDs of the licences in a text.
func licenceIDs(text string) []string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	var ids []string
	for _, l := range licenceTexts {
		if strings.Contains(text, l.has) && (l.hasNot == "" || !strings.Contains(text, l.hasNot)) && !slices.Contains(ids, l.id) {
			ids = append(ids, l.id)
		}
	}
	return ids
}

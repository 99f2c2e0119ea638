package theme

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/afero"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// stringsFile holds every word that the site itself says, by page and script.
const stringsFile = "strings.json"

// Strings are the words of the site in one language. A theme's folder with a
// strings.json of its own puts others in their place, all or some: that is how
// the site gets another language.
//
// A text may have places for values, such as {count}, and may hold HTML. Where
// it depends on a number it is an object with a text for each plural form that
// the language has ("one", "other" and so on, see the Unicode CLDR); the number
// is the value called "n".
type Strings struct {
	Lang  string // as the lang attribute has it
	tag   language.Tag
	words map[string]any // the file as it is
}

// loadStrings reads the words of the theme, with those of override in place.
func loadStrings(src, override afero.Fs) (*Strings, error) {
	words, err := readStrings(src)
	if err != nil {
		return nil, err
	}
	if override != nil {
		own, err := readStrings(override)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		if err := replaceStrings(words, own, ""); err != nil {
			return nil, fmt.Errorf("%s: %w", stringsFile, err)
		}
	}
	s := &Strings{words: words}
	s.Lang, _ = words["lang"].(string)
	if s.tag, err = language.Parse(s.Lang); err != nil {
		return nil, fmt.Errorf("%s: lang %q is no language: %w", stringsFile, s.Lang, err)
	}
	return s, nil
}

func readStrings(fsys afero.Fs) (map[string]any, error) {
	text, err := afero.ReadFile(fsys, stringsFile)
	if err != nil {
		return nil, fmt.Errorf("could not read the theme's words: %w", err)
	}
	var words map[string]any
	if err := json.Unmarshal(text, &words); err != nil {
		return nil, fmt.Errorf("could not read %s: %w", stringsFile, err)
	}
	return words, nil
}

// stringsJSON gives the words of a folder in one order, whoever wrote them: a
// script whose words are the same is the same file.
func stringsJSON(fsys afero.Fs) ([]byte, error) {
	words, err := readStrings(fsys)
	if err != nil {
		return nil, err
	}
	return json.Marshal(words)
}

// replaceStrings puts the words of own in the place of ours. A name that ours
// does not have is a mistake, as is a text where we have several.
func replaceStrings(words, own map[string]any, at string) error {
	for _, name := range slices.Sorted(maps.Keys(own)) {
		old, known := words[name]
		switch value := own[name].(type) {
		case string:
			if _, several := old.(map[string]any); !known || several && !isPlural(old) {
				return fmt.Errorf("there is no text %s%s", at, name)
			}
			words[name] = value
		case map[string]any:
			group, several := old.(map[string]any)
			switch {
			case known && isPlural(value):
				words[name] = value // a language has the forms that it has
			case several:
				if err := replaceStrings(group, value, at+name+"."); err != nil {
					return err
				}
			default:
				return fmt.Errorf("there is no text %s%s", at, name)
			}
		default:
			return fmt.Errorf("%s%s is no text", at, name)
		}
	}
	return nil
}

// pluralForms are the names of the forms in the CLDR.
var pluralForms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// isPlural tells a text for each plural form from a group of texts.
func isPlural(v any) bool {
	forms, ok := v.(map[string]any)
	_, other := forms["other"].(string)
	return ok && other
}

// Text gives the text with a name such as "check.title", with its places
// filled: values are names and values in turn. It panics where there is no such
// text or a value is missing, which tests find: names are written in code.
func (s *Strings) Text(name string, values ...any) string {
	return s.fill(name, func(v any) string { return fmt.Sprint(v) }, values)
}

// Has tells whether there is a text with a name.
func (s *Strings) Has(name string) bool {
	v := s.at(name)
	_, text := v.(string)
	return text || isPlural(v)
}

// HTML is Text for a page: what is filled in is escaped unless it is HTML.
func (s *Strings) HTML(name string, values ...any) (template.HTML, error) {
	if len(values)%2 != 0 {
		return "", fmt.Errorf("text %s: a value without a name", name)
	}
	return template.HTML(s.fill(name, escaped, values)), nil //nolint:gosec // the words are the theme's own, the values are escaped
}

func escaped(v any) string {
	if html, ok := v.(template.HTML); ok {
		return string(html)
	}
	return template.HTMLEscaper(v)
}

func (s *Strings) fill(name string, write func(any) string, values []any) string {
	text := s.find(name, values)
	if len(values) == 0 {
		return text
	}
	pairs := make([]string, 0, len(values))
	for i := 0; i+1 < len(values); i += 2 {
		pairs = append(pairs, "{"+values[i].(string)+"}", write(values[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// at gives what stands under a name.
func (s *Strings) at(name string) any {
	var at any = s.words
	for step := range strings.SplitSeq(name, ".") {
		group, _ := at.(map[string]any)
		at = group[step]
	}
	return at
}

func (s *Strings) find(name string, values []any) string {
	at := s.at(name)
	if forms, ok := at.(map[string]any); ok {
		n := 0
		for i := 0; i+1 < len(values); i += 2 {
			if values[i] == "n" {
				n = values[i+1].(int)
			}
		}
		form := pluralForms[plural.Cardinal.MatchPlural(s.tag, n, 0, 0, 0, 0)]
		if at = forms[form]; at == nil {
			at = forms["other"]
		}
	}
	text, ok := at.(string)
	if !ok {
		panic(fmt.Sprintf("theme: there is no text %q", name))
	}
	return text
}

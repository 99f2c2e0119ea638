package content

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/yuin/goldmark/parser"

	meta "github.com/yuin/goldmark-meta"
)

// frontMatterEnd gives the line of the closing "---" of the front matter, 0
// where the source does not start with one, and -1 where it is never closed.
// Blanks behind the dashes are allowed, as Learn's build allows them.
func frontMatterEnd(x *lineIndex) int {
	if !isFence(x.lineText(1)) {
		return 0
	}
	for line := 2; line <= len(x.starts); line++ {
		if isFence(x.lineText(line)) {
			return line
		}
	}
	return -1
}

func isFence(line []byte) bool {
	return string(bytes.TrimRight(line, " \t")) == "---"
}

var yamlErrorLine = regexp.MustCompile(`line (\d+)`)

// readMeta takes what goldmark-meta read into the document's Meta, and
// reports front matter that cannot be read.
func (r *reader) readMeta(pc parser.Context) {
	all, err := meta.TryGet(pc)
	if err != nil {
		line := 1
		if m := yamlErrorLine.FindStringSubmatch(err.Error()); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil {
				line = n + 1 // goldmark-meta counts from behind the fence
			}
		}
		msg := strings.TrimPrefix(err.Error(), "yaml: ")
		r.problemAt(r.lines.atLine(line), "front-matter-invalid", fmt.Sprintf("front matter is not valid YAML: %s", foldSpace(msg)))
		all = nil
	}
	m := Meta{All: map[string]any{}}
	for k, v := range all {
		m.All[k] = plainYAML(v)
	}
	m.Title = metaString(m.All["title"])
	m.Description = metaString(m.All["description"])
	m.Service = metaString(m.All["service"])
	m.Updated = metaDate(m.All, "ms.date", "updated")
	r.doc.Meta = m
}

func metaString(v any) string {
	if s, ok := v.(string); ok {
		return foldSpace(s)
	}
	return ""
}

// metaDate gives the first of some keys that holds a date, in ISO form. Learn
// writes dates with the month first.
func metaDate(all map[string]any, keys ...string) string {
	for _, key := range keys {
		for _, layout := range []string{"1/2/2006", time.DateOnly} {
			if t, err := time.Parse(layout, metaString(all[key])); err == nil {
				return t.Format(time.DateOnly)
			}
		}
	}
	return ""
}

// plainYAML turns yaml.v2's map[interface{}]interface{} into map[string]any,
// all the way down, so that the value is one JSON can hold.
func plainYAML(v any) any {
	switch v := v.(type) {
	case map[any]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[fmt.Sprint(k)] = plainYAML(e)
		}
		return m
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = plainYAML(e)
		}
		return m
	case []any:
		s := make([]any, len(v))
		for i, e := range v {
			s[i] = plainYAML(e)
		}
		return s
	}
	return v
}

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"pillars/rules/check"
	"pillars/rules/report"
)

// The limits of check_document, in bytes: what a message can carry, and what
// an assistant can make use of.
const (
	maxChecked    = 10 << 20 // of the text, or of all files at a path
	maxFiles      = 2_000    // files, in a folder
	maxReportText = 30_000   // of the report as text
	maxReportJSON = 60_000   // of the report as structured content
)

// checkInput is what check_document takes.
type checkInput struct {
	Name string `json:"name,omitempty" jsonschema:"what the report calls the document, such as its file name"`
	Text string `json:"text,omitempty" jsonschema:"the configuration itself, JSON or YAML"`
	Path string `json:"path,omitempty" jsonschema:"instead of text: a file, or a folder whose .json, .yaml and .yml files are checked"`
}

// checkSchema is the schema of checkInput; where no file may be read, there is
// no path.
func (s *mcpServer) checkSchema() *jsonschema.Schema {
	schema := inputSchema[checkInput]()
	longest := 1000
	schema.Properties["name"].MaxLength = &longest
	if s.files == nil {
		delete(schema.Properties, "path")
		schema.PropertyOrder = slices.DeleteFunc(schema.PropertyOrder, func(name string) bool { return name == "path" })
		schema.Required = []string{"text"}
	}
	return schema
}

// checkDocument gives the report as "pillars check" prints it and, as
// structured content, as "pillars check --format json" does, each up to a
// limit.
func (s *mcpServer) checkDocument(_ context.Context, _ *mcp.CallToolRequest, in checkInput) (*mcp.CallToolResult, any, error) {
	docs, err := s.documents(in)
	if err != nil {
		return nil, nil, err
	}
	r := s.checker.Run(docs, check.Options{Today: time.Now().Format(time.DateOnly)})
	var text strings.Builder
	for _, d := range r.Documents[:min(len(r.Documents), 20)] {
		fmt.Fprintf(&text, "%q is %s, with %s that can be checked.\n", d.Name, d.Shape, count(d.Resources, "resource"))
	}
	text.WriteByte('\n')
	if err := report.Text(&text, r, s.catalog, report.Options{Version: version, Sources: check.NewSources(docs)}); err != nil {
		return nil, nil, err
	}
	structured, err := capReport(r)
	if err != nil {
		return nil, nil, err
	}
	if structured.Note != "" {
		fmt.Fprintf(&text, "\n%s\n", structured.Note)
	}
	return textResult(capText(text.String())), structured, nil
}

// documents gives the documents that a call names.
func (s *mcpServer) documents(in checkInput) ([]check.Document, error) {
	switch {
	case in.Path != "" && in.Text != "":
		return nil, errors.New("there are both text and path: give one of them")
	case in.Path != "":
		return s.files.documents(in.Path)
	case strings.TrimSpace(in.Text) == "":
		return nil, errors.New("there is nothing to check: text is empty")
	case len(in.Text) > maxChecked:
		return nil, tooLarge("the text")
	}
	return []check.Document{{Name: cmp.Or(in.Name, "document"), Data: []byte(in.Text)}}, nil
}

func tooLarge(what string) error {
	return fmt.Errorf("%s is larger than %d MiB, the most that is checked in one call: check parts of it, or run \"pillars check\"", what, maxChecked>>20)
}

// allowedFiles is the folder whose files may be read. Neither names nor
// symbolic links lead out of it.
type allowedFiles struct {
	dirs []string // its absolute paths: as given, and without symbolic links
	root *os.Root
}

func openAllowed(dir string) (*allowedFiles, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failure(fmt.Errorf("could not open the folder of --allow-files: %w", err))
	}
	f := &allowedFiles{root: root}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, failure(fmt.Errorf("could not find the folder of --allow-files: %w", err))
	}
	f.dirs = append(f.dirs, abs)
	if resolved, err := filepath.EvalSymlinks(abs); err == nil && resolved != abs {
		f.dirs = append(f.dirs, resolved)
	}
	return f, nil
}

// relative gives a path as one below the folder, with slashes.
func (f *allowedFiles) relative(name string) (string, error) {
	if !filepath.IsAbs(name) {
		if filepath.IsLocal(name) {
			return filepath.ToSlash(filepath.Clean(name)), nil
		}
	} else {
		for _, dir := range f.dirs {
			if rel, err := filepath.Rel(dir, name); err == nil && filepath.IsLocal(rel) {
				return filepath.ToSlash(rel), nil
			}
		}
	}
	return "", fmt.Errorf("%q is not in %s, the only folder that may be read here: give the configuration as text", name, f.dirs[0])
}

// documents reads a file, or the documents below a folder. Names in the report
// are relative to the folder that is allowed.
func (f *allowedFiles) documents(name string) ([]check.Document, error) {
	rel, err := f.relative(name)
	if err != nil {
		return nil, err
	}
	fsys := f.root.FS()
	info, err := fs.Stat(fsys, rel)
	if err != nil {
		return nil, fmt.Errorf("could not open the path: %w", err)
	}
	names := []string{rel}
	if info.IsDir() {
		if names, err = documentsBelow(fsys, rel); err != nil {
			return nil, err
		}
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", rel)
	}
	var docs []check.Document
	room := maxChecked
	for _, name := range names {
		data, err := readUpTo(fsys, name, room+1)
		if err != nil {
			return nil, fmt.Errorf("could not read a document: %w", err)
		}
		if room -= len(data); room < 0 {
			return nil, tooLarge("what is at " + rel)
		}
		docs = append(docs, check.Document{Name: name, Data: data})
	}
	return docs, nil
}

// readUpTo reads a file, at most limit bytes of it.
func readUpTo(fsys fs.FS, name string, limit int) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, int64(limit)))
}

// documentsBelow lists the documents below a folder, as "pillars check" takes
// them; symbolic links are passed over.
func documentsBelow(fsys fs.FS, dir string) ([]string, error) {
	var names []string
	err := fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != dir && passedOver(path.Base(p)):
			return fs.SkipDir
		case d.Type().IsRegular() && isDocument(p):
			if names = append(names, p); len(names) > maxFiles {
				return fmt.Errorf("there are more than %d files: name a folder further down", maxFiles)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("could not read a folder: %w", err)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("there is no .json, .yaml or .yml file in %s", dir)
	}
	return names, nil
}

// cappedReport is a report without what is over the limit; the summary counts
// all. Without a note it is whole.
type cappedReport struct {
	*check.Report
	Note string `json:"note,omitempty"`
}

// weightOfVerdict says what goes first where not everything can be given.
var weightOfVerdict = map[check.Verdict]int{check.Fail: 0, check.Unknown: 1, check.Accepted: 2, check.Pass: 3, check.NotApplicable: 4}

// capReport leaves out of a report what is over the limit, the least important
// results first: failures stay, the most severe ones longest. A third of the
// limit is for the documents, those with problems first.
func capReport(r *check.Report) (cappedReport, error) {
	out := *r
	room := maxReportJSON / 3
	var err error
	out.Documents, err = within(r.Documents, &room, func(a, b check.DocumentReport) int {
		return cmp.Compare(len(b.Problems), len(a.Problems))
	})
	if err != nil {
		return cappedReport{}, err
	}
	room += maxReportJSON * 2 / 3
	out.Results, err = within(r.Results, &room, func(a, b check.Result) int {
		return cmp.Or(cmp.Compare(weightOfVerdict[a.Verdict], weightOfVerdict[b.Verdict]), cmp.Compare(a.Severity.Rank(), b.Severity.Rank()))
	})
	if err != nil {
		return cappedReport{}, err
	}
	var left []string
	if n := len(r.Results) - len(out.Results); n > 0 {
		left = append(left, count(n, "result"))
	}
	if n := len(r.Documents) - len(out.Documents); n > 0 {
		left = append(left, count(n, "document"))
	}
	c := cappedReport{Report: &out}
	if len(left) > 0 {
		c.Note = "The report as data was too large: " + strings.Join(left, " and ") + " left out, passed checks before failed ones. The summary counts all. " +
			"Check fewer resources at a time, or run \"pillars check --format json\"."
	}
	return c, nil
}

// within gives the items whose JSON fits into room, the first in an order of
// importance, left in their own order.
func within[T any](items []T, room *int, important func(a, b T) int) ([]T, error) {
	order := make([]int, len(items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return important(items[a], items[b]) })
	kept := 0
	for _, i := range order {
		text, err := json.Marshal(items[i])
		if err != nil {
			return nil, err
		}
		if len(text) > *room {
			break
		}
		*room -= len(text)
		kept++
	}
	order = order[:kept]
	slices.Sort(order)
	out := make([]T, kept)
	for n, i := range order {
		out[n] = items[i]
	}
	return out, nil
}

// capText cuts lines out of a long text; the last ones, which sum up, stay.
func capText(text string) string {
	if len(text) <= maxReportText {
		return text
	}
	head, tail := text[:maxReportText], text[len(text)-2000:]
	head = head[:strings.LastIndexByte(head, '\n')+1]
	tail = tail[strings.IndexByte(tail, '\n')+1:]
	left := strings.Count(text, "\n") - strings.Count(head, "\n") - strings.Count(tail, "\n")
	return fmt.Sprintf("%s\n[%d lines are left out here: the text was too long]\n\n%s", head, left, tail)
}

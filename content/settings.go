package content

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// SettingsFile is the name of the settings file in a content folder.
const SettingsFile = "pillars.yaml"

// Settings says what a content folder cannot say in its guides; it is read
// from the folder's pillars.yaml, whose form schema/pillars.schema.json
// describes.
type Settings struct {
	// Title of the site, "" where the folder names none.
	Title string
	// LinkBase is the public address of the folder; a relative link to a
	// document that is not in the build leads there. It ends in "/".
	LinkBase string
	// LearnBase is the host of site-absolute links such as /azure/aks/….
	LearnBase string
	// Source is the address of a guide's source: {path} and {line} in it stand
	// for the guide's path and a line. "" where there is none to link to.
	Source string
	// Services names the service of guides by their path.
	Services map[string]ServiceName
	// moves are former pages of the folder and what has become of them.
	moves []settingsMove
	// Lint gives codes another severity; [SeverityOff] silences one.
	Lint map[string]Severity
}

// ServiceName is what a folder's settings call the service of a guide.
type ServiceName struct {
	ID    string // as in addresses: azure-kubernetes-service
	Name  string
	Short string // what rule IDs begin with: AKS
}

// settingsMove is an entry of "redirects" in the settings.
type settingsMove struct {
	from, fragment string // path of the former guide, and a heading in it or ""
	to             string // as written: a path in the folder or an address
	fromAt, toAt   Pos
}

// defaultSettings hold where a folder does not say otherwise: guides are
// written for Microsoft Learn.
var defaultSettings = Settings{
	LinkBase:  "https://learn.microsoft.com/azure/well-architected/",
	LearnBase: "https://learn.microsoft.com",
}

// SourceURL gives the address of a guide's source at a line, "" where the
// settings name none.
func (s Settings) SourceURL(path string, line int) string {
	escaped := (&url.URL{Path: path}).EscapedPath()
	return strings.NewReplacer("{path}", escaped, "{line}", itoa(max(line, 1))).Replace(s.Source)
}

// severities are the words that "lint" in the settings may give a code.
var severities = map[string]Severity{
	"off": SeverityOff, "info": SeverityInfo, "warning": SeverityWarning, "error": SeverityError,
}

var (
	serviceID    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	serviceShort = regexp.MustCompile(`^[A-Z][A-Z0-9]{0,11}$`)
	yamlLine     = regexp.MustCompile(`line (\d+): *`)
)

// settingsReader reads pillars.yaml, node by node, so that each fault has its
// place.
type settingsReader struct {
	file     string
	settings Settings
	problems []Problem
}

// ReadSettings reads the settings file of a content folder. What is wrong in
// it is a problem, and the default holds there; file is the name problems
// are given.
func ReadSettings(file string, src []byte) (Settings, []Problem) {
	r := &settingsReader{file: file, settings: defaultSettings}
	root, err := parseYAML(src)
	switch {
	case err != nil:
		r.problem(&yaml.Node{Line: err.line, Column: 1}, "the settings are not valid YAML: "+err.message)
	case root == nil: // an empty file
	case root.Kind != yaml.MappingNode:
		r.problem(root, `the settings are keys and values, such as "title: My guides"`)
	default:
		r.pairs(root, map[string]func(*yaml.Node){
			"title":     func(n *yaml.Node) { r.settings.Title = r.text(n) },
			"linkBase":  func(n *yaml.Node) { r.settings.LinkBase = r.address(n, r.settings.LinkBase, true) },
			"learnBase": func(n *yaml.Node) { r.settings.LearnBase = r.address(n, r.settings.LearnBase, false) },
			"source":    r.source,
			"services":  r.services,
			"redirects": r.redirects,
			"lint":      r.lint,
		})
	}
	SortProblems(r.problems)
	return r.settings, r.problems
}

func (r *settingsReader) problem(n *yaml.Node, message string) {
	r.problems = append(r.problems, newProblem(Pos{r.file, max(n.Line, 1), max(n.Column, 1)}, "settings", message))
}

// pairs hands each value of a mapping to the reader of its key.
func (r *settingsReader) pairs(n *yaml.Node, readers map[string]func(*yaml.Node)) {
	r.each(n, func(key, value *yaml.Node) {
		read := readers[key.Value]
		if read == nil {
			r.problem(key, fmt.Sprintf("there is no setting %q: use one of %s", key.Value, strings.Join(slices.Sorted(maps.Keys(readers)), ", ")))
			return
		}
		read(value)
	})
}

// each walks a mapping whose keys are texts, each of them once.
func (r *settingsReader) each(n *yaml.Node, do func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.problem(n, "keys and values belong here")
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case key.Kind != yaml.ScalarNode:
			r.problem(key, "a key is a word")
		case seen[key.Value]:
			r.problem(key, fmt.Sprintf("%q stands here twice: keep one", key.Value))
		default:
			seen[key.Value] = true
			do(key, value)
		}
	}
}

func (r *settingsReader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!str" || strings.TrimSpace(n.Value) == "" {
		r.problem(n, "a text belongs here: put it in quotes if it looks like something else")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// address reads an absolute http or https address.
func (r *settingsReader) address(n *yaml.Node, old string, folder bool) string {
	s := r.text(n)
	if s == "" {
		return old
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(s, " \t?#") {
		r.problem(n, fmt.Sprintf("%s is not an address such as https://example.org/guides/", quote(s)))
		return old
	}
	s = strings.TrimSuffix(s, "/")
	if folder {
		s += "/"
	}
	return s
}

func (r *settingsReader) source(n *yaml.Node) {
	s := r.text(n)
	if s == "" {
		return
	}
	if !(strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")) || !strings.Contains(s, "{path}") {
		r.problem(n, "the source is an address with {path} in it, such as https://github.com/owner/name/blob/main/guides/{path}#L{line}")
		return
	}
	r.settings.Source = s
}

func (r *settingsReader) services(n *yaml.Node) {
	r.settings.Services = map[string]ServiceName{}
	r.each(n, func(key, value *yaml.Node) {
		p := key.Value
		if p != path.Clean(p) || strings.HasPrefix(p, "/") || strings.HasPrefix(p, "../") || !isGuidePath(p) {
			r.problem(key, fmt.Sprintf("%s is not the path of a guide in this folder, such as services/app.md", quote(p)))
			return
		}
		var s ServiceName
		r.pairs(value, map[string]func(*yaml.Node){
			"id":    func(n *yaml.Node) { s.ID = r.matching(n, serviceID, "an ID such as azure-kubernetes-service") },
			"name":  func(n *yaml.Node) { s.Name = r.text(n) },
			"short": func(n *yaml.Node) { s.Short = r.matching(n, serviceShort, "capital letters and digits, such as AKS") },
		})
		if s.ID == "" && value.Kind == yaml.MappingNode && !hasKey(value, "id") {
			r.problem(value, fmt.Sprintf("the service of %s has no id", p))
		}
		r.settings.Services[p] = s
	})
}

// redirects reads "old/path.md: new/path.md".
func (r *settingsReader) redirects(n *yaml.Node) {
	r.each(n, func(key, value *yaml.Node) {
		p, fragment, _ := strings.Cut(key.Value, "#")
		if p != path.Clean(p) || !isGuidePath(p) || !isOldPath(p) {
			r.problem(key, fmt.Sprintf("%s is not the path of a former guide in this folder, such as services/app.md", quote(key.Value)))
			return
		}
		if to := r.text(value); to != "" {
			r.settings.moves = append(r.settings.moves, settingsMove{
				p, fragment, to, Pos{r.file, max(key.Line, 1), max(key.Column, 1)}, Pos{r.file, max(value.Line, 1), max(value.Column, 1)},
			})
		}
	})
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

func (r *settingsReader) matching(n *yaml.Node, form *regexp.Regexp, want string) string {
	s := r.text(n)
	if s != "" && !form.MatchString(s) {
		r.problem(n, fmt.Sprintf("%s: %s belongs here", quote(s), want))
		return ""
	}
	return s
}

func (r *settingsReader) lint(n *yaml.Node) {
	r.settings.Lint = map[string]Severity{}
	r.each(n, func(key, value *yaml.Node) {
		if _, ok := CodeByID(key.Value); !ok {
			r.problem(key, unknownCode(key.Value))
			return
		}
		level, ok := severities[value.Value]
		if !ok || value.Kind != yaml.ScalarNode {
			r.problem(value, fmt.Sprintf("%q is no severity: use off, info, warning or error", value.Value))
			return
		}
		r.settings.Lint[key.Value] = level
	})
}

// yamlError is what keeps a YAML file from being read.
type yamlError struct {
	line    int
	message string
}

// maxYAML is the size of the YAML and JSON files beside the guides.
const maxYAML = 4 << 20

// plainBreaks leaves "\n" and "\r\n" as the only ends of a line: YAML knows
// more of them, editors do not.
func plainBreaks(src []byte) []byte {
	out := bytes.Clone(src)
	for i, c := range out {
		if c == '\r' && (i+1 == len(out) || out[i+1] != '\n') {
			out[i] = ' '
		}
	}
	for _, other := range []string{"\u0085", "\u2028", "\u2029"} {
		out = bytes.ReplaceAll(out, []byte(other), []byte{' '})
	}
	return out
}

// parseYAML reads the one document of a YAML file, nil where it is empty.
// Aliases are refused: nothing here needs them, and they can grow without end.
func parseYAML(src []byte) (root *yaml.Node, problem *yamlError) {
	if len(src) > maxYAML {
		return nil, &yamlError{1, "the file is larger than 4 MiB"}
	}
	defer func() {
		if x := recover(); x != nil { // the library panics on some broken input
			root, problem = nil, &yamlError{1, "it cannot be read"}
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal(plainBreaks(src), &doc); err != nil {
		line := 1
		msg := foldSpace(strings.TrimPrefix(errors.Unwrap(fmt.Errorf("%w", err)).Error(), "yaml: "))
		if m := yamlLine.FindStringSubmatchIndex(msg); m != nil {
			fmt.Sscan(msg[m[2]:m[3]], &line)
			msg = msg[:m[0]] + msg[m[1]:]
		}
		return nil, &yamlError{min(max(line, 1), strings.Count(string(src), "\n")+1), msg}
	}
	if len(doc.Content) == 0 {
		return nil, nil
	}
	root = doc.Content[0]
	if alias := findAlias(root, 0); alias != nil {
		return nil, &yamlError{max(alias.Line, 1), "aliases (*name) and nesting deeper than 100 are not read here"}
	}
	return root, nil
}

func findAlias(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || depth > 100 {
		return n
	}
	for _, c := range n.Content {
		if a := findAlias(c, depth+1); a != nil {
			return a
		}
	}
	return nil
}

package rules

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/afero"
	"go.yaml.in/yaml/v3"

	"pillars/content"
)

// sidecarSuffix ends the name of a sidecar: that of shop.md is shop.rules.yaml.
const sidecarSuffix = ".rules.yaml"

// Sidecar is what a guide says of its rules that Markdown has no place for.
// It is a YAML file beside the guide, named <guide>.rules.yaml; the schema is
// sidecar.schema.json.
//
// # The file
//
// One mapping, keyed by rule ID. All members of an entry may be left out:
//
//	AKS-029:
//	  severity: medium                 # high, medium, low
//	  effort: medium                   # low, medium, high; see [Effort]
//	  principles: [RE:06, PE:03]       # codes of the framework's checklists
//	  tradeoffs:                       # what the rule costs other pillars
//	    - {pillar: cost-optimization, text: The gateway is billed by the hour.}
//	  automation: assisted             # its checks decide a part of it only
//	  look: …                          # what a person must look at
//	  references: [{scheme: azqr, id: aks-012}]
//	  remediation: [{tool: az, code: az aks update …}]
//
// The severity of an entry goes before that of the rule's checks. References
// and remediation are added to those of the checks.
//
// A guide with a sidecar promises that it is complete: each of its rules has
// a severity, an effort and principles, and one without a check says what to
// look at. Where that is not so, [Compile] gives a problem. Of a guide
// without a sidecar nothing is asked.
type Sidecar struct {
	Path    string // below the content folder
	Guide   string // path of the guide
	Entries []SidecarEntry
}

// SidecarEntry is what a sidecar says of one rule. What it does not say is
// empty.
type SidecarEntry struct {
	Rule        string // rule ID
	Pos         content.Pos
	Severity    Severity
	Effort      Effort
	Principles  []string
	Tradeoffs   []Tradeoff
	Automation  Automation // Assisted or empty
	Look        string
	References  []Reference
	Remediation []Remediation

	automationPos content.Pos
	principlePos  []content.Pos
}

// Sidecars reads every sidecar below root, in the order of their paths, which
// are relative to root. The folders that hold no guides are passed over, as
// [content.Load] does. What is wrong in a file is a problem, and the entry or
// member it is in is left out; an error means that a file could not be read.
func Sidecars(fsys afero.Fs, root string) ([]Sidecar, []content.Problem, error) {
	names, err := sidecarNames(fsys, root)
	if err != nil {
		return nil, nil, fmt.Errorf("could not look for sidecars: %w", err)
	}
	var out []Sidecar
	var problems []content.Problem
	for _, name := range names {
		src, err := afero.ReadFile(fsys, path.Join(root, name))
		if err != nil {
			return nil, problems, fmt.Errorf("could not read sidecar: %w", err)
		}
		s, ps := ReadSidecar(name, src)
		out = append(out, s)
		problems = append(problems, ps...)
	}
	content.SortProblems(problems)
	return out, problems, nil
}

// sidecarNames lists the sidecars below root, sorted. Symbolic links are
// passed over: they could lead out of it.
func sidecarNames(fsys afero.Fs, root string) ([]string, error) {
	var names []string
	err := afero.Walk(fsys, root, func(p string, info fs.FileInfo, err error) error {
		if err != nil {
			return err
		}
		p = strings.ReplaceAll(p, `\`, "/")
		name := path.Base(p)
		hidden := strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || name == "includes" || name == "node_modules"
		switch {
		case info.IsDir() && hidden && p != root:
			return fs.SkipDir
		case info.Mode().IsRegular() && !hidden && strings.HasSuffix(name, sidecarSuffix):
			names = append(names, strings.TrimPrefix(strings.TrimPrefix(p, strings.TrimSuffix(root, "/")+"/"), "./"))
		}
		return nil
	})
	slices.Sort(names)
	return names, err
}

// ReadSidecar reads the text of a sidecar with that path.
func ReadSidecar(name string, src []byte) (Sidecar, []content.Problem) {
	s := Sidecar{Path: name, Guide: strings.TrimSuffix(name, sidecarSuffix) + ".md"}
	r := &sidecarReader{yamlFile{file: name, noun: "sidecar"}}
	root := r.root(src, "a sidecar is one YAML mapping from rule IDs to entries")
	if root == nil {
		return s, r.problems
	}
	r.members(root, func(key, value *yaml.Node) {
		if !ruleID.MatchString(key.Value) {
			r.problem(key, "sidecar-key", "%q is no rule ID; one looks like AKS-014", key.Value)
			return
		}
		s.Entries = append(s.Entries, r.entry(key, value))
	})
	return s, r.problems
}

var (
	ruleID    = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,11}-[0-9]{3,}$`)
	principle = regexp.MustCompile(`^(?:RE|SE|CO|OE|PE):[0-9]{2}$`)
	schemeID  = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

	entryKeys        = []string{"severity", "effort", "principles", "tradeoffs", "automation", "look", "references", "remediation"}
	remediationTools = []string{"az", "bicep", "terraform", "kubectl"}
)

// sidecarReader reads a sidecar.
type sidecarReader struct{ yamlFile }

func (r *sidecarReader) entry(key, value *yaml.Node) SidecarEntry {
	e := SidecarEntry{Rule: key.Value, Pos: r.pos(key)}
	if value.Kind != yaml.MappingNode || len(value.Content) == 0 {
		r.problem(value, "sidecar-value", "the entry of %s is a mapping with some of %s", key.Value, strings.Join(entryKeys, ", "))
		return e
	}
	r.members(value, func(key, n *yaml.Node) {
		switch key.Value {
		case "severity":
			e.Severity = Severity(r.oneOf(n, "high", "medium", "low"))
		case "effort":
			e.Effort = Effort(r.oneOf(n, "low", "medium", "high"))
		case "automation":
			e.Automation = Automation(r.oneOf(n, string(Assisted)))
			e.automationPos = r.pos(n)
		case "look":
			e.Look = r.text(n)
		case "principles":
			r.principles(n, &e)
		case "tradeoffs":
			for _, f := range r.records(n, "pillar", "text") {
				if t := (Tradeoff{r.oneOf(f[0], pillarIDs()...), r.text(f[1])}); t.Pillar != "" && t.Text != "" {
					e.Tradeoffs = append(e.Tradeoffs, t)
				}
			}
		case "references":
			for _, f := range r.records(n, "scheme", "id") {
				r.reference(f[0], f[1], &e)
			}
		case "remediation":
			for _, f := range r.records(n, "tool", "code") {
				if rem := (Remediation{r.oneOf(f[0], remediationTools...), r.text(f[1])}); rem.Tool != "" && rem.Code != "" {
					e.Remediation = append(e.Remediation, rem)
				}
			}
		default:
			r.unknown(key, entryKeys)
		}
	})
	return e
}

func (r *sidecarReader) principles(n *yaml.Node, e *SidecarEntry) {
	for _, item := range r.filled(n) {
		switch code := r.text(item); {
		case code == "":
		case !principle.MatchString(code):
			r.problem(item, "sidecar-value", "%q is no code of a checklist; one looks like RE:05", code)
		case slices.Contains(e.Principles, code):
			r.problem(item, "sidecar-value", "%s is there twice", code)
		default:
			e.Principles = append(e.Principles, code)
			e.principlePos = append(e.principlePos, r.pos(item))
		}
	}
}

func (r *sidecarReader) reference(scheme, id *yaml.Node, e *SidecarEntry) {
	ref := Reference{r.text(scheme), r.text(id)}
	switch {
	case ref.Scheme == "" || ref.ID == "":
	case !schemeID.MatchString(ref.Scheme):
		r.problem(scheme, "sidecar-value", "a scheme is lower case words with hyphens, such as azure-policy")
	case slices.Contains(e.References, ref):
		r.problem(scheme, "sidecar-value", "%s %s is there twice", ref.Scheme, ref.ID)
	default:
		e.References = append(e.References, ref)
	}
}

// pillarIDs lists what the pillar of a trade-off may be.
func pillarIDs() []string {
	var ids []string
	for _, p := range content.Pillars {
		ids = append(ids, p.ID)
	}
	return ids
}

// records reads a list of mappings that each have exactly these members.
func (r *sidecarReader) records(n *yaml.Node, keys ...string) [][]*yaml.Node {
	var out [][]*yaml.Node
	for _, item := range r.filled(n) {
		f := r.fields(item, keys...)
		if f == nil {
			continue
		}
		record := make([]*yaml.Node, len(keys))
		for i, key := range keys {
			record[i] = f[key]
		}
		if i := slices.Index(record, nil); i >= 0 {
			r.missing(item, keys[i])
			continue
		}
		out = append(out, record)
	}
	return out
}

// filled gives the elements of a list that has some.
func (r *sidecarReader) filled(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		r.problem(n, "sidecar-value", "a list is needed here; leave the member out where there is nothing")
		return nil
	}
	return r.list(n)
}

// text gives a text without blanks around it; empty after a problem.
func (r *sidecarReader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" || strings.TrimSpace(n.Value) == "" {
		r.problem(n, "sidecar-value", "a text is needed here")
		return ""
	}
	return strings.TrimSpace(n.Value)
}

package enforce

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"pillars/rules"
)

// Engine is something that evaluates an estate by itself.
type Engine struct {
	Name  string // as in pillars enforce --engine
	About string // what comes out and what reads it, in a line
	Apply string // the commands that put a bundle in the folder DIR to work

	// Compile writes the checks of a catalog for the engine. Checks that it
	// cannot say exactly are refused in the manifest; an error means that the
	// catalog is unusable, such as a check that is outside the profile.
	Compile func(c *rules.Catalog) (*Bundle, error)
}

// Engines lists the engines in the order in which they are shown.
var Engines = []Engine{
	{
		"validating-admission-policy", "ValidatingAdmissionPolicy objects with their bindings, for Kubernetes 1.30 or later itself",
		"kubectl apply -f DIR/policies", ValidatingAdmissionPolicy,
	},
	{
		"gatekeeper", "constraint templates in CEL with their constraints, for Gatekeeper 3.18 or later",
		"kubectl apply -f DIR/templates && kubectl apply -f DIR/constraints", Gatekeeper,
	},
	{
		"kyverno", "ValidatingPolicy objects, for Kyverno 1.17 or later",
		"kubectl apply -f DIR/policies", Kyverno,
	},
	{
		"azure-policy", "Azure Policy definitions, and a template that creates them with an initiative",
		"az deployment sub create --location LOCATION --template-file DIR/initiative.json", AzurePolicy,
	},
	{
		"resource-graph", "queries for Azure Resource Graph that find the resources that fail",
		`az graph query --first 1000 -q "$(cat DIR/queries/NAME.kql)"`, ResourceGraph,
	},
}

// Find gives the engine with a name.
func Find(name string) (Engine, bool) {
	for _, e := range Engines {
		if e.Name == name {
			return e, true
		}
	}
	return Engine{}, false
}

// ManifestFile is the path of the manifest in every bundle.
const ManifestFile = "manifest.json"

// Bundle is what an engine is given: its files, sorted by path, among them
// the manifest.
type Bundle struct {
	Files    []File
	Manifest Manifest
}

// File is a file of a bundle. Path has slashes and stays below the bundle.
type File struct {
	Path string
	Data []byte
}

// Select returns the catalog with those checks only that keep says yes to.
// The given catalog stays as it is.
func Select(c *rules.Catalog, keep func(rules.Check) bool) *rules.Catalog {
	out := *c
	out.Rules = slices.Clone(c.Rules)
	for i := range out.Rules {
		r := &out.Rules[i]
		r.Checks = slices.DeleteFunc(slices.Clone(r.Checks), func(check rules.Check) bool { return !keep(check) })
	}
	return &out
}

// refusal is why a check, or a part of it, cannot be said in an engine's
// language. It is a finding about the check, not a failure.
type refusal string

func (r refusal) Error() string { return string(r) }

// refuse makes a refusal.
func refuse(format string, args ...any) error { return refusal(fmt.Errorf(format, args...).Error()) }

// output is what an engine makes of a check.
type output struct {
	files  []File
	losses []string
	also   []string // paths of files that it shares with other checks
	note   string
}

// longestID is how long a check's ID may be, so that pillars-ID is a label
// and a name in every engine.
const longestID = 63 - len("pillars-")

// assemble lets write make the files of each check and the manifest of all.
// What write refuses is in the manifest; any other error ends it. more, if it
// is not nil, makes the files that checks share, when all have been written.
func assemble(c *rules.Catalog, m Manifest, write func(c *fullCheck) (output, error), more func() ([]File, error)) (*Bundle, error) {
	b := &Bundle{Manifest: m}
	b.Manifest.SchemaVersion, b.Manifest.Catalog = manifestVersion, c.Digest
	b.Manifest.Checks = []Entry{}
	for _, ch := range checksOf(c) {
		out, err := output{}, error(refuse("its ID is longer than %d characters, and the names of objects hold no more", longestID))
		if len(ch.ID) <= longestID {
			out, err = write(ch)
		}
		entry, err := ch.entry(out, err)
		if err != nil {
			return nil, fmt.Errorf("check %s: %w", ch.ID, err)
		}
		b.Manifest.add(entry)
		b.Files = append(b.Files, out.files...)
	}
	if more != nil {
		files, err := more()
		if err != nil {
			return nil, err
		}
		b.Files = append(b.Files, files...)
	}
	manifest, err := b.Manifest.JSON()
	if err != nil {
		return nil, err
	}
	b.Files = append(b.Files, File{ManifestFile, manifest})
	return b, b.sort()
}

// sort orders the files and holds that each has a place of its own below the
// bundle.
func (b *Bundle) sort() error {
	slices.SortFunc(b.Files, func(x, y File) int { return strings.Compare(x.Path, y.Path) })
	for i, f := range b.Files {
		if f.Path != path.Clean(f.Path) || path.IsAbs(f.Path) || strings.HasPrefix(f.Path, "..") || strings.ContainsAny(f.Path, `\:`) {
			return fmt.Errorf("the path %q leads out of the bundle", f.Path)
		}
		if i > 0 && b.Files[i-1].Path == f.Path {
			return fmt.Errorf("two checks give the file %s: their IDs are too much alike", f.Path)
		}
	}
	return nil
}

package rules

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"pillars/content"
)

// CheckFile is one authored check: the checks it publishes (several where it
// covers several kinds of resource) and what goes onto the rules it verifies.
//
// # The file
//
// A check file is one YAML document, named for its id:
//
//	id: aks-uptime-sla                 # lower case, digits, hyphens; never reused
//	title: Control plane has a financially backed SLA
//	rules: [AKS-007]                   # the rules it verifies; may be empty
//	severity: high                     # high, medium, low
//	message: Move the cluster to the Standard or Premium tier.
//	target:
//	  types: [Microsoft.ContainerService/managedClusters]
//	  match: {path: sku.name, in: [Base]}      # optional; else notApplicable
//	absent: fail                       # what a missing value means: fail (default) or pass
//	assert: {path: sku.tier, in: [Standard, Premium]}
//	references: [{scheme: psrule, id: AZR-000285}]
//	remediation: [{tool: az, code: az aks update …}]
//	examples:                          # documents, in any shape the checker reads
//	  pass: […]
//	  fail: […]
//	  absent: […]                      # the verdict is what "absent" above says
//	  unknown: […]
//	  notApplicable: […]               # where there is a match
//
// Instead of target and assert, variants lists several {target, match?,
// relate?, derive?, absent?, assert}, no two for the same resource type.
//
// A target with workloads instead of types is for Kubernetes objects that
// hold pods: workloads: all, or a list of Pod, Deployment, StatefulSet,
// DaemonSet, ReplicaSet, ReplicationController, DeploymentConfig, Job,
// CronJob. An object without containers is not applicable. Paths may begin
// with {pod} (the pod's spec) or {template} (what holds the pod's
// metadata and spec), wherever that is in each kind.
//
// # Conditions
//
// assert and match are conditions. A condition is a mapping that is either a
// combination or a test.
//
// Combinations: all: […], any: […] (conditions), not: condition, and
// if: condition with then: condition and, if wanted, else: condition.
//
// A test has a path (left out where the value itself is meant) and one or
// more of these; several must all hold:
//
//	equals: VALUE        is that JSON value
//	in: [A, B]           is one of these; texts are compared ignoring case
//	present: true|false  is there and not null (whatever absent says) | is not
//	matches: PATTERN     is a text that matches the regular expression
//	atLeast: N           is a number, N or more
//	atMost: N            is a number, N or less
//	moreThan: N          is a number, more than N
//	lessThan: N          is a number, less than N
//	hasAtLeast: N        is an array of N or more items
//	hasAtMost: N         is an array of N or fewer items
//	unique: true         is an array without equal items
//	every: CONDITION     is an array whose every item satisfies it
//	some: CONDITION      is an array with an item that satisfies it
//	none: CONDITION      is an array without an item that satisfies it
//	schema: SCHEMA       satisfies a JSON Schema of the profile, given in full
//	absent: fail|pass    what it means that the path leads nowhere; if not
//	                     said here, what the file says, but inside not, if,
//	                     some and none always fail
//
// A path is names with dots between: sku.tier. A name with other characters
// than letters, digits, - _ $ is written ["like this"]. A name with [*]
// behind it is an array, and the rest of the path is for every item.
//
// # Other resources and computed values
//
// relate names other resources of the same run, and derive computes values.
// With either, the paths of assert begin with self (the resource), related or
// derived:
//
//	relate:
//	  - name: budgets
//	    types: [policy/v1/PodDisruptionBudget]
//	    where:                         # [path in this resource, path in the other]
//	      - equal: [metadata.namespace, metadata.namespace]
//	      - selects: ["{template}.metadata.labels", spec.selector]
//	derive:
//	  - {name: nodes, sum: "properties.agentPoolProfiles", of: count, where: {path: mode, in: [System]}}
//	assert: {path: related.budgets, hasAtLeast: 1}
//
// The joins are equal, equalFold (ignoring case) and selects (a Kubernetes
// label selector selects labels). The functions are count and distinct and
// sum (each with a path to an array, optionally where; of for the last two),
// quantity and version (with a path to a text) and difference (of two derived
// names). Where nothing of the related types is among the documents, the
// verdict is unknown, not fail.
//
// # Expansion
//
// A path a.b becomes nested {"type": "object", "required": ["a"],
// "properties": {"a": …}}; where absent is pass, without the required.
// Every test brings the type it is about, so that nothing holds just because
// the value is of another type. in with texts becomes a pattern that spells
// out both cases of each letter, with the texts under "examples".
type CheckFile struct {
	Path        string // in the folder of checks
	Rules       []string
	Checks      []Check
	Absent      string // the verdict of the examples without the value: fail or pass
	References  []Reference
	Remediation []Remediation
	Examples    Examples
}

// Examples are documents with the verdict that every result of the check on
// them must have.
type Examples struct {
	Pass, Fail, Absent, Unknown, NotApplicable []any
}

//go:embed checks/*.yaml
var checkFiles embed.FS

// DefaultChecks reads the check files that are part of the program.
func DefaultChecks() ([]CheckFile, []content.Problem, error) {
	sub, err := fs.Sub(checkFiles, "checks")
	if err != nil {
		return nil, nil, fmt.Errorf("could not open the embedded checks: %w", err)
	}
	return LoadChecks(sub)
}

// LoadChecks reads every .yaml file at the top of a folder, in the order of
// their names. A file with a problem of severity error is left out; an error
// means that a file could not be read.
func LoadChecks(fsys fs.FS) ([]CheckFile, []content.Problem, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(names)
	var files []CheckFile
	var problems []content.Problem
	var spelling spellings
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, problems, fmt.Errorf("could not read check file: %w", err)
		}
		r := &checkReader{yamlFile: yamlFile{file: name, noun: "check"}, spelling: &spelling}
		file := r.read(data)
		problems = append(problems, r.problems...)
		if len(r.problems) == 0 {
			files = append(files, file)
		}
	}
	content.SortProblems(problems)
	return files, problems, nil
}

// checkReader reads one check file.
type checkReader struct {
	yamlFile
	absent   string // what a missing value means where nothing nearer says
	pod      string // paths to the pod template and spec of the variant that is read
	template string
	spelling *spellings
	azure    bool
	joined   bool // the assertion is about self, related and derived
}

var checkID = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)

var checkKeys = []string{"id", "title", "rules", "severity", "message", "target", "relate", "derive", "absent", "assert", "variants", "references", "remediation", "examples"}

func (r *checkReader) read(data []byte) (file CheckFile) {
	file.Path = r.file
	root := r.root(data, "a check file is one YAML mapping")
	if root == nil {
		return file
	}
	f := r.fields(root, checkKeys...)
	c := Check{ID: r.text(root, f, "id"), Title: r.text(root, f, "title"), Message: r.text(root, f, "message")}
	if n := f["id"]; n != nil && (!checkID.MatchString(c.ID) || c.ID+".yaml" != path.Base(r.file)) {
		r.problem(n, "check-id", "the id %q must be lower case words with hyphens, and the file must be named %s.yaml", c.ID, c.ID)
	}
	c.Severity = Severity(r.text(root, f, "severity"))
	if n := f["severity"]; n != nil && c.Severity.Rank() < 0 {
		r.problem(n, "check-value", "the severity is high, medium or low")
	}
	file.Rules = r.texts(f["rules"])
	file.Absent = r.absentOf(f, "fail")
	r.absent = file.Absent
	if n := f["variants"]; n != nil {
		for _, v := range r.list(n) {
			vf := r.fields(v, "target", "relate", "derive", "absent", "assert")
			file.Checks = append(file.Checks, r.variant(c, v, vf)...)
		}
	} else {
		file.Checks = r.variant(c, root, f)
	}
	types := map[string]bool{}
	for _, check := range file.Checks {
		for _, t := range check.Target.Types {
			if types[strings.ToLower(t)] {
				r.problem(f["variants"], "check-target", "two variants are for the type %s", t)
			}
			types[strings.ToLower(t)] = true
		}
	}
	for _, n := range r.list(f["references"]) {
		rf := r.fields(n, "scheme", "id")
		file.References = append(file.References, Reference{r.text(n, rf, "scheme"), r.text(n, rf, "id")})
	}
	for _, n := range r.list(f["remediation"]) {
		rf := r.fields(n, "tool", "code")
		file.Remediation = append(file.Remediation, Remediation{r.text(n, rf, "tool"), r.text(n, rf, "code")})
	}
	r.examples(root, f["examples"], &file)
	return file
}

// variant reads target and assert of a check, which give several checks
// where the target is workloads.
func (r *checkReader) variant(c Check, n *yaml.Node, f map[string]*yaml.Node) []Check {
	outer := r.absent
	defer func() { r.absent = outer }()
	r.absent = r.absentOf(f, outer)
	if f["target"] == nil || f["assert"] == nil {
		r.problem(n, "check-key", "a target and an assert are needed")
		return nil
	}
	tf := r.fields(f["target"], "types", "workloads", "match")
	groups := []workloadGroup{{types: r.texts(tf["types"])}}
	if w := tf["workloads"]; w != nil {
		groups = r.workloads(w)
	}
	var out []Check
	for _, g := range groups {
		r.template, r.pod, r.azure = g.template, g.pod, false
		if len(g.types) == 0 {
			r.problem(f["target"], "check-target", "the target names no types")
		}
		for _, t := range g.types {
			r.azure = r.azure || strings.HasPrefix(strings.ToLower(t), "microsoft.")
			if !strings.Contains(t, "/") {
				r.problem(tf["types"], "check-target", "%q is no resource type", t)
			}
		}
		check := c
		check.Target.Types = g.types
		if g.pod != "" {
			check.Target.Match = hasContainers(g.pod)
		}
		if m := tf["match"]; m != nil {
			match := r.condition(m)
			if check.Target.Match != nil {
				match = map[string]any{"allOf": []any{check.Target.Match, match}}
			}
			check.Target.Match = match
		}
		check.Relate, check.Derive = r.relations(f["relate"]), r.derivations(f["derive"])
		r.joined = check.Relate != nil || check.Derive != nil
		check.Assert = r.condition(f["assert"])
		r.joined = false
		out = append(out, check)
	}
	return out
}

// hasContainers is the match of every check of workloads: an object without
// containers has nothing to check.
func hasContainers(pod string) any {
	var s any = map[string]any{"type": "array", "minItems": 1.0}
	names := append(strings.Split(pod, "."), "containers")
	for _, name := range slices.Backward(names) {
		s = map[string]any{"type": "object", "required": []any{name}, "properties": map[string]any{name: s}}
	}
	return s
}

// workloadGroup is the kinds that hold a pod at the same place.
type workloadGroup struct {
	types         []string
	template, pod string
}

// workloadKinds lists the kinds that hold pods, with every API version they
// have had.
var workloadKinds = []struct {
	kind, template string
	versions       []string
}{
	{"Pod", "", []string{"v1"}},
	{"Deployment", "spec.template", []string{"apps/v1", "apps/v1beta1", "apps/v1beta2", "extensions/v1beta1"}},
	{"StatefulSet", "spec.template", []string{"apps/v1", "apps/v1beta1", "apps/v1beta2"}},
	{"DaemonSet", "spec.template", []string{"apps/v1", "apps/v1beta2", "extensions/v1beta1"}},
	{"ReplicaSet", "spec.template", []string{"apps/v1", "apps/v1beta2", "extensions/v1beta1"}},
	{"ReplicationController", "spec.template", []string{"v1"}},
	{"DeploymentConfig", "spec.template", []string{"apps.openshift.io/v1", "v1"}},
	{"Job", "spec.template", []string{"batch/v1"}},
	{"CronJob", "spec.jobTemplate.spec.template", []string{"batch/v1", "batch/v1beta1", "batch/v2alpha1"}},
}

func (r *checkReader) workloads(n *yaml.Node) []workloadGroup {
	var wanted []string
	if n.Kind == yaml.ScalarNode && n.Value == "all" {
		for _, w := range workloadKinds {
			wanted = append(wanted, w.kind)
		}
	} else {
		wanted = r.texts(n)
	}
	var groups []workloadGroup
	for _, w := range workloadKinds {
		i := slices.Index(wanted, w.kind)
		if i < 0 {
			continue
		}
		wanted = slices.Delete(wanted, i, i+1)
		var types []string
		for _, v := range w.versions {
			types = append(types, v+"/"+w.kind)
		}
		if g := slices.IndexFunc(groups, func(g workloadGroup) bool { return g.template == w.template }); g >= 0 {
			groups[g].types = append(groups[g].types, types...)
			continue
		}
		pod := "spec"
		if w.template != "" {
			pod = w.template + ".spec"
		}
		groups = append(groups, workloadGroup{types, w.template, pod})
	}
	for _, w := range wanted {
		r.problem(n, "check-target", "%q is no kind that holds pods", w)
	}
	return groups
}

func (r *checkReader) examples(parent, n *yaml.Node, file *CheckFile) {
	if n == nil {
		r.problem(parent, "check-examples", "examples are needed: pass, fail, absent and unknown")
		return
	}
	f := r.fields(n, "pass", "fail", "absent", "unknown", "notApplicable")
	for key, to := range map[string]*[]any{
		"pass": &file.Examples.Pass, "fail": &file.Examples.Fail, "absent": &file.Examples.Absent,
		"unknown": &file.Examples.Unknown, "notApplicable": &file.Examples.NotApplicable,
	} {
		for _, item := range r.list(f[key]) {
			*to = append(*to, r.value(item))
		}
	}
	for _, key := range []string{"pass", "fail", "absent", "unknown"} {
		if len(r.list(f[key])) == 0 {
			r.problem(n, "check-examples", "an example for %s is needed", key)
		}
	}
}

package enforce

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	admissionv1 "k8s.io/api/admissionregistration/v1"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	nodev1 "k8s.io/api/node/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	kjson "sigs.k8s.io/json"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
)

// goTypes gives the Go types into which the API server decodes objects.
var goTypes = map[objectType]any{
	{"", "v1", "ConfigMap"}: corev1.ConfigMap{}, {"", "v1", "LimitRange"}: corev1.LimitRange{},
	{"", "v1", "Namespace"}: corev1.Namespace{}, {"", "v1", "PersistentVolume"}: corev1.PersistentVolume{}, {"", "v1", "PersistentVolumeClaim"}: corev1.PersistentVolumeClaim{},
	{"", "v1", "Pod"}: corev1.Pod{}, {"", "v1", "PodTemplate"}: corev1.PodTemplate{}, {"", "v1", "ReplicationController"}: corev1.ReplicationController{},
	{"", "v1", "ResourceQuota"}: corev1.ResourceQuota{}, {"", "v1", "Secret"}: corev1.Secret{}, {"", "v1", "Service"}: corev1.Service{}, {"", "v1", "ServiceAccount"}: corev1.ServiceAccount{},
	{"admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration"}:   admissionv1.MutatingWebhookConfiguration{},
	{"admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration"}: admissionv1.ValidatingWebhookConfiguration{},
	{"apps", "v1", "DaemonSet"}: appsv1.DaemonSet{}, {"apps", "v1", "Deployment"}: appsv1.Deployment{}, {"apps", "v1", "ReplicaSet"}: appsv1.ReplicaSet{}, {"apps", "v1", "StatefulSet"}: appsv1.StatefulSet{},
	{"autoscaling", "v1", "HorizontalPodAutoscaler"}: autoscalingv1.HorizontalPodAutoscaler{}, {"autoscaling", "v2", "HorizontalPodAutoscaler"}: autoscalingv2.HorizontalPodAutoscaler{},
	{"batch", "v1", "CronJob"}: batchv1.CronJob{}, {"batch", "v1", "Job"}: batchv1.Job{},
	{"discovery.k8s.io", "v1", "EndpointSlice"}: discoveryv1.EndpointSlice{},
	{"networking.k8s.io", "v1", "Ingress"}:      networkingv1.Ingress{}, {"networking.k8s.io", "v1", "IngressClass"}: networkingv1.IngressClass{}, {"networking.k8s.io", "v1", "NetworkPolicy"}: networkingv1.NetworkPolicy{},
	{"node.k8s.io", "v1", "RuntimeClass"}:              nodev1.RuntimeClass{},
	{"policy", "v1", "PodDisruptionBudget"}:            policyv1.PodDisruptionBudget{},
	{"rbac.authorization.k8s.io", "v1", "ClusterRole"}: rbacv1.ClusterRole{}, {"rbac.authorization.k8s.io", "v1", "ClusterRoleBinding"}: rbacv1.ClusterRoleBinding{},
	{"rbac.authorization.k8s.io", "v1", "Role"}: rbacv1.Role{}, {"rbac.authorization.k8s.io", "v1", "RoleBinding"}: rbacv1.RoleBinding{},
	{"scheduling.k8s.io", "v1", "PriorityClass"}: schedulingv1.PriorityClass{},
	{"storage.k8s.io", "v1", "StorageClass"}:     storagev1.StorageClass{},
}

// TestFixedKinds holds what kubernetestypes.go says of Kubernetes to the Go
// types of its API: the kinds of values, and the names of resources.
func TestFixedKinds(t *testing.T) {
	checked := 0
	for kind, known := range fixedKinds {
		found := kind == "DeploymentConfig" // OpenShift's; see there
		for typ, v := range goTypes {
			if typ.kind == kind {
				found = true
				checked += holdFixed(t, typ.apiVersion()+"/"+kind, known, reflect.TypeOf(v))
			}
		}
		if !found {
			t.Errorf("%s: no Go type", kind)
		}
	}
	for typ, v := range goTypes {
		holdFixed(t, typ.kind, fixedAnyKind, reflect.TypeOf(v))
		guess, _ := meta.UnsafeGuessKindToResource(schema.GroupVersionKind{Group: typ.group, Version: typ.version, Kind: typ.kind})
		if typ.resource() != guess.Resource {
			t.Errorf("the resource of %s is called %q, here %q", typ.kind, guess.Resource, typ.resource())
		}
	}
	for name := range resourceNames {
		if !strings.HasSuffix(name, "/DeploymentConfig") && !slices.ContainsFunc(slices.Collect(maps.Keys(goTypes)), func(typ objectType) bool { return typ.group+"/"+typ.kind == name }) {
			t.Errorf("%s: no Go type", name)
		}
	}
	t.Logf("%d places", checked)
}

// holdFixed compares what is said to be fixed with a Go type, and returns how
// many places it compared. A member that the type does not have is never
// there: the API server drops it.
func holdFixed(t *testing.T, at string, known *fixed, typ reflect.Type) int {
	if known == nil {
		return 0
	}
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	kind := map[reflect.Kind]kinds{
		reflect.String: text, reflect.Bool: boolean, reflect.Int32: whole, reflect.Int64: whole,
		reflect.Slice: array, reflect.Map: object, reflect.Struct: object,
	}[typ.Kind()]
	if known.kind != kind || typ.Implements(reflect.TypeFor[json.Marshaler]()) {
		t.Errorf("%s is said to be %b, and is %s", at, known.kind, typ)
		return 1
	}
	n := 1
	switch {
	case known.fields != nil && typ.Kind() != reflect.Struct, known.kind == object && known.fields == nil && typ.Kind() != reflect.Map:
		t.Errorf("%s: a map or not, the Go type is %s", at, typ)
	case known.fields != nil:
		members := map[string]reflect.Type{}
		jsonMembers(typ, members)
		for name, field := range known.fields {
			if member, ok := members[name]; ok {
				n += holdFixed(t, at+"."+name, field, member)
			}
		}
	default:
		if known.each != nil {
			n += holdFixed(t, at+"[]", known.each, typ.Elem())
		}
	}
	return n
}

func jsonMembers(typ reflect.Type, into map[string]reflect.Type) {
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous {
			jsonMembers(f.Type, into)
		} else {
			into[name] = f.Type
		}
	}
}

// inCluster says how to read the bundles of the engines in a cluster.
var inCluster = map[string]func(t *testing.T, b *Bundle) []*celPolicy{
	"validating-admission-policy": readValidatingAdmissionPolicies,
	"gatekeeper":                  readConstraints,
	"kyverno":                     readKyvernoPolicies,
}

// documents gives the YAML documents of the files of a bundle below a folder.
func documents(t *testing.T, b *Bundle, folder string) [][]byte {
	t.Helper()
	var out [][]byte
	for _, f := range b.Files {
		if !strings.HasPrefix(f.Path, folder) {
			continue
		}
		for _, doc := range readYAML(t, f.Data) {
			data, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, data)
		}
	}
	return out
}

func readYAML(t *testing.T, data []byte) []any {
	t.Helper()
	var out []any
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var v any
		if err := dec.Decode(&v); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
}

// strictly decodes JSON as the API server does where it is told to be strict.
func strictly(t *testing.T, data []byte, into any) {
	t.Helper()
	strict, err := kjson.UnmarshalStrict(data, into)
	if err != nil || len(strict) > 0 {
		t.Fatalf("%v %v\n%s", err, strict, data)
	}
}

func readValidatingAdmissionPolicies(t *testing.T, b *Bundle) []*celPolicy {
	var out []*celPolicy
	bound := map[string]bool{}
	for _, data := range documents(t, b, "policies/") {
		if bytes.Contains(data, []byte(`"kind":"ValidatingAdmissionPolicyBinding"`)) {
			var binding admissionv1.ValidatingAdmissionPolicyBinding
			strictly(t, data, &binding)
			bound[binding.Spec.PolicyName] = true
			if slices.Contains(binding.Spec.ValidationActions, admissionv1.Deny) {
				t.Errorf("%s denies", binding.Name)
			}
			continue
		}
		var policy admissionv1.ValidatingAdmissionPolicy
		strictly(t, data, &policy)
		out = append(out, newCELPolicy(t, policy.Name, policy.Spec.MatchConstraints, policy.Spec.MatchConditions, policy.Spec.Variables, policy.Spec.Validations))
	}
	for _, p := range out {
		if !bound[p.name] {
			t.Errorf("%s has no binding", p.name)
		}
	}
	return out
}

func newCELPolicy(t *testing.T, name string, constraints *admissionv1.MatchResources, conditions []admissionv1.MatchCondition, variables []admissionv1.Variable, validations []admissionv1.Validation) *celPolicy {
	env := celEnv(t)
	p := &celPolicy{name: name, selects: func(o objectType) bool {
		for _, r := range constraints.ResourceRules {
			if slices.Contains(r.APIGroups, o.group) && slices.Contains(r.APIVersions, o.version) && o.resource() != "" && slices.Contains(r.Resources, o.resource()) {
				return true
			}
		}
		return false
	}}
	for _, c := range conditions {
		p.conditions = append(p.conditions, celProgram(t, env, c.Expression))
	}
	for _, v := range variables {
		p.variables = append(p.variables, namedProgram{v.Name, celProgram(t, env, v.Expression)})
	}
	for _, v := range validations {
		if v.Message == "" || strings.Contains(v.Message, "\n") {
			t.Errorf("%s: Kubernetes wants a message of one line, not %q", name, v.Message)
		}
		p.validations = append(p.validations, celProgram(t, env, v.Expression))
	}
	return p
}

// readConstraints reads constraint templates and constraints by the fields
// that Gatekeeper reads.
func readConstraints(t *testing.T, b *Bundle) []*celPolicy {
	type metadata struct {
		Name                string
		Labels, Annotations map[string]string
	}
	type source struct {
		FailurePolicy string
		Variables     []admissionv1.Variable
		Validations   []admissionv1.Validation
	}
	templates := map[string]source{}
	for _, data := range documents(t, b, "templates/") {
		var o struct {
			APIVersion, Kind string
			Metadata         metadata
			Spec             struct {
				CRD struct {
					Spec struct{ Names struct{ Kind string } }
				}
				Targets []struct {
					Target string
					Code   []struct {
						Engine string
						Source source
					}
				}
			}
		}
		strictlyAnyCase(t, data, &o)
		kind, target := o.Spec.CRD.Spec.Names.Kind, o.Spec.Targets[0]
		if o.Metadata.Name != strings.ToLower(kind) || o.APIVersion != "templates.gatekeeper.sh/v1" || target.Code[0].Engine != "K8sNativeValidation" || target.Target != "admission.k8s.gatekeeper.sh" {
			t.Errorf("%s: Gatekeeper would not take this template", o.Metadata.Name)
		}
		templates[kind] = target.Code[0].Source
	}
	var out []*celPolicy
	env := celEnv(t)
	for _, data := range documents(t, b, "constraints/") {
		var o struct {
			APIVersion, Kind string
			Metadata         metadata
			Spec             struct {
				EnforcementAction string
				Match             struct {
					Kinds []struct{ APIGroups, Kinds []string }
				}
			}
		}
		strictlyAnyCase(t, data, &o)
		source, ok := templates[o.Kind]
		if !ok || o.APIVersion != "constraints.gatekeeper.sh/v1beta1" || o.Spec.EnforcementAction != "warn" {
			t.Errorf("%s: no template, or not one that warns", o.Metadata.Name)
		}
		p := &celPolicy{name: o.Metadata.Name, selects: func(typ objectType) bool {
			for _, k := range o.Spec.Match.Kinds {
				if slices.Contains(k.APIGroups, typ.group) && slices.Contains(k.Kinds, typ.kind) {
					return true
				}
			}
			return false
		}}
		// What Gatekeeper passes is an object that applies says no to, or that
		// the rest holds for. Both must come from the validations as they are.
		for _, v := range source.Variables {
			program := celProgram(t, env, v.Expression)
			p.variables = append(p.variables, namedProgram{v.Name, program})
			if v.Name == "applies" {
				p.applies = program
			}
		}
		for _, v := range source.Validations {
			p.validations = append(p.validations, celProgram(t, env, v.Expression))
		}
		if got, err := p.evaluate(objectType{o.Spec.Match.Kinds[0].APIGroups[0], "", o.Spec.Match.Kinds[0].Kinds[0]}, nil); got != "notApplicable" || err != nil {
			t.Errorf("%s says %q to a deletion (%v)", p.name, got, err)
		}
		out = append(out, p)
	}
	return out
}

func readKyvernoPolicies(t *testing.T, b *Bundle) []*celPolicy {
	var out []*celPolicy
	for _, data := range documents(t, b, "policies/") {
		var o struct {
			APIVersion string            `json:"apiVersion"`
			Kind       string            `json:"kind"`
			Metadata   metav1.ObjectMeta `json:"metadata"`
			Spec       struct {
				ValidationActions []admissionv1.ValidationAction `json:"validationActions"`
				FailurePolicy     string                         `json:"failurePolicy"`
				Autogen           struct {
					PodControllers struct {
						Controllers []string `json:"controllers"`
					} `json:"podControllers"`
				} `json:"autogen"`
				MatchConstraints *admissionv1.MatchResources  `json:"matchConstraints"`
				MatchConditions  []admissionv1.MatchCondition `json:"matchConditions"`
				Variables        []admissionv1.Variable       `json:"variables"`
				Validations      []admissionv1.Validation     `json:"validations"`
			} `json:"spec"`
		}
		strictly(t, data, &o)
		s := o.Spec
		if o.APIVersion != "policies.kyverno.io/v1" || o.Kind != "ValidatingPolicy" || s.Autogen.PodControllers.Controllers == nil || slices.Contains(s.ValidationActions, admissionv1.Deny) {
			t.Errorf("%s: not a policy that warns, or one that makes rules for pod controllers", o.Metadata.Name)
		}
		out = append(out, newCELPolicy(t, o.Metadata.Name, s.MatchConstraints, s.MatchConditions, s.Variables, s.Validations))
	}
	return out
}

// strictlyAnyCase decodes JSON into a type without tags.
func strictlyAnyCase(t *testing.T, data []byte, into any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		t.Fatalf("%v\n%s", err, data)
	}
}

// tally counts comparisons.
type tally struct {
	pass, fail, notApplicable, unselected, unknown, gone, refused int
	dearest                                                       uint64
}

func (c tally) String() string {
	return fmt.Sprintf("%d verdicts compared (%d pass, %d fail, %d not applicable), %d not selected by either; skipped: %d unknown, %d of types no cluster serves, %d of objects the API server refuses; dearest expression %d of %d",
		c.pass+c.fail+c.notApplicable, c.pass, c.fail, c.notApplicable, c.unselected, c.unknown, c.gone, c.refused, c.dearest, perCallLimit)
}

// TestHostileObjects holds that texts and names of a catalog do not spoil
// objects or expressions.
func TestHostileObjects(t *testing.T) {
	cat := hostileNames()
	for i := range cat.Rules {
		cat.Rules[i].Checks[0].Target.Types = []string{"v1/Service"}
	}
	for name, read := range inCluster {
		b := compiled(t, name, cat)
		if policies := read(t, b); len(policies) != len(cat.Rules) {
			t.Errorf("%s: %d policies for %d checks", name, len(policies), len(cat.Rules))
		}
	}
}

// TestExamplesInCluster holds the engines in a cluster to the verdicts of the
// checker on the examples of every check.
func TestExamplesInCluster(t *testing.T) {
	files, _, err := rules.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	var objects []any
	for _, f := range files {
		e := f.Examples
		objects = append(objects, slices.Concat(e.Pass, e.Fail, e.Absent, e.Unknown, e.NotApplicable)...)
	}
	compareInCluster(t, objects, 500)
}

// TestCorpusInCluster does the same on all Kubernetes objects of the corpus.
func TestCorpusInCluster(t *testing.T) {
	var objects []any
	err := filepath.WalkDir(testfile.Shared(t, "inputs"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, document := range regexp.MustCompile(`(?m)^---(?:[ \t\r].*)?$`).Split(string(data), -1) {
			var v any
			if yaml.Unmarshal([]byte(document), &v) == nil { // else others test what the checker makes of it
				objects = append(objects, v)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	compareInCluster(t, objects, 10_000)
}

// compareInCluster compares the verdicts of the engines with the checker's,
// on every object by itself: as it was written, without members that are
// null, and as the API server has it after decoding.
func compareInCluster(t *testing.T, documents []any, least int) {
	cat := catalogOf(t)
	checker, err := check.Compile(cat)
	if err != nil {
		t.Fatal(err)
	}
	var objects [][]byte
	for _, v := range documents {
		objects = append(objects, kubernetesObjects(v)...)
	}
	for name, read := range inCluster {
		t.Run(name, func(t *testing.T) {
			b := compiled(t, name, cat)
			policies := read(t, b)
			if len(policies) != b.Manifest.Counts.Exported {
				t.Errorf("%d policies, %d checks exported", len(policies), b.Manifest.Counts.Exported)
			}
			var c tally
			for _, data := range objects {
				compareObject(t, checker, policies, data, &c)
			}
			t.Logf("%d objects: %s", len(objects), c)
			if c.pass+c.fail < least || c.pass == 0 || c.fail == 0 {
				t.Errorf("only %d verdicts of pass and fail compared", c.pass+c.fail)
			}
		})
	}
}

func compareObject(t *testing.T, checker *check.Checker, policies []*celPolicy, data []byte, c *tally) {
	typ := typeOf(data)
	want := map[string]check.Result{}
	for _, r := range checker.Run([]check.Document{{Name: "object", Data: data}}, check.Options{}).Results {
		want["pillars-"+r.Check] = r
	}
	var forms []any
	var raw any
	if err := kjson.UnmarshalCaseSensitivePreserveInts(data, &raw); err != nil {
		t.Fatal(err)
	}
	forms = append(forms, withoutNulls(raw))
	if v, ok := goTypes[typ]; ok {
		decoded := reflect.New(reflect.TypeOf(v)).Interface()
		if err := kjson.UnmarshalCaseSensitivePreserveInts(data, decoded); err != nil {
			c.refused++
			return
		}
		again, err := json.Marshal(decoded)
		if err != nil {
			t.Fatal(err)
		}
		var form any
		if err := kjson.UnmarshalCaseSensitivePreserveInts(again, &form); err != nil {
			t.Fatal(err)
		}
		forms = append(forms, withoutMissing(form, raw))
	}
	for _, p := range policies {
		result, there := want[p.name]
		switch {
		case result.Verdict == check.Unknown:
			c.unknown++
			continue
		case there && goneTypes[result.Resource.Type]:
			c.gone++
			continue
		}
		for _, form := range forms {
			got, err := p.evaluate(typ, form)
			c.dearest = max(c.dearest, p.cost)
			if !there && got == "notApplicable" {
				got = "" // a condition says that this version is not for the check
			}
			if err != nil || got != string(result.Verdict) {
				text, _ := json.Marshal(form)
				t.Errorf("%s says %q (%v), the checker %q %v\n%s", p.name, got, err, result.Verdict, result.Findings, text)
				return
			}
			switch got {
			case "pass":
				c.pass++
			case "fail":
				c.fail++
			case "notApplicable":
				c.notApplicable++
			default:
				c.unselected++
			}
		}
	}
}

func typeOf(data []byte) objectType {
	var o struct{ APIVersion, Kind string }
	if json.Unmarshal(data, &o) != nil {
		return objectType{}
	}
	group, version, ok := strings.Cut(o.APIVersion, "/")
	if !ok {
		group, version = "", o.APIVersion
	}
	return objectType{group, version, o.Kind}
}

// kubernetesObjects gives the objects in a decoded document, those in lists
// one by one, as JSON.
func kubernetesObjects(v any) [][]byte {
	m, ok := v.(map[string]any)
	if !ok {
		return nil
	}
	version, ok1 := m["apiVersion"].(string)
	kind, ok2 := m["kind"].(string)
	if !ok1 || !ok2 || version == "" || kind == "" {
		return nil
	}
	if items, ok := m["items"].([]any); ok && strings.HasSuffix(kind, "List") {
		var out [][]byte
		for _, item := range items {
			out = append(out, kubernetesObjects(item)...)
		}
		return out
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil // a member whose name is no text
	}
	return [][]byte{data}
}

// withoutMissing takes out of a decoded object what encoding it adds for a
// member that is required and not there: null, or an empty text. Validation
// refuses such an object before any engine sees it; the examples leave out
// what they are not about.
func withoutMissing(v, written any) any {
	switch v := v.(type) {
	case map[string]any:
		w, _ := written.(map[string]any)
		for name, member := range v {
			if _, there := w[name]; !there && (member == nil || member == "") {
				delete(v, name)
			} else {
				v[name] = withoutMissing(member, w[name])
			}
		}
	case []any:
		w, _ := written.([]any)
		for i := range v {
			if i < len(w) {
				v[i] = withoutMissing(v[i], w[i])
			}
		}
	}
	return v
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member == nil {
				delete(v, name)
			} else {
				v[name] = withoutNulls(member)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutNulls(v[i])
		}
	}
	return v
}

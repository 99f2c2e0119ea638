package enforce

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"

	"pillars/content/testfile"
	"pillars/rules"
	"pillars/rules/check"
)

// policyEvaluator evaluates the conditions that definitions of ours use, as
// Azure Policy documents them: texts are compared ignoring case, a condition
// on a property that is not there is not met, a negated one is, and in the
// where of a count the array has the one member that is looked at.
type policyEvaluator struct {
	typ      string
	resource map[string]any
	bound    map[string]any // by path of an array: the member looked at
}

func (e policyEvaluator) holds(c map[string]any) (bool, error) {
	for key, list := range map[string]bool{"allOf": true, "anyOf": false} {
		subs, ok := c[key].([]any)
		if !ok {
			continue
		}
		for _, sub := range subs {
			if got, err := e.holds(sub.(map[string]any)); err != nil || got != list {
				return got, err
			}
		}
		return list, nil
	}
	if sub, ok := c["not"].(map[string]any); ok {
		got, err := e.holds(sub)
		return !got, err
	}
	var value any
	switch count, counts := c["count"].(map[string]any); {
	case counts:
		n, err := e.count(count)
		if err != nil {
			return false, err
		}
		value = n
	default:
		value = e.value(c["field"].(string))
	}
	for op, want := range c {
		switch op {
		case "field", "count":
		case "exists":
			return (value != nil) == want.(bool), nil
		case "equals":
			return value != nil && policyText(value) == policyText(want), nil
		case "notEquals":
			return value == nil || policyText(value) != policyText(want), nil
		case "in", "notIn":
			in := false
			for _, v := range want.([]any) {
				in = in || value != nil && policyText(value) == policyText(v)
			}
			return in == (op == "in"), nil
		case "like", "notLike":
			before, after, wild := strings.Cut(policyText(want), "*")
			v := policyText(value)
			like := value != nil && (!wild && v == before || wild && len(v) >= len(before)+len(after) && strings.HasPrefix(v, before) && strings.HasSuffix(v, after))
			return like == (op == "like"), nil
		case "greater", "greaterOrEquals", "less", "lessOrEquals":
			n, ok := value.(float64)
			cmp := map[string]string{"greater": ">", "greaterOrEquals": ">=", "less": "<", "lessOrEquals": "<="}[op]
			return ok && compares(n, cmp, want.(float64)), nil
		default:
			return false, fmt.Errorf("no condition %s", op)
		}
	}
	return false, errors.New("no condition")
}

func policyText(v any) string { return strings.ToLower(fmt.Sprint(v)) }

func (e policyEvaluator) count(c map[string]any) (float64, error) {
	path := strings.TrimSuffix(e.path(c["field"].(string)), "[*]")
	list, _ := e.at(path).([]any)
	n := 0.0
	for _, item := range list {
		inner := policyEvaluator{e.typ, e.resource, map[string]any{path: item}}
		for p, v := range e.bound {
			inner.bound[p] = v
		}
		where, ok := c["where"].(map[string]any)
		got := !ok
		if ok {
			var err error
			if got, err = inner.holds(where); err != nil {
				return 0, err
			}
		}
		if got {
			n++
		}
	}
	return n, nil
}

// otherPaths are the paths that aliases have besides their own: where the
// provider keeps the property today, or by how a tool prints it.
var otherPaths = map[string]string{
	"properties.securityprofile.azuredefender.enabled": "properties.securityProfile.defender.securityMonitoring.enabled",
	"properties.apiserverauthorizedipranges":           "properties.apiServerAccessProfile.authorizedIPRanges",
}

func (e policyEvaluator) value(field string) any {
	path := e.path(field)
	if v := e.at(path); v != nil {
		return v
	}
	if other, ok := otherPaths[strings.ToLower(path)]; ok {
		return e.at(other)
	}
	return e.at(strings.Replace(path, "privateEndpointConnections[*].", "privateEndpointConnections[*].properties.", 1))
}

// path gives the path of a field in the resource.
func (e policyEvaluator) path(field string) string {
	alias, ok := strings.CutPrefix(strings.ToLower(field), strings.ToLower(e.typ)+"/")
	if !ok {
		return field // of policyFields
	}
	alias = field[len(field)-len(alias):]
	if strings.HasPrefix(alias, "sku") {
		return alias
	}
	return "properties." + alias
}

// at gives the value at a path, nil where there is none.
func (e policyEvaluator) at(path string) any {
	var value any = e.resource
	walked := ""
	for step := range strings.SplitSeq(path, ".") {
		name, item := strings.CutSuffix(step, "[*]")
		walked = strings.TrimPrefix(walked+"."+name, ".")
		m, _ := value.(map[string]any)
		value = nil
		for key, v := range m {
			if strings.EqualFold(key, name) && v != nil {
				value = v
			}
		}
		if item {
			value = e.bound[walked]
			if other, ok := otherPaths[strings.ToLower(walked)]; ok && value == nil {
				value = e.bound[other]
			}
			walked += "[*]"
		}
	}
	return value
}

// azureResources finds the resources in a decoded document that are written
// out in full: of a known type, without template expressions, in the shape of
// Azure Resource Manager or as az prints it.
func azureResources(v any) []map[string]any {
	var out []map[string]any
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			out = append(out, azureResources(item)...)
		}
	case map[string]any:
		if typ, ok := v["type"].(string); ok && azureAliases[knownType(typ)] != nil && !hasExpression(v) {
			out = append(out, v)
		}
		for _, member := range v {
			out = append(out, azureResources(member)...)
		}
	}
	return out
}

func knownType(typ string) string {
	for known := range azureAliases {
		if strings.EqualFold(known, typ) {
			return known
		}
	}
	return ""
}

func hasExpression(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.HasPrefix(v, "[")
	case []any:
		for _, item := range v {
			if hasExpression(item) {
				return true
			}
		}
	case map[string]any:
		for _, member := range v {
			if hasExpression(member) {
				return true
			}
		}
	}
	return false
}

// envelope are the members that az does not take out of properties.
var envelope = "id name type apiversion location tags sku identity kind zones plan managedby etag systemdata scale extendedlocation resourcegroup subscriptionid tenantid"

// armShape puts what az prints flat under properties.
func armShape(r map[string]any) map[string]any {
	if _, ok := r["properties"]; ok {
		return r
	}
	properties := map[string]any{}
	out := map[string]any{"properties": properties}
	for name, v := range r {
		switch {
		case name == "typePropertiesType":
			properties["type"] = v
		case strings.Contains(" "+envelope+" ", " "+strings.ToLower(name)+" "):
			out[name] = v
		default:
			properties[name] = v
		}
	}
	return out
}

// TestAzurePolicyVerdicts holds the conditions of all policies to the
// verdicts of the checker, on the examples of the checks and the Azure
// resources of the corpus.
func TestAzurePolicyVerdicts(t *testing.T) {
	files, _, err := rules.DefaultChecks()
	if err != nil {
		t.Fatal(err)
	}
	var documents []any
	for _, f := range files {
		e := f.Examples
		for _, list := range [][]any{e.Pass, e.Fail, e.Absent, e.Unknown, e.NotApplicable} {
			documents = append(documents, list...)
		}
	}
	t.Run("examples", func(t *testing.T) { comparePolicies(t, documents, 2000) })
	t.Run("corpus", func(t *testing.T) {
		var documents []any
		err := filepath.WalkDir(testfile.Shared(t, "inputs"), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".json" {
				return err
			}
			data, err := os.ReadFile(path)
			var v any
			if json.Unmarshal(data, &v) == nil {
				documents = append(documents, v)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		comparePolicies(t, documents, 2000)
	})
}

func comparePolicies(t *testing.T, documents []any, least int) {
	cat := catalogOf(t)
	checker, err := check.Compile(cat)
	if err != nil {
		t.Fatal(err)
	}
	conditions := map[string]map[string]any{}
	for _, c := range checksOf(cat) {
		condition, _, err := policyOf(c)
		var reason refusal
		if errors.As(err, &reason) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		conditions[c.ID] = roundTrip(t, condition)
	}
	counts := map[string]int{}
	resources := 0
	for _, document := range documents {
		for _, r := range azureResources(document) {
			resources++
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			for _, result := range checker.Run([]check.Document{{Name: "resource", Data: data}}, check.Options{}).Results {
				condition, exported := conditions[result.Check]
				if !exported || result.Resource.Pointer != "" {
					continue
				}
				counts[string(result.Verdict)]++
				if result.Verdict == check.Unknown {
					continue
				}
				typ := knownType(r["type"].(string))
				fails, err := policyEvaluator{typ, armShape(r), map[string]any{}}.holds(condition)
				if err != nil || fails != (result.Verdict == check.Fail) {
					t.Errorf("%s: Azure Policy finds fault: %v (%v), the checker says %s %v\n%s", result.Check, fails, err, result.Verdict, result.Findings, data)
				}
			}
		}
	}
	t.Logf("%d policies, %d resources: %v", len(conditions), resources, counts)
	if counts["pass"]+counts["fail"] < least || counts["fail"] == 0 {
		t.Errorf("only %v compared", counts)
	}
}

func roundTrip(t *testing.T, v any) map[string]any {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAzurePolicySchema validates the rules of all definitions by the
// published schema, and what else is known of definitions.
func TestAzurePolicySchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	f, err := os.Open(testfile.Shared(t, "facts", "schemas", "azure-policyDefinition-2020-10-01.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for url, text := range map[string]string{
		"https://schema.management.azure.com/schemas/common/definitions.json":                         `{"definitions":{"expression":{"type":"string","pattern":"^\\[(.*)\\]$"}}}`,
		"https://schema.management.azure.com/schemas/2018-05-01/Microsoft.Resources.Deployments.json": `{"definitions":{"DeploymentProperties":{}}}`,
	} {
		if err := compiler.AddResource(url, strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := compiler.AddResource("policy.json", f); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("policy.json")
	if err != nil {
		t.Fatal(err)
	}
	b := compiled(t, "azure-policy", catalogOf(t))
	n := 0
	for _, file := range b.Files {
		if !strings.HasPrefix(file.Path, "definitions/") {
			continue
		}
		n++
		var d struct {
			Properties struct{ PolicyRule any }
		}
		if err := json.Unmarshal(file.Data, &d); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(d.Properties.PolicyRule); err != nil {
			t.Errorf("%s: %#v", file.Path, err)
		}
	}
	if err := schema.Validate(map[string]any{"if": map[string]any{"field": "type", "equals": true}, "then": map[string]any{"effect": "audit"}}); err == nil {
		t.Error("the schema takes anything")
	}
	t.Logf("%d definitions", n)
}

// TestAzureAliases compares the aliases with those that built-in policies
// use: what is listed there for a property must be spelled so here.
func TestAzureAliases(t *testing.T) {
	data, err := os.ReadFile(testfile.Shared(t, "facts", "policy_builtin.json"))
	if err != nil {
		t.Fatal(err)
	}
	var builtins [][]any
	if err := json.Unmarshal(data, &builtins); err != nil {
		t.Fatal(err)
	}
	types := map[string]string{"Kubernetes": "Microsoft.ContainerService/managedClusters", "Container Registry": "Microsoft.ContainerRegistry/registries"}
	used := map[string]bool{}
	ids := map[string]bool{}
	for _, b := range builtins {
		ids[b[1].(string)] = true
		for _, alias := range b[6].([]any) {
			used[types[b[0].(string)]+"/"+alias.(string)] = true
		}
	}
	confirmed, all := 0, 0
	for typ, paths := range azureAliases {
		for _, path := range paths {
			all++
			field := policyField(typ, path)
			if used[field] {
				confirmed++
			}
			for other := range used {
				if strings.EqualFold(other, field) && other != field {
					t.Errorf("%s is spelled %s in built-in policies", field, other)
				}
			}
		}
	}
	for _, b := range builtinPolicies {
		if !ids[b.id] {
			t.Errorf("there is no built-in policy %s", b.id)
		}
		if !json.Valid([]byte(b.condition)) {
			t.Errorf("%s: not JSON", b.id)
		}
	}
	t.Logf("%d of %d aliases occur in built-in policies", confirmed, all)
	if confirmed < 30 {
		t.Error("too few")
	}
}

// TestBuiltinPolicies holds that each built-in policy of the table is used by
// the catalog that comes with Pillars, so that its condition is not stale.
func TestBuiltinPolicies(t *testing.T) {
	c, err := rules.Default()
	if err != nil {
		t.Fatal(err)
	}
	b := compiled(t, "azure-policy", c)
	for _, builtin := range builtinPolicies {
		found := false
		for _, e := range b.Manifest.Checks {
			found = found || strings.Contains(e.Note, builtin.id)
		}
		if !found {
			t.Errorf("no check says what the built-in policy %s says", builtin.id)
		}
	}
}

func TestLikeOf(t *testing.T) {
	for _, x := range []struct {
		pattern, want string
		ok            bool
	}{
		{"^abc", "abc*", true},
		{"abc$", "*abc", true},
		{"^a[.]c$", "a.c", true},
		{"^[sS]tan_", "stan_*", true},
		{"abc", "", false},
		{"^a+", "", false},
		{"^a*b", "", false},
		{`^a\*`, "", false},
		{"^[ab]", "", false},
		{"^(?:a|b)$", "", false},
	} {
		if got, ok := likeOf(x.pattern); got != x.want || ok != x.ok {
			t.Errorf("%s: %q, %v", x.pattern, got, ok)
		}
	}
}

// TestHostileTexts holds that a text of the catalog is no expression in a
// policy or template.
func TestHostileTexts(t *testing.T) {
	cat := &rules.Catalog{Rules: []rules.Rule{{ID: "A-001", Status: rules.Active, Checks: []rules.Check{{
		ID: "a-b", Title: "[concat('x')]", Message: "[m]", Severity: rules.High,
		Target: rules.Target{Types: []string{"Microsoft.ContainerService/managedClusters"}},
		Assert: map[string]any{"type": "object", "required": []any{"sku"}, "properties": map[string]any{"sku": map[string]any{
			"type": "object", "required": []any{"name"}, "properties": map[string]any{"name": map[string]any{"const": "[resourceGroup().name]"}}}}},
	}}}}}
	for _, f := range compiled(t, "azure-policy", cat).Files {
		text := string(f.Data)
		switch f.Path {
		case "definitions/pillars-a-b.json":
			if !strings.Contains(text, `"notEquals": "[[resourceGroup().name]"`) {
				t.Errorf("an expression in the rule:\n%s", text)
			}
		case initiativeTemplate:
			for _, want := range []string{`"[[[resourceGroup().name]"`, `"[[concat('x')]"`, `"[[m]"`} {
				if !strings.Contains(text, want) {
					t.Errorf("%s is missing in the template:\n%s", want, text)
				}
			}
		}
	}
}

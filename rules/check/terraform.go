package check

import (
	_ "embed"
	"encoding/json"
	"strings"
)

// terraformJSON maps the attributes of azurerm resources to the shape of
// Azure Resource Manager. The browser has the same file (theme/ts/check).
//
//go:embed terraform.json
var terraformJSON []byte

// terraformTable is terraform.json by resource type.
var terraformTable = mustTerraformTable()

// terraformType says what an azurerm resource is in Azure. Where several
// attributes lead to the same place (names change between versions of the
// provider), the first that has a value counts.
type terraformType struct {
	Type       string
	Attributes []terraformAttribute
	Pool       []terraformAttribute // of a node pool inside
}

// terraformAttribute maps one attribute. From and To are names with dots
// between; a block, which Terraform has as a list, stands for its first item.
// As changes the value: "not" a boolean, "present" gives true where there is
// a block, "text" writes a boolean as a text, "Enabled" and "enabled" give
// Enabled or Disabled (enabled or disabled) for a boolean, "critical-taint"
// gives the taint for true, "pools" maps each block by Pool.
type terraformAttribute struct {
	From, To, As string
}

func mustTerraformTable() map[string]terraformType {
	var table map[string]terraformType
	if err := json.Unmarshal(terraformJSON, &table); err != nil {
		panic(err) // the table is part of the program
	}
	return table
}

// isTerraform reports whether root is what terraform show -json prints, or a
// state file, and which.
func isTerraform(root *node) (Shape, bool) {
	switch {
	case root.get("planned_values").is(object) || root.get("resource_changes").is(array):
		if root.get("format_version") != nil || root.get("terraform_version") != nil {
			return ShapeTerraformPlan, true
		}
	case root.get("values").get("root_module").is(object):
		return ShapeTerraformState, true
	case root.get("terraform_version").is(text) && root.get("resources").is(array):
		return ShapeTerraformState, true
	case root.get("format_version").is(text) && root.get("terraform_version").is(text):
		return ShapeTerraformState, true // an empty state
	}
	return "", false
}

// terraform adds the resources of a plan or state.
func (s *shapeReader) terraform(root *node, shape Shape) {
	s.shape(shape)
	unknowns := map[string]*node{}
	for _, change := range itemsOf(root.get("resource_changes")) {
		unknowns[change.get("address").str()] = change.get("change").get("after_unknown")
	}
	switch planned := root.get("planned_values"); {
	case planned.is(object):
		s.terraformModule(planned.get("root_module"), unknowns)
	case root.get("resource_changes").is(array):
		for _, change := range root.get("resource_changes").items {
			after := change.get("change").get("after")
			if after.is(object) {
				s.terraformResource(change, after, change.get("change").get("after_unknown"))
			}
		}
	case root.get("values").is(object):
		s.terraformModule(root.get("values").get("root_module"), unknowns)
	default:
		for _, r := range itemsOf(root.get("resources")) {
			for _, instance := range itemsOf(r.get("instances")) {
				if r.get("mode").str() != "data" {
					s.terraformInstance(r.get("type").str(), instance, instance.get("attributes"), nil)
				}
			}
		}
	}
}

func itemsOf(n *node) []*node {
	if n.is(array) {
		return n.items
	}
	return nil
}

// terraformModule adds the resources of a module and of those inside it.
func (s *shapeReader) terraformModule(module *node, unknowns map[string]*node) {
	for _, r := range itemsOf(module.get("resources")) {
		s.terraformResource(r, r.get("values"), unknowns[r.get("address").str()])
	}
	for _, child := range itemsOf(module.get("child_modules")) {
		s.terraformModule(child, unknowns)
	}
}

func (s *shapeReader) terraformResource(r, values, unknowns *node) {
	if r.get("mode").str() != "data" {
		s.terraformInstance(r.get("type").str(), r, values, unknowns)
	}
}

// terraformInstance adds one resource; root is where it stands.
func (s *shapeReader) terraformInstance(typ string, root, values, unknowns *node) {
	if !values.is(object) {
		return
	}
	if typ == "azapi_resource" {
		s.azapi(root, values, unknowns)
		return
	}
	t, ok := terraformTable[typ]
	if !ok {
		return
	}
	body := &node{kind: object, at: root}
	body.members = append(body.members, member{"properties", &node{kind: object, at: root}})
	mapTerraform(t, t.Attributes, values, unknowns, body)
	s.respell(body)
	name := root.get("address").str()
	if n := values.get("name"); n.is(text) {
		name = n.text
	}
	s.add(t.Type, name, body, root)
}

// mapTerraform puts the attributes of a resource or block where they belong
// in a body.
func mapTerraform(t terraformType, attributes []terraformAttribute, values, unknowns, body *node) {
	for _, a := range attributes {
		to := strings.Split(a.To, ".")
		if body.path(to...) != nil {
			continue
		}
		value := terraformValue(values, unknowns, strings.Split(a.From, "."))
		if value == nil {
			continue
		}
		if value.kind != unknown {
			if value = a.convert(t, value); value == nil {
				continue
			}
		}
		at := body
		for _, name := range to[:len(to)-1] {
			next := at.get(name)
			if next == nil {
				next = &node{kind: object, at: body.source()}
				if parent := value.source().parent; parent != nil && parent.kind == object {
					next.at = parent
				}
				at.members = append(at.members, member{name, next})
			}
			at = next
		}
		at.members = append(at.members, member{to[len(to)-1], value})
	}
}

// convert changes a known value as a says; nil where that gives nothing.
func (a terraformAttribute) convert(t terraformType, value *node) *node {
	switch a.As {
	case "":
		if value.kind == text && value.text == "" {
			return nil
		}
		return value
	case "present":
		if value.kind == array && len(value.items) > 0 {
			return &node{kind: boolean, boolean: true, at: value}
		}
		return nil
	case "pools":
		list := &node{kind: array, at: value}
		for _, block := range itemsOf(value) {
			pool := &node{kind: object, at: block}
			mapTerraform(terraformType{}, t.Pool, block, nil, pool)
			if pool.get("mode") == nil {
				pool.members = append(pool.members, member{"mode", &node{kind: text, text: "System", at: block}})
			}
			list.items = append(list.items, pool)
		}
		return list
	}
	if value.kind != boolean {
		return nil
	}
	if a.As == "critical-taint" {
		if !value.boolean {
			return nil
		}
		taint := &node{kind: text, text: "CriticalAddonsOnly=true:NoSchedule", at: value}
		return &node{kind: array, items: []*node{taint}, at: value}
	}
	if a.As == "not" {
		return &node{kind: boolean, boolean: !value.boolean, at: value}
	}
	words := map[string][2]string{"text": {"false", "true"}, "Enabled": {"Disabled", "Enabled"}, "enabled": {"disabled", "enabled"}}[a.As]
	word := words[0]
	if value.boolean {
		word = words[1]
	}
	return &node{kind: text, text: word, at: value}
}

const notYetKnown = "known only after apply"

// terraformValue walks down values and, beside it, what is not known before
// apply. It returns nil where there is no value.
func terraformValue(values, unknowns *node, path []string) *node {
	place := values
	for _, name := range path {
		if unknowns.is(boolean) && unknowns.boolean {
			break
		}
		if values.is(array) {
			values = first(values)
		}
		if unknowns.is(array) {
			unknowns = first(unknowns)
		}
		values, unknowns = values.get(name), unknowns.get(name)
		if values != nil {
			place = values
		}
	}
	return mergeUnknown(values, unknowns, place)
}

func first(list *node) *node {
	if len(list.items) == 0 {
		return nil
	}
	return list.items[0]
}

// mergeUnknown puts what is not known before apply into a value.
func mergeUnknown(value, unknowns, place *node) *node {
	if unknowns.is(boolean) && unknowns.boolean {
		return &node{kind: unknown, text: notYetKnown, optional: true, at: place}
	}
	if value == nil || value.kind == null {
		return nil
	}
	if !unknowns.is(array) && !unknowns.is(object) {
		return value
	}
	merged := &node{kind: value.kind, boolean: value.boolean, number: value.number, text: value.text, at: value}
	for i, item := range value.items {
		var u *node
		if unknowns.kind == array && i < len(unknowns.items) {
			u = unknowns.items[i]
		}
		m := mergeUnknown(item, u, item)
		if m == nil {
			m = item
		}
		merged.items = append(merged.items, m)
	}
	for _, m := range value.members {
		if v := mergeUnknown(m.value, unknowns.get(m.name), m.value); v != nil {
			merged.members = append(merged.members, member{m.name, v})
		}
	}
	for _, m := range unknowns.members {
		if value.get(m.name) == nil && value.kind == object {
			if v := mergeUnknown(nil, m.value, value); v != nil {
				merged.members = append(merged.members, member{m.name, v})
			}
		}
	}
	return merged
}

// azapi adds a resource that is given in the shape of Azure Resource Manager:
// body is an object, or JSON in a text (azapi 1).
func (s *shapeReader) azapi(root, values, unknowns *node) {
	typ, _, _ := strings.Cut(values.get("type").str(), "@")
	if !isAzureType(typ) {
		return
	}
	body := &node{kind: object, at: root}
	given := terraformValue(values, unknowns, []string{"body"})
	if given.is(text) {
		at := given
		parsed, _, fail := readJSON(given.text, 0)
		if given = nil; fail == nil {
			given = parsed.copyAt(at, &s.budget)
		}
		if given == nil {
			given = &node{kind: unknown, text: "not readable as JSON", at: at}
		}
	}
	if given.is(object) {
		body.members = append(body.members, given.members...)
	} else if given.is(unknown) {
		for _, name := range []string{"properties", "sku"} {
			body.members = append(body.members, member{name, &node{kind: unknown, text: given.text, optional: true, at: given.at}})
		}
	}
	for _, name := range []string{"name", "location", "tags", "identity"} {
		if v := terraformValue(values, unknowns, []string{name}); v != nil && body.get(name) == nil {
			if v.kind == array {
				if v = first(v); v == nil {
					continue
				}
			}
			body.members = append(body.members, member{name, v})
		}
	}
	s.respell(body)
	name := root.get("address").str()
	if n := body.get("name"); n.is(text) {
		name = n.text
	}
	s.add(typ, name, body, root)
}

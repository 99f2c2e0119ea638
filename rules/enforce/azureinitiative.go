package enforce

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pillars/rules"
)

// builtinPolicy is a built-in policy of Azure, with the condition under which
// it finds fault, in the words that a definition of ours would use.
type builtinPolicy struct {
	id        string
	effects   []string
	condition string
}

// builtinPolicies are those that a check of ours says the same as. A check
// that changes does so no longer and gets a definition of its own. Conditions
// were read from the definitions that Azure publishes; where one says that a
// boolean is false, ours says that it exists and is not true.
var builtinPolicies = []builtinPolicy{
	{
		"993c2fcd-2b29-49d2-9eb0-df2c3a730c32", []string{"Audit", "Deny", "Disabled"},
		`{"allOf":[{"field":"type","equals":"Microsoft.ContainerService/managedClusters"},{"field":"Microsoft.ContainerService/managedClusters/disableLocalAccounts","notEquals":"true"}]}`,
	},
	{
		"040732e8-d947-40b8-95d6-854c95024bf8", []string{"Audit", "Deny", "Disabled"},
		`{"allOf":[{"field":"type","equals":"Microsoft.ContainerService/managedClusters"},{"field":"Microsoft.ContainerService/managedClusters/apiServerAccessProfile.enablePrivateCluster","notEquals":"true"}]}`,
	},
	{
		"89f2d532-c53c-4f8f-9afa-4927b1114a0d", []string{"Audit", "Disabled"},
		`{"allOf":[{"field":"type","equals":"Microsoft.ContainerService/managedClusters"},{"field":"Microsoft.ContainerService/managedClusters/apiServerAccessProfile.disableRunCommand","notEquals":"true"}]}`,
	},
	{
		"dc921057-6b28-4fbe-9b83-f7bec05db6c2", []string{"Audit", "Deny", "Disabled"},
		`{"allOf":[{"field":"type","equals":"Microsoft.ContainerRegistry/registries"},{"field":"Microsoft.ContainerRegistry/registries/adminUserEnabled","exists":true},{"field":"Microsoft.ContainerRegistry/registries/adminUserEnabled","notEquals":"false"}]}`,
	},
	{
		"9f2dea28-e834-476c-99c5-3507b4728395", []string{"Audit", "Deny", "Disabled"},
		`{"allOf":[{"field":"type","equals":"Microsoft.ContainerRegistry/registries"},{"field":"Microsoft.ContainerRegistry/registries/anonymousPullEnabled","exists":true},{"field":"Microsoft.ContainerRegistry/registries/anonymousPullEnabled","notEquals":"false"}]}`,
	},
	{ // azureDefender.enabled is an alias of the same property, by its name in older versions of the API
		"a1840de2-8088-4ea8-b153-b4c723e9cb01", []string{"Audit", "Disabled"},
		`{"allOf":[{"field":"type","equals":"Microsoft.ContainerService/managedClusters"},{"field":"Microsoft.ContainerService/managedClusters/securityProfile.defender.securityMonitoring.enabled","notEquals":"true"},{"field":"Microsoft.ContainerService/managedClusters/securityProfile.azureDefender.enabled","notEquals":"true"}]}`,
	},
	{
		"c5110b6e-5272-4989-9935-59ad06fdf341", []string{"Audit", "Disabled"},
		`{"allOf":[{"field":"type","equals":"Microsoft.ContainerService/managedClusters"},{"anyOf":[` +
			`{"allOf":[{"field":"Microsoft.ContainerService/managedClusters/storageProfile.diskCSIDriver.enabled","exists":true},{"field":"Microsoft.ContainerService/managedClusters/storageProfile.diskCSIDriver.enabled","notEquals":"true"}]},` +
			`{"allOf":[{"field":"Microsoft.ContainerService/managedClusters/storageProfile.fileCSIDriver.enabled","exists":true},{"field":"Microsoft.ContainerService/managedClusters/storageProfile.fileCSIDriver.enabled","notEquals":"true"}]},` +
			`{"allOf":[{"field":"Microsoft.ContainerService/managedClusters/storageProfile.snapshotController.enabled","exists":true},{"field":"Microsoft.ContainerService/managedClusters/storageProfile.snapshotController.enabled","notEquals":"true"}]}]}]}`,
	},
}

// sameBuiltin gives the built-in policy that says what a condition says and
// to which a rule of the check refers.
func sameBuiltin(c *fullCheck, condition policyCondition) (builtinPolicy, bool, error) {
	text, err := json.Marshal(condition)
	if err != nil {
		return builtinPolicy{}, false, err
	}
	for _, b := range builtinPolicies {
		if b.condition == string(text) && slices.Contains(c.builtins(), b.id) {
			return b, true, nil
		}
	}
	return builtinPolicy{}, false, nil
}

// builtins lists the built-in policies that the rules of a check refer to.
func (c *fullCheck) builtins() []string {
	var out []string
	for _, r := range c.verifies {
		for _, ref := range r.References {
			if ref.Scheme == "azure-policy" && !slices.Contains(out, ref.ID) {
				out = append(out, ref.ID)
			}
		}
	}
	return out
}

// policyInitiative collects what the initiative is made of.
type policyInitiative struct {
	definitions []policyDefinition
	members     []policyMember
}

// policyMember is a policy of the initiative.
type policyMember struct {
	ID         string         `json:"policyDefinitionId"`
	Reference  string         `json:"policyDefinitionReferenceId"`
	Parameters map[string]any `json:"parameters,omitempty"`
}

// initiativeTemplate is the path of the template with the initiative.
const initiativeTemplate = "initiative.json"

// add writes the definition of a check, or refers to the built-in policy that
// says the same.
func (p *policyInitiative) add(c *fullCheck) (output, error) {
	condition, losses, err := policyOf(c)
	if err != nil {
		return output{}, err
	}
	builtin, same, err := sameBuiltin(c, condition)
	if err != nil {
		return output{}, err
	}
	effect := fmt.Sprintf("[parameters('effect%s')]", strings.ToUpper(string(c.Severity)[:1])+string(c.Severity)[1:])
	if same {
		member := policyMember{ID: "/providers/Microsoft.Authorization/policyDefinitions/" + builtin.id, Reference: objectName(c)}
		if slices.Contains(builtin.effects, "Deny") {
			member.Parameters = map[string]any{"effect": map[string]string{"value": effect}}
		}
		p.members = append(p.members, member)
		return output{losses: losses, also: []string{initiativeTemplate}, note: "the built-in policy " + builtin.id + " says the same and is used instead of a definition"}, nil
	}
	d := policyDefinition{objectName(c), policyDefinitionProperties{
		DisplayName: c.Title, Description: c.Message, PolicyType: "Custom", Mode: policyMode(c),
		Metadata:   policyMetadata{"Pillars", "1.0.0", c.ID, string(c.Severity), c.ruleIDs(), c.link()},
		Parameters: map[string]any{"effect": effectParameter("What happens to a resource that fails the check.")},
		PolicyRule: policyRule{condition, policyEffect{"[parameters('effect')]"}},
	}}
	if over := len([]rune(d.Properties.DisplayName)) > 128 || len([]rune(d.Properties.Description)) > 512; over {
		return output{}, refuse("its title is longer than 128 characters, or its message longer than 512")
	}
	p.definitions = append(p.definitions, d)
	p.members = append(p.members, policyMember{
		ID: fmt.Sprintf("[subscriptionResourceId('Microsoft.Authorization/policyDefinitions', '%s')]", d.Name), Reference: d.Name,
		Parameters: map[string]any{"effect": map[string]string{"value": effect}},
	})
	file, err := jsonFile("definitions/"+d.Name+".json", d)
	return output{files: []File{file}, losses: losses, also: []string{initiativeTemplate}}, err
}

// policyOf writes the condition under which a resource fails a check.
func policyOf(c *fullCheck) (policyCondition, []string, error) {
	var each []policyCondition
	var losses []string
	refused, err := c.eachVariant(func(v rules.Check) error {
		variant, err := azureVariantOf(v)
		if err != nil {
			return err
		}
		condition, lost, err := policyConditionOf(variant)
		if err != nil {
			return err
		}
		each = append(each, condition)
		for _, l := range lost {
			if !slices.Contains(losses, l) {
				losses = append(losses, l)
			}
		}
		return nil
	})
	if err != nil {
		var reason refusal
		if same := c.builtins(); len(same) > 0 && errors.As(err, &reason) {
			err = refuse("%s; its rules name built-in policies about the same matter: %s", reason, strings.Join(same, ", "))
		}
		return policyCondition{}, nil, err
	}
	return anyOf(each...), append(losses, refused...), nil
}

// policyMode is Indexed for types that have a location and tags, else All.
func policyMode(c *fullCheck) string {
	for _, v := range c.variants {
		for _, t := range v.Target.Types {
			if strings.Count(t, "/") > 1 {
				return "All"
			}
		}
	}
	return "Indexed"
}

func effectParameter(description string) map[string]any {
	return map[string]any{
		"type": "String", "defaultValue": "Audit", "allowedValues": policyEffects,
		"metadata": map[string]string{"displayName": "Effect", "description": description},
	}
}

// files gives the template of a deployment to a subscription that creates the
// definitions and the initiative.
func (p *policyInitiative) files(c *rules.Catalog) ([]File, error) {
	if len(p.members) == 0 {
		return nil, nil
	}
	parameters := map[string]any{}
	for _, s := range []rules.Severity{rules.High, rules.Medium, rules.Low} {
		name := strings.ToUpper(string(s)[:1]) + string(s)[1:]
		e := effectParameter("What happens to a resource that fails a check of severity " + string(s) + ".")
		e["metadata"] = map[string]string{"displayName": "Effect (" + string(s) + ")", "description": e["metadata"].(map[string]string)["description"]}
		parameters["effect"+name] = e
	}
	type resource struct {
		Type       string   `json:"type"`
		APIVersion string   `json:"apiVersion"`
		Name       string   `json:"name"`
		DependsOn  []string `json:"dependsOn,omitempty"`
		Properties any      `json:"properties"`
	}
	var resources []resource
	set := resource{Type: "Microsoft.Authorization/policySetDefinitions", APIVersion: "2021-06-01", Name: "pillars"}
	for _, d := range p.definitions {
		properties, err := templateLiteral(d.Properties)
		if err != nil {
			return nil, err
		}
		resources = append(resources, resource{"Microsoft.Authorization/policyDefinitions", "2021-06-01", d.Name, nil, properties})
		set.DependsOn = append(set.DependsOn, fmt.Sprintf("[subscriptionResourceId('Microsoft.Authorization/policyDefinitions', '%s')]", d.Name))
	}
	members := slices.Clone(p.members)
	for i, m := range members {
		if effect, ok := m.Parameters["effect"].(map[string]string); ok {
			members[i].Parameters = map[string]any{"effect": map[string]string{"value": "[" + effect["value"]}}
		}
	}
	set.Properties = map[string]any{
		"displayName": "Pillars", "description": "Checks of the Well-Architected guides.", "policyType": "Custom",
		"metadata":   policyMetadata{Category: "Pillars", Version: "1.0.0"},
		"parameters": parameters, "policyDefinitions": members,
	}
	template := map[string]any{
		"$schema":        "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
		"contentVersion": "1.0.0.0",
		"metadata":       map[string]string{"catalog": c.Digest},
		"resources":      append(resources, set),
	}
	file, err := jsonFile(initiativeTemplate, template)
	return []File{file}, err
}

// templateLiteral gives a value as a template holds it: a text that begins
// with [ would be an expression of the template, and gets another.
func templateLiteral(v any) (any, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("could not write the template: %w", err)
	}
	var decoded any
	if err := json.Unmarshal(text, &decoded); err != nil {
		return nil, fmt.Errorf("could not write the template: %w", err)
	}
	return bracketTexts(decoded), nil
}

func bracketTexts(v any) any {
	switch v := v.(type) {
	case string:
		return literalText(v)
	case []any:
		for i := range v {
			v[i] = bracketTexts(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = bracketTexts(v[name])
		}
	}
	return v
}

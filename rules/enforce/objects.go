package enforce

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// As much of the Kubernetes API as the engines in a cluster have in common.

// kubernetesObject is an object as kubectl applies it.
type kubernetesObject struct {
	APIVersion string         `yaml:"apiVersion"`
	Kind       string         `yaml:"kind"`
	Metadata   objectMetadata `yaml:"metadata"`
	Spec       any            `yaml:"spec"`
}

type objectMetadata struct {
	Name        string            `yaml:"name"`
	Labels      map[string]string `yaml:"labels"`
	Annotations map[string]string `yaml:"annotations,omitempty"`
}

// matchResources says which requests to the API server a policy sees.
type matchResources struct {
	ResourceRules []resourceRule `yaml:"resourceRules"`
}

type resourceRule struct {
	APIGroups   []string `yaml:"apiGroups,flow"`
	APIVersions []string `yaml:"apiVersions,flow"`
	Operations  []string `yaml:"operations,flow"`
	Resources   []string `yaml:"resources,flow"`
}

type namedExpression struct {
	Name       string `yaml:"name"`
	Expression string `yaml:"expression"`
}

type validation struct {
	Expression string `yaml:"expression"`
	Message    string `yaml:"message"`
}

// objectName is the name of the objects of a check.
func objectName(c *fullCheck) string { return "pillars-" + c.ID }

// metadata says of an object which check and rules it stands for.
func (c *fullCheck) metadata(name string) objectMetadata {
	m := objectMetadata{
		Name:        name,
		Labels:      map[string]string{"app.kubernetes.io/managed-by": "pillars", "pillars/check": c.ID, "pillars/severity": string(c.Severity)},
		Annotations: map[string]string{"pillars/title": c.Title},
	}
	if ids := c.ruleIDs(); len(ids) > 0 {
		m.Annotations["pillars/rules"] = strings.Join(ids, ",")
	}
	if link := c.link(); link != "" {
		m.Annotations["pillars/link"] = link
	}
	return m
}

// matchConstraints selects the objects that a check is for when they are
// created or changed. Ephemeral containers are added to a pod through a
// resource of their own.
func (a *admission) matchConstraints() matchResources {
	versions := map[string][]string{} // of each group and resource
	var order []string
	for _, t := range a.types {
		key := t.group + "/" + t.resource()
		if versions[key] == nil {
			order = append(order, key)
		}
		if !slices.Contains(versions[key], t.version) {
			versions[key] = append(versions[key], t.version)
		}
	}
	var m matchResources
	for _, key := range order {
		group, resource, _ := strings.Cut(key, "/")
		resources := []string{resource}
		if a.ephemeral && resource == "pods" {
			resources = append(resources, "pods/ephemeralcontainers")
		}
		same := slices.IndexFunc(m.ResourceRules, func(r resourceRule) bool {
			return r.APIGroups[0] == group && slices.Equal(r.APIVersions, versions[key])
		})
		if same >= 0 {
			m.ResourceRules[same].Resources = append(m.ResourceRules[same].Resources, resources...)
			continue
		}
		m.ResourceRules = append(m.ResourceRules, resourceRule{[]string{group}, versions[key], []string{"CREATE", "UPDATE"}, resources})
	}
	return m
}

// conditions gives the match condition of a policy, where it needs one.
func (a *admission) conditions() []namedExpression {
	if a.applies == "" {
		return nil
	}
	return []namedExpression{{"applies", a.applies}}
}

// named gives variables as Kubernetes lists them.
func (a *admission) named() []namedExpression {
	var out []namedExpression
	for _, v := range a.variables {
		out = append(out, namedExpression(v))
	}
	return out
}

// said gives the validations with what to tell where one fails.
func (a *admission) said(c *fullCheck) []validation {
	var out []validation
	for _, v := range a.validations {
		out = append(out, validation{v, c.message()})
	}
	return out
}

// yamlFile writes objects as a file of YAML documents.
func yamlFile(path string, objects ...kubernetesObject) (File, error) {
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	for _, o := range objects {
		if err := enc.Encode(o); err != nil {
			return File{}, fmt.Errorf("could not write %s: %w", path, err)
		}
	}
	if err := enc.Close(); err != nil {
		return File{}, fmt.Errorf("could not write %s: %w", path, err)
	}
	return File{path, b.Bytes()}, nil
}

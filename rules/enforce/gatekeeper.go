package enforce

import (
	"slices"
	"strings"
	"unicode"

	"pillars/rules"
)

type constraintTemplateSpec struct {
	CRD     constraintCRD      `yaml:"crd"`
	Targets []constraintTarget `yaml:"targets"`
}

type constraintCRD struct {
	Spec struct {
		Names struct {
			Kind string `yaml:"kind"`
		} `yaml:"names"`
	} `yaml:"spec"`
}

type constraintTarget struct {
	Target string           `yaml:"target"`
	Code   []constraintCode `yaml:"code"`
}

type constraintCode struct {
	Engine string           `yaml:"engine"`
	Source constraintSource `yaml:"source"`
}

type constraintSource struct {
	FailurePolicy string            `yaml:"failurePolicy"`
	Variables     []namedExpression `yaml:"variables"`
	Validations   []validation      `yaml:"validations"`
}

type constraintSpec struct {
	EnforcementAction string          `yaml:"enforcementAction"`
	Match             constraintMatch `yaml:"match"`
}

type constraintMatch struct {
	Kinds []constraintKinds `yaml:"kinds"`
}

type constraintKinds struct {
	APIGroups []string `yaml:"apiGroups,flow"`
	Kinds     []string `yaml:"kinds,flow"`
}

// Gatekeeper writes a constraint template in CEL and its constraint for each
// check of Kubernetes objects. The constraints warn, and deny nothing.
//
// A constraint matches groups and kinds in any version, and Gatekeeper may be
// told to see deletions, for which there is no object. Versions and the
// check's own match therefore stand in the variable applies.
func Gatekeeper(c *rules.Catalog) (*Bundle, error) {
	m := Manifest{
		Engine:   "gatekeeper",
		Verified: "The translation is held to the verdicts of the checker by evaluation with cel-go; the objects are decoded strictly by the fields that Gatekeeper documents. Gatekeeper itself is not run.",
		Assumes:  kubernetesAssumes,
	}
	return assemble(c, m, func(c *fullCheck) (output, error) {
		a, err := admissionOf(c)
		if err != nil {
			return output{}, err
		}
		kind := constraintKind(c.ID)
		source := constraintSource{FailurePolicy: "Ignore", Validations: a.said(c)}
		source.Variables = append([]namedExpression{{"applies", a.appliesTo()}}, a.named()...)
		for i, v := range source.Validations {
			source.Validations[i].Expression = "!variables.applies ||\n" + bracketed(v.Expression)
		}
		spec := constraintTemplateSpec{Targets: []constraintTarget{{"admission.k8s.gatekeeper.sh", []constraintCode{{"K8sNativeValidation", source}}}}}
		spec.CRD.Spec.Names.Kind = kind
		template, err := yamlFile("templates/"+objectName(c)+".yaml",
			kubernetesObject{"templates.gatekeeper.sh/v1", "ConstraintTemplate", c.metadata(strings.ToLower(kind)), spec})
		if err != nil {
			return output{}, err
		}
		constraint, err := yamlFile("constraints/"+objectName(c)+".yaml",
			kubernetesObject{"constraints.gatekeeper.sh/v1beta1", kind, c.metadata(objectName(c)), constraintSpec{"warn", a.constraintMatch()}})
		return output{files: []File{template, constraint}, losses: a.losses}, err
	}, nil)
}

// constraintKind makes the kind of a constraint from the ID of its check:
// PillarsK8sHostPath. The template's name must be the same in lower case.
func constraintKind(id string) string {
	words := strings.Split("pillars-"+id, "-")
	for i, w := range words {
		if w != "" {
			words[i] = string(unicode.ToUpper(rune(w[0]))) + w[1:]
		}
	}
	return strings.Join(words, "")
}

// appliesTo is the condition that there is an object of the check's types for
// which the check is meant.
func (a *admission) appliesTo() string {
	var types []string
	for _, t := range a.types {
		types = append(types, celText(t.apiVersion()+"/"+t.kind))
	}
	text := "object != null &&\nobject.apiVersion + \"/\" + object.kind in [\n  " + strings.Join(types, ",\n  ") + "\n]"
	if a.applies != "" {
		text += " &&\n" + bracketed(a.applies)
	}
	return text
}

// bracketed puts an expression into brackets, on lines of its own.
func bracketed(expression string) string {
	return "(\n  " + strings.ReplaceAll(expression, "\n", "\n  ") + "\n)"
}

func (a *admission) constraintMatch() constraintMatch {
	var m constraintMatch
	for _, t := range a.types {
		i := slices.IndexFunc(m.Kinds, func(k constraintKinds) bool { return k.APIGroups[0] == t.group })
		if i < 0 {
			i = len(m.Kinds)
			m.Kinds = append(m.Kinds, constraintKinds{APIGroups: []string{t.group}})
		}
		if !slices.Contains(m.Kinds[i].Kinds, t.kind) {
			m.Kinds[i].Kinds = append(m.Kinds[i].Kinds, t.kind)
		}
	}
	return m
}

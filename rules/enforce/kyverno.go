package enforce

import "pillars/rules"

type validatingPolicySpec struct {
	ValidationActions []string          `yaml:"validationActions,flow"`
	FailurePolicy     string            `yaml:"failurePolicy"`
	Autogen           validatingAutogen `yaml:"autogen"`
	MatchConstraints  matchResources    `yaml:"matchConstraints"`
	MatchConditions   []namedExpression `yaml:"matchConditions,omitempty"`
	Variables         []namedExpression `yaml:"variables,omitempty"`
	Validations       []validation      `yaml:"validations"`
}

type validatingAutogen struct {
	PodControllers struct {
		Controllers []string `yaml:"controllers,flow"`
	} `yaml:"podControllers"`
}

// Kyverno writes a ValidatingPolicy for each check of Kubernetes objects. The
// policies warn and report, and deny nothing.
//
// ValidatingPolicy (policies.kyverno.io/v1) is Kyverno's form of a
// ValidatingAdmissionPolicy, stable since Kyverno 1.17; ClusterPolicy is
// deprecated since then. A check names all kinds that it is for, so Kyverno
// is told not to make rules for pod controllers of its own.
func Kyverno(c *rules.Catalog) (*Bundle, error) {
	m := Manifest{
		Engine:   "kyverno",
		Verified: "The translation is held to the verdicts of the checker by evaluation with cel-go; the objects are decoded strictly by the fields that Kyverno documents. Kyverno itself is not run.",
		Assumes:  kubernetesAssumes,
	}
	return assemble(c, m, func(c *fullCheck) (output, error) {
		a, err := admissionOf(c)
		if err != nil {
			return output{}, err
		}
		policy := validatingPolicySpec{
			ValidationActions: []string{"Warn", "Audit"},
			FailurePolicy:     "Ignore",
			MatchConstraints:  a.matchConstraints(),
			MatchConditions:   a.conditions(),
			Variables:         a.named(),
			Validations:       a.said(c),
		}
		policy.Autogen.PodControllers.Controllers = []string{}
		meta := c.metadata(objectName(c))
		meta.Annotations["policies.kyverno.io/title"] = c.Title
		meta.Annotations["policies.kyverno.io/description"] = c.Message
		meta.Annotations["policies.kyverno.io/severity"] = string(c.Severity)
		meta.Annotations["policies.kyverno.io/category"] = "Pillars"
		file, err := yamlFile("policies/"+objectName(c)+".yaml",
			kubernetesObject{"policies.kyverno.io/v1", "ValidatingPolicy", meta, policy})
		return output{files: []File{file}, losses: a.losses}, err
	}, nil)
}

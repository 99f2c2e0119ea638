package enforce

import "pillars/rules"

type validatingAdmissionPolicySpec struct {
	FailurePolicy    string            `yaml:"failurePolicy"`
	MatchConstraints matchResources    `yaml:"matchConstraints"`
	MatchConditions  []namedExpression `yaml:"matchConditions,omitempty"`
	Variables        []namedExpression `yaml:"variables,omitempty"`
	Validations      []validation      `yaml:"validations"`
}

type validatingAdmissionPolicyBindingSpec struct {
	PolicyName        string   `yaml:"policyName"`
	ValidationActions []string `yaml:"validationActions,flow"`
}

// kubernetesAssumes is what all engines in a cluster take for granted.
var kubernetesAssumes = []string{
	"Objects are as the API server hands them over: decoded by their kind, with defaults filled in, without members that are null.",
	"API versions that no cluster with Kubernetes 1.30 or later serves are left out of what a policy matches.",
}

// ValidatingAdmissionPolicy writes a policy and its binding for each check of
// Kubernetes objects. The bindings warn and audit, and deny nothing.
func ValidatingAdmissionPolicy(c *rules.Catalog) (*Bundle, error) {
	m := Manifest{
		Engine:   "validating-admission-policy",
		Verified: "The translation is held to the verdicts of the checker by evaluation with cel-go; the objects are decoded strictly as the types of k8s.io/api.",
		Assumes:  kubernetesAssumes,
	}
	return assemble(c, m, func(c *fullCheck) (output, error) {
		a, err := admissionOf(c)
		if err != nil {
			return output{}, err
		}
		policy := validatingAdmissionPolicySpec{
			FailurePolicy:    "Ignore",
			MatchConstraints: a.matchConstraints(),
			MatchConditions:  a.conditions(),
			Variables:        a.named(),
			Validations:      a.said(c),
		}
		name := objectName(c)
		file, err := yamlFile("policies/"+name+".yaml",
			kubernetesObject{"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", c.metadata(name), policy},
			kubernetesObject{"admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding", c.metadata(name), validatingAdmissionPolicyBindingSpec{name, []string{"Warn", "Audit"}}},
		)
		return output{files: []File{file}, losses: a.losses}, err
	}, nil)
}

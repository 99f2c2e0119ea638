// Package enforce compiles the checks of a catalog to the languages of the
// engines that evaluate whole estates: policies that a cluster applies to
// every object it is given, policies that Azure applies to every resource,
// queries over all resources.
//
// This comment is the specification: what each keyword of the check language
// (see package check) becomes in each engine. What an engine cannot say
// exactly is refused, and the manifest of the bundle says why; what it says
// with a difference is a loss, and the manifest says which. Output is a
// function of the catalog alone.
//
// # From schema to formula
//
// The match and the assertion of a check are translated to a formula
// (formula.go, schema.go), in which the vacuous truth of JSON Schema is
// spelled out: a keyword holds for every value of another kind than it is
// about, properties say nothing of members that are not there, and a member
// that is null is not there. A formula consists of
//
//   - and, or, not, if-then-else, exactly-one-of;
//   - has(place): required, and the condition of properties;
//   - kind(place): type, as far as the kind is not known beforehand;
//   - one-of(place, scalars): const and enum; a pattern that
//     [rules.FoldPattern] makes of the schema's examples is one-of, ignoring
//     the case of ASCII letters;
//   - matches(place, pattern): any other pattern;
//   - comparisons of a number (minimum, maximum, exclusiveMinimum,
//     exclusiveMaximum) or a size (minItems, maxItems, minLength, maxLength,
//     minProperties, maxProperties) with a number;
//   - distinct(place): uniqueItems;
//   - every and some item: items and contains; with minContains or
//     maxContains, the number of items that satisfy the schema;
//   - every member with certain names: patternProperties and
//     additionalProperties.
//
// What is known is left out: the kinds of values where Kubernetes fixes them,
// and, in the assertion, what the match says already. A check is refused if
// it has relations or derived values, compares a value with a whole array or
// object, or has more than 2,000 parts. Variants of a check are translated
// each by itself; if one is refused and another is not, that is a loss.
//
// # CEL: the engines in a cluster
//
// Three engines evaluate CEL in the dialect of Kubernetes:
// validating-admission-policy, gatekeeper and kyverno. Objects are called
// pillars-ID after the check (a Gatekeeper template after its kind, which
// Gatekeeper demands), carry the check's ID and severity as labels and its
// rules, title and a link as annotations, and fail with the check's title,
// message and rules.
//
//	has(o.a)          has(o.a), or "a-b" in o where the name cannot stand behind a dot
//	kind              type(x) == map; nothing where Kubernetes fixes the kind
//	one-of            x == 1, x in ["a", "b"]; dyn(x) in [dyn(0), dyn("0")] where kinds differ
//	one-of, folded    x.lowerAscii() in ["a", "b"]
//	matches           x.matches("…"), which is RE2, as the checker's own
//	comparisons       x >= 1, size(x) >= 1
//	distinct          x.all(one, x.exists_one(other, other == one))
//	every, some       x.all(item, …), x.exists(item, …)
//	number of items   size(x.filter(item, …)) >= 2
//	members           x.all(key, !key.matches("…") || …)
//	exactly one       [a, b].exists_one(holds, holds)
//
// The type integer is refused where the kind is not fixed: CEL cannot tell
// whether a number is whole. Kubernetes fixes the kinds of the members of its
// own objects (kubernetestypes.go); of other members nothing is known, and
// the expression asks. Expressions reach for no member that may not be there,
// and use no function that is newer than Kubernetes 1.30.
//
// Resources: the types of the target become resource rules for CREATE and
// UPDATE, in just these versions, without those that clusters with Kubernetes
// 1.30 do not serve any more; types that are neither Kubernetes' own nor
// OpenShift's DeploymentConfig are refused, as nobody here knows what their
// resources are called. Checks that look at ephemeral containers also see
// pods/ephemeralcontainers. The match becomes a match condition (in
// Gatekeeper, which matches any version of a kind, a variable with the types
// and the match). Variants tell objects apart by their kind. Where the
// variants of a check say the same of a pod template that is in another place
// in each kind of workload, the template is a variable and the assertion
// stands once.
//
// Nothing is denied: bindings and policies warn and audit, Gatekeeper
// constraints warn, and failurePolicy is Ignore, so that a new policy breaks
// no cluster. Whoever has seen that nothing is reported that must go on
// working changes validationActions to [Deny] (Gatekeeper: enforcementAction
// to deny), and failurePolicy to Fail. An object that is denied is denied in
// kube-system too; exclude namespaces in the binding or the constraint.
//
// Engines see objects as the API server has them, with defaults filled in and
// quantities in their canonical form, where the checker sees a file: a
// quantity of 0.0 is 0 for an engine and the text 0.0 for the checker.
//
// # Azure: what fails, and what is taken for granted
//
// Azure Policy and Resource Graph are told what is wrong with a resource: the
// match and not the assertion, in negation normal form (azure.go). What a
// formula asks of the kind of a value is taken for granted, because the API
// of a resource type fixes it and neither language asks for kinds; a check
// whose meaning depends on it is refused. What is said about a value being
// there is left out where another condition about it says so anyhow.
//
// # azure-policy
//
// Each check becomes a definition with the effects Audit (the default), Deny
// and Disabled. Its rule is, for each type of the target: the type, and
//
//	has               {"field": ALIAS, "exists": true}
//	one-of            {"field": ALIAS, "equals": …} or in; booleans as texts, as built-in policies have them
//	one-of, folded    the same, as Azure Policy ignores case
//	matches           like with one wildcard, if the pattern is a literal with an anchor; else refused
//	comparisons       greater, greaterOrEquals, less, lessOrEquals; the size of an array is its count
//	every, some       {"count": {"field": ALIAS[*], "where": …}} of those that do not, or do
//	number of items   the same count
//	not               notEquals, notIn, notLike, exists false; comparisons are turned round
//
// Refused are exactly-one-of, distinct, members by the form of their names,
// the size of texts and objects, null among the values, and every property
// without a known alias (azurealiases.go). A text that is compared with regard
// to case in the check, and has letters, is a loss. Literal texts that begin
// with [ get another, so that they are no expression.
//
// initiative.json is the template of a deployment to a subscription: it
// creates the definitions and the initiative pillars, which has a parameter
// for the effect of each severity. Where the condition of a check is that of
// a built-in policy to which one of its rules refers (azureinitiative.go), the
// initiative refers to the built-in policy and there is no definition.
// Built-in policies for objects in a cluster run templates that are not part
// of their definition, so nobody can say whether they say the same: such
// checks are refused and the reason names the built-in policies.
//
// # resource-graph
//
// Each check becomes a query in KQL over the table resources that gives a row
// for each resource that fails:
//
//	has               isnotnull(properties.a)
//	one-of            tostring(x) == 'a', tostring(x) in ('a', 'b'), tobool(x) == true, toreal(x) == 1
//	one-of, folded    =~ and in~
//	matches           tostring(x) matches regex '…', which is RE2
//	comparisons       toreal(x) >= 1, array_length(x) >= 1
//	every, some       the array is expanded, and the items that do not, or do, are counted by id
//	number of items   the same count
//	not               !=, !in, !~, !in~, not(…); without a value: said by isnull
//
// An array that is empty or not there is expanded as one item that is null,
// which no count counts. Refused are types that are not in the table (child
// and extension resources), items of arrays in arrays, more than two arrays,
// exactly-one-of, distinct, members by the form of their names, null among
// the values. That mv-expand gives 400 rows at most is a loss, and so is that
// names of members are compared with regard to case where tools differ (the
// keys of addonProfiles).
package enforce

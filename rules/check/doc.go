// Package check runs the checks of a catalog over configuration documents
// and reports a verdict for every resource and check.
//
// This comment is the specification of the checker. The browser's version
// (theme/ts/check) follows it file by file, and testdata/conformance holds
// vectors that every implementation must satisfy: the same report, byte for
// byte, for the same catalog and documents.
//
// # A run
//
// A run takes a catalog and documents, each a name and a text. Every document
// is read into a tree (Reading), recognised by its content (Shapes) and
// searched for resources, each of which gets a canonical body (Canonical
// form). For each resource, in the order of documents and of places in them,
// every check whose target names the resource's type is evaluated, in the
// order of check IDs (Checks, Evaluation). A failed one is explained
// (Findings). Resources that no check targets give no result.
//
// # Reading
//
// A text is UTF-8. A byte order mark is dropped; each longest invalid
// sequence of bytes, and each surrogate without its partner, becomes U+FFFD.
// Lines end in LF, CR or CR LF. A position is a line and a column, both
// 1-based; columns count UTF-16 code units. The position of a value is that
// of its name where it is a member of an object, else of its first character.
//
// A document whose first character, after white space and comments, is { or
// [ is JSON (RFC 8259); any other is a stream of YAML documents. What begins
// like JSON, is none, and has a line with a document marker is read as YAML
// too. Comments (// and /* */) are read over; a document with comments that
// is no ARM template or parameter file is refused. A name twice in one object
// is refused. Numbers are doubles; beyond the largest double they become it,
// and -0 is 0.
//
// YAML is version 1.2 with the core schema: null, Null, NULL, ~ and nothing
// are null; true, True, TRUE and so for false; decimal, 0o octal and 0x
// hexadecimal numbers. The infinities, NaN, dates and everything else are
// texts. Plain yes, no, on and off (also with the first or all letters in
// upper case) are unknown values, because Kubernetes reads them by YAML 1.1
// as true and false. Tags other than !!str, !!binary, !!int, !!float, !!bool,
// !!null and ! are passed over. Aliases are copies; << merges. Keys are
// scalars, taken as they are written. A stream is split at the lines that
// begin with --- or ..., and a document that cannot be read leaves its
// neighbours readable.
//
// Limits, each a problem of its own: 64 MiB for a document (too-large), 1,000
// levels of arrays and objects (too-deep), 1,000,000 values in a document,
// those that aliases and template parameters bring in counted each time
// (too-many-nodes).
//
// Problems have one of these codes: too-large, encoding, empty, json-syntax,
// yaml-syntax, trailing-data, duplicate-key, comment, template (a template
// with {{ }} that has to be rendered first), too-deep, too-many-nodes,
// unrecognised.
//
// # Shapes
//
// Recognised in this order, by content alone:
//
//   - terraform-plan, terraform-state: the output of terraform show -json, or
//     a state file. Resources of planned_values (else of resource_changes, as
//     they will be), modules included, data sources not. azurerm resources
//     are mapped by terraform.json, azapi resources carry their own body.
//     What after_unknown names is unknown, and may turn out to be absent.
//   - arm-template: $schema names a deployment template, or there are
//     contentVersion and resources. Resources as array or object, children
//     and nested deployments (in their own scope where it is inner). Entries
//     with existing: true, or a condition that is literally false, are passed
//     over. See Template expressions.
//   - arm, az, resource-graph: a resource, an array of them, or a list under
//     value or data; examples of the REST API specifications (parameters and
//     responses) are arm. A resource is an object with a type that begins
//     with Microsoft. (or resourceType, as Az PowerShell has it), else with an
//     id that tells its type, else with the members of a cluster or node
//     pool. Without properties it is az, with tenantId, subscriptionId and
//     resourceGroup resource-graph.
//   - kubernetes: an object with apiVersion and kind. The items of every kind
//     that ends in List are resources; without a kind of their own they have
//     the list's without List.
//   - unrecognised: anything else.
//
// # Canonical form
//
// A resource has a type, a name, a place (document and JSON pointer), and a
// body that checks look at. Findings always tell the place in the document
// as given; in a YAML stream pointers begin at each document.
//
// A Kubernetes body is the object, its type apiVersion/kind, its name
// namespace/name or name. An Azure body has the shape of Azure Resource
// Manager: what az prints flat is put under properties (all but the envelope:
// id, name, type, sku, identity, tags, location and so on; typePropertiesType
// is properties.type). Names of members are compared ignoring the case of
// ASCII letters: a name that checks for Azure types use anywhere (in
// properties, required, relations or derived values) gets their spelling. Of
// two names that differ in case only, the first whose value is not null gets
// it.
//
// A member that is null counts as absent; a finding about its absence points
// at it all the same.
//
// # Unknown values
//
// A value that the document does not tell is unknown: a template expression
// that is not literal, what a copy loop builds, what Terraform knows only
// after apply, a text with a placeholder ({{ }} or ${ }) in a Kubernetes
// object or bare resource, a plain yes or no of YAML. That there is a value
// is known, unless it is optional: after_unknown, or an expression with
// null().
//
// # Template expressions
//
// In an ARM template a text in square brackets is an expression, one that
// begins with [[ a text with one bracket less. Evaluated are parameters('x')
// and variables('x') with .name, ['name'] and [0] behind them, true() and
// false(). A parameter has the value of the nested deployment or of a
// parameter file, else its default; secure ones are unknown. A value that
// comes from there is at the place of the expression.
//
// # Checks
//
// A check has a target, an assertion and, if need be, relations and derived
// values. Target types are compared ignoring case. A target's match is a
// schema: a resource that does not satisfy it is notApplicable. Several
// checks of the catalog may share an ID if no resource type is in two.
//
// Assertions and matches are JSON Schema 2020-12 in this profile, with its
// meaning there: true and false; type, const, enum; required, properties,
// patternProperties, additionalProperties, minProperties, maxProperties;
// items, contains, minContains, maxContains, minItems, maxItems, uniqueItems;
// minimum, maximum, exclusiveMinimum, exclusiveMaximum; minLength, maxLength,
// pattern; allOf, anyOf, oneOf, not, if, then, else; examples. There is no
// $ref and no format. Patterns are the regular expressions that RE2 and
// ECMAScript (flag u) read alike: characters, classes, \d \w \b and their
// opposites, \p{L} \p{Lu} \p{Ll} \p{N} \p{Nd}, groups, alternatives, anchors
// and repetition, no dot, no \s, no repetition of what repeats without bound.
// A pattern that rules.FoldPattern makes of the schema's examples means "one
// of these, ignoring case" and is reported as an enum.
//
// Relations: with relate or derive, the assertion is about {"self": body,
// "related": {name: [bodies]}, "derived": {name: value}}. A relation finds,
// among all resources of the run that have one of its types, those for which
// every join holds: equal (both absent, or the same value), equalFold (texts,
// ignoring ASCII case), selects (the labels at self are selected by the
// Kubernetes label selector at other; an absent selector selects nothing, an
// empty one all). Where the run has no resource of these types at all, or a
// join depends on an unknown value, the list is unknown.
//
// Derived values, each absent where what it needs is absent or of another
// type, and unknown where that is unknown: count (items at path), sum and
// distinct (of the values at of in the items at path; a sum with a missing
// value is unknown), all three only of the items that satisfy where;
// quantity (a Kubernetes quantity as a number: 500m is 0.5, 1Ki is 1024);
// version (1.35.7 is 1035007); difference (of two derived values).
//
// # Evaluation
//
// Evaluation is in Kleene's three-valued logic. A keyword that looks at an
// unknown value is neither true nor false; conjunction is the minimum,
// disjunction the maximum. required is true for a member that is unknown,
// open for one that is optional. const and enum are false as soon as a known
// part differs. contains and the counts of members compare with what is sure
// and with what may be. if with an open condition is what then and else agree
// on. uniqueItems is open where an item holds something unknown, unless two
// others are equal. A pattern is open for a text longer than 8,192 UTF-16
// code units.
//
// The verdict is pass, fail or unknown as the assertion is true, false or
// open; unknown too where the match is open. Its reason names the first three
// values that leave it open, by pointer, with the expression.
//
// Without unknown values the verdict is that of any JSON Schema validator.
//
// # Reviews
//
// A review holds people's answers to rules (schema/review.schema.json), each
// for a resource or for the whole workload. Members that the schema does not
// have are read over, null is as good as absent. A review is refused whole
// where its schemaVersion does not begin with "1.", or where an answer has no
// rule, none of the four statuses, a resource without type or name, an expires
// that is no day of the calendar (YYYY-MM-DD), or the rule and resource of an
// answer before it.
//
// Answers are applied after everything else, to results that are fail or
// unknown. Each rule of a result has at most one answer that counts: the one
// for its resource (name equal, type equal ignoring the case of ASCII
// letters), else the one for the workload; an accepted one whose expires is
// before today counts no more. The first rule, by ID, that is answered
// notApplicable makes the result notApplicable, without findings; else the
// first that is answered accepted makes a fail accepted. The reason then is
// "accepted risk" or "not applicable", followed by ", by BY", ", on DATE" and
// ", until EXPIRES" where these are given, by " (RULE)", and by ": REASON",
// its white space folded (Unicode White_Space) and cut at 1,000 code points.
// Today is given by the caller; without it nothing has expired.
//
// # Findings
//
// A fail has findings: pointer, keyword, expected, actual, message, line,
// column, sorted by line, column, pointer, keyword, message (texts by code
// point), equal ones once, at most 100.
//
//   - type, const, enum, the bounds and pattern: expected is the keyword's
//     value. Behind a failed type nothing else of that schema is reported.
//   - required: one for each name that is missing; expected is the name,
//     actual null, the place the parent, or the member where it is null.
//   - properties, items, additionalProperties and so on lead to the findings
//     of the parts; for the schema false the keyword is the one that led
//     there and expected is false.
//   - allOf, then and else lead to the findings inside; if has none.
//   - anyOf, oneOf: one, expected a list of sentences, one for each
//     alternative. not: one, expected a sentence.
//   - contains, maxContains: one, expected "at least 1 item with: …".
//
// actual is the value where it is a scalar, or an array of at most 20
// scalars; else it says "an object of 3 members". Texts are cut at 200 code
// points. Texts that look like secrets, by the name nearest above them or by
// their form, are "(hidden)". Subscription IDs are cut to eight characters.
// A finding about a related resource is at the place of the resource itself.
package check

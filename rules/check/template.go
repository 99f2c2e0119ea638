package check

import (
	"strconv"
	"strings"
)

// isTemplate reports whether root is an ARM template: it names the schema of
// one, or has its two required members.
func isTemplate(root *node) bool {
	if !root.is(object) {
		return false
	}
	if indexFold(root.get("$schema").str(), "deploymenttemplate.json") >= 0 {
		return true
	}
	r := root.get("resources")
	return root.get("contentVersion").is(text) && (r.is(array) || r.is(object))
}

// isParameterFile reports whether root is a parameter file of a template.
func isParameterFile(root *node) bool {
	return root.is(object) && indexFold(root.get("$schema").str(), "deploymentparameters.json") >= 0
}

// readParameters joins parameter files into one object of values. What is
// not a parameter file counts for nothing.
func readParameters(docs []Document) *node {
	all := &node{kind: object}
	for i := len(docs) - 1; i >= 0; i-- {
		root, _, fail := readJSON(decode(docs[i].Data), 0)
		if fail != nil || root.kind != object {
			continue
		}
		if p := root.get("parameters"); p.is(object) {
			root = p
		}
		all.members = append(all.members, root.members...)
	}
	return all
}

// scope is what the expressions of a template can name.
type scope struct {
	parameters *node  // definitions
	arguments  *node  // name → {value: …}
	outer      *scope // in which the arguments are to be resolved; nil for given values
	variables  *node
}

// template adds the resources of an ARM template.
func (s *shapeReader) template(root *node) {
	s.deployment(root, &scope{parameters: root.get("parameters"), arguments: s.parameters, variables: root.get("variables")})
}

func (s *shapeReader) deployment(tmpl *node, sc *scope) {
	r := tmpl.get("resources")
	if r == nil {
		return
	}
	for _, item := range r.items {
		s.templateResource(item, sc, "", "")
	}
	for _, m := range r.members {
		s.templateResource(m.value, sc, "", "")
	}
}

// templateResource adds a resource of a template and what is nested in it.
// parentType and parentName are those of the resource around it.
func (s *shapeReader) templateResource(n *node, sc *scope, parentType, parentName string) {
	if !n.is(object) {
		return
	}
	if e := n.getFold("existing"); e.is(boolean) && e.boolean {
		return
	}
	if c := n.getFold("condition"); c != nil {
		s.resolve(c, sc, 0)
		if c.kind == boolean && !c.boolean {
			return
		}
	}
	typ := n.getFold("type").str()
	if foldEqual(typ, "Microsoft.Resources/deployments") {
		s.nestedDeployment(n, sc)
		return
	}
	if parentType != "" && !isAzureType(typ) {
		typ = parentType + "/" + typ
	}
	children := n.getFold("resources")
	for _, m := range n.members {
		if m.value == children {
			continue
		}
		if foldEqual(m.name, "properties") {
			s.copies(m.value)
		}
		s.resolve(m.value, sc, 0)
	}
	name := azureName(n)
	if parentName != "" {
		name = parentName + "/" + name
	}
	if isAzureType(typ) {
		s.add(typ, name, s.azureTemplateBody(n, children), n)
	}
	if children != nil {
		for _, item := range children.items {
			s.templateResource(item, sc, typ, name)
		}
	}
}

// azureTemplateBody is azureBody for a resource whose properties are always
// nested.
func (s *shapeReader) azureTemplateBody(n, children *node) *node {
	body := &node{kind: object, at: n}
	for _, m := range n.members {
		if m.value != children {
			body.members = append(body.members, m)
		}
	}
	s.respell(body)
	return body
}

func (s *shapeReader) nestedDeployment(n *node, sc *scope) {
	properties := n.getFold("properties")
	tmpl := properties.getFold("template")
	if !tmpl.is(object) {
		return
	}
	inner := sc
	if foldEqual(properties.getFold("expressionEvaluationOptions").getFold("scope").str(), "inner") {
		inner = &scope{
			parameters: tmpl.get("parameters"), arguments: properties.getFold("parameters"), outer: sc,
			variables: tmpl.get("variables"),
		}
	}
	s.deployment(tmpl, inner)
}

// copies turns what a copy loop inside properties builds into unknown values.
func (s *shapeReader) copies(n *node) {
	if n.kind == array {
		for _, item := range n.items {
			s.copies(item)
		}
	}
	if n.kind != object {
		return
	}
	var built []member
	kept := n.members[:0:0]
	for _, m := range n.members {
		if m.name != "copy" || m.value.kind != array {
			s.copies(m.value)
			kept = append(kept, m)
			continue
		}
		for _, loop := range m.value.items {
			if name := loop.getFold("name").str(); name != "" && loop.getFold("input") != nil {
				built = append(built, member{name, &node{kind: unknown, text: "built by a copy loop", at: loop}})
			}
		}
	}
	if built != nil {
		n.members = append(kept, built...)
	}
}

// resolve replaces the expressions in n by their values where these are
// literal, and by unknown values where they are not. The value of a parameter
// or variable stands at the place of the expression.
func (s *shapeReader) resolve(n *node, sc *scope, depth int) {
	switch n.kind {
	case array:
		for _, item := range n.items {
			s.resolve(item, sc, depth)
		}
	case object:
		for _, m := range n.members {
			s.resolve(m.value, sc, depth)
		}
	case text:
		if !isExpression(n.text) {
			if strings.HasPrefix(n.text, "[[") {
				n.text = n.text[1:]
			}
			return
		}
		value := s.value(n.text[1:len(n.text)-1], n, sc, depth)
		if value == nil {
			n.kind = unknown
			n.optional = mayBeNull(n.text)
			return
		}
		n.kind, n.boolean, n.number, n.text = value.kind, value.boolean, value.number, value.text
		n.members, n.items, n.optional = value.members, value.items, value.optional
	}
}

// isExpression reports whether a text of a template is an expression.
func isExpression(s string) bool {
	return len(s) > 1 && s[0] == '[' && s[len(s)-1] == ']' && s[1] != '['
}

// value evaluates an expression of the literal kinds: a parameter or
// variable, with members and items of it, true() and false(). It returns a
// tree of its own whose nodes stand for at, or nil.
func (s *shapeReader) value(expression string, at *node, sc *scope, depth int) *node {
	if depth > 20 {
		return nil
	}
	e := &expressionReader{text: expression}
	function := fold(e.name())
	if function == "" || !e.take("(") {
		return nil
	}
	argument, hasArgument := e.string()
	if !e.take(")") {
		return nil
	}
	var value *node
	switch {
	case (function == "true" || function == "false") && !hasArgument:
		value = &node{kind: boolean, boolean: function == "true"}
	case function == "parameters" && hasArgument:
		value = s.parameter(argument, at, sc, depth)
	case function == "variables" && hasArgument:
		if v := sc.variables.getFold(argument); v != nil {
			if value = v.copyAt(at, &s.budget); value != nil {
				s.resolve(value, sc, depth+1)
			}
		}
	}
	for value != nil && !e.end() {
		value = e.step(value)
	}
	return value
}

func (s *shapeReader) parameter(name string, at *node, sc *scope, depth int) *node {
	definition := sc.parameters.getFold(name)
	if t := fold(definition.getFold("type").str()); strings.HasPrefix(t, "secure") {
		return nil
	}
	argument := sc.arguments.getFold(name)
	if argument.is(object) && argument.getFold("value") != nil {
		value := argument.getFold("value").copyAt(at, &s.budget)
		if value != nil && sc.outer != nil {
			s.resolve(value, sc.outer, depth+1)
		}
		return value
	}
	if argument != nil {
		return nil
	}
	if value := definition.getFold("defaultValue"); value != nil {
		if value = value.copyAt(at, &s.budget); value != nil {
			s.resolve(value, sc, depth+1)
		}
		return value
	}
	return nil
}

// expressionReader reads an expression of a template from left to right.
type expressionReader struct {
	text string
	pos  int
}

func (e *expressionReader) space() {
	for e.pos < len(e.text) && (e.text[e.pos] == ' ' || e.text[e.pos] == '\t' || e.text[e.pos] == '\n' || e.text[e.pos] == '\r') {
		e.pos++
	}
}

func (e *expressionReader) end() bool {
	e.space()
	return e.pos >= len(e.text)
}

func (e *expressionReader) take(s string) bool {
	e.space()
	if !strings.HasPrefix(e.text[e.pos:], s) {
		return false
	}
	e.pos += len(s)
	return true
}

func (e *expressionReader) name() string {
	e.space()
	start := e.pos
	for e.pos < len(e.text) {
		c := lowerByte(e.text[e.pos])
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
			break
		}
		e.pos++
	}
	return e.text[start:e.pos]
}

// string reads a text in single quotes; two of them inside stand for one.
func (e *expressionReader) string() (string, bool) {
	if !e.take("'") {
		return "", false
	}
	for i := e.pos; i < len(e.text); i++ {
		if e.text[i] != '\'' {
			continue
		}
		if i+1 < len(e.text) && e.text[i+1] == '\'' {
			i++
			continue
		}
		s := strings.ReplaceAll(e.text[e.pos:i], "''", "'")
		e.pos = i + 1
		return s, true
	}
	return "", false
}

// step reads .name, ['name'] or [number] and takes that part of the value.
func (e *expressionReader) step(value *node) *node {
	if e.take(".") {
		return value.getFold(e.name())
	}
	if !e.take("[") {
		return nil
	}
	if name, ok := e.string(); ok {
		if !e.take("]") {
			return nil
		}
		return value.getFold(name)
	}
	digits := e.name()
	i, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 9 || !e.take("]") || value.kind != array || i >= len(value.items) {
		return nil
	}
	return value.items[i]
}

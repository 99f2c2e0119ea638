package check

import "strings"

// envelope lists the members that a resource of Azure has beside its
// properties. The output of az has them and the properties side by side.
var envelope = []string{
	"apiVersion", "condition", "dependsOn", "eTag", "etag", "extendedLocation", "id", "identity", "kind",
	"location", "managedBy", "name", "plan", "properties", "resourceGroup", "resources", "scope", "sku",
	"systemData", "tags", "tenantId", "type", "zones",
}

// envelopeNames returns a fold map of the envelope.
func envelopeNames() map[string]string {
	names := map[string]string{}
	for _, name := range envelope {
		names[fold(name)] = name
	}
	return names
}

var inEnvelope = envelopeNames()

// azureRoot adds the resources of a document: one, an array of them, or a
// list under value (as Azure Resource Manager gives it) or data (as Resource
// Graph does).
func (s *shapeReader) azureRoot(root *node) {
	switch {
	case root.kind == array:
		s.azureList(root, "")
	case root.get("value").is(array):
		s.azureList(root.get("value"), "")
	case root.get("data").is(array):
		s.azureList(root.get("data"), "")
	default:
		s.azure(root, "")
	}
}

func (s *shapeReader) azureList(list *node, typ string) {
	for _, item := range list.items {
		if isKubernetes(item) {
			s.kubernetes(item)
		} else {
			s.azure(item, typ)
		}
	}
}

// restExample adds the resources in an example of the REST API
// specifications: request bodies are members of parameters, responses have a
// body each. What the responses are, the request is.
func (s *shapeReader) restExample(root *node) {
	typ := ""
	for _, response := range root.get("responses").members {
		if body := response.value.get("body"); typ == "" && body.is(object) {
			typ = azureType(body)
		}
	}
	for _, m := range root.get("parameters").members {
		if m.value.kind == object && m.value.get("properties").is(object) {
			s.azure(m.value, typ)
		}
	}
	for _, response := range root.get("responses").members {
		body := response.value.get("body")
		if list := body.get("value"); list.is(array) {
			s.azureList(list, "")
		} else if body.is(object) {
			s.azure(body, "")
		}
	}
	s.shape(ShapeARM)
}

// azure adds the resource that n is, if it is one: with nested properties as
// Azure Resource Manager has it, or flat as az prints it. typ is its type
// where the document says it elsewhere.
func (s *shapeReader) azure(n *node, typ string) {
	if !n.is(object) {
		return
	}
	if own := azureType(n); own != "" {
		typ = own
	}
	if typ == "" {
		return
	}
	properties := n.getFold("properties")
	switch {
	case properties == nil || properties.kind == null:
		s.shape(ShapeAz)
	case n.get("tenantId") != nil && n.get("subscriptionId") != nil && n.get("resourceGroup") != nil:
		s.shape(ShapeResourceGraph)
	default:
		s.shape(ShapeARM)
	}
	if n.getFold("id") == nil {
		s.expressions(n)
	}
	s.add(typ, azureName(n), s.azureBody(n), n)
}

// azureType returns the resource type of n: the one it states, else the one
// its id states, else what its members show; "" where n is no resource.
func azureType(n *node) string {
	for _, name := range []string{"resourceType", "type"} {
		if t := n.getFold(name).str(); isAzureType(t) {
			return t
		}
	}
	if t := typeOfID(n.getFold("id").str()); t != "" {
		return t
	}
	p := n.getFold("properties")
	if !p.is(object) {
		p = n
	}
	switch {
	case p.getFold("agentPoolProfiles").is(array):
		return "Microsoft.ContainerService/managedClusters"
	case p.getFold("vmSize").is(text) && p.getFold("osType") != nil && (p.getFold("count") != nil || p.getFold("mode") != nil):
		return "Microsoft.ContainerService/managedClusters/agentPools"
	}
	return ""
}

// typeOfID reads the resource type from a resource ID: the provider after
// the last /providers/, and every second part behind it.
func typeOfID(id string) string {
	at := -1
	for from := 0; ; {
		i := indexFold(id[from:], "/providers/")
		if i < 0 {
			break
		}
		at = from + i
		from = at + 1
	}
	if at < 0 {
		return ""
	}
	parts := strings.Split(id[at+len("/providers/"):], "/")
	if len(parts) < 3 || len(parts)%2 == 0 {
		return ""
	}
	t := parts[0]
	for i := 1; i < len(parts); i += 2 {
		t += "/" + parts[i]
	}
	if !isAzureType(t) {
		return ""
	}
	return t
}

func azureName(n *node) string {
	name := n.getFold("name")
	switch {
	case name == nil:
	case name.kind == text || name.kind == unknown:
		return name.text
	}
	id := n.getFold("id").str()
	return id[strings.LastIndexByte(id, '/')+1:]
}

// azureBody brings a resource into the shape of Azure Resource Manager: what
// az printed flat goes under properties, names get the spelling of the
// catalog, and nulls are taken out.
func (s *shapeReader) azureBody(n *node) *node {
	body := &node{kind: object, at: n}
	properties := n.getFold("properties")
	flat := properties == nil || properties.kind == null
	inner := &node{kind: object, at: n}
	for _, m := range n.members {
		to, name := body, m.name
		if flat && m.value != properties {
			switch envelopeName, ok := inEnvelope[fold(name)]; {
			case foldEqual(name, "typePropertiesType"):
				to, name = inner, "type"
			case !ok:
				to = inner
			default:
				name = envelopeName
			}
		}
		to.members = append(to.members, member{name, m.value})
	}
	if flat {
		for i := range body.members {
			if body.members[i].value == properties {
				body.members[i].value = inner
				properties = inner
			}
		}
		if properties != inner {
			body.members = append(body.members, member{"properties", inner})
		}
	}
	s.respell(body)
	return body
}

// respell gives the members of a body the spelling of the catalog and takes
// out those that are null, all the way down. Where two members have names
// that differ in case only, the first that is not null gets the name.
func (s *shapeReader) respell(n *node) {
	if n.kind == array {
		for _, item := range n.items {
			s.respell(item)
		}
		return
	}
	if n.kind != object {
		return
	}
	kept := make([]member, 0, len(n.members))
	taken := nameSet{members: &kept}
	for _, m := range n.members {
		name, ok := s.fold[fold(m.name)]
		if !ok {
			name = m.name
		}
		if m.value.kind == null {
			n.takeNull(member{name, m.value})
			continue
		}
		if taken.has(name) {
			if name = m.name; taken.has(name) {
				continue
			}
		}
		s.respell(m.value)
		kept = append(kept, member{name, m.value})
		taken.add(name)
	}
	n.members = kept
}

// nameSet finds names among members; with many of them, through a map.
type nameSet struct {
	members *[]member
	seen    map[string]bool
}

func (s *nameSet) has(name string) bool {
	if s.seen != nil {
		return s.seen[name]
	}
	for _, m := range *s.members {
		if m.name == name {
			return true
		}
	}
	return false
}

// add notes a name that has become the last of the members.
func (s *nameSet) add(name string) {
	if s.seen != nil {
		s.seen[name] = true
	} else if len(*s.members) == 16 {
		s.seen = make(map[string]bool, 32)
		for _, m := range *s.members {
			s.seen[m.name] = true
		}
	}
}

// expressions turns the template expressions and placeholders in a bare
// resource into unknown values.
func (s *shapeReader) expressions(n *node) {
	switch n.kind {
	case text:
		if looksLikeExpression(n.text) {
			n.kind = unknown
			n.optional = mayBeNull(n.text)
		}
	case array:
		for _, item := range n.items {
			s.expressions(item)
		}
	case object:
		for _, m := range n.members {
			s.expressions(m.value)
		}
	}
}

// looksLikeExpression reports whether a text outside of a template is a
// template expression, or has a placeholder to be filled in.
func looksLikeExpression(s string) bool {
	if len(s) > 3 && s[0] == '[' && s[len(s)-1] == ']' && lowerByte(s[1]) >= 'a' && lowerByte(s[1]) <= 'z' && strings.Contains(s, "(") {
		return true
	}
	return hasPlaceholder(s)
}

// hasPlaceholder reports whether a text has a part like {{ name }} or
// ${name}.
func hasPlaceholder(s string) bool {
	if i := strings.Index(s, "{{"); i >= 0 && strings.Contains(s[i:], "}}") {
		return true
	}
	i := strings.Index(s, "${")
	return i >= 0 && strings.Contains(s[i:], "}")
}

// mayBeNull reports whether an expression can give null, which is the same
// as leaving the member out.
func mayBeNull(expression string) bool {
	return strings.Contains(expression, "null()") || strings.Contains(expression, "'null'")
}

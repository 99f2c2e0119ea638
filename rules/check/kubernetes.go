package check

import "strings"

// isKubernetes reports whether n is a Kubernetes object or list.
func isKubernetes(n *node) bool {
	return n.get("apiVersion").is(text) && n.get("kind").is(text) && !isAzureType(n.get("type").str())
}

// kubernetes adds a Kubernetes object, or the objects of a list of any kind.
// A list for one kind need not say the kind of its items.
func (s *shapeReader) kubernetes(n *node) {
	s.shape(ShapeKubernetes)
	s.kubernetesObject(n, n.get("apiVersion").str(), n.get("kind").str())
}

func (s *shapeReader) kubernetesObject(n *node, version, kind string) {
	if items := n.get("items"); strings.HasSuffix(kind, "List") && items.is(array) {
		for _, item := range items.items {
			if item.kind != object {
				continue
			}
			itemVersion, itemKind := version, strings.TrimSuffix(kind, "List")
			if isKubernetes(item) {
				itemVersion, itemKind = item.get("apiVersion").str(), item.get("kind").str()
			}
			if itemKind != "" {
				s.kubernetesObject(item, itemVersion, itemKind)
			}
		}
		return
	}
	tidy(n)
	name := plainName(n.get("metadata").get("name"))
	if namespace := plainName(n.get("metadata").get("namespace")); namespace != "" {
		name = namespace + "/" + name
	}
	s.add(version+"/"+kind, name, n, n)
}

// plainName returns a name, which may be a placeholder.
func plainName(n *node) string {
	if n == nil || n.kind != text && n.kind != unknown {
		return ""
	}
	return n.text
}

// tidy takes out the members of an object that are null, all the way down,
// and turns texts with placeholders into unknown values.
func tidy(n *node) {
	switch n.kind {
	case text:
		if hasPlaceholder(n.text) {
			n.kind = unknown
		}
	case array:
		for _, item := range n.items {
			tidy(item)
		}
	case object:
		kept := n.members[:0]
		for _, m := range n.members {
			if m.value.kind == null {
				n.takeNull(m)
				continue
			}
			tidy(m.value)
			kept = append(kept, m)
		}
		n.members = kept
	}
}

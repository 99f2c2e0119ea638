package check

import "strings"

// shapeReader recognises what a document is and brings its resources into
// canonical form.
type shapeReader struct {
	*program
	*read
	parameters *node
	budget     int // nodes that may still be made by resolving and by aliases
}

// json reads a document that begins like JSON.
func (s *shapeReader) json() {
	root, comment, fail := readJSON(s.src.text, 0)
	if fail != nil {
		s.problem(fail)
		return
	}
	if comment >= 0 && !isTemplate(root) && !isParameterFile(root) {
		s.problem(&failure{comment, "comment", "JSON has no comments, except in ARM templates"})
		return
	}
	s.root(root)
	if s.report.Shape == ShapeUnrecognised {
		s.problem(&failure{0, "unrecognised", unrecognised})
	}
}

const unrecognised = "no known shape: expected the output of az, an ARM resource or template, a Terraform plan or state as JSON, or Kubernetes objects"

// root recognises one JSON value.
func (s *shapeReader) root(root *node) {
	switch {
	case isTemplate(root):
		s.report.Shape = ShapeTemplate
		s.template(root)
	case isParameterFile(root):
		s.report.Shape = ShapeTemplate
	case root.get("parameters").is(object) && root.get("responses").is(object):
		s.restExample(root)
	default:
		s.azureRoot(root)
	}
}

// shape notes the shape of a document, which its first resource decides.
func (s *shapeReader) shape(shape Shape) {
	if s.report.Shape == ShapeUnrecognised {
		s.report.Shape = shape
	}
}

// add adds a resource.
func (s *shapeReader) add(typ, name string, body, root *node) {
	s.resources = append(s.resources, &resource{typ: typ, name: shorten(maskIDs(name)), body: body, root: root, doc: s.src})
}

func isAzureType(t string) bool {
	return len(t) > 10 && foldEqual(t[:10], "microsoft.") && strings.Contains(t, "/")
}

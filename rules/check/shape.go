package check

import (
	"context"
	"strings"
)

// shapeReader recognises what a document is and brings its resources into
// canonical form.
type shapeReader struct {
	*program
	*read
	parameters *node
	budget     int // nodes that may still be made by resolving and by aliases
}

// json reads a document that begins like JSON.
func (s *shapeReader) json(ctx context.Context) {
	root, comment, fail := readJSON(s.src.text, 0)
	if fail != nil && comment < 0 {
		// A wrapper of Terraform may print its command before the JSON.
		if i := strings.Index(s.src.text, "\n{\"format_version\""); i >= 0 && i < 4096 {
			root, comment, fail = readJSON(s.src.text, i+1)
		}
	}
	if fail != nil && len(yamlChunks(s.src.text)) > 1 {
		s.yaml(ctx) // JSON texts in a stream with --- between them
		return
	}
	if fail != nil {
		if strings.HasPrefix(strings.TrimLeft(s.src.text, " \t\r\n"), "{{") {
			fail.code, fail.message = "template", templated
		}
		s.problem(fail)
		return
	}
	if comment >= 0 && !isTemplate(root) && !isParameterFile(root) {
		s.problem(&failure{comment, "comment", "JSON has no comments, except in ARM templates"})
		return
	}
	s.root(root)
	s.recognised()
}

// yaml reads a stream of YAML documents, until the context ends.
func (s *shapeReader) yaml(ctx context.Context) {
	found := false
	for _, chunk := range yamlChunks(s.src.text) {
		if ctx.Err() != nil {
			return
		}
		root, fail := readYAML(s.src.text, chunk, &s.budget)
		switch {
		case fail != nil:
			if fail.code == "yaml-syntax" && strings.Contains(s.src.text[chunk.start:chunk.end], "{{") {
				fail = &failure{fail.offset, "template", templated}
			}
			s.problem(fail)
		case root != nil:
			found = true
			s.root(root)
		}
	}
	if found || len(s.report.Problems) > 0 {
		s.recognised()
	} else {
		s.problem(&failure{0, "empty", "the document is empty"})
	}
}

// recognised adds a problem where nothing was recognised, and nothing else
// says why.
func (s *shapeReader) recognised() {
	if s.report.Shape == ShapeUnrecognised && len(s.report.Problems) == 0 {
		s.problem(&failure{0, "unrecognised", unrecognised})
	}
}

const templated = "not YAML but a template with {{ … }}; render it first, for instance with helm template"

const unrecognised = "no known shape: expected the output of az, an ARM resource or template, a Terraform plan or state as JSON, or Kubernetes objects"

// root recognises one JSON or YAML value.
func (s *shapeReader) root(root *node) {
	if shape, ok := isTerraform(root); ok {
		s.terraform(root, shape)
		return
	}
	switch {
	case isTemplate(root):
		s.shape(ShapeTemplate)
		s.template(root)
	case isParameterFile(root):
		s.shape(ShapeTemplate)
	case root.get("parameters").is(object) && root.get("responses").is(object):
		s.restExample(root)
	case isKubernetes(root):
		s.kubernetes(root)
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
	s.resources = append(s.resources, &resource{typ: typ, name: shorten(maskIDs(name)), body: body, root: root, doc: s.src, pointer: root.pointer()})
}

func isAzureType(t string) bool {
	return len(t) > 10 && foldEqual(t[:10], "microsoft.") && strings.Contains(t, "/")
}

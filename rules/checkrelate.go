package rules

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// relations reads relate; see [CheckFile].
func (r *checkReader) relations(n *yaml.Node) []Relation {
	var out []Relation
	for _, item := range r.list(n) {
		f := r.fields(item, "name", "types", "where")
		rel := Relation{Name: r.text(item, f, "name"), Types: r.texts(f["types"])}
		if len(rel.Types) == 0 {
			r.problem(item, "check-target", "the relation names no types")
		}
		for _, join := range r.list(f["where"]) {
			jf := r.fields(join, "equal", "equalFold", "selects")
			for _, op := range []string{"equal", "equalFold", "selects"} {
				if jf[op] == nil {
					continue
				}
				paths := r.list(jf[op])
				if len(paths) != 2 {
					r.problem(jf[op], "check-value", "%q wants two paths: in this resource, in the other", op)
					continue
				}
				rel.Where = append(rel.Where, Join{op, r.pointer(paths[0]), r.pointer(paths[1])})
			}
		}
		if len(rel.Where) == 0 {
			r.problem(item, "check-value", "the relation says not where")
		}
		out = append(out, rel)
	}
	return out
}

// derivations reads derive; see [CheckFile].
func (r *checkReader) derivations(n *yaml.Node) []Derivation {
	functions := []string{"count", "sum", "distinct", "quantity", "version", "difference"}
	var out []Derivation
	for _, item := range r.list(n) {
		f := r.fields(item, append([]string{"name", "of", "where"}, functions...)...)
		d := Derivation{Name: r.text(item, f, "name")}
		for _, fn := range functions {
			switch v := f[fn]; {
			case v == nil:
			case d.Fn != "":
				r.problem(v, "check-value", "a derived value has one function")
			case fn == "difference":
				d.Fn, d.Names = fn, r.texts(v)
				if len(d.Names) != 2 || slices.ContainsFunc(d.Names, func(name string) bool {
					return !slices.ContainsFunc(out, func(o Derivation) bool { return o.Name == name })
				}) {
					r.problem(v, "check-value", "difference wants the names of two values derived before")
				}
			default:
				d.Fn, d.Path = fn, r.pointer(v)
			}
		}
		if d.Fn == "" {
			r.problem(item, "check-value", "the derived value has no function")
		}
		if f["of"] != nil {
			d.Of = r.pointer(f["of"])
		} else if d.Fn == "sum" || d.Fn == "distinct" {
			r.problem(item, "check-value", "%q wants of", d.Fn)
		}
		if f["where"] != nil {
			d.Where = r.within(f["where"])
		}
		out = append(out, d)
	}
	return out
}

// pointer reads a path as a JSON pointer.
func (r *checkReader) pointer(n *yaml.Node) string {
	var b strings.Builder
	for _, s := range r.path(n) {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(s.name))
		if s.every {
			r.problem(n, "check-path", "%q: [*] cannot stand here", n.Value)
		}
		if r.azure {
			r.spelling.see(r, n, s.name)
		}
	}
	return b.String()
}

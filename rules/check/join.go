package check

import (
	"slices"
)

// joins are the operators of relations. Each says whether a part of a
// resource fits a part of another; a part that is not there is nil.
var joins = map[string]func(self, other *node) truth{
	"equal":     joinEqual,
	"equalFold": joinEqualFold,
	"selects":   joinSelects,
}

func joinEqual(self, other *node) truth {
	switch {
	case self == nil || other == nil:
		return known(self == other)
	case other.kind == unknown:
		return maybe
	}
	return equal(self, other)
}

func joinEqualFold(self, other *node) truth {
	switch {
	case self == nil || other == nil:
		return no
	case self.kind == unknown || other.kind == unknown:
		return maybe
	}
	return known(self.kind == text && other.kind == text && foldEqual(self.text, other.text))
}

// joinSelects says whether a Kubernetes label selector selects labels. No
// selector selects nothing, an empty one everything.
func joinSelects(labels, selector *node) truth {
	if selector == nil {
		return no
	}
	if selector.kind == unknown {
		return maybe
	}
	t := yes
	for _, m := range membersOf(selector.get("matchLabels")) {
		t = min(t, labelIn(labels, m.name, []*node{m.value}))
	}
	for _, e := range itemsOf(selector.get("matchExpressions")) {
		key, values := e.get("key").str(), itemsOf(e.get("values"))
		switch e.get("operator").str() {
		case "In":
			t = min(t, labelIn(labels, key, values))
		case "NotIn":
			t = min(t, 2-labelIn(labels, key, values))
		case "Exists":
			t = min(t, known(labels.get(key) != nil))
		case "DoesNotExist":
			t = min(t, known(labels.get(key) == nil))
		default:
			t = min(t, maybe)
		}
	}
	return t
}

func labelIn(labels *node, key string, values []*node) truth {
	label := labels.get(key)
	if label == nil {
		return no
	}
	t := no
	for _, v := range values {
		t = max(t, joinEqual(label, v))
	}
	return t
}

func membersOf(n *node) []member {
	if n.is(object) {
		return n.members
	}
	return nil
}

// joinIndex finds the resources that may fit a relation without looking at
// all of them. It lists the others by what the equal joins compare, and those
// with a label selector by the first label that it asks for. What has no such
// key, because a value is unknown or no scalar, may fit anything.
type joinIndex struct {
	all    []*resource
	groups map[string]*joinGroup
	loose  []int // places in all of those without a key
}

// joinGroup is the others that share a key.
type joinGroup struct {
	byLabel map[string][]int
	rest    []int // without a selector that asks for a label with a known value
}

// index lists the resources that r may find.
func (r *compiledRelation) index(byType map[string][]*resource) *joinIndex {
	x := &joinIndex{groups: map[string]*joinGroup{}}
	for _, t := range r.Types {
		x.all = append(x.all, byType[fold(t)]...)
	}
	for i, other := range x.all {
		key, ok := r.key(other.body, false)
		if !ok {
			x.loose = append(x.loose, i)
			continue
		}
		g := x.groups[key]
		if g == nil {
			g = &joinGroup{byLabel: map[string][]int{}}
			x.groups[key] = g
		}
		if label, ok := r.selectedLabel(other.body); ok {
			g.byLabel[label] = append(g.byLabel[label], i)
		} else {
			g.rest = append(g.rest, i)
		}
	}
	return x
}

// key joins what the equal joins of r compare; false where one of the values
// is not known or no scalar. Different keys mean that r does not hold.
func (r *compiledRelation) key(body *node, self bool) (string, bool) {
	key := ""
	for i := range r.joins {
		j := &r.joins[i]
		if j.name != "equal" && j.name != "equalFold" {
			continue
		}
		path := j.other
		if self {
			path = j.self
		}
		v := body.path(path...)
		switch {
		case v == nil:
			key += "\x00-"
		case v.kind == text && j.name == "equal":
			key += "\x00" + v.text
		case v.kind == text:
			key += "\x00" + fold(v.text)
		default:
			return "", false
		}
	}
	return key, true
}

// selectedLabel returns a label that a selector of r asks for, as labelKey
// has it.
func (r *compiledRelation) selectedLabel(body *node) (string, bool) {
	for i := range r.joins {
		if r.joins[i].name != "selects" {
			continue
		}
		for _, m := range membersOf(body.path(r.joins[i].other...).get("matchLabels")) {
			if m.value.kind == text {
				return labelKey(m), true
			}
		}
		return "", false
	}
	return "", false
}

func labelKey(m member) string { return m.name + "\x00" + m.value.text }

// candidates lists the places in x.all, in order, of what may fit body.
func (x *joinIndex) candidates(r *compiledRelation, body *node) []int {
	key, ok := r.key(body, true)
	if !ok {
		return places(len(x.all))
	}
	found := slices.Clone(x.loose)
	if g := x.groups[key]; g != nil {
		found = append(found, g.rest...)
		labels, ok := r.labels(body)
		if !ok {
			for _, list := range g.byLabel {
				found = append(found, list...)
			}
		}
		for _, m := range labels {
			found = append(found, g.byLabel[labelKey(m)]...)
		}
	}
	slices.Sort(found)
	return found
}

// labels returns the labels that the first selector of r looks at; false
// where one of them has a value that is no text.
func (r *compiledRelation) labels(body *node) ([]member, bool) {
	for i := range r.joins {
		if r.joins[i].name != "selects" {
			continue
		}
		labels := membersOf(body.path(r.joins[i].self...))
		for _, m := range labels {
			if m.value.kind != text {
				return nil, false
			}
		}
		return labels, true
	}
	return nil, false
}

// places lists 0 … n-1.
func places(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

package check

import (
	"math/rand/v2"
	"slices"
	"testing"

	"pillars/rules"
)

// TestJoinIndex compares what the index offers with what a look at all
// resources finds: it must not leave out anything that may fit, nor change
// the order.
func TestJoinIndex(t *testing.T) {
	r, err := compileRelation(rules.Relation{Name: "others", Types: []string{"test/v1/Other"}, Where: []rules.Join{
		{Op: "equal", Self: "/ns", Other: "/ns"},
		{Op: "equalFold", Self: "/id", Other: "/id"},
		{Op: "selects", Self: "/labels", Other: "/selector"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	value := func(texts ...string) *node {
		switch rng.IntN(8) {
		case 0:
			return &node{kind: unknown, text: "[x()]"}
		case 1:
			return &node{kind: number, number: 1}
		}
		return &node{kind: text, text: texts[rng.IntN(len(texts))]}
	}
	with := func(members ...member) *node {
		n := &node{kind: object}
		for _, m := range members {
			if rng.IntN(6) > 0 {
				n.members = append(n.members, m)
			}
		}
		return n
	}
	body := func() *node {
		labels := with(member{"a", value("1", "2")}, member{"b", value("1", "2")})
		selected := with(member{"a", value("1", "2")}, member{"b", value("1", "2")})
		return with(member{"ns", value("x", "y")}, member{"id", value("P", "p", "q")}, member{"labels", labels},
			member{"selector", with(member{"matchLabels", selected})})
	}
	fitted := 0
	for range 200 {
		var others []*resource
		for range 30 {
			others = append(others, &resource{typ: "test/v1/Other", body: body()})
		}
		index := r.index(map[string][]*resource{"test/v1/other": others})
		for range 10 {
			self := body()
			found := index.candidates(r, self)
			if !slices.IsSorted(found) || len(slices.Compact(slices.Clone(found))) != len(found) {
				t.Fatalf("the candidates %v are out of order, or there twice", found)
			}
			for i, other := range others {
				if r.fits(self, other.body) == no {
					continue
				}
				fitted++
				if !slices.Contains(found, i) {
					t.Fatal("the index leaves out a resource that may fit")
				}
			}
		}
	}
	if fitted < 1000 {
		t.Errorf("only %d pairs fitted: the test shows little", fitted)
	}
}

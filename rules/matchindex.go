package rules

import (
	"cmp"
	"slices"
)

// placeIndex finds the rules that share terms with a given one, among those
// of a service or a guide.
type placeIndex struct {
	services map[string]*termIndex
	ofGuide  map[string][]string // services that the rules of a guide belong to
}

// newPlaceIndex indexes those of the bags that are named. service and guide
// say where each belongs.
func newPlaceIndex(all []bag, named []int, service, guide func(int) string) *placeIndex {
	x := &placeIndex{map[string]*termIndex{}, map[string][]string{}}
	members := map[string][]int{}
	for _, i := range named {
		s, g := service(i), guide(i)
		members[s] = append(members[s], i)
		if !slices.Contains(x.ofGuide[g], s) {
			x.ofGuide[g] = append(x.ofGuide[g], s)
		}
	}
	for s, m := range members {
		x.services[s] = newTermIndex(all, m)
	}
	return x
}

// near gives the rules most like a bag, best first, among those of a service
// and of whatever services a guide's rules belong to.
func (x *placeIndex) near(b bag, service, guide string) []int {
	var out []int
	if t := x.services[service]; t != nil {
		out = t.near(b)
	}
	for _, s := range x.ofGuide[guide] {
		if s != service {
			out = append(out, x.services[s].near(b)...)
		}
	}
	return out
}

// termIndex finds the rules that share terms with a given one.
type termIndex struct {
	named []int
	posts map[int][]post
	sum   []float64 // scratch: likeness of each to the bag asked for
}

type post struct {
	at     int // in named
	weight float64
}

const (
	// maxCandidates is how many rules one rule is weighed against.
	maxCandidates = 32
	// maxPosts bounds the rules that one term leads to; a term that more
	// rules have tells nothing.
	maxPosts = 400
	// minNear is the likeness below which two rules have nothing in common
	// but chance.
	minNear = 0.05
)

func newTermIndex(all []bag, named []int) *termIndex {
	x := &termIndex{named, map[int][]post{}, make([]float64, len(named))}
	for at, i := range named {
		for _, t := range all[i] {
			x.posts[t.id] = append(x.posts[t.id], post{at, t.weight})
		}
	}
	return x
}

// near gives the rules most like a bag, best first.
func (x *termIndex) near(b bag) []int {
	var found []int
	for _, t := range b {
		posts := x.posts[t.id]
		if len(posts) > maxPosts {
			continue
		}
		for _, p := range posts {
			if x.sum[p.at] == 0 {
				found = append(found, p.at)
			}
			x.sum[p.at] += t.weight * p.weight
		}
	}
	var kept []int
	for _, at := range found {
		if x.sum[at] >= minNear {
			kept = append(kept, at)
		}
	}
	slices.SortFunc(kept, func(a, b int) int { return cmp.Or(cmp.Compare(x.sum[b], x.sum[a]), cmp.Compare(a, b)) })
	for _, at := range found {
		x.sum[at] = 0
	}
	kept = kept[:min(len(kept), maxCandidates)]
	out := make([]int, len(kept))
	for n, at := range kept {
		out[n] = x.named[at]
	}
	return out
}

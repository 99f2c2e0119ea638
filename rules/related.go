package rules

import (
	"math"
	"slices"
	"strings"
)

// minSimilarity is how alike two rules must be for one to be taken for the
// elaboration of the other: the cosine of their words, rare words weighing
// more. Read on our own guides, pairs above it are about one matter.
const minSimilarity = 0.12

// relate links rules of one guide and pillar whose kinds differ and that say
// much the same: the checklist line, the table row and the policy about one
// matter. Each rule is linked to its best matches of each other kind only.
func relate(rules []Rule) {
	type group struct{ path, pillar string }
	groups := map[group][]int{}
	for i := range rules {
		if r := &rules[i]; r.Status == Active && r.Pillar != nil {
			g := group{r.Source.Path, *r.Pillar}
			groups[g] = append(groups[g], i)
		}
	}
	for _, members := range groups {
		vectors := wordVectors(rules, members)
		for x, i := range members {
			best := map[Kind]int{} // other kind → member most alike
			for y, j := range members {
				k := rules[j].Kind
				if k == rules[i].Kind {
					continue
				}
				if b, ok := best[k]; !ok || cosine(vectors[x], vectors[y]) > cosine(vectors[x], vectors[b]) {
					best[k] = y
				}
			}
			for _, y := range best {
				if cosine(vectors[x], vectors[y]) >= minSimilarity {
					link(&rules[i], &rules[members[y]])
				}
			}
		}
	}
	for i := range rules {
		slices.SortFunc(rules[i].Related, CompareIDs)
	}
}

// link makes two rules name each other.
func link(a, b *Rule) {
	if !slices.Contains(a.Related, b.ID) {
		a.Related = append(a.Related, b.ID)
	}
	if !slices.Contains(b.Related, a.ID) {
		b.Related = append(b.Related, a.ID)
	}
}

// wordVectors gives the words of each member's title and text with their
// weights: the rarer among the members, the heavier; the title counts twice.
// Each vector has length 1.
func wordVectors(rules []Rule, members []int) []map[string]float64 {
	in := map[string]int{}
	vectors := make([]map[string]float64, len(members))
	for x, i := range members {
		v := map[string]float64{}
		for _, w := range contentWords(rules[i].Title + " " + rules[i].Text) {
			if v[w] == 0 {
				in[w]++
			}
			v[w]++
		}
		vectors[x] = v
	}
	for _, v := range vectors {
		sum := 0.0
		words := sortedKeys(v) // floating-point sums must not depend on map order
		for _, w := range words {
			v[w] = (1 + math.Log(v[w])) * math.Log(1+float64(len(members))/float64(in[w]))
			sum += v[w] * v[w]
		}
		for w := range v {
			v[w] /= math.Sqrt(sum)
		}
	}
	return vectors
}

func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func cosine(a, b map[string]float64) float64 {
	if len(b) < len(a) {
		a, b = b, a
	}
	sum := 0.0
	for _, w := range sortedKeys(a) {
		sum += a[w] * b[w]
	}
	return sum
}

var stopWords = map[string]bool{
	"a": true, "an": true, "the": true, "to": true, "of": true, "for": true, "and": true, "or": true, "in": true, "on": true, "it": true,
	"with": true, "by": true, "use": true, "your": true, "that": true, "is": true, "are": true, "as": true, "at": true, "from": true,
	"cluster": true, "clusters": true, "workload": true, "workloads": true,
}

// contentWords gives the words of a text that carry meaning, without a plural
// s.
func contentWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 127)
	})
	out := words[:0]
	for _, w := range words {
		if !stopWords[w] {
			out = append(out, strings.TrimSuffix(w, "s"))
		}
	}
	return out
}

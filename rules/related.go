package rules

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
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
	work := make(chan []int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for members := range work { // no rule is in two groups
				relateGroup(rules, members)
			}
		})
	}
	for _, members := range groups {
		work <- members
	}
	close(work)
	wg.Wait()
	for i := range rules {
		slices.SortFunc(rules[i].Related, CompareIDs)
	}
}

func relateGroup(rules []Rule, members []int) {
	vectors := wordVectors(rules, members)
	for x, i := range members {
		type match struct {
			member int
			alike  float64
		}
		best := map[Kind]match{} // other kind → the one most alike
		for y, j := range members {
			k := rules[j].Kind
			if k == rules[i].Kind {
				continue
			}
			alike := cosine(vectors[x], vectors[y])
			if b, ok := best[k]; !ok || alike > b.alike {
				best[k] = match{y, alike}
			}
		}
		for _, m := range best {
			if m.alike >= minSimilarity {
				link(&rules[i], &rules[members[m.member]])
			}
		}
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

// wordVector holds the words of a text with their weights, sorted by word.
type wordVector []weighed

type weighed struct {
	word   string
	weight float64
}

// wordVectors gives the words of each member's title and text with their
// weights: the rarer among the members, the heavier; the title counts twice.
// Each vector has length 1.
func wordVectors(rules []Rule, members []int) []wordVector {
	in := map[string]int{}
	vectors := make([]wordVector, len(members))
	for x, i := range members {
		words := contentWords(rules[i].Title + " " + rules[i].Text)
		slices.Sort(words)
		var v wordVector
		for _, w := range words {
			if n := len(v); n > 0 && v[n-1].word == w {
				v[n-1].weight++
				continue
			}
			v = append(v, weighed{w, 1})
			in[w]++
		}
		vectors[x] = v
	}
	for _, v := range vectors {
		sum := 0.0
		for i := range v {
			w := &v[i]
			w.weight = (1 + math.Log(w.weight)) * math.Log(1+float64(len(members))/float64(in[w.word]))
			sum += w.weight * w.weight
		}
		for i := range v {
			v[i].weight /= math.Sqrt(sum)
		}
	}
	return vectors
}

func cosine(a, b wordVector) float64 {
	sum := 0.0
	for len(a) > 0 && len(b) > 0 {
		switch c := strings.Compare(a[0].word, b[0].word); {
		case c < 0:
			a = a[1:]
		case c > 0:
			b = b[1:]
		default:
			sum += a[0].weight * b[0].weight
			a, b = a[1:], b[1:]
		}
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

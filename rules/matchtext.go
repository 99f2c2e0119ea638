package rules

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// The measure of likeness is the cosine of two weighted bags of words and
// pairs of neighbouring words. The numbers were chosen on the whole history
// of one real article, 24 revisions in four years (see TestHistory), not for
// single cases.
const (
	benefitWeight = 0.5 // of words of the benefit; those of the text weigh 1
	pairWeight    = 0.7 // of word pairs; words weigh 1
	stopWeight    = 0.2 // of words that carry no meaning of their own
)

// term is a word or word pair of a rule with its weight.
type term struct {
	id     int
	weight float64
}

// bag holds the terms of a rule, by ID; the squares of the weights sum to 1.
type bag []term

// bags makes the bags of many rules. A term weighs the more the fewer rules of
// its group have it.
type bags struct {
	words  map[string]int
	pairs  map[[2]int]int // of word numbers
	groups map[string]*termCounts
}

// termCounts counts in how many rules of a group each term is.
type termCounts struct {
	rules int
	in    map[int]int
}

// textBags gives the bags of fresh rules and of those of the ledger. Groups
// in which every rule has found its match have none: nobody asks for them.
func (m *matcher) textBags() (fresh, old []bag) {
	open := map[string]bool{}
	for o, r := range m.old {
		if !m.taken[o] && r.Status == Active {
			open[oldGroup(r)] = true
		}
	}
	for f, r := range m.fresh {
		if m.oldOf[f] < 0 {
			open[m.freshGroup(r)] = true
		}
	}
	b := &bags{map[string]int{}, map[[2]int]int{}, map[string]*termCounts{}}
	fresh, old = make([]bag, len(m.fresh)), make([]bag, len(m.old))
	for o, r := range m.old {
		if open[oldGroup(r)] {
			old[o] = b.add(r, oldGroup(r))
		}
	}
	for f, r := range m.fresh {
		if open[m.freshGroup(r)] {
			fresh[f] = b.add(r, m.freshGroup(r))
		}
	}
	for o, r := range m.old {
		b.weigh(old[o], oldGroup(r))
	}
	for f, r := range m.fresh {
		b.weigh(fresh[f], m.freshGroup(r))
	}
	return fresh, old
}

// The rules of one service form a group; where there is no service, those of
// one guide.
func oldGroup(r *Rule) string { return groupName(deref(r.Service), r.Source.Path) }

func (m *matcher) freshGroup(r *Rule) string {
	return groupName(m.lines.serviceOf(r), m.lines.guideOf(r))
}

func groupName(service, path string) string {
	if service != "" && service != unknown {
		return "service " + service
	}
	return "guide " + path
}

// add gives the terms of a rule, not yet weighed for rarity.
func (b *bags) add(r *Rule, group string) bag {
	weights := map[int]float64{}
	for _, part := range []struct {
		text   string
		weight float64
	}{{r.Text, 1}, {r.Benefit, benefitWeight}} {
		last := -1
		for _, w := range wordsOf(part.text) {
			weight := part.weight
			if stopWords[w] {
				weight *= stopWeight
			}
			id := b.number(w)
			weights[id] = max(weights[id], weight)
			if last >= 0 {
				pair := b.numberPair(last, id)
				weights[pair] = max(weights[pair], part.weight*pairWeight)
			}
			last = id
		}
	}
	counts := b.groups[group]
	if counts == nil {
		counts = &termCounts{in: map[int]int{}}
		b.groups[group] = counts
	}
	counts.rules++
	out := make(bag, 0, len(weights))
	for id, w := range weights {
		out = append(out, term{id, w})
		counts.in[id]++
	}
	slices.SortFunc(out, func(x, y term) int { return cmp.Compare(x.id, y.id) })
	return out
}

// number gives a word its number, numberPair a pair of words; no two have the
// same.
func (b *bags) number(word string) int {
	id, ok := b.words[word]
	if !ok {
		id = len(b.words) + len(b.pairs)
		b.words[word] = id
	}
	return id
}

func (b *bags) numberPair(first, second int) int {
	id, ok := b.pairs[[2]int{first, second}]
	if !ok {
		id = len(b.words) + len(b.pairs)
		b.pairs[[2]int{first, second}] = id
	}
	return id
}

// weigh makes rare terms heavy, and the bag's length 1.
func (b *bags) weigh(terms bag, group string) {
	if len(terms) == 0 {
		return
	}
	counts := b.groups[group]
	sum := 0.0
	for i := range terms {
		t := &terms[i]
		t.weight *= math.Log(1 + float64(counts.rules)/float64(counts.in[t.id]))
		sum += t.weight * t.weight
	}
	for i := range terms {
		terms[i].weight /= math.Sqrt(sum)
	}
}

// wordsOf gives the words of a text, small, without a plural s. Numbers and
// words of other alphabets are words too.
func wordsOf(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c > 127)
	})
	for i, w := range words {
		if len(w) > 3 && !strings.HasSuffix(w, "ss") {
			words[i] = strings.TrimSuffix(w, "s")
		}
	}
	return words
}

// likeness gives the cosine of two bags: 0 for nothing in common, 1 for the
// same terms.
func likeness(a, b bag) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			sum += a[i].weight * b[j].weight
			i++
			j++
		}
	}
	return sum
}

// contained gives the share of a's words and word pairs, by weight, that b has
// as well.
func contained(a, b bag) float64 {
	all, both := 0.0, 0.0
	j := 0
	for _, t := range a {
		all += t.weight
		for j < len(b) && b[j].id < t.id {
			j++
		}
		if j < len(b) && b[j].id == t.id {
			both += t.weight
		}
	}
	if all == 0 {
		return 0
	}
	return both / all
}

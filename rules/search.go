package rules

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// The weights of the parts of a rule in a search. A word counts once, where
// it weighs most.
const (
	searchTitle  = 3.0
	searchText   = 2.0
	searchMore   = 1.0 // benefit, what to look at, section, titles of checks, code that fixes
	searchPrefix = 0.6 // of a word that only begins with the one searched
)

// Search gives those of the rules that a filter chooses which fit a query, best
// first, and in the catalog's order where they fit equally well.
//
// A query is a few words, or a name: the ID of a rule or check, the
// framework's code (SE:01), an ID in another catalog (CKV_AZURE_139). Rules
// with that name come first. Of words, rare ones count more, and a rule need
// not have them all; one that has only such as "the" does not fit. Letters are
// compared ignoring case, words ignoring the s of a plural; a word of three
// letters or more also finds those that begin with it. A query without a letter
// or digit finds every rule that the filter chooses.
func (c *Catalog) Search(query string, f Filter) []*Rule {
	type hit struct {
		rule  *Rule
		score float64
	}
	words := searchedWords(query)
	found := make([][]float64, len(c.Rules)) // weight of each word in each rule
	has := make([]int, len(words))           // rules that have a word
	for i := range c.Rules {
		found[i] = searchWeights(&c.Rules[i], words)
		for w, weight := range found[i] {
			if weight > 0 {
				has[w]++
			}
		}
	}
	rarity := make([]float64, len(words))
	all := 0.0
	for w, word := range words {
		rarity[w] = math.Log(1 + float64(len(c.Rules))/float64(1+has[w]))
		if stopWords[word] {
			rarity[w] *= stopWeight
		}
		all += rarity[w]
	}
	onlyStopWords := !slices.ContainsFunc(words, func(w string) bool { return !stopWords[w] })
	names := strings.Fields(strings.ToLower(query))
	for i, name := range names {
		names[i] = strings.Trim(name, `.,;:?!()"'`)
	}
	var hits []hit
	for i := range c.Rules {
		r := &c.Rules[i]
		if !f.Match(r) {
			continue
		}
		score, covered, fits := 0.0, 0.0, false
		for w, weight := range found[i] {
			if weight > 0 {
				score += weight * rarity[w]
				covered += rarity[w]
				fits = fits || onlyStopWords || !stopWords[words[w]]
			}
		}
		if fits {
			score *= covered / all
		} else {
			score = 0
		}
		if slices.ContainsFunc(names, r.hasName) {
			score += 1000 // above all words
		}
		if score > 0 || len(words) == 0 {
			hits = append(hits, hit{r, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	rules := make([]*Rule, len(hits))
	for i, h := range hits {
		rules[i] = h.rule
	}
	return rules
}

// askingWords are those with which people ask.
var askingWords = map[string]bool{
	"about": true, "any": true, "can": true, "do": true, "doe": true, "how": true, "i": true, "me": true, "my": true, "need": true, "our": true,
	"rule": true, "should": true, "tell": true, "there": true, "what": true, "when": true, "which": true, "why": true, "we": true,
}

// searchedWords gives the words of a query, each once, without those that only
// ask, unless there are no others.
func searchedWords(query string) []string {
	all := searchWords(query)
	slices.Sort(all)
	all = slices.Compact(all)
	words := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return askingWords[w] })
	if len(words) == 0 {
		return all
	}
	return words
}

// searchWords gives the words of a text as search compares them: small, in
// the singular.
func searchWords(text string) []string {
	words := wordsOf(text)
	for i, w := range words {
		if stem, ok := strings.CutSuffix(w, "ie"); ok && len(w) > 4 { // policies, which has lost its s
			words[i] = stem + "y"
		}
	}
	return words
}

// searchWeights gives what each word weighs in a rule, 0 where it does not
// occur.
func searchWeights(r *Rule, words []string) []float64 {
	weights := make([]float64, len(words))
	look := func(text string, weight float64) {
		for _, has := range searchWords(text) {
			for i, w := range words {
				switch {
				case has == w:
					weights[i] = max(weights[i], weight)
				case len(w) >= 3 && strings.HasPrefix(has, w):
					weights[i] = max(weights[i], weight*searchPrefix)
				}
			}
		}
	}
	look(r.Title, searchTitle)
	look(r.Text, searchText)
	for _, text := range slices.Concat([]string{r.ID, r.Benefit, r.Look, deref(r.Service), deref(r.Pillar)}, r.Section) {
		look(text, searchMore)
	}
	for _, c := range r.Checks {
		look(c.ID+" "+c.Title, searchMore)
	}
	for _, rem := range r.Remediation {
		look(rem.Code, searchMore)
	}
	return weights
}

// hasName tells whether a rule, one of its checks or its twin in another
// catalog is called so; name is in small letters.
func (r *Rule) hasName(name string) bool {
	return name != "" && (strings.EqualFold(r.ID, name) || strings.EqualFold(deref(r.Code), name) ||
		slices.ContainsFunc(r.Checks, func(c Check) bool { return c.ID == name }) ||
		slices.ContainsFunc(r.References, func(ref Reference) bool { return strings.EqualFold(ref.ID, name) }))
}

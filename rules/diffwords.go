package rules

import "strings"

// Op says what a segment of a word diff is.
type Op string

// The operations of a word diff.
const (
	Equal  Op = "equal"
	Delete Op = "delete" // stands in the old text only
	Insert Op = "insert" // stands in the new text only
)

// Segment is a run of words of a word diff, without a space at its ends. The
// texts of all segments but the inserted ones, joined by spaces, are the old
// text; of all but the deleted ones, the new text.
type Segment struct {
	Op   Op     `json:"op"`
	Text string `json:"text"`
}

// DiffWords compares two texts word by word. Where words were replaced, the
// deleted ones come before the inserted ones; a single word that stayed
// between two replacements counts as replaced, because that reads better.
//
// It is Myers' greedy algorithm ("An O(ND) Difference Algorithm", 1986) on
// what is left between the common beginning and the common end. Texts with
// more than [maxEdits] differences count as replaced as a whole.
func DiffWords(old, new string) []Segment {
	a, b := splitWords(old), splitWords(new)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	runs := []run{{start, 0, 0}}
	runs = append(runs, editScript(a[start:len(a)-end], b[start:len(b)-end])...)
	runs = append(runs, run{end, 0, 0})
	return segments(joinLonely(runs), a, b)
}

// maxEdits bounds the work on texts that have little in common.
const maxEdits = 1000

func splitWords(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, " ")
}

// run is so many equal words, followed by so many deleted and inserted ones.
type run struct{ equal, deleted, inserted int }

// editScript gives the shortest way from a to b.
func editScript(a, b []string) []run {
	limit := min(len(a)+len(b), maxEdits)
	// reach[d][k+d] is how far along a one gets on diagonal k with d edits.
	var reach [][]int
	for d := 0; d <= limit; d++ {
		v := make([]int, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 {
				x = furthest(reach[d-1], d-1, k)
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			v[k+d] = x
			if x >= len(a) && x-k >= len(b) {
				return walkBack(append(reach, v), len(a), len(b))
			}
		}
		reach = append(reach, v)
	}
	return []run{{0, len(a), len(b)}}
}

// furthest gives the best start on diagonal k after one more edit: down from
// k+1 (an insertion) or right from k-1 (a deletion).
func furthest(v []int, d, k int) int {
	down, right := at(v, d, k+1), at(v, d, k-1)
	if right < 0 || down > right {
		return down
	}
	return right + 1
}

// at reads a diagonal of a row of reach, -1 where the row does not have it.
func at(v []int, d, k int) int {
	if k < -d || k > d {
		return -1
	}
	return v[k+d]
}

// walkBack reads the way off the table, from its end.
func walkBack(reach [][]int, x, y int) []run {
	var back []run
	for d := len(reach) - 1; d > 0; d-- {
		k := x - y
		prev := reach[d-1]
		down, right := at(prev, d-1, k+1), at(prev, d-1, k-1)
		startX := furthest(prev, d-1, k)
		equal := run{equal: x - startX}
		if right < 0 || down > right {
			back = append(back, equal, run{inserted: 1})
			x, y = down, down-(k+1)
		} else {
			back = append(back, equal, run{deleted: 1})
			x, y = right, right-(k-1)
		}
	}
	out := []run{{equal: x}}
	for i := len(back) - 1; i >= 0; i-- {
		out = append(out, back[i])
	}
	return out
}

// joinLonely makes runs maximal, and takes a single equal word between two
// replacements for replaced.
func joinLonely(runs []run) []run {
	out := []run{{}}
	for _, r := range runs {
		last := &out[len(out)-1]
		changed := last.deleted+last.inserted > 0
		if r.equal > 0 && changed {
			out = append(out, run{})
			last = &out[len(out)-1]
		}
		last.equal += r.equal
		last.deleted += r.deleted
		last.inserted += r.inserted
	}
	for i := len(out) - 1; i > 0; i-- {
		prev, r := &out[i-1], out[i]
		replaced := prev.deleted > 0 && prev.inserted > 0 && r.deleted > 0 && r.inserted > 0
		if r.equal == 1 && replaced {
			prev.deleted += 1 + r.deleted
			prev.inserted += 1 + r.inserted
			out = append(out[:i], out[i+1:]...)
		}
	}
	return out
}

// segments puts the words to the runs.
func segments(runs []run, a, b []string) []Segment {
	out := []Segment{}
	put := func(op Op, words []string) {
		if len(words) > 0 {
			out = append(out, Segment{op, strings.Join(words, " ")})
		}
	}
	x, y := 0, 0
	for _, r := range runs {
		put(Equal, a[x:x+r.equal])
		x, y = x+r.equal, y+r.equal
		put(Delete, a[x:x+r.deleted])
		put(Insert, b[y:y+r.inserted])
		x, y = x+r.deleted, y+r.inserted
	}
	return out
}

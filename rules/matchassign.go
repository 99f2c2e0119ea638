package rules

import "container/heap"

// edge is a possible pair of a row and a column, worth weight (above 0).
type edge struct {
	row, col int
	weight   int64
}

// bestPairs solves the assignment problem: it gives each row at most one
// column and each column to at most one row, so that the sum of the weights
// is greatest. The result holds the column of each row, or -1. Of several
// best results the same one is given for the same edges in the same order.
//
// It is the Hungarian method on a sparse graph: row after row, the cheapest
// augmenting path is found with Dijkstra's algorithm over reduced costs. Each
// row has a column of its own that costs nothing, "stays alone". So paths are
// short, and time grows with the edges near each row, not with rows times
// columns.
func bestPairs(rows, cols int, edges []edge) []int {
	s := newSolver(rows, cols, edges)
	for r := range rows {
		s.augment(r)
	}
	out := make([]int, rows)
	for r := range out {
		if out[r] = s.colOf[r]; out[r] >= cols {
			out[r] = -1
		}
	}
	return out
}

// solver holds an assignment in the making. Column cols+r means that row r
// stays alone.
type solver struct {
	edges  [][]edge // by row, its own column last
	colOf  []int
	rowOf  []int
	rowPot []int64 // potentials: weight ≤ rowPot + colPot, equal on pairs
	colPot []int64

	dist []int64 // of each column reached: cost of the way there
	via  []int   // of each column reached: the row before it
	seen []int   // columns reached, to be reset
	done []bool
}

const far = int64(1) << 62

func newSolver(rows, cols int, edges []edge) *solver {
	n := cols + rows
	s := &solver{
		edges: make([][]edge, rows), colOf: make([]int, rows), rowOf: make([]int, n),
		rowPot: make([]int64, rows), colPot: make([]int64, n), dist: make([]int64, n), via: make([]int, n), done: make([]bool, n),
	}
	for _, e := range edges {
		s.edges[e.row] = append(s.edges[e.row], e)
		s.rowPot[e.row] = max(s.rowPot[e.row], e.weight)
	}
	for r := range rows {
		s.edges[r] = append(s.edges[r], edge{r, cols + r, 0})
		s.colOf[r] = -1
	}
	for c := range n {
		s.rowOf[c] = -1
		s.dist[c] = far
	}
	return s
}

// augment gives a row a column, moving other rows where that is better.
func (s *solver) augment(start int) {
	h := &columnHeap{}
	row, base := start, int64(0)
	end := -1
	for end < 0 {
		for _, e := range s.edges[row] {
			d := base + s.rowPot[row] + s.colPot[e.col] - e.weight
			if !s.done[e.col] && d < s.dist[e.col] {
				if s.dist[e.col] == far {
					s.seen = append(s.seen, e.col)
				}
				s.dist[e.col], s.via[e.col] = d, row
				heap.Push(h, reached{d, e.col})
			}
		}
		next := heap.Pop(h).(reached)
		for s.done[next.col] {
			next = heap.Pop(h).(reached)
		}
		s.done[next.col] = true
		if row, base = s.rowOf[next.col], next.dist; row < 0 {
			end = next.col
		}
	}
	s.shift(start, base)
	for c := end; ; {
		r := s.via[c]
		s.rowOf[c] = r
		s.colOf[r], c = c, s.colOf[r]
		if r == start {
			return
		}
	}
}

// shift brings the potentials up to date after a path of a length was found,
// and forgets the search.
func (s *solver) shift(start int, length int64) {
	s.rowPot[start] -= length
	for _, c := range s.seen {
		if s.done[c] && s.dist[c] < length {
			s.colPot[c] += length - s.dist[c]
			s.rowPot[s.rowOf[c]] -= length - s.dist[c]
		}
		s.dist[c], s.done[c] = far, false
	}
	s.seen = s.seen[:0]
}

// reached is a column with the cost of the way to it.
type reached struct {
	dist int64
	col  int
}

// columnHeap gives the cheapest column first, of equal ones the one with the
// lowest number.
type columnHeap []reached

func (h columnHeap) Len() int { return len(h) }
func (h columnHeap) Less(i, j int) bool {
	return h[i].dist < h[j].dist || h[i].dist == h[j].dist && h[i].col < h[j].col
}
func (h columnHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *columnHeap) Push(x any)   { *h = append(*h, x.(reached)) }
func (h *columnHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

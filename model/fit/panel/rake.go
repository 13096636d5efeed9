package panel

import (
	"math"
	"sort"
)

// margin is one published total over a table's cells: which group each cell
// belongs to (−1 none), and the groups' totals.
type margin struct {
	group []int
	total []float64
}

// rake scales the cells until every margin holds, by iterative proportional
// fitting (Deming and Stephan, 1940). Where margins contradict a cell that
// can't be, the first margin holds exactly and the others nearly.
func rake(cells []float64, margins []margin, rounds int) {
	sums := make([][]float64, len(margins))
	for i, m := range margins {
		sums[i] = make([]float64, len(m.total))
	}
	once := func(i int) {
		m := margins[i]
		for g := range sums[i] {
			sums[i][g] = 0
		}
		for c, g := range m.group {
			if g >= 0 {
				sums[i][g] += cells[c]
			}
		}
		for c, g := range m.group {
			if g >= 0 && sums[i][g] > 0 {
				cells[c] *= m.total[g] / sums[i][g]
			}
		}
	}
	for range rounds {
		for i := len(margins) - 1; i >= 0; i-- {
			once(i)
		}
	}
}

// largest rounds x to whole numbers that sum to n (Hamilton's method); x is
// first scaled to n. Ties go to the first.
func largest(x []float64, n int) []int {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	out := make([]int, len(x))
	if sum <= 0 || n <= 0 {
		if len(out) > 0 {
			out[0] = max(n, 0)
		}
		return out
	}
	rest := make([]float64, len(x))
	order := make([]int, len(x))
	left := n
	for i, v := range x {
		exact := v * float64(n) / sum
		out[i] = int(math.Floor(exact + 1e-9))
		rest[i] = exact - float64(out[i])
		order[i] = i
		left -= out[i]
	}
	sort.SliceStable(order, func(a, b int) bool { return rest[order[a]] > rest[order[b]] })
	for k := 0; k < left; k++ {
		out[order[k%len(order)]]++
	}
	return out
}

// controlled rounds cells to whole numbers so that the margins, rounded
// themselves, hold as far as they can: what rounding down leaves is handed out
// one by one, to the cell that helps the most margins, then to the largest
// remainder. The first margin is met exactly.
func controlled(cells []float64, margins []margin) []int {
	out := make([]int, len(cells))
	need := make([][]int, len(margins))
	left := 0
	for i, m := range margins {
		n := 0.0
		for _, t := range m.total {
			n += t
		}
		need[i] = largest(m.total, int(math.Round(n)))
		if i == 0 {
			left = int(math.Round(n))
		}
	}
	for c, x := range cells {
		out[c] = int(x + 1e-9)
		left -= out[c]
		for i, m := range margins {
			if g := m.group[c]; g >= 0 {
				need[i][g] -= out[c]
			}
		}
	}
	for ; left > 0; left-- {
		best, at := math.Inf(-1), -1
		for c, x := range cells {
			if x <= 0 || need[0][margins[0].group[c]] <= 0 {
				continue
			}
			score := x - float64(out[c])
			for i, m := range margins {
				if g := m.group[c]; i > 0 && g >= 0 && need[i][g] > 0 {
					score += 2
				}
			}
			if score > best {
				best, at = score, c
			}
		}
		if at < 0 {
			break
		}
		out[at]++
		for i, m := range margins {
			if g := m.group[at]; g >= 0 {
				need[i][g]--
			}
		}
	}
	return out
}

// golden is the i-th of a sequence that fills (0, 1) evenly, whatever its
// length: it stands where a random number would.
func golden(i int) float64 {
	_, f := math.Modf(0.5 + float64(i)*0.6180339887498949)
	return f
}

// normalise scales x to a sum of 1; an empty x stays.
func normalise(x []float64) []float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	out := make([]float64, len(x))
	for i, v := range x {
		if sum > 0 {
			out[i] = v / sum
		}
	}
	return out
}

func total(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum
}

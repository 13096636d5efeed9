package fit

import (
	"cmp"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// fitPlaces estimates where children are first placed, and where moves go:
// Dirichlet shares, each row leaning on what its origin and age would give
// apart, as far as the data say.
func fitPlaces(m *model.Model, h *model.History, w window, starts map[key][]candidate) {
	first := make([][]float64, model.Classes*model.AgeBands)
	next := make([][]float64, model.Classes*model.Places*nextKinds)
	for _, rows := range [][][]float64{first, next} {
		for i := range rows {
			rows[i] = make([]float64, model.Places)
		}
	}
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		cl := class(c)
		for pi := range c.Periods {
			p := &c.Periods[pi]
			for i := range p.Placements {
				pl := &p.Placements[i]
				if !w.within(pl.Start) {
					continue
				}
				to, age := int(model.PlaceOf(pl.Setting, pl.Location)), int(ageOn(c.Born, pl.Start))
				switch {
				case i > 0:
					was := &p.Placements[i-1]
					from := model.NextStratum(cl, model.PlaceOf(was.Setting, was.Location))
					for _, s := range startsOf(starts, key{ci, pi}, p) {
						stage := model.StageOf(model.CareClock.Band(float64(pl.Start - s.start)))
						next[from*nextKinds+age*model.Stages+int(stage)][to] += s.weight
					}
				case p.StartKnown:
					first[int(cl)*model.AgeBands+age][to]++
				}
			}
		}
	}
	for cl := range model.Classes {
		rows := first[cl*model.AgeBands : (cl+1)*model.AgeBands]
		all := total(rows)
		for a, s := range lean(rows, repeat(normal(all, nowhere()), len(rows))) {
			m.First[cl][a] = s
		}
	}
	m.Next = make([]model.NextRow, model.Classes*model.Places)
	for cl := range model.Classes {
		rows := next[cl*model.Places*nextKinds : (cl+1)*model.Places*nextKinds]
		for i, s := range lean(rows, crossed(rows)) {
			m.Next[cl*model.Places+i/nextKinds][i%nextKinds/model.Stages][i%model.Stages] = s
		}
	}
}

// nextKinds is how many rows each origin has: ages × stages of care.
const nextKinds = model.AgeBands * model.Stages

// lean is the posterior of each row of counts about its prior means.
func lean(rows, prior [][]float64) []model.Shares {
	weight := estimate.DirichletWeight(rows, prior, 0.5, 1e4)
	out := make([]model.Shares, len(rows))
	for i, row := range rows {
		n := weight
		row = slices.Clone(row)
		hideFew(row, prior[i])
		for _, c := range row {
			n += c
		}
		out[i].Weight = n
		if seen := n - weight; seen > 0 && seen < fewEvents {
			out[i].Weight = weight + few
		}
		out[i].Weight = math.Round(out[i].Weight)
		for j, c := range row {
			out[i].Mean[j] = (c + weight*prior[i][j]) / n
		}
		inSteps(out[i].Mean[:])
	}
	return out
}

// shareSteps is how many steps 1 is cut into: a hundred-thousandth of moves is
// nobody, and the model file stays a third as long without such shares.
const shareSteps = 100_000

// inSteps rounds shares that sum to 1 to whole steps that do, by largest
// remainders.
func inSteps(x []float64) {
	left := shareSteps
	order := make([]int, len(x))
	rest := make([]float64, len(x))
	for i, v := range x {
		whole := math.Floor(v * shareSteps)
		order[i], rest[i] = i, v*shareSteps-whole
		x[i] = whole
		left -= int(whole)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:min(max(left, 0), len(order))] {
		x[i]++
	}
	for i := range x {
		x[i] /= shareSteps
	}
}

// crossed gives each origin × kind (age and stage of care) the shares that
// origin and kind imply together but without an interaction: the log-linear
// model with the margins origin × kind, origin × to and kind × to, fitted by
// iterative proportional fitting (Deming and Stephan, 1940). Unlike the product of the two margins it
// expects as many moves to every place as there were. A hundredth of a move a
// row, spread as its origin's moves are, keeps rows without any possible.
func crossed(rows [][]float64) [][]float64 {
	const few = 0.01
	origin := byOrigin(rows)
	seen := make([][]float64, len(rows))
	out := make([][]float64, len(rows))
	for i, r := range rows {
		seen[i] = make([]float64, len(r))
		out[i] = slices.Clone(origin[i])
		for j, c := range r {
			seen[i][j] = c + few*origin[i][j]
		}
	}
	// scale brings the sum of a group of fitted cells to that of the seen.
	scale := func(group func(i, j int) int, groups int) float64 {
		want, have := make([]float64, groups), make([]float64, groups)
		for i := range out {
			for j := range out[i] {
				g := group(i, j)
				want[g] += seen[i][j]
				have[g] += out[i][j]
			}
		}
		worst := 0.0
		for i := range out {
			for j := range out[i] {
				if g := group(i, j); have[g] > 0 {
					f := want[g] / have[g]
					out[i][j] *= f
					worst = max(worst, math.Abs(f-1))
				}
			}
		}
		return worst
	}
	n := nextKinds
	for range 200 {
		worst := scale(func(i, j int) int { return i/n*model.Places + j }, len(rows)/n*model.Places)
		worst = max(worst, scale(func(i, j int) int { return i%n*model.Places + j }, n*model.Places))
		worst = max(worst, scale(func(i, j int) int { return i }, len(rows)))
		if worst < 1e-6 {
			break
		}
	}
	for i := range out {
		out[i] = normal(out[i], origin[i])
	}
	return out
}

// byOrigin gives every row its origin's shares over all ages, which lean on
// the shares of all moves by ten moves' weight.
func byOrigin(rows [][]float64) [][]float64 {
	all := normal(total(rows), nowhere())
	out := make([][]float64, len(rows))
	for i := 0; i < len(rows); i += nextKinds {
		sum := total(rows[i : i+nextKinds])
		for j := range sum {
			sum[j] += 10 * all[j]
		}
		for k := range nextKinds {
			out[i+k] = normal(sum, all)
		}
	}
	return out
}

func total(rows [][]float64) []float64 {
	out := make([]float64, model.Places)
	for _, r := range rows {
		for j, c := range r {
			out[j] += c
		}
	}
	return out
}

// normal scales to a sum of 1, or gives the fallback where there is nothing.
func normal(x, fallback []float64) []float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	if sum <= 0 {
		return fallback
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v / sum
	}
	return out
}

// nowhere stands in where nothing at all was seen: placements "other" in the
// area, so that an impossible path is at least a plain one.
func nowhere() []float64 {
	out := make([]float64, model.Places)
	out[model.PlaceOf(model.OtherSetting, model.InArea)] = 1
	return out
}

func repeat(row []float64, n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = row
	}
	return out
}

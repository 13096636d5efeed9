package agents

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// drawer draws from posteriors under one replicate's key. Normal draws come
// from the key that a pair of replicates shares, with opposite signs: what
// levels and drift add to a mean then cancels but for its curvature, which
// makes means as sure as several times as many independent replicates would.
type drawer struct {
	*posterior
	on   sim.Uncertainty
	key  sim.Key
	pair pair
}

// pair is what two replicates with opposite normal draws share.
type pair struct {
	key  sim.Key
	sign float64
}

func pairOf(seed sim.Key, replicate int) pair {
	return pair{seed.With(1 << 48).With(uint64(replicate / 2)), float64(1 - 2*(replicate%2))}
}

// tables draws tables that share a level, or one that has none. Cells vary; what a
// table expects over the window's exposure altogether varies as its events are few;
// and what tables that share a level expect together stays, since the level has
// its own error.
func (d *drawer) tables(list []model.Table, id uint64, levelled bool) [][]float64 {
	out := make([][]float64, len(list))
	expected, drawn := 0.0, 0.0
	for k := range list {
		t := &list[k]
		key := d.key.With(forTable).With(id*16 + uint64(k))
		b := d.backbone(t, id*16+uint64(k))
		sum := 0.0
		out[k], sum = d.cells(t, b, key)
		expected += sum
		if d.on.Parameters {
			x := b.total(key)
			rescale(t, out[k], x)
			sum *= x
		}
		drawn += sum
	}
	if levelled && drawn > 0 {
		for k := range out {
			rescale(&list[k], out[k], expected/drawn)
		}
	}
	return out
}

// cells draws a table's hazards a day such that what they expect over the
// exposure, the second result, is what the table does.
func (d *drawer) cells(t *model.Table, b *backbone, key sim.Key) (out []float64, expected float64) {
	out = make([]float64, len(t.Cells))
	drawn := 0.0
	g := distuv.Gamma{Src: key.Source()}
	var shape []float64
	if d.on.Parameters {
		shape = drawShape(t, b, key)
	}
	for i := range t.Cells {
		c := &t.Cells[i]
		x := c.Mean
		if c.Given() {
			out[i] = d.given(c, key.With(forGiven).With(uint64(i))) / model.DaysPerYear
			continue
		}
		if d.on.Parameters && x > 0 {
			if t.Weight < certain {
				g.Beta = c.Exposure/t.Dispersed() + t.Weight
				g.Alpha = c.Mean * g.Beta
				x = g.Rand()
			}
			x *= shape[i]
		}
		expected += c.Exposure * c.Mean
		drawn += c.Exposure * x
		out[i] = x / model.DaysPerYear
	}
	if drawn > 0 {
		rescale(t, out, expected/drawn)
	}
	return out, expected
}

// rescale multiplies the hazards that share the table's error.
func rescale(t *model.Table, cells []float64, by float64) {
	for i := range cells {
		if !t.Cells[i].Given() {
			cells[i] *= by
		}
	}
}

// total draws by how much all hazards of a table are off together: a gamma of mean
// 1 that is as sure as the table's events are many; 1 where it has none.
func (b *backbone) total(key sim.Key) float64 {
	if b.events == 0 {
		return 1
	}
	return distuv.Gamma{Alpha: b.events, Beta: b.events, Src: key.With(forTotal).Source()}.Rand()
}

// given draws a rate from elsewhere, under a key of its own.
func (d *drawer) given(c *model.Rate, key sim.Key) float64 {
	if !d.on.Parameters || math.IsInf(c.Shape, 1) {
		return c.Mean
	}
	return distuv.Gamma{Alpha: c.Shape, Beta: c.Shape / c.Mean, Src: key.Source()}.Rand()
}

// certain is the weight of a backbone, in child-years a cell, from which its
// cells have no life of their own.
const certain = 1e4

// drawShape draws the error of a table's backbone, by cell. Cells share these
// errors, so they don't average out as the cells' own do. What pairs of levels add
// leaves the sums over each level as they are: those have errors of their own.
func drawShape(t *model.Table, b *backbone, key sim.Key) []float64 {
	var factors [model.Factors][]float64
	for f, list := range b.sd {
		factors[f] = make([]float64, len(list))
		for l, s := range list {
			factors[f][l] = 1
			if s > 0 {
				factors[f][l] = math.Exp(s*key.With(uint64(f)).Normal(uint64(l)) - s*s/2)
			}
		}
	}
	out := make([]float64, len(t.Cells))
	for i := range out {
		out[i] = 1
		for f := mainFactors; f < model.Factors; f++ {
			out[i] *= factors[f][b.factors[i][f]]
		}
	}
	if t.Pairs != [3]float64{} {
		for range 2 {
			for f := range mainFactors {
				keepSums(t, b, f, out)
			}
		}
	}
	for i := range out {
		for f := range mainFactors {
			out[i] *= factors[f][b.factors[i][f]]
		}
	}
	return out
}

// mainFactors are strata, ages and bands, before their pairs.
const mainFactors = 3

// keepSums rescales errors so that each level of a factor expects as much with as
// without them.
func keepSums(t *model.Table, b *backbone, factor int, by []float64) {
	with, without := make([]float64, len(b.sd[factor])), make([]float64, len(b.sd[factor]))
	for i := range t.Cells {
		e := t.Cells[i].Exposure * t.Cells[i].Mean
		l := b.factors[i][factor]
		without[l] += e
		with[l] += e * by[i]
	}
	for i := range by {
		if l := b.factors[i][factor]; with[l] > 0 {
			by[i] *= without[l] / with[l]
		}
	}
}

func (d *drawer) shares(s *model.Shares, id uint64) (c cumulative) {
	x := s.Mean
	if d.on.Parameters {
		g := distuv.Gamma{Beta: 1, Src: d.key.With(forShares).With(id).Source()}
		for p, m := range s.Mean {
			if g.Alpha = m * s.Weight; g.Alpha > 0 {
				x[p] = g.Rand()
			}
		}
	}
	sum := 0.0
	for p := range x {
		sum += x[p]
		c[p] = sum
	}
	for p := range c {
		if sum > 0 {
			c[p] /= sum
		} else {
			c[p] = 1
		}
	}
	// The last place with a share takes what rounding leaves.
	for p := len(c) - 1; p >= 0 && c[p] >= 1-1e-12; p-- {
		c[p] = 1
	}
	return c
}

func (d *drawer) stream(s *model.Stream, id uint64, steps int) streamRates {
	var out streamRates
	expected, drawn := 0.0, 0.0
	key := d.key.With(forTable).With(1000 + id)
	g := distuv.Gamma{Src: key.Source()}
	for a, c := range s.Ages {
		x := c.Mean
		if c.Given() {
			out.age[a] = d.given(&c, key.With(forGiven).With(uint64(a)))
			continue
		}
		if d.on.Parameters && c.Mean > 0 && c.Exposure > 0 {
			g.Alpha = c.Mean * (c.Exposure + s.Weight)
			if c.Occurrences > 0 { // fewer where some had to be taken out
				g.Alpha = math.Min(g.Alpha, c.Occurrences+c.Mean*s.Weight)
			}
			g.Beta = g.Alpha / c.Mean
			x = g.Rand()
		}
		expected += c.Exposure * c.Mean
		drawn += c.Exposure * x
		out.age[a] = x
	}
	if drawn > 0 {
		for a := range out.age {
			if !s.Ages[a].Given() {
				out.age[a] *= expected / drawn
			}
		}
	}
	out.level = d.level(s.Level, id, steps)
	out.season = d.seasonal(s, 100*id)
	out.group, out.size = d.family(s, 100*id+1)
	for a := range out.within {
		out.within[a] = d.dirichlet(s.Within[a], s.WithinCases[a], 100*id+uint64(10+a))
	}
	return out
}

// Keys of levels, and of streams, which have one each.
const (
	exitLevelID uint64 = iota + 1
	moveLevelID
	planEndLevelID
	planCareLevelID
	directID
	uascID
	plansID
)

// stepDays is how often a wandering rate moves.
const stepDays = model.DaysPerYear / 4

// standing draws a level's log on the data date and in the long run.
func (d *drawer) standing(l model.Level, id uint64) (now, long float64) {
	now, long = l.Log, l.LongRun
	if d.on.Parameters {
		k := d.pair.key.With(forLevel)
		z := d.pair.sign * k.Normal(id)
		now += l.SD*z - l.SD*l.SD/2
		if l.LongRunSD > 0 {
			y := d.pair.sign * k.Normal(1<<32+id)
			long += l.LongRunSD * (l.Correlation*z + math.Sqrt(1-l.Correlation*l.Correlation)*y)
		}
	}
	return now, long
}

// level draws a level's path, a value for every quarter of the horizon; see
// model.Level for the formula. A quarter takes the walk at its middle.
func (d *drawer) level(l model.Level, id uint64, steps int) []float64 {
	out := make([]float64, steps)
	now, long := d.standing(l, id)
	sigma, walk := 0.0, 0.0
	k := d.pair.key.With(forDrift).With(id)
	if d.on.Drift {
		sigma = l.Drift * math.Exp(l.DriftSD*k.Normal(0))
	}
	for i := range out {
		dt := stepDays / model.DaysPerYear
		if i == 0 {
			dt /= 2
		}
		if sigma > 0 {
			walk = walk*l.Left(dt) + math.Sqrt(l.Wandered(sigma, dt))*d.pair.sign*k.Normal(uint64(i)+1)
		}
		left := l.Left((float64(i) + 0.5) * stepDays / model.DaysPerYear)
		out[i] = math.Exp(left*now + (1-left)*long + walk)
	}
	return out
}

package agents

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
)

// forCases is the first key among those for shares of what [model.Cases] tell of.
const forCases = 2_000_000

// dirichlet draws shares that rest on so many cases; as they are without parameters,
// or where they are taken as certain.
func (d *drawer) dirichlet(share []float64, cases model.Cases, id uint64) []float64 {
	if !d.on.Parameters || cases <= 0 || len(share) < 2 {
		return share
	}
	g := distuv.Gamma{Beta: 1, Src: d.key.With(forShares).With(forCases + id).Source()}
	out := make([]float64, len(share))
	sum := 0.0
	for i, x := range share {
		if g.Alpha = x * float64(cases); g.Alpha > 0 {
			out[i] = g.Rand()
			sum += out[i]
		}
	}
	if sum <= 0 { // all next to nothing
		return share
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// beta draws a probability that rests on so many cases.
func (d *drawer) beta(p float64, cases model.Cases, id uint64) float64 {
	return d.dirichlet([]float64{p, 1 - p}, cases, id)[0]
}

// seasonal draws by how much each month's factor is off, about a mean factor that stays.
func (d *drawer) seasonal(s *model.Stream, id uint64) (by [12]float64) {
	for i := range by {
		by[i] = 1
	}
	if !d.on.Parameters || s.SeasonCases <= 0 {
		return by
	}
	g := distuv.Gamma{Alpha: float64(s.SeasonCases), Beta: float64(s.SeasonCases), Src: d.key.With(forShares).With(forCases + id).Source()}
	with, without := 0.0, 0.0
	for i := range by {
		by[i] = g.Rand()
		without += s.Season[i]
		with += s.Season[i] * by[i]
	}
	for i := range by {
		by[i] *= without / with
	}
	return by
}

// together draws how far brothers and sisters share their luck.
func (d *drawer) together(m *model.Model) (out struct{ Plan, Care float64 }) {
	out = m.Together
	if c := m.TogetherCases.Plan; d.on.Parameters && c > 0 {
		out.Plan = math.Sqrt(d.beta(out.Plan*out.Plan, c, 1))
	}
	if c := m.TogetherCases.Care; d.on.Parameters && c > 0 {
		out.Care = math.Sqrt(d.beta(out.Care*out.Care, c, 2))
	}
	return out
}

// family draws a stream's sizes of groups, as running sums, and their mean.
func (d *drawer) family(s *model.Stream, id uint64) (sums []float64, mean float64) {
	sum := 0.0
	for i, x := range d.dirichlet(s.Groups, s.GroupsCases, id) {
		sum += x
		mean += float64(i+1) * x
		sums = append(sums, sum)
	}
	return sums, mean
}

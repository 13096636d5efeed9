package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// measure is a weighted sum of counts, whose mean and variance are kept.
type measure struct {
	sum    []int
	weight []float64 // nil: 1 each
	// thinned tells that weights are chances that a child counts, and not what
	// it counts for.
	thinned bool
}

// measures are the projection's columns, then what a day of all placements
// costs, then that of each setting's.
func measures(columns []sim.Column, m *model.Model, p *model.Prices) (out []measure) {
	for _, c := range columns {
		if c.Sum[0] >= providerAt && c.Sum[0] < entryAt {
			out = append(out, runBy(m, model.Provider(c.Sum[0]-providerAt)))
			continue
		}
		out = append(out, measure{sum: c.Sum})
	}
	all := measure{}
	settings := make([]measure, model.Settings)
	for place := range model.Places {
		daily := p.Weekly[place] / 7
		s := &settings[model.Place(place).Setting()]
		for _, m := range [2]*measure{&all, s} {
			m.sum, m.weight = append(m.sum, place), append(m.weight, daily)
		}
	}
	return append(append(out, all), settings...)
}

// at is a measure's value at a date.
func (m *measure) at(series [][]float64, d int) float64 {
	x := 0.0
	for i, k := range m.sum {
		if m.weight == nil {
			x += series[k][d]
		} else {
			x += m.weight[i] * series[k][d]
		}
	}
	return x
}

// variance is a measure's variance at a date: that of independent arrivals,
// less the squares of those who are known, plus what groups add.
func (o *outcome) variance(i int, m *measure, d int) float64 {
	if d == 0 {
		return 0
	}
	x := 0.0
	series := o.counts.Series()
	for i, k := range m.sum {
		w := 1.0
		if m.weight != nil {
			w = m.weight[i]
		}
		if m.thinned {
			x += w * series[k][d]
			continue
		}
		x += w * w * series[k][d]
	}
	return math.Max(x-o.squares[i][d], 0)
}

// spreads are standard deviations of costs by line and year, in pounds of the
// year. Those of placements, plans and conferences are worked out; other lines
// are taken as certain. Those present at s and still there at t give
//
//	Cov(s, t) = Var(s)·exp(−κ(t−s)),  s < t,
//
// exactly so where leavers have one hazard κ, and approximately here, with κ
// the year's rate of leaving (and of moving, for what differs between places).
func (r *run) spreads(o *outcome, t *sim.Tariff, y int, u *sim.Usage) map[string]float64 {
	series := o.counts.Series()
	sum := func(measure, breakdown string) (i int, total, days float64) {
		for i := range r.columns {
			if c := &r.columns[i]; c.Measure == measure && c.Breakdown == breakdown {
				for d := 1; d < len(r.ends); d++ {
					if r.inYear(d, y) {
						n := r.ends[d] - r.ends[d-1]
						m := r.measures[i].at(series, d)
						total += m
						days += m * n
					}
				}
				return i, total, days
			}
		}
		return 0, 0, 0
	}
	// integrate is the variance of a measure's integral over the year.
	integrate := func(variance func(d int) float64, rate float64) float64 {
		total := 0.0
		for d := 1; d < len(r.ends); d++ {
			if !r.inYear(d, y) {
				continue
			}
			n := r.ends[d] - r.ends[d-1]
			v := (variance(d-1) + variance(d)) / 2
			total += v * n * n
			for e := d + 1; e < len(r.ends) && r.inYear(e, y); e++ {
				total += 2 * v * n * (r.ends[e] - r.ends[e-1]) * math.Exp(-rate*(r.ends[e]-r.ends[d]))
			}
		}
		return total
	}
	of := func(i int) func(int) float64 {
		return func(d int) float64 { return o.variance(i, &r.measures[i], d) }
	}
	ratio := func(a, b float64) float64 {
		if b == 0 {
			return 0
		}
		return a / b
	}
	lac, _, childDays := sum("lac", "")
	_, exits, _ := sum("exits", "")
	_, moves, _ := sum("moves", "")
	cpp, _, planDays := sum("cpp", "")
	_, ends, _ := sum("plan_ends", "")
	leave, move := ratio(exits, childDays), ratio(moves, childDays)

	out := map[string]float64{}
	// What a pound of the measures is in the year's prices.
	first := len(r.columns)
	base, net, dear := 0.0, 0.0, 0.0
	for s := range model.Settings {
		name := model.Setting(s).String()
		nights := 0.0
		for l := range model.Locations {
			p := model.PlaceOf(model.Setting(s), model.Location(l))
			nights += u.Nights[p] * r.programme.Prices.Weekly[p] / 7
		}
		amount := amountOf(t, name, y, u)
		base += nights
		prices := &r.programme.Prices
		part := prices.Health[s] + prices.Education[s]
		net += amount * (1 - part)
		v := integrate(of(first+1+s), leave+0.7*move)
		if sd := prices.Spread[s]; sd > 0 {
			// Each placement's price has a luck of its own, kept while it lasts, and
			// a child's in part for longer.
			own := integrate(func(d int) float64 {
				sum := 0.0
				for l := range model.Locations {
					p := model.PlaceOf(model.Setting(s), model.Location(l))
					sum += series[p][d] * prices.Weekly[p] * prices.Weekly[p] / 49
				}
				return sum * (math.Exp(sd*sd) - 1)
			}, leave+(1-prices.Alike)*move)
			v += own
			dear += own * ratio(amount, nights) * ratio(amount, nights) * (1 - part) * (1 - part)
		}
		out[name] = math.Sqrt(v) * ratio(amount, nights)
	}
	daily := ratio(base, childDays)
	common := func(d int) float64 {
		return math.Min(daily*daily*o.variance(lac, &r.measures[lac], d), of(first)(d))
	}
	v := integrate(common, leave) + integrate(func(d int) float64 { return of(first)(d) - common(d) }, leave+0.8*move)
	total := v*ratio(net, base)*ratio(net, base) + dear
	r.shared(out)
	plans := math.Sqrt(integrate(of(cpp), ratio(ends, planDays))) * ratio(amountOf(t, "plans", y, u), u.Plan)
	out["plans"] = plans
	counted := func(measure string) (variance float64) {
		for i := range r.columns {
			if c := &r.columns[i]; c.Measure == measure && c.Breakdown == "" {
				for d := 1; d < len(r.ends); d++ {
					if r.inYear(d, y) {
						variance += o.variance(i, &r.measures[i], d)
					}
				}
			}
		}
		return variance
	}
	out["icpc"] = math.Sqrt(counted("plan_starts")) * ratio(amountOf(t, "icpc", y, u), u.PlanStart)
	out["proceedings"] = math.Sqrt(counted("proceedings")) * ratio(amountOf(t, "proceedings", y, u), u.Proceedings)
	out["total"] = math.Sqrt(total + plans*plans + out["icpc"]*out["icpc"] + out["proceedings"]*out["proceedings"])
	return out
}

// shared adds what others pay of the settings' lines: as unsure as those.
func (r *run) shared(out map[string]float64) {
	for line, of := range map[string]*[model.Settings]float64{"health_contribution": &r.programme.Prices.Health, "education_contribution": &r.programme.Prices.Education} {
		v := 0.0
		for s, share := range of {
			sd := share * out[model.Setting(s).String()]
			v += sd * sd
		}
		out[line] = math.Sqrt(v)
	}
}

// inYear tells whether the month that ends on a date belongs to a year.
func (r *run) inYear(d, y int) bool {
	return r.ends[d] > float64(r.cal.Bounds[y]) && r.ends[d] <= float64(r.cal.Bounds[y+1])
}

func amountOf(t *sim.Tariff, line string, y int, u *sim.Usage) float64 {
	for l, name := range t.Lines {
		if name == line {
			return t.Amount(l, y, u)
		}
	}
	return 0
}

package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// path is what a council's children in care become under its own rates, by
// expectation: enough of a projection to set the rates' levels by.
type path struct {
	stock      *model.Stock
	rates      *[model.Classes]blended
	flows      *flows
	enter      float64     // level of entries other than unaccompanied children's
	multiplier float64     // of the exit rates, which are found apart for them
	alone      model.Level // of unaccompanied children's entries
	enterDrift float64     // yearly standard deviations of the levels' logs
	leaveDrift float64
}

// after is the children in care after so many years, if entries, leaving and
// unaccompanied children's entries are so much off in the log.
func (p *path) after(years, enter, leave, alone float64) float64 {
	// A level that wanders has an expectation that grows by half its variance.
	e := p.enter * math.Exp(enter+p.enterDrift*p.enterDrift*years/4)
	x := p.multiplier * math.Exp(leave+p.leaveDrift*p.leaveDrift*years/4)
	by := [model.Classes]float64{model.General: x, model.UASC: 1}
	sum := 0.0
	for i := range p.stock.Children {
		if c := &p.stock.Children[i]; c.InCare {
			age := float64(p.stock.DataDate-c.Born.First()-15) / model.DaysPerYear
			sum += p.rates[c.Class].staying(age, c.CareDays, years, by[c.Class])
		}
	}
	const times = 4 // a year
	n := int(math.Round(times * years))
	for class, in := range [model.Classes][]part{
		model.General: parts(scaled(p.flows.general, e), withinBands),
		model.UASC:    parts(scaled(p.flows.uasc, math.Exp(alone)*p.alone.ExpectedAfter(years/2, true, true)), uascWithin),
	} {
		for _, q := range in {
			for k := range n {
				sum += q.rate / times * p.rates[class].staying(q.age, 0, (float64(k)+0.5)/times, by[class])
			}
		}
	}
	return sum
}

// staying is the probability of being in care, and under 18, after so many
// years.
func (b *blended) staying(age, days, years, multiplier float64) float64 {
	if age+years >= model.AdultAge {
		return 0
	}
	h := 0.0
	const dt = 1.0 / 12
	for t := 0.0; t < years-1e-9; t += dt {
		step := math.Min(dt, years-t)
		h += step * b[model.AgeBandOf(age+t+step/2)][model.CareClock.Band(days+(t+step/2)*model.DaysPerYear)]
	}
	return math.Exp(-multiplier * h)
}

// bent is by how much a council's levels are set off so that its projection
// follows the panel's outlook: the level of entries by Enter, of leaving by
// Leave, and their errors and wandering by factors.
type bent struct{ enter, leave, sd, drift float64 }

// unbent changes nothing.
var unbent = bent{sd: 1, drift: 1}

// farthestBend is how far the levels may be set off, in the log.
const farthestBend = 0.35

// bend finds the levels under which children in care two years on are those of
// the outlook; entries and leaving share what is needed alike. Two years lie in
// the middle of what the outlook is good for, and one shift leaves the path's
// shape to the ages and times in care. The errors of the levels are then
// stretched so that the spread after one year, and their wandering so that the
// spread after three, are the outlook's; chance is taken as one and a half times
// Poisson, and at most as that of a whole stock drawn anew.
func (p *path) bend(ahead map[int]Forecast, enterLevel, leaveLevel model.Level) bent {
	two, ok := ahead[2]
	if !ok || len(two.Values) == 0 {
		return unbent
	}
	lo, hi := -farthestBend, farthestBend
	for range 12 {
		mid := (lo + hi) / 2
		if p.after(2, mid/2, -mid/2, 0) < two.Point {
			lo = mid
		} else {
			hi = mid
		}
	}
	shift := (lo + hi) / 2
	b := bent{enter: shift / 2, leave: -shift / 2, sd: 1, drift: 1}
	one, three := ahead[1], ahead[3]
	if len(one.Values) == 0 || len(three.Values) == 0 {
		return b
	}
	level := func(years float64) (known, wandered, chance float64) {
		const by = 0.1
		now := p.after(years, b.enter, b.leave, 0)
		e := math.Log(p.after(years, b.enter+by, b.leave, 0)/now) / by
		x := math.Log(p.after(years, b.enter, b.leave+by, 0)/now) / by
		u := math.Log(p.after(years, b.enter, b.leave, by)/now) / by
		known = e*e*enterLevel.SD*enterLevel.SD + x*x*leaveLevel.SD*leaveLevel.SD + u*u*p.alone.SD*p.alone.SD
		// The mean of a walk over the years has a third of its last variance.
		wandered = years / 3 * (e*e*enterLevel.Drift*enterLevel.Drift + x*x*leaveLevel.Drift*leaveLevel.Drift + u*u*p.alone.Drift*p.alone.Drift)
		chance = 1.5 * 2 * years * total(p.flows.general[:]) * p.enter / (now * now)
		return known, wandered, min(chance, 1.0/now)
	}
	// s²·known + d²·wandered + chance = variance, after one year and three.
	k1, w1, c1 := level(1)
	k3, w3, c3 := level(3)
	v1, v3 := max(variance(one)-c1, 0), max(variance(three)-c3, 0)
	det := k1*w3 - k3*w1
	if det <= 0 {
		return b
	}
	s2, d2 := (v1*w3-v3*w1)/det, (k1*v3-k3*v1)/det
	if d2 < 0 { // all of it is in the level
		s2, d2 = (v1+v3)/(k1+k3), 0
	}
	if s2 < 0 {
		s2, d2 = 0, (v1+v3)/(w1+w3)
	}
	within := func(x float64) float64 { return min(max(math.Sqrt(x), 0.3), 3) }
	b.sd, b.drift = within(s2), within(d2)
	return b
}

// variance is that of a distribution's log, by the width of its middle 80 %.
func variance(f Forecast) float64 {
	n := len(f.Values)
	sd := math.Log(f.Values[n*9/10]/max(f.Values[n/10], 1e-9)) / (2 * 1.2816)
	return sd * sd
}

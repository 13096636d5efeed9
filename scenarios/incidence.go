package scenarios

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// maxRatio is the largest ratio that percentage points are solved for.
const maxRatio = 1000

// planRisk is the cumulative incidence of one end of new plans, beside the
// other end as a competing risk, for plans that begin with the model's mix of
// ages. Birthdays during the plan are kept.
type planRisk struct {
	ages   []float64 // ages at the start in years
	weight []float64 // of each, summing to 1
	wanted func(age model.AgeBand, days float64) float64
	other  func(age model.AgeBand, days float64) float64
	days   float64
}

// ageParts is into how many parts a year of age is cut, riskStep the step in
// days at most: hazards are constant within, but for a birthday.
const (
	ageParts = 4
	riskStep = model.DaysPerYear / 48
)

func newPlanRisk(m *model.Model, toCare bool, ages Ages, days float64) *planRisk {
	hazard := func(t *model.Table, l model.Level) func(model.AgeBand, float64) float64 {
		return func(a model.AgeBand, u float64) float64 {
			return t.At(0, a, t.Clock.Band(u)).Mean * l.Expected() / model.DaysPerYear
		}
	}
	care, end := hazard(&m.PlanToCare, m.PlanToCareLevel), hazard(&m.PlanEnd, m.PlanEndLevel)
	p := &planRisk{wanted: end, other: care, days: days}
	if toCare {
		p.wanted, p.other = care, end
	}
	sum := 0.0
	for a := range model.AgeBand(model.AgeBands) {
		if len(ages) > 0 && !slices.Contains(ages, a) {
			continue
		}
		from, to := model.AgeFrom[a], model.AdultAge
		if int(a)+1 < model.AgeBands {
			to = model.AgeFrom[a+1]
		}
		starts := m.PlanStart.Ages[a].Mean * m.Population.At(m.DataDate, a)
		within := m.PlanStart.Within[a]
		n := (to - from) * ageParts
		for i := range n {
			x := (float64(i) + 0.5) / float64(n)
			w := starts / float64(n)
			if len(within) > 0 {
				w *= within[int(x*float64(len(within)))] * float64(len(within))
			}
			p.ages = append(p.ages, float64(from)+x*float64(to-from))
			p.weight = append(p.weight, w)
			sum += w
		}
	}
	for i := range p.weight {
		if sum > 0 {
			p.weight[i] /= sum
		} else {
			p.weight[i] = 1 / float64(len(p.weight))
		}
	}
	return p
}

// at is the share of plans that end in the wanted way in time, if its rate is
// multiplied by ratio.
func (p *planRisk) at(ratio float64) float64 {
	risk := 0.0
	for i, age := range p.ages {
		open := 1.0
		for t := 0.0; t < p.days-1e-9; {
			now := age + t/model.DaysPerYear
			if now >= model.AdultAge {
				break
			}
			next := math.Min(t+riskStep, p.days)
			for _, e := range model.PlanClock.Edges {
				if e > t+1e-9 && e < next {
					next = e
				}
			}
			band := model.AgeBandOf(now)
			birthday := model.AdultAge
			if int(band)+1 < model.AgeBands {
				birthday = model.AgeFrom[band+1]
			}
			if b := t + (float64(birthday)-now)*model.DaysPerYear; b > t+1e-6 && b < next {
				next = b
			}
			w, o := ratio*p.wanted(band, t+1e-9), p.other(band, t+1e-9)
			if h := w + o; h > 0 {
				gone := open * -math.Expm1(-h*(next-t))
				risk += p.weight[i] * gone * w / h
				open -= gone
			}
			t = next
		}
	}
	return risk
}

// solve is the ratio that brings the risk to want, which lies between 0 and
// at(maxRatio); the risk grows with the ratio.
func (p *planRisk) solve(want float64) float64 {
	lo, hi := -30.0, math.Log(maxRatio)
	for range 60 {
		mid := (lo + hi) / 2
		if p.at(math.Exp(mid)) < want {
			lo = mid
		} else {
			hi = mid
		}
	}
	return math.Exp((lo + hi) / 2)
}

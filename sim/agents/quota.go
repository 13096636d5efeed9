package agents

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
)

// limit is how many unaccompanied children a quota lets be in care at t; false
// if it is not in force.
func (g *crowd) limit(q *drawnQuota, t float64) (float64, bool) {
	if t < q.From+q.Delivery.Delay || q.Until > 0 && t >= q.Until {
		return 0, false
	}
	return q.Share * g.children(t), true
}

// children is the population under 18, with the scenario's growth.
func (g *crowd) children(t float64) float64 {
	n := 0.0
	for a := range model.AgeBands {
		n += g.w.programme.Model.Population.At(g.w.calendar.Start+model.Date(t), model.AgeBand(a))
	}
	for _, x := range g.s.Growth {
		if t > x.From {
			n *= math.Pow(1+x.Yearly, (t-x.From)/model.DaysPerYear)
		}
	}
	return n
}

// admits tells whether an unaccompanied child is taken in at t.
func (g *crowd) admits(l *life, t float64) bool {
	if l.quota > 0 {
		q := &g.s.quotas[l.quota-1]
		limit, ok := g.limit(q, t)
		if !ok || l.key.With(q.key).Uniform(0)*g.most[l.quota-1] >= limit-float64(g.uasc) {
			return false
		}
		if q.spend >= 0 {
			g.tally.year(t).cases[q.spend]++
		}
		return true
	}
	for i := range g.s.quotas {
		if limit, ok := g.limit(&g.s.quotas[i], t); ok && float64(g.uasc)+1 > limit {
			return false
		}
	}
	return true
}

// greatest is no less than a quota's limit at any time.
func (g *crowd) greatest(q *drawnQuota) float64 {
	top := 0.0
	for i, end := range g.w.calendar.Ends {
		top = math.Max(top, g.children(float64(end)))
		if i > 0 {
			top = math.Max(top, g.children(float64(g.w.calendar.Ends[i-1]+end)/2))
		}
	}
	return 1.01 * q.Share * top
}

// transfers adds those who might be taken over from elsewhere: points of a
// process at the rate at which the widest gap would close, each of which comes
// if it lies under the gap there then is.
func (g *crowd) transfers() {
	s := &g.w.streams[1]
	rates := &g.world.rates.uasc
	g.most = g.most[:0]
	for i := range g.s.quotas {
		q := &g.s.quotas[i]
		g.most = append(g.most, g.greatest(q))
		daily := g.most[i] / q.Pace
		for m := range s.months {
			month := &s.months[m]
			var ages [model.AgeBands]float64
			sum := 0.0
			for a := range ages {
				sum += rates.age[a] * month.heads[a]
				ages[a] = sum
			}
			key := g.luck.With(forTransfer).With(q.key).With(uint64(m))
			n := int(distuv.Poisson{Lambda: daily * (month.to - month.from), Src: key.Source()}.Rand())
			for k := range n {
				point := key.With(1).With(uint64(k))
				t := month.from + (month.to-month.from)*point.Uniform(1)
				if t < q.From+q.Delivery.Delay || q.Until > 0 && t >= q.Until {
					continue
				}
				var c child
				s.child(&c, point, 0, t, &ages, sum, &rates.within, g.world.rates.together)
				g.take(&c, i+1)
			}
		}
	}
}

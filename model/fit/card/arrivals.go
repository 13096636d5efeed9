package card

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// arrivals compares each stream's last twelve months with where its rate is
// said to stand on the data date: the projection starts from there. A rate that
// wanders stood elsewhere on average over the year, by a variance of a third
// of a year's drift.
func arrivals(m *model.Model, s *sight) []Row {
	care := s.h.To
	_, plan := planWindow(s.h)
	var direct, uasc, starts tally
	for ci := range s.h.Children {
		c := &s.h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if !p.StartKnown || p.Start <= care.AddMonths(-12) || p.Start > care || s.fromPlan[period{ci, pi}] || pi > 0 {
				continue
			}
			if c.UASC && (c.UASCEnds.IsZero() || p.Start < c.UASCEnds) {
				uasc.add(bout{-1 - ci, p.Start})
				continue
			}
			direct.add(bout{familyOf(s.names, ci, p.Start, p.Family), p.Start})
		}
	}
	for i := range s.plans {
		if p := &s.plans[i]; p.start > plan.AddMonths(-12) && p.start <= plan {
			starts.add(bout{p.family, p.start})
		}
	}
	row := func(name string, t *tally, stream *model.Stream, pop model.Population, until model.Date, beside float64) Row {
		rate := 0.0
		for d := until.AddMonths(-12) + 1; d <= until; d++ {
			for a, r := range stream.Ages {
				rate += r.Mean * pop.At(d, model.AgeBand(a)) / model.DaysPerYear
			}
		}
		l := stream.Level
		rate = rate*l.Expected() + beside
		square := stream.GroupSquare() / math.Max(1, stream.GroupMean())
		se := math.Sqrt(rate*math.Max(1, square) + rate*rate*(l.SD*l.SD+l.Drift*l.Drift/3))
		return counted(Arrivals, name, "children", t.n, rate, se, true)
	}
	home, byPlan := "Straight from home", 0.0
	if s.h.DeclaresPlans() { // the records show them as one
		home, byPlan = "From home or by a plan", declaredByPlan(m, s)
	}
	rows := []Row{
		row(home, &direct, &m.Direct, s.h.Population, care, byPlan),
		row("Unaccompanied", &uasc, &m.UASC, model.Population{}, care, 0),
	}
	if !s.h.PlansFrom.IsZero() {
		rows = append(rows, row("Onto a plan", &starts, &m.PlanStart, s.h.Population, plan, 0))
	}
	return rows
}

// declaredByPlan is how many entries a year the model expects from plans by the
// council's declaration, as many plans open as in the last twelve months.
func declaredByPlan(m *model.Model, s *sight) float64 {
	from, to := planWindow(s.h)
	all, last, expected := 0.0, 0.0, 0.0
	for i := range s.plans {
		p := &s.plans[i]
		end := p.end
		if end.IsZero() {
			end = to + 1
		}
		all += math.Max(0, float64(end-max(p.start, from)))
		last += math.Max(0, float64(end-max(p.start, from, to.AddMonths(-12)+1)))
	}
	for _, c := range m.PlanToCare.Cells {
		expected += c.Mean * c.Exposure
	}
	if all == 0 {
		return 0
	}
	return expected * last / all * m.PlanToCareLevel.Expected()
}

// firsts compares where children were first placed.
func firsts(m *model.Model, s *sight) []Row {
	var seen, fitted, variance [model.Settings]float64
	var left [model.Settings]families
	for i := range left {
		left[i] = families{}
	}
	for i := range s.watch {
		w := &s.watch[i]
		if w.start < s.h.From {
			continue
		}
		var share [model.Settings]float64
		for p, x := range m.First[w.class][w.age].Mean {
			share[model.Place(p).Setting()] += x
		}
		first := w.of.Placements[0].Setting
		seen[first]++
		left[first][w.family]++
		for k, x := range share {
			fitted[k] += x
			variance[k] += x * (1 - x)
			left[k][w.family] -= x
		}
	}
	var rows []Row
	for k := range seen {
		se := math.Sqrt(math.Max(variance[k], left[k].square()))
		rows = append(rows, counted(Firsts, model.Setting(k).String(), "children", seen[k], fitted[k], se, false))
	}
	return hide(rows)
}

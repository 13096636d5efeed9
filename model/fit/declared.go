package fit

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// afterCareHazard is the yearly hazard with which a plan ends once its child is in
// care, England's, where the records can't tell: after some six weeks.
var afterCareHazard = [model.AfterBands]float64{5, 10, 8}

// mostByPlan is the share of an age's direct entries that can be said to have come
// by a plan, and of plans' ends that can be said to follow on care: some do neither.
const mostByPlan = 0.9

// declare puts the way from plans into care into the model where the council
// declares how many entries take it, and gives those entries: they look direct, and
// aren't. All entries together stay as many as were seen (decisions/0015).
func declare(m *model.Model, h *model.History, w window, l links, unseen earlierReturns) (earlierReturns, error) {
	byPlan := earlierReturns{quarter: make([]float64, w.quarters())}
	if !h.DeclaresPlans() {
		return byPlan, nil
	}
	pw := planWindow(h)
	seen := countEntries(h, w, pw, l)
	onPlan := planTime(&m.PlanEnd)
	var most, weight [model.AgeBands]float64
	for a := range model.AgeBands {
		most[a] = mostByPlan * max(0, seen.direct[a]-unseen.age[a])
		from, to := model.AgeSpan(model.AgeBand(a))
		people := to - from
		if len(h.Population.Years) > 0 {
			people = h.Population.At((w.from+w.to)/2, model.AgeBand(a))
		}
		if people > 0 {
			weight[a] = most[a] / people * onPlan[a]
		}
	}
	want := h.ByPlan * seen.all
	share, ok := shareOut(want, weight, most)
	if !ok {
		possible := 0.0
		for a := range most {
			if weight[a] > 0 {
				possible += most[a]
			}
		}
		return byPlan, fmt.Errorf("the council file says that %.4g%% of entries come by a plan, but at most %.0f%% can: the others are returns, unaccompanied, or of ages without plans", 100*h.ByPlan, 100*possible/max(seen.all, 1))
	}
	byPlan.age = share
	direct := added(seen.direct[:])
	for q := range byPlan.quarter {
		byPlan.quarter[q] = want * seen.quarter[q] / max(direct, 1)
	}
	return byPlan, declaredTables(m, h, w, pw, share, onPlan, seen.planQuarter, want/max(direct, 1))
}

// declaredTables sets the tables of plans by so many entries from plans by age.
// Ends that follow on care leave the table of ends, with the time before them, so
// that plans last as long as they did.
func declaredTables(m *model.Model, h *model.History, w, pw window, share, onPlan [model.AgeBands]float64, direct []float64, fraction float64) error {
	ratio := float64(pw.to+1-pw.from) / float64(w.to+1-w.from)
	entries, ends, lived := 0.0, 0.0, added(onPlan[:])
	for _, c := range m.PlanEnd.Cells {
		ends += c.Mean * c.Exposure
	}
	for _, n := range share {
		entries += n * ratio
	}
	after := afterCareTime()
	beside := entries * added(after[:])
	if entries > mostByPlan*ends || beside > mostByPlan*lived {
		return fmt.Errorf("the council file says that %.4g%% of entries come by a plan, some %.0f in the records' time, but only %.0f plans ended in it", 100*h.ByPlan, entries, ends)
	}
	time := 1 - beside/lived
	m.PlanToCare = model.NewTable([]string{"all"}, model.AgeBands, model.PlanClock)
	m.PlanToCare.Weight, m.PlanToCare.Dispersion = m.PlanEnd.Weight, m.PlanEnd.Dispersion
	for a := range model.AgeBands {
		for b := range model.PlanBands {
			end := m.PlanEnd.At(0, model.AgeBand(a), b)
			end.Exposure *= time
			end.Occurrences *= 1 - entries/ends
			end.Mean *= (1 - entries/ends) / time
			if onPlan[a] > 0 {
				mean := share[a] * ratio / (onPlan[a] * time)
				*m.PlanToCare.At(0, model.AgeBand(a), b) = model.Rate{Mean: mean, Exposure: end.Exposure, Occurrences: mean * end.Exposure}
			}
		}
	}
	m.AfterCare = model.NewTable([]string{"all"}, 1, model.AfterClock)
	m.AfterCare.Weight, m.AfterCare.Dispersion = m.PlanEnd.Weight, m.PlanEnd.Dispersion
	for b, hazard := range afterCareHazard {
		x := entries * after[b]
		*m.AfterCare.At(0, 0, b) = model.Rate{Mean: hazard, Exposure: x, Occurrences: hazard * x}
	}
	// By quarter the share is of the entries seen, whatever plans there were.
	seen, expected := make([]float64, pw.quarters()), planQuarters(h, pw, &m.PlanToCare)
	scale, total := 0.0, added(expected)
	if total > 0 {
		scale = entries / total
	}
	for q := range seen {
		seen[q] = fraction * direct[q]
		expected[q] *= scale
	}
	m.PlanToCareLevel = level(seen, expected, nil, 1, wanderEntries)
	return nil
}

// entriesSeen are entries of the window: all, and the direct by age, by quarter and
// by quarter of the plans' window.
type entriesSeen struct {
	all                  float64
	direct               [model.AgeBands]float64
	quarter, planQuarter []float64
}

func countEntries(h *model.History, w, pw window, l links) entriesSeen {
	s := entriesSeen{quarter: make([]float64, w.quarters()), planQuarter: make([]float64, pw.quarters())}
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if !p.StartKnown || !w.within(p.Start) {
				continue
			}
			s.all++
			if l.route[key{ci, pi}] != model.RouteDirect {
				continue
			}
			s.direct[ageOn(c.Born, p.Start)]++
			s.quarter[w.quarter(p.Start)]++
			if pw.within(p.Start) {
				s.planQuarter[pw.quarter(p.Start)]++
			}
		}
	}
	return s
}

// planTime is the child-years on plans by age.
func planTime(t *model.Table) (out [model.AgeBands]float64) {
	for a := range model.AgeBands {
		for b := range model.PlanBands {
			out[a] += t.At(0, model.AgeBand(a), b).Exposure
		}
	}
	return out
}

// planQuarters is what a table expects of all plans by quarter.
func planQuarters(h *model.History, pw window, t *model.Table) []float64 {
	all := func() *tally { return newTally([]string{"all"}, model.AgeBands, model.PlanClock, pw.quarters()) }
	after := newTally([]string{"all"}, 1, model.AfterClock, pw.quarters())
	care := all()
	tallied := planSums{all(), care, after, func(cluster) {}}
	tallied.count(h, link(h), pw)
	_, expected := byQuarter([]*tally{care}, []model.Table{*t})
	return expected
}

// shareOut parts n by the weights, nowhere more than most; false where that can't be.
func shareOut(n float64, weight, most [model.AgeBands]float64) (out [model.AgeBands]float64, ok bool) {
	full := [model.AgeBands]bool{}
	for range model.AgeBands {
		left, total := n, 0.0
		for a := range out {
			if full[a] {
				left -= out[a]
			} else {
				total += weight[a]
			}
		}
		if total <= 0 {
			return out, left <= 1e-9*n
		}
		over := false
		for a := range out {
			if full[a] {
				continue
			}
			out[a] = left * weight[a] / total
			if out[a] > most[a] {
				out[a], full[a], over = most[a], true, true
			}
		}
		if !over {
			return out, true
		}
	}
	return out, false
}

// afterCareTime is how long a plan lasts after its child came into care, in years by
// the time since.
func afterCareTime() (out [model.AfterBands]float64) {
	open, from := 1.0, 0.0
	for b, hazard := range afterCareHazard {
		left := 0.0
		if b < len(model.AfterClock.Edges) {
			to := model.AfterClock.Edges[b]
			left, from = open*math.Exp(-hazard*(to-from)/model.DaysPerYear), to
		}
		out[b] = (open - left) / hazard
		open = left
	}
	return out
}

// with adds others that belong elsewhere.
func (u earlierReturns) with(o earlierReturns) earlierReturns {
	out := earlierReturns{quarter: make([]float64, len(o.quarter))}
	copy(out.quarter, u.quarter)
	for q, n := range o.quarter {
		out.quarter[q] += n
	}
	for a := range out.age {
		out.age[a] = u.age[a] + o.age[a]
	}
	return out
}

func added(list []float64) (n float64) {
	for _, x := range list {
		n += x
	}
	return n
}

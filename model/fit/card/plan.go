package card

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// plan is a child protection plan as far as the censuses cover it.
type plan struct {
	quarter    int // of a year of age, on the first day
	age        model.AgeBand
	start, end model.Date // end zero if open
	family     int
	// care is from when the child was in care, zero if never; led tells that
	// the plan led there.
	care model.Date
	led  bool
	// Before the plan ends or care begins it is under observation in
	// (from, stop] days; out is 0 if still so, else 1 + way (see planWays).
	from, stop float64
	out        int
	// whole tells that the child was not in care on the first day, so that the
	// plan's course is that of a plan's rates from the start.
	whole bool
}

// Ways in which the time on a plan before care ends.
const (
	planEnds = iota
	planCare
	planWays
)

// planWindow is the time that the censuses cover within the window.
func planWindow(h *model.History) (from, to model.Date) {
	from, to = h.From, h.To
	if !h.PlansFrom.IsZero() {
		from = max(from, h.PlansFrom)
	}
	if !h.PlansTo.IsZero() {
		to = min(to, h.PlansTo)
	}
	return from, to
}

// addPlan adds a plan that was open in the censuses' window.
func (s *sight) addPlan(ci int, c *model.Child, p *model.Plan, care model.Date, led bool) {
	from, to := planWindow(s.h)
	if p.Start > to || !p.End.IsZero() && p.End <= from && p.End != p.Start {
		return
	}
	x := plan{
		quarter: quarterOf(c.Born, p.Start), age: ageOn(c.Born, p.Start), start: p.Start, end: p.End, care: care, led: led,
		family: familyOf(s.names, ci, p.Start, "plan "+p.Referral.String()), whole: care.IsZero() || care > p.Start || led,
	}
	if p.Referral.IsZero() {
		x.family = -1 - ci
	}
	end := to + 1
	if !p.End.IsZero() && p.End < end {
		end, x.out = p.End, 1+planEnds
	}
	if !care.IsZero() && care <= end {
		if care < end || led {
			end, x.out = care, 0
		}
		if led {
			x.out = 1 + planCare
		}
	}
	x.from, x.stop = math.Max(0, float64(from-p.Start)), float64(end-p.Start)
	s.plans = append(s.plans, x)
}

// course is what the rates make of plans that begin together: the share still
// on the plan without care, gone by each way, and open at all, since a plan
// that led to care stays open for a while.
type course struct {
	at   []float64
	on   []float64
	out  [][planWays]float64
	open []float64
}

// run follows plans of children of one age (a quarter of a year) that have
// been open for so many days, not in care yet.
func (r *rates) run(quarter int, since float64, until float64) *course {
	at := []float64{}
	for _, t := range steps(model.PlanClock, until) {
		if t > since {
			at = append(at, t)
		}
	}
	at = append([]float64{since}, at...)
	c := &course{at: at, on: make([]float64, len(at)), out: make([][planWays]float64, len(at)), open: make([]float64, len(at))}
	age := (float64(quarter) + 0.5) / 4
	c.on[0], c.open[0] = 1, 1
	type entered struct{ on, share float64 }
	var after []entered
	for k := 0; k+1 < len(at); k++ {
		t, dt := at[k], at[k+1]-at[k]
		band := model.PlanClock.Band(t + dt/2)
		a := model.AgeBandOf(age + (t+dt/2)/model.DaysPerYear)
		end := r.m.PlanEnd.At(0, a, band).Mean / model.DaysPerYear * dt
		care := r.m.PlanToCare.At(0, a, band).Mean / model.DaysPerYear * dt
		gone := 0.0
		if end+care > 0 {
			gone = c.on[k] * -math.Expm1(-end-care)
		}
		c.out[k+1] = c.out[k]
		c.on[k+1] = c.on[k] - gone
		for i := range after {
			after[i].share *= math.Exp(-r.afterCare(t-after[i].on, t+dt-after[i].on))
		}
		if gone > 0 {
			c.out[k+1][planEnds] += gone * end / (end + care)
			into := gone * care / (end + care)
			c.out[k+1][planCare] += into
			after = append(after, entered{t + dt/2, into * math.Exp(-r.afterCare(0, dt/2))})
		}
		if before, then := grown(quarter, t), grown(quarter, t+dt); then > before {
			ends := r.m.PlanAdult * (then - before) / (1 - before)
			c.out[k+1][planEnds] += c.on[k+1] * ends
			c.on[k+1] *= 1 - ends
			for i := range after {
				after[i].share *= 1 - ends
			}
		}
		c.open[k+1] = c.on[k+1]
		for i := range after {
			c.open[k+1] += after[i].share
		}
	}
	return c
}

// afterCare is the integrated hazard of a plan's end between two times since
// it led to care, in days.
func (r *rates) afterCare(from, to float64) float64 {
	sum := 0.0
	for t := math.Max(0, from); t < to; {
		band, left := model.AfterClock.Left(t)
		dt := math.Min(left, to-t)
		sum += r.m.AfterCare.At(0, 0, band).Mean / model.DaysPerYear * dt
		t += dt
	}
	return sum
}

// value is a course's curve at a time in days.
func (c *course) value(list []float64, t float64) float64 {
	if len(c.at) < 2 {
		return list[0]
	}
	k, w := between(c.at, t)
	return (1-w)*list[k] + w*list[k+1]
}

// gone is the share that ended in each way at a time in days.
func (c *course) gone(t float64) (out [planWays]float64) {
	if len(c.at) < 2 {
		return out
	}
	k, w := between(c.at, t)
	for f := range out {
		out[f] = (1-w)*c.out[k][f] + w*c.out[k+1][f]
	}
	return out
}

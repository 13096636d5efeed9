package markov

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// tally gathers expectations.
type tally struct {
	counts *sim.Counts[float64]
	usage  []usage // by financial year
	// swift is movers by month times the hazard of moving again.
	swift []float64
}

// usage is sim.Usage, without what is the scenario's.
type usage struct {
	nights                         places
	above                          places // nights' worth, as in sim.Usage; see providers.go
	uasc, plan, start, sgo, adopts float64
	cases                          []float64
}

func newTally(cal *sim.Calendar, spends int) *tally {
	t := &tally{counts: sim.NewCounts[float64](len(cal.Dates)), usage: make([]usage, len(cal.Years)), swift: make([]float64, len(cal.Dates))}
	for i := range t.usage {
		t.usage[i].cases = make([]float64, spends)
	}
	return t
}

// add adds another tally w times.
func (t *tally) add(o *tally, w float64) {
	addCounts(t.counts, o.counts, w)
	for m, x := range o.swift {
		t.swift[m] += w * x
	}
	for y := range t.usage {
		a, b := &t.usage[y], &o.usage[y]
		for p, x := range b.nights {
			a.nights[p] += w * x
		}
		for p, x := range b.above {
			a.above[p] += w * x
		}
		a.uasc += w * b.uasc
		a.plan += w * b.plan
		a.start += w * b.start
		a.sgo += w * b.sgo
		a.adopts += w * b.adopts
		for k := range min(len(a.cases), len(b.cases)) {
			a.cases[k] += w * b.cases[k]
		}
	}
}

// nightsBetween is how many nights there are under a curve, given its integral
// and its values at both ends: nights are counted at the ends of days, which by
// Euler and Maclaurin is the integral and half the rise.
func nightsBetween(integral, from, to float64) float64 { return integral + (to-from)/2 }

// money is a year's usage as tariffs read it.
func (t *tally) money(y int, on []float64) sim.Usage {
	var u sim.Usage
	x := &t.usage[y]
	for p := range model.Places {
		u.Nights[p] += x.nights[p]
	}
	u.UASC += x.uasc
	u.Plan += x.plan
	u.PlanStart += x.start
	u.SGO += x.sgo
	u.Adoption += x.adopts
	u.Cases, u.On = x.cases, on
	return u
}

func addCounts(to, from *sim.Counts[float64], w float64) {
	a, b := to.Series(), from.Series()
	for i := range a {
		for j, x := range b[i] {
			a[i][j] += w * x
		}
	}
}

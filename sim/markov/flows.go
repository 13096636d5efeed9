package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// flows are who comes into care and who leaves, by lane, birth and window.
// Births are cut into steps of a month, so that whoever was in one month at age
// step a is at a+1 in the next: a cohort runs along a diagonal of ages and
// months. lead is the part of entries that counts for their families.
type flows struct {
	months, windows int
	cohorts         [lanes][]*cohorts       // by diagonal; nil where there is no one
	routes          [model.Routes][]float64 // entries by window
	middle          float64                 // of the first month
}

// cohorts are the children of a diagonal, by window.
type cohorts struct {
	entries, lead  []float64
	planned        []float64 // of entries: by a plan that began within the horizon
	leavers, leadL [model.Exits][]float64
	// present is the figures of the stock's children with this birthday, and
	// children how many they are.
	present  *sim.Counts[float64]
	children float64
}

// lane is a class of children and how their births lie in the month: evenly,
// as those of arrivals do, or at the middle, where the stock's are put.
type lane int

const (
	even lane = iota
	pointed
	births
	lanes = births * lane(model.Classes)
)

func laneOf(c model.Class, b lane) lane { return lane(c)*births + b }
func (l lane) class() model.Class       { return model.Class(l / births) }
func (l lane) pointed() bool            { return l%births == pointed }

// age is that of children at a step, in days, in the middle of the window.
func (l lane) age(step int) float64 {
	if l.pointed() {
		return float64(step) * ageStep
	}
	return (float64(step) + 0.5) * ageStep
}

func newFlows(months, windows int, middle float64) *flows {
	f := &flows{months: months, windows: windows, middle: middle}
	for c := range lanes {
		f.cohorts[c] = make([]*cohorts, months+bins+1)
	}
	for r := range f.routes {
		f.routes[r] = make([]float64, windows)
	}
	return f
}

// at is a diagonal's children, with room for them.
func (f *flows) at(l lane, diagonal int) *cohorts {
	c := f.cohorts[l][diagonal]
	if c == nil {
		block := make([]float64, f.windows*(3+2*model.Exits))
		take := func() []float64 {
			x := block[:f.windows:f.windows]
			block = block[f.windows:]
			return x
		}
		c = &cohorts{entries: take(), lead: take(), planned: take()}
		for e := range c.leavers {
			c.leavers[e], c.leadL[e] = take(), take()
		}
		f.cohorts[l][diagonal] = c
	}
	return c
}

// diagonal is that of an age bin in a month (the first is 1); ok is false for
// those who are past eighteen before the projection begins.
func (f *flows) diagonal(bin, month int) (int, bool) {
	d := bin - (month - 1) + f.months - 1
	return d, d >= 0 && d <= f.months+bins
}

// bin is the age bin of a diagonal in a month; at bins and above the children
// have grown up.
func (f *flows) bin(diagonal, month int) int { return diagonal - (f.months - 1) + month - 1 }

// birthday is the diagonal of a child of the stock.
func (f *flows) birthday(born float64) (int, bool) {
	d := int(math.Round((f.middle-born)/ageStep)) + f.months - 1
	return d, d >= 0 && d <= f.months+bins
}

// enter and leave note what children of the stock do.
func (f *flows) enter(class model.Class, born float64, window int, mass, lead float64) {
	if mass <= 0 {
		return
	}
	if d, ok := f.birthday(born); ok {
		c := f.at(laneOf(class, pointed), d)
		c.entries[window] += mass
		c.lead[window] += lead
	}
}

func (f *flows) leave(class model.Class, born float64, by model.Exit, window int, mass, lead float64) {
	if mass <= 0 || !comesBackFrom(by) {
		return
	}
	if d, ok := f.birthday(born); ok {
		c := f.at(laneOf(class, pointed), d)
		c.leavers[by][window] += mass
		c.leadL[by][window] += lead
	}
}

// addChild notes the figures of a child of the stock.
func (f *flows) addChild(class model.Class, born float64, figures *sim.Counts[float64]) {
	if d, ok := f.birthday(born); ok {
		f.at(laneOf(class, pointed), d).add(figures, 1)
	}
}

func (c *cohorts) add(figures *sim.Counts[float64], children float64) {
	if c.present == nil {
		c.present = sim.NewCounts[float64](len(figures.CPP))
	}
	addCounts(c.present, figures, 1)
	c.children += children
}

func addCounts(to, from *sim.Counts[float64], w float64) {
	a, b := to.Series(), from.Series()
	for i := range a {
		for j, x := range b[i] {
			a[i][j] += w * x
		}
	}
}

func (f *flows) add(o *flows) {
	sum := func(to, from []float64) {
		for i, x := range from {
			to[i] += x
		}
	}
	for l := range lanes {
		for d, from := range o.cohorts[l] {
			if from == nil {
				continue
			}
			to := f.at(l, d)
			sum(to.entries, from.entries)
			sum(to.lead, from.lead)
			sum(to.planned, from.planned)
			if from.present != nil {
				to.add(from.present, from.children)
			}
			for e := range to.leavers {
				sum(to.leavers[e], from.leavers[e])
				sum(to.leadL[e], from.leadL[e])
			}
		}
	}
	for r := range f.routes {
		sum(f.routes[r], o.routes[r])
	}
}

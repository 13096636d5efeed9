package markov

import (
	"github.com/carecurve/carecurve/model"
)

// flows are who comes into care and who leaves, by class, lump of births and
// window. lead is the part of entries that counts for their families.
type flows struct {
	*births
	windows int
	cohorts [model.Classes][]*cohorts // by lump; nil where there is no one
	routes  [model.Routes][]float64   // entries by window
}

// cohorts are the children of a lump, by window.
type cohorts struct {
	entries, lead []float64
	planned       []float64 // of entries: by a plan that began within the horizon
	own           []float64 // of entries: children of the stock
	apart         []float64 // of entries: by a plan that was a child's second here, or a later one
	// Plans ended without care, from which children may come back.
	lapsed, lapsedLead []float64
	leavers, leadL     [model.Exits][]float64
}

func newFlows(b *births, windows int) *flows {
	f := &flows{births: b, windows: windows}
	for c := range f.cohorts {
		f.cohorts[c] = make([]*cohorts, len(b.lumps))
	}
	for r := range f.routes {
		f.routes[r] = make([]float64, windows)
	}
	return f
}

// at is a lump's children, with room for them.
func (f *flows) at(class model.Class, lump int) *cohorts {
	c := f.cohorts[class][lump]
	if c == nil {
		block := make([]float64, f.windows*(7+2*model.Exits))
		take := func() []float64 {
			x := block[:f.windows:f.windows]
			block = block[f.windows:]
			return x
		}
		c = &cohorts{entries: take(), lead: take(), planned: take(), own: take(), apart: take(), lapsed: take(), lapsedLead: take()}
		for e := range c.leavers {
			c.leavers[e], c.leadL[e] = take(), take()
		}
		f.cohorts[class][lump] = c
	}
	return c
}

// enter and leave note what children of the stock do.
func (f *flows) enter(class model.Class, born float64, window int, mass, lead float64) {
	if mass <= 0 {
		return
	}
	f.birthday(born, func(l int, share float64) {
		c := f.at(class, l)
		c.entries[window] += mass * share
		c.own[window] += mass * share
		c.lead[window] += lead * share
	})
}

// lapse notes plans of children of the stock that end without care.
func (f *flows) lapse(class model.Class, born float64, window int, mass, lead float64) {
	if mass <= 0 || class != model.General {
		return
	}
	f.birthday(born, func(l int, share float64) {
		c := f.at(class, l)
		c.lapsed[window] += mass * share
		c.lapsedLead[window] += lead * share
	})
}

func (f *flows) leave(class model.Class, born float64, by model.Exit, window int, mass, lead float64) {
	if mass <= 0 || !comesBackFrom(by) {
		return
	}
	f.birthday(born, func(l int, share float64) {
		c := f.at(class, l)
		c.leavers[by][window] += mass * share
		c.leadL[by][window] += lead * share
	})
}

func (f *flows) add(o *flows) {
	sum := func(to, from []float64) {
		for i, x := range from {
			to[i] += x
		}
	}
	for class := range f.cohorts {
		for l, from := range o.cohorts[class] {
			if from == nil {
				continue
			}
			to := f.at(model.Class(class), l)
			sum(to.entries, from.entries)
			sum(to.lead, from.lead)
			sum(to.planned, from.planned)
			sum(to.own, from.own)
			sum(to.apart, from.apart)
			sum(to.lapsed, from.lapsed)
			sum(to.lapsedLead, from.lapsedLead)
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

package markov

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Where the series of a line of a book stand: the order of sim.Counts.Series.
const (
	ageAt       = model.Places
	careAt      = ageAt + model.AgeBands
	cppAt       = careAt + model.DurationBands
	providerAt  = cppAt + 1 // see providers.go
	entryAt     = providerAt + model.Providers
	exitAt      = entryAt + model.Routes
	moveAt      = exitAt + model.Exits
	planStartAt = moveAt + 1
	planEndAt   = moveAt + 2
	repeatAt    = moveAt + 3
	courtAt     = moveAt + 4
	seriesLen   = moveAt + 5
)

// line is all series at one date.
type line [seriesLen]float64

// book is expectations by date.
type book []line

// add adds another book w times.
func (b book) add(o book, w float64) {
	for d := range o {
		to := &b[d]
		for s, x := range &o[d] {
			to[s] += w * x
		}
	}
}

// into adds a book to counts.
func (b book) into(c *sim.Counts[float64]) {
	for s, series := range c.Series() {
		for d := range b {
			series[d] += b[d][s]
		}
	}
}

// measures of a line.
func (m *measure) of(l *line) float64 {
	x := 0.0
	if m.weight == nil {
		for _, k := range m.sum {
			x += l[k]
		}
		return x
	}
	for i, k := range m.sum {
		x += m.weight[i] * l[k]
	}
	return x
}

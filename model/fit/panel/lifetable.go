package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// steps is the grid of the time in care, in days, on which lives are followed:
// fine at first; it holds every edge of the clocks and of the published bands.
var steps = func() []float64 {
	var out []float64
	grid := func(to float64, parts int) {
		from := 0.0
		if len(out) > 0 {
			from = out[len(out)-1]
		}
		for i := 1; i <= parts; i++ {
			out = append(out, from+(to-from)*float64(i)/float64(parts))
		}
	}
	out = append(out, 0)
	grid(14, 2)
	grid(28, 2)
	grid(56, 4)
	grid(91, 3)
	grid(182, 4)
	grid(model.DaysPerYear, 6)
	for y := 2.0; y <= model.AdultAge; y++ {
		grid(y*model.DaysPerYear, 8)
	}
	return out
}()

// hazards is a yearly hazard by way out, age band and step of the time in care.
type hazards [model.ExitFlows][model.AgeBands][]float64

func newHazards(at func(f, a, k int) float64) *hazards {
	h := &hazards{}
	for f := range h {
		for a := range h[f] {
			h[f][a] = make([]float64, len(steps)-1)
			for k := range h[f][a] {
				h[f][a][k] = at(f, a, k)
			}
		}
	}
	return h
}

// part is children who come at one age, how many a year.
type part struct{ age, rate float64 }

// parts spreads yearly entries by band over the ages within it.
func parts(entries []float64, within [model.AgeBands][]float64) []part {
	var out []part
	for a, n := range entries {
		from, to := model.AgeSpan(model.AgeBand(a))
		share := normalise(within[a])
		for i, s := range share {
			width := (to - from) / float64(len(share))
			out = append(out, part{from + width*(float64(i)+0.5), n * s})
		}
	}
	return out
}

// life is one cell of a standing population: children of an age and time in
// care.
type life struct {
	age    float64 // years
	days   float64 // in care
	step   int
	weight float64 // children
}

// standing is a population of children in care, and how it leaves.
type standing struct {
	lives    []life
	stock    [model.AgeBands]float64
	exits    [model.ExitFlows][model.AgeBands]float64 // a year
	duration [9]float64                               // exits a year by careDurations, adults among them
	adults   float64                                  // eighteenth birthdays in care a year
	exposure [model.AgeBands][model.CareBands]float64
	events   [model.ExitFlows][model.AgeBands][model.CareBands]float64
}

// stand follows everyone who came at the given rates until they leave. tilt is
// how many more came then than now, by present age band and time in care.
func stand(in []part, h *hazards, tilt func(a model.AgeBand, days float64) float64) *standing {
	s := &standing{}
	for _, p := range in {
		alive := p.rate
		for k := 0; k+1 < len(steps); k++ {
			from, to := steps[k], steps[k+1]
			last := false
			if end := (model.AdultAge - p.age) * model.DaysPerYear; end <= to {
				to, last = end, true
			}
			dt := (to - from) / model.DaysPerYear
			if dt > 0 {
				age := p.age + (from+to)/2/model.DaysPerYear
				a := model.AgeBandOf(age)
				sum := 0.0
				for f := range h {
					sum += h[f][a][k]
				}
				kept := math.Exp(-sum * dt)
				lived := alive * dt
				if sum > 0 {
					lived = alive * (1 - kept) / sum
				}
				w := tilt(a, (from+to)/2)
				band, dur := model.CareClock.Band((from+to)/2), bandOf(careEdges, (from+to)/2)
				s.lives = append(s.lives, life{age, (from + to) / 2, k, lived * w})
				s.stock[a] += lived * w
				s.exposure[a][band] += lived * w
				for f := range h {
					x := lived * w * h[f][a][k]
					s.exits[f][a] += x
					s.events[f][a][band] += x
					s.duration[dur] += x
				}
				alive *= kept
			}
			if last {
				w := tilt(model.Age16to17, to)
				s.adults += alive * w
				s.duration[bandOf(careEdges, to)] += alive * w
				break
			}
		}
	}
	return s
}

func bandOf(edges []float64, x float64) int {
	for i, e := range edges {
		if x < e {
			return i
		}
	}
	return len(edges)
}

// leaving is the exits a year before the eighteenth birthday.
func (s *standing) leaving() float64 {
	sum := 0.0
	for f := range s.exits {
		for _, x := range s.exits[f] {
			sum += x
		}
	}
	return sum
}

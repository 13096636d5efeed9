package study

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Answer is what a scenario comes to at one value of an assumption.
type Answer struct {
	Saving float64 // against the baseline in Sensitivity.Year, pounds, on average
	Total  float64 // the same over all years
	LAC    float64 // children looked after at the end of the horizon
}

// Sensed is an assumption with what follows from it.
type Sensed struct {
	Assumption
	AtLow, AtHigh Answer
	// Switch is the value nearest to Base at which the year's saving is nothing,
	// if Switches; else no value from Least to Most takes the saving away.
	Switch   float64
	Switches bool
}

// Swing is by how much the year's saving differs between the ends.
func (s *Sensed) Swing() float64 { return math.Abs(s.AtHigh.Saving - s.AtLow.Saving) }

// Sensitivity is a scenario's assumptions, the one that matters most first.
type Sensitivity struct {
	Scenario string
	Year     model.FinancialYear // the last that is whole
	End      model.Date          // of the horizon
	Base     Answer
	List     []Sensed
}

// Sense moves each assumption of a programme's last scenario to the ends of its
// interval, all others staying, and finds where the saving of the last whole
// year is gone. All runs share their luck, if the engine draws any. What
// changes the scenario alone runs side by side; prices and rates change the
// baseline too and have runs of their own. It fails as the engine does.
func Sense(ctx context.Context, e sim.Engine, p *sim.Programme) (*Sensitivity, error) {
	s := &sensing{engine: e, p: p, all: Assumptions(p), known: map[ask]Answer{}}
	base, err := s.run(ctx, p, 1)
	if err != nil {
		return nil, err
	}
	last := &p.Scenarios[len(p.Scenarios)-1]
	out := &Sensitivity{Scenario: last.Name, Year: s.year, End: s.end, Base: base[0]}
	var asks []ask
	for i := range s.all {
		a := &s.all[i]
		s.known[ask{i, a.Base}] = base[0]
		asks = append(asks, ask{i, a.Low}, ask{i, a.High})
		if a.scenario != nil { // side by side these cost little
			asks = append(asks, ask{i, a.Least}, ask{i, a.Most})
		}
	}
	if err := s.answer(ctx, asks); err != nil {
		return nil, err
	}
	// Two rounds of straight lines between the values on both sides of nothing,
	// or beyond an end of the interval.
	for range 2 {
		asks = nil
		for i := range s.all {
			v, ok := s.crossing(i)
			if !ok {
				v, ok = s.beyond(i)
			}
			if ok {
				asks = append(asks, ask{i, v})
			}
		}
		if err := s.answer(ctx, asks); err != nil {
			return nil, err
		}
	}
	for i, a := range s.all {
		x := Sensed{Assumption: a, AtLow: s.known[ask{i, a.Low}], AtHigh: s.known[ask{i, a.High}]}
		x.Switch, x.Switches = s.crossing(i)
		out.List = append(out.List, x)
	}
	slices.SortStableFunc(out.List, func(a, b Sensed) int { return cmp.Compare(b.Swing(), a.Swing()) })
	return out, nil
}

// ask is an assumption, by its place in the list, at a value.
type ask struct {
	of int
	at float64
}

type sensing struct {
	engine sim.Engine
	p      *sim.Programme
	all    []Assumption
	known  map[ask]Answer
	year   model.FinancialYear
	end    model.Date
}

// answer runs what is asked and not yet known.
func (s *sensing) answer(ctx context.Context, asks []ask) error {
	n := len(s.p.Scenarios) - 1
	var beside []ask
	for _, q := range asks {
		if _, ok := s.known[q]; ok {
			continue
		}
		a := &s.all[q.of]
		if a.scenario != nil {
			if !slices.Contains(beside, q) {
				beside = append(beside, q)
			}
			continue
		}
		p := *s.p
		a.programme(&p, q.at)
		out, err := s.run(ctx, &p, 1)
		if err != nil {
			return fmt.Errorf("%s at %g: %w", a.Name, q.at, err)
		}
		s.known[q] = out[0]
	}
	for len(beside) > 0 {
		k := min(batch, len(beside))
		p := *s.p
		p.Scenarios = slices.Clone(s.p.Scenarios[:n])
		for i, q := range beside[:k] {
			x := s.p.Scenarios[n].Only(func(string) bool { return true })
			x.Name = fmt.Sprintf("%s/%d", x.Name, i)
			s.all[q.of].scenario(&x, q.at)
			p.Scenarios = append(p.Scenarios, x)
		}
		out, err := s.run(ctx, &p, k)
		if err != nil {
			return err
		}
		for i, q := range beside[:k] {
			s.known[q] = out[i]
		}
		beside = beside[k:]
	}
	return nil
}

// run gives the answers of a programme's last k scenarios.
func (s *sensing) run(ctx context.Context, p *sim.Programme, k int) ([]Answer, error) {
	out, err := s.engine.Run(ctx, p)
	if err != nil {
		return nil, err
	}
	year := len(out.Years) - 1
	for year > 0 && out.Years[year].Part {
		year--
	}
	s.year, s.end = out.Years[year].Year, out.Dates[len(out.Dates)-1]
	var answers []Answer
	for i := len(out.Scenarios) - k; i < len(out.Scenarios); i++ {
		o := &out.Scenarios[i]
		a := Answer{LAC: o.Find("lac", "").Values[len(out.Dates)-1].Mean}
		for y, v := range sim.Line(o.Savings, "total").Values {
			a.Total += v.Mean
			if y == year {
				a.Saving = v.Mean
			}
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// beyond is where the straight line from the base through an end of the
// interval comes to nothing, a tenth further on, if that is still to be tried.
func (s *sensing) beyond(i int) (at float64, ok bool) {
	a := &s.all[i]
	base := s.known[ask{i, a.Base}].Saving
	for _, end := range []float64{a.Low, a.High} {
		change := s.known[ask{i, end}].Saving - base
		if change == 0 || end == a.Base {
			continue
		}
		v := a.Base - 1.1*base*(end-a.Base)/change
		if inside := v >= a.Least && v <= a.Most; inside && (!ok || math.Abs(v-a.Base) < math.Abs(at-a.Base)) {
			at, ok = v, true
		}
	}
	return at, ok
}

// crossing is where the saving is nothing on the straight line between the two
// known values next to each other that have it on either side, nearest to the
// base.
func (s *sensing) crossing(i int) (at float64, ok bool) {
	base := s.all[i].Base
	var values []float64
	for q := range s.known {
		if q.of == i {
			values = append(values, q.at)
		}
	}
	slices.Sort(values)
	for k := 1; k < len(values); k++ {
		a, b := values[k-1], values[k]
		x, y := s.known[ask{i, a}].Saving, s.known[ask{i, b}].Saving
		if x == 0 && y == 0 || x > 0 == (y > 0) {
			continue
		}
		v := a + (b-a)*x/(x-y)
		if !ok || math.Abs(v-base) < math.Abs(at-base) {
			at, ok = v, true
		}
	}
	return at, ok
}

package markov

import (
	"context"
	"fmt"
	"slices"

	"github.com/carecurve/carecurve/sim"
)

// canDo refuses what has no expectation here.
func canDo(s *sim.Scenario) error {
	if c := s.Coupling(); len(c) > 0 {
		return fmt.Errorf("markov: %s couples children, so that what one can do depends on the others\nrun it with the agents engine", c[0])
	}
	classes := func(intervention string, w *sim.Who) error {
		if len(w.Classes) > 0 {
			return fmt.Errorf("markov: %s acts on unaccompanied children or on all others alone\nrun it with the agents engine", intervention)
		}
		return nil
	}
	for i := range s.Changes {
		if err := classes(s.Changes[i].Intervention, &s.Changes[i].Who); err != nil {
			return err
		}
	}
	for i := range s.Stretches {
		if err := classes(s.Stretches[i].Intervention, &s.Stretches[i].Who); err != nil {
			return err
		}
	}
	for i := range s.Reroutes {
		r := &s.Reroutes[i]
		if err := classes(r.Intervention, &r.Who); err != nil {
			return err
		}
		if r.Provider != nil || len(r.From.Providers) > 0 {
			return fmt.Errorf("markov: %s goes by who runs placements, so that it matters when each began\nrun it with the agents engine", r.Intervention)
		}
	}
	for i := range s.Stretches {
		c := &s.Stretches[i]
		if c.Of == sim.CareTime && (len(c.Who.Settings) > 0 || len(c.Who.Locations) > 0) {
			return fmt.Errorf("markov: %s stretches the time in care in some placements only, so that the clock depends on where each child has been\nrun it with the agents engine", c.Intervention)
		}
	}
	if n := len(offers(s)); n > 0 {
		if worlds := len(worldsOf(s, nil)); worlds > maxWorlds {
			return fmt.Errorf("markov: scenario %s has %d offers and uncertain deliveries, %d combinations of who is reached\nrun it with the agents engine", s.Name, n, worlds)
		}
	}
	return nil
}

const maxWorlds = 512

// draw is a value that is drawn once per family or run, cut into spans within
// which its middle stands for all.
type draw struct {
	key   string
	spans []span
}

// at is the draw's middle in its i-th span, and the span's width.
func (d *draw) at(i int) (middle, width float64) {
	s := d.spans[i]
	return (s.lo + s.hi) / 2, s.hi - s.lo
}

// rampParts is into how many parts a draw is cut whose size decides when, and
// not only whether, a case is reached.
const rampParts = 6

// offers are a scenario's offers that reach cases.
func offers(s *sim.Scenario) []draw {
	type offer struct {
		cuts []float64
		ramp float64
	}
	found := map[string]*offer{}
	var names []string
	take := func(r *sim.Reach) {
		o := found[r.Offer]
		if o == nil {
			o = &offer{}
			found[r.Offer] = o
			names = append(names, r.Offer)
		}
		o.cuts = append(o.cuts, min(r.Coverage, 1))
		if r.Ramp > 0 {
			o.ramp = max(o.ramp, min(r.Coverage, 1))
		}
	}
	for i := range s.Changes {
		if s.Changes[i].Flow.HasCases() {
			take(&s.Changes[i].Reach)
		}
	}
	for i := range s.Stretches {
		take(&s.Stretches[i].Reach)
	}
	ramped := 0
	for _, o := range found {
		if o.ramp > 0 {
			ramped++
		}
	}
	// The error falls with the square of their number.
	parts := max(rampParts/max(ramped, 1), 3)
	var out []draw
	for _, name := range names {
		o := found[name]
		for i := 1; i < parts; i++ {
			o.cuts = append(o.cuts, o.ramp*float64(i)/float64(parts))
		}
		out = append(out, draw{name, spansOf(o.cuts)})
	}
	return out
}

// spansOf cuts [0, 1) at some points.
func spansOf(cuts []float64) (out []span) {
	cuts = append(cuts, 1)
	slices.Sort(cuts)
	from := 0.0
	for _, c := range cuts {
		if c > from+1e-12 {
			out = append(out, span{from, c})
			from = c
		}
	}
	return out
}

// deliveries are a scenario's deliveries that may fail.
func deliveries(s *sim.Scenario) []draw {
	found := map[string][]float64{}
	var names []string
	take := func(v *sim.Delivery) {
		if v.Probability < 1 {
			if _, ok := found[v.Key]; !ok {
				names = append(names, v.Key)
			}
			found[v.Key] = append(found[v.Key], max(v.Probability, 0))
		}
	}
	for i := range s.Changes {
		take(&s.Changes[i].Delivery)
	}
	for i := range s.Stretches {
		take(&s.Stretches[i].Delivery)
	}
	for i := range s.Reroutes {
		take(&s.Reroutes[i].Delivery)
	}
	for i := range s.Spends {
		take(&s.Spends[i].Delivery)
	}
	var out []draw
	for _, n := range names {
		out = append(out, draw{n, spansOf(found[n])})
	}
	return out
}

// worldsOf is all worlds of a scenario with their weights.
func worldsOf(s *sim.Scenario, r *rates) []*world {
	var out []*world
	given, reach := deliveries(s), offers(s)
	draws := append(append([]draw(nil), given...), reach...)
	n := 1
	for _, d := range draws {
		if n *= len(d.spans); n > maxWorlds {
			return make([]*world, n)
		}
	}
	for i := range n {
		weight := 1.0
		comes, offered := map[string]float64{}, map[string]float64{}
		for k, j := 0, i; k < len(draws); k++ {
			d := &draws[k]
			x, width := d.at(j % len(d.spans))
			j /= len(d.spans)
			weight *= width
			if k < len(given) {
				comes[d.key] = x
			} else {
				offered[d.key] = x
			}
		}
		out = append(out, worldOf(s, r, weight, comes, offered))
	}
	return out
}

// worldOf is a scenario in which deliveries and offers are drawn.
func worldOf(s *sim.Scenario, r *rates, weight float64, comes, offered map[string]float64) *world {
	w := &world{weight: weight, rates: r, growth: s.Growth}
	delivered := func(v *sim.Delivery) bool { return v.Probability >= 1 || comes[v.Key] < v.Probability }
	counted := make([]bool, len(s.Spends))
	spend := func(intervention, offer string) int {
		for i := range s.Spends {
			if sp := &s.Spends[i]; sp.PerCase != 0 && !counted[i] && sp.Intervention == intervention && (sp.Offer == "" || sp.Offer == offer) {
				counted[i] = true
				return i
			}
		}
		return -1
	}
	for i := range s.Changes {
		c := &s.Changes[i]
		n := spend(c.Intervention, c.Reach.Offer)
		x := change{flow: c.Flow, clock: noClock, who: &c.Who, reach: &c.Reach, delay: c.Delivery.Delay, log: c.Effect.Log, draw: offered[c.Reach.Offer], spend: n, index: i}
		if delivered(&c.Delivery) && !(c.Flow.HasCases() && x.draw >= c.Reach.Coverage) {
			w.changes = append(w.changes, x)
		}
	}
	for i := range s.Stretches {
		c := &s.Stretches[i]
		n := spend(c.Intervention, c.Reach.Offer)
		x := change{flow: noFlow, clock: c.Of, who: &c.Who, reach: &c.Reach, delay: c.Delivery.Delay, log: c.Effect.Log, draw: offered[c.Reach.Offer], spend: n, index: i}
		if delivered(&c.Delivery) && x.draw < c.Reach.Coverage {
			w.stretches = append(w.stretches, x)
		}
	}
	for i := range s.Reroutes {
		if v := &s.Reroutes[i]; delivered(&v.Delivery) {
			w.reroutes = append(w.reroutes, reroute{v, v.Delivery.Delay, i})
		}
	}
	for i := range s.Spends {
		x := 0.0
		if delivered(&s.Spends[i].Delivery) {
			x = 1
		}
		w.on = append(w.on, x)
	}
	return w
}

// noFlow and noClock mark a stretch among changes and a change among
// stretches.
const (
	noFlow  = sim.Flow(sim.Flows)
	noClock = sim.ClockKind(255)
)

// outcome is a scenario's expectation.
type outcome struct {
	*path
	on []float64 // by spend: how likely delivered
}

// outcomes works out every scenario's mean over its worlds.
func (r *run) outcomes(ctx context.Context, rates *rates, known *known) ([]*outcome, error) {
	var list [][]*world
	var cuts []float64
	for i := range r.programme.Scenarios {
		worlds := worldsOf(&r.programme.Scenarios[i], rates)
		for _, w := range worlds {
			w.scenario = i
			cuts = append(cuts, w.cuts()...)
		}
		list = append(list, worlds)
	}
	layout := newLayout(r.ends, cuts, r.step())
	var out []*outcome
	for i, worlds := range list {
		s := &r.programme.Scenarios[i]
		o := &outcome{path: r.newPath(len(s.Spends)), on: make([]float64, len(s.Spends))}
		for _, w := range worlds {
			w.layout, w.cells = layout, known.cells
			p, err := r.follow(ctx, w, known)
			if err != nil {
				return nil, err
			}
			o.merge(p, w.weight)
			for i, x := range w.on {
				o.on[i] += w.weight * x
			}
		}
		out = append(out, o)
	}
	return out, nil
}

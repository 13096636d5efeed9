package card

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// tally counts events, and keeps which befell one family on one day.
type tally struct {
	n     float64
	bouts map[bout]float64
}

func (t *tally) add(b bout) {
	if t.bouts == nil {
		t.bouts = map[bout]float64{}
	}
	t.n++
	t.bouts[b]++
}

// against makes a row of the tally and what the rates expect, whose variance
// is a Poisson count's times what families add to it.
func (t *tally) against(part Part, name string, expected float64, main bool) Row {
	return counted(part, name, "children", t.n, expected, math.Sqrt(expected*spread(t.bouts)), main)
}

// seen is the events in the window, counted as fit counts them.
type seen struct {
	exits    [model.ExitFlows]tally
	other    [len(model.OtherExits)]tally
	from     [model.Settings + 1]tally // exits by stratum
	age      [model.AgeBands]tally     // exits by age
	moves    tally
	moved    [model.Places + 2]tally // moves by stratum
	returned tally
	back     [model.Exits]tally // returns by way out

	planEnds, planCare, planAfter tally
}

func (s *sight) events() *seen {
	if s.counts != nil {
		return s.counts
	}
	e := &seen{}
	h := s.h
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		adult := c.Born.Birthday(model.AdultAge)
		for pi := range c.Periods {
			p := &c.Periods[pi]
			b := bout{familyOf(s.names, ci, p.Start, p.Family), p.End}
			if flow, ok := model.ExitFlowOf(p.Exit); ok && p.End > max(p.Start, h.From) && p.End <= min(h.To+1, adult) {
				e.exit(c, p, flow, b)
			}
			for i := range p.Placements[:len(p.Placements)-1] {
				e.move(h, c, p, i, b.family, adult)
			}
			if pi+1 < len(c.Periods) {
				e.comeBack(s, ci, pi, c, adult)
			}
		}
	}
	from, to := planWindow(h)
	for i := range s.plans {
		e.plan(&s.plans[i], from, to+1)
	}
	s.counts = e
	return e
}

func (e *seen) exit(c *model.Child, p *model.PeriodOfCare, flow model.ExitFlow, b bout) {
	e.exits[flow].add(b)
	for k, x := range model.OtherExits {
		if flow == model.FlowOther && x == p.Exit {
			e.other[k].add(b)
		}
	}
	// The last placement that had a day of its own.
	last := &p.Placements[0]
	for i := range p.Placements {
		if p.Placements[i].Start < p.End {
			last = &p.Placements[i]
		}
	}
	e.from[model.ExitStratum(class(c), model.PlaceOf(last.Setting, last.Location))].add(b)
	e.age[ageOn(c.Born, p.End-1)].add(b)
}

func (e *seen) move(h *model.History, c *model.Child, p *model.PeriodOfCare, i, family int, adult model.Date) {
	pl := &p.Placements[i]
	if pl.End.IsZero() || pl.End <= max(pl.Start, h.From) || pl.End > min(h.To, adult) {
		return
	}
	// As in fit: of a placement whose start is only bounded just the time that
	// is surely in the last band counts.
	if !pl.StartKnown && model.PlacementClock.Band(float64(pl.End-1-pl.Start)) < model.PlacementBands-1 {
		return
	}
	b := bout{family, pl.End}
	e.moves.add(b)
	e.moved[model.MoveStratum(class(c), model.PlaceOf(pl.Setting, pl.Location))].add(b)
}

func (e *seen) comeBack(s *sight, ci, pi int, c *model.Child, adult model.Date) {
	p, next := &c.Periods[pi], &c.Periods[pi+1]
	back := next.Start
	if p.End.IsZero() || p.End > s.h.To || p.Exit == model.ExitAged18 || p.Exit == model.ExitDied || s.fromPlan[period{ci, pi + 1}] ||
		back <= max(p.End, s.h.From) || back > min(s.h.To, adult) {
		return
	}
	b := bout{familyOf(s.names, ci, next.Start, next.Family), back}
	e.returned.add(b)
	e.back[p.Exit].add(b)
}

// plan counts a plan's end or its way into care. to is the day after the
// censuses' window.
func (e *seen) plan(p *plan, from, to model.Date) {
	within := func(d model.Date) bool { return d >= from && d < to }
	switch p.out {
	case 1 + planCare:
		if p.stop > p.from || within(p.care) && p.care == p.start {
			e.planCare.add(bout{p.family, p.care})
		}
	case 1 + planEnds:
		if p.stop > p.from {
			e.planEnds.add(bout{p.family, p.end})
		}
	}
	if !p.care.IsZero() && !p.end.IsZero() && p.end > max(p.care, from) && p.end < to && p.care < p.end {
		e.planAfter.add(bout{p.family, p.end})
	}
}

// expects is what a table's rates make of its exposure, by stratum and age.
func expects(t *model.Table) (all float64, stratum, age []float64) {
	stratum, age = make([]float64, len(t.Strata)), make([]float64, t.Ages)
	for i, c := range t.Cells {
		f := t.Factors(i)
		x := c.Exposure * c.Mean
		all += x
		stratum[f[0]] += x
		age[f[1]] += x
	}
	return all, stratum, age
}

func exits(m *model.Model, s *sight) []Row {
	e := s.events()
	names := [model.ExitFlows]string{"Home to parents", "Special guardianship", "Adoption", "Other ways out"}
	others := [len(model.OtherExits)]string{"Child arrangements order", "Custody", "Another council", "Died", "Other reasons"}
	var rows, byWay, byStratum, byAge []Row
	var stratum [model.Settings + 1]float64
	var age [model.AgeBands]float64
	var other [len(model.OtherExits)]float64
	for f := range m.Exits {
		all, strata, ages := expects(&m.Exits[f])
		rows = append(rows, e.exits[f].against(Exits, names[f], all, true))
		for i, x := range strata {
			stratum[i] += x
		}
		for a, x := range ages {
			age[a] += x
			if model.ExitFlow(f) == model.FlowOther {
				for k := range other {
					other[k] += x * m.OtherSplit[a][k]
				}
			}
		}
	}
	for k, x := range other {
		byWay = append(byWay, e.other[k].against(Exits, others[k], x, false))
	}
	for i, name := range model.ExitStrata() {
		byStratum = append(byStratum, e.from[i].against(Exits, "from "+name, stratum[i], false))
	}
	for a, x := range age {
		byAge = append(byAge, e.age[a].against(Exits, "at age "+model.AgeBand(a).String(), x, false))
	}
	return slices.Concat(rows, hide(byWay), hide(byStratum), hide(byAge))
}

func moves(m *model.Model, s *sight) []Row {
	e := s.events()
	all, stratum, _ := expects(&m.Moves)
	rows := []Row{}
	for i, name := range model.MoveStrata() {
		rows = append(rows, e.moved[i].against(Moves, "from "+name, stratum[i], false))
	}
	return append([]Row{e.moves.against(Moves, "All moves", all, true)}, hide(rows)...)
}

func returns(m *model.Model, s *sight) []Row {
	e := s.events()
	all, stratum, _ := expects(&m.Returns)
	rows := []Row{}
	for x := range model.Exits {
		if exit := model.Exit(x); exit != model.ExitAged18 && exit != model.ExitDied {
			rows = append(rows, e.back[x].against(Returns, "after "+exit.String(), stratum[x], false))
		}
	}
	return append([]Row{e.returned.against(Returns, "Returns to care", all, true)}, hide(rows)...)
}

func plans(m *model.Model, s *sight) []Row {
	// What is declared can't be held against the records.
	if s.h.PlansFrom.IsZero() || s.h.DeclaresPlans() {
		return nil
	}
	e := s.events()
	ends, _, _ := expects(&m.PlanEnd)
	care, _, _ := expects(&m.PlanToCare)
	after, _, _ := expects(&m.AfterCare)
	return []Row{
		e.planEnds.against(Plans, "Plan ends", ends, true),
		e.planCare.against(Plans, "Plan to care", care, true),
		e.planAfter.against(Plans, "Plan ends, child in care", after, false),
	}
}

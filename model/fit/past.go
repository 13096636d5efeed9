package fit

import "github.com/carecurve/carecurve/model"

// past is the council's own history: month-end stocks, monthly flows, and
// child-days by financial year, as far as the window reaches.
func past(h *model.History, w window, earlier []earlierLeaver) model.Past {
	var out model.Past
	first, last := model.MonthOf(w.from), model.MonthOf(w.to)
	n := int(last-first) + 1
	for i := range n {
		out.Months = append(out.Months, first+model.Month(i))
	}
	series := func() []float64 { return make([]float64, n) }
	out.LAC, out.Out, out.CPP = series(), series(), series()
	out.Entries, out.Exits, out.PlanStarts = series(), series(), series()
	for y := model.FinancialYearOf(w.from); y <= model.FinancialYearOf(w.to); y++ {
		out.Days = append(out.Days, model.PastDays{Year: y, Complete: w.from <= y.First()})
	}
	// stocked adds 1 to every month end at which [from, to) is open.
	stocked := func(s []float64, from, to model.Date) {
		for i := int(model.MonthOf(max(from, w.from)) - first); i < n; i++ {
			end := min(out.Months[i].Last(), w.to)
			if to <= end {
				break
			}
			if from <= end {
				s[i]++
			}
		}
	}
	flow := func(s []float64, d model.Date) {
		if w.within(d) {
			s[model.MonthOf(d)-first]++
		}
	}
	open := func(d model.Date) model.Date {
		if d.IsZero() {
			return w.to + 1
		}
		return d
	}
	// spent adds the nights of [from, to) to the years they fall in.
	spent := func(from, to model.Date, add func(*model.PastDays, float64)) {
		for i := range out.Days {
			y := out.Days[i].Year
			a, b := max(from, y.First(), w.from), min(to, y.Last()+1, w.to+1)
			if b > a {
				add(&out.Days[i], float64(b-a))
			}
		}
	}
	// paid adds the days of an allowance.
	paid := func(exit model.Exit, from, to model.Date) {
		spent(from, to, func(d *model.PastDays, n float64) {
			if exit == model.ExitSGO {
				d.SGO += n
			} else {
				d.Adoption += n
			}
		})
	}
	out.Flows = journeys(h, w)
	for _, e := range earlier {
		paid(e.exit, e.left, e.born.Birthday(model.AdultAge))
	}
	for ci := range h.Children {
		c := &h.Children[ci]
		for pi := range c.Periods {
			p := &c.Periods[pi]
			end := open(p.End)
			stocked(out.LAC, p.Start, end)
			if p.StartKnown {
				flow(out.Entries, p.Start)
			}
			if p.Court > p.Start || p.Court == p.Start && p.StartKnown {
				for i := range out.Days {
					if w.within(p.Court) && model.FinancialYearOf(p.Court) == out.Days[i].Year {
						out.Days[i].Court++
					}
				}
			}
			if !p.End.IsZero() {
				flow(out.Exits, p.End)
			}
			for i := range p.Placements {
				pl := &p.Placements[i]
				to := min(open(pl.End), end)
				if pl.Location == model.OutOfArea {
					stocked(out.Out, pl.Start, to)
				}
				place := model.PlaceOf(pl.Setting, pl.Location)
				by, known := model.ProviderOf(pl.Provider)
				spent(pl.Start, to, func(d *model.PastDays, n float64) {
					d.Place[place] += n
					if known {
						d.Run[place][by] += n
					}
					if c.UASC {
						d.UASC += n
					}
				})
			}
		}
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if p.End.IsZero() || !granted(p.Exit) || c.Born.IsZero() {
				continue
			}
			until := c.Born.Birthday(model.AdultAge)
			if pi+1 < len(c.Periods) {
				until = min(until, c.Periods[pi+1].Start)
			}
			paid(p.Exit, p.End, until)
		}
		if h.PlansFrom.IsZero() {
			continue
		}
		for k := range c.Plans {
			p := &c.Plans[k]
			stocked(out.CPP, p.Start, open(p.End))
			if p.Start >= h.PlansFrom {
				flow(out.PlanStarts, p.Start)
			}
			spent(p.Start, open(p.End), func(d *model.PastDays, n float64) { d.Plan += n })
			for i := range out.Days {
				if y := out.Days[i].Year; w.within(p.Start) && model.FinancialYearOf(p.Start) == y {
					out.Days[i].Starts++
				}
			}
		}
	}
	return out
}

// journeys are the comings, moves and leavings of the last twelve months; none
// where the records begin later.
func journeys(h *model.History, w window) (out model.Flows) {
	since := (w.to + 1).AddMonths(-12)
	if since < w.from {
		return out
	}
	within := func(d model.Date) bool { return d >= since && d <= w.to }
	for i := range h.Children {
		for _, p := range h.Children[i].Periods {
			if len(p.Placements) == 0 {
				continue
			}
			if p.StartKnown && within(p.Start) {
				out[model.Outside][p.Placements[0].Setting]++
			}
			for k := 1; k < len(p.Placements); k++ {
				if within(p.Placements[k].Start) {
					out[p.Placements[k-1].Setting][p.Placements[k].Setting]++
				}
			}
			if !p.End.IsZero() && within(p.End) {
				out[p.Placements[len(p.Placements)-1].Setting][model.Outside]++
			}
		}
	}
	return out
}

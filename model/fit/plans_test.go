package fit

import (
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// listed is a table's cells with anything in them, in days and events, by
// "stratum age band"; the window must be of one year.
func listed(table *model.Table) days {
	out := days{}
	t := tally{table: *table, quarters: 1}
	for _, c := range table.Cells {
		t.events = append(t.events, c.Occurrences)
		t.exposure = append(t.exposure, c.Exposure)
	}
	for k, v := range t.list() {
		out[k[:len(k)-2]] = v
	}
	return out
}

// planned is a year with plans and periods of care.
func planned(children ...model.Child) *model.History {
	h := oneYear(children...)
	h.PlansFrom, h.PlansTo, h.Linked = h.From, h.To, true
	return h
}

// both is a child with plans and periods of care.
func both(day string, p model.Plan, periods ...model.PeriodOfCare) model.Child {
	c := born(day, periods...)
	c.Plans = []model.Plan{p}
	return c
}

func plansOf(t *testing.T, h *model.History) *model.Model {
	t.Helper()
	var m model.Model
	if err := fitPlans(&m, h, link(h), nil); err != nil {
		t.Fatal(err)
	}
	return &m
}

// Plans by hand. A plan that leads to care is at risk up to that day; from there
// its time is beside care, on a clock of its own. Day 91 from 10 May is 9 August,
// day 182 is 8 November.
func TestPlansByHand(t *testing.T) {
	t.Parallel()
	m := plansOf(t, planned(
		onPlan("2015-01-01", plan("2023-05-10", "2023-11-20")),                                                 // 91, 91 and 12 days
		both("2021-02-01", plan("2023-06-01", "2023-09-01"), stay("2023-07-15", "", 0)),                        // 44 days to care, 48 beside it
		both("2012-01-01", plan("2023-06-01", ""), stay("2023-01-01", "", 0)),                                  // in care before: 305 days beside it
		both("2022-10-01", plan("2023-08-01", "2023-12-01"), stay("2023-08-01", "2023-08-20", model.ExitHome)), // care on its first day, 122 beside
		onPlan("2023-06-11", plan("2023-05-12", "2023-06-21")),                                                 // 40 days, from before birth
		onPlan("2006-12-01", plan("2023-01-01", "2023-04-21")),                                                 // 20 days, the first of them its 91st
		onPlan("2019-06-01", plan("2024-03-22", "")),                                                           // the last ten days
		onPlan("2014-01-01", plan("2022-03-22", "2023-03-30")),                                                 // over before
		onPlan("2007-06-11", plan("2023-06-02", "2023-06-21")),                                                 // sixteen after nine days
		both("2013-01-01", plan("2023-07-01", ""), stay("2023-01-01", "2023-07-01", model.ExitHome)),           // care was over: 275 days
		model.Child{Plans: []model.Plan{plan("2023-06-01", "2023-07-01")}},                                     // no date of birth
	))
	ends := days{
		"all 0 0-13w":      {40, 1},
		"all 1-4 0-13w":    {44 + 10, 0},
		"all 5-9 0-13w":    {91, 0},
		"all 5-9 13-26w":   {91, 0},
		"all 5-9 26-39w":   {12, 1},
		"all 10-15 0-13w":  {9 + 91, 0},
		"all 10-15 13-26w": {91, 0},
		"all 10-15 26-39w": {91, 0},
		"all 10-15 39-52w": {2, 0},
		"all 16-17 0-13w":  {1 + 10, 1},
		"all 16-17 13-26w": {19, 1},
	}
	same(t, "ends", listed(&m.PlanEnd), ends)
	care := exposureOnly(ends)
	care.put("all 1-4 0-13w", 0, 1)
	care.put("all 0 0-13w", 0, 1)
	same(t, "to care", listed(&m.PlanToCare), care)
	same(t, "beside care", listed(&m.AfterCare), days{
		"all all 0-4w":  {3 * 28, 0},
		"all all 4-13w": {63 + 63 + 20, 1},
		"all all 13w+":  {214 + 31, 1},
	})
}

// Which entries a plan leads to, and from when its child is in care.
func TestLink(t *testing.T) {
	t.Parallel()
	const none = ""
	uasc := func(ends, from string) model.Child {
		c := born("2007-01-01", stay(from, "", 0))
		c.UASC, c.UASCEnds = true, on(ends)
		return c
	}
	unknown := stay("2023-07-01", "", 0)
	unknown.StartKnown = false
	for name, x := range map[string]struct {
		child     model.Child
		routes    []model.Route
		entry, in string // of the first plan
	}{
		"direct":                  {born("2010-01-01", stay("2023-07-01", "", 0)), []model.Route{model.RouteDirect}, none, none},
		"back":                    {born("2010-01-01", stay("2023-05-01", "2023-06-01", 0), stay("2023-07-01", "", 0)), []model.Route{model.RouteDirect, model.RouteReturn}, none, none},
		"unaccompanied":           {uasc("", "2023-07-01"), []model.Route{model.RouteUASC}, none, none},
		"unaccompanied still":     {uasc("2023-07-02", "2023-07-01"), []model.Route{model.RouteUASC}, none, none},
		"no longer unaccompanied": {uasc("2023-07-01", "2023-07-01"), []model.Route{model.RouteDirect}, none, none},
		"from an open plan":       {both("2010-01-01", plan("2023-05-01", ""), stay("2023-07-01", "", 0)), []model.Route{model.RoutePlan}, "2023-07-01", "2023-07-01"},
		"on its last day":         {both("2010-01-01", plan("2023-05-01", "2023-07-01"), stay("2023-07-01", "", 0)), []model.Route{model.RoutePlan}, "2023-07-01", "2023-07-01"},
		"the day after":           {both("2010-01-01", plan("2023-05-01", "2023-06-30"), stay("2023-07-01", "", 0)), []model.Route{model.RouteDirect}, none, none},
		"on its first day":        {both("2010-01-01", plan("2023-07-01", ""), stay("2023-07-01", "", 0)), []model.Route{model.RoutePlan}, "2023-07-01", "2023-07-01"},
		"the day before":          {both("2010-01-01", plan("2023-07-02", ""), stay("2023-07-01", "", 0)), []model.Route{model.RouteDirect}, none, "2023-07-02"},
		"start not known":         {both("2010-01-01", plan("2023-05-01", ""), unknown), []model.Route{model.RouteDirect}, none, "2023-07-01"},
		"care over on its first":  {both("2010-01-01", plan("2023-07-01", ""), stay("2023-05-01", "2023-07-01", 0)), []model.Route{model.RouteDirect}, none, none},
		"twice from one plan": {both("2010-01-01", plan("2023-05-01", ""), stay("2023-06-01", "2023-07-01", 0), stay("2023-08-01", "", 0)),
			[]model.Route{model.RoutePlan, model.RouteReturn}, "2023-06-01", "2023-06-01"},
	} {
		l := link(planned(x.child))
		for i, want := range x.routes {
			if got := l.route[key{0, i}]; got != want {
				t.Errorf("%s: period %d comes by %s, want %s", name, i, got, want)
			}
		}
		if got := l.entry[planKey{0, 0}]; got != on(x.entry) {
			t.Errorf("%s: the plan led to care on %q, want %q", name, got, x.entry)
		}
		if got, ok := l.in[planKey{0, 0}]; got != on(x.in) || ok != (x.in != none) {
			t.Errorf("%s: in care from %q, want %q", name, got, x.in)
		}
	}
	// Of two open plans each can lead to one entry; a second plan can lead back.
	c := both("2010-01-01", plan("2023-05-01", "2023-06-20"), stay("2023-06-01", "2023-07-01", 0), stay("2023-08-01", "", 0))
	c.Plans = append(c.Plans, plan("2023-07-20", ""))
	l := link(planned(c))
	if l.route[key{0, 1}] != model.RoutePlan || l.entry[planKey{0, 1}] != on("2023-08-01") {
		t.Errorf("a second plan: %v %v", l.route, l.entry)
	}
}

// Plans count within the days that the censuses cover.
func TestPlanWindow(t *testing.T) {
	t.Parallel()
	h := oneYear()
	for _, x := range [][4]string{
		{"", "", "2023-04-01", "2024-03-31"},
		{"2023-10-01", "", "2023-10-01", "2024-03-31"},
		{"", "2023-09-30", "2023-04-01", "2023-09-30"},
		{"2022-04-01", "2025-03-31", "2023-04-01", "2024-03-31"},
		{"2024-03-31", "2024-03-31", "2023-04-01", "2024-03-31"}, // no time
	} {
		h.PlansFrom, h.PlansTo = on(x[0]), on(x[1])
		if w := planWindow(h); w.from != on(x[2]) || w.to != on(x[3]) {
			t.Errorf("plans from %q to %q: %s to %s, want %s to %s", x[0], x[1], w.from, w.to, x[2], x[3])
		}
	}
	h = planned(onPlan("2015-01-01", plan("2023-05-10", "2023-11-20")))
	h.PlansFrom, h.PlansTo = on("2023-06-01"), on("2023-10-31")
	m := plansOf(t, h)
	same(t, "ends within the censuses", listed(&m.PlanEnd), days{"all 5-9 0-13w": {69, 0}, "all 5-9 13-26w": {84, 0}})
}

// Of plans open a week before the eighteenth birthday, here 1 September, two of
// four end within a week after it: (2 + 0.95)/(4 + 1), which rest on one and, of few,
// two and a half.
func TestPlansAtEighteen(t *testing.T) {
	t.Parallel()
	h := planned(
		onPlan("2005-09-01", plan("2023-01-01", "2023-08-24")), // ended before
		onPlan("2005-09-01", plan("2023-01-01", "2023-08-25")), // on the day
		onPlan("2005-09-01", plan("2023-08-24", "2023-09-08")),
		onPlan("2005-09-01", plan("2023-01-01", "2023-09-09")), // late
		onPlan("2005-09-01", plan("2023-01-01", "")),
		onPlan("2005-09-01", plan("2023-08-25", "")),           // began too late
		onPlan("2005-04-07", plan("2023-01-01", "2023-04-07")), // a week before lies outside
		onPlan("2006-03-25", plan("2023-06-01", "2024-03-25")), // a week after does
		model.Child{Plans: []model.Plan{plan("2023-01-01", "")}},
	)
	share, rest := planAdult(h, windowOf(h))
	near(t, "the share", share, 2.95/5, 1e-12)
	near(t, "plans behind it", float64(rest), 3.5, 0)
	h.Children = []model.Child{
		onPlan("2005-04-08", plan("2023-01-01", "2023-04-08")), // just inside
		onPlan("2006-03-24", plan("2023-06-01", "")),
	}
	share, _ = planAdult(h, windowOf(h))
	near(t, "the share at the edges", share, 1.95/3, 1e-12)
}

// The levels of plans are followed on quarters' counts, here 3, 1, 0 and 2 ends,
// and 0, 1, 1, 0 entries, with the dispersion of each.
func TestPlanLevels(t *testing.T) {
	t.Parallel()
	h := planned()
	for _, end := range []string{"2023-05-01", "2023-06-01", "2023-06-30", "2023-09-09", "2024-01-02", "2024-03-31"} {
		h.Children = append(h.Children, onPlan("2015-01-01", plan("2023-01-01", end)))
	}
	for _, entry := range []string{"2023-08-01", "2023-12-01"} {
		h.Children = append(h.Children, both("2015-01-01", plan("2023-02-01", entry), stay(entry, "", 0)))
	}
	m := plansOf(t, h)
	// Days at risk by quarter are counted anew.
	at := func(table *model.Table) []float64 {
		out := make([]float64, 4)
		for _, c := range h.Children {
			p := c.Plans[0]
			for d := h.From; d < p.End; d++ {
				band := bandName(d-p.Start, table.Clock.Names, 91, 182, 273, 365.25, 456.5625, 547.875, 730.5)
				out[quarterOf(h, d)] += table.Cells[cell(t, table, "all", "5-9", band)].Mean / model.DaysPerYear
			}
		}
		return out
	}
	leaving := estimate.Wander{Median: 0.089, Spread: 0.35, Return: 0.1}
	entries := estimate.Wander{Median: 0.147, Spread: 0.35, Return: 0.15}
	sameLevel(t, "ends", m.PlanEndLevel, []float64{3, 1, 0, 2}, at(&m.PlanEnd), nil, m.PlanEnd.Dispersion, leaving)
	sameLevel(t, "to care", m.PlanToCareLevel, []float64{0, 1, 1, 0}, at(&m.PlanToCare), nil, m.PlanToCare.Dispersion, entries)
}

// sameLevel checks a level against what the filter says of counts by quarter.
func sameLevel(t *testing.T, what string, got model.Level, seen, expected, extra []float64, dispersion float64, prior estimate.Wander) {
	t.Helper()
	s := estimate.LocalLevel(seen, expected, extra, 0.25, dispersion, prior)
	near(t, what+": log", got.Log, s.Log+s.SD*s.SD/2, 1e-6)
	near(t, what+": sd", got.SD, s.SD, 1e-6)
	near(t, what+": drift", got.Drift, s.Drift, 1e-6)
	near(t, what+": drift's sd", got.DriftSD, s.DriftSD, 1e-6)
	near(t, what+": return", got.Return, prior.Return, 0)
	near(t, what+": long run", got.LongRun, s.LongRun, 1e-6)
	near(t, what+": long run's sd", got.LongRunSD, s.LongRunSD, 1e-6)
	near(t, what+": correlation", got.Correlation, s.Correlation, 1e-6)
}

// A flow without events stays at its table, and wanders as flows do.
func TestLevelOfNothing(t *testing.T) {
	t.Parallel()
	got := level([]float64{0, 0}, []float64{1, 1}, nil, 1, estimate.Wander{Median: 0.2, Spread: 0.3, Return: 0.1})
	if want := (model.Level{Drift: 0.2, DriftSD: 0.3, Return: 0.1}); got != want {
		t.Errorf("%+v", got)
	}
}

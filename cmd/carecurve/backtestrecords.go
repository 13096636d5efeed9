package main

import (
	"context"
	"math"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/study"
)

// leastYears is how many years of records an origin must have behind it.
const leastYears = 2

func (o *backtestOptions) runRecords(cmd *cobra.Command, paths []string, origins, horizon int) error {
	start := time.Now()
	c, err := readCouncil(o.config)
	if err != nil {
		return err
	}
	opt, err := c.options(cmd.Context())
	if err != nil {
		return err
	}
	h, report, err := records.Load(cmd.Context(), paths, opt)
	if err != nil {
		return err
	}
	if err := c.apply(h); err != nil {
		return err
	}
	read := time.Since(start)
	start = time.Now()
	shown := newProgress(cmd.ErrOrStderr(), "trying", o.quiet)
	cases, err := recordCases(cmd.Context(), h, c, origins, horizon, shown.show)
	shown.done()
	if err != nil {
		return err
	}
	scored, err := study.Backtest(cmd.Context(), cases)
	if err != nil {
		return err
	}
	in := reports.Backtest{
		Title: nameOr(h.Authority.Name, "The council"), Cases: scored, Notes: recordNotes, Version: version,
		Timings: []reports.Timing{{Stage: "read", Took: read}, {Stage: "forecast and score", Took: time.Since(start)}},
	}
	for _, x := range report.Inputs {
		in.Inputs = append(in.Inputs, model.Source{Name: shortName(x.Name, paths), SHA256: x.SHA256})
	}
	return o.report(cmd, in)
}

// recordNotes say how the trial was made.
var recordNotes = []string{
	"An origin is a whole number of years before the data date. The records are cut there, the model is fitted to what is left, and the agents engine projects it, with every uncertainty on.",
	"Returns are joined before they are cut: what a later return repaired in an earlier one stays repaired.",
	"Cost is what placements of the year cost at one year's weekly prices, forecast and outturn alike: it tries numbers, lengths and mix, not inflation. It is there where the origin is a 31 March.",
	"One council's few origins prove little; --published DIR tries the panel on all councils.",
}

// recordReplicates is how many lives of the council stand behind each
// forecast: enough for its 95 % interval.
const recordReplicates = 400

// recordCases makes the cases of one council's origins.
func recordCases(ctx context.Context, h *model.History, c *councilFile, origins, horizon int, show func(done, total int)) (cases []study.Case, err error) {
	whole, _, err := fit.Fit(h)
	if err != nil {
		return nil, badInput("See what is there with: carecurve check", "%w", err)
	}
	c.price(whole)
	past := whole.Past
	last := len(past.Months) - 1
	total := min(origins+horizon-1, last/12-leastYears)
	prices := oneYears(&whole.Prices)
	for back := 1; back <= total; back++ {
		show(back-1, total)
		at := last - 12*back
		m, s, err := fit.Fit(cut(h, past.Months[at].Last()))
		if err != nil {
			continue // too little is left there; the summary shows how many origins there were
		}
		far := min(back, horizon)
		drawn := draws{}
		engine := agents.Engine{Replicates: recordReplicates, Seed: 1, Keep: drawn.keep}
		if _, err := engine.Run(ctx, &sim.Programme{
			Model: m, Stock: s, Prices: prices, Years: far + 1, Scenarios: []sim.Scenario{{Name: "baseline"}}, Uncertainty: sim.AllUncertainty,
		}); err != nil {
			return nil, err
		}
		for years := 1; years <= far; years++ {
			if back >= years+origins {
				continue
			}
			for _, x := range []struct {
				measure string
				series  []float64
				stock   bool
			}{{"lac", past.LAC, true}, {"cpp", past.CPP, true}, {"entries", past.Entries, false}, {"exits", past.Exits, false}} {
				if len(x.series) != last+1 {
					continue
				}
				to := past.Months[at+12*years].Last()
				from := past.Months[at+12*years-11].Last()
				if x.stock {
					from = to
				}
				cases = append(cases, study.Case{
					Authority: h.Authority, Measure: x.measure, Origin: past.Months[at].Year(), Horizon: years, Size: past.LAC[at], Strict: true,
					Past: yearlyPast(x.series, at, x.stock), Actual: yearlyAt(x.series, at+12*years, x.stock), Sample: drawn.sum(x.measure, from, to),
				})
			}
			if end := past.Months[at+12*years].Last(); end == model.FinancialYearOf(end).Last() {
				year := model.FinancialYearOf(end)
				cases = append(cases, study.Case{
					Authority: h.Authority, Measure: "cost", Origin: past.Months[at].Year(), Horizon: years, Size: past.LAC[at], Strict: true,
					Past: billed(&prices, &past, year-model.FinancialYear(years)), Actual: yearBilled(&prices, &past, year), Sample: drawn.costs[year],
				})
			}
		}
	}
	return fitCases(cases), nil
}

// fitCases drops what can't be tried, and gives each case its forecast.
func fitCases(cases []study.Case) []study.Case {
	cases = slices.DeleteFunc(cases, func(c study.Case) bool { return !(c.Actual > 0) || len(c.Past) == 0 || len(c.Sample) == 0 })
	for i := range cases {
		c := &cases[i]
		slices.Sort(c.Sample)
		for _, x := range c.Sample {
			c.Point += x / float64(len(c.Sample))
		}
	}
	return cases
}

// oneYears are weekly prices without inflation: a past and a coming year are
// priced alike by them.
func oneYears(p *model.Prices) model.Prices {
	return model.Prices{Base: p.Base, Weekly: p.Weekly}
}

// yearBilled is the bill of a past year; NaN where the records don't cover it.
func yearBilled(p *model.Prices, past *model.Past, y model.FinancialYear) float64 {
	d := past.PastYear(y)
	if d == nil || !d.Complete {
		return math.NaN()
	}
	return sim.YearBill(p, d, false)
}

// billed is the bills of years up to one, oldest first.
func billed(p *model.Prices, past *model.Past, to model.FinancialYear) (out []float64) {
	for i := range past.Days {
		if x := yearBilled(p, past, past.Days[i].Year); past.Days[i].Year <= to && !math.IsNaN(x) {
			out = append(out, x)
		}
	}
	return out
}

// draws holds the replicates of a run's totals.
type draws struct {
	counts map[string]map[model.Date]study.Sample
	costs  map[model.FinancialYear]study.Sample
}

func (d *draws) keep(x sim.Draw) {
	if d.counts == nil {
		d.counts, d.costs = map[string]map[model.Date]study.Sample{}, map[model.FinancialYear]study.Sample{}
	}
	if x.Breakdown != "" || x.Measure == "" && x.Line != "total" {
		return
	}
	s := make(study.Sample, recordReplicates)
	for i := range s {
		s[i] = x.At(i)
	}
	if x.Measure == "" {
		d.costs[x.Year] = s
		return
	}
	if d.counts[x.Measure] == nil {
		d.counts[x.Measure] = map[model.Date]study.Sample{}
	}
	d.counts[x.Measure][x.Date] = s
}

// sum is a measure over the month ends of a span, replicate by replicate;
// empty where the run has none.
func (d *draws) sum(measure string, from, to model.Date) study.Sample {
	var out study.Sample
	for date, s := range d.counts[measure] {
		if date < from || date > to {
			continue
		}
		if out == nil {
			out = make(study.Sample, len(s))
		}
		for i := range s {
			out[i] += s[i]
		}
	}
	return out
}

// yearlyAt is a stock at a month's end, or the flow of the twelve months that
// end there; NaN where the records don't cover them.
func yearlyAt(series []float64, at int, stock bool) float64 {
	if at < 0 || at >= len(series) {
		return math.NaN()
	}
	if stock {
		return series[at]
	}
	if at < 11 {
		return math.NaN()
	}
	sum := 0.0
	for _, x := range series[at-11 : at+1] {
		sum += x
	}
	return sum
}

// yearlyPast is the values of whole years before a month, oldest first.
func yearlyPast(series []float64, at int, stock bool) (out []float64) {
	for k := at % 12; k <= at; k += 12 {
		if x := yearlyAt(series, k, stock); !math.IsNaN(x) {
			out = append(out, x)
		}
	}
	return out
}

// cut is a history as it stood at the end of a day: whatever began later is
// not there, and what ended later is open.
func cut(h *model.History, day model.Date) *model.History {
	out := *h
	out.To = day
	if out.PlansTo > day {
		out.PlansTo = day
	}
	out.Children = nil
	for _, c := range h.Children {
		var periods []model.PeriodOfCare
		for _, p := range c.Periods {
			if p.Start > day {
				continue
			}
			if p.End > day {
				p.End, p.Exit = 0, model.PeriodOfCare{}.Exit
			}
			var placements []model.Placement
			for _, x := range p.Placements {
				if x.Start > day {
					continue
				}
				if x.End > day {
					x.End = 0
				}
				placements = append(placements, x)
			}
			p.Placements = placements
			periods = append(periods, p)
		}
		var plans []model.Plan
		for _, p := range c.Plans {
			if p.Start > day {
				continue
			}
			if p.End > day {
				p.End = 0
			}
			plans = append(plans, p)
		}
		if len(periods)+len(plans) == 0 {
			continue
		}
		c.Periods, c.Plans = periods, plans
		if c.UASCEnds > day {
			c.UASCEnds = 0
		}
		out.Children = append(out.Children, c)
	}
	// Mid-year figures come out in the summer after.
	if known := model.MonthOf(day).Year() - out.Population.First; len(out.Population.Years) > 0 && known >= 1 && known < len(out.Population.Years) {
		out.Population.Years = out.Population.Years[:known]
	}
	return &out
}

package main

import (
	"context"
	"math"
	"time"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/markov"
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
	cases, err := recordCases(cmd.Context(), h, origins, horizon, shown.show)
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
	"An origin is a whole number of years before the data date. The records are cut there, the model is fitted to what is left, and the markov engine projects it.",
	"Returns are joined before they are cut: what a later return repaired in an earlier one stays repaired.",
	"Starts and ceases of a year are sums of months, for which the engine gives no joint distribution: they are held by their means alone.",
	"Cost is left out: prices of earlier years are not among the records.",
	"One council's few origins prove little; --published DIR tries the panel on all councils.",
}

// recordCases makes the cases of one council's origins.
func recordCases(ctx context.Context, h *model.History, origins, horizon int, show func(done, total int)) (cases []study.Case, err error) {
	whole, _, err := fit.Fit(h)
	if err != nil {
		return nil, badInput("See what is there with: carecurve check", "%w", err)
	}
	past := whole.Past
	last := len(past.Months) - 1
	total := min(origins+horizon-1, last/12-leastYears)
	for back := 1; back <= total; back++ {
		show(back-1, total)
		at := last - 12*back
		m, s, err := fit.Fit(cut(h, past.Months[at].Last()))
		if err != nil {
			continue // too little is left there; the summary shows how many origins there were
		}
		far := min(back, horizon)
		out, err := markov.Engine{}.Run(ctx, &sim.Programme{
			Model: m, Stock: s, Prices: m.Prices, Years: far, Scenarios: []sim.Scenario{{Name: "baseline"}}, Uncertainty: sim.AllUncertainty,
		})
		if err != nil {
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
				found := out.Scenarios[0].Find(x.measure, "")
				c := study.Case{
					Authority: h.Authority, Measure: x.measure, Origin: past.Months[at].Year(), Horizon: years, Size: past.LAC[at], Strict: true,
					Past: yearlyPast(x.series, at, x.stock), Actual: yearlyAt(x.series, at+12*years, x.stock), Point: math.NaN(),
				}
				if found == nil || !(c.Actual > 0) || len(c.Past) == 0 || 12*years >= len(found.Values)+found.First {
					continue
				}
				if x.stock {
					v := found.Values[12*years]
					c.Point, c.Sample = v.Mean, normalSample(v.Mean, v.SD)
				} else {
					c.Point = 0
					for k := 12*years - 12; k < 12*years; k++ {
						c.Point += found.Values[k].Mean
					}
				}
				cases = append(cases, c)
			}
		}
	}
	return cases, nil
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

// normalSample is a normal distribution by its quantiles, at least 0.
func normalSample(mean, sd float64) study.Sample {
	const values = 199
	s := make(study.Sample, values)
	for i := range s {
		s[i] = max(mean+sd*math.Sqrt2*math.Erfinv(2*(float64(i)+0.5)/values-1), 0)
	}
	return s
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

package main

import (
	"context"
	"math"
	"runtime"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/panel"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/sim/study"
)

// panelMeasures are the published totals behind the outlook's measures; cost
// is a product (see panel.Measures).
var panelMeasures = map[string]string{
	"lac": "lac_31_march", "cpp": "cpp_31_march", "entries": "lac_started", "exits": "lac_ceased",
}

// panelTotal is a council's figure of a measure, or NaN.
func panelTotal(p *model.Published, code string, year int, measure string) float64 {
	if name, ok := panelMeasures[measure]; ok {
		if v, ok := p.Value(code, year, name, "total"); ok {
			return v
		}
		return math.NaN()
	}
	children, ok := p.Value(code, year, "lac_31_march", "total")
	weekly, priced := p.Value(code, year, "unit_cost_weekly_looked_after", "total")
	if !ok || !priced {
		return math.NaN()
	}
	return children * weekly * model.DaysPerYear / 7
}

func (o *backtestOptions) runPublished(cmd *cobra.Command, origins, horizon int) error {
	start := time.Now()
	r, err := records.LoadReleases(cmd.Context(), o.published)
	if err != nil {
		return err
	}
	final := r.Final()
	only := model.Authority{}
	if o.authority != "" {
		if only, err = panel.Find(final, o.authority); err != nil {
			return errInput(err)
		}
	}
	read := time.Since(start)
	start = time.Now()
	shown := newProgress(cmd.ErrOrStderr(), "trying", o.quiet)
	mixed, strict, err := panelCases(cmd.Context(), r, final, horizon, shown.show)
	shown.done()
	if err != nil {
		return err
	}
	scored, err := study.Backtest(cmd.Context(), mixed)
	if err != nil {
		return err
	}
	also, err := study.Backtest(cmd.Context(), strict)
	if err != nil {
		return err
	}
	keep := func(c *study.Scored) bool {
		return len(c.Sample) > 0 && c.Horizon+c.Origin > r.Last-origins && (only.Code == "" || c.Authority.Code == only.Code)
	}
	in := reports.Backtest{
		Title: "All councils of England", Cases: kept(scored, keep), Strict: kept(also, keep),
		Notes: panelNotes, Version: version, Inputs: r.Sources,
		Timings: []reports.Timing{{Stage: "read", Took: read}, {Stage: "forecast and score", Took: time.Since(start)}},
	}
	if only.Code != "" {
		in.Title = only.Name
	}
	return o.report(cmd, in)
}

func kept(list []study.Scored, keep func(*study.Scored) bool) (out []study.Scored) {
	for i := range list {
		if keep(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

// panelNotes say how the trial was made.
var panelNotes = []string{
	"An origin is 31 March of a year. A forecast uses the figures of years up to its origin and the regression, its shrinkage, the share of the national movement and the intervals are learnt from those alone.",
	"An origin is strict where every figure came out in that year's release or before: children looked after up to 2019. Headline totals are as first published from then on too, but the age structure of 2020 and later, plans, population and cost stand in later releases only; such origins are marked later. backtest_strict.csv has all origins from nothing but what was in print, with whatever structure that leaves.",
	"What came is the latest release's figure.",
	"Intervals of the simple methods are their own past errors, in the same third of councils and at the same horizon, as far as they had come true.",
	"Cost is the weekly unit cost of a looked-after child times the children on 31 March, a year: section 251 spending in pounds of the day.",
	"Standard errors and intervals of differences are clustered by origin; origins further apart than a horizon are independent, nearer ones overlap, so that they are rather too narrow beyond one year.",
}

// panelCases makes the cases of every origin: mixed from what was in print
// where that held the age structure, and else with the structure that came out
// later; strict from nothing but what was in print.
func panelCases(ctx context.Context, r *records.Releases, final *model.Published, horizon int, show func(done, total int)) (mixed, strict []study.Case, err error) {
	first := r.Last
	if years, _ := final.Series(model.England, "lac_31_march", "total"); len(years) > 0 {
		first = years[0]
	}
	type made struct{ mixed, strict []study.Case }
	out := make([]made, r.Last-first)
	var wait sync.WaitGroup
	var mu sync.Mutex
	done := 0
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := range next {
				origin := first + i
				known, later := r.Known(origin), r.Structured(origin)
				out[i].strict = casesOf(known, final, origin, horizon, true, nil)
				aged := hasAges(known, origin)
				out[i].mixed = casesOf(later, final, origin, horizon, false, func(measure string) bool {
					return !aged || measure != "lac" && measure != "entries" && measure != "exits"
				})
				if aged {
					for _, c := range out[i].strict {
						if c.Measure == "lac" || c.Measure == "entries" || c.Measure == "exits" {
							out[i].mixed = append(out[i].mixed, c)
						}
					}
				}
				mu.Lock()
				done++
				show(done, len(out))
				mu.Unlock()
			}
		}()
	}
	for i := range out {
		if ctx.Err() != nil {
			break
		}
		next <- len(out) - 1 - i // the longest first
	}
	close(next)
	wait.Wait()
	for i := range out {
		mixed, strict = append(mixed, out[i].mixed...), append(strict, out[i].strict...)
	}
	return mixed, strict, ctx.Err()
}

// hasAges tells whether the age structure of a year is there for most councils.
func hasAges(p *model.Published, year int) bool {
	with, all := 0, 0
	for _, a := range p.Authorities("lac_31_march") {
		if _, ok := p.Value(a.Code, year, "lac_31_march", "total"); !ok {
			continue
		}
		all++
		if _, ok := p.Value(a.Code, year, "lac_31_march_by_age", "16_plus"); ok {
			with++
		}
	}
	return all > 0 && with > all/2
}

// casesOf are the cases of one origin, from a view of the figures; without a
// forecast of the panel's where it has none yet, for the other methods' errors.
func casesOf(view, final *model.Published, origin, horizon int, strict bool, take func(measure string) bool) (out []study.Case) {
	type key struct {
		code, measure string
		horizon       int
	}
	ahead := map[key]*panel.Forecast{}
	list := panel.Outlook(view, origin, horizon)
	for i := range list {
		f := &list[i]
		ahead[key{f.Authority.Code, f.Measure, f.Horizon}] = f
	}
	for _, a := range view.Authorities("lac_31_march") {
		size := panelTotal(view, a.Code, origin, "lac")
		if math.IsNaN(size) {
			continue
		}
		for _, m := range panel.Measures {
			if take != nil && !take(m) || !(panelTotal(view, a.Code, origin, m) > 0) {
				continue
			}
			var past []float64
			for y := origin - 25; y <= origin; y++ {
				if x := panelTotal(view, a.Code, y, m); len(past) > 0 || !math.IsNaN(x) {
					past = append(past, x)
				}
			}
			for h := 1; h <= horizon; h++ {
				came := panelTotal(final, a.Code, origin+h, m)
				if !(came > 0) {
					continue
				}
				c := study.Case{Authority: a, Measure: m, Origin: origin, Horizon: h, Size: size, Strict: strict, Past: past, Actual: came, Point: math.NaN()}
				if f := ahead[key{a.Code, m, h}]; f != nil && len(f.Values) > 0 {
					c.Point, c.Sample = f.Point, f.Values
				}
				out = append(out, c)
			}
		}
	}
	return out
}

package synth

import (
	"context"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Weekly is what a week in care costs in the truth's costs, in pounds, by
// place: out of the area a quarter more, but for the rare settings. There is
// no inflation.
var Weekly = func() (w [model.Places]float64) {
	for s, pounds := range [model.Settings]float64{340, 720, 1180, 5600, 9000, 1650, 2400, 110, 250, 1500} {
		w[model.PlaceOf(model.Setting(s), model.InArea)] = pounds
		switch model.Setting(s) {
		case model.Secure, model.School, model.OtherSetting:
		default:
			pounds *= 1.25
		}
		w[model.PlaceOf(model.Setting(s), model.OutOfArea)] = pounds
	}
	return w
}()

// Value is a distribution over futures; SE is the standard error of Mean.
type Value struct{ Mean, P10, P50, P90, SE float64 }

// Measure is a named series over [Truth].Dates.
type Measure struct {
	Name   string // lac, cpp, out_of_area, entries_year, exits_year, lac:SETTING
	Values []Value
}

// YearCost is the cost of the care of a financial year, in pounds at Weekly.
type YearCost struct {
	Year model.FinancialYear
	Value
}

// Truth is what follows under a scenario.
type Truth struct {
	Scenario Scenario
	Futures  int
	Dates    []model.Date // month ends, the first the data date
	Measures []Measure
	Costs    []YearCost // whole financial years alone
}

// horizon is how many financial years a truth looks ahead.
const horizon = 4

// Truth lives through so many futures (≥ 2) from the true state on the data
// date: true frailties, the true level of the wandering rates. Scenarios of one
// World share their luck future by future. workers is how many share the work,
// 0 for as many as there are processors; the answer doesn't depend on it. The
// only error is the context's.
func (w *World) Truth(ctx context.Context, futures, workers int, laid Scenario) (*Truth, error) {
	futures = max(futures, 2)
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	base := w.opt.DataDate
	calendar := sim.NewCalendar(base, horizon)
	entries, exits := w.yearBefore()
	var open []*person
	for _, p := range w.people {
		if (p.care != nil || p.plan != nil || p.left != nil || p.ended != nil) && p.adult() > base {
			open = append(open, p)
		}
	}
	outcomes := make([]*outcome, futures)
	var next atomic.Int64
	var wait sync.WaitGroup
	for range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			t := newTally(&calendar, base)
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= futures {
					return
				}
				t.reset()
				w.future(uint64(i)+1, &laid, open, t)
				outcomes[i] = t.read(&Weekly, entries, exits)
			}
		}()
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return gather(laid, &calendar, outcomes), nil
}

// future lives one future into a tally.
func (w *World) future(number uint64, laid *Scenario, open []*person, t *tally) {
	base := w.opt.DataDate
	months := t.calendar.Months()
	p := &process{
		future: number, end: t.calendar.End, laid: laid, from: base + 1, rec: t,
		levels: w.levels.follow(w.root.sub(number).sub(forWander), months, w.opt.Still),
	}
	for _, q := range open {
		if q.plan != nil {
			p.planned(&q.child, *q.plan, base)
		}
		if q.care != nil {
			p.live(&q.child, *q.care, base)
		}
		if q.left != nil {
			p.comeBack(&q.child, *q.left, base)
		}
		if q.ended != nil {
			p.replan(&q.child, *q.ended, base)
		}
	}
	town := &town{root: w.root, population: w.population}
	for m := model.MonthOf(p.from); m <= model.MonthOf(p.end); m++ {
		p.arrive(town, m)
	}
}

// yearBefore counts entries and exits in the twelve months to the data date.
func (w *World) yearBefore() (entries, exits []int32) {
	entries, exits = make([]int32, 12), make([]int32, 12)
	first := model.MonthOf(w.opt.DataDate) - 11
	for _, p := range w.people {
		for _, q := range p.periods {
			if i := model.MonthOf(q.start) - first; i >= 0 {
				entries[i]++
			}
			if q.end != 0 {
				if i := model.MonthOf(q.end) - first; i >= 0 {
					exits[i]++
				}
			}
		}
	}
	return entries, exits
}

func gather(laid Scenario, c *sim.Calendar, outcomes []*outcome) *Truth {
	t := &Truth{Scenario: laid, Futures: len(outcomes), Dates: c.Dates}
	sample := make([]float64, len(outcomes))
	value := func(of func(o *outcome) float64) Value {
		for i, o := range outcomes {
			sample[i] = of(o)
		}
		s := sim.Summarise(sample)
		return Value{s.Mean, s.Q[1], s.Q[3], s.Q[5], s.SD / math.Sqrt(float64(len(outcomes)))}
	}
	for m := range measures {
		series := Measure{Name: measureName(m)}
		for d := range c.Dates {
			series.Values = append(series.Values, value(func(o *outcome) float64 { return o.values[m][d] }))
		}
		t.Measures = append(t.Measures, series)
	}
	for y, year := range c.Years {
		if c.Start > year.First() {
			continue
		}
		t.Costs = append(t.Costs, YearCost{year, value(func(o *outcome) float64 { return o.pounds[y] })})
	}
	return t
}

package study

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Outturn is a month's figure beside what was forecast for it.
type Outturn struct {
	Date     model.Date
	Actual   float64
	Mean, SD float64    // of the forecast
	Within   [2]float64 // 95 % interval: the control limits
	Likely   [2]float64 // 80 % interval
	// Beyond tells that the month lies outside its control limits; Run is how
	// many months in a row, this one included, have lain on its side of the mean.
	Beyond bool
	Run    int
}

// Signal is what a chart says of its measure.
type Signal string

const (
	InLimits    Signal = "in limits"
	BeyondNow   Signal = "beyond the limits" // the latest month
	BeyondOnce  Signal = "beyond and back"   // an earlier one
	OnOneSide   Signal = "on one side"       // a run of a flow
	signalRun          = 8                   // 1 in 128 by chance, were months independent
	fewOutturns        = 3                   // months before a run or a gap says much
)

// Watched is a measure's months since the data date.
type Watched struct {
	Measure, Breakdown string // as in projection.csv
	Flow               bool
	Months             []Outturn
	Signal             Signal
}

// Last is the latest month.
func (w *Watched) Last() *Outturn { return &w.Months[len(w.Months)-1] }

// Gap is by how much the number of children looked after on the latest month
// end differs from the forecast, and what it is made of: Entries − Exits + Rest
// = Total.
type Gap struct {
	Total, Entries, Exits float64
	// Rest is what no month's flow shows: figures for the data date that were
	// put right since, and children who came and went between two counts.
	Rest float64
}

// Monitored is outturn against forecast.
type Monitored struct {
	From, To model.Date // the forecast's data date and the latest month end
	Watched  []Watched
	Gap      Gap
	// Restated are the numbers on the forecast's data date that the newer records
	// give otherwise.
	Restated []Restated
	Refit    string // why to fit again; empty if there is no reason to
}

// Restated is a number of the data date, then and now.
type Restated struct {
	Measure   string
	Then, Now float64
}

// Monitor holds a forecast's baseline against what newer records say of the
// months since: past is the history fitted to them, from the first month that
// ends after the forecast's data date. There must be one such month.
func Monitor(p *sim.Projection, then, past *model.Past) *Monitored {
	out := &Monitored{From: p.Dates[0]}
	n := 0
	at := map[model.Month]int{}
	for i, m := range past.Months {
		at[m] = i
	}
	for n+1 < len(p.Dates) {
		if _, ok := at[model.MonthOf(p.Dates[n+1])]; !ok {
			break
		}
		n++
	}
	if n == 0 {
		return out
	}
	out.To = p.Dates[n]
	base := &p.Scenarios[0]
	for _, m := range []struct {
		measure, breakdown string
		actual             []float64
	}{
		{"lac", "", past.LAC}, {"lac", "location=out", past.Out}, {"entries", "", past.Entries}, {"exits", "", past.Exits},
		{"cpp", "", past.CPP}, {"plan_starts", "", past.PlanStarts},
	} {
		series := base.Find(m.measure, m.breakdown)
		if series == nil || len(m.actual) == 0 {
			continue
		}
		w := Watched{Measure: m.measure, Breakdown: m.breakdown, Flow: series.First == 1}
		for i := 1; i <= n; i++ {
			w.Months = append(w.Months, outturn(p.Dates[i], m.actual[at[model.MonthOf(p.Dates[i])]], &series.Values[i-series.First]))
		}
		w.judge()
		out.Watched = append(out.Watched, w)
	}
	out.gap()
	out.restated(then, past, at)
	out.Refit = out.why(n)
	return out
}

// outturn sets a month beside its forecast; limits are the bell's, cut at
// nothing, since a forecast holds no quantiles so far out.
func outturn(d model.Date, actual float64, s *sim.Summary) Outturn {
	z := distuv.UnitNormal.Quantile(0.975)
	o := Outturn{Date: d, Actual: actual, Mean: s.Mean, SD: s.SD, Likely: [2]float64{s.Q[1], s.Q[5]}}
	o.Within = [2]float64{math.Max(0, s.Mean-z*s.SD), s.Mean + z*s.SD}
	// A count can't lie between two whole numbers: half a child is no signal.
	o.Beyond = actual < o.Within[0]-0.5 || actual > o.Within[1]+0.5
	return o
}

// judge counts runs and finds the signal. Months of a stock hang together, so
// that staying on one side is what a fan expects of it; months of a flow don't.
func (w *Watched) judge() {
	run, side := 0, 0.0
	w.Signal = InLimits
	for i := range w.Months {
		o := &w.Months[i]
		now := math.Copysign(1, o.Actual-o.Mean)
		if now != side {
			run, side = 0, now
		}
		run++
		o.Run = run
		if o.Beyond {
			w.Signal = BeyondOnce
		}
	}
	last := w.Last()
	switch {
	case last.Beyond:
		w.Signal = BeyondNow
	case w.Flow && last.Run >= signalRun:
		w.Signal = OnOneSide
	}
}

func (m *Monitored) find(measure string) *Watched {
	for i := range m.Watched {
		if m.Watched[i].Measure == measure && m.Watched[i].Breakdown == "" {
			return &m.Watched[i]
		}
	}
	return nil
}

func (m *Monitored) gap() {
	lac, entries, exits := m.find("lac"), m.find("entries"), m.find("exits")
	if lac == nil || entries == nil || exits == nil {
		return
	}
	m.Gap.Total = lac.Last().Actual - lac.Last().Mean
	for i := range entries.Months {
		m.Gap.Entries += entries.Months[i].Actual - entries.Months[i].Mean
		m.Gap.Exits += exits.Months[i].Actual - exits.Months[i].Mean
	}
	m.Gap.Rest = m.Gap.Total - m.Gap.Entries + m.Gap.Exits
}

// restated compares the data date's numbers.
func (m *Monitored) restated(then, now *model.Past, at map[model.Month]int) {
	last := len(then.Months) - 1
	if last < 0 {
		return
	}
	i, ok := at[then.Months[last]]
	if !ok || then.Months[last].Last() != m.From {
		return
	}
	for _, c := range []struct {
		measure   string
		then, now []float64
	}{{"lac", then.LAC, now.LAC}, {"cpp", then.CPP, now.CPP}} {
		if last < len(c.then) && i < len(c.now) && c.then[last] != c.now[i] {
			m.Restated = append(m.Restated, Restated{c.measure, c.then[last], c.now[i]})
		}
	}
}

// why says what speaks for a new fit.
func (m *Monitored) why(months int) string {
	for i := range m.Watched {
		switch w := &m.Watched[i]; {
		case w.Signal == BeyondNow && months >= fewOutturns:
			return "what came about lies beyond the forecast's limits"
		case w.Signal == OnOneSide:
			return "a flow has kept to one side of its forecast"
		}
	}
	if months >= 12 {
		return "a year of newer records is there, from which rates can learn"
	}
	return ""
}

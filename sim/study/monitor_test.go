package study

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// steady is n months of a steady council: 250 looked after, 10 in and 10 out
// a month.
func steady(n int) (*sim.Projection, *model.Past, *model.Past) {
	first := model.NewMonth(2024, 3)
	p := &sim.Projection{}
	then, now := &model.Past{Months: []model.Month{first}, LAC: []float64{250}, CPP: []float64{262}}, &model.Past{}
	for i := range n + 7 { // the forecast goes on beyond the records
		p.Dates = append(p.Dates, (first + model.Month(i)).Last())
	}
	stock := func(measure, breakdown string, mean, sd float64) sim.Series {
		s := sim.Series{Measure: measure, Breakdown: breakdown}
		for i := range p.Dates {
			s.Values = append(s.Values, sim.Normal(mean, sd*math.Sqrt(float64(i)), true))
		}
		return s
	}
	flow := func(measure string, mean, sd float64) sim.Series {
		s := sim.Series{Measure: measure, First: 1}
		for range p.Dates[1:] {
			s.Values = append(s.Values, sim.Normal(mean, sd, true))
		}
		return s
	}
	p.Scenarios = []sim.Outcome{{Series: []sim.Series{stock("lac", "", 250, 4), stock("lac", "location=out", 80, 3), stock("cpp", "", 265, 12),
		flow("entries", 10, 3.5), flow("exits", 10, 3.5), flow("plan_starts", 20, 5)}}}
	for i := range n + 1 {
		now.Months = append(now.Months, first+model.Month(i))
		now.LAC = append(now.LAC, 250)
		now.Out = append(now.Out, 80)
		now.CPP = append(now.CPP, 265)
		now.Entries = append(now.Entries, 10+float64(1-2*(i%2)))
		now.Exits = append(now.Exits, 10-float64(1-2*(i%2)))
		now.PlanStarts = append(now.PlanStarts, 20+float64(1-2*(i%2)))
	}
	now.CPP[0] = 262
	return p, then, now
}

func signal(t *testing.T, m *Monitored, measure string) Signal {
	t.Helper()
	w := m.find(measure)
	if w == nil {
		t.Fatalf("%s is not watched", measure)
	}
	return w.Signal
}

// 244 plans that 262 and 273 frame are noise, and so is a council that goes as
// forecast.
func TestNoiseIsNoSignal(t *testing.T) {
	p, then, now := steady(3)
	now.CPP = []float64{262, 244, 273, 268}
	m := Monitor(p, then, now)
	for i := range m.Watched {
		if s := m.Watched[i].Signal; s != InLimits {
			t.Errorf("%s %s: %s", m.Watched[i].Measure, m.Watched[i].Breakdown, s)
		}
	}
	if m.Refit != "" || len(m.Restated) != 0 || len(m.Watched) != 6 {
		t.Errorf("refit %q, restated %v, %d measures", m.Refit, m.Restated, len(m.Watched))
	}
	if got, want := m.To, (model.NewMonth(2024, 6)).Last(); got != want {
		t.Errorf("watched to %s, must be %s", got, want)
	}
}

// A shift that lasts shows, in the flow that brings it, and the gap is its own.
func TestShiftShows(t *testing.T) {
	p, then, now := steady(9)
	for i := 1; i <= 9; i++ {
		now.Entries[i] = 14
		now.Exits[i] = 10
		now.LAC[i] = 250 + 4*float64(i)
	}
	m := Monitor(p, then, now)
	if s := signal(t, m, "entries"); s != OnOneSide {
		t.Errorf("entries: %s", s)
	}
	if s := signal(t, m, "lac"); s != BeyondNow {
		t.Errorf("lac: %s", s)
	}
	if m.Gap != (Gap{Total: 36, Entries: 36}) {
		t.Errorf("gap %+v", m.Gap)
	}
	if m.Refit == "" {
		t.Error("no reason to fit again")
	}
	// One of nine on the other side breaks the run.
	now.Entries[5] = 9
	if s := signal(t, Monitor(p, then, now), "entries"); s != InLimits {
		t.Errorf("a broken run is %s", s)
	}
}

func TestBeyondAndBack(t *testing.T) {
	p, then, now := steady(4)
	now.Exits[2] = 18
	then.LAC[0] = 247
	m := Monitor(p, then, now)
	if s := signal(t, m, "exits"); s != BeyondOnce {
		t.Errorf("exits: %s", s)
	}
	if len(m.Restated) != 1 || m.Restated[0] != (Restated{"lac", 247, 250}) {
		t.Errorf("restated %v", m.Restated)
	}
	g := m.Gap
	if math.Abs(g.Entries-g.Exits+g.Rest-g.Total) > 1e-9 || g.Exits != 9 {
		t.Errorf("gap %+v", g)
	}
}

func TestNothingToWatch(t *testing.T) {
	p, then, _ := steady(2)
	if m := Monitor(p, then, then); len(m.Watched) != 0 || !m.To.IsZero() {
		t.Errorf("%+v", m)
	}
}

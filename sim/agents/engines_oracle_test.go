package agents

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/markov"
)

// figures are what the oracle and the engines are compared by: the stock by
// setting and age and the plans after each year, and the flows of all months
// together.
type figures struct {
	names []string
	value []float64
}

func (f *figures) add(name string, x float64) {
	f.names, f.value = append(f.names, name), append(f.value, x)
}

// figuresOf reads them from a projection's means.
func figuresOf(p *sim.Projection) (f figures) {
	o := &p.Scenarios[0]
	for d := 12; d < len(p.Dates); d += 12 {
		for s := range model.Settings {
			name := "setting=" + model.Setting(s).String()
			f.add(fmt.Sprint("lac ", name, " ", d), o.Find("lac", name).Values[d].Mean)
		}
		for a := range model.AgeBands {
			name := "age=" + model.AgeBand(a).String()
			f.add(fmt.Sprint("lac ", name, " ", d), o.Find("lac", name).Values[d].Mean)
		}
		f.add(fmt.Sprint("lac out ", d), o.Find("lac", "location=out").Values[d].Mean)
		f.add(fmt.Sprint("lac ", d), o.Find("lac", "").Values[d].Mean)
		f.add(fmt.Sprint("cpp ", d), o.Find("cpp", "").Values[d].Mean)
	}
	sum := func(measure, breakdown string) {
		x := 0.0
		for _, v := range o.Find(measure, breakdown).Values {
			x += v.Mean
		}
		f.add(measure+" "+breakdown, x)
	}
	for r := range model.Routes {
		sum("entries", "route="+model.Route(r).String())
	}
	for e := range model.Exits {
		sum("exits", "exit="+model.Exit(e).String())
	}
	sum("moves", "")
	sum("plan_starts", "")
	sum("plan_ends", "")
	return f
}

// figuresOfLives counts the same in one naive future.
func figuresOfLives(lives []*naiveLife, cal *sim.Calendar) (f figures) {
	end := float64(cal.Days())
	for d := 12; d < len(cal.Dates); d += 12 {
		t := float64(cal.Ends[d])
		var setting [model.Settings]float64
		var age [model.AgeBands]float64
		lac, out, cpp := 0.0, 0.0, 0.0
		for _, l := range lives {
			if l.plan && l.planFrom < t && l.planTo >= t {
				cpp++
			}
			for _, p := range l.earlier {
				if p[0] < t && p[1] >= t {
					cpp++
				}
			}
			if place, ok := l.placeAt(t); ok {
				lac++
				setting[place.Setting()]++
				if place.Location() == model.OutOfArea {
					out++
				}
				band, _ := ageAfter(l.born, t-1e-6)
				age[band]++
			}
		}
		for s, x := range setting {
			f.add(fmt.Sprint("lac setting=", model.Setting(s), " ", d), x)
		}
		for a, x := range age {
			f.add(fmt.Sprint("lac age=", model.AgeBand(a), " ", d), x)
		}
		f.add(fmt.Sprint("lac out ", d), out)
		f.add(fmt.Sprint("lac ", d), lac)
		f.add(fmt.Sprint("cpp ", d), cpp)
	}
	var routes [model.Routes]float64
	var exits [model.Exits]float64
	moves, starts, ends := 0.0, 0.0, 0.0
	for _, l := range lives {
		if l.plan && l.planFrom >= 0 {
			starts++
		}
		if l.plan && l.planTo < end {
			ends++
		}
		for _, p := range l.earlier {
			ends++
			if p[0] >= 0 {
				starts++
			}
		}
		for i := range l.stays {
			s := &l.stays[i]
			if s.entered {
				routes[s.route]++
			}
			if s.to < end {
				exits[s.exit]++
			}
			moves += float64(len(s.places) - 1)
		}
	}
	for r, x := range routes {
		f.add("entries route="+model.Route(r).String(), x)
	}
	for e, x := range exits {
		f.add("exits exit="+model.Exit(e).String(), x)
	}
	f.add("moves ", moves)
	f.add("plan_starts ", starts)
	f.add("plan_ends ", ends)
	return f
}

// placeAt is where a life is looked after when a day ends.
func (l *naiveLife) placeAt(t float64) (model.Place, bool) {
	for i := range l.stays {
		if s := &l.stays[i]; s.from < t && s.to >= t {
			place := s.places[0].place
			for _, p := range s.places {
				if p.from < t {
					place = p.place
				}
			}
			return place, true
		}
	}
	return 0, false
}

// future lives one future of a stock.
func (n *naive) future(s *model.Stock) []*naiveLife {
	var lives []*naiveLife
	for i := range s.Children {
		lives = append(lives, n.stocked(&s.Children[i]))
	}
	n.arrivals(0, int(n.until), func(l *naiveLife) { lives = append(lives, l) })
	return lives
}

// Given the true rates, what the engines expect is what happens: over models
// with every flow alive, both engines' means against futures lived naively.
// Every figure's distance in standard errors is held below what so many
// figures leave to chance.
func TestEnginesMatchNaiveLives(t *testing.T) {
	models, futures := 3, 200
	if os.Getenv("CARECURVE_PROVE") != "" {
		models, futures = 10, 2000
	}
	if testing.Short() {
		models = 1
	}
	for seed := range uint64(models) {
		m, s := smallModel(seed)
		m.Direct.Season = [12]float64{1.3, 0.7, 1.1, 0.9, 1, 1, 0.8, 1.2, 1, 1, 1.4, 0.6}
		m.Population = model.Population{First: 2023, Years: [][model.AgeBands]float64{{1, 1, 1, 1, 1}, {1.1, 1, 0.9, 1.2, 1}, {1.2, 1, 0.8, 1.4, 1}}}
		// What brothers and sisters share changes no mean.
		for _, l := range []*model.Level{&m.ExitLevel, &m.MoveLevel, &m.PlanEndLevel, &m.PlanToCareLevel, &m.Direct.Level, &m.UASC.Level, &m.PlanStart.Level} {
			l.Log = 0.1 * float64(seed)
		}
		p := programme(m, s)
		p.Uncertainty = sim.Uncertainty{Chance: true}
		cal := sim.NewCalendar(m.DataDate, p.Years)
		truth := *m
		if x := perturbed(); x != 1 {
			truth.Exits[model.FlowHome].Cells = append([]model.Rate(nil), m.Exits[model.FlowHome].Cells...)
			for i := range truth.Exits[model.FlowHome].Cells {
				truth.Exits[model.FlowHome].Cells[i].Mean *= x
			}
		}
		n := naive{m: &truth, rng: rand.New(rand.NewPCG(seed, 41)), base: cal.Start, until: float64(cal.Days())}
		var names []string
		var sum, square []float64
		for range futures {
			f := figuresOfLives(n.future(s), &cal)
			if names == nil {
				names, sum, square = f.names, make([]float64, len(f.value)), make([]float64, len(f.value))
			}
			for i, x := range f.value {
				sum[i] += x
				square[i] += x * x
			}
		}
		// The agents engine sums integers: its own futures have the same spread.
		drawn, err := Engine{Replicates: futures, Seed: 900 + seed}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		solved, err := markov.Engine{}.Run(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range []struct {
			name  string
			got   figures
			noise float64 // variances of means that stand between the two
		}{{"agents", figuresOf(drawn), 2}, {"markov", figuresOf(solved), 1}} {
			held(t, fmt.Sprint("model ", seed, ", ", e.name), names, sum, square, float64(futures), e.noise, e.got)
		}
	}
}

// perturbed is by what the naive lives' rate of going home is multiplied, to
// see the test fail: CARECURVE_ORACLE_PERTURB=1.1.
func perturbed() float64 {
	if x, err := strconv.ParseFloat(os.Getenv("CARECURVE_ORACLE_PERTURB"), 64); err == nil {
		return x
	}
	return 1
}

// held compares means of n futures with an engine's. Each comparison has level
// 0.001 over all its figures.
func held(t *testing.T, who string, names []string, sum, square []float64, n, noise float64, got figures) {
	t.Helper()
	compared := 0
	worst, where := 0.0, ""
	for i, name := range names {
		if got.names[i] != name {
			t.Fatalf("%s: figure %q stands where %q should", who, got.names[i], name)
		}
		mean := sum[i] / n
		v := (square[i]/n - mean*mean) * noise / (n - 1)
		if mean*n < 50 {
			// Too few for a normal distribution: it only may not be large.
			if got.value[i]*n > 150 {
				t.Errorf("%s: %s is %.3f and hardly ever happens", who, name, got.value[i])
			}
			continue
		}
		compared++
		z := (got.value[i] - mean) / math.Sqrt(v)
		if math.Abs(z) > worst {
			worst, where = math.Abs(z), fmt.Sprintf("%s: %.3f against %.3f, %.1f standard errors", name, got.value[i], mean, z)
		}
	}
	limit := distuv.UnitNormal.Quantile(1 - 0.0005/float64(compared))
	if worst > limit {
		t.Errorf("%s: %s (limit %.1f)", who, where, limit)
	}
	t.Logf("%s: %d figures, worst %s", who, compared, where)
}

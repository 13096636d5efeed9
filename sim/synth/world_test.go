package synth

import (
	"math"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

func TestNewIsDeterministic(t *testing.T) {
	opt := Options{Seed: 4, Children: 250}
	a, b := New(opt).History(), New(opt).History()
	if !reflect.DeepEqual(a, b) {
		t.Error("one seed, two councils")
	}
	opt.Seed++
	if reflect.DeepEqual(a, New(opt).History()) {
		t.Error("two seeds, one council")
	}
}

func TestSizeIsMet(t *testing.T) {
	for _, n := range []int{150, 650, 1300} {
		for seed := range uint64(4) {
			w := New(Options{Seed: seed, Children: n})
			if got := w.count(w.opt.DataDate); math.Abs(float64(got-n)) > math.Max(0.05*float64(n), 4) {
				t.Errorf("seed %d: %d in care, asked for %d", seed, got, n)
			}
		}
	}
}

// TestNoChildInTwoPlaces walks every child's path.
func TestNoChildInTwoPlaces(t *testing.T) {
	w := New(Options{Seed: 11, Children: 800})
	h := w.History()
	if h.To != model.NewDate(2024, 3, 31) || h.From != model.NewDate(2019, 4, 1) {
		t.Fatalf("window %s to %s", h.From, h.To)
	}
	returns, together, moves := 0, map[model.Date]map[string]int{}, 0
	for i := range h.Children {
		c := &h.Children[i]
		last := model.Date(math.MinInt32)
		for n, q := range c.Periods {
			if q.Start <= last && n > 0 {
				t.Fatalf("a period begins on %s, before the last one ended on %s", q.Start, last)
			}
			if q.Start < c.Born || q.Start >= c.Born.Birthday(18) || q.Start > h.To {
				t.Fatalf("born %s, in care from %s", c.Born, q.Start)
			}
			if q.End != 0 && (q.End > c.Born.Birthday(18) || q.End > h.To || q.End <= q.Start) {
				t.Fatalf("born %s, in care from %s to %s", c.Born, q.Start, q.End)
			}
			if q.End != 0 && (q.Exit == model.ExitAged18) != (q.End == c.Born.Birthday(18)) {
				t.Fatalf("born %s, left on %s by %s", c.Born, q.End, q.Exit)
			}
			at := q.Start
			for _, pl := range q.Placements {
				if pl.Start != at {
					t.Fatalf("a placement begins on %s, the one before ended on %s", pl.Start, at)
				}
				if pl.End != 0 && pl.End <= pl.Start {
					t.Fatalf("a placement from %s to %s", pl.Start, pl.End)
				}
				if pl.Legal == "" || pl.Provider == "" {
					t.Fatalf("a placement without legal status or provider: %+v", pl)
				}
				at = pl.End
				moves++
			}
			if at != q.End {
				t.Fatalf("the last placement ends on %s, the period on %s", at, q.End)
			}
			steps := w.Legal(c.ID, n)
			if len(steps) == 0 || steps[0].From != q.Start {
				t.Fatalf("legal path %v of a period from %s", steps, q.Start)
			}
			for k := 1; k < len(steps); k++ {
				if steps[k].From <= steps[k-1].From || steps[k].Status == steps[k-1].Status {
					t.Fatalf("legal path %v", steps)
				}
			}
			last = q.End
			if n > 0 {
				returns++
			}
			if q.End != 0 && q.Exit == model.ExitHome {
				if together[q.End] == nil {
					together[q.End] = map[string]int{}
				}
				together[q.End][q.Family]++
			}
		}
		end := model.Date(math.MinInt32)
		for n, q := range c.Plans {
			if n > 0 && q.Start <= end {
				t.Fatalf("plans overlap: one from %s, the last one until %s", q.Start, end)
			}
			if q.Referral > q.Start || (q.End != 0 && q.End <= q.Start) || q.Start < c.Born {
				t.Fatalf("plan %+v of a child born %s", q, c.Born)
			}
			end = q.End
		}
	}
	if returns == 0 || moves < 1000 {
		t.Errorf("%d returns to care, %d placements: too quiet for a council", returns, moves)
	}
	left, siblings := 0, 0
	for _, day := range together {
		for _, n := range day {
			left += n
			if n > 1 {
				siblings += n
			}
		}
	}
	if share := float64(siblings) / float64(left); share < 0.1 {
		t.Errorf("%.0f %% of those who went home went with a brother or sister", 100*share)
	}
}

// TestLevelsWander: the sd of yearly changes of the log levels over many seeds.
func TestLevelsWander(t *testing.T) {
	var sum [levelCount]float64
	const seeds, years = 400, 5
	for seed := range uint64(seeds) {
		l := still(model.NewMonth(2010, 1), 1)
		l.extend(luck(mix(seed)), [levelCount]float64{}, years*12)
		for k := range sum {
			for y := range years {
				d := math.Log(l.level[k][12*y+12] / l.level[k][12*y])
				sum[k] += d * d / (seeds * years)
			}
		}
	}
	for k, s := range sum {
		if sd := math.Sqrt(s); math.Abs(sd/wanderSD[k]-1) > 0.08 {
			t.Errorf("level %d: yearly sd %.3f, meant %.3f", k, sd, wanderSD[k])
		}
	}
}

func TestLevelsRunAndWhenAgree(t *testing.T) {
	l := still(model.NewMonth(2010, 1), 1)
	l.extend(luck(7), [levelCount]float64{}, 60)
	for d := model.NewDate(2010, 1, 1); d < model.NewDate(2015, 1, 1); d++ {
		if got := l.when(l.run(d) + 1e-6); got != d {
			t.Fatalf("on %s the clocks show %g, which they show on %s", d, l.run(d), got)
		}
	}
}

func TestClocks(t *testing.T) {
	for _, c := range []Clock{logNormal(250, 0.8), weibull(500, 0.7)} {
		for _, u := range []float64{0, 10, 400, 2000} {
			for _, v := range []float64{0.05, 0.5, 0.95} {
				if got := c.Survive(c.After(u, v)) / c.Survive(u); math.Abs(got-v) > 1e-9 {
					t.Errorf("%+v: S⁻¹(%g·S(%g)) survives at %g", c, v, u, got)
				}
			}
		}
	}
}

func TestLuck(t *testing.T) {
	key := luck(99)
	n, mean, square := 20000, 0.0, 0.0
	for i := range n {
		x := key.sub(uint64(i)).normal(forBirth)
		mean += x / float64(n)
		square += x * x / float64(n)
	}
	if math.Abs(mean) > 0.03 || math.Abs(square-1) > 0.04 {
		t.Errorf("normal: mean %g, mean square %g", mean, square)
	}
	total := 0
	for i := range 2000 {
		total += key.sub(uint64(i)).poisson(forCount, 47.5)
	}
	if got := float64(total) / 2000; math.Abs(got-47.5) > 0.6 {
		t.Errorf("poisson: mean %g, meant 47.5", got)
	}
}

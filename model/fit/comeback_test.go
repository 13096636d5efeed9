package fit

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Time since leaving, and coming back, day by day as in TestCareDayByDay.

func leftBand(passed model.Date) string {
	return bandName(passed, []string{"0-3m", "3-6m", "6-12m", "1-2y", "2y+"}, 91.3125, 182.625, 365.25, 730.5)
}

func TestReturnsDayByDay(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		h := council(40+seed, 250)
		w, want := windowOf(h), days{}
		for _, c := range h.Children {
			for i, p := range c.Periods {
				if p.End == 0 || p.End > h.To || p.Exit == model.ExitAged18 || p.Exit == model.ExitDied {
					continue
				}
				next := model.Date(0)
				byPlan := false
				if i+1 < len(c.Periods) {
					next = c.Periods[i+1].Start
					for _, pl := range c.Plans { // one at the most
						byPlan = pl.Start <= next && (pl.End == 0 || pl.End >= next)
						for _, before := range c.Periods[:i+1] {
							byPlan = byPlan && !(before.StartKnown && before.Start >= pl.Start)
						}
					}
				}
				for d := max(p.End, h.From); d <= h.To && yearsOld(c.Born, d) < 18; d++ {
					if next > 0 && d >= next {
						break
					}
					back := 0.0
					if next == d+1 && !byPlan {
						back = 1
					}
					want.put(fmt.Sprintf("%s all %s %d", p.Exit, leftBand(d-p.End), quarterOf(h, d)), 1, back)
				}
			}
		}
		got := newTally(exitNames(), 1, model.LeftClock, w.quarters())
		countReturns(h, w, link(h), got, func(cluster) {})
		same(t, fmt.Sprint("returns of council ", seed), got.list(), want)
	}
}

// planners are children with up to four plans, some of whom come into care.
func planners(seed uint64, n int) *model.History {
	rng := rand.New(rand.NewPCG(seed, 8))
	h := &model.History{From: on("2021-04-01"), To: on("2024-03-31"), PlansFrom: on("2021-04-01"), PlansTo: on("2024-03-31"), Located: true, Linked: true}
	for range n {
		c := model.Child{Born: h.To - model.Date(rng.Float64()*18.5*365), UASC: rng.IntN(15) == 0}
		d := max(c.Born, h.From-500) + model.Date(rng.IntN(900))
		for k := rng.IntN(4); k >= 0 && d <= h.To; k-- {
			p := model.Plan{Start: d, Referral: d - 10}
			d += 1 + model.Date(rng.IntN(200))
			if p.End = d; d > h.To {
				p.End = 0
			}
			c.Plans = append(c.Plans, p)
			if rng.IntN(6) > 0 { // else the next follows on the day
				d += model.Date(rng.IntN(400))
			}
		}
		if rng.IntN(3) == 0 {
			start := h.From - 200 + model.Date(rng.IntN(1200))
			c.Periods = []model.PeriodOfCare{{Start: start, StartKnown: true, End: start + 50, Placements: []model.Placement{{Start: start, End: start + 50}}}}
		}
		h.Children = append(h.Children, c)
	}
	return h
}

func TestRepeatsDayByDay(t *testing.T) {
	t.Parallel()
	events := 0
	for seed := range uint64(4) {
		h := planners(seed, 300)
		w, want, seen := planWindow(h), days{}, 0
		for _, c := range h.Children {
			care := model.Date(1 << 30)
			if len(c.Periods) > 0 {
				care = c.Periods[0].Start
			}
			for k, p := range c.Plans {
				// The day on which it ends in care, or after it, leaves a child out.
				if p.End == 0 || p.End > h.To || c.UASC || yearsOld(c.Born, p.End) >= 18 || care <= p.End {
					continue
				}
				next := model.Date(1 << 30)
				if k+1 < len(c.Plans) && c.Plans[k+1].Start <= care {
					next = c.Plans[k+1].Start
				}
				age := ageName(c.Born, p.End)
				for d := max(p.End, h.From); d <= h.To && d < min(next, care) && yearsOld(c.Born, d) < 18; d++ {
					back := 0.0
					if d+1 == next && next <= h.To {
						back = 1
						seen++
					}
					want.put(fmt.Sprintf("all %s %s %d", age, leftBand(d-p.End), quarterOf(h, d)), 1, back)
				}
				if next == p.End && next >= h.From {
					want.put(fmt.Sprintf("all %s 0-3m %d", age, quarterOf(h, next)), 0, 1)
					seen++
				}
			}
		}
		got := newTally([]string{"all"}, model.AgeBands, model.LeftClock, w.quarters())
		if n := countRepeats(h, link(h), w, got, func(cluster) {}); n != seen {
			t.Errorf("council %d: %d repeats, want %d", seed, n, seen)
		}
		same(t, fmt.Sprint("repeats of council ", seed), got.list(), want)
		events += seen
	}
	if events < 200 {
		t.Errorf("only %d repeats: the test shows little", events)
	}
}

// Each start of a plan is a first one or a repeat, and the stock tells of the
// children who may come back on one.
func TestEveryPlanStartIsCounted(t *testing.T) {
	t.Parallel()
	h := planners(9, 400)
	m, s := fitted(t, h)
	l := link(h)
	l.repeats = true
	w := planWindow(h)
	starts, first, repeats, lapsed := 0, 0, 0, 0
	for ci, c := range h.Children {
		for k, p := range c.Plans {
			if w.within(p.Start) {
				starts++
				if !l.again(&h.Children[ci], planKey{ci, k}, w) {
					first++
				}
			}
		}
		if len(c.Plans) == 0 {
			continue
		}
		if last := c.Plans[len(c.Plans)-1]; last.End > 0 && last.End <= h.To && len(c.Periods) == 0 && !c.UASC && yearsOld(c.Born, h.To) < 18 && yearsOld(c.Born, last.End) < 18 {
			lapsed++
		}
	}
	r := newTally([]string{"all"}, model.AgeBands, model.LeftClock, w.quarters())
	repeats = countRepeats(h, l, w, r, func(cluster) {})
	// Nobody comes back after eighteen, which plans do here.
	if late := starts - first - repeats; late < 0 || late > starts/50 {
		t.Errorf("%d starts, %d first and %d repeats", starts, first, repeats)
	}
	n := 0
	for i := range s.Children {
		if s.Children[i].Lapsed {
			n++
		}
	}
	if n != lapsed || len(m.Repeats.Cells) == 0 {
		t.Errorf("%d may come back, want %d", n, lapsed)
	}
}

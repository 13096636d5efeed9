package card

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// horizons are the times since the start at which staying is compared, days.
var horizons = []struct {
	name string
	days float64
}{
	{"6 months", model.DaysPerYear / 2}, {"1 year", model.DaysPerYear}, {"2 years", 2 * model.DaysPerYear},
	{"3 years", 3 * model.DaysPerYear}, {"5 years", 5 * model.DaysPerYear},
}

// enough is how many must be at risk for a share of those who stay to be told.
const enough = 10

// course of those watched: rows of the estimators.
type spells struct {
	from, stop []float64
	out        []int
	family     []int
	// kinds are the fitted curves, in the order in which they came up, and for
	// how many rows each stands.
	kinds []kind
	index map[staysOf]int
}

type kind struct {
	staysOf
	rows float64
}

// staysOf is the share that stays by each time, and gone by each way.
type staysOf interface {
	stays(t float64) float64
	lost(way int, t float64) float64
}

func (j *journey) lost(way int, t float64) float64 { return j.gone(t)[way] }
func (c *course) stays(t float64) float64          { return c.value(c.on, t) }
func (c *course) lost(way int, t float64) float64  { return c.gone(t)[way] }

// careSpells are the watched periods of one age at entry; all for -1.
func careSpells(r *rates, s *sight, age int) *spells {
	x := &spells{}
	for i := range s.watch {
		w := &s.watch[i]
		if age < 0 || int(w.age) == age {
			x.add(w.from, w.stop, w.out, w.family, r.follow(traveller{w.class, w.quarter}))
		}
	}
	return x
}

// planSpells are the plans of children not in care on the first day.
func planSpells(r *rates, s *sight) *spells {
	x := &spells{}
	for i := range s.plans {
		p := &s.plans[i]
		if !p.whole {
			continue
		}
		c := r.plan(p.quarter, 0)
		stop := p.stop
		if stop == 0 && p.out > 0 {
			stop = 0.5 // on the first day: before the night
		}
		if stop > p.from {
			x.add(p.from, stop, p.out, p.family, c)
		}
	}
	return x
}

func (x *spells) add(from, stop float64, out, family int, fitted staysOf) {
	x.from, x.stop, x.out = append(x.from, from), append(x.stop, stop), append(x.out, out)
	x.family = append(x.family, family)
	k, ok := x.index[fitted]
	if !ok {
		if x.index == nil {
			x.index = map[staysOf]int{}
		}
		k = len(x.kinds)
		x.index[fitted] = k
		x.kinds = append(x.kinds, kind{staysOf: fitted})
	}
	x.kinds[k].rows++
}

// told is up to when the curve can be told: until somebody leaves of fewer than
// enough at risk. From there on it may fall to nothing by the chance of one.
func (x *spells) told() float64 {
	event := make([]bool, len(x.out))
	for i, out := range x.out {
		event[i] = out > 0
	}
	h, err := estimate.NelsonAalen(x.from, x.stop, event)
	if err != nil {
		return 0
	}
	for k, t := range h.Time {
		if h.AtRisk[k] < enough {
			return t
		}
	}
	end := 0.0
	for _, t := range x.stop {
		end = math.Max(end, t)
	}
	return end
}

// events counts those who left in (from, to], by any way (-1) or by one.
func (x *spells) events(from, to float64, way int) (n int) {
	for i := range x.stop {
		if x.out[i] > 0 && x.stop[i] > from && x.stop[i] <= to && (way < 0 || x.out[i] == 1+way) {
			n++
		}
	}
	return n
}

// stays averages the fitted curves over the same children.
func (x *spells) stays(t float64) float64 {
	sum := 0.0
	for _, k := range x.kinds {
		sum += k.rows * k.stays(t)
	}
	return sum / float64(len(x.stop))
}

func (x *spells) lost(way int, t float64) float64 {
	sum := 0.0
	for _, k := range x.kinds {
		sum += k.rows * k.lost(way, t)
	}
	return sum / float64(len(x.stop))
}

// estimate is the Aalen–Johansen estimate: state 0 stays, 1 + way is gone.
func (x *spells) estimate(ways int) *estimate.StateProbabilities {
	if len(x.stop) == 0 {
		return nil
	}
	p, err := estimate.CumulativeIncidence(x.from, x.stop, x.out, ways)
	if err != nil {
		return nil // no row has time at risk
	}
	return p
}

// share is the share that stays at a time and its standard error, brothers and
// sisters together; false where it can't be told: few at risk, or one to four
// gone since the last time that was told.
func (x *spells) share(p *estimate.StateProbabilities, last, t float64) (value, se float64, ok bool) {
	if gone := x.events(last, t, -1); gone > 0 && gone < fewEvents {
		return 0, 0, false
	}
	at, greenwood := p.At(t)
	robust, err := p.Jackknife(t, x.family)
	if err != nil {
		return 0, 0, false
	}
	return at[0], math.Max(greenwood[0], robust[0]), true
}

// rows compares the shares that stay, and the mean time up to the last horizon.
func (x *spells) rows(part Part, name string, ways int, main bool) (rows []Row) {
	p := x.estimate(ways)
	if p == nil {
		return nil
	}
	last, until, told := 0.0, 0.0, x.told()
	for _, at := range horizons {
		if at.days >= told {
			break
		}
		value, se, ok := x.share(p, last, at.days)
		if !ok {
			continue
		}
		last = at.days
		if at.days > until {
			until = at.days
		}
		fitted := x.stays(at.days)
		rows = append(rows, counted(part, name+", "+at.name, "%", 100*value, 100*fitted, 100*se, main))
	}
	if until == 0 {
		return rows
	}
	mean, naive, err := p.RestrictedMean(until)
	if err != nil {
		return rows
	}
	robust, err := p.RestrictedMeanJackknife(until, x.family)
	if err != nil {
		return rows
	}
	r := counted(part, fmt.Sprintf("%s, mean days of the first %.0f", name, until), "days", mean[0], x.meanStay(until), math.Max(naive[0], robust[0]), false)
	return append(rows, r)
}

// meanStay is the area under the fitted curve, by trapezia.
func (x *spells) meanStay(until float64) float64 {
	const step = 3.5
	n := int(math.Ceil(until / step))
	sum := 0.0
	for _, f := range x.kinds {
		area := 0.0
		for i := range n {
			a, b := until*float64(i)/float64(n), until*float64(i+1)/float64(n)
			area += (f.stays(a) + f.stays(b)) / 2 * (b - a)
		}
		sum += f.rows * area
	}
	return sum / float64(len(x.stop))
}

func staying(r *rates, s *sight) []Row {
	rows := careSpells(r, s, -1).rows(Staying, "All ages", ways, true)
	for a := range model.AgeBands {
		rows = append(rows, careSpells(r, s, a).rows(Staying, "Aged "+model.AgeBand(a).String(), ways, true)...)
	}
	return rows
}

func onPlan(r *rates, s *sight) []Row {
	return planSpells(r, s).rows(OnPlan, "Plans", planWays, true)
}

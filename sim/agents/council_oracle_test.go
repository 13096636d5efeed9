package agents

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
	"github.com/carecurve/carecurve/model/fit"
)

// A council of our own form: piecewise-constant hazards on the model's cells,
// about the size of English ones, lived naively for eighteen years and a window
// of five.

var (
	oracleFrom = model.NewDate(2019, 4, 1)
	oracleTo   = model.NewDate(2024, 3, 31)
)

// runIn is how many years are lived before the window: no child in care at its
// beginning came earlier.
const runIn = 18

// trueModel is a truth: products of effects of setting, age and time; where paired,
// of what pairs of them add, spread as package fit's prior has it; and, where
// kappa is above nothing, a gamma deviation in every cell as if the product
// counted for kappa child-years.
func trueModel(rng *rand.Rand, size, kappa float64, paired bool) *model.Model {
	m := &model.Model{DataDate: oracleTo, From: oracleFrom, PlanAdult: 0.9, Located: true, Linked: true}
	// Councils differ by some tenth in each effect.
	vary := func() float64 { return math.Exp(0.15 * rng.NormFloat64()) }
	deviate := func(h float64) float64 {
		if kappa <= 0 || h <= 0 {
			return h
		}
		return gammaDraw(rng, kappa*h) / kappa
	}
	table := func(strata []string, clock model.Clock, stratum, age, band []float64) model.Table {
		t := model.NewTable(strata, len(age), clock)
		if len(band) == len(clock.Edges) { // the first week is like the three after it
			band = append(band[:1:1], band...)
		}
		effects := [3][]float64{}
		for f, list := range [3][]float64{stratum, age, band} {
			for _, x := range list {
				effects[f] = append(effects[f], x*vary())
			}
		}
		pairs := truePairs(rng, &t, paired)
		for i := range t.Cells {
			l := t.Factors(i)
			t.Cells[i].Mean = deviate(effects[0][l[0]] * effects[1][l[1]] * effects[2][l[2]] * pairs[i])
		}
		return t
	}
	exits := func(f model.ExitFlow, stratum, age, band []float64) {
		m.Exits[f] = table(model.ExitStrata(), model.CareClock, stratum, age, band)
	}
	//                                kin  own  agency resid secure supp school parents adoptive other uasc
	exits(model.FlowHome, []float64{0.8, 0.8, 0.7, 0.6, 1, 1, 0.3, 2.5, 0.02, 1.5, 0.05}, []float64{0.5, 0.7, 0.8, 1, 0.9}, []float64{2, 1, 0.6, 0.45, 0.3, 0.2, 0.13, 0.08})
	exits(model.FlowSGO, []float64{2.5, 0.6, 0.4, 0.05, 0, 0.02, 0.05, 0.5, 0.05, 0.2, 0}, []float64{1, 1, 0.6, 0.2, 0.02}, []float64{0.05, 0.15, 0.3, 0.4, 0.35, 0.25, 0.15, 0.1})
	exits(model.FlowAdoption, []float64{0.1, 0.4, 0.3, 0.02, 0, 0, 0, 0.05, 6, 0.1, 0}, []float64{1.2, 1, 0.15, 0.01, 0}, []float64{0.01, 0.02, 0.05, 0.2, 0.5, 0.4, 0.2, 0.1})
	exits(model.FlowOther, []float64{0.8, 0.7, 0.7, 0.8, 2, 1.2, 0.7, 0.6, 0.1, 1.5, 0.8}, []float64{0.5, 0.5, 0.6, 0.8, 1}, []float64{1.2, 0.5, 0.3, 0.2, 0.15, 0.12, 0.1, 0.1})
	var restless []float64
	for _, x := range []float64{0.6, 1, 0.9, 1, 4, 1.2, 0.7, 0.5, 0.1, 2.5} {
		restless = append(restless, x, 0.9*x)
	}
	m.Moves = table(model.MoveStrata(), model.PlacementClock, append(restless, 0.8, 0.8), []float64{0.6, 0.5, 0.6, 0.9, 0.9}, []float64{5, 2, 1.2, 0.8, 0.6, 0.5, 0.4, 0.3})
	one := []float64{1}
	m.PlanEnd = table([]string{"all"}, model.PlanClock, one, []float64{1, 1, 1, 1, 1.2}, []float64{0.1, 0.6, 1.1, 1.4, 1.6, 1.6, 1.6, 1.4})
	m.PlanToCare = table([]string{"all"}, model.PlanClock, one, []float64{1.3, 1, 0.8, 0.8, 0.6}, []float64{0.9, 0.4, 0.3, 0.25, 0.25, 0.2, 0.15, 0.1})
	m.AfterCare = table([]string{"all"}, model.AfterClock, one, one, []float64{3, 6, 8})
	back := make([]float64, model.Exits)
	for e, x := range map[model.Exit]float64{model.ExitHome: 1, model.ExitSGO: 0.25, model.ExitAdoption: 0.05, model.ExitCAO: 0.4, model.ExitCustody: 0.8, model.ExitOtherLA: 0.1, model.ExitOther: 0.6} {
		back[e] = x
	}
	var ways []string
	for e := range model.Exits {
		ways = append(ways, model.Exit(e).String())
	}
	m.Returns = table(ways, model.LeftClock, back, one, []float64{0.5, 0.35, 0.25, 0.12, 0.04})
	for a := range m.OtherSplit {
		m.OtherSplit[a] = [len(model.OtherExits)]float64{0.2, 0.05, 0.05, 0.01, 0.69}
	}
	truePlaces(m)
	groups := []float64{0.7, 0.2, 0.1}
	stream := func(scale float64, rates [model.AgeBands]float64) (s model.Stream) {
		s.Groups = groups
		for a := range s.Ages {
			s.Ages[a].Mean = scale * rates[a] * vary()
			for range model.WithinParts[a] {
				s.Within[a] = append(s.Within[a], 1/float64(model.WithinParts[a]))
			}
		}
		s.Season = [12]float64{1.02, 0.98, 1.12, 0.94, 1.03, 1.05, 1.04, 0.88, 1.02, 1.06, 1.06, 0.80}
		return s
	}
	const lacPerChild = 0.0062 // what these rates keep in care
	children := size / lacPerChild
	m.Direct = stream(1, [model.AgeBands]float64{0.0126, 0.00055, 0.00025, 0.0012, 0.0031})
	m.PlanStart = stream(1, [model.AgeBands]float64{0.025, 0.0057, 0.0042, 0.004, 0.0016})
	m.UASC = stream(children*0.0006, [model.AgeBands]float64{0, 0, 0, 0.2, 0.8})
	m.UASC.Groups = []float64{1}
	m.Population.First = 2018
	for y := range 9 {
		var n [model.AgeBands]float64
		for a, share := range []float64{0.05, 0.21, 0.28, 0.35, 0.11} {
			n[a] = children * share * math.Pow(1.004, float64(y-5))
		}
		m.Population.Years = append(m.Population.Years, n)
	}
	return m
}

// truePairs is what pairs of a table's levels multiply each cell by. Their spread
// has the prior that counts as so many pairs: a scaled inverse chi-squared one.
func truePairs(rng *rand.Rand, t *model.Table, paired bool) []float64 {
	out := make([]float64, len(t.Cells))
	for i := range out {
		out[i] = 1
	}
	if !paired {
		return out
	}
	prior := fit.Priors()
	for k, p := range [][2]int{{len(t.Strata), t.Ages}, {len(t.Strata), len(t.Clock.Edges) + 1}, {t.Ages, len(t.Clock.Edges) + 1}} {
		sd := prior.PairSD * math.Sqrt(prior.PairKnown/2/gammaDraw(rng, prior.PairKnown/2))
		if min(p[0], p[1]) == 1 {
			continue
		}
		effects := make([]float64, p[0]*p[1])
		for i := range effects {
			effects[i] = math.Exp(sd * rng.NormFloat64())
		}
		for i := range out {
			out[i] *= effects[t.Factors(i)[k+3]]
		}
	}
	return out
}

// truePlaces says where children are placed and where moves go.
func truePlaces(m *model.Model) {
	out := []float64{0.3, 0.2, 0.6, 0.65, 0.95, 0.4, 0.7, 0.2, 0.8, 0.6}
	share := func(weights []float64, kept model.Place, keep float64) (s model.Shares) {
		s.Weight = 1
		sum := 0.0
		for set, x := range weights {
			for l := range model.Locations {
				p := model.PlaceOf(model.Setting(set), model.Location(l))
				y := x * out[set]
				if l == int(model.InArea) {
					y = x * (1 - out[set])
				}
				if p == kept {
					y += keep
				}
				s.Mean[p] = y
				sum += y
			}
		}
		for p := range s.Mean {
			s.Mean[p] /= sum
		}
		return s
	}
	weights := [model.Classes][model.AgeBands][]float64{
		//          kin   own   agency resid secure supp school parents adoptive other
		{{0.17, 0.38, 0.20, 0, 0, 0, 0, 0.10, 0.10, 0.05}, {0.24, 0.37, 0.24, 0, 0, 0, 0, 0.10, 0.07, 0.03},
			{0.22, 0.33, 0.30, 0.05, 0, 0, 0, 0.09, 0.01, 0.03}, {0.15, 0.23, 0.27, 0.25, 0.008, 0, 0.002, 0.07, 0, 0.05}, {0.08, 0.11, 0.13, 0.17, 0.01, 0.40, 0, 0.05, 0, 0.05}},
	}
	young, grown := []float64{0.06, 0.25, 0.60, 0.06, 0, 0, 0, 0, 0, 0.03}, []float64{0.03, 0.10, 0.24, 0.03, 0, 0.57, 0, 0, 0, 0.03}
	weights[model.UASC] = [model.AgeBands][]float64{young, young, young, young, grown}
	m.Next = make([]model.NextRow, model.Classes*model.Places)
	for c := range model.Classes {
		for a := range model.AgeBands {
			first := append([]float64(nil), weights[c][a]...)
			first[model.Adoptive] /= 10
			m.First[c][a] = share(first, 0, 0)
			for p := range model.Places {
				for g := range model.Stages {
					w := append([]float64(nil), weights[c][a]...)
					w[model.Adoptive] *= []float64{0.3, 1, 1.5, 0.7}[g]
					m.Next[model.NextStratum(model.Class(c), model.Place(p))][a][g] = share(w, model.Place(p), 0.15)
				}
			}
		}
	}
}

// gammaDraw is a draw from a gamma of rate 1 (Marsaglia and Tsang, 2000).
func gammaDraw(rng *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gammaDraw(rng, shape+1) * math.Pow(rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	for {
		x := rng.NormFloat64()
		v := math.Pow(1+x/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(rng.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// wander draws weekly paths of the levels from the window's first day on, as priors
// have it: random walks from 0, or Ornstein–Uhlenbeck processes about 0 that have
// run for ever. Before that day levels stand as on it.
func wander(rng *rand.Rand, priors [walks]estimate.Wander, assumed fit.Assumed) (w wandering) {
	w.step = 7
	weeks := int(oracleTo+1-oracleFrom)/7 + 1
	all := assumed.Unrest.Draw(rng.Float64(), rng.NormFloat64())
	for k, p := range priors {
		l := model.Level{Drift: p.Median * all * math.Exp(assumed.Own*rng.NormFloat64()), Return: p.Return}
		dt := w.step / model.DaysPerYear
		x := 0.0
		if p.Return > 0 {
			x = math.Sqrt(l.Wandered(l.Drift, math.Inf(1))) * rng.NormFloat64()
		}
		for range weeks {
			w.value[k] = append(w.value[k], math.Exp(x))
			x = x*l.Left(dt) + math.Sqrt(l.Wandered(l.Drift, dt))*rng.NormFloat64()
		}
	}
	return w
}

// history lives a council to the window's end and shows what five yearly
// returns would of it: placements and plans that were open within the window,
// the start of care of those alone whose first placement was. The naive's time 0
// is the window's first day.
func (n *naive) history() *model.History {
	n.base, n.until = oracleFrom, float64(oracleTo+1-oracleFrom)
	h := &model.History{From: oracleFrom, To: oracleTo, PlansFrom: oracleFrom, PlansTo: oracleTo,
		Population: n.m.Population, Located: true, Linked: true}
	begin := -runIn * model.DaysPerYear
	n.arrivals(int(begin), int(n.until), func(l *naiveLife) {
		if k := len(l.stays); k > 0 && l.stays[k-1].to >= n.until {
			n.inCare = append(n.inCare, l)
		}
		if c, ok := n.shown(l); ok {
			c.ID = fmt.Sprint(len(h.Children))
			h.Children = append(h.Children, c)
		}
	})
	return h
}

func (n *naive) day(t float64) model.Date {
	if t >= n.until {
		return 0
	}
	return n.base + model.Date(math.Floor(t))
}

// shown is what the returns hold of a child; false if nothing. Every stay, placement
// and plan lasts a night at least.
func (n *naive) shown(l *naiveLife) (c model.Child, any bool) {
	c.Born, c.UASC = n.day(l.born), l.class == model.UASC
	birthday := c.Born.Birthday(model.AdultAge)
	free := model.Date(math.MinInt32)
	for i := range l.stays {
		s := &l.stays[i]
		p := model.PeriodOfCare{Start: max(n.day(s.from), free), StartKnown: true, Exit: s.exit, Family: fmt.Sprint("F", l.family)}
		if p.Start >= birthday || p.Start > oracleTo {
			break
		}
		if end := n.day(s.to); end != 0 {
			p.End = max(end, p.Start+1)
			if p.End >= birthday {
				p.End, p.Exit = birthday, model.ExitAged18
			}
			if p.End > oracleTo {
				p.End = 0
			}
		}
		if p.End.IsZero() {
			p.Exit = 0
		}
		for j, at := range s.places {
			d := p.Start
			if j > 0 {
				d = max(n.day(at.from), p.Placements[len(p.Placements)-1].Start+1)
			}
			if (!p.End.IsZero() && d >= p.End) || d > oracleTo {
				break
			}
			if j > 0 {
				p.Placements[len(p.Placements)-1].End = d
			}
			p.Placements = append(p.Placements, model.Placement{Start: d, StartKnown: true, Setting: at.place.Setting(), Location: at.place.Location()})
		}
		p.Placements[len(p.Placements)-1].End = p.End
		free = p.End
		for len(p.Placements) > 0 && !p.Placements[0].End.IsZero() && p.Placements[0].End < oracleFrom {
			p.Placements = p.Placements[1:]
			p.StartKnown = false
		}
		if len(p.Placements) == 0 {
			continue
		}
		p.Start = p.Placements[0].Start
		c.Periods = append(c.Periods, p)
		if p.End.IsZero() {
			break
		}
	}
	if l.plan {
		p := model.Plan{Start: n.day(l.planFrom)}
		// Brothers and sisters share a referral some weeks before.
		p.Referral = p.Start - 14 - model.Date(l.family%2000)
		if end := n.day(l.planTo); end != 0 {
			p.End = max(end, p.Start+1)
		}
		if p.End > oracleTo {
			p.End = 0
		}
		if p.End.IsZero() || p.End >= oracleFrom {
			c.Plans = append(c.Plans, p)
		}
	}
	return c, len(c.Periods)+len(c.Plans) > 0
}

package agents

import (
	"math"
	"math/rand/v2"

	"github.com/carecurve/carecurve/model"
)

// naive lives the process that the package comment describes in the plainest
// way there is, to judge the engines and the estimators: the hazards of the
// moment are added up, one exponential says when something happens unless a
// hazard changes first, one uniform says what. It shares the vocabulary with
// the engines, and nothing else: no keys, no needs, no bands carried along.
//
// Time is in days from the first moment of base.
type naive struct {
	m      *model.Model
	rng    *rand.Rand
	base   model.Date
	until  float64 // nothing is lived beyond
	levels wandering
	// brief, if not nil, is what half of those who come live by instead: a
	// population of two kinds, which no table of hazards can tell apart.
	brief *model.Model
	// inCare are those who are in care when what is lived ends.
	inCare []*naiveLife
}

// The flows whose levels wander.
const (
	walkExit = iota
	walkMove
	walkPlanEnd
	walkPlanCare
	walkDirect
	walkUASC
	walkPlans
	walks
)

// wandering is how levels stand: a value for each step from a day on, the first
// one before.
type wandering struct {
	from, step float64
	value      [walks][]float64
}

func (w *wandering) at(k int, t float64) float64 {
	i := int(math.Floor((t-w.from)/w.step + 1e-9))
	if w.value[k] == nil {
		return 1
	}
	return w.value[k][min(max(i, 0), len(w.value[k])-1)]
}

// next is when levels change after t.
func (w *wandering) next(t float64) float64 {
	if w.value[walkExit] == nil {
		return math.Inf(1)
	}
	if t < w.from-1e-9 {
		return w.from
	}
	return w.from + (math.Floor((t-w.from)/w.step+1e-9)+1)*w.step
}

// naiveLife is what happened to a child; ends that lie beyond the horizon are
// infinite.
type naiveLife struct {
	born     float64
	class    model.Class
	family   int
	m        *model.Model
	plan     bool
	planFrom float64
	planTo   float64
	earlier  [][2]float64 // plans before that one, from and to
	left     bool         // had left care by the start
	stays    []naiveStay
}

type naiveStay struct {
	from, to  float64
	careStart float64
	exit      model.Exit
	route     model.Route
	entered   bool
	places    []naivePlace
}

type naivePlace struct {
	from  float64
	place model.Place
}

const never = 1e18

// edgeAfter is when a clock that stood at nothing at zero shows its next edge.
func edgeAfter(c model.Clock, zero, t float64) (band int, next float64) {
	for i, e := range c.Edges {
		if t-zero < e-1e-9 {
			return i, zero + e
		}
	}
	return len(c.Edges), never
}

// ageAfter is the band of age at t and when it ends.
func ageAfter(born, t float64) (band model.AgeBand, next float64) {
	for i := 1; i < model.AgeBands; i++ {
		if e := born + float64(model.AgeFrom[i])*model.DaysPerYear; t < e-1e-9 {
			return model.AgeBand(i - 1), e
		}
	}
	return model.Age16to17, born + adult
}

func (n *naive) pickShares(s *model.Shares) model.Place {
	u := n.rng.Float64()
	for p, x := range s.Mean {
		if u -= x; u < 0 {
			return model.Place(p)
		}
	}
	for p := len(s.Mean) - 1; p > 0; p-- { // rounding
		if s.Mean[p] > 0 {
			return model.Place(p)
		}
	}
	return 0
}

// enter is a new period of care and all that follows it.
func (n *naive) enter(l *naiveLife, t float64, route model.Route) {
	age, _ := ageAfter(l.born, t)
	place := n.pickShares(&l.m.First[l.class][age])
	l.stays = append(l.stays, naiveStay{from: t, careStart: t, to: never, route: route, entered: true, places: []naivePlace{{t, place}}})
	n.care(l, t, place, t, t)
}

// care goes on with the last stay from t.
func (n *naive) care(l *naiveLife, t float64, place model.Place, careStart, placeStart float64) {
	s := &l.stays[len(l.stays)-1]
	for t < n.until {
		if t >= l.born+adult-1e-9 {
			s.to, s.exit = t, model.ExitAged18
			return
		}
		age, next := ageAfter(l.born, t)
		u, e := edgeAfter(model.CareClock, careStart, t)
		next = math.Min(next, e)
		v, e := edgeAfter(model.PlacementClock, placeStart, t)
		next = math.Min(math.Min(next, e), math.Min(n.levels.next(t), n.until))
		var h [model.ExitFlows + 1]float64
		total := 0.0
		for f := range model.ExitFlows {
			h[f] = l.m.Exits[f].At(model.ExitStratum(l.class, place), age, u).Mean * n.levels.at(walkExit, t) * l.m.ExitLevel.Expected()
			total += h[f]
		}
		h[model.ExitFlows] = l.m.Moves.At(model.MoveStratum(l.class, place), age, v).Mean * n.levels.at(walkMove, t) * l.m.MoveLevel.Expected()
		total += h[model.ExitFlows]
		wait := n.rng.ExpFloat64() / total * model.DaysPerYear
		if total == 0 || t+wait >= next {
			t = next
			continue
		}
		t += wait
		what, x := 0, n.rng.Float64()*total
		for x >= h[what] && what < model.ExitFlows {
			x -= h[what]
			what++
		}
		if what == model.ExitFlows {
			place = n.pickShares(&l.m.Next[model.NextStratum(l.class, place)][age][model.StageOf(u)])
			placeStart = t
			s.places = append(s.places, naivePlace{t, place})
			continue
		}
		s.to, s.exit = t, []model.Exit{model.ExitHome, model.ExitSGO, model.ExitAdoption, model.ExitOther}[what]
		if what == int(model.FlowOther) {
			x := n.rng.Float64()
			for k, share := range l.m.OtherSplit[age] {
				if x -= share; x < 0 {
					s.exit = model.OtherExits[k]
					break
				}
			}
		}
		if s.exit != model.ExitDied {
			n.away(l, s.exit, t, t)
		}
		return
	}
}

// away waits from t on for the return of a child who left at left.
func (n *naive) away(l *naiveLife, by model.Exit, left, t float64) {
	for t < math.Min(n.until, l.born+adult-1e-9) {
		band, next := edgeAfter(model.LeftClock, left, t)
		next = math.Min(next, math.Min(n.until, l.born+adult))
		h := l.m.Returns.At(int(by), 0, band).Mean
		if wait := n.rng.ExpFloat64() / h * model.DaysPerYear; h > 0 && t+wait < next {
			n.enter(l, t+wait, model.RouteReturn)
			return
		}
		t = next
	}
}

// onPlan lives a plan from t that began at start.
func (n *naive) onPlan(l *naiveLife, start, t float64) {
	l.plan, l.planFrom, l.planTo = true, start, never
	for t < n.until {
		grown := t >= l.born+adult-1e-9
		age, next := ageAfter(l.born, t)
		if grown {
			next = never
		}
		band, e := edgeAfter(model.PlanClock, start, t)
		next = math.Min(math.Min(next, e), math.Min(n.levels.next(t), n.until))
		end := l.m.PlanEnd.At(0, age, band).Mean * n.levels.at(walkPlanEnd, t) * l.m.PlanEndLevel.Expected()
		care := l.m.PlanToCare.At(0, age, band).Mean * n.levels.at(walkPlanCare, t) * l.m.PlanToCareLevel.Expected()
		if grown {
			care = 0
		}
		wait := n.rng.ExpFloat64() / (end + care) * model.DaysPerYear
		if end+care == 0 || t+wait >= next {
			t = next
			if !grown && t >= l.born+adult-1e-9 && n.rng.Float64() < l.m.PlanAdult {
				l.planTo = t
				return
			}
			continue
		}
		t += wait
		if n.rng.Float64()*(end+care) < end {
			l.planTo = t
			n.offPlan(l, t, t)
			return
		}
		n.afterCare(l, t, t)
		n.enter(l, t, model.RoutePlan)
		return
	}
}

// offPlan waits from t on for a plan to follow one that ended at an end without
// care.
func (n *naive) offPlan(l *naiveLife, end, t float64) {
	if len(l.m.Repeats.Cells) == 0 || l.class != model.General || l.left || end >= l.born+adult {
		return
	}
	age, _ := ageAfter(l.born, end)
	until := math.Min(n.until, l.born+adult)
	if l.m.RepeatsWithin > 0 {
		until = math.Min(until, end+l.m.RepeatsWithin)
	}
	for t < until {
		band, next := edgeAfter(model.LeftClock, end, t)
		next = math.Min(math.Min(next, until), n.levels.next(t))
		h := l.m.Repeats.At(0, age, band).Mean * n.levels.at(walkPlans, t) * l.m.PlanStart.Level.Expected()
		if wait := n.rng.ExpFloat64() / h * model.DaysPerYear; h > 0 && t+wait < next {
			if l.plan {
				l.earlier = append(l.earlier, [2]float64{l.planFrom, l.planTo})
			}
			n.onPlan(l, t+wait, t+wait)
			return
		}
		t = next
	}
}

// afterCare ends a plan whose child is in care since zero.
func (n *naive) afterCare(l *naiveLife, zero, t float64) {
	l.planTo = never
	turns := l.born + adult
	if turns <= t || n.rng.Float64() >= l.m.PlanAdult {
		turns = never
	}
	for t < n.until {
		band, next := edgeAfter(model.AfterClock, zero, t)
		next = math.Min(next, n.until)
		h := l.m.AfterCare.At(0, 0, band).Mean
		wait := n.rng.ExpFloat64() / h * model.DaysPerYear
		if h == 0 || t+wait >= next {
			wait = next - t
		}
		if turns <= t+wait {
			l.planTo = turns
			return
		}
		if t += wait; t < next {
			l.planTo = t
			return
		}
	}
}

// arrivals lives everyone who comes between two days.
func (n *naive) arrivals(from, to int, visit func(*naiveLife)) {
	family := 0
	for k, s := range []*model.Stream{&n.m.Direct, &n.m.UASC, &n.m.PlanStart} {
		walk := walkDirect + k
		pop := n.m.Population
		if walk == walkUASC {
			pop = model.Population{}
		}
		need := n.rng.ExpFloat64()
		for day := from; day < to; day++ {
			d := n.base + model.Date(day)
			var age [model.AgeBands]float64
			rate := 0.0
			for a := range age {
				age[a] = s.Ages[a].Mean * pop.At(d, model.AgeBand(a))
				rate += age[a]
			}
			sum := rate
			rate *= s.Season[model.MonthOf(d).Calendar()-1] * s.Level.Expected() * n.levels.at(walk, float64(day)) / s.GroupMean() / model.DaysPerYear
			at := 0.0
			for need <= rate-at {
				at += need
				need = n.rng.ExpFloat64()
				family++
				size, x := 1, n.rng.Float64()
				for size < len(s.Groups) && x >= s.Groups[size-1] {
					x -= s.Groups[size-1]
					size++
				}
				t := float64(day) + at/rate
				for range size {
					l := n.newcomer(s, walk, t, &age, sum)
					l.family = family
					switch walk {
					case walkDirect:
						n.enter(l, t, model.RouteDirect)
					case walkUASC:
						n.enter(l, t, model.RouteUASC)
					default:
						n.onPlan(l, t, t)
					}
					visit(l)
				}
			}
			need -= rate - at
		}
	}
}

// newcomer is a child who comes at t.
func (n *naive) newcomer(s *model.Stream, walk int, t float64, age *[model.AgeBands]float64, sum float64) *naiveLife {
	l := &naiveLife{m: n.m}
	if walk == walkUASC {
		l.class = model.UASC
	}
	if n.brief != nil && n.rng.Float64() < 0.5 {
		l.m = n.brief
	}
	a, x := 0, n.rng.Float64()*sum
	for a < model.AgeBands-1 && x >= age[a] {
		x -= age[a]
		a++
	}
	part, x := 0, n.rng.Float64()
	for part < len(s.Within[a])-1 && x >= s.Within[a][part] {
		x -= s.Within[a][part]
		part++
	}
	lo, hi := model.AgeSpan(model.AgeBand(a))
	years := lo + (hi-lo)*(float64(part)+n.rng.Float64())/float64(len(s.Within[a]))
	l.born = t - years*model.DaysPerYear
	return l
}

// stocked goes on with a child of the stock from time 0.
func (n *naive) stocked(row *model.StockChild) *naiveLife {
	l := &naiveLife{m: n.m, class: row.Class, born: float64(row.Born.First() + 15 - n.base)}
	l.left = row.Left
	if row.OnPlan {
		if row.InCare || row.InCareDuringPlan {
			l.plan, l.planFrom = true, -row.PlanDays
			n.afterCare(l, -row.AfterDays, 0)
		} else {
			n.onPlan(l, -row.PlanDays, 0)
		}
	}
	switch {
	case row.Lapsed && !row.OnPlan && !row.InCare && !row.Left:
		n.offPlan(l, -row.LapsedDays, 0)
	case row.InCare:
		l.stays = append(l.stays, naiveStay{from: 0, careStart: -row.CareDays, to: never, places: []naivePlace{{-row.PlacementDays, row.Place}}})
		n.care(l, 0, row.Place, -row.CareDays, -row.PlacementDays)
	case row.Left && len(l.stays) == 0: // a plan that leads to care goes before a return
		n.away(l, row.LeftBy, -row.LeftDays, 0)
	}
	return l
}

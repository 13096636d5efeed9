package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// alike is children of the stock who are followed as one: they are in the same
// place, and their ages and times differ so little that their means serve.
type alike struct {
	class     model.Class
	place     model.Place
	by        model.Exit
	inCare    bool    // during a plan
	court     bool    // proceedings were issued in this period of care
	born      float64 // days
	days      float64 // in care, on the plan or since leaving
	placement float64 // days in the placement
	after     float64 // days of a plan since it led to care
	left      bool    // care, before or during the plan
	leftDays  float64 // since then
	// who is how many of them each provider has, as shares, and whoSquare the mean
	// of each child's square.
	who, whoSquare [model.Providers]float64
	n, lead        float64
	members        []member
	// above is what the placement of the data date costs above what new ones in
	// the place do on average, as parts of the place's price, summed over them.
	above []sim.OwnPrice
}

// member is one of them: its index in the stock, birth and time.
type member struct {
	index      int
	born, days float64
}

// alikeKey is what children have in common who are followed as one.
type alikeKey struct {
	class   model.Class
	place   model.Place
	by      model.Exit
	inCare  bool
	court   bool
	started bool // before the data date
	left    int  // 0 unless on a plan and out of care, else from 1 on
	age     int
	days    int
	more    int
}

// grain is how finely the stock's children are told apart: months of age, and the
// ratio of times.
type grain struct {
	months int
	ratio  float64
}

// grouped is the groups of each part of the stock, in the order of their first
// members.
func (r *run) grouped() (out [stockParts][]alike) {
	var at [stockParts]map[alikeKey]int
	for part := range at {
		at[part] = map[alikeKey]int{}
	}
	seen := map[int]bool{}
	children := r.programme.Stock.Children
	horizon := r.ends[len(r.ends)-1]
	for i := range children {
		c := &children[i]
		lead := 0.0
		if !seen[c.Family] {
			seen[c.Family], lead = true, 1
		}
		born := float64(c.Born.First() + 15 - r.cal.Start)
		for part := range stockParts {
			key := alikeKey{class: c.Class, age: r.ageKey(born, horizon)}
			one := alike{class: c.Class, born: born, n: 1, lead: lead}
			switch {
			case part == stockInCare && c.InCare:
				one.place, one.days, one.placement = c.Place, c.CareDays, c.PlacementDays
				one.court, key.court = c.Court, c.Court
				one.runBy(r.programme.Model, c)
				one.above = r.aboveOf(c)
				key.place = c.Place
				key.more = r.timeKey(one.placement, model.PlacementClock)
				key.days = r.timeKey(one.days, model.CareClock)
			case part == stockOnPlan && c.OnPlan:
				one.days, one.inCare, one.after = c.PlanDays, c.InCareDuringPlan, c.AfterDays
				key.inCare = one.inCare
				if one.inCare {
					key.days = r.timeKey(one.after, model.AfterClock)
				} else {
					key.days = r.timeKey(one.days, model.PlanClock)
				}
				if c.Left && !c.InCare && !one.inCare {
					one.left, one.by, one.leftDays = true, c.LeftBy, c.LeftDays
					key.left, key.by = 1+r.timeKey(c.LeftDays, model.LeftClock), c.LeftBy
				}
			case part == stockLeft && c.Left && !c.InCare:
				one.by, one.days = c.LeftBy, c.LeftDays
				key.by, key.days = one.by, r.timeKey(one.days, model.LeftClock)
			case part == stockLapsed && c.Lapsed && !c.OnPlan && !c.InCare && !c.Left && c.Class == model.General:
				one.days = c.LapsedDays
				key.days = r.timeKey(one.days, model.LeftClock)
				key.more = int(model.AgeBandOf((-one.days - born) / model.DaysPerYear))
			default:
				continue
			}
			key.started = one.days > 0
			k, ok := at[part][key]
			if !ok {
				k = len(out[part])
				at[part][key] = k
				out[part] = append(out[part], alike{})
			}
			out[part][k].join(one, i)
			if part == stockLapsed {
				continue
			}
			kind := notInCare
			if part == stockInCare {
				kind = inCare
			}
			r.births.birthday(born, func(l int, share float64) { r.births.children[kind][c.Class][l] += share })
		}
	}
	return out
}

// join adds a child; times are means.
func (a *alike) join(c alike, index int) {
	n, lead, members := a.n+1, a.lead+c.lead, append(a.members, member{index, c.born, c.days})
	mean := func(x, y float64) float64 { return x + (y-x)/n }
	c.born, c.days = mean(a.born, c.born), mean(a.days, c.days)
	c.placement, c.after = mean(a.placement, c.placement), mean(a.after, c.after)
	c.leftDays = mean(a.leftDays, c.leftDays)
	for k := range c.who {
		c.who[k], c.whoSquare[k] = mean(a.who[k], c.who[k]), mean(a.whoSquare[k], c.whoSquare[k])
	}
	c.above = append(a.above, c.above...)
	c.n, c.lead, c.members = n, lead, members
	*a = c
}

// ageKey tells ages apart: by the month for those who grow up within the
// horizon, since care ends on a day.
func (r *run) ageKey(born, horizon float64) int {
	months := int(math.Floor(-born / ageStep))
	if born+adult <= horizon+ageStep {
		return months
	}
	return months / r.grain.months * r.grain.months
}

// timeKey tells times apart: never across a band's edge, and all alike in a last
// band.
func (r *run) timeKey(days float64, clock model.Clock) int {
	band := clock.Band(days)
	if band == len(clock.Edges) {
		return band << 8
	}
	width := clock.Length(band)
	from := clock.Edges[band] - width
	parts := math.Max(1, math.Round(math.Log(math.Max(clock.Edges[band]/math.Max(from, 14), 1))/math.Log(r.grain.ratio)))
	return band<<8 + int((days-from)/width*parts)
}

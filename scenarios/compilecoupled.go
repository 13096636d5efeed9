package scenarios

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// The kinds whose interventions couple children: what one child can do depends
// on what others do.

func (k *compiler) capacity(in *Intervention, reach sim.Reach) {
	if in.Location != nil && !k.located(in.At("location")) {
		return
	}
	c := sim.Capacity{
		Intervention: in.Name, Setting: *in.Setting, Location: in.Location,
		From: max(0, reach.From), Until: reach.Until, Ramp: reach.Ramp, Lag: reach.Lag,
		DrawsFrom: in.DrawsFrom, Delivery: delivery(in),
	}
	if in.Places != nil {
		n := float64(*in.Places)
		c.Places = &n
	}
	if in.Recruit != nil {
		c.Recruit = in.Recruit.Yearly / 12
	}
	if in.Loss != nil {
		c.Loss = float64(*in.Loss)
	}
	if to, ok := settingNamed(in.WhenFull); ok {
		c.WhenFull = &to
	}
	if len(in.DrawsFrom) > 0 {
		c.Fill = 1
		if in.Fill != nil {
			c.Fill = float64(*in.Fill)
		}
	}
	k.s.Capacities = append(k.s.Capacities, c)
}

// slots limits the offer of another intervention of the scenario.
func (k *compiler) slots(in *Intervention, reach sim.Reach, all []*Intervention) {
	for _, other := range all {
		if other.Name == in.Intervention {
			offer := other.Offer
			if offer == "" {
				offer = other.Name
			}
			k.s.Slots = append(k.s.Slots, sim.Slots{
				Intervention: in.Name, Offer: offer, PerMonth: *in.PerMonth,
				From: reach.From, Until: reach.Until, Ramp: reach.Ramp,
			})
		}
	}
}

func (k *compiler) once(in *Intervention, reach sim.Reach) {
	number, err := strconv.Atoi(in.Number)
	if err != nil { // reported
		return
	}
	o := sim.Once{
		Intervention: in.Name, Who: in.Where.who(), Number: number,
		Exit: in.To.Exit, Setting: in.To.Setting, Location: in.To.Location,
		Start: max(0, reach.From), By: in.By.last(k.m.DataDate), Order: orders[max(0, slices.Index(orderNames, in.Order))], Delivery: delivery(in),
	}
	if in.From != nil {
		o.From = in.From.set()
	}
	if (len(o.From.Locations) > 0 || o.Location != nil || len(o.Who.Locations) > 0) && !k.located(in.At("from")) {
		return
	}
	switch {
	case o.By <= 0:
		k.fault(in.At("by"), fmt.Sprintf("by %s is not after the data date %s", in.By, k.m.DataDate), "write a later day: what was done by then is in the records")
		return
	case o.By < reach.From:
		k.fault(in.At("by"), fmt.Sprintf("by %s is before start %s", in.By, in.Start), "write a day after the start")
		return
	}
	k.s.Onces = append(k.s.Onces, o)
}

// orders are who comes first, by the words of orderNames; the first is what is
// meant where none is written.
var (
	orderNames = []string{"dearest", "longest", "youngest"}
	orders     = []sim.Order{sim.Dearest, sim.Longest, sim.Youngest}
)

func (k *compiler) target(in *Intervention, reach sim.Reach) {
	t := sim.Target{
		Intervention: in.Name, Exit: *in.Exit, Who: in.Where.who(), From: max(0, reach.From), Until: reach.Until, Ramp: reach.Ramp, Delivery: delivery(in),
	}
	if f, _ := model.ExitFlowOf(*in.Exit); !hasRate(k.m, sim.ExitHome+sim.Flow(f)) {
		k.fault(in.At("exit"), "the model has no rate for leaving care by "+in.Exit.String(), "choose a way out that the records showed")
		return
	}
	if in.Extra != nil {
		t.Extra, t.Number = true, in.Extra.Yearly
	} else {
		var f Frequency
		if f.UnmarshalText([]byte(in.Number)) != nil { // reported
			return
		}
		t.Number = f.Yearly
	}
	k.s.Targets = append(k.s.Targets, t)
}

// cycles are how long the words after every: last, in days.
var cycles = []struct {
	name string
	days float64
}{{"week", 7}, {"month", daysPerMonth}, {"quarter", 3 * daysPerMonth}, {"half-year", 6 * daysPerMonth}, {"year", model.DaysPerYear}}

func cycleNames() []string {
	var out []string
	for _, c := range cycles {
		out = append(out, c.name)
	}
	return out
}

func (k *compiler) review(in *Intervention, reach sim.Reach) {
	effect, ok := k.effect(in)
	if !ok {
		return
	}
	r := sim.Review{Intervention: in.Name, Who: in.Where.who(), Reach: reach, Effect: effect, Lasting: in.Lasting.Days, Delivery: delivery(in)}
	for _, c := range cycles {
		if c.name == in.Every {
			r.Every = c.days
		}
	}
	if in.Children != everyone {
		r.Children, _ = strconv.Atoi(in.Children)
	}
	k.s.Reviews = append(k.s.Reviews, r)
}

// everyone is the word for all children, after children: in a review.
const everyone = "all"

// quotaPace is how fast the number of unaccompanied children comes to its
// quota where the file doesn't say.
const quotaPace = model.DaysPerYear

func (k *compiler) quota(in *Intervention, reach sim.Reach) {
	if !hasRate(k.m, sim.EntryUASC) {
		k.fault(in.KeyAt("uasc"), "the model has no unaccompanied children to hold to a quota", "fit it on records that show some, or leave the quota out")
		return
	}
	q := sim.Quota{Intervention: in.Name, Share: float64(in.UASC.ShareOfChildren), From: max(0, reach.From), Until: reach.Until, Pace: in.UASC.Pace.Days, Delivery: delivery(in)}
	if q.Pace == 0 {
		q.Pace = quotaPace
	}
	k.s.Quotas = append(k.s.Quotas, q)
}

// located tells whether the model knows the area, and reports it at pos if
// not.
func (k *compiler) located(pos model.Pos) bool {
	if !k.m.Located {
		k.fault(pos, "the model does not know which placements are in the area", "give the area's postcodes or a lookup in the council file and fit again, or name settings alone")
	}
	return k.m.Located
}

func settingNamed(name string) (model.Setting, bool) {
	for s := range model.Settings {
		if model.Setting(s).String() == name {
			return model.Setting(s), true
		}
	}
	return 0, false
}

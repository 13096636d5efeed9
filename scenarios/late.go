package scenarios

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/sim"
)

// Late names the interventions of compiled scenarios that come too late to
// matter: those that begin, with what delivery delays them, on or after the
// end of a projection of so many days (as [sim.Calendar.Days] counts). One
// plain sentence each, in the order of the scenarios; an intervention of which
// any part begins in time is not named.
func Late(list []sim.Scenario, days float64) []string {
	var out []string
	for i := range list {
		s := &list[i]
		for _, b := range beginnings(s) {
			if b.from >= days {
				out = append(out, fmt.Sprintf("In scenario %s, intervention %s begins %s after the data date, when the projection of %s is over: it changes nothing.",
					s.Name, b.intervention, months(b.from), months(days)))
			}
		}
	}
	return out
}

type beginning struct {
	intervention string
	from         float64
}

// beginnings is when each intervention first does anything, in the order in
// which the scenario names them.
func beginnings(s *sim.Scenario) []beginning {
	var out []beginning
	add := func(intervention string, from float64) {
		for i := range out {
			if out[i].intervention == intervention {
				out[i].from = math.Min(out[i].from, from)
				return
			}
		}
		out = append(out, beginning{intervention, from})
	}
	for i := range s.Changes {
		add(s.Changes[i].Intervention, s.Changes[i].Reach.From+s.Changes[i].Delivery.Delay)
	}
	for i := range s.Stretches {
		add(s.Stretches[i].Intervention, s.Stretches[i].Reach.From+s.Stretches[i].Delivery.Delay)
	}
	for i := range s.Reroutes {
		add(s.Reroutes[i].Intervention, s.Reroutes[i].Reach.From+s.Reroutes[i].Delivery.Delay)
	}
	for i := range s.Reprices {
		add(s.Reprices[i].Intervention, s.Reprices[i].From)
	}
	for i := range s.Growth {
		add(s.Growth[i].Intervention, s.Growth[i].From)
	}
	for i := range s.Capacities {
		add(s.Capacities[i].Intervention, s.Capacities[i].From)
	}
	for i := range s.Slots {
		add(s.Slots[i].Intervention, s.Slots[i].From)
	}
	for i := range s.Onces {
		add(s.Onces[i].Intervention, s.Onces[i].Start+s.Onces[i].Delivery.Delay)
	}
	for i := range s.Targets {
		add(s.Targets[i].Intervention, s.Targets[i].From+s.Targets[i].Delivery.Delay)
	}
	for i := range s.Reviews {
		add(s.Reviews[i].Intervention, s.Reviews[i].Reach.From+s.Reviews[i].Delivery.Delay)
	}
	for i := range s.Quotas {
		add(s.Quotas[i].Intervention, s.Quotas[i].From+s.Quotas[i].Delivery.Delay)
	}
	for i := range s.Spends {
		add(s.Spends[i].Intervention, s.Spends[i].From+s.Spends[i].Delivery.Delay)
	}
	return out
}

// months is a stretch of days in words, to the month where it is that long.
func months(days float64) string {
	unit, n := "month", math.Round(days/daysPerMonth)
	if days < 2*daysPerMonth {
		unit, n = "day", math.Round(days)
	}
	if n != 1 {
		unit += "s"
	}
	return format(n) + " " + unit
}

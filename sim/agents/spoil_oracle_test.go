package agents

import (
	"math/rand/v2"

	"github.com/carecurve/carecurve/model"
)

// arm is a way of telling an estimator what a council's records say.
type arm struct {
	name   string
	wander bool                   // levels wander, by as much as the priors of package fit say
	tell   func(h *model.History) // spoils the history on purpose
}

var (
	stillArm  = arm{name: "still"}
	wanderArm = arm{name: "wandering", wander: true}
	// Truncation ignored: all time in care counts, also before the window, of
	// those alone who were still there when it began.
	untruncated = arm{"truncation ignored", true, func(h *model.History) {
		rng := rand.New(rand.NewPCG(1, 1))
		for i := range h.Children {
			if len(h.Children[i].Periods) > 0 && h.Children[i].Periods[0].Start < h.From {
				h.Children = append(h.Children, ghost(h, &h.Children[i], rng))
			}
		}
	}}
	// The first day seen is taken for the start of care.
	startsTaken = arm{"unknown starts taken as known", true, func(h *model.History) {
		for i := range h.Children {
			for j := range h.Children[i].Periods {
				h.Children[i].Periods[j].StartKnown = true
			}
		}
	}}
)

// ghost is the time in care before the window of a child seen in it, as a life
// of its own somewhere within the window, so that it counts as time at risk. It
// ends as if by a birthday, which is no event, and follows another period, so that
// it is no entry.
func ghost(h *model.History, c *model.Child, rng *rand.Rand) model.Child {
	p := c.Periods[0]
	length := min(h.From-p.Start, h.To-h.From)
	shift := h.From - p.Start + model.Date(rng.IntN(int(h.To-h.From-length)+1))
	p.Placements = append([]model.Placement(nil), p.Placements...)
	p.Start += shift
	end := p.Start + length
	for k := range p.Placements {
		q := &p.Placements[k]
		q.Start += shift
		if q.End += shift; q.End == shift || q.End >= end {
			q.End = end
			p.Placements = p.Placements[:k+1]
			break
		}
	}
	p.End, p.Exit = end, model.ExitAged18
	before := model.PeriodOfCare{Start: h.From - 4000, StartKnown: true, End: h.From - 3999, Exit: model.ExitDied,
		Placements: []model.Placement{{Start: h.From - 4000, StartKnown: true, End: h.From - 3999}}}
	return model.Child{ID: "before " + c.ID, Born: c.Born + shift, UASC: c.UASC, Periods: []model.PeriodOfCare{before, p}}
}

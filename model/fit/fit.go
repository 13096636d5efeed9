package fit

import (
	"errors"
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// Fit estimates a model and takes stock on the data date. It fails where the
// history holds no child in care within the window.
func Fit(h *model.History) (*model.Model, *model.Stock, error) {
	if h.To <= h.From {
		return nil, nil, errors.New("the records cover no time: the window ends where it begins")
	}
	in := 0
	for i := range h.Children {
		in += len(h.Children[i].Periods)
	}
	if in == 0 {
		return nil, nil, errors.New("the records hold no period of care")
	}
	m := &model.Model{
		Authority: h.Authority, Basis: "records", From: h.From, DataDate: h.To,
		Located: h.Located, Linked: h.Linked, Population: h.Population,
	}
	w := newWindow(h.From, h.To)
	starts := possibleStarts(h, w)
	if err := fitCare(m, h, w, starts); err != nil {
		return nil, nil, err
	}
	links := link(h)
	if err := fitPlans(m, h, links); err != nil {
		return nil, nil, err
	}
	unseen, err := fitReturns(m, h, w)
	if err != nil {
		return nil, nil, err
	}
	fitArrivals(m, h, w, links, unseen)
	fitPlaces(m, h, w)
	m.Together = siblings(h, w)
	m.Past = past(h, w)
	notes(m, h)
	return m, stock(h, links), nil
}

// notes are the warnings that a reader of the results must know.
func notes(m *model.Model, h *model.History) {
	say := func(format string, a ...any) { m.Notes = append(m.Notes, fmt.Sprintf(format, a...)) }
	if !h.Located {
		say("Locations of placements are not in the records: every placement counts as in the area.")
	}
	if len(h.Population.Years) == 0 {
		say("No population was given: entry rates are per council and stay level.")
	}
	if h.PlansFrom.IsZero() {
		say("No children in need census was read: there are no plans, and every entry counts as direct, a return or unaccompanied.")
	} else if !h.Linked {
		say("Plans and periods of care share no identifiers: no entry counts as coming from a plan.")
	}
	if years := float64(h.To-h.From) / model.DaysPerYear; years < 2.5 {
		say("The records cover %.1f years only: rates of long stays and how rates wander rest on little.", years)
	}
}

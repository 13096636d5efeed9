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
	in, ageless := 0, 0
	for i := range h.Children {
		if n := len(h.Children[i].Periods); n > 0 {
			in++
			if h.Children[i].Born.IsZero() {
				ageless++
			}
		}
	}
	if in == 0 {
		return nil, nil, errors.New("the records hold no period of care")
	}
	if share := float64(ageless) / float64(in); share > mostAgeless {
		return nil, nil, fmt.Errorf("%d of %d children in care have no date of birth, so rates by age can't be estimated: the return's header table is missing or doesn't match", ageless, in)
	}
	m := &model.Model{
		Authority: h.Authority, Basis: "records", From: h.From, DataDate: h.To,
		Located: h.Located, Linked: h.Linked, Population: h.Population,
	}
	w := newWindow(h.From, h.To)
	starts := possibleStarts(h, w)
	f := &flows{}
	if err := fitCare(m, h, w, starts, f); err != nil {
		return nil, nil, err
	}
	links := link(h)
	if err := fitPlans(m, h, links, f); err != nil {
		return nil, nil, err
	}
	unseen, err := fitReturns(m, h, w, links)
	if err != nil {
		return nil, nil, err
	}
	repeats, err := fitRepeats(m, h, links)
	if err != nil {
		return nil, nil, err
	}
	byPlan, err := declare(m, h, w, links, unseen)
	if err != nil {
		return nil, nil, err
	}
	unseen = unseen.with(byPlan)
	links.repeats = len(m.Repeats.Cells) > 0
	fitArrivals(m, h, w, links, unseen, repeats, f)
	if err := fitCourt(m, h, w, starts); err != nil {
		return nil, nil, err
	}
	f.settle(m)
	fitPlaces(m, h, w, starts)
	fitProviders(m, h, w)
	m.Together, m.TogetherCases = siblings(h, w)
	earlier := earlierLeavers(h, w, &m.Returns)
	m.Past = past(h, w, earlier)
	disclose(m)
	notes(m, h, ageless, len(earlier))
	return m, stock(h, links, earlier), nil
}

// mostAgeless is the share of children without a date of birth from which
// nothing by age can be trusted.
const mostAgeless = 0.2

// notes are the warnings that a reader of the results must know.
func notes(m *model.Model, h *model.History, ageless, earlier int) {
	say := func(format string, a ...any) { m.Notes = append(m.Notes, fmt.Sprintf(format, a...)) }
	if ageless > 0 {
		say("%d children in care have no date of birth: they take no part in the rates, and those still in care are taken to be ten years old.", ageless)
	}
	if !h.Located {
		say("Locations of placements are not in the records: every placement counts as in the area.")
	}
	if len(h.Population.Years) == 0 {
		say("No population was given: entry rates are per council and stay level.")
	}
	if h.PlansFrom.IsZero() {
		m.Warnings = append(m.Warnings, "No children in need census was read: numbers on plans are not known, and stand as nothing in every table.")
		say("No children in need census was read: there are no plans, and every entry counts as direct, a return or unaccompanied.")
	} else if h.DeclaresPlans() {
		m.Warnings = append(m.Warnings, fmt.Sprintf("Plans and periods of care share no identifiers: that %.4g%% of entries come by a plan is declared by the council file, not measured.", 100*h.ByPlan))
		say("A plan multiplies the chance of coming into care alike at every age and however long it lasts, and ends as plans in England do once a child is in care: with a declared share the records can't tell.")
	} else if !h.Linked {
		say("Plans and periods of care share no identifiers: no entry counts as coming from a plan. If the council knows the share that does, its file can declare it: plans: {entries_from_plan: ...}.")
	} else if h.ByPlan > 0 {
		say("The share of entries by a plan that the council file declares is not used: plans and periods of care share identifiers, which tell it.")
	}
	if earlier > 0 {
		say("Children who left to special guardianship or adoption before the records begin still count for allowances: they are taken to be like those who left within them.")
	}
	if years := float64(h.To-h.From) / model.DaysPerYear; years < 2.5 {
		say("The records cover %.1f years only: rates of long stays and how rates wander rest on little.", years)
	}
}

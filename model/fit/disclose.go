package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// The model may be passed on, so no cell may tell of a single child: counts of
// one to four events stand as two and a half, and exposure as tenths of a year.
// It is done here and not when writing, so that a model in memory and one read
// from its file project alike. Means stay: they are the rates.
const fewEvents, few = 5, 2.5

func disclose(m *model.Model) {
	rates := func(list []model.Rate) {
		for i := range list {
			r := &list[i]
			if r.Occurrences > 0 && r.Occurrences < fewEvents {
				r.Occurrences = few
			}
			r.Occurrences = math.Round(r.Occurrences*10) / 10
			r.Exposure = math.Round(r.Exposure*10) / 10
		}
	}
	for f := range m.Exits {
		rates(m.Exits[f].Cells)
	}
	for _, t := range []*model.Table{&m.Moves, &m.PlanEnd, &m.PlanToCare, &m.AfterCare, &m.Returns} {
		rates(t.Cells)
	}
	for _, s := range []*model.Stream{&m.Direct, &m.UASC, &m.PlanStart} {
		rates(s.Ages[:])
	}
}

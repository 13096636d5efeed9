package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// The model may be passed on, so no cell may tell of a single child. In a table,
// a count below five gives way to the events that the rates expect in the cell:
// a setting's, age's or time's sum then stays about what it was, and with it how
// sure the rates are (decisions/0005). In a stream, which has five cells alone,
// one to four stand as two and a half. Exposure stands in tenths of a year. It is
// done here and not when writing, so that a model in memory and one read from its
// file project alike. Means stay: they are the rates. How many moves a row of shares
// rests on is told to the whole move, one to four as two and a half, and ages within a
// band only where five or more came. The history stands as it is: months are the
// whole council's, and days by place make costs agree to the penny.
const fewEvents, few = 5, 2.5

// hideFew makes counts of one to four share their sum as the weights go, and
// lets a lone one stand as two and a half, so that no mean that rests on them
// gives one back. Counts of nothing stay.
func hideFew(counts, weights []float64) {
	var at []int
	sum, weight := 0.0, 0.0
	for i, c := range counts {
		if c > 0 && c < fewEvents {
			at = append(at, i)
			sum += c
			weight += weights[i]
		}
	}
	for _, i := range at {
		switch {
		case len(at) == 1:
			counts[i] = few
		case weight > 0:
			counts[i] = sum * weights[i] / weight
		default:
			counts[i] = sum / float64(len(at))
		}
	}
}

// cases is how many cases shares rest on as the model tells it: to the whole case, one
// to four as two and a half.
func cases(n float64) model.Cases {
	if n > 0 && n < fewEvents {
		return few
	}
	return model.Cases(math.Round(n))
}

func disclose(m *model.Model) {
	rates := func(list []model.Rate, inPlace func(*model.Rate) float64) {
		for i := range list {
			r := &list[i]
			r.Exposure = math.Round(r.Exposure*10) / 10
			if r.Occurrences < fewEvents {
				r.Occurrences = inPlace(r)
			}
			r.Occurrences = math.Round(r.Occurrences*10) / 10
		}
	}
	expected := func(r *model.Rate) float64 { return r.Mean * r.Exposure }
	for f := range m.Exits {
		rates(m.Exits[f].Cells, expected)
	}
	for _, t := range []*model.Table{&m.Moves, &m.PlanEnd, &m.PlanToCare, &m.AfterCare, &m.Returns, &m.Repeats, &m.Proceedings} {
		rates(t.Cells, expected)
	}
	for _, s := range []*model.Stream{&m.Direct, &m.UASC, &m.PlanStart} {
		rates(s.Ages[:], func(r *model.Rate) float64 {
			if r.Occurrences > 0 {
				return few
			}
			return 0
		})
	}
}

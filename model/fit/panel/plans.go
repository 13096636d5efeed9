package panel

import (
	"github.com/carecurve/carecurve/model"
)

// planProfile is England's plans: the yearly hazard of ending by planBands.
type planProfile struct {
	end  [5]float64
	mean float64 // over plans open at 31 March
}

// fitPlans derives the hazard of a plan's end: ends in a year by how long the
// plan had lasted, over the plans of that length open on average at the two
// ends of the year.
func (n *national) fitPlans() {
	open := n.t.openPlans(n.year)
	ended, found := n.t.list(n.year, "cpp_ended_by_duration", planBands)
	if found < len(ended) {
		all := n.t.get(n.year, "cpp_ended", "total")
		for b := range ended {
			ended[b] = all * endedDefault[b]
		}
	}
	for b := range planBands {
		if open[b] > 0 {
			n.plans.end[b] = ended[b] / open[b]
		}
	}
	n.plans.mean = total(ended) / total(open)
}

// endedDefault is the share of plans that end at each length where no table
// says: England's of 2023, which moves little (0.19, 0.10, 0.39, 0.26 and 0.05
// ten years before). Lengths of open plans don't tell it: plans of less than
// three months are too many among them for those that began.
var endedDefault = [5]float64{0.171, 0.113, 0.439, 0.239, 0.038}

// openPlans is plans open by planBands, the mean of a year's two ends where
// both are published in full; zeros where nothing is.
func (t table) openPlans(year int) []float64 {
	out := make([]float64, len(planBands))
	years := 0.0
	for y := year - 1; y <= year; y++ {
		list, found := t.list(y, "cpp_31_march_by_duration", planBands)
		n := t.get(y, "cpp_31_march", "total")
		if n < 0 || found == 0 {
			continue
		}
		like, whole := t.england().list(y, "cpp_31_march_by_duration", planBands)
		if whole < len(like) {
			continue
		}
		years++
		for b, v := range fill(list, n, normalise(like)) {
			out[b] += v
		}
	}
	for b := range out {
		if years > 0 {
			out[b] /= years
		}
	}
	return out
}

// planBandOf is the published band of a duration on a plan in days.
func planBandOf(days float64) int { return min(bandOf(planEdges[1:], days), len(planBands)-1) }

// planTables puts the plans' hazards into the model. toCare is the entries to
// care from plans a year by age, and plans the number of open plans.
func (n *national) planTables(m *model.Model, plans float64, toCare [model.AgeBands]float64) {
	m.PlanEnd = model.NewTable([]string{"all"}, model.AgeBands, model.PlanClock)
	m.PlanToCare = model.NewTable([]string{"all"}, model.AgeBands, model.PlanClock)
	m.AfterCare = model.NewTable([]string{"all"}, 1, model.AfterClock)
	m.PlanEnd.Weight, m.PlanToCare.Weight, m.AfterCare.Weight = ownWeight, ownWeight, ownWeight
	spread := normalise(n.t.openPlans(n.year))
	for a := range model.AgeBands {
		open := plans * planAges[a]
		care := 0.0
		if open > 0 {
			care = toCare[a] / open
		}
		for b := range model.PlanBands {
			from, to := 0.0, 3*model.DaysPerYear
			if b > 0 {
				from = model.PlanClock.Edges[b-1]
			}
			if b < len(model.PlanClock.Edges) {
				to = model.PlanClock.Edges[b]
			}
			k := planBandOf((from + to) / 2)
			lived := ownYears * open * spread[k] * (to - from) / (planEdges[k+1] - planEdges[k])
			// A plan that leads to care ends too, some weeks later.
			*m.PlanEnd.At(0, model.AgeBand(a), b) = borrowed(max(n.plans.end[k]-care, 0.1*n.plans.end[k]), lived)
			*m.PlanToCare.At(0, model.AgeBand(a), b) = borrowed(care, lived)
		}
	}
	entered := total(toCare[:])
	for b, h := range afterCareHazard {
		*m.AfterCare.At(0, 0, b) = borrowed(h, ownYears*entered*[...]float64{0.075, 0.08, 0.03}[b])
	}
	m.PlanAdult = 0.95
}

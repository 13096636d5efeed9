package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
	"github.com/carecurve/carecurve/model/fit"
)

// recent is how many years a council's mean rates are taken over; the level
// then follows the filter.
const recent = 3

// flows is an authority's entries a year at its recent mean, by age.
type flows struct {
	general, uasc         [model.AgeBands]float64 // starts, as they happen
	returns, plan, direct [model.AgeBands]float64 // what general is made of
	years                 []int                   // with starts published
	starts, expected      []float64               // other than unaccompanied, and what the mean rates give
	published             []float64               // unaccompanied, as far as published
	uascKnown             bool
}

// total is entries a year by class and age.
func (f *flows) total() (out [model.Classes][model.AgeBands]float64) {
	out[model.General], out[model.UASC] = f.general, f.uasc
	return out
}

// entries reads an authority's starts.
func (n *national) entries(t table, year int, pop model.Population) flows {
	var f flows
	like, _ := n.t.list(n.year, "lac_started_by_age", ageNames)
	used := 0.0
	for y := year - 13; y <= year; y++ {
		all := t.get(y, "lac_started", "total")
		if all < 0 {
			continue
		}
		uasc, published := t.uascStarts(y)
		uasc = min(uasc, 0.9*all)
		f.years = append(f.years, y)
		f.starts = append(f.starts, all-uasc)
		if published {
			f.published = append(f.published, uasc)
		}
		if y <= year-recent {
			continue
		}
		f.uascKnown = f.uascKnown || published
		used++
		ages, _ := t.list(y, "lac_started_by_age", ageNames)
		list := fill(ages, all, normalise(like))
		young := uascAges(uasc)
		for a := range list {
			f.general[a] += max(list[a]-young[a], 0.05*list[a]) * (1 + SecondStarts)
			f.uasc[a] += young[a]
		}
	}
	heads := make([]float64, len(f.years))
	base := 0.0
	for i, y := range f.years {
		for a := range model.AgeBands {
			heads[i] += pop.At(model.NewDate(y-1, 9, 30), model.AgeBand(a)) * f.general[a]
		}
		if y > year-recent {
			base += heads[i] / used
		}
	}
	mean := 0.0
	for a := range f.general {
		if used > 0 {
			f.general[a] /= used
			f.uasc[a] /= used
		}
		mean += f.general[a] / (1 + SecondStarts)
	}
	for i := range heads {
		f.expected = append(f.expected, mean*heads[i]/max(base, 1e-9))
	}
	return f
}

// split parts the general entries into returns, those from plans and the rest.
func (f *flows) split(returns [model.AgeBands]float64, planStarts float64) {
	for a, all := range f.general {
		f.returns[a] = min(returns[a], 0.4*all)
		f.plan[a] = min(PlanShare[a]*(all-f.returns[a]), 0.45*planStarts*planStartAges[a])
		f.direct[a] = all - f.returns[a] - f.plan[a]
	}
}

// streams fills the streams into care and onto plans. plans is a council's
// yearly plan starts at its recent mean.
func (f *flows) streams(m *model.Model, plans float64, day model.Date) {
	m.Direct = stream(f.direct, m.Population, day, withinBands, careGroups)
	m.UASC = stream(f.uasc, model.Population{}, day, uascWithin, []float64{1})
	var starts [model.AgeBands]float64
	for a := range starts {
		starts[a] = plans * planStartAges[a]
	}
	m.PlanStart = stream(starts, m.Population, day, withinBands, planGroups)
	m.Direct.Level = yearly(f.starts, f.expected, m.Direct.GroupSquare()/m.Direct.GroupMean(), wider(fit.WanderEntries()))
	// Only years with published starts tell how unaccompanied children's coming
	// wanders; policy moves them in bulk, hence the wide spread.
	away := make([]float64, len(f.published))
	fillWith(away, max(total(f.uasc[:]), 0.1))
	m.UASC.Level = yearly(f.published, away, 4, fit.WanderUASC())
}

// stream makes an arrival process of yearly numbers.
func stream(rate [model.AgeBands]float64, pop model.Population, day model.Date, within [model.AgeBands][]float64, groups []float64) model.Stream {
	s := model.Stream{Weight: 0, Groups: groups}
	for a := range rate {
		heads := pop.At(day, model.AgeBand(a))
		x := max(rate[a], 0)
		if heads > 0 {
			s.Ages[a] = borrowed(x/heads, recent*heads)
		}
		s.Within[a] = normalise(within[a])
	}
	for i := range s.Season {
		s.Season[i] = 1
	}
	return s
}

// yearly follows yearly counts against what mean rates expect.
func yearly(seen, expected []float64, dispersion float64, prior estimate.Wander) model.Level {
	if total(seen) == 0 || total(expected) == 0 {
		return model.Level{Drift: prior.Median, DriftSD: prior.Spread}
	}
	s := estimate.LocalLevel(seen, expected, nil, 1, dispersion, prior)
	return model.Level{Log: s.Log + s.SD*s.SD/2, SD: s.SD, Drift: s.Drift, DriftSD: s.DriftSD}
}

// share gives direct entries and those from plans the level of all entries.
// The published series is of their sum with returns, while a projection draws
// each route's wandering apart, and returns follow those who left: both routes
// wander the more, so that their sum does as the series says.
func (f *flows) share(m *model.Model) {
	m.Direct.Level.SD *= f.apart()
	m.Direct.Level.Drift *= f.apart()
	m.PlanToCareLevel = m.Direct.Level
}

// apart is how much the more each route wanders than their sum.
func (f *flows) apart() float64 {
	if apart := math.Hypot(total(f.direct[:]), total(f.plan[:])); apart > 0 {
		return math.Min(total(f.general[:])/apart, 2)
	}
	return 1
}

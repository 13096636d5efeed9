package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// arrival is one child's arrival.
type arrival struct {
	on    model.Date
	age   model.AgeBand
	years float64 // age in years
	group string  // the same for those who came together; empty if alone
}

// fitArrivals estimates the streams into care and onto plans.
func fitArrivals(m *model.Model, h *model.History, w window, l links, unseen earlierReturns, repeats *repeated, f *flows) {
	var direct, uasc, plans []arrival
	pw := planWindow(h)
	for ci := range h.Children {
		c := &h.Children[ci]
		if c.Born.IsZero() {
			continue
		}
		for pi := range c.Periods {
			p := &c.Periods[pi]
			if !p.StartKnown || !w.within(p.Start) {
				continue
			}
			a := arrival{on: p.Start, age: ageOn(c.Born, p.Start), years: years(c.Born, p.Start), group: p.Family}
			switch l.route[key{ci, pi}] {
			case model.RouteDirect:
				direct = append(direct, a)
			case model.RouteUASC:
				a.group = ""
				uasc = append(uasc, a)
			}
		}
		for k := range c.Plans {
			p := &c.Plans[k]
			if !h.PlansFrom.IsZero() && pw.within(p.Start) && (!l.repeats || !l.again(c, planKey{ci, k}, pw)) {
				a := arrival{on: p.Start, age: ageOn(c.Born, p.Start), years: years(c.Born, p.Start)}
				if !p.Referral.IsZero() {
					a.group = p.Referral.String()
				}
				plans = append(plans, a)
			}
		}
	}
	m.Direct = streamBeside(direct, w, h.Population, unseen, nil, nil, wanderEntries, f.of(func(m *model.Model) *model.Level { return &m.Direct.Level }))
	m.UASC = streamBeside(uasc, w, model.Population{}, earlierReturns{}, nil, nil, wanderUASC, f.of(func(m *model.Model) *model.Level { return &m.UASC.Level }))
	m.PlanStart = streamBeside(plans, pw, h.Population, repeats.unseen, repeats.seen, repeats.expected, wanderPlans,
		f.of(func(m *model.Model) *model.Level { return &m.PlanStart.Level }))
}

// stream estimates an arrival process, its level by itself. foreign are arrivals
// that belong elsewhere.
func stream(list []arrival, w window, pop model.Population, foreign earlierReturns, prior estimate.Wander) model.Stream {
	return streamBeside(list, w, pop, foreign, nil, nil, prior, level)
}

// streamBeside does so where other events share the level, of which so many were
// seen and expected by quarter.
func streamBeside(list []arrival, w window, pop model.Population, foreign earlierReturns, besideSeen, besideExpected []float64, prior estimate.Wander, follow leveller) model.Stream {
	var s model.Stream
	n := w.quarters()
	var events, exposure [model.AgeBands]float64
	for _, a := range list {
		events[a.age]++
	}
	all := events
	for a := range events {
		events[a] = max(0, events[a]-foreign.age[a])
	}
	for a := range model.AgeBands {
		for d := w.from; d <= w.to; d += 7 {
			n := min(7, w.to+1-d)
			exposure[a] += float64(n) / model.DaysPerYear * pop.At(d+n/2, model.AgeBand(a))
		}
	}
	own := events // those that belong here
	hideFew(events[:], exposure[:])
	if len(list) > 0 {
		supposed(&events, &exposure)
	}
	for a := range model.AgeBands {
		s.Ages[a] = model.Rate{Exposure: exposure[a]}
		if exposure[a] > 0 {
			s.Ages[a].Mean = events[a] / exposure[a]
		}
		// A difference is less sure than a count of its size: its variance is that
		// of all that were seen.
		if all[a] > 0 {
			s.Ages[a].Occurrences = events[a] * own[a] / all[a]
		}
	}
	s.Groups, s.GroupsCases = groups(list)
	s.Within, s.WithinCases = within(list)
	spread := s.GroupSquare() / s.GroupMean()
	s.Season, s.SeasonCases = season(list, w, spread)
	seen, expected := make([]float64, n), make([]float64, n)
	for _, a := range list {
		seen[w.quarter(a.on)]++
	}
	for q := range n {
		for d := w.starts[q]; d < w.starts[q+1]; d++ {
			rate := 0.0
			for a := range model.AgeBands {
				rate += s.Ages[a].Mean * pop.At(d, model.AgeBand(a))
			}
			expected[q] += rate / model.DaysPerYear * s.Season[model.MonthOf(d).Calendar()-1]
		}
	}
	for q := range besideSeen {
		seen[q] += besideSeen[q]
		expected[q] += besideExpected[q]
	}
	s.Level = follow(seen, expected, foreign.quarter, spread, prior)
	return s
}

// supposed gives ages at which nobody came half an arrival between them and all
// others, by their exposure: Jeffreys' prior of the whole stream. They may come.
func supposed(events, exposure *[model.AgeBands]float64) {
	total := 0.0
	for _, e := range exposure {
		total += e
	}
	for a := range events {
		if events[a] == 0 && total > 0 {
			events[a] = 0.5 * exposure[a] / total
		}
	}
}

// groups is the share of arrivals by how many come together, and how many groups
// there were.
func groups(list []arrival) ([]float64, model.Cases) {
	type together struct {
		on    model.Date
		group string
	}
	size := map[together]int{}
	var out []float64
	add := func(n int) {
		for len(out) < n {
			out = append(out, 0)
		}
		out[n-1]++
	}
	for _, a := range list {
		if a.group == "" {
			add(1)
		} else {
			size[together{a.on, a.group}]++
		}
	}
	for _, n := range size {
		add(min(n, 10))
	}
	total := 0.0
	for _, n := range out {
		total += n
	}
	if total == 0 {
		return []float64{1}, 0
	}
	for i := range out {
		out[i] /= total
	}
	return out, cases(total)
}

// season is the month-of-year factor: each month against the mean of the
// twelve months about it, shrunk to 1 as far as the data say. dispersion is the
// variance over the mean of a count, which groups have above 1. The second result is
// what a month's factor rests on.
func season(list []arrival, w window, dispersion float64) ([12]float64, model.Cases) {
	var out [12]float64
	for i := range out {
		out[i] = 1
	}
	first, last := model.MonthOf(w.from), model.MonthOf(w.to)
	if w.from != first.First() {
		first++
	}
	if w.to != last.Last() {
		last--
	}
	n := int(last-first) + 1
	years := n / 12
	if years < 2 {
		return out, unseenSeason
	}
	count := make([]float64, n)
	for _, a := range list {
		if i := int(model.MonthOf(a.on) - first); i >= 0 && i < n {
			count[i]++
		}
	}
	// Whole years, counted back from the data date, each against its own mean.
	var seen, expected [12]float64
	for y := range years {
		block := count[n-12*(y+1) : n-12*y]
		mean := 0.0
		for _, c := range block {
			mean += c / 12
		}
		for i, c := range block {
			month := (int(first) + n - 12*(y+1) + i) % 12
			seen[month] += c / dispersion
			expected[month] += mean / dispersion
		}
	}
	one := make([]float64, 12)
	for i := range one {
		one[i] = 1
	}
	if expected[0] == 0 {
		return out, unseenSeason
	}
	weight := estimate.GammaWeight(seen[:], expected[:], one, 1, 1e5)
	sum := 0.0
	for i := range out {
		out[i] = (seen[i] + weight) / (expected[i] + weight)
		sum += out[i] / 12
	}
	for i := range out {
		out[i] /= sum
	}
	behind := weight
	for i := range expected {
		behind += expected[i] / 12
	}
	return out, cases(behind)
}

// unseenSeason is what months' factors rest on where less than two years tell of
// them: they differ by a tenth, as English councils' do.
const unseenSeason = 100

func years(born, d model.Date) float64 { return float64(d-born) / model.DaysPerYear }

// within is how old arrivals are inside each band; half a child in every part
// keeps each possible. Parts with fewer than five share what they have alike, so
// that no share tells of a single child: neighbours in age, they differ little.
// behind is how many came, the halves included.
func within(list []arrival) (out [model.AgeBands][]float64, behind [model.AgeBands]model.Cases) {
	for b, n := range model.WithinParts {
		out[b] = make([]float64, n)
		for i := range out[b] {
			out[b][i] = 0.5
		}
		from, to := model.AgeSpan(model.AgeBand(b))
		sum := float64(n) / 2
		for _, a := range list {
			if int(a.age) == b {
				part := int((a.years - from) / (to - from) * float64(n))
				out[b][min(max(part, 0), n-1)]++
				sum++
			}
		}
		behind[b] = model.Cases(n)/2 + cases(sum-float64(n)/2)
		small, parts := 0.0, 0
		for _, x := range out[b] {
			if x < fewEvents+0.5 {
				small += x
				parts++
			}
		}
		for i, x := range out[b] {
			if x < fewEvents+0.5 {
				out[b][i] = math.Round(2*small/float64(parts)) / 2
				sum += out[b][i] - x
			}
		}
		for i := range out[b] {
			out[b][i] = max(out[b][i], 0.5) / max(sum, 0.5)
		}
		inSteps(out[b])
	}
	return out, behind
}

package panel

import (
	"math"
	"sort"

	"github.com/carecurve/carecurve/model"
)

// inStock puts children into care on the data date: whole numbers for every
// class, age and place that keep the published totals, each child's age and
// time in care from the profile of the class and age band, and the time in the
// placement from how long placements last. Nothing is drawn: children stand at
// evenly spread quantiles.
func (n *national) inStock(out *model.Stock, s *stays, m []margin, boys float64) {
	counts := controlled(s.list(), m)
	number := 0
	var placed [model.Places]int
	for i, count := range counts {
		if count == 0 {
			continue
		}
		c := model.Class(i / (model.AgeBands * model.Places))
		a := i / model.Places % model.AgeBands
		p := model.Place(i % model.Places)
		lives := n.livesOf(c, a, p.Setting())
		sum := 0.0
		for _, l := range lives {
			sum += l.weight
		}
		// Cells begin at shifted quantiles, so that many small cells together
		// spread as one large one does.
		shift := golden(i)
		at, reached := 0, 0.0
		for k := range count {
			want := sum * (float64(k) + shift) / float64(count)
			for at+1 < len(lives) && reached+lives[at].weight < want {
				reached += lives[at].weight
				at++
			}
			l := lives[at]
			child := model.StockChild{InCare: true, Class: c, Place: p, Sex: 'F', CareDays: math.Max(1, math.Round(l.days))}
			child.Born = bornWithin(out.DataDate, l.age, model.AgeBand(a))
			if golden(3*number+1) < boys || c == model.UASC && golden(3*number+1) < 0.95 {
				child.Sex = 'M'
			}
			child.PlacementDays = math.Max(1, math.Round(n.moves.placementDays(p.Setting(), child.CareDays, golden(7*number+2))))
			child.PlacementDays = math.Min(child.PlacementDays, child.CareDays)
			child.Provider = providerAt(&n.providers[p], golden(placed[p]))
			placed[p]++
			out.Children = append(out.Children, child)
			number++
		}
	}
}

// orderLives puts each class and age band's profile in order of the band of
// the time in care and of age: evenly spaced along this order, children spread
// over the bands and over the ages within each.
func (n *national) orderLives() {
	band := func(l *life) int { return model.CareClock.Band(l.days) }
	for c, from := range []*standing{n.general, n.uasc} {
		for _, l := range from.lives {
			a := model.AgeBandOf(l.age)
			n.lives[c][a] = append(n.lives[c][a], l)
		}
		for _, list := range n.lives[c] {
			sort.SliceStable(list, func(i, j int) bool {
				if x, y := band(&list[i]), band(&list[j]); x != y {
					return x < y
				}
				return list[i].age < list[j].age
			})
		}
	}
}

// livesOf is the ordered profile of a class and age band in a setting.
func (n *national) livesOf(c model.Class, a int, s model.Setting) []life {
	out := make([]life, 0, len(n.lives[c][a]))
	for _, l := range n.lives[c][a] {
		l.weight *= careWeight(s, model.CareClock.Band(l.days))
		if l.weight > 0 {
			out = append(out, l)
		}
	}
	if len(out) == 0 { // an age that the profile lacks: half a year in care
		lo, hi := model.AgeSpan(model.AgeBand(a))
		return []life{{age: (lo + hi) / 2, days: math.Min(182, (lo+hi)/2*model.DaysPerYear), weight: 1}}
	}
	return out
}

// born is the month of birth at an age in years.
func born(day model.Date, age float64) model.Month {
	return model.MonthOf(day - model.Date(math.Round(age*model.DaysPerYear)))
}

// bornWithin is the same, moved by months so that a birthday in the middle of
// the month leaves the child in the age band on the data date.
func bornWithin(day model.Date, age float64, band model.AgeBand) model.Month {
	m := born(day, age)
	from, to := model.AgeSpan(band)
	for range 24 {
		years := float64(day+1-m.First()-15) / model.DaysPerYear
		switch {
		case years < from:
			m--
		case years >= to:
			m++
		default:
			return m
		}
	}
	return m
}

// leftCare puts in those who left care and may come back.
func leftCare(out *model.Stock, list []leaver) {
	weights := make([]float64, len(list))
	for i, l := range list {
		weights[i] = l.n
	}
	n := int(math.Round(total(weights)))
	reached, next := 0.0, 0.5
	for _, l := range list {
		reached += l.n
		for k := 0; reached >= next && n > 0; k++ {
			out.Children = append(out.Children, model.StockChild{
				Left: true, LeftBy: l.by, LeftDays: math.Round(l.years * model.DaysPerYear),
				Born: born(out.DataDate, l.age), Sex: []byte{'M', 'F'}[len(out.Children)%2],
			})
			next++
		}
	}
}

// siblings makes brothers and sisters of children who came into care at nearly
// the same time, in groups as careGroups has them.
func siblings(s *model.Stock) {
	var in []int
	family := 0
	for i := range s.Children {
		c := &s.Children[i]
		family = max(family, c.Family)
		if c.InCare && c.Class == model.General {
			in = append(in, i)
		}
	}
	sort.SliceStable(in, func(i, j int) bool { return s.Children[in[i]].CareDays < s.Children[in[j]].CareDays })
	sizes := largest(weighted(careGroups, len(in)), len(in))
	for i := 0; i < len(in); {
		family++
		for k := nextSize(sizes); k > 0 && i < len(in); k-- {
			s.Children[in[i]].Family = family
			i++
		}
	}
}

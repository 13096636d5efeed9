package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// meanExit is the mean yearly rate of leaving from a place at an age, over how
// long such children have been in care.
func (n *national) meanExit(r *careRates, c model.Class, a int, p model.Place) float64 {
	by := n.meanExits(r, c, a, p)
	return total(by[:])
}

// meanExits is the same by way out.
func (n *national) meanExits(r *careRates, c model.Class, a int, p model.Place) (out [model.ExitFlows]float64) {
	s := n.general
	stratum := int(p.Setting())
	if c == model.UASC {
		s, stratum = n.uasc, model.Settings
	}
	lived := 0.0
	for b := range model.CareBands {
		w := s.exposure[a][b] * careWeight(p.Setting(), b)
		lived += w
		for f := range r {
			out[f] += w * r[f][stratum][a][b]
		}
	}
	for f := range out {
		if lived > 0 {
			out[f] /= lived
		}
	}
	return out
}

// careWeight is how likely a setting is by time in care, against all settings.
func careWeight(s model.Setting, band int) float64 {
	if s == model.Adoptive {
		return adoptiveCare[band]
	}
	return 1
}

// places fills where children are first placed and where moves lead.
//
// First placements follow the assumed national pattern, times how often the
// council uses the setting against England. Where moves lead is then solved,
// so that the published mix of places holds at every age: what comes into a
// place by moves must be what leaves it by moves, exits and birthdays, less
// the first placements and birthdays that fill it, given that all places of
// an age grow alike. Given these totals, the shares by origin are found by
// raking a pattern in which the same setting and the same location are
// likelier, and adoptive placements come from foster care of the young.
func (n *national) places(m *model.Model, r *careRates, s *stays, entries [model.Classes][model.AgeBands]float64, level, moveLevel float64) {
	m.Next = make([]model.NextRow, model.Classes*model.Places)
	for c := range model.Classes {
		local, whole := mixOf(s, c), mixOf(&n.stays, c)
		for a := range model.AgeBands {
			first := n.firstShares(model.Class(c), a, s, local, whole)
			m.First[c][a] = model.Shares{Mean: first, Weight: firstWeight}
		}
		for a := range model.AgeBands {
			into := n.inflow(m, r, s, c, a, entries[c], level, moveLevel)
			from := make([]float64, model.Places)
			for p := range from {
				from[p] = math.Max(s[c][a][p], 1e-6) * n.moveRate(c, model.Place(p)) * moveLevel
			}
			scale := total(from) / math.Max(total(into), 1e-12)
			grid := make([]float64, model.Places*model.Places)
			rows, columns := make([]int, len(grid)), make([]int, len(grid))
			for i := range grid {
				q, p := model.Place(i/model.Places), model.Place(i%model.Places)
				rows[i], columns[i] = int(q), int(p)
				grid[i] = likely(model.AgeBand(a), q, p) * math.Max(into[p], 1e-9)
			}
			for p := range into {
				into[p] *= scale
			}
			rake(grid, []margin{{rows, from}, {columns, into}}, 100)
			for q := range model.Places {
				var mean [model.Places]float64
				copy(mean[:], normalise(grid[q*model.Places:(q+1)*model.Places]))
				if total(mean[:]) == 0 {
					mean = m.First[c][a].Mean
				}
				for g := range model.Stages {
					m.Next[c*model.Places+q][a][g] = model.Shares{Mean: mean, Weight: nextWeight}
				}
			}
		}
	}
}

// Borrowed shares count as so many placements seen.
const (
	firstWeight = 150
	nextWeight  = 60
)

// mixOf is a class's settings over all ages, as shares.
func mixOf(s *stays, class int) []float64 {
	var mix [model.Settings]float64
	for a := range s[class] {
		for p, x := range s[class][a] {
			mix[model.Place(p).Setting()] += x
		}
	}
	return normalise(mix[:])
}

func (n *national) firstShares(c model.Class, a int, s *stays, local, whole []float64) (out [model.Places]float64) {
	national := n.t.localities(n.year)
	for k := range model.Settings {
		x := firstStay[a][k]
		if c == model.UASC {
			x = uascStay[max(a, int(model.Age10to15))][k]
		}
		if whole[k] > 0 {
			// A council's own mix, as far as a few children's worth can tell.
			x *= (local[k] + 0.02) / (whole[k] + 0.02)
		}
		var in, away float64
		for b := range s[c] {
			in += s[c][b][model.PlaceOf(model.Setting(k), model.InArea)]
			away += s[c][b][model.PlaceOf(model.Setting(k), model.OutOfArea)]
		}
		share := (away + 3*national[k]) / (in + away + 3)
		out[model.PlaceOf(model.Setting(k), model.InArea)] = x * (1 - share)
		out[model.PlaceOf(model.Setting(k), model.OutOfArea)] = x * share
	}
	copy(out[:], normalise(out[:]))
	return out
}

// moveRate is the mean yearly rate of moving from a place.
func (n *national) moveRate(c int, p model.Place) float64 {
	return n.moves.standing(int(p.Setting()))
}

// inflow is the moves a year into each place that hold an age's mix.
func (n *national) inflow(m *model.Model, r *careRates, s *stays, c, a int, entries [model.AgeBands]float64, level, moveLevel float64) []float64 {
	from, to := model.AgeSpan(model.AgeBand(a))
	stock := s[c][a]
	all := total(stock[:])
	out := make([]float64, model.Places)
	if all <= 0 {
		return append(out[:0], m.First[c][a].Mean[:]...)
	}
	var net [model.Places]float64 // what leaves, but for moves
	moved := 0.0
	for p := range stock {
		place := model.Place(p)
		moved += stock[p] * n.moveRate(c, place) * moveLevel
		net[p] = stock[p]*n.meanExit(r, model.Class(c), a, place)*level + stock[p]/(to-from) - entries[a]*m.First[c][a].Mean[p]
		if a > 0 {
			before, until := model.AgeSpan(model.AgeBand(a - 1))
			net[p] -= s[c][a-1][p] / (until - before)
		}
	}
	growth := total(net[:]) / all
	for p := range stock {
		out[p] = stock[p]*n.moveRate(c, model.Place(p))*moveLevel + net[p] - growth*stock[p]
		out[p] = math.Max(out[p], 0.02*moved*stock[p]/all)
	}
	return out
}

// likely is how a move's origin bears on where it leads.
func likely(a model.AgeBand, from, to model.Place) float64 {
	x := 1.0
	if from.Setting() == to.Setting() {
		x *= 2.5
	}
	if from.Location() == to.Location() {
		x *= 2
	}
	if to.Setting() == model.Adoptive {
		switch {
		case a >= model.Age10to15:
			return 0
		case from.Setting() == model.FosterOwn || from.Setting() == model.FosterAgency:
		case from.Setting() == model.Kinship || from.Setting() == model.OtherSetting:
			x *= 0.15
		default:
			x *= 0.01
		}
	}
	if from.Setting() == model.Adoptive && to.Setting() != model.Adoptive {
		x *= 0.5
	}
	if to.Setting() == model.Supported && from.Setting() == model.WithParents {
		x *= 0.3
	}
	return x
}

package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// moveProfile is England's moves: how long placements last and how often they
// end in another placement.
type moveProfile struct {
	rate [model.Settings][model.PlacementBands]float64 // moves a year by time in the placement
	// last[s] is the share of placements that outlive each day of moveDays.
	last  [model.Settings][]float64
	mean  [model.Settings]float64 // years
	total float64                 // moves in England in the year
}

// placementTables are the rows of placements ceased by duration.
var placementTables = [model.Settings][]string{
	model.Kinship:      {"foster_placements"},
	model.FosterOwn:    {"foster_placements"},
	model.FosterAgency: {"foster_placements"},
	model.Residential:  {"secure_homes_and_children_s_homes", "secure_units_children_s_homes_and_semi_independent_living_accommodation"},
	model.Secure:       {"secure_homes_and_children_s_homes", "secure_units_children_s_homes_and_semi_independent_living_accommodation"},
	model.Supported:    {"independent_and_semi_independent_living_arrangements_supported_accommodation", "secure_units_children_s_homes_and_semi_independent_living_accommodation"},
	model.School:       {"residential_schools", "all_placements"},
	model.WithParents:  {"placed_with_parents_or_other_person_with_parental_responsibility", "placed_with_parents_or_other_persons_with_parental_responsibility"},
	model.Adoptive:     {"placed_for_adoption"},
	model.OtherSetting: {"other_residential_settings", "other_placement"},
}

// placementEnds stands in where the table is not there: all placements in
// 2022-23.
var placementEnds = []float64{9900, 10870, 14310, 15470, 19080, 18460, 10020, 2300}

// fitMoves derives the hazard of moving from how long placements lasted that
// ended in the year: in a standing population as many outlive v as end at more
// than v, so that a band's hazard is its ends over the years lived in it. What
// ends by leaving care, at the setting's mean rate, is taken off, and the
// whole scaled to the published number of changes of placement.
func (n *national) fitMoves() {
	m := &n.moves
	var exits, stock [model.Settings]float64
	rates := n.exitRates()
	for c := range n.stays {
		for a := range n.stays[c] {
			for p, x := range n.stays[c][a] {
				s := model.Place(p).Setting()
				stock[s] += x
				exits[s] += x * n.meanExit(rates, model.Class(c), a, model.Place(p))
				if a == int(model.Age16to17) {
					exits[s] += x * 0.55 // eighteenth birthdays
				}
			}
		}
	}
	for s := range model.Settings {
		ends := placementEnds
	search:
		for y := n.year; y > n.year-4; y-- {
			for _, name := range placementTables[s] {
				list := make([]float64, len(placementDurations))
				for i, d := range placementDurations {
					list[i] = max(n.t.get(y, "placements_ceased_by_duration", name+":"+d), 0)
				}
				if total(list) > 0 {
					ends = list
					break search
				}
			}
		}
		hazard := placementHazard(ends)
		m.last[s], m.mean[s] = survival(hazard)
		leave := 0.0
		if stock[s] > 0 {
			leave = exits[s] / stock[s]
		}
		for b := range model.PlacementBands {
			h := hazard(bandMiddle(b))
			m.rate[s][b] = math.Max(h-leave, 0.1*h)
		}
	}
	m.total = -1
	for y := n.year; y > n.year-4 && m.total < 0; y-- {
		m.total = n.t.get(y, "placement_changes_by_reason", "total_placements_changing")
	}
	if m.total < 0 {
		m.total = 0.7 * total(stock[:])
	}
	got := 0.0
	for s := range stock {
		got += stock[s] * m.standing(s)
	}
	for s := range m.rate {
		for b := range m.rate[s] {
			m.rate[s][b] *= m.total / got
		}
	}
}

// placementHazard is the yearly hazard of a placement's end by days, from the
// ends by published band.
func placementHazard(ends []float64) func(days float64) float64 {
	beyond := total(ends)
	h := make([]float64, len(ends))
	for i, x := range ends {
		left := beyond - x
		switch {
		case i == len(ends)-1 || left <= 0:
			h[i] = 0.25
			if i > 0 && left <= 0 {
				h[i] = h[i-1]
			}
		default:
			h[i] = math.Log(beyond/left) / ((placementEdges[i+1] - placementEdges[i]) / model.DaysPerYear)
		}
		beyond = math.Max(left, 0)
	}
	return func(days float64) float64 {
		i := 0
		for i+1 < len(placementEdges) && days >= placementEdges[i+1] {
			i++
		}
		return h[i]
	}
}

// moveDays is the grid on which placements' survival is kept, in days.
var moveDays = func() []float64 {
	var out []float64
	for d := 0.0; d < 15*model.DaysPerYear; d += math.Max(2, d*0.05) {
		out = append(out, d)
	}
	return out
}()

func survival(hazard func(float64) float64) (last []float64, mean float64) {
	alive := 1.0
	for i, d := range moveDays {
		last = append(last, alive)
		if i+1 < len(moveDays) {
			dt := (moveDays[i+1] - d) / model.DaysPerYear
			mean += alive * dt
			alive *= math.Exp(-hazard((d+moveDays[i+1])/2) * dt)
		}
	}
	return last, mean
}

// standing is the mean rate of moving in a standing population of placements.
func (m *moveProfile) standing(s int) float64 {
	moves, years := 0.0, 0.0
	for i := 0; i+1 < len(moveDays); i++ {
		lived := m.last[s][i] * (moveDays[i+1] - moveDays[i])
		years += lived
		moves += lived * m.rate[s][model.PlacementClock.Band(moveDays[i])]
	}
	return moves / years
}

// placementDays is how long a child who has been in care for so many days has
// been in the present placement: the q-quantile of a standing population of
// placements, the first of which began with care.
func (m *moveProfile) placementDays(s model.Setting, careDays, q float64) float64 {
	perYear := 1 / m.mean[s]
	within, atStart := 0.0, 1.0
	for i := 0; i+1 < len(moveDays) && moveDays[i] < careDays; i++ {
		within += m.last[s][i] * perYear * (math.Min(moveDays[i+1], careDays) - moveDays[i]) / model.DaysPerYear
		atStart = m.last[s][i]
	}
	want := q * (within + atStart)
	for i := 0; i+1 < len(moveDays) && moveDays[i] < careDays; i++ {
		x := m.last[s][i] * perYear * (math.Min(moveDays[i+1], careDays) - moveDays[i]) / model.DaysPerYear
		if want <= x && x > 0 {
			return math.Min(moveDays[i]+want/x*(moveDays[i+1]-moveDays[i]), careDays)
		}
		want -= x
	}
	return careDays
}

// bandMiddle is the middle of a band of the time in the placement, in days.
func bandMiddle(b int) float64 {
	from := 0.0
	if b > 0 {
		from = model.PlacementClock.Edges[b-1]
	}
	if b < len(model.PlacementClock.Edges) {
		return (from + model.PlacementClock.Edges[b]) / 2
	}
	return from + model.DaysPerYear
}

// moveTable puts the rates into the model: alike at all ages, in the area and
// out of it; unaccompanied children by the mix of their settings.
func (n *national) moveTable(m *model.Model, s *stays) {
	m.Moves = model.NewTable(model.MoveStrata(), model.AgeBands, model.PlacementClock)
	m.Moves.Weight = ownWeight
	for loc := range model.Locations {
		var mix [model.Settings]float64
		for a := range s[model.UASC] {
			for p, x := range n.stays[model.UASC][a] {
				if place := model.Place(p); int(place.Location()) == loc {
					mix[place.Setting()] += x
				}
			}
		}
		share := normalise(mix[:])
		for a := range model.AgeBands {
			for b := range model.PlacementBands {
				mean := 0.0
				for k := range share {
					mean += share[k] * n.moves.rate[k][b]
					p := model.PlaceOf(model.Setting(k), model.Location(loc))
					lived := s[model.General][a][p] * n.moves.inBand(k, b)
					*m.Moves.At(int(p), model.AgeBand(a), b) = borrowed(n.moves.rate[k][b], ownYears*lived)
				}
				lived := 0.0
				for p, x := range s[model.UASC][a] {
					if place := model.Place(p); int(place.Location()) == loc {
						lived += x * n.moves.inBand(int(place.Setting()), b)
					}
				}
				*m.Moves.At(model.Places+loc, model.AgeBand(a), b) = borrowed(mean, ownYears*lived)
			}
		}
	}
}

// inBand is the share of a standing population of placements that is in a
// band of the time in the placement.
func (m *moveProfile) inBand(s, band int) float64 {
	in, all := 0.0, 0.0
	for i := 0; i+1 < len(moveDays); i++ {
		lived := m.last[s][i] * (moveDays[i+1] - moveDays[i])
		all += lived
		if model.PlacementClock.Band(moveDays[i]) == band {
			in += lived
		}
	}
	return in / all
}

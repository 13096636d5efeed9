package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// uascStarts is England's or an authority's unaccompanied children who
// started in a year: as published, or by their number in care about then.
func (t table) uascStarts(year int) (float64, bool) {
	if v := t.get(year, "lac_started_by_uasc", "uasc"); v >= 0 {
		return v, true
	}
	if all, rest := t.get(year, "lac_started", "total"), t.get(year, "lac_started_by_uasc", "non_uasc"); all >= 0 && rest >= 0 {
		return max(all-rest, 0), true
	}
	if v := t.uascStock(year); v >= 0 {
		return v * 0.95, false
	}
	return 0, false
}

// uascStock is the unaccompanied children in care on 31 March, or −1.
func (t table) uascStock(year int) float64 {
	if v := t.get(year, "lac_31_march_by_uasc", "uasc"); v >= 0 {
		return v
	}
	if all, rest := t.get(year, "lac_31_march", "total"), t.get(year, "lac_31_march_by_uasc", "non_uasc"); all >= 0 && rest >= 0 {
		return max(all-rest, 0)
	}
	return -1
}

// fitUASC finds England's unaccompanied children.
func (n *national) fitUASC() {
	n.uascStart, _ = n.t.uascStarts(n.year)
	n.hazard[model.UASC], n.uasc = unaccompanied(n.t, n.year, uascUsual)
}

// uascUsual is the yearly hazard of leaving before 18 where the figures don't
// tell it.
const uascUsual = 0.2

// unaccompanied finds the hazard with which unaccompanied children leave
// before their eighteenth birthday: given who came in each year, as many must
// be in care as are published. It is taken as three times as high in the first
// quarter of a year, when many move to another authority.
func unaccompanied(t table, year int, usual float64) (*hazards, *standing) {
	starts, _ := t.uascStarts(year)
	base := starts
	if base < 1 {
		base = 1 // none came of late: a pattern is needed all the same
	}
	in := parts(uascAges(base), uascWithin)
	var before [model.AdultAge + 1]float64 // arrivals so many years ago, against now
	for y := range before {
		before[y] = 1
		if then, _ := t.uascStarts(year - y); then > 0 && starts >= 1 {
			before[y] = then / base
		}
	}
	tilt := func(_ model.AgeBand, days float64) float64 { return before[int(days/model.DaysPerYear)] }
	build := func(x float64) *hazards {
		return newHazards(func(f, a, k int) float64 {
			h := x
			if steps[k+1] <= 91 {
				h *= 3
			}
			switch model.ExitFlow(f) {
			case model.FlowOther:
				return 0.9 * h
			case model.FlowHome:
				return 0.1 * h
			}
			return 0
		})
	}
	want := t.uascStock(year)
	lo, hi := usual/5, usual*20
	if want < uascTold || starts < uascTold {
		lo, hi = usual, usual
	}
	for hi > lo*1.0001 {
		mid := math.Sqrt(lo * hi)
		s := stand(in, build(mid), tilt)
		if total(s.stock[:]) > want {
			lo = mid
		} else {
			hi = mid
		}
	}
	h := build(math.Sqrt(lo * hi))
	return h, stand(in, h, tilt)
}

// uascTold is how many unaccompanied children it takes for an authority's own
// figures to tell how they leave.
const uascTold = 20

func uascAges(starts float64) []float64 {
	return []float64{0, 0, 0.01 * starts, (1 - uasc16 - 0.01) * starts, uasc16 * starts}
}

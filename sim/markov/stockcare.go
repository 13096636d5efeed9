package markov

import (
	"github.com/carecurve/carecurve/model"
)

// upTo cuts the world's knots at a time, which becomes the last.
func upTo(knots []float64, end float64) []float64 {
	for i, t := range knots {
		if t >= end-instant {
			out := append([]float64(nil), knots[:i]...)
			return append(out, end)
		}
	}
	return knots
}

func (f *follower) inCare(c *alike) {
	t, w := f.single, f.world
	born, lead := c.born, c.lead
	t[0][c.place] = 1
	f.keeps(c, 0, 1)
	for _, m := range c.members {
		t[0][ageAt+int(model.AgeBandOf(-m.born/model.DaysPerYear))] += 1 / c.n
		t[0][careAt+model.DurationClock.Band(m.days)] += 1 / c.n
	}
	if born+adult <= 0 {
		t[1][exitAt+int(model.ExitAged18)]++
		return
	}
	knots := w.knots
	grows := born+adult < knots[len(knots)-1]
	if grows {
		knots = upTo(knots, born+adult)
	}
	co := cohort{class: c.class, born: born, careStart: -c.days, placeStart: -c.placement, court: c.court}
	co.mass[c.place] = 1
	rows := f.care.run(w, &co, knots)
	for _, list := range [][]active{f.care.flows, f.care.clocks, f.care.court.effects} {
		f.cases(list, lead, func(at float64) float64 {
			k := 0
			for k < len(knots)-1 && knots[k] < at-instant {
				k++
			}
			if knots[k] < at-instant {
				return 0
			}
			return rows[k].inCare()
		})
	}
	// Nights, year by year; after the eighteenth birthday there is nothing.
	y := 0
	for k := 1; k < len(knots); k++ {
		half := (knots[k] - knots[k-1]) / 2
		for p := range model.Places {
			x := half * (rows[k][p] + rows[k-1][p])
			f.nights(y, c.class, p, c.n*x)
		}
		if knots[k] >= float64(f.cal.Bounds[y+1])-instant {
			for p := range model.Places {
				f.nights(y, c.class, p, c.n*rows[k][p]/2)
				if y+1 < len(f.total.usage) {
					f.nights(y+1, c.class, p, -c.n*rows[k][p]/2)
				}
			}
			y++
		}
	}
	f.nights(0, c.class, int(c.place), -0.5*c.n)
	f.worth(c, knots)
	last := rows[len(rows)-1]
	before := row{}
	for i, win := range w.windows {
		k := w.markAt[i]
		at, kept := last, 0.0
		if k < len(rows) && (!grows || k < len(rows)-1) {
			at, kept = rows[k], f.care.kept[k]
		} else if grows {
			at[exitsAt+model.ExitAged18] += at.inCare()
			clear(at[:model.Places])
		}
		for e := range model.Exits {
			x := at[exitsAt+model.Exit(e)] - before[exitsAt+model.Exit(e)]
			t[win.month][exitAt+e] += x
			f.flow.leave(c.class, born, model.Exit(e), i, c.n*x, lead*x)
		}
		t[win.month][moveAt] += at[movesAt] - before[movesAt]
		t[win.month][courtAt] += at[issueAt] - before[issueAt]
		f.total.swift[win.month] += c.n * (at[swiftAt] - before[swiftAt])
		if f.atMonthEnd(win) {
			for p := range model.Places {
				t[win.month][p] = at[p]
			}
			f.keeps(c, win.month, kept)
			in := at.inCare()
			for _, m := range c.members {
				age := model.AgeBandOf((win.to - m.born - instant) / model.DaysPerYear)
				time := model.DurationClock.Band(win.to + m.days - instant)
				t[win.month][ageAt+int(age)] += in / c.n
				t[win.month][careAt+time] += in / c.n
			}
		}
		before = at
	}
}

// enter hands on children who come into care, each with a probability.
func (f *follower) enter(c *alike, by model.Route, window int, x, lead float64) {
	f.single[f.world.windows[window].month][entryAt+int(by)] += x
	f.flow.enter(c.class, c.born, window, c.n*x, lead)
}

func (f *follower) nights(y int, class model.Class, p int, x float64) {
	u := &f.total.usage[y]
	u.nights[p] += x
	if class == model.UASC {
		u.uasc += x
	}
}

package markov

import (
	"github.com/carecurve/carecurve/model"
)

// descent follows those who come into care, and come back after leaving,
// along a diagonal of births.
type descent struct {
	*run
	world   *world
	lives   *lives
	kernels *kernels
	flows   *flows
	tally   *tally
	returns []float64 // entries by window
	care    care

	// For variances: what comes of one window's children, and of those with
	// one birthday.
	path            *path
	groups          *groups
	single, ofBirth *tally
}

// follow takes a diagonal's windows in order: who comes in a window are the
// arrivals and the returns of those who left before, or in it; what becomes
// of them adds to the leavers of later windows.
func (d *descent) follow(lane lane, diagonal int) {
	w, f := d.world, d.flows
	d.ofBirth.clear()
	c := f.at(lane, diagonal)
	entries, lead, leavers, leadL := c.entries, c.lead, &c.leavers, &c.leadL
	var found [model.Exits][][]float64
	kernel := func(e model.Exit, i int) []float64 {
		if found[e] == nil {
			found[e] = make([][]float64, len(w.windows))
		}
		if found[e][i] == nil {
			win := w.windows[i]
			found[e][i] = d.kernels.of(e, i, win.middle()-lane.age(f.bin(diagonal, win.month)))
		}
		return found[e][i]
	}
	for i, win := range w.windows {
		step := f.bin(diagonal, win.month)
		if step < 0 {
			continue
		}
		// The share of the window in which the children are under eighteen.
		young := 1.0
		if lane.age(step) >= adult {
			young = 0
			if lane.pointed() && step == bins {
				young = 0.5
				win.to = win.middle()
			}
		}
		if young == 0 && entries[i] == 0 {
			break
		}
		back, backLead := 0.0, 0.0
		for e := range leavers {
			for j := range i + 1 {
				if x := leavers[e][j]; x > 0 && young > 0 {
					share := came(kernel(model.Exit(e), j), i-j) * young
					back += x * share
					backLead += leadL[e][j] * share
				}
			}
		}
		mass, leads := entries[i]+back, lead[i]+backLead
		if mass < least {
			continue
		}
		if young == 0 { // days between a window's middle and a birthday
			step = bins - 1
		}
		l, age := d.lives.of(&d.care, lane, step, i, win)
		// Some leave and come back within the window, and so on.
		var late row
		l.rows.integral(win.days(), late[:])
		again := 0.0
		for e := range leavers {
			if young == 1 && comesBackFrom(model.Exit(e)) {
				again += late[int(exitsAt)+e] / win.days() * came(kernel(model.Exit(e), i), 0)
			}
		}
		mass /= 1 - again
		leads /= 1 - again
		d.returns[i] += mass - entries[i]
		d.single.clear()
		d.live(lane.class(), l, age, i, win, mass, leads, leavers, leadL)
		d.tally.add(d.single, 1)
		if lane.pointed() {
			addCounts(d.ofBirth.counts, d.single.counts, 1)
		} else if lane.class() == model.General {
			addCounts(d.groups.counts[fromHome][i], d.single.counts, (entries[i]-c.planned[i])/mass)
			addCounts(d.groups.counts[fromPlans][i], d.single.counts, c.planned[i]/mass)
		}
	}
	if c.children > 0 {
		d.again(c)
	}
	for _, e := range [2]model.Exit{model.ExitSGO, model.ExitAdoption} {
		d.grants(e, lane, diagonal, leavers[e], func(i int) []float64 { return kernel(e, i) })
	}
}

// again corrects the squares of the stock's children for what comes of them
// after their first stay. It is not known child by child, so that it is
// shared among those with one birthday: with p and r the probabilities of being
// counted in the first stay and later, Σ(p+r)² = Σp² + 2PR/n + R²/n.
func (d *descent) again(c *cohorts) {
	first, later := c.present.Series(), d.ofBirth.counts.Series()
	for i := range d.measures {
		for m := range d.path.squares[i] {
			p, r := d.measures[i].at(first, m), d.measures[i].at(later, m)
			d.path.squares[i][m] += (2*p*r + r*r) / c.children
		}
	}
}

// least is how many children are worth following.
const least = 1e-9

// came is the share of those who left in a window that comes back in the n-th
// one after it.
func came(away []float64, n int) float64 {
	if n == 0 {
		return 1 - away[0]
	}
	return away[n-1] - away[n]
}

// live adds what becomes of those who come in a window, or in the part win of
// it.
func (d *descent) live(class model.Class, l *life, age float64, window int, win window, mass, lead float64, leavers, leadL *[model.Exits][]float64) {
	w, t := d.world, d.single
	d.cases(t, l.reached, win, lead, &l.rows, model.Places)
	each := mass / win.days()
	byAge := l.byAge(age)
	var late, early, before row
	var sum, sums, nights places
	last := places{}
	y := d.year(win.middle())
	for j := window; j < len(w.windows); j++ {
		to := w.windows[j]
		x1, x2 := to.to-win.from, to.to-win.to
		l.rows.integral(x1, late[:])
		l.rows.integral(x2, early[:])
		if d.atMonthEnd(to) {
			m := to.month
			for sign, g := range [2]*row{&late, &early} {
				x, s := x1, each
				if sign == 1 {
					x, s = x2, -each
				}
				if x <= 0 {
					continue
				}
				in := g.inCare()
				within(byAge[:], x, in, func(band int, time float64) { t.counts.Age[band][m] += s * time })
				within(l.byCare[:], x, in, func(band int, time float64) { t.counts.Care[band][m] += s * time })
			}
		}
		for k := range late {
			late[k] = (late[k] - early[k]) * each
		}
		if d.atMonthEnd(to) {
			for p := range model.Places {
				t.counts.Place[p][to.month] += late[p]
			}
		}
		for e := range model.Exits {
			x := late[exitsAt+model.Exit(e)] - before[exitsAt+model.Exit(e)]
			t.counts.Exit[e][to.month] += x
			if x > 0 && comesBackFrom(model.Exit(e)) {
				leavers[e][j] += x
				leadL[e][j] += x * lead / mass
			}
		}
		t.counts.Moves[to.month] += late[movesAt] - before[movesAt]
		t.swift[to.month] += late[swiftAt] - before[swiftAt]
		if to.to >= float64(d.cal.Bounds[y+1]) {
			l.nights.integral(x1, sum[:])
			l.nights.integral(x2, sums[:])
			for p := range model.Places {
				n := (sum[p] - sums[p]) * each
				x := nightsBetween(n-nights[p], last[p], late[p])
				t.usage[y].nights[p] += x
				if class == model.UASC {
					t.usage[y].uasc += x
				}
				nights[p], last[p] = n, late[p]
			}
			y++
		}
		before = late
	}
}

// grants adds the allowances after one way out of a diagonal's children.
func (d *descent) grants(e model.Exit, lane lane, diagonal int, leavers []float64, kernel func(int) []float64) {
	w := d.world
	held := 0.0
	for i, win := range w.windows {
		step := d.flows.bin(diagonal, win.month)
		if lane.age(step) >= adult {
			end := win.from
			if lane.pointed() && step == bins {
				end = win.middle()
			}
			d.grant(d.tally, e, win.from, end, held, held)
			d.grant(d.tally, e, end, end, held, 0)
			return
		}
		now := 0.0
		for j := range i + 1 {
			if x := leavers[j]; x > 0 {
				now += x * kernel(j)[i-j]
			}
		}
		d.grant(d.tally, e, win.from, win.to, held, now)
		held = now
	}
}

// comesBackFrom tells whether children may come back after a way out.
func comesBackFrom(e model.Exit) bool { return e != model.ExitAged18 && e != model.ExitDied }

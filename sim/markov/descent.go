package markov

import (
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// descent follows those who come into care, and come back after leaving, lump
// of births by lump.
type descent struct {
	*run
	world   *world
	lives   *lives
	kernels *kernels
	flows   *flows
	care    care

	tally  *tally    // usage alone
	uasc   []float64 // of nights: children in care by window
	lines  book      // what does not come of groups
	places []places  // in care at each window's end
	// Stays of the stock's children but the first: of one lump by kind, and of those
	// in care on the data date by age.
	own     [kinds]book
	later   [model.Classes][ageGroups]book
	squares [][]float64
	groups  [2][]book // by stream and window
	returns []float64 // entries by window
	swift   []float64
	nights  []places // by year, what the line between windows' ends leaves out
}

// ageGroups are groups of births within which the children of the stock are taken
// to be alike where their later stays are concerned.
const (
	ageGroups  = 19
	groupYears = 1 // of age on the data date; the unborn make a group
)

// Children of the stock by whether they are in care on the data date.
const (
	inCare = iota
	notInCare
	kinds
)

func ageGroup(months float64) int {
	return max(0, min(ageGroups-1, 1+int(math.Floor(months/12/groupYears))))
}

func (r *run) newDescent(w *world, l *lives, k *kernels, f *flows, spends int) *descent {
	d := &descent{run: r, world: w, lives: l, kernels: k, flows: f, tally: newTally(&r.cal, spends)}
	dates, n := len(r.cal.Dates), len(w.windows)
	d.uasc, d.returns, d.swift = make([]float64, n), make([]float64, n), make([]float64, dates)
	d.lines, d.places, d.nights = make(book, dates), make([]places, n), make([]places, len(r.cal.Years))
	later := books(model.Classes*ageGroups, dates)
	for c := range d.later {
		copy(d.later[c][:], later[c*ageGroups:])
	}
	copy(d.own[:], books(kinds, dates))
	d.squares = r.newPath(0).squares
	for s := range d.groups {
		d.groups[s] = books(n, dates)
	}
	return d
}

// add adds what another has found.
func (d *descent) add(o *descent) {
	d.tally.add(o.tally, 1)
	d.lines.add(o.lines, 1)
	sum := func(to, from []float64) {
		for i, x := range from {
			to[i] += x
		}
	}
	sum(d.uasc, o.uasc)
	sum(d.returns, o.returns)
	sum(d.swift, o.swift)
	for j := range o.places {
		sum(d.places[j][:], o.places[j][:])
	}
	for y := range o.nights {
		sum(d.nights[y][:], o.nights[y][:])
	}
	for c := range d.later {
		for a := range d.later[c] {
			d.later[c][a].add(o.later[c][a], 1)
		}
	}
	for i := range d.squares {
		sum(d.squares[i], o.squares[i])
	}
	for s := range d.groups {
		for i, b := range d.groups[s] {
			from := d.world.windows[i].month
			b[from:].add(o.groups[s][i][from:], 1)
		}
	}
}

// follow takes a lump's windows in order: who comes in a window are the
// arrivals and the returns of those who left before, or in it; what becomes
// of them adds to the leavers of later windows.
func (d *descent) follow(class model.Class, lump int) {
	w, f := d.world, d.flows
	c := f.at(class, lump)
	of := f.lumps[lump]
	entries, leavers := c.entries, &c.leavers
	counted := w.counts()
	var stock [model.Exits][]float64 // leavers who were in care on the data date
	for e := range stock {
		stock[e] = slices.Clone(leavers[e])
	}
	var found [model.Exits][][]float64
	kernel := func(e model.Exit, i int) []float64 {
		if found[e] == nil {
			found[e] = make([][]float64, len(w.windows))
		}
		if found[e][i] == nil {
			win := w.windows[i]
			found[e][i] = d.kernels.of(e, i, win.middle()-of.age(win.month)*ageStep)
		}
		return found[e][i]
	}
	for i, win := range w.windows {
		if of.unborn(win.month) {
			continue
		}
		young := of.age(win.month) < bins
		if !young && entries[i] == 0 {
			break
		}
		back, backLead, again := 0.0, 0.0, 0.0
		if young {
			for e := range leavers {
				for j := range i + 1 {
					if x := leavers[e][j]; x > 0 {
						share := came(kernel(model.Exit(e), j), i-j)
						back += x * share
						again += stock[e][j] * share
						if counted {
							backLead += c.leadL[e][j] * share
						}
					}
				}
			}
		}
		mass, leads := entries[i]+back, c.lead[i]+backLead
		if mass < least {
			continue
		}
		l := d.lives.of(&d.care, class, of, i)
		// Some leave and come back within the window, and so on.
		late, _, _, _ := l.between(w.layout, i, i)
		soon := 0.0
		if young {
			for e := range leavers {
				if comesBackFrom(model.Exit(e)) {
					soon += late[int(exitsAt)+e] / win.days() * came(kernel(model.Exit(e), i), 0)
				}
			}
		}
		mass /= 1 - soon
		leads /= 1 - soon
		d.returns[i] += mass - entries[i]
		planned, home := c.planned[i], entries[i]-c.planned[i]-c.own[i]-c.apart[i]
		if class == model.UASC {
			home = 0
		}
		d.live(class, l, lump, i, mass, home, planned, [kinds]float64{again, c.own[i]}, c)
		if leads > 0 {
			d.cases(d.tally, l.reached, win, leads, &l.rows, model.Places)
			if counted {
				d.leads(l, i, leads, c)
			}
		}
	}
	d.again(class, lump)
	for _, e := range [2]model.Exit{model.ExitSGO, model.ExitAdoption} {
		d.grants(e, of, leavers[e], func(i int) []float64 { return kernel(e, i) })
	}
}

// counts tells whether a world counts cases.
func (w *world) counts() bool {
	for _, list := range [2][]change{w.changes, w.stretches} {
		for i := range list {
			if list[i].spend >= 0 {
				return true
			}
		}
	}
	return false
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

// live adds what becomes of a mass that comes in a window, of which home and
// planned came of groups, and own are children of the stock by kind.
func (d *descent) live(class model.Class, l *life, lump, window int, mass, home, planned float64, own [kinds]float64, c *cohorts) {
	w, of := d.world, d.flows.lumps[lump]
	win := w.windows[window]
	each := 1 / win.days()
	var before, now row
	rest := mass - home - planned
	type stream struct {
		mass float64
		book book
	}
	streams := [3]stream{{rest, d.lines}, {home, d.groups[fromHome][window]}, {planned, d.groups[fromPlans][window]}}
	for j := window; j < len(w.windows); j++ {
		to := w.windows[j]
		late, early, lateN, earlyN := l.between(w.layout, window, j)
		sum0, sum1 := 0.0, 0.0
		for p := range model.Places {
			a, b := late[p], early[p]
			sum0 += b
			sum1 += a
			now[p] = (a - b) * each
		}
		in := (sum1 - sum0) * each
		for k := model.Places; k < rowLen; k++ {
			now[k] = (late[k] - early[k]) * each
		}
		if lateN != nil {
			// Nights that a straight line between the windows' ends would miss.
			y := d.year(to.middle())
			last, lastE := &places{}, &places{}
			if j > window {
				_, _, last, lastE = l.between(w.layout, window, j-1)
			}
			half := to.days() / 2
			for p := range model.Places {
				exact := (lateN[p] - earlyN[p] - last[p] + lastE[p]) * each
				d.nights[y][p] += mass * (exact - half*(now[p]+before[p]))
				if class == model.UASC {
					d.tally.usage[y].uasc += mass * (exact - half*(now[p]+before[p]))
				}
			}
		}
		if class == model.UASC {
			d.uasc[j] += mass * in
		}
		for p := range model.Places {
			d.places[j][p] += mass * now[p]
		}
		x := 0.0
		for e := range model.Exits {
			flow := now[int(exitsAt)+e] - before[int(exitsAt)+e]
			if flow > 0 && comesBackFrom(model.Exit(e)) {
				c.leavers[e][j] += mass * flow
			}
			x += flow
		}
		ends := d.atMonthEnd(to)
		var ages [2]part
		var cares [model.DurationBands]float64
		first, last := 0, -1
		if ends {
			ages = d.births.bands(of, to.to)
			lo, hi := to.to-win.to, to.to-win.from
			first, last = model.DurationClock.Band(lo+instant), model.DurationClock.Band(hi-instant)
			if first == last {
				cares[first] = in
			} else {
				from := sum0
				for b := first; b <= last; b++ {
					upTo := sum1
					if b < last {
						upTo = l.byCare[b+1]
					}
					cares[b] = (upTo - from) * each
					from = upTo
				}
			}
		}
		for _, s := range streams {
			if s.mass == 0 {
				continue
			}
			line := &s.book[to.month]
			m := s.mass
			if ends {
				for p := range model.Places {
					line[p] += m * now[p]
				}
				for _, a := range ages {
					line[ageAt+a.batch] += m * a.share * in
				}
				for b := first; b <= last; b++ {
					line[careAt+b] += m * cares[b]
				}
			}
			for e := range model.Exits {
				line[exitAt+e] += m * (now[int(exitsAt)+e] - before[int(exitsAt)+e])
			}
			line[moveAt] += m * (now[movesAt] - before[movesAt])
			line[courtAt] += m * (now[issueAt] - before[issueAt])
		}
		d.swift[to.month] += mass * (now[swiftAt] - before[swiftAt])
		for k, own := range own {
			if own == 0 || !ends {
				continue
			}
			line := &d.own[k][to.month]
			for p := range model.Places {
				line[p] += own * now[p]
			}
			for _, a := range ages {
				line[ageAt+a.batch] += own * a.share * in
			}
			for b := first; b <= last; b++ {
				line[careAt+b] += own * cares[b]
			}
		}
		before = now
	}
}

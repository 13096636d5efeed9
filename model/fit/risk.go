package fit

import "github.com/carecurve/carecurve/model"

// window is the time at risk, cut into quarters for levels: (from … to], both
// ends days that count.
type window struct {
	from, to model.Date
	starts   []model.Date // first day of each quarter, and the day after the last
}

// newWindow cuts from…to into calendar quarters counted back from its end, so
// that the last one, which sets the level, is whole. A rest of less than a
// quarter at the beginning joins the first.
func newWindow(from, to model.Date) window {
	var back []model.Date
	end := to + 1
	for m := 0; ; m++ {
		d := end.AddMonths(-3 * m)
		if d <= from {
			break
		}
		back = append(back, d)
	}
	w := window{from: from, to: to}
	w.starts = append(w.starts, from)
	for i := len(back) - 1; i >= 0; i-- {
		if i == len(back)-1 && back[i]-from < 45 && len(back) > 1 {
			continue
		}
		w.starts = append(w.starts, back[i])
	}
	return w
}

// planWindow is the time at risk that the censuses cover, within the window.
func planWindow(h *model.History) window {
	from, to := h.From, h.To
	if !h.PlansFrom.IsZero() {
		from = max(from, h.PlansFrom)
	}
	if !h.PlansTo.IsZero() {
		to = min(to, h.PlansTo)
	}
	if to <= from {
		return newWindow(h.From, h.To)
	}
	return newWindow(from, to)
}

// quarters is how many there are; quarter says which one a day lies in.
func (w *window) quarters() int { return len(w.starts) - 1 }

func (w *window) quarter(d model.Date) int {
	lo, hi := 0, w.quarters()-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if w.starts[mid] <= d {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}

// stretch is a piece of a life in which no cell changes.
type stretch struct {
	from, to model.Date // [from, to)
	age      model.AgeBand
	band     int // of the clock
	quarter  int
}

// walk cuts [from, to), which must lie in the window, at birthdays, clock
// edges and quarters. zero is when the clock stood at nothing.
func (w *window) walk(ages *ages, zero, from, to model.Date, clock model.Clock, visit func(stretch)) {
	age := ages.on(from)
	for d := from; d < to; {
		next := to
		for int(age)+1 < model.AgeBands && d >= ages[age+1] {
			age++
		}
		s := stretch{from: d, age: age, quarter: w.quarter(d)}
		if int(age)+1 < model.AgeBands {
			next = min(next, ages[age+1])
		}
		next = min(next, w.starts[s.quarter+1])
		s.band = clock.Band(float64(d - zero))
		if s.band < len(clock.Edges) {
			edge := clock.Edges[s.band]
			next = min(next, max(zero+model.Date(ceil(edge)), d+1))
		}
		s.to = next
		visit(s)
		d = next
	}
}

func ceil(x float64) int {
	n := int(x)
	if float64(n) < x {
		n++
	}
	return n
}

// ages are the birthdays on which a child comes into each age band; the first
// is the day of birth.
type ages [model.AgeBands]model.Date

func agesOf(born model.Date) (a ages) {
	for b := range a {
		a[b] = born.Birthday(model.AgeFrom[b])
	}
	return a
}

// on is the age band on a day; unborn children count as 0.
func (a *ages) on(d model.Date) model.AgeBand {
	for b := model.AgeBands - 1; b > 0; b-- {
		if d >= a[b] {
			return model.AgeBand(b)
		}
	}
	return model.Age0
}

// ageOn is the age band on a day, by birthdays.
func ageOn(born, d model.Date) model.AgeBand {
	a := agesOf(born)
	return a.on(d)
}

// class is the child's class for hazards.
func class(c *model.Child) model.Class {
	if c.UASC {
		return model.UASC
	}
	return model.General
}

// end is the first day that a child is no longer at risk of leaving by a
// hazard: the day of leaving, the eighteenth birthday, or the window's end.
func (w *window) end(born, left model.Date) model.Date {
	e := w.to + 1
	if !left.IsZero() {
		e = min(e, left)
	}
	if !born.IsZero() {
		e = min(e, born.Birthday(model.AdultAge))
	}
	return e
}

// within tells whether something that happened on d is seen.
func (w *window) within(d model.Date) bool { return d >= w.from && d <= w.to }

package synth

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// The council's levels that wander.
const (
	levelEntry = iota
	levelPlan
	levelUASC
	levelLeave
	levelCount
)

// wanderSD is the standard deviation of a year's change of the log level,
// about what English councils show beyond the national movement.
var wanderSD = [levelCount]float64{levelEntry: 0.12, levelPlan: 0.14, levelUASC: 0.14, levelLeave: 0.08}

// wanderPull is how much of a log level is left after a year: it comes back to
// its long-run mean slowly.
const wanderPull = 0.97

// Levels are the council's multipliers month by month: a first-order
// autoregression of the log, constant within a month.
type Levels struct {
	first model.Month
	level [levelCount][]float64
	// hours is the time that the clocks of leaving have run by the first day of
	// each month, in days of a clock at level 1.
	hours []float64
	days  []model.Date // first days of months, one more than the levels
}

// still is a path at the long-run mean.
func still(first model.Month, months int) *Levels {
	l := &Levels{first: first, hours: []float64{0}, days: []model.Date{first.First()}}
	for range months {
		for k := range l.level {
			l.level[k] = append(l.level[k], 1)
		}
		l.step()
	}
	return l
}

// follow is a future: it shares this path's past and goes its own way from the
// month after the path's last, or stands where it is.
func (l *Levels) follow(key luck, months int, stand bool) *Levels {
	f := &Levels{first: l.first, hours: append([]float64(nil), l.hours...), days: append([]model.Date(nil), l.days...)}
	var log [levelCount]float64
	for k := range l.level {
		f.level[k] = append(make([]float64, 0, len(l.level[k])+months), l.level[k]...)
		log[k] = math.Log(l.level[k][len(l.level[k])-1])
	}
	if stand {
		for range months {
			for k := range f.level {
				f.level[k] = append(f.level[k], math.Exp(log[k]))
			}
			f.step()
		}
		return f
	}
	f.extend(key, log, months)
	return f
}

func (l *Levels) extend(key luck, log [levelCount]float64, months int) {
	pull := math.Pow(wanderPull, 1./12)
	for range months {
		m := l.first + model.Month(len(l.days)-1)
		month := key.sub(uint64(m))
		for k := range log {
			log[k] = pull*log[k] + wanderSD[k]/math.Sqrt(12)*month.normal(forWander+uint64(k)<<8)
			l.level[k] = append(l.level[k], math.Exp(log[k]))
		}
		l.step()
	}
}

// step closes a month whose levels are set.
func (l *Levels) step() {
	i := len(l.days) - 1
	next := (l.first + model.Month(i+1)).First()
	l.hours = append(l.hours, l.hours[i]+float64(next-l.days[i])*l.level[levelLeave][i])
	l.days = append(l.days, next)
}

// at is a level in a month.
func (l *Levels) at(k int, m model.Month) float64 { return l.level[k][m-l.first] }

// run is the time on the clocks of leaving at the start of a day.
func (l *Levels) run(d model.Date) float64 {
	i := min(max(int(float64(d-l.days[0])*12/model.DaysPerYear), 0), len(l.days)-2)
	for i > 0 && l.days[i] > d {
		i--
	}
	for i < len(l.days)-2 && l.days[i+1] <= d {
		i++
	}
	return l.hours[i] + float64(d-l.days[i])*l.level[levelLeave][i]
}

// when is the day on which the clocks of leaving show a time; beyond the path
// they keep its last speed.
func (l *Levels) when(run float64) model.Date {
	// A guess from the average speed lands within a few months of the answer.
	lo, hi := 0, len(l.hours)-2
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if l.hours[mid] <= run {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	days := (run - l.hours[lo]) / l.level[levelLeave][lo]
	return l.days[lo] + model.Date(math.Min(days, 1e6))
}

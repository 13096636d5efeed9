package synth

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// tally counts one future; it is a recorder. Stocks are kept as the change on
// each day, day 0 being the data date.
type tally struct {
	calendar *sim.Calendar
	base     model.Date
	places   [model.Places][]int32
	plans    []int32
	entries  []int32 // by month, from the first projected
	exits    []int32
}

func newTally(c *sim.Calendar, base model.Date) *tally {
	t := &tally{calendar: c, base: base}
	for p := range t.places {
		t.places[p] = make([]int32, c.Days()+1)
	}
	t.plans = make([]int32, c.Days()+1)
	t.entries, t.exits = make([]int32, c.Months()), make([]int32, c.Months())
	return t
}

func (t *tally) reset() {
	for p := range t.places {
		clear(t.places[p])
	}
	clear(t.plans)
	clear(t.entries)
	clear(t.exits)
}

// during adds one from a day to the day before another; a zero end stays open.
func (t *tally) during(days []int32, from, to model.Date) {
	days[max(from, t.base)-t.base]++
	if to != 0 && int(to-t.base) < len(days) {
		days[to-t.base]--
	}
}

func (t *tally) month(at model.Date) int {
	return int(model.MonthOf(at) - model.MonthOf(t.base) - 1)
}

func (t *tally) enter(c *child, at model.Date, route model.Route) { t.entries[t.month(at)]++ }
func (t *tally) leave(c *child, at model.Date, exit model.Exit)   { t.exits[t.month(at)]++ }
func (t *tally) stay(c *child, place model.Place, from, to model.Date) {
	t.during(t.places[place], from, to)
}
func (t *tally) plan(c *child, number int, from, to model.Date) { t.during(t.plans, from, to) }
func (t *tally) inCare(*child, careState)                       {}
func (t *tally) onPlan(*child, planState)                       {}
func (t *tally) left(*child, leftState)                         {}
func (t *tally) ended(*child, leftState)                        {}

// The measures of a truth, in order; the settings follow.
const (
	measureLAC = iota
	measureCPP
	measureOut
	measureEntries
	measureExits
	measureSettings
	measures = measureSettings + model.Settings
)

// measureName is as the truth files have it.
func measureName(i int) string {
	if i >= measureSettings {
		return "lac:" + model.Setting(i-measureSettings).String()
	}
	return [...]string{"lac", "cpp", "out_of_area", "entries_year", "exits_year"}[i]
}

// outcome is a future's measures by date and its pounds by financial year.
type outcome struct {
	values [measures][]float64
	pounds []float64
}

// read adds the changes up. entries and exits are those of the twelve months
// before.
func (t *tally) read(weekly *[model.Places]float64, entries, exits []int32) *outcome {
	c := t.calendar
	o := &outcome{pounds: make([]float64, len(c.Years))}
	for i := range o.values {
		o.values[i] = make([]float64, len(c.Dates))
	}
	var nights [model.Places]int64
	for p := range t.places {
		place := model.Place(p)
		setting := measureSettings + int(place.Setting())
		stock, month, year := int32(0), 0, 0
		for day, change := range t.places[p] {
			stock += change
			if day == c.Ends[month] {
				o.values[measureLAC][month] += float64(stock)
				o.values[setting][month] += float64(stock)
				if place.Location() == model.OutOfArea {
					o.values[measureOut][month] += float64(stock)
				}
				month++
			}
			if day == 0 {
				continue // its night belongs to the records
			}
			nights[p] += int64(stock)
			if day == c.Bounds[year+1] {
				o.pounds[year] += float64(nights[p]) * weekly[p] / 7
				nights[p] = 0
				year++
			}
		}
	}
	stock, month := int32(0), 0
	for day, change := range t.plans {
		stock += change
		if day == c.Ends[month] {
			o.values[measureCPP][month] = float64(stock)
			month++
		}
	}
	rolling(o.values[measureEntries], entries, t.entries)
	rolling(o.values[measureExits], exits, t.exits)
	return o
}

// rolling sums the last twelve months at each date.
func rolling(to []float64, before, after []int32) {
	all := append(append([]int32(nil), before...), after...)
	for i := range to {
		for _, n := range all[i : i+12] {
			to[i] += float64(n)
		}
	}
}

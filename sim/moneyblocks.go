package sim

import "github.com/carecurve/carecurve/model"

// block is places paid for whether taken or not, as a tariff has them.
type block struct {
	model.Block
	line   int
	days   []int     // on which it is paid for, by year
	yearly []float64 // pounds a day by year, taken or not
	fixed  []float64 // pounds of the whole year, taken or not
	night  []float64 // pounds more for a night taken
}

// addBlocks lays the blocks on the calendar. A year's sum is spread over its
// 365 or 366 days, and paid for those on which the block stands.
func (t *Tariff) addBlocks(s *Scenario) {
	for _, b := range t.prices.Blocks {
		x := block{Block: b, line: t.line(b.Line), yearly: t.priced(b.Line, b.Growth, b.Yearly, s), night: t.priced(b.Line, b.Growth, b.Weekly/7, s)}
		for y, year := range t.Years {
			from, to := t.cal.Start+model.Date(t.cal.Bounds[y]), t.cal.Start+model.Date(t.cal.Bounds[y+1])
			x.yearly[y] /= float64(year.Last() + 1 - year.First())
			x.days = append(x.days, b.Days(from, to))
			x.fixed = append(x.fixed, x.yearly[y]*float64(x.days[y]))
		}
		t.blocks = append(t.blocks, x)
	}
}

// blocked is what blocks add to a line: their own cost to theirs, and to a
// setting's the nights taken in them, which aren't bought, below nothing.
// Children take the places of a year as far as they go, those of the first
// block first; that is exact while the number of children stays on one side
// of the number of places through the year.
func (t *Tariff) blocked(line, year int, u *Usage) float64 {
	sum := 0.0
	left := u.Nights
	for i := range t.blocks {
		b := &t.blocks[i]
		if b.line == line {
			sum += b.fixed[year]
		}
		all := 0.0
		for place, n := range left {
			if b.Has(model.Place(place)) {
				all += n
			}
		}
		if all <= 0 {
			continue
		}
		share := min(1, float64(b.Places*b.days[year])/all)
		for place, n := range left {
			if n == 0 || !b.Has(model.Place(place)) {
				continue
			}
			taken := n * share
			left[place] -= taken
			if b.line == line {
				sum += taken * b.night[year]
			}
			if int(b.Setting) == line {
				sum -= taken * t.night(model.Place(place), year) * (1 + t.above(model.Place(place), u)/u.Nights[place])
			}
		}
	}
	return sum
}

// night is the price of a night in a place, bought by the week. Settings are
// the first lines, with a term a location.
func (t *Tariff) night(p model.Place, year int) float64 {
	return t.terms[p.Setting()][p.Location()].pounds[year]
}

// Week is the price of a child-week in a place in a year, by index of Years.
func (t *Tariff) Week(p model.Place, year int) float64 { return 7 * t.night(p, year) }

// share is a line of what others pay towards the settings' lines.
type share struct {
	line int
	of   *[model.Settings]float64
}

func (t *Tariff) addShares(line string, of *[model.Settings]float64) {
	if *of != ([model.Settings]float64{}) {
		t.shares = append(t.shares, share{t.line(line), of})
	}
}

// shared is what others pay, on the line that says so. The records' part of a
// year stands in the line's actual already.
func (t *Tariff) shared(line, year int, u *Usage) float64 {
	for _, s := range t.shares {
		if s.line != line {
			continue
		}
		sum := 0.0
		for setting, share := range s.of {
			if share == 0 {
				continue
			}
			x := t.Amount(setting, year, u)
			if year == 0 && t.actual != nil {
				x -= t.actual[setting]
			}
			sum += share * x
		}
		return sum
	}
	return 0
}

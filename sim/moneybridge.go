package sim

import "math"

// Bridge takes the difference between two years' money apart:
//
//   - Volume: more or fewer children at the year's end, and other units, at
//     the old average price;
//   - Mix: the same number elsewhere, at the old prices;
//   - Price: what is paid for, at the new instead of the old prices;
//   - Timing: that numbers were not all year what they are at its end (the
//     full-year effect of what changed within it), a leap day, and months that
//     a part year lacks, at the old prices;
//   - Own: costs without a unit: interventions, own places, contracts.
//
// The five add up to To − From.
type Bridge struct {
	From, To                        float64
	Volume, Mix, Price, Timing, Own float64
}

// NewBridge goes from one position to another. With units q, units at the
// year-end level r and prices p it is, over places,
//
//	q₁p₁ − q₀p₀ = q₁(p₁−p₀) + p₀(r₁−r₀) + p₀((q₁−r₁) − (q₀−r₀)),
//
// price, volume with mix, and timing; volume is (Σr₁−Σr₀) times the average
// price Σr₀p₀ ∕ Σr₀. A place or line that had no price before is entered at
// its new one.
func NewBridge(from, to *Position) Bridge {
	b := Bridge{From: from.Total, To: to.Total, Own: to.Own - from.Own}
	level, value, change, moved := 0.0, 0.0, 0.0, 0.0
	for i := range from.Care {
		x, y := &from.Care[i], &to.Care[i]
		p := x.Price
		if p == 0 && x.Units == 0 {
			p = y.Price
		}
		b.Price += y.Units * (y.Price - p)
		b.Timing += p * ((y.Units - y.Level) - (x.Units - x.Level))
		level += x.Level
		value += x.Level * p
		change += y.Level - x.Level
		moved += p * (y.Level - x.Level)
	}
	if level > 0 {
		b.Volume = change * value / level
	}
	b.Mix = moved - b.Volume
	for _, line := range counted {
		x, y := from.Other[line], to.Other[line]
		p := x.Price
		if p == 0 && x.Units == 0 {
			p = y.Price
		}
		b.Volume += p * (y.Units - x.Units)
		b.Price += y.Units * (y.Price - p)
	}
	return b
}

// Parts are volume, mix, price, timing and own costs.
func (b *Bridge) Parts() []float64 { return []float64{b.Volume, b.Mix, b.Price, b.Timing, b.Own} }

// Pence rounds parts to whole pence so that they add up to the difference of
// two amounts that are rounded themselves; the largest part takes what is left
// over.
func Pence(from, to float64, parts []float64) (a, b int64, out []int64) {
	a, b = int64(math.Round(100*from)), int64(math.Round(100*to))
	left := b - a
	largest := 0
	for i, x := range parts {
		n := int64(math.Round(100 * x))
		out = append(out, n)
		left -= n
		if math.Abs(x) > math.Abs(parts[largest]) {
			largest = i
		}
	}
	if len(out) > 0 {
		out[largest] += left
	}
	return a, b, out
}

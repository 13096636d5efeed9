package scenarios

import (
	"math"
	"strconv"

	"github.com/carecurve/carecurve/model"
)

// leverKinds are the keys that can be moved.
var leverKinds = []leverKind{
	percentLever("coverage", func(in *Intervention) **Percent { return &in.Coverage }, 0, 1),
	percentLever("share", func(in *Intervention) **Percent { return &in.Share }, 0, 1),
	percentLever("fill", func(in *Intervention) **Percent { return &in.Fill }, 0, 1),
	written(percentLever("change", func(in *Intervention) **Percent { return &in.Change }, -0.5, 0.5), func(in *Intervention) bool { return in.Change != nil }),
	yearlyLever("inflation", -0.05, 0.1, 0.001, func(in *Intervention) **Yearly { return &in.Inflation }),
	yearlyLever("population", -0.05, 0.1, 0.001, func(in *Intervention) **Yearly { return &in.Population }),
	yearlyLever("loss", 0, 0.5, 0.01, func(in *Intervention) **Yearly { return &in.Loss }),
	probabilityLever(),
	effectLever(),
	durationLever("ramp", func(in *Intervention) *Duration { return &in.Ramp }),
	durationLever("lag", func(in *Intervention) *Duration { return &in.Lag }),
	durationLever("fade", func(in *Intervention) *Duration { return &in.Fade }),
	delayLever(),
	dayLever("start", false, func(in *Intervention) *When { return &in.Start }, func(in *Intervention, w When) { in.Start = w }),
	dayLever("end", true, func(in *Intervention) *When { return in.End }, func(in *Intervention, w When) { in.End = &w }),
	dayLever("by", true, func(in *Intervention) *When { return in.By }, func(in *Intervention, w When) { in.By = &w }),
	placesLever("limit", 1, func(in *Intervention) **Number { return &in.Limit }),
	placesLever("places", 0, func(in *Intervention) **Number { return &in.Places }),
	recruitLever(),
	slotsLever(),
	numberLever(),
	poundsLever("cost.per_case", func(c *Cost) *Pounds { return &c.PerCase }),
	poundsLever("cost.per_review", func(c *Cost) *Pounds { return &c.PerReview }),
	poundsLever("cost.once", func(c *Cost) *Pounds { return &c.Once }),
	poundsLever("cost.yearly", func(c *Cost) *Pounds { return &c.Yearly }),
}

// written is a lever of what stands in the file already.
func written(k leverKind, fits func(*Intervention) bool) leverKind {
	k.fits = fits
	return k
}

func anyOf(*Intervention) bool { return true }

// upTo is from nothing to four times what it is now, or to a least bound.
func upTo(bound, step float64) func(float64) (float64, float64, float64) {
	return func(now float64) (float64, float64, float64) {
		return 0, math.Max(bound, math.Ceil(4*now/step)*step), step
	}
}

func printPercent(v float64, _ model.Date) string {
	return Percent(math.Round(v*1e8) / 1e8).String()
}

func readPercent(s string, _ model.Date) (float64, error) {
	var p Percent
	err := p.UnmarshalText([]byte(s))
	return float64(p), err
}

func readNumber(s string, _ model.Date) (float64, error) { return strconv.ParseFloat(s, 64) }

func printNumber(v float64, _ model.Date) string { return plain(v) }

func percentLever(key string, at func(*Intervention) **Percent, lo, hi float64) leverKind {
	return leverKind{key: key, least: max(lo, -0.99), most: math.Max(hi, 1), fits: anyOf,
		usual: func(float64) (float64, float64, float64) { return lo, hi, 0.01 },
		get: func(in *Intervention, _ model.Date) float64 {
			if p := *at(in); p != nil {
				return float64(*p)
			}
			return hi
		},
		set:   func(in *Intervention, v float64, _ model.Date) { p := Percent(v); *at(in) = &p },
		print: printPercent, read: readPercent}
}

func yearlyLever(key string, lo, hi, step float64, at func(*Intervention) **Yearly) leverKind {
	return leverKind{key: key, least: min(lo, 0), most: 0.5, fits: func(in *Intervention) bool { return *at(in) != nil },
		usual: func(float64) (float64, float64, float64) { return lo, hi, step },
		get:   func(in *Intervention, _ model.Date) float64 { return float64(**at(in)) },
		set:   func(in *Intervention, v float64, _ model.Date) { y := Yearly(v); *at(in) = &y },
		print: func(v float64, _ model.Date) string { return Yearly(math.Round(v*1e8) / 1e8).String() },
		read: func(s string, _ model.Date) (float64, error) {
			var y Yearly
			err := y.UnmarshalText([]byte(s))
			return float64(y), err
		}}
}

func probabilityLever() leverKind {
	return leverKind{key: "delivery.probability", least: 0, most: 1, fits: anyOf,
		usual: func(float64) (float64, float64, float64) { return 0, 1, 0.01 },
		get: func(in *Intervention, _ model.Date) float64 {
			if in.Delivery != nil && in.Delivery.Probability != nil {
				return float64(*in.Delivery.Probability)
			}
			return 1
		},
		set: func(in *Intervention, v float64, _ model.Date) {
			d, p := Delivery{}, Percent(v)
			if in.Delivery != nil {
				d = *in.Delivery
			}
			d.Probability = &p
			in.Delivery = &d
		},
		print: printPercent, read: readPercent}
}

// effectLever moves an effect as a ratio; its interval moves along.
func effectLever() leverKind {
	return leverKind{key: "effect", least: 0.01, most: 20,
		fits: func(in *Intervention) bool {
			return in.Effect != nil && !in.Effect.Fill && (in.Effect.Ratio != nil || in.Effect.Change != nil && in.Effect.Change.Unit != Points)
		},
		usual: func(now float64) (float64, float64, float64) {
			if now > 1 {
				return 1, 3, 0.01
			}
			return 0.05, 1, 0.01
		},
		get: func(in *Intervention, _ model.Date) float64 {
			if in.Effect.Ratio != nil {
				return *in.Effect.Ratio
			}
			return ratioOf(*in.Effect.Change)
		},
		set: func(in *Intervention, v float64, _ model.Date) {
			e := *in.Effect
			was := 1.0
			if e.Ratio != nil {
				was = *e.Ratio
			} else {
				was = ratioOf(*e.Change)
			}
			e.Ratio, e.Change = &v, nil
			var ci []Size
			for _, z := range in.Effect.CI95 {
				ci = append(ci, Size{ratioOf(z) * v / was, Ratio})
			}
			e.CI95 = ci
			in.Effect = &e
		},
		print: printNumber, read: readNumber}
}

// ratioOf is a size, not in points, as a ratio.
func ratioOf(z Size) float64 {
	if z.Unit == Change {
		return 1 + z.Value
	}
	return z.Value
}

// A length of time moves by months.
func monthsText(v float64) string {
	if math.Round(v) == 1 {
		return "1 month"
	}
	return plain(math.Round(v)) + " months"
}

func readMonths(s string, _ model.Date) (float64, error) {
	var d Duration
	err := d.UnmarshalText([]byte(s))
	return math.Round(d.Days / daysPerMonth), err
}

func threeYears(float64) (float64, float64, float64) { return 0, 36, 1 }

func durationLever(key string, at func(*Intervention) *Duration) leverKind {
	return leverKind{key: key, least: 0, most: 240, fits: anyOf, usual: threeYears,
		get: func(in *Intervention, _ model.Date) float64 { return math.Round(at(in).Days / daysPerMonth) },
		set: func(in *Intervention, v float64, _ model.Date) {
			*at(in) = Duration{v * daysPerMonth, monthsText(v)}
		},
		print: func(v float64, _ model.Date) string { return monthsText(v) }, read: readMonths}
}

func delayLever() leverKind {
	return leverKind{key: "delivery.delay", least: 0, most: 240, fits: anyOf, usual: threeYears,
		get: func(in *Intervention, _ model.Date) float64 {
			if in.Delivery == nil {
				return 0
			}
			return math.Round(in.Delivery.Delay.Days / daysPerMonth)
		},
		set: func(in *Intervention, v float64, _ model.Date) {
			d := Delivery{}
			if in.Delivery != nil {
				d = *in.Delivery
			}
			d.Delay = Duration{v * daysPerMonth, monthsText(v)}
			in.Delivery = &d
		},
		print: func(v float64, _ model.Date) string { return monthsText(v) }, read: readMonths}
}

func dayLever(key string, last bool, at func(*Intervention) *When, to func(*Intervention, When)) leverKind {
	return leverKind{key: key, least: 0, most: 240, fits: func(in *Intervention) bool { return at(in) != nil },
		usual: func(float64) (float64, float64, float64) { return 0, 36, 1 },
		get:   func(in *Intervention, data model.Date) float64 { return max(0, monthOf(at(in), data)) },
		set:   func(in *Intervention, v float64, data model.Date) { to(in, dayIn(v, data, last)) },
		print: func(v float64, data model.Date) string { return dayIn(v, data, last).String() },
		read: func(s string, data model.Date) (float64, error) {
			var w When
			err := w.UnmarshalText([]byte(s))
			return monthOf(&w, data), err
		}}
}

func placesLever(key string, least float64, at func(*Intervention) **Number) leverKind {
	return leverKind{key: key, least: least, most: 1e6, fits: func(in *Intervention) bool { return *at(in) != nil }, usual: upTo(40, 1),
		get:   func(in *Intervention, _ model.Date) float64 { return float64(**at(in)) },
		set:   func(in *Intervention, v float64, _ model.Date) { n := Number(math.Round(v)); *at(in) = &n },
		print: printNumber, read: readNumber}
}

// recruitLever moves places recruited a month.
func recruitLever() leverKind {
	per := func(v float64) string { return plain(v) + " per month" }
	return leverKind{key: "recruit", least: 0, most: 1000, fits: func(in *Intervention) bool { return in.Recruit != nil }, usual: upTo(5, 0.1),
		get:   func(in *Intervention, _ model.Date) float64 { return in.Recruit.Yearly / 12 },
		set:   func(in *Intervention, v float64, _ model.Date) { in.Recruit = &Frequency{12 * v, per(v)} },
		print: func(v float64, _ model.Date) string { return per(v) },
		read: func(s string, _ model.Date) (float64, error) {
			var f Frequency
			err := f.UnmarshalText([]byte(s))
			return f.Yearly / 12, err
		}}
}

func slotsLever() leverKind {
	return leverKind{key: "per_month", least: 0, most: 1e5, fits: func(in *Intervention) bool { return in.PerMonth != nil }, usual: upTo(20, 0.5),
		get:   func(in *Intervention, _ model.Date) float64 { return *in.PerMonth },
		set:   func(in *Intervention, v float64, _ model.Date) { in.PerMonth = &v },
		print: printNumber, read: readNumber}
}

// numberLever moves the children of a once, or the exits a year of a target,
// in all or on top.
func numberLever() leverKind {
	yearly := func(in *Intervention) *Frequency {
		var f Frequency
		if in.Extra != nil {
			return in.Extra
		}
		if f.UnmarshalText([]byte(in.Number)) == nil {
			return &f
		}
		return nil
	}
	return leverKind{key: "number", least: 1, most: 1e6, usual: upTo(40, 1),
		fits: func(in *Intervention) bool { return in.Number != "" || in.Extra != nil },
		get: func(in *Intervention, _ model.Date) float64 {
			if f := yearly(in); f != nil {
				return f.Yearly
			}
			v, _ := strconv.ParseFloat(in.Number, 64)
			return v
		},
		set: func(in *Intervention, v float64, _ model.Date) {
			v = math.Round(v)
			switch {
			case in.Extra != nil:
				in.Extra = &Frequency{v, plain(v) + " per year"}
			case yearly(in) != nil:
				in.Number = plain(v) + " per year"
			default:
				in.Number = plain(v)
			}
		},
		print: printNumber, read: readNumber}
}

func poundsLever(key string, at func(*Cost) *Pounds) leverKind {
	return leverKind{key: key, least: 0, most: 1e12, fits: func(in *Intervention) bool { return in.Cost != nil && *at(in.Cost) > 0 },
		usual: func(now float64) (float64, float64, float64) {
			step := math.Pow(10, math.Floor(math.Log10(math.Max(now, 10)))-1)
			return 0, math.Ceil(4*now/step) * step, step
		},
		get: func(in *Intervention, _ model.Date) float64 { return float64(*at(in.Cost)) },
		set: func(in *Intervention, v float64, _ model.Date) {
			c := *in.Cost
			*at(&c) = Pounds(v)
			in.Cost = &c
		},
		print: func(v float64, _ model.Date) string { return "£" + thousands(v) },
		read: func(s string, _ model.Date) (float64, error) {
			var p Pounds
			err := p.UnmarshalText([]byte(s))
			return float64(p), err
		}}
}

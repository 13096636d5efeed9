package scenarios

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

const daysPerMonth = model.DaysPerYear / 12

// Percent is a share or a change, 60% as 0.6.
type Percent float64

// UnmarshalText reads 60%, -8% or +1.2%.
func (p *Percent) UnmarshalText(b []byte) error {
	s := string(b)
	if v, ok := cutNumber(s, "%"); ok {
		*p = Percent(v / 100)
		return nil
	}
	if v, ok := cutNumber(s, ""); ok {
		return fmt.Errorf("%q has no unit\nwrite it in percent: %s", s, meant(v))
	}
	return fmt.Errorf("%q is not a percentage\nwrite it like 60%%", s)
}

// meant is the percentage that a number without a unit stands for: 0.6 for
// 60%, 50 for 50%; 1 may be either.
func meant(v float64) string {
	switch a := math.Abs(v); {
	case a < 1:
		return format(v*100) + "%"
	case a == 1:
		return format(v) + "% or " + format(v*100) + "%"
	}
	return format(v) + "%"
}

func (p Percent) String() string { return format(float64(p)*100) + "%" }

// Yearly is growth a year, +1.2% a year as 0.012.
type Yearly float64

// UnmarshalText reads +1.2% a year, or +1.2%.
func (y *Yearly) UnmarshalText(b []byte) error {
	s := strings.TrimSpace(string(b))
	for _, end := range []string{"a year", "per year"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, end))
	}
	var p Percent
	if err := p.UnmarshalText([]byte(s)); err != nil {
		return fmt.Errorf("%q is not a yearly change\nwrite it like +1.2%% a year", b)
	}
	*y = Yearly(p)
	return nil
}

func (y Yearly) String() string {
	if y > 0 {
		return "+" + Percent(y).String() + " a year"
	}
	return Percent(y).String() + " a year"
}

// Unit is the unit of a [Size].
type Unit uint8

const (
	Ratio  Unit = iota // 0.6
	Change             // -15%, as -0.15
	Points             // -8.6pp, as -0.086
)

// Size is an effect's size in one of three units.
type Size struct {
	Value float64
	Unit  Unit
}

// UnmarshalText reads 0.6, -15% or -8.6pp.
func (z *Size) UnmarshalText(b []byte) error {
	s := string(b)
	if v, ok := cutNumber(s, "pp"); ok {
		*z = Size{v / 100, Points}
	} else if v, ok := cutNumber(s, "%"); ok {
		*z = Size{v / 100, Change}
	} else if v, ok := cutNumber(s, ""); ok {
		*z = Size{v, Ratio}
	} else {
		return fmt.Errorf("%q is not an effect's size\nwrite a ratio like 0.85, a change like -15%%, or percentage points like -8.6pp", s)
	}
	return nil
}

func (z Size) String() string {
	switch z.Unit {
	case Change:
		return signed(z.Value*100) + "%"
	case Points:
		return signed(z.Value*100) + "pp"
	}
	return format(z.Value)
}

// Duration is a length of time in days, ≥ 0.
type Duration struct {
	Days float64
	text string
}

func (d Duration) String() string { return d.text }

var durations = regexp.MustCompile(`^(\d+(?:\.\d+)?) *(days?|weeks?|months?|years?)$`)

var unitDays = map[string]float64{"day": 1, "week": 7, "month": daysPerMonth, "year": model.DaysPerYear}

// UnmarshalText reads 6 months, 2 years, 13 weeks or 90 days.
func (d *Duration) UnmarshalText(b []byte) error {
	s := string(b)
	m := durations.FindStringSubmatch(s)
	if m == nil {
		if v, ok := cutNumber(s, ""); ok && v >= 0 {
			return fmt.Errorf("%q has no unit\nwrite %s months, or days, weeks, years", s, s)
		}
		return fmt.Errorf("%q is not a length of time\nwrite it like 6 months, 2 years, 13 weeks or 90 days", s)
	}
	v, _ := strconv.ParseFloat(m[1], 64)
	if v > 1e4 {
		return fmt.Errorf("%q is too long\nwrite a length of time of some years at most", s)
	}
	*d = Duration{v * unitDays[strings.TrimSuffix(m[2], "s")], s}
	return nil
}

// When is a day: a date, or an offset from the day after the data date. The
// zero value is that day itself.
type When struct {
	Date   model.Date // zero for an offset
	Offset Duration
}

// UnmarshalText reads 2024-04-01 or +3 months.
func (w *When) UnmarshalText(b []byte) error {
	s := string(b)
	if rest, ok := strings.CutPrefix(s, "+"); ok {
		if w.Offset.UnmarshalText([]byte(strings.TrimSpace(rest))) == nil {
			w.Offset.text = s
			return nil
		}
	} else if d, err := model.ParseDate(s); err == nil && !d.IsZero() && len(s) == 10 {
		w.Date = d
		return nil
	}
	return fmt.Errorf("%q is neither a date nor an offset\nwrite 2024-04-01, or +3 months for so long after the data date", s)
}

func (w When) String() string {
	switch {
	case !w.Date.IsZero():
		return w.Date.String()
	case w.Offset.Days > 0:
		return w.Offset.text + " after the data date"
	}
	return "the first projected day"
}

// first and last are the first moment of a When, and the moment at which it is
// over, in days from the first moment of the day after the data date.
func (w When) first(dataDate model.Date) float64 {
	if !w.Date.IsZero() {
		return float64(w.Date - dataDate - 1)
	}
	return w.Offset.Days
}

func (w When) last(dataDate model.Date) float64 {
	if !w.Date.IsZero() {
		return float64(w.Date - dataDate)
	}
	return w.Offset.Days
}

// Pounds is an amount of money, ≥ 0.
type Pounds float64

var pounds = regexp.MustCompile(`^£?(\d{1,3}(,\d{3})+|\d+)(\.\d{1,2})?$`)

// UnmarshalText reads 2000, £2000 or £1,250,000.50.
func (p *Pounds) UnmarshalText(b []byte) error {
	s := string(b)
	if !pounds.MatchString(s) {
		return fmt.Errorf("%q is not an amount of money\nwrite it like 250000 or \"£1,250,000\" (in quotes inside braces)", s)
	}
	v, _ := strconv.ParseFloat(strings.NewReplacer("£", "", ",", "").Replace(s), 64)
	if v > 1e12 {
		return fmt.Errorf("%q is more money than there is\nwrite it in pounds", s)
	}
	*p = Pounds(v)
	return nil
}

// Frequency is so many in a time, 3 per month.
type Frequency struct {
	Yearly float64
	text   string
}

func (f Frequency) String() string { return f.text }

var frequencies = regexp.MustCompile(`^(\d+(?:\.\d+)?) (?:per|a) (week|month|quarter|year)$`)

// UnmarshalText reads 3 per month or 40 per year.
func (f *Frequency) UnmarshalText(b []byte) error {
	m := frequencies.FindStringSubmatch(string(b))
	if m == nil {
		return fmt.Errorf("%q is not a number in a time\nwrite it like 3 per month or 40 per year", b)
	}
	v, _ := strconv.ParseFloat(m[1], 64)
	*f = Frequency{v * map[string]float64{"week": model.DaysPerYear / 7, "month": 12, "quarter": 4, "year": 1}[m[2]], string(b)}
	return nil
}

// Number of places, 30 places.
type Number int

// UnmarshalText reads 30 places, or 30.
func (n *Number) UnmarshalText(b []byte) error {
	s := strings.TrimSuffix(strings.TrimSuffix(string(b), " places"), " place")
	v, err := strconv.ParseUint(s, 10, 31)
	if err != nil || len(s) > 1 && s[0] == '0' {
		return fmt.Errorf("%q is not a number of places\nwrite it like 30 places", b)
	}
	*n = Number(v)
	return nil
}

// cutNumber reads a decimal number that ends in unit.
func cutNumber(s, unit string) (float64, bool) {
	rest, ok := strings.CutSuffix(s, unit)
	if !ok {
		return 0, false
	}
	rest = strings.TrimSpace(rest)
	digits := strings.TrimLeft(rest, "+-")
	if len(rest)-len(digits) > 1 || digits == "" || strings.Trim(digits, "0123456789.") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(rest, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// format writes a number in no more digits than it needs, up to six.
func format(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

func signed(v float64) string {
	if v > 0 {
		return "+" + format(v)
	}
	return format(v)
}

package model

// Rates and projections turn dates into days by the million, so the calendar
// is counted in whole numbers here and not through package time. Years are
// taken to begin in March, which puts the leap day at their end, and to lie in
// eras of 400 (Hinnant, chrono-compatible low-level date algorithms, 2013).

const (
	eraDays   = 146097 // of 400 Gregorian years
	epochDays = 719468 // from 1 March of year 0 to 1 January 1970
)

// NewDate is the date of a calendar day, Gregorian; out-of-range months and
// days carry over as in [time.Date].
func NewDate(year, month, day int) Date {
	y, m := year+floorDiv(month-1, 12), (month-1)-12*floorDiv(month-1, 12) // m from 0
	m -= 2
	if m < 0 {
		m += 12
		y--
	}
	era := floorDiv(y, 400)
	ofEra := y - 400*era
	return Date(era*eraDays + ofEra*365 + ofEra/4 - ofEra/100 + (153*m+2)/5 + day - 1 - epochDays)
}

// civil is the calendar day, with January as month 1.
func (d Date) civil() (year, month, day int) {
	z := int(d) + epochDays
	era := floorDiv(z, eraDays)
	z -= era * eraDays
	y := (z - z/1460 + z/36524 - z/146096) / 365
	z -= 365*y + y/4 - y/100
	m := (5*z + 2) / 153
	day = z - (153*m+2)/5 + 1
	month = m + 3
	if month > 12 {
		month -= 12
		y++
	}
	return y + 400*era, month, day
}

// floorDiv divides and rounds down; b is above 0.
func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

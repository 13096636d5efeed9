package model

import (
	"fmt"
	"time"
)

// Date is a day, counted from 1 January 1970 (day 0); the zero value stands
// for "no date" wherever a date may be absent, since no return reaches 1970.
type Date int32

// DaysPerYear turns days into years everywhere, so that rates a year and
// days agree between packages.
const DaysPerYear = 365.25

// DateOf is the calendar day of t in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return NewDate(y, int(m), d)
}

// ParseDate reads an ISO date, 2024-03-31.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date like 2024-03-31", s)
	}
	return DateOf(t), nil
}

// Time is midnight UTC at the start of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// IsZero tells whether there is no date.
func (d Date) IsZero() bool { return d == 0 }

// String is the ISO form, or "" for no date.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format("2006-01-02")
}

// MarshalText writes the ISO form.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the ISO form; empty text is no date.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

// AddMonths moves by whole calendar months; a day that the month lacks
// becomes its last day.
func (d Date) AddMonths(n int) Date {
	y, m, day := d.civil()
	last := NewDate(y, m+n+1, 0)
	if want := NewDate(y, m+n, 1) + Date(day-1); want < last {
		return want
	}
	return last
}

// Birthday is the day on which someone born on d turns age; those born on 29
// February have it on 1 March in other years.
func (d Date) Birthday(age int) Date {
	y, m, day := d.civil()
	return NewDate(y+age, m, day)
}

// Month is a calendar month, counted from January of year 0.
type Month int32

// MonthOf is the month that d falls in.
func MonthOf(d Date) Month {
	y, m, _ := d.civil()
	return Month(y*12 + m - 1)
}

// NewMonth is the month of a year, 1 for January.
func NewMonth(year, month int) Month { return Month(year*12 + month - 1) }

// Year is the calendar year, Calendar the month in it, 1 for January.
func (m Month) Year() int     { return int(m) / 12 }
func (m Month) Calendar() int { return int(m)%12 + 1 }

// First and Last are the month's first and last day.
func (m Month) First() Date { return NewDate(m.Year(), m.Calendar(), 1) }
func (m Month) Last() Date  { return NewDate(m.Year(), m.Calendar()+1, 0) }

// String is 2024-03.
func (m Month) String() string { return fmt.Sprintf("%04d-%02d", m.Year(), m.Calendar()) }

// MarshalText writes 2024-03.
func (m Month) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads 2024-03.
func (m *Month) UnmarshalText(b []byte) error {
	t, err := time.Parse("2006-01", string(b))
	if err != nil {
		return fmt.Errorf("%q is not a month like 2024-03", b)
	}
	*m = NewMonth(t.Year(), int(t.Month()))
	return nil
}

// FinancialYear is an English financial year, 1 April to 31 March, named by
// the calendar year in which it begins: 2026 is 2026-27.
type FinancialYear int

// FinancialYearOf is the financial year that d falls in.
func FinancialYearOf(d Date) FinancialYear {
	y, m, _ := d.Time().Date()
	if m < time.April {
		y--
	}
	return FinancialYear(y)
}

// First and Last are 1 April and the following 31 March.
func (y FinancialYear) First() Date { return NewDate(int(y), 4, 1) }
func (y FinancialYear) Last() Date  { return NewDate(int(y)+1, 3, 31) }

// String is 2026-27.
func (y FinancialYear) String() string { return fmt.Sprintf("%d-%02d", int(y), (int(y)+1)%100) }

// MarshalText writes 2026-27.
func (y FinancialYear) MarshalText() ([]byte, error) { return []byte(y.String()), nil }

// UnmarshalText reads 2026-27 and refuses 2026-28.
func (y *FinancialYear) UnmarshalText(b []byte) error {
	var from, to int
	if n, err := fmt.Sscanf(string(b), "%4d-%2d", &from, &to); n != 2 || err != nil || FinancialYear(from).String() != string(b) {
		return fmt.Errorf("%q is not a financial year like 2026-27", b)
	}
	*y = FinancialYear(from)
	return nil
}

package records

import (
	"strings"
	"unicode"

	"github.com/carecurve/carecurve/model"
)

// clean trims a field, also of non-breaking spaces, and makes the usual words
// for "no value" blank.
func clean(s string) string {
	n := len(s)
	if n == 0 || n > 4 && plain(s[0]) && plain(s[n-1]) {
		return s
	}
	if plain(s[0]) && plain(s[n-1]) && strings.IndexByte("NnUu#-.", s[0]) < 0 {
		return s
	}
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u00a0' || r == '\ufeff' || r == '\u200b' })
	if len(s) > 4 || s == "" || strings.IndexByte("NnUu#-.", s[0]) < 0 {
		return s
	}
	switch strings.ToUpper(s) {
	case "NULL", "N/A", "#N/A", "NA", "NAN", "NONE", "-", "--", ".":
		return ""
	}
	return s
}

func plain(c byte) bool { return c > ' ' && c < 0x7f }

// identifier cleans CHILD or LAchildID: an opaque text in which leading zeros
// matter; a spreadsheet's ".0" behind digits goes.
func identifier(s string) string {
	s = clean(s)
	if head, ok := strings.CutSuffix(s, ".0"); ok && head != "" && strings.Trim(head, "0123456789") == "" {
		return head
	}
	return s
}

// code cleans a coded field: upper case, without label ("U6: Foster…", "PR4 -
// Private"), list letter ("e) PR4") or a spreadsheet's ".0".
func code(s string) string {
	s = strings.ToUpper(clean(s))
	if len(s) > 3 && s[1] == ')' {
		s = strings.TrimSpace(s[2:])
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
			continue
		}
		if i > 0 && strings.IndexByte(" :.-(,\t", c) >= 0 {
			return s[:i]
		}
		return s
	}
	return s
}

var monthNames = map[string]int{"JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MAY": 5, "JUN": 6, "JUL": 7, "AUG": 8, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12}

// day reads a date in the forms that returns hold: 31/03/2024, 2024-03-31 (a
// time behind it is dropped), 31-Mar-2024, two-digit years, and spreadsheet
// serial numbers. It is never month-first. False for what is no date, or one
// outside 1950 to 2100.
func day(s string) (model.Date, bool) {
	d, _, ok := dayForm(s)
	return d, ok
}

// dayForm tells also in what form a date is written: empty for the return's
// own, 31/03/2024.
func dayForm(s string) (d model.Date, form string, ok bool) {
	if len(s) == 10 && s[2] == '/' && s[5] == '/' {
		d, ok = plainDay(s[6:], s[3:5], s[:2])
		return d, "", ok
	}
	if len(s) == 10 && s[4] == '-' && s[7] == '-' {
		d, ok = plainDay(s[:4], s[5:7], s[8:])
		return d, "YYYY-MM-DD", ok
	}
	if n, ok := serial(s); ok {
		return n, "a spreadsheet's day number", true
	}
	if i := strings.IndexAny(s, "T "); i >= 8 && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' && strings.Contains(s[i:], ":") {
		if !clockTime(s[i+1:]) {
			return 0, "", false
		}
		s, form = s[:i], "with a time"
	}
	var part [3]string
	n, from := 0, 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == '/' || s[i] == '-' || s[i] == '.' || s[i] == ' ' {
			if n == 3 || i == from {
				return 0, "", false
			}
			part[n] = s[from:i]
			n, from = n+1, i+1
		}
	}
	if n != 3 {
		return 0, "", false
	}
	y, m, dd := part[2], part[1], part[0]
	if len(part[0]) == 4 {
		y, dd = part[0], part[2]
	}
	year, ok1 := number(y)
	dayOf, ok2 := number(dd)
	month, ok3 := number(m)
	if form == "" {
		form = "D/M/YYYY"
	}
	if len(m) >= 3 && !ok3 {
		month, ok3 = namedMonth(m)
		form = "DD-Mon-YYYY"
	} else if len(m) > 2 {
		return 0, "", false
	}
	if !ok1 || !ok2 || !ok3 || len(dd) > 2 {
		return 0, "", false
	}
	switch {
	case len(y) == 2 && year < 70:
		year, form = year+2000, "with a two-digit year"
	case len(y) == 2:
		year, form = year+1900, "with a two-digit year"
	case len(y) != 4:
		return 0, "", false
	}
	d, ok = calendarDay(year, month, dayOf)
	return d, form, ok
}

func plainDay(y, m, d string) (model.Date, bool) {
	year, ok1 := number(y)
	month, ok2 := number(m)
	dayOf, ok3 := number(d)
	if !ok1 || !ok2 || !ok3 {
		return 0, false
	}
	return calendarDay(year, month, dayOf)
}

var monthDays = [13]int{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}

func calendarDay(year, month, d int) (model.Date, bool) {
	if year < 1950 || year > 2100 || month < 1 || month > 12 || d < 1 || d > monthDays[month] {
		return 0, false
	}
	if month == 2 && d == 29 && (year%4 != 0 || year == 2100) {
		return 0, false
	}
	// Years are counted from March, so that a leap day ends one.
	y, m := year, month-3
	if m < 0 {
		y, m = y-1, m+12
	}
	out := model.Date(y*365 + y/4 - y/100 + y/400 + (m*153+2)/5 + d - 1 - 719468)
	// 1 January 1970 is the vocabulary's "no date", and no child's.
	return out, !out.IsZero()
}

// namedMonth knows three letters and the full English names.
func namedMonth(m string) (int, bool) {
	if len(m) < 3 {
		return 0, false
	}
	m = strings.ToUpper(m)
	n, ok := monthNames[m[:3]]
	if !ok {
		return 0, false
	}
	full := strings.ToUpper(model.NewDate(2000, n, 1).Time().Month().String())
	return n, len(m) == 3 || m == full || m == "SEPT"
}

// serial reads a spreadsheet's day number, such as 43556 for 1 April 2019.
func serial(s string) (model.Date, bool) {
	if len(s) < 5 || len(s) > 5 && s[5] != '.' {
		return 0, false
	}
	n, ok := number(s[:5])
	if !ok || n < 20000 || n > 73000 {
		return 0, false
	}
	if len(s) > 5 {
		if _, ok := number(s[6:]); !ok {
			return 0, false
		}
	}
	d := model.NewDate(1899, 12, 30) + model.Date(n)
	return d, !d.IsZero()
}

func clockTime(s string) bool { return strings.Trim(s, "0123456789:.Z+-") == "" }

func number(s string) (int, bool) {
	if s == "" || len(s) > 9 {
		return 0, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

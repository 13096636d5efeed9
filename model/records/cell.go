package records

import (
	"strings"
	"unicode"

	"github.com/carecurve/carecurve/model"
)

// clean trims a field, also of non-breaking spaces, and makes the usual words
// for "no value" blank.
func clean(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\u00a0' || r == '\ufeff' || r == '\u200b' })
	if len(s) > 4 || s == "" {
		return s
	}
	switch strings.ToUpper(s) {
	case "NULL", "N/A", "#N/A", "NA", "NAN", "NONE", "-", "--", ".":
		return ""
	}
	return s
}

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

// postcode is a postcode in upper case without blanks, so that different
// spacing doesn't part a family.
func postcode(s string) string {
	s = clean(s)
	plain := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 'a' {
			plain = false
		}
	}
	if plain {
		return s
	}
	return strings.ToUpper(strings.Join(strings.Fields(s), ""))
}

var monthNames = map[string]int{"JAN": 1, "FEB": 2, "MAR": 3, "APR": 4, "MAY": 5, "JUN": 6, "JUL": 7, "AUG": 8, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12}

// day reads a date in the forms that returns hold: 31/03/2024, 2024-03-31 (a
// time behind it is dropped), 31-Mar-2024, two-digit years, and spreadsheet
// serial numbers. It is never month-first. False for what is no date, or one
// outside 1950 to 2100.
func day(s string) (model.Date, bool) {
	if n, ok := serial(s); ok {
		return n, true
	}
	if i := strings.IndexAny(s, "T "); i >= 8 && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' && strings.Contains(s[i:], ":") {
		if !clockTime(s[i+1:]) {
			return 0, false
		}
		s = s[:i]
	}
	var part [3]string
	n, from := 0, 0
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == '/' || s[i] == '-' || s[i] == '.' || s[i] == ' ' {
			if n == 3 || i == from {
				return 0, false
			}
			part[n] = s[from:i]
			n, from = n+1, i+1
		}
	}
	if n != 3 {
		return 0, false
	}
	y, m, d := part[2], part[1], part[0]
	if len(part[0]) == 4 {
		y, d = part[0], part[2]
	}
	year, ok1 := number(y)
	dayOf, ok2 := number(d)
	month, ok3 := number(m)
	if len(m) >= 3 && !ok3 {
		month, ok3 = namedMonth(m)
	} else if len(m) > 2 {
		return 0, false
	}
	if !ok1 || !ok2 || !ok3 || len(d) > 2 {
		return 0, false
	}
	switch {
	case len(y) == 2 && year < 70:
		year += 2000
	case len(y) == 2:
		year += 1900
	case len(y) != 4:
		return 0, false
	}
	return calendarDay(year, month, dayOf)
}

func calendarDay(year, month, d int) (model.Date, bool) {
	if year < 1950 || year > 2100 || month < 1 || month > 12 || d < 1 || d > 31 {
		return 0, false
	}
	out := model.NewDate(year, month, d)
	if d > 28 {
		if _, m, _ := out.Time().Date(); int(m) != month {
			return 0, false
		}
	}
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

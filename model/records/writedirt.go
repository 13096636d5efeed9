package records

import (
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// dirtyRows gives the chosen share of a table's rows one fault each, of those
// that real returns have. The header line stays.
func dirtyRows(name string, rows [][]string, opt WriteOptions) [][]string {
	if opt.Dirt <= 0 || len(rows) < 2 {
		return rows
	}
	faults := headerFaults
	switch {
	case strings.HasSuffix(name, "episodes.csv"):
		faults = episodeFaults
	case strings.HasSuffix(name, "uasc.csv"):
		faults = headerFaults[:2] // the child and the date stand alike in both
	}
	at := map[string]int{}
	for i, c := range rows[0] {
		at[c] = i
	}
	out := [][]string{rows[0]}
	for i, row := range rows[1:] {
		key := strconv.Itoa(i)
		if chance(opt.Seed, "dirt", name, key) >= opt.Dirt {
			out = append(out, row)
			continue
		}
		fault := faults[int(chance(opt.Seed, "fault", name, key)*float64(len(faults)))]
		out = append(out, fault(slices.Clone(row), func(c string) int { return at[c] })...)
	}
	return out
}

// A fault makes of a row what a careless export would.
type fault func(row []string, at func(column string) int) [][]string

func one(row []string) [][]string { return [][]string{row} }

var headerFaults = []fault{
	func(r []string, at func(string) int) [][]string { // another date form
		r[at("DOB")] = isoForm(r[at("DOB")])
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { return [][]string{r, slices.Clone(r)} }, // twice
	func(r []string, at func(string) int) [][]string { // another day of birth
		r[at("DOB")] = shiftDays(r[at("DOB")], 30)
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // an ethnicity in lower case, padded
		r[at("ETHNIC")] = " " + strings.ToLower(r[at("ETHNIC")]) + " "
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { return nil }, // no header row
	func(r []string, at func(string) int) [][]string { // blanks spelt out
		r[at("MOTHER")], r[at("MC_DOB")] = "NULL", "N/A"
		return one(r)
	},
}

var episodeFaults = []fault{
	func(r []string, at func(string) int) [][]string { // lower case, trailing blank
		r[at("PLACE")] = strings.ToLower(r[at("PLACE")]) + " "
		r[at("RNE")] = strings.ToLower(r[at("RNE")])
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // with its label
		r[at("PLACE")] += ": Placement"
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // an end without a reason
		r[at("REC")] = ""
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // a reason without an end
		if r[at("REC")] == "" {
			r[at("REC")] = "X1"
		}
		r[at("DEC")] = ""
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // ends before it begins
		if r[at("DEC")] != "" {
			r[at("DEC")] = shiftDays(r[at("DECOM")], -9)
		}
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { return [][]string{r, slices.Clone(r)} }, // twice
	func(r []string, at func(string) int) [][]string { // other date forms
		r[at("DECOM")] = isoForm(r[at("DECOM")])
		if r[at("DEC")] != "" {
			r[at("DEC")] = isoForm(r[at("DEC")]) + " 00:00:00"
		}
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // blanks spelt out
		for _, c := range []string{"DEC", "REC", "REASON_PLACE_CHANGE", "URN"} {
			if r[at(c)] == "" {
				r[at(c)] = "NULL"
			}
		}
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // postcodes run together
		for _, c := range []string{"HOME_POST", "PL_POST"} {
			r[at(c)] = strings.ReplaceAll(r[at(c)], " ", "")
		}
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // a gap before the next row
		if r[at("REC")] == "X1" {
			if to := shiftDays(r[at("DEC")], -3); dayOf(to) > dayOf(r[at("DECOM")]) {
				r[at("DEC")] = to
			}
		}
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // left open
		r[at("DEC")], r[at("REC")], r[at("REASON_PLACE_CHANGE")] = "", "", ""
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // an old code
		switch r[at("PLACE")] {
		case "U6":
			r[at("PLACE")] = "Q2"
		case "U3":
			r[at("PLACE")] = "Q1"
		}
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // a code that isn't one
		r[at("PLACE")] = "U9"
		return one(r)
	},
	func(r []string, at func(string) int) [][]string { // an impossible day
		r[at("DECOM")] = "31/02/" + r[at("DECOM")][6:]
		return one(r)
	},
}

func dayOf(slash string) model.Date {
	if len(slash) != 10 {
		return 0
	}
	d, _ := model.ParseDate(slash[6:] + "-" + slash[3:5] + "-" + slash[:2])
	return d
}

func isoForm(slash string) string { return dayOf(slash).String() }

func shiftDays(slash string, days model.Date) string { return slashed(dayOf(slash) + days) }

// planText is a plan as the census will spell it.
type planText struct{ start, end, category string }

// dirtyPlan gives the chosen share of plans one fault.
func dirtyPlan(child string, year int, start, end, category string, opt WriteOptions) []planText {
	p := planText{start, end, category}
	key := []string{"plan", child, strconv.Itoa(year), start}
	if chance(opt.Seed, append(key, "dirt")...) >= opt.Dirt {
		return []planText{p}
	}
	day, _ := model.ParseDate(start)
	switch int(chance(opt.Seed, append(key, "fault")...) * 4) {
	case 0: // ends before it begins
		p.end = (day - 20).String()
	case 1: // twice
		return []planText{p, p}
	case 2: // in lower case
		p.category = strings.ToLower(p.category)
	default: // in the other collection's date form
		p.start = slashed(day)
	}
	return []planText{p}
}

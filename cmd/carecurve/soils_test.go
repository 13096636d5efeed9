package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// soil is a fault that real returns have and that has one right repair: put
// into rows, it must leave the history as it was and be found under its rule.
type soil struct {
	name string
	rule string // empty: nothing to find, only a repeated row
	// stain changes the i-th row of a table, or adds rows; false if the row can't
	// have this fault.
	stain func(t *table, i int) bool
	times int // findings, or forms, for each row stained
}

// table is one file's rows, the header first.
type table struct {
	name string
	rows [][]string
	at   map[string]int
	end  time.Time // 31 March of its year
	// later are the children whom a later header describes as well.
	later map[string]bool
}

func (t *table) get(i int, c string) string { return t.rows[i][t.at[c]] }
func (t *table) set(i int, c, v string)     { t.rows[i][t.at[c]] = v }

const slashForm = "02/01/2006"

// moved is a date some days on.
func moved(s string, days int) (string, time.Time) {
	d, err := time.Parse(slashForm, s)
	if err != nil {
		panic(err)
	}
	d = d.AddDate(0, 0, days)
	return d.Format(slashForm), d
}

// follows tells whether the next row goes on from the i-th on the day it ends.
func (t *table) follows(i int) bool {
	return t.get(i, "REC") == "X1" && i+1 < len(t.rows) && t.get(i+1, "CHILD") == t.get(i, "CHILD") && t.get(i+1, "DECOM") == t.get(i, "DEC")
}

func (t *table) days(i int) int {
	from, err1 := time.Parse(slashForm, t.get(i, "DECOM"))
	to, err2 := time.Parse(slashForm, t.get(i, "DEC"))
	if err1 != nil || err2 != nil {
		return 0
	}
	return int(to.Sub(from).Hours() / 24)
}

var soils = []soil{
	{"codes in lower case", "code-spelling", func(t *table, i int) bool {
		t.set(i, "RNE", strings.ToLower(t.get(i, "RNE")))
		t.set(i, "LS", t.get(i, "LS")+" ")
		return true
	}, 2},
	{"a code with its label", "code-spelling", func(t *table, i int) bool {
		t.set(i, "PLACE", t.get(i, "PLACE")+": Placement, of a kind")
		return true
	}, 1},
	{"ISO date", "date-form", func(t *table, i int) bool {
		_, d := moved(t.get(i, "DECOM"), 0)
		t.set(i, "DECOM", d.Format("2006-01-02"))
		return true
	}, 1},
	{"a spreadsheet's day number", "date-form", func(t *table, i int) bool {
		_, d := moved(t.get(i, "DECOM"), 0)
		t.set(i, "DECOM", strconv.Itoa(int(d.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours()/24)))
		return true
	}, 1},
	{"a word for a blank", "blank-word", func(t *table, i int) bool {
		if t.get(i, "DEC") != "" {
			return false
		}
		t.set(i, "DEC", "NULL")
		t.set(i, "REC", "#N/A")
		return true
	}, 2},
	{"the same row twice", "", func(t *table, i int) bool {
		t.rows = slices.Insert(t.rows, i, slices.Clone(t.rows[i]))
		return true
	}, 0},
	{"open beside closed", "sent-twice", func(t *table, i int) bool {
		if t.get(i, "DEC") == "" {
			return false
		}
		open := slices.Clone(t.rows[i])
		open[t.at["DEC"]], open[t.at["REC"]] = "", ""
		t.rows = slices.Insert(t.rows, i, open)
		return true
	}, 1},
	{"an end without a reason", "dec-rec-inferred", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		t.set(i, "REC", "")
		return true
	}, 1},
	{"X1 without an end", "rec-dec-inferred", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		t.set(i, "DEC", "")
		return true
	}, 1},
	{"left open", "open-then-next", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		t.set(i, "DEC", "")
		t.set(i, "REC", "")
		return true
	}, 1},
	{"a gap after X1", "gap-after-x1", func(t *table, i int) bool {
		if !t.follows(i) || t.days(i) < 5 {
			return false
		}
		dec, _ := moved(t.get(i, "DEC"), -3)
		t.set(i, "DEC", dec)
		return true
	}, 1},
	{"an overlap", "overlap", func(t *table, i int) bool {
		if !t.follows(i) {
			return false
		}
		dec, d := moved(t.get(i, "DEC"), 3)
		t.set(i, "DEC", dec)
		return !d.After(t.end)
	}, 1},
	{"a start that goes on from X1", "start-after-x1", func(t *table, i int) bool {
		// A placement that begins with S on the day of the move, in another setting.
		if !t.follows(i) || t.get(i+1, "RNE") != "P" || t.get(i+1, "PLACE")[:1] == t.get(i, "PLACE")[:1] {
			return false
		}
		// Later returns say of the same row what they said.
		t.set(i+1, "RNE", "S")
		return t.get(i+1, "DEC") != ""
	}, 1},
	{"an old code", "old-code", func(t *table, i int) bool {
		old := map[string]string{"U6": "Q2", "U3": "Q1"}[t.get(i, "PLACE")]
		t.set(i, "PLACE", old)
		return old != ""
	}, 1},
}

var headerSoils = []soil{
	{"a birth date in ISO form", "date-form", func(t *table, i int) bool {
		_, d := moved(t.get(i, "DOB"), 0)
		t.set(i, "DOB", d.Format("2006-01-02"))
		return true
	}, 1},
	{"a header row twice", "", func(t *table, i int) bool {
		t.rows = slices.Insert(t.rows, i, slices.Clone(t.rows[i]))
		return true
	}, 0},
	{"another birth date in an older return", "born-differs", func(t *table, i int) bool {
		dob, _ := moved(t.get(i, "DOB"), -40)
		t.set(i, "DOB", dob)
		return t.later[t.get(i, "CHILD")]
	}, 1},
	{"another sex in an older return", "sex-differs", func(t *table, i int) bool {
		t.set(i, "SEX", map[string]string{"1": "2", "2": "1"}[t.get(i, "SEX")])
		return t.later[t.get(i, "CHILD")] && t.get(i, "SEX") != ""
	}, 1},
	{"another ethnicity in an older return", "ethnicity-differs", func(t *table, i int) bool {
		was := t.get(i, "ETHNIC")
		t.set(i, "ETHNIC", "REFU")
		return t.later[t.get(i, "CHILD")] && was != "REFU"
	}, 1},
	{"no header row in an older return", "", func(t *table, i int) bool {
		child := t.get(i, "CHILD")
		t.rows = slices.Delete(t.rows, i, i+1)
		return t.later[child]
	}, 0},
}

// planSoils are faults of a plan in a census's XML.
var planSoils = []struct {
	name, rule string
	repeated   int
	stain      func(plan string) string
}{
	{"a plan twice", "", 1, func(p string) string { return p + p }},
	{"a plan open beside closed", "plan-twice", 1, func(p string) string {
		open := planEnd.ReplaceAllString(p, "")
		if open == p {
			return ""
		}
		return open + p
	}},
	{"a plan's start in the other form", "date-form", 0, func(p string) string { return planStart.ReplaceAllString(p, "<CPPstartDate>$3/$2/$1</CPPstartDate>") }},
	{"a category in lower case", "", 0, func(p string) string { return strings.NewReplacer("NEG<", "neg<", "EMO<", " emo <").Replace(p) }},
}

var (
	planBlock = regexp.MustCompile(`(?s)<ChildProtectionPlans>.*?</ChildProtectionPlans>`)
	planEnd   = regexp.MustCompile(`<CPPendDate>.*?</CPPendDate>`)
	planStart = regexp.MustCompile(`<CPPstartDate>(....)-(..)-(..)</CPPstartDate>`)
	planChild = regexp.MustCompile(`<LAchildID>(.*?)</LAchildID>`)
)

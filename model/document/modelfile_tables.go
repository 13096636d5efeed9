package document

import (
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

// tableFile reads one table of rates into to, and its level where it has one.
type tableFile struct {
	to     *model.Table
	level  *model.Level
	key    string // of the stratum in a cell; "" where there is only one
	strata []string
	clock  model.Clock
}

type cellFile struct {
	Origin
	Setting     string `yaml:"setting"`
	From        string `yaml:"from"`
	LeftBy      string `yaml:"left_by"`
	Age         string `yaml:"age"`
	Time        string `yaml:"time,required"`
	Occurrences amount `yaml:"occurrences"` // both or neither
	Exposure    amount `yaml:"exposure"`
	Mean        pace   `yaml:"mean,required"`
	Low         bound  `yaml:"low"`
	High        bound  `yaml:"high"`
	Shape       amount `yaml:"shape"`
}

func (c *cellFile) rate() rateFile {
	return rateFile{c.Origin, c.Occurrences, c.Exposure, float64(c.Mean), &c.Low, &c.High, c.Shape}
}

func (t *tableFile) UnmarshalDocument(n Node) {
	var f struct {
		Origin
		Level  *levelFile `yaml:"level"`
		Weight amount     `yaml:"weight"`
		Pairs  []amount   `yaml:"pairs"`
		Spread amount     `yaml:"dispersion"` // of counts
		Cells  []cellFile `yaml:"cells,required"`
	}
	f.Level = &levelFile{to: t.level}
	if t.level == nil {
		f.Level.to = &model.Level{} // for one that has no business here
	}
	if !n.Decode(&f) {
		return
	}
	switch {
	case t.level != nil && !f.Has("level"):
		n.Fault(`key "level" is missing`, "add level: {log: 0, sd: 0, drift: 0, drift_sd: 0} here")
		return
	case t.level == nil && f.Has("level"):
		n.report(Fault(f.KeyAt("level"), `"level" has no business here`, "leave it out: this table shares another level or has none"))
		return
	}
	ages := 1
	if len(f.Cells) > 0 && f.Cells[0].Has("age") {
		ages = model.AgeBands
	}
	*t.to = model.NewTable(t.strata, ages, t.clock)
	t.to.Weight = float64(f.Weight)
	if f.Has("pairs") && len(f.Pairs) != len(t.to.Pairs) {
		n.report(Fault(f.At("pairs"), fmt.Sprintf("there are %d figures here", len(f.Pairs)), "write three, for row × age, row × time and age × time, or leave the line out"))
		return
	}
	if f.Has("dispersion") && f.Spread < 1 {
		n.report(f.Fault("dispersion", "the dispersion is below 1", "write a number of 1 or more, the variance of a count over its mean, or leave the line out"))
		return
	}
	t.to.Dispersion = float64(f.Spread)
	for i, sd := range f.Pairs {
		t.to.Pairs[i] = float64(sd)
	}
	seen := make([]int, len(t.to.Cells))
	good := true
	var places []int
	var written []rateFile
	for i := range f.Cells {
		c := &f.Cells[i]
		at, ok := t.index(n, c, ages)
		if !ok {
			good = false
			continue
		}
		if line := seen[at]; line > 0 {
			n.report(Fault(c.Pos(), "the same cell stands twice", fmt.Sprintf("keep one of the two: the other is in line %d", line)))
			good = false
		}
		seen[at] = c.Pos().Line
		places, written = append(places, at), append(written, c.rate())
	}
	if !good {
		return
	}
	for i, r := range readRates(n, f.At("cells"), written, float64(f.Weight), !f.Has("weight")) {
		t.to.Cells[places[i]] = r
	}
	var lacks []string
	for i, line := range seen {
		if line == 0 {
			lacks = append(lacks, t.cellName(i))
		}
	}
	missing(n, f.At("cells"), "cells", lacks)
}

// missing reports what a list lacks, naming the first few.
func missing(n Node, pos model.Pos, what string, lacks []string) {
	if len(lacks) == 0 {
		return
	}
	list := ""
	for i, l := range lacks[:min(3, len(lacks))] {
		if i > 0 {
			list += "; "
		}
		list += l
	}
	if len(lacks) > 3 {
		list += "; …"
	}
	n.report(Fault(pos, fmt.Sprintf("%d %s are missing here: %s", len(lacks), what, list), "add each, or fit again"))
}

// index is the place of a cell in the table.
func (t *tableFile) index(n Node, c *cellFile, ages int) (int, bool) {
	ok := true
	stratum := 0
	for _, k := range []struct{ key, value string }{{settingKey, c.Setting}, {fromKey, c.From}, {leftByKey, c.LeftBy}} {
		switch {
		case k.key == t.key && !c.Has(k.key):
			n.report(Fault(c.Pos(), "key "+inQuotes(k.key)+" is missing", "add it: it says which row of the table this is"))
			ok = false
		case k.key == t.key:
			var known bool
			stratum, known = lookUp(n, c.At(k.key), k.key, k.value, t.strata)
			ok = ok && known
		case c.Has(k.key):
			n.report(Fault(c.KeyAt(k.key), inQuotes(k.key)+" has no business in this table", "leave it out"))
			ok = false
		}
	}
	age := 0
	switch {
	case ages > 1 && !c.Has("age"):
		n.report(Fault(c.Pos(), `key "age" is missing`, "add it, as in the table's first cell"))
		ok = false
	case ages > 1:
		var known bool
		age, known = lookUp(n, c.At("age"), "age", c.Age, ageBands)
		ok = ok && known
	case c.Has("age"):
		n.report(Fault(c.KeyAt("age"), `"age" stands here but not in the table's first cell`, "write it in all cells or in none"))
		ok = false
	}
	band, known := lookUp(n, c.At("time"), "time", c.Time, t.clock.Names)
	bands := len(t.clock.Names)
	return (stratum*ages+age)*bands + band, ok && known
}

func (t *tableFile) cellName(i int) string {
	bands := len(t.clock.Names)
	s := ""
	if t.key != "" {
		s = t.key + " " + t.strata[i/bands/t.to.Ages] + ", "
	}
	if t.to.Ages > 1 {
		s += "age " + ageBands[i/bands%t.to.Ages] + ", "
	}
	return s + "time " + t.clock.Names[i%bands]
}

var ageBands = names[model.AgeBand](model.AgeBands)

// lookUp is a word's place in a list; one that isn't there is a fault.
func lookUp(n Node, pos model.Pos, key, value string, known []string) (int, bool) {
	i := slices.Index(known, value)
	if i < 0 {
		n.report(Fault(pos, "unknown "+key+" "+inQuotes(value), DidYouMean(value, known, "one of")))
		return 0, false
	}
	return i, true
}

// mostLog bounds what a level's log, or its error, can be: twenty times a table's
// rates is beyond what edits or councils do, and a sure slip of the pen.
const mostLog = 3

type levelFile struct{ to *model.Level }

func (l *levelFile) UnmarshalDocument(n Node) {
	var f struct {
		Origin
		Log         float64 `yaml:"log,required"`
		SD          amount  `yaml:"sd,required"`
		Drift       amount  `yaml:"drift,required"`
		DriftSD     amount  `yaml:"drift_sd,required"`
		Return      amount  `yaml:"return"`
		LongRun     float64 `yaml:"long_run"`
		LongRunSD   amount  `yaml:"long_run_sd"`
		Correlation float64 `yaml:"correlation"`
	}
	if !n.Decode(&f) {
		return
	}
	if f.Return == 0 && (f.Has("long_run") || f.Has("long_run_sd") || f.Has("correlation")) {
		n.report(Fault(f.Pos(), "a long-run level stands here, but nothing returns to it", "add return: 0.25 or so, a year, or leave long_run, long_run_sd and correlation out"))
		return
	}
	if f.Return > 0 && !(f.Has("long_run") && f.Has("long_run_sd")) {
		n.report(f.Fault("return", "the level returns, but it isn't said to what, or how well that is known", "add long_run and long_run_sd, the log that it returns to and its standard deviation, or leave return out"))
		return
	}
	for _, x := range []struct {
		key   string
		value float64
	}{{"log", f.Log}, {"long_run", f.LongRun}, {"sd", float64(f.SD)}, {"long_run_sd", float64(f.LongRunSD)}, {"drift", float64(f.Drift)}, {"drift_sd", float64(f.DriftSD)}} {
		if math.Abs(x.value) > mostLog {
			n.report(f.Fault(x.key, fmt.Sprintf("%s is beyond any level: rates would be %.0f times the table's, or a like part of them", digits(x.value), math.Exp(math.Abs(x.value))), fmt.Sprintf("write a log of no more than %d either way; 0.1 is some tenth more", mostLog)))
			return
		}
	}
	if math.Abs(f.Correlation) > 1 {
		n.report(f.Fault("correlation", "the correlation is beyond 1", "write a number from -1 to 1"))
		return
	}
	*l.to = model.Level{Log: f.Log, SD: float64(f.SD), Drift: float64(f.Drift), DriftSD: float64(f.DriftSD),
		Return: float64(f.Return), LongRun: f.LongRun, LongRunSD: float64(f.LongRunSD), Correlation: f.Correlation}
}

// rows keeps account of a list that must hold each of its rows once.
type rows struct {
	names []string
	seen  []int
	bad   bool
}

func newRows(names []string) *rows { return &rows{names: names, seen: make([]int, len(names))} }

// place is the index of a row's name, false if it is unknown or stood before.
func (r *rows) place(n Node, o *Origin, key, value string) (int, bool) {
	i, ok := lookUp(n, o.At(key), key, value, r.names)
	if ok && r.seen[i] > 0 {
		n.report(Fault(o.Pos(), "the row of "+inQuotes(value)+" stands twice", fmt.Sprintf("keep one of the two: the other is in line %d", r.seen[i])))
		ok = false
	}
	if !ok {
		r.bad = true
		return 0, false
	}
	r.seen[i] = o.Pos().Line
	return i, true
}

// done reports rows that are missing, unless other faults explain that.
func (r *rows) done(n Node, pos model.Pos, what string) {
	if r.bad {
		return
	}
	var lacks []string
	for i, line := range r.seen {
		if line == 0 {
			lacks = append(lacks, r.names[i])
		}
	}
	missing(n, pos, what, lacks)
}

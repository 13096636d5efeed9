package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/study"
)

// Sensitivity is what a scenario rests on, as [WriteSensitivity] shows it.
type Sensitivity struct {
	Authority, Title string // may be empty
	study.Sensitivity
	Engine     string
	Replicates int    // of an engine that draws
	Seed       uint64 // of the same
	Warnings   []string
	Version    string
	Command    []string // run.json alone shows it
	Inputs     []model.Source
}

// WriteSensitivity makes the folder dir with sensitivity.csv (a row an
// assumption and measure), sensitivity.html (the tornado) and run.json. It
// appears complete or not at all; an earlier output is replaced, anything else
// refused.
func WriteSensitivity(dir string, in Sensitivity) error {
	files := []File{
		{"sensitivity.csv", func(w io.Writer) error { return writeSensitivityCSV(w, &in) }},
		{"sensitivity.html", func(w io.Writer) error { return writeSensitivityHTML(w, &in) }},
	}
	r := runRecord{
		Program: program, Version: in.Version, Command: append([]string{}, in.Command...), Authority: in.Authority, Engine: in.Engine, Replicates: in.Replicates, Seed: in.Seed,
		Uncertainty: []string{}, Scenarios: []string{in.Scenario}, Inputs: runSources(in.Inputs), Records: []runSource{}, Timings: []runTiming{},
		Warnings: append([]string{}, in.Warnings...), Files: []string{"sensitivity.csv", "sensitivity.html"},
	}
	files = append(files, File{runFile, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}})
	return writeFolder(dir, files, true, 0o755)
}

// MayWriteSensitivity refuses a place that holds anything but an earlier
// output; for asking before long work.
func MayWriteSensitivity(dir string) error { return mayWrite(dir, true) }

// sensedMeasures are what the file has of each assumption, and how it is
// written.
var sensedMeasures = []struct {
	name  string
	of    func(study.Answer) float64
	print func(float64) string
}{
	{"saving", func(a study.Answer) float64 { return a.Saving }, pence},
	{"saving_all_years", func(a study.Answer) float64 { return a.Total }, pence},
	{"lac", func(a study.Answer) float64 { return a.LAC }, decimal},
}

var sensitivityColumns = []string{"scenario", "assumption", "kind", "low", "base", "high", "interval", "measure", "date", "at_low", "at_base", "at_high", "swing", "switching_value"}

// writeSensitivityCSV writes every assumption, the one with the largest swing
// of the year's saving first. The switching value stands with that saving.
func writeSensitivityCSV(w io.Writer, in *Sensitivity) error {
	out := csv.NewWriter(w)
	out.Write(sensitivityColumns)
	for i := range in.List {
		x := &in.List[i]
		for k, m := range sensedMeasures {
			date, gone := in.Year.String(), ""
			switch {
			case k == 1:
				date = "all"
			case k == 2:
				date = in.End.String()
			case x.Switches:
				gone = decimal(x.Switch)
			}
			low, high := m.of(x.AtLow), m.of(x.AtHigh)
			out.Write([]string{in.Scenario, x.Name, x.Kind, decimal(x.Low), decimal(x.Base), decimal(x.High), x.Interval, m.name, date,
				m.print(low), m.print(m.of(in.Base)), m.print(high), m.print(math.Abs(high - low)), gone})
		}
	}
	out.Flush()
	return out.Error()
}

// sensedValue writes a value of an assumption.
func sensedValue(x *study.Sensed, v float64) string {
	if x.Percent {
		return fmt.Sprintf("%.3g%%", 100*v)
	}
	return fmt.Sprintf("%.3g", v)
}

// switchWords says where the saving is gone.
func switchWords(x *study.Sensed) string {
	if x.Switches {
		return sensedValue(x, x.Switch)
	}
	return "none"
}

// sensedLead are the sentences above the table.
func sensedLead(in *Sensitivity) []string {
	title := in.Title
	if title == "" {
		title = in.Scenario
	}
	verb, amount := "saves", in.Base.Saving
	if amount < 0 {
		verb, amount = "costs an extra", -amount
	}
	m := moneyFor(in.Base.Saving, in.Base.Total)
	out := []string{fmt.Sprintf("\"%s\" %s %s in %s on average, as it stands.", title, verb, m.format(amount), in.Year)}
	if len(in.List) == 0 {
		return out
	}
	x := &in.List[0]
	m = moneyFor(x.AtLow.Saving, x.AtHigh.Saving)
	out = append(out, fmt.Sprintf("What matters most is %s: at %s the saving is %s, at %s it is %s.", x.Name, sensedValue(x, x.Low), m.format(x.AtLow.Saving), sensedValue(x, x.High), m.format(x.AtHigh.Saving)))
	var within []string
	for i := range in.List {
		if x := &in.List[i]; x.Switches && x.Switch >= x.Low && x.Switch <= x.High {
			within = append(within, x.Name+" ("+sensedValue(x, x.Switch)+")")
		}
	}
	if len(within) == 0 {
		return append(out, "Within its interval no assumption alone turns the sign of the saving.")
	}
	return append(out, "Within their intervals, these alone turn the sign of the saving: "+strings.Join(within, "; ")+".")
}

const sensedWords = "Each assumption goes to the ends of its interval while all others stay, on the same luck. Saving is the mean against the baseline. The last column is how wrong it must be for the saving to be nothing; none: it stays whatever the value, as far as was tried."

// shownOnTerminal is how many assumptions a terminal shows.
const shownOnTerminal = 15

// SensitivityTerminal writes the tornado as a table, in 80 columns.
func SensitivityTerminal(w io.Writer, in Sensitivity) error {
	var b bytes.Buffer
	for _, s := range sensedLead(&in) {
		wrap(&b, "", s)
	}
	fmt.Fprintln(&b)
	var m money
	for i := range in.List {
		m = m.or(moneyFor(in.List[i].AtLow.Saving, in.List[i].AtHigh.Saving))
	}
	t := newTable("Assumption", "Low", "High", "Saving, low", "high", "Gone at")
	for i := range min(len(in.List), shownOnTerminal) {
		x := &in.List[i]
		t.add(shortened(x.Name, 27), sensedValue(x, x.Low), sensedValue(x, x.High), m.format(x.AtLow.Saving), m.format(x.AtHigh.Saving), switchWords(x))
	}
	t.write(&b)
	if more := len(in.List) - shownOnTerminal; more > 0 {
		fmt.Fprintf(&b, "and %d more in sensitivity.csv\n", more)
	}
	fmt.Fprintln(&b)
	wrap(&b, "", sensedWords)
	for _, s := range in.Warnings {
		wrap(&b, "Warning: ", s)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// shortened cuts a text to so many signs.
func shortened(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-3]) + "..."
	}
	return s
}

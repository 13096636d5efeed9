package reports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/study"
)

// Monitor is outturn against forecast, as [WriteMonitor] shows it.
type Monitor struct {
	Authority string // may be empty
	study.Monitored
	Cost     *study.CostGap // nil where it can't be told
	Warnings []string
	Version  string
	Command  []string // run.json alone shows it
	Inputs   []model.Source
}

// WriteMonitor makes the folder dir with monitor.csv (a row a measure and
// month), gap.csv (what the gaps are made of), monitor.html (running charts with
// control limits) and run.json. It
// appears complete or not at all; an earlier output is replaced, anything else
// refused.
func WriteMonitor(dir string, in Monitor) error {
	files := []File{
		{"monitor.csv", func(w io.Writer) error { return writeMonitorCSV(w, &in) }},
		{"gap.csv", func(w io.Writer) error { return writeGapCSV(w, &in) }},
		{"monitor.html", func(w io.Writer) error { return writeMonitorHTML(w, &in) }},
	}
	r := runRecord{
		Program: program, Version: in.Version, Command: append([]string{}, in.Command...), Authority: in.Authority, Engine: "monitor",
		Uncertainty: []string{}, Scenarios: []string{}, Inputs: runSources(in.Inputs), Records: []runSource{}, Timings: []runTiming{},
		Warnings: append([]string{}, in.Warnings...), Files: []string{"monitor.csv", "gap.csv", "monitor.html"},
	}
	files = append(files, File{runFile, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}})
	return writeFolder(dir, files, true, 0o755)
}

// MayWriteMonitor refuses a place that holds anything but an earlier output;
// for asking before long work.
func MayWriteMonitor(dir string) error { return mayWrite(dir, true) }

// writeMonitorCSV writes every month: what came, the forecast's mean and
// standard deviation, its 80 % interval, its control limits (95 %), whether the
// month lies beyond them, and how many in a row lie on its side of the mean.
func writeMonitorCSV(w io.Writer, in *Monitor) error {
	out := csv.NewWriter(w)
	out.Write([]string{"measure", "breakdown", "date", "actual", "mean", "sd", "p10", "p90", "lower_limit", "upper_limit", "beyond", "run"})
	for _, m := range in.Watched {
		for _, o := range m.Months {
			out.Write([]string{m.Measure, m.Breakdown, o.Date.String(), decimal(o.Actual), decimal(o.Mean), decimal(o.SD), decimal(o.Likely[0]), decimal(o.Likely[1]),
				decimal(o.Within[0]), decimal(o.Within[1]), strconv.FormatBool(o.Beyond), strconv.Itoa(o.Run)})
		}
	}
	out.Flush()
	return out.Error()
}

// writeGapCSV writes what the gaps of children looked after (children) and of
// the cost of placements (pounds) are made of; a measure's parts add up to its
// total, which is outturn less forecast.
func writeGapCSV(w io.Writer, in *Monitor) error {
	out := csv.NewWriter(w)
	out.Write([]string{"measure", "part", "value"})
	put := func(measure, part string, x float64, digits int) {
		out.Write([]string{measure, part, strconv.FormatFloat(x, 'f', digits, 64)})
	}
	g := &in.Gap
	put("lac", "total", g.Total, 4)
	put("lac", "entries", g.Entries, 4)
	put("lac", "exits", -g.Exits, 4)
	put("lac", "rest", g.Rest, 4)
	if c := in.Cost; c != nil {
		pence := func(x float64) float64 { return math.Round(100*x) / 100 }
		put("cost", "total", pence(c.Volume)+pence(c.Mix)+pence(c.Price), 2) // of the rounded parts, so that they add up
		put("cost", "volume", pence(c.Volume), 2)
		put("cost", "mix", pence(c.Mix), 2)
		if c.Priced {
			put("cost", "price", pence(c.Price), 2)
		}
	}
	out.Flush()
	return out.Error()
}

// watchedName is a measure as a reader calls it.
func watchedName(w *study.Watched) string {
	switch w.Measure + ";" + w.Breakdown {
	case "lac;":
		return "Children looked after"
	case "lac;location=out":
		return "Looked after outside the area"
	case "entries;":
		return "Children coming into care"
	case "exits;":
		return "Children leaving care"
	case "cpp;":
		return "Children on plans"
	case "plan_starts;":
		return "Plans begun"
	}
	return w.Measure
}

// verdict is what a measure's chart says, in a sentence.
func verdict(w *study.Watched) string {
	last := w.Last()
	where := fmt.Sprintf("%s in %s, forecast %s", count(last.Actual), monthWords(last.Date), count(last.Mean))
	limits := fmt.Sprintf("limits %s to %s", count(math.Ceil(last.Within[0])), count(math.Floor(last.Within[1])))
	switch w.Signal {
	case study.BeyondNow:
		side := "above"
		if last.Actual < last.Mean {
			side = "below"
		}
		return fmt.Sprintf("%s: %s its limits (%s). That is more than chance and what is known of the rates explain.", where, side, limits)
	case study.OnOneSide:
		side := "above"
		if last.Actual < last.Mean {
			side = "below"
		}
		return fmt.Sprintf("%s: %d months in a row %s the forecast, though each within its limits. Chance alone does that once in %d.", where, last.Run, side, 1<<(last.Run-1))
	case study.BeyondOnce:
		months := ""
		for _, o := range w.Months {
			if o.Beyond {
				months += ", " + monthWords(o.Date)
			}
		}
		return fmt.Sprintf("%s: within its limits (%s). Beyond them before%s, and back: look at that month's records before anything else.", where, limits, months)
	}
	return fmt.Sprintf("%s: within its limits (%s). What lies between them is noise.", where, limits)
}

// gapWords says what the gap in children looked after is made of.
func gapWords(in *Monitor) string {
	g := in.Gap
	if len(in.Watched) == 0 || in.Watched[0].Measure != "lac" {
		return ""
	}
	s := fmt.Sprintf("Children looked after on %s: %s against the forecast. ", dateWords(in.To), signed(g.Total))
	s += fmt.Sprintf("Of that, %s from children coming into care, %s from children leaving", signed(g.Entries), signed(-g.Exits))
	if math.Abs(g.Rest) >= 0.5 {
		s += fmt.Sprintf(", %s from figures that were put right since or that counts at month ends can't show", signed(g.Rest))
	}
	return s + "."
}

// costWords says what the gap in the cost of placements is made of.
func costWords(in *Monitor) string {
	g := in.Cost
	if g == nil {
		return ""
	}
	m := moneyFor(g.Forecast, g.Outturn)
	gap := moneyFor(g.Outturn-g.Forecast, g.Volume, g.Mix, g.Price)
	gap.thousands = true
	s := fmt.Sprintf("Placements since then came to %s at weekly prices of %s, against a forecast of %s: %s. Of that, %s from more or fewer child-days, %s from dearer or cheaper places (first placements and moves)",
		m.format(g.Outturn), g.Base, m.format(g.Forecast), plusPounds(gap, g.Outturn-g.Forecast), plusPounds(gap, g.Volume), plusPounds(gap, g.Mix))
	if g.Priced {
		return s + fmt.Sprintf(", %s from prices.", plusPounds(gap, g.Price))
	}
	return s + ". Prices are the forecast's own in both: give --config with newer prices or a ledger to see what prices brought."
}

// plusPounds is an amount with its sign.
func plusPounds(m money, x float64) string {
	if s := m.format(x); x > 0 {
		return "+" + s
	} else {
		return s
	}
}

// signed is a count with its sign.
func signed(x float64) string {
	if r := math.Round(x); r > 0 {
		return "+" + count(r)
	} else if r == 0 {
		return "0"
	}
	return "−" + count(math.Abs(math.Round(x)))
}

func restatedWords(r study.Restated) string {
	what := "children looked after"
	if r.Measure == "cpp" {
		what = "children on plans"
	}
	return fmt.Sprintf("The newer records give %s %s on the forecast's data date; the forecast began from %s.", count(r.Now), what, count(r.Then))
}

// refitWords says whether to fit again.
func refitWords(in *Monitor) string {
	if in.Refit == "" {
		return "There is no reason to fit again yet."
	}
	return "Fit again: " + in.Refit + "."
}

// MonitorTerminal writes the same for reading.
func MonitorTerminal(w io.Writer, in Monitor) error {
	name := in.Authority
	if name == "" {
		name = "This council"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s to %s against the forecast from %s\n\n", name, monthWords(in.Watched[0].Months[0].Date), monthWords(in.To), dateWords(in.From))
	for i := range in.Watched {
		fmt.Fprintln(&b, watchedName(&in.Watched[i]))
		wrap(&b, "  ", verdict(&in.Watched[i]))
	}
	fmt.Fprintln(&b)
	for _, text := range monitorSays(&in) {
		wrap(&b, "", text)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// monitorSays are the sentences below the measures.
func monitorSays(in *Monitor) (out []string) {
	if s := gapWords(in); s != "" {
		out = append(out, s)
	}
	if s := costWords(in); s != "" {
		out = append(out, s)
	}
	for _, r := range in.Restated {
		out = append(out, restatedWords(r))
	}
	for _, n := range in.Warnings {
		out = append(out, "Note: "+n)
	}
	return append(out, refitWords(in))
}

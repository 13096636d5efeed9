package reports

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"github.com/carecurve/carecurve/sim/study"
)

// measureNames are the measures of a back-test in words.
var measureNames = map[string]string{
	"lac": "children looked after", "cpp": "children on protection plans", "entries": "starts of care in the year",
	"exits": "ceases of care in the year", "cost": "spending on children looked after",
}

// methodNames are the methods in words.
var methodNames = map[string]string{
	study.Own: "carecurve", study.LastValue: "last value", "damped_drift": "damped drift", "straight_line": "straight line",
	"ets": "exponential smoothing", "arima011": "ARIMA(0,1,1)",
}

// BacktestTerminal prints how carecurve did against the other methods.
func BacktestTerminal(w io.Writer, in Backtest) error {
	lines := study.Summarise(in.Cases)
	fmt.Fprintf(w, "%s: forecasts of the past, %d cases.\n", in.Title, len(in.Cases))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	measure := ""
	for i := range lines {
		l := &lines[i]
		if l.Origins != study.AllOrigins || l.Size != "all" {
			continue
		}
		if l.Measure != measure {
			measure = l.Measure
			if err := t.Flush(); err != nil {
				return err
			}
			fmt.Fprintf(w, "\nForecasts of %s\n", measureNames[measure])
			fmt.Fprint(t, "method               \tyears on\terror\tbias\tratio\tscore\t80 %\t\n")
		}
		fmt.Fprintf(t, "%-21s\t%d\t%.1f %%\t%+.1f %%\t%.3f\t%s\t%s\t\n", methodNames[l.Method], l.Horizon, l.Percent, l.Bias, l.PercentRatio, plainRatio(l.RelativeRatio), percentOf(l.Covers[1].Share))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	wrap(w, "", "error: mean absolute error in per cent of what came; bias: mean error; ratio: mean error over the last value's; score: the same of the continuous ranked probability score; 80 %: how many 80 % intervals held what came.")
	fmt.Fprintln(w)
	for _, v := range backtestVerdicts(lines) {
		wrap(w, "- ", v)
	}
	return nil
}

func plainRatio(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.3f", x)
}

func percentOf(x float64) string {
	if math.IsNaN(x) {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*x)
}

// backtestVerdicts say for each measure and horizon whether carecurve did better than
// the last value, and which method was best.
func backtestVerdicts(lines []study.Line) (out []string) {
	type key struct {
		measure string
		horizon int
	}
	best := map[key]*study.Line{}
	var order []*study.Line
	for i := range lines {
		l := &lines[i]
		if l.Origins != study.AllOrigins || l.Size != "all" {
			continue
		}
		k := key{l.Measure, l.Horizon}
		if l.Method == study.Own {
			order = append(order, l)
		}
		if best[k] == nil || l.Percent < best[k].Percent {
			best[k] = l
		}
	}
	for _, l := range order {
		how := "about as well as"
		switch {
		case l.GainLow > 0:
			how = "better than"
		case l.GainHigh < 0:
			how = "worse than"
		case l.Gain > 0:
			how = "better, but not surely, than"
		case l.Gain < 0:
			how = "worse, but not surely, than"
		}
		within := ""
		if !math.IsNaN(l.GainLow) {
			within = fmt.Sprintf(" (95 %% interval %+.2f to %+.2f)", l.GainLow, l.GainHigh)
		}
		b := best[key{l.Measure, l.Horizon}]
		most := "no method did better"
		if b.Method != study.Own {
			most = fmt.Sprintf("best was %s with %.1f %%", methodNames[b.Method], b.Percent)
		}
		out = append(out, fmt.Sprintf("%s, %s: %s the last value, by %+.2f points%s; %s.", measureNames[l.Measure], yearsOn(l.Horizon), how, l.Gain, within, most))
	}
	return out
}

func yearsOn(h int) string {
	if h == 1 {
		return "a year on"
	}
	return fmt.Sprintf("%d years on", h)
}

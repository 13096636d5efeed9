package reports

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strconv"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim/study"
)

// Backtest is what [WriteBacktest] shows.
type Backtest struct {
	Title string // whose figures
	Cases []study.Scored
	// Strict are cases from nothing but what was in print at their origins;
	// written to a file of their own where there are any.
	Strict  []study.Scored
	Notes   []string // how the trial was made, a sentence each
	Version string
	Command []string // run.json alone shows it
	Inputs  []model.Source
	Timings []Timing // run.json alone shows them
}

// WriteBacktest makes the folder dir with backtest.csv, summary.csv, pit.csv,
// backtest.html and run.json, and the same of the strict cases
// (backtest_strict.csv, summary_strict.csv). It appears complete or not at
// all; an earlier output is replaced, anything else refused.
func WriteBacktest(dir string, in Backtest) error {
	lines := study.Summarise(in.Cases)
	files := []File{
		{"backtest.csv", func(w io.Writer) error { return WriteBacktestCSV(w, in.Cases) }},
		{"summary.csv", func(w io.Writer) error { return WriteSummaryCSV(w, lines) }},
		{"pit.csv", func(w io.Writer) error { return writePIT(w, lines) }},
		{"backtest.html", func(w io.Writer) error { return writeBacktestHTML(w, &in, lines) }},
	}
	if len(in.Strict) > 0 {
		files = append(files,
			File{"backtest_strict.csv", func(w io.Writer) error { return WriteBacktestCSV(w, in.Strict) }},
			File{"summary_strict.csv", func(w io.Writer) error { return WriteSummaryCSV(w, study.Summarise(in.Strict)) }})
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	files = append(files, File{runFile, func(w io.Writer) error { return writeBacktestRun(w, &in, names) }})
	return writeFolder(dir, files, true, 0o755)
}

// MayWriteBacktest refuses a place that holds anything but an earlier output;
// for asking before long work.
func MayWriteBacktest(dir string) error { return mayWrite(dir, true) }

func writeBacktestRun(w io.Writer, in *Backtest, files []string) error {
	r := runRecord{
		Program: program, Version: in.Version, Command: append([]string{}, in.Command...), Authority: in.Title, Engine: "backtest",
		Uncertainty: []string{}, Scenarios: []string{}, Inputs: runSources(in.Inputs), Records: []runSource{}, Timings: []runTiming{},
		Warnings: append([]string{}, in.Notes...), Files: files,
	}
	for _, t := range in.Timings {
		r.Timings = append(r.Timings, runTiming{t.Stage, t.Took.Seconds()})
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

// quantiles of backtest.csv: the ends of the 50, 80 and 95 % intervals, and
// the middle.
var backtestQuantiles = []struct {
	name string
	at   float64
}{{"p025", 0.025}, {"p10", 0.10}, {"p25", 0.25}, {"p50", 0.50}, {"p75", 0.75}, {"p90", 0.90}, {"p975", 0.975}}

// WriteBacktestCSV writes a row a case: its keys, what came, carecurve's
// forecast with quantiles, score and place of what came in the distribution
// (pit), then every baseline's forecast, score and 80 % interval; empty where a
// method has no interval yet.
func WriteBacktestCSV(w io.Writer, cases []study.Scored) error {
	out := csv.NewWriter(w)
	head := []string{"origin", "authority_code", "authority", "measure", "horizon", "strict", "size", "last", "actual", study.Own}
	for _, q := range backtestQuantiles {
		head = append(head, q.name)
	}
	head = append(head, "crps", "pit")
	for _, b := range study.Baselines() {
		head = append(head, b.Name, b.Name+"_crps", b.Name+"_p10", b.Name+"_p90")
	}
	out.Write(head)
	for i := range cases {
		c := &cases[i]
		row := []string{strconv.Itoa(c.Origin), c.Authority.Code, c.Authority.Name, c.Measure, strconv.Itoa(c.Horizon), strconv.FormatBool(c.Strict),
			study.Thirds[c.Third], figureOf(c.Past[len(c.Past)-1]), figureOf(c.Actual), figureOf(c.Point)}
		for _, q := range backtestQuantiles {
			row = append(row, figureOf(c.Sample.Quantile(q.at)))
		}
		row = append(row, figureOf(c.Sample.CRPS(c.Actual)), figureOf(c.Sample.PIT(c.Actual)))
		for _, m := range c.Methods[1:] {
			row = append(row, figureOf(m.Point), figureOf(m.Sample.CRPS(c.Actual)), figureOf(m.Sample.Quantile(0.1)), figureOf(m.Sample.Quantile(0.9)))
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// figureOf is a value to four decimals, empty where there is none.
func figureOf(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return decimal(x)
}

// WriteSummaryCSV writes a row a method and group of cases.
func WriteSummaryCSV(w io.Writer, lines []study.Line) error {
	out := csv.NewWriter(w)
	out.Write([]string{"measure", "horizon", "origins", "size", "method", "cases", "years",
		"mae", "mape", "bias_percent", "total_bias_percent", "crps", "crps_percent",
		"coverage_50", "coverage_80", "coverage_95", "coverage_50_se", "coverage_80_se", "coverage_95_se",
		"mae_ratio", "mape_ratio", "crps_ratio", "crps_percent_ratio", "gain", "gain_low", "gain_high"})
	for i := range lines {
		l := &lines[i]
		row := []string{l.Measure, strconv.Itoa(l.Horizon), l.Origins, l.Size, l.Method, strconv.Itoa(l.N), strconv.Itoa(l.Years)}
		for _, x := range []float64{l.Error, l.Percent, l.Bias, l.Total, l.CRPS, l.Relative,
			l.Covers[0].Share, l.Covers[1].Share, l.Covers[2].Share, l.Covers[0].Error, l.Covers[1].Error, l.Covers[2].Error,
			l.ErrorRatio, l.PercentRatio, l.CRPSRatio, l.RelativeRatio, l.Gain, l.GainLow, l.GainHigh} {
			row = append(row, figureOf(x))
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// writePIT writes how often what came lay in each tenth of the distribution.
func writePIT(w io.Writer, lines []study.Line) error {
	out := csv.NewWriter(w)
	out.Write([]string{"measure", "horizon", "origins", "size", "method", "from", "to", "share"})
	for i := range lines {
		l := &lines[i]
		for k, share := range l.PIT {
			out.Write([]string{l.Measure, strconv.Itoa(l.Horizon), l.Origins, l.Size, l.Method, decimal(float64(k) / 10), decimal(float64(k+1) / 10), figureOf(share)})
		}
	}
	out.Flush()
	return out.Error()
}

package main

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit"
	"github.com/carecurve/carecurve/model/fit/card"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/reports"
)

// fitOptions are the flags of fit.
type fitOptions struct {
	out, config, window, maxSetAside string
	published, authority, plots      string
	list, shareable                  bool
	draws, year                      int
}

func fitCommand() *cobra.Command {
	var o fitOptions
	cmd := &cobra.Command{
		Use:   "fit RECORDS... -o model.yaml",
		Short: "Estimate a council's rates from its returns, or from published figures",
		Long: `Fit reads SSDA903 returns, CIN censuses and population from files, folders and
zips, or published figures with --published, and writes two files: the model
(rates, how sure they are, and the history), which holds no child and may be
shared, and beside it the stock (who is in care or on a plan on the data date,
without identifiers), which is confidential.

With --shareable it writes one file that may leave the council: rates, and who
is in care in cells of five children or more, without the history.

It prints a model card: what the rates rest on, and what was seen against what
they imply, with a verdict for each. --plots draws the same as curves.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			return o.run(cmd, paths)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "the model file to write, such as m.yaml")
	f.StringVar(&o.config, "config", "", "council file with prices, area and population")
	f.StringVar(&o.window, "window", "5y", "how many years of the records count, back from the data date")
	f.StringVar(&o.maxSetAside, "max-set-aside", "5%", "stop if more than this share of rows had to be set aside")
	f.StringVar(&o.plots, "plots", "", "draw seen and fitted curves into this folder: staying in care, ways out, plans")
	f.IntVar(&o.draws, "draws", 0, "also write so many draws of every rate from its posterior, beside the model as m.draws.csv")
	f.StringVar(&o.published, "published", "", "fit to published figures in this folder instead of records")
	f.StringVar(&o.authority, "authority", "", "with --published: the council's name or ONS code")
	f.IntVar(&o.year, "year", 0, "with --published: as of 31 March of this year (default: the latest there is)")
	f.BoolVar(&o.shareable, "shareable", false, "write one file that may leave the council: no history, and the stock in cells of five or more children")
	f.BoolVar(&o.list, "list", false, "with --published: list the authorities there are")
	return cmd
}

func (o *fitOptions) run(cmd *cobra.Command, paths []string) error {
	if o.published != "" && o.shareable {
		return usage("Leave out --shareable.", "published figures hold no child, so that both files may be shared anyway")
	}
	if o.published != "" && o.plots != "" {
		return usage("Leave out --plots, or fit to records.", "published figures tell of no single stays, so that there is nothing to plot")
	}
	if o.draws < 0 || o.draws > mostDraws {
		return usage(fmt.Sprintf("Give a number from 1 to %d, or leave --draws out.", mostDraws), "%d draws can't be written", o.draws)
	}
	if o.published != "" {
		return o.runPublished(cmd, paths)
	}
	if len(paths) == 0 {
		return usage("Name returns, folders or zips, or use --published DIR --authority NAME.", "no records given")
	}
	if o.out == "" {
		return noOutput("model file", "m.yaml")
	}
	if o.authority != "" || o.list || o.year != 0 {
		return usage("Add --published DIR, or leave them out: records say themselves whose and of when they are, and a council file names the council.", "--authority, --year and --list belong to --published")
	}
	if err := o.mayWrite(); err != nil {
		return err
	}
	if o.plots != "" {
		if err := reports.MayWritePlots(o.plots); err != nil {
			return errInput(err)
		}
	}
	window, err := parseWindow(o.window)
	if err != nil {
		return err
	}
	limit, err := parseShare(o.maxSetAside)
	if err != nil {
		return err
	}
	c, err := readCouncil(o.config)
	if err != nil {
		return err
	}
	h, m, s, report, err := fitHistory(cmd.Context(), paths, c, window)
	if err != nil {
		return err
	}
	if err := enough(report, limit, paths); err != nil {
		return err
	}
	if share := float64(report.SetAside) / float64(max(report.Read, 1)); share > limit {
		return badInput("See why with: carecurve check "+strings.Join(paths, " ")+"; or allow more with --max-set-aside.",
			"%d of %d rows had to be set aside, %.1f %%, and at most %s may be", report.SetAside, report.Read, 100*share, o.maxSetAside)
	}
	if o.shareable {
		share(m, s)
	}
	if err := writeModel(o.out, m, s); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s: %d looked after and %d on plans on %s; %d rows read, %d repaired, %d set aside.\n",
		nameOr(m.Authority.Name, "The council"), s.LAC(), s.CPP(), m.DataDate, report.Read, report.Repaired, report.SetAside)
	fmt.Fprintln(w)
	seen := card.New(h, m)
	if err := reports.Card(w, seen); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if o.plots != "" {
		if err := reports.WritePlots(o.plots, reports.Plots{Authority: m.Authority.Name, From: h.From, To: h.To, Figures: card.Curves(h, m), Notes: seen.Notes}); err != nil {
			return errInput(err)
		}
		fmt.Fprintf(w, "Plots: %s\n", filepath.Join(o.plots, "index.html"))
	}
	return o.close(cmd, m)
}

// enough refuses records of which one return lost too many episodes: a wrecked
// return would pass among many whole ones.
func enough(report *records.Report, limit float64, paths []string) error {
	for _, in := range report.Inputs {
		if in.Kind == "episodes" && float64(in.SetAside) > limit*float64(in.Rows) && in.SetAside > 5 {
			return badInput("See why with: carecurve check "+strings.Join(paths, " ")+"; or allow more with --max-set-aside.",
				"%s: %d of its %d episodes had to be set aside", shortName(in.Name, paths), in.SetAside, in.Rows)
		}
	}
	return nil
}

// mayWrite refuses to write over anything but what an earlier fit wrote.
func (o *fitOptions) mayWrite() error {
	if err := mayWriteModel(o.out); err != nil {
		return err
	}
	if _, err := os.Stat(stockPath(o.out)); err == nil && o.shareable {
		return badInput("Give another name with -o, or another folder.", "%s is there already: a file that may be shared doesn't go beside a confidential one", stockPath(o.out))
	}
	if o.draws == 0 {
		return nil
	}
	return mayWriteDraws(drawsPath(o.out))
}

// close says what a user must know of a model that was just written.
func (o *fitOptions) close(cmd *cobra.Command, m *model.Model) error {
	w := cmd.OutOrStdout()
	for _, n := range m.Warnings {
		fmt.Fprintln(w, "Warning:", n)
	}
	for _, n := range m.Notes {
		if m.Basis == "published" {
			lines(w, "Note: "+n)
			continue
		}
		fmt.Fprintln(w, "Note:", n)
	}
	if o.draws > 0 {
		if err := writeDraws(drawsPath(o.out), m, o.draws); err != nil {
			return err
		}
		fmt.Fprintf(w, "Draws: %s (%d of every rate)\n", drawsPath(o.out), o.draws)
	}
	if o.shareable {
		fmt.Fprintf(w, "Model: %s (holds no child, and who is in care in cells of five or more: it may be shared)\nNext:  carecurve project -m %s -o out\n", o.out, o.out)
		return nil
	}
	fmt.Fprintf(w, "Model: %s (holds no child)\nStock: %s (confidential)\nNext:  carecurve project -m %s -o out\n", o.out, stockPath(o.out), o.out)
	return nil
}

// fitRecords loads records and fits a model with the council's prices.
func fitRecords(ctx context.Context, paths []string, c *councilFile, window int) (*model.Model, *model.Stock, *records.Report, error) {
	_, m, s, report, err := fitHistory(ctx, paths, c, window)
	return m, s, report, err
}

// fitHistory is fitRecords with the history that the model was fitted to.
func fitHistory(ctx context.Context, paths []string, c *councilFile, window int) (*model.History, *model.Model, *model.Stock, *records.Report, error) {
	opt, err := c.options(ctx)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	opt.Window = window
	h, report, err := records.Load(ctx, c.with(paths), opt)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	if err := c.apply(h); err != nil {
		return nil, nil, nil, nil, err
	}
	if report.Counts["annex-alone"] > 0 {
		return nil, nil, nil, nil, badInput("Add the SSDA903 returns of some years: they show how long children stay.", "Annex A alone gives who is in care, not how long children stay or how they move")
	}
	c.paid(h, report)
	m, s, err := fit.Fit(h)
	if err != nil {
		return nil, nil, nil, nil, badInput("See what is there with: carecurve check", "%w", err)
	}
	for _, in := range report.Inputs {
		m.Sources = append(m.Sources, model.Source{Name: shortName(in.Name, paths), SHA256: in.SHA256})
	}
	m.Warnings = append(append(m.Warnings, notWhole(report)...), gaps(report)...)
	for _, change := range opt.Changes {
		m.Notes = append(m.Notes, "By the council file, "+change+".")
	}
	m.Rows.Read, m.Rows.SetAside, m.Rows.Repaired = report.Read, report.SetAside, report.Repaired
	c.priceByLedger(m, h, report)
	if c != nil && c.HasPackages() {
		m.Notes = append(m.Notes, "Packages that change on a day name rows of the stock file: they act where project is given the council file with --config.")
	}
	return h, m, s, report, nil
}

// notWhole warns of returns that have probably lost children or those who left:
// whatever rests on them is wrong, and calmly so.
func notWhole(report *records.Report) (out []string) {
	for _, rule := range []string{"stock-falls", "stock-leaps", "no-exits", "plans-fall", "plans-leap"} {
		for _, f := range report.Findings {
			if f.Rule == rule {
				out = append(out, fmt.Sprintf("%s is probably not whole: %s. Unless that is true, export it again; every figure here rests on it.", filepath.Base(f.File), f.What))
			}
		}
	}
	return out
}

// gaps says which years between the first and the last have no return.
func gaps(report *records.Report) (notes []string) {
	for kind, what := range map[string]string{"episodes": "SSDA903 return", "cin": "children in need census"} {
		years := map[int]bool{}
		first, last := math.MaxInt, 0
		for _, in := range report.Inputs {
			if in.Kind == kind && in.Year > 0 {
				years[in.Year] = true
				first, last = min(first, in.Year), max(last, in.Year)
			}
		}
		for y := first; y < last; y++ {
			if !years[y] {
				notes = append(notes, fmt.Sprintf("There is no %s of %d-%02d among the records: what began or ended in it is lost or misdated, and rates are off for it.", what, y-1, y%100))
			}
		}
	}
	slices.Sort(notes)
	return notes
}

// shortName is a file's name below the path that the user gave, so that a
// model which is passed on tells nothing of the machine's folders.
func shortName(name string, paths []string) string {
	for _, p := range paths {
		if rest, ok := strings.CutPrefix(name, p); ok {
			return filepath.ToSlash(filepath.Base(p) + rest)
		}
	}
	return filepath.ToSlash(filepath.Base(name))
}

// parseWindow reads "5y" or "5" as years; "" is all.
func parseWindow(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(s), "y"))
	if err != nil || n < 1 {
		return 0, usage("Give whole years, such as --window 5y.", "%q is no window", s)
	}
	return n, nil
}

// parseShare reads "5%" or "0.05".
func parseShare(s string) (float64, error) {
	t, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	x, err := strconv.ParseFloat(strings.TrimSpace(t), 64)
	if percent {
		x /= 100
	}
	if err != nil || !(x >= 0 && x <= 1) {
		return 0, usage("Give a percentage from 0% to 100%.", "%q is no share", s)
	}
	return x, nil
}

func noOutput(what, example string) error {
	return usage("Say where to write it, such as -o "+example+".", "no %s given", what)
}

func nameOr(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

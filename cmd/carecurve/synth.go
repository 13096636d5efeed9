package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/sim/synth"
)

// synthMark is the file by which a folder that synth made is known again.
const synthMark = "made-by-synth.txt"

// synthLimits keep a slip of the keyboard from filling the disk.
const (
	synthMaxChildren = 20000
	synthMaxYears    = 10
)

type synthOptions struct {
	out      string
	seed     uint64
	children int
	years    int
	dirt     float64
	truth    bool
	futures  int
}

func synthCommand() *cobra.Command {
	var o synthOptions
	cmd := &cobra.Command{
		Use:   "synth -o DIR",
		Short: "Make up a council: returns, censuses, population and, if asked, what truly follows",
		Long: `Synth makes up a council that never was, from a process of another kind than
the one that carecurve estimates, with rates near England's published ones, and
writes to DIR

  history/          SSDA903 returns, CIN censuses and population, as a council has them
  prices.yaml       a council file with prices
  fgc.yaml, area.yaml, cut.yaml   three scenarios
  truth/            with --truth: for the run without a scenario and for each of the three, the
                    distribution of what truly follows from the data date on, and costs.csv

The same seed and numbers give the same files.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "out", "o", "", "folder to write")
	f.Uint64Var(&o.seed, "seed", 1, "number that decides which council")
	f.IntVar(&o.children, "children", 1300, "looked-after children on the data date, met within some 2 %")
	f.IntVar(&o.years, "years", 5, "yearly returns, up to 31 March 2024")
	f.Float64Var(&o.dirt, "dirt", 0.02, "share of rows that get a fault such as real returns have, 0 to 1")
	f.BoolVar(&o.truth, "truth", false, "also write what truly follows, in truth/")
	f.IntVar(&o.futures, "futures", 1600, "futures that the truth is counted over")
	return cmd
}

func (o *synthOptions) run(cmd *cobra.Command) error {
	switch {
	case o.out == "":
		return usage("Name one: carecurve synth -o practice", "no folder to write to")
	case o.children < 20 || o.children > synthMaxChildren:
		return usage(fmt.Sprintf("Give 20 to %d", synthMaxChildren), "--children %d is out of range", o.children)
	case o.years < 1 || o.years > synthMaxYears:
		return usage(fmt.Sprintf("Give 1 to %d", synthMaxYears), "--years %d is out of range", o.years)
	case !(o.dirt >= 0 && o.dirt <= 1):
		return usage("Give a share of rows from 0 to 1, such as 0.02", "--dirt %g is out of range", o.dirt)
	case o.futures < 2:
		return usage("Give at least 2; the truth's spread needs hundreds", "--futures %d is too few", o.futures)
	}
	if err := mayMake(o.out); err != nil {
		return err
	}
	w := synth.New(synth.Options{Seed: o.seed, Children: o.children, Years: o.years})
	h := w.History()
	var files []records.File
	add := func(name string, data []byte) { files = append(files, records.File{Name: name, Data: data}) }
	for _, f := range records.Returns(h, records.WriteOptions{Legal: legalOf(w), Dirt: o.dirt, Seed: o.seed}) {
		add("history/"+f.Name, f.Data)
	}
	for _, f := range synthSettings(h.To) {
		add(f.Name, f.Data)
	}
	if o.truth {
		truths, err := o.truths(cmd, w)
		if err != nil {
			return err
		}
		files = append(files, truths...)
	}
	add(synthMark, fmt.Appendf(nil, "A council made up by carecurve synth: no child in it exists.\nseed %d, children %d, years %d, dirt %g\n", o.seed, o.children, o.years, o.dirt))
	if err := replaceMade(o.out, files); err != nil {
		return errInput(err)
	}
	lac, cpp := openOn(h)
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %d children looked after and %d on a plan on %s, made up with seed %d.\n", o.out, lac, cpp, h.To, o.seed)
	return nil
}

// truths are the files of the folder truth.
func (o *synthOptions) truths(cmd *cobra.Command, w *synth.World) ([]records.File, error) {
	line := newProgress(cmd.ErrOrStderr(), "living the futures", false)
	defer line.done()
	var files []records.File
	costs := [][]string{{"scenario", "financial_year", "mean", "p10", "p50", "p90", "se"}}
	all := synth.Scenarios()
	for i, laid := range all {
		line.show(i, len(all))
		t, err := w.Truth(cmd.Context(), o.futures, 0, laid)
		if err != nil {
			return nil, err
		}
		rows := [][]string{{"month", "measure", "mean", "p10", "p50", "p90", "se"}}
		for _, m := range t.Measures {
			for d, v := range m.Values {
				rows = append(rows, []string{t.Dates[d].String(), m.Name, decimals(v.Mean, 2), decimals(v.P10, 1), decimals(v.P50, 1), decimals(v.P90, 1), decimals(v.SE, 3)})
			}
		}
		files = append(files, records.File{Name: "truth/" + laid.Name + ".csv", Data: csvText(rows)})
		for _, v := range t.Costs {
			costs = append(costs, []string{laid.Name, v.Year.String(), decimals(v.Mean, 2), decimals(v.P10, 1), decimals(v.P50, 1), decimals(v.P90, 1), decimals(v.SE, 3)})
		}
	}
	return append(files, records.File{Name: "truth/costs.csv", Data: csvText(costs)}), nil
}

func decimals(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

func csvText(rows [][]string) []byte {
	var b bytes.Buffer
	_ = csv.NewWriter(&b).WriteAll(rows) // a Buffer takes everything
	return b.Bytes()
}

// openOn counts who is in care and on a plan on the data date.
func openOn(h *model.History) (lac, cpp int) {
	for i := range h.Children {
		for _, q := range h.Children[i].Periods {
			if q.End.IsZero() {
				lac++
			}
		}
		for _, q := range h.Children[i].Plans {
			if q.End.IsZero() {
				cpp++
			}
		}
	}
	return lac, cpp
}

// legalOf hands the writer the made-up council's legal statuses.
func legalOf(w *synth.World) func(child string, n int) []records.LegalStep {
	return func(child string, n int) []records.LegalStep {
		var out []records.LegalStep
		for _, s := range w.Legal(child, n) {
			out = append(out, records.LegalStep(s))
		}
		return out
	}
}

// mayMake refuses a place that holds anything but what synth made.
func mayMake(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return badInput("Give another folder with -o", "%s can't be used: %w", dir, err)
	case len(entries) == 0:
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, synthMark)); err != nil {
		return badInput("Give a new or empty folder with -o", "%s is not empty, and synth did not make it", dir)
	}
	return nil
}

// replaceMade writes the files beside the folder's place and renames them
// there, so that the folder is never seen half written.
func replaceMade(dir string, files []records.File) error {
	fail := func(err error) error {
		return fmt.Errorf("%s could not be written: %w\n    Check that you may write there and that no program has its files open", dir, err)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fail(err)
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fail(err)
	}
	temp, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".part-*")
	if err != nil {
		return fail(err)
	}
	defer os.RemoveAll(temp) // nothing is there once it is renamed
	if err := os.Chmod(temp, 0o755); err != nil {
		return fail(err)
	}
	if err := records.WriteFiles(temp, files); err != nil {
		return fail(err)
	}
	old := temp + "-old"
	had := true
	if err := os.Rename(dir, old); errors.Is(err, fs.ErrNotExist) {
		had = false
	} else if err != nil {
		return fail(err)
	}
	if err := os.Rename(temp, dir); err != nil {
		if had {
			err = errors.Join(err, os.Rename(old, dir))
		}
		return fail(err)
	}
	if had {
		if err := os.RemoveAll(old); err != nil {
			return fail(err)
		}
	}
	return nil
}

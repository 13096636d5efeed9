package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/model/fit"
	"github.com/carecurve/carecurve/model/records"
)

// fitOptions are the flags of fit.
type fitOptions struct {
	out, config, window, maxSetAside string
	published, authority             string
	list                             bool
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
without identifiers), which is confidential.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			return o.run(cmd, paths)
		},
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "the model file to write, such as m.yaml")
	f.StringVar(&o.config, "config", "", "council file with prices, area and population")
	f.StringVar(&o.window, "window", "5y", "how many years of the records count, back from the data date")
	f.StringVar(&o.maxSetAside, "max-set-aside", "5%", "stop if more than this share of rows had to be set aside")
	f.StringVar(&o.published, "published", "", "fit to published figures in this folder instead of records")
	f.StringVar(&o.authority, "authority", "", "with --published: the council's name or ONS code")
	f.BoolVar(&o.list, "list", false, "with --published: list the authorities there are")
	return cmd
}

func (o *fitOptions) run(cmd *cobra.Command, paths []string) error {
	if o.published != "" {
		return o.runPublished(cmd, paths)
	}
	if len(paths) == 0 {
		return usage("Name returns, folders or zips, or use --published DIR --authority NAME.", "no records given")
	}
	if o.out == "" {
		return noOutput("model file", "m.yaml")
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
	m, s, report, err := fitRecords(cmd.Context(), paths, c, window)
	if err != nil {
		return err
	}
	if share := float64(report.SetAside) / float64(max(report.Read, 1)); share > limit {
		return badInput("See why with: carecurve check "+strings.Join(paths, " ")+"; or allow more with --max-set-aside.",
			"%d of %d rows had to be set aside, %.1f %%, and at most %s may be", report.SetAside, report.Read, 100*share, o.maxSetAside)
	}
	if err := writeModel(o.out, m, s); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s: %d looked after and %d on plans on %s; %d rows read, %d repaired, %d set aside.\n",
		nameOr(m.Authority.Name, "The council"), s.LAC(), s.CPP(), m.DataDate, report.Read, report.Repaired, report.SetAside)
	return o.close(cmd, m)
}

// close says what a user must know of a model that was just written.
func (o *fitOptions) close(cmd *cobra.Command, m *model.Model) error {
	w := cmd.OutOrStdout()
	for _, n := range m.Notes {
		fmt.Fprintln(w, "Note:", n)
	}
	fmt.Fprintf(w, "Model: %s (holds no child)\nStock: %s (confidential)\nNext:  carecurve project -m %s -o out\n", o.out, stockPath(o.out), o.out)
	return nil
}

// fitRecords loads records and fits a model with the council's prices.
func fitRecords(ctx context.Context, paths []string, c *councilFile, window int) (*model.Model, *model.Stock, *records.Report, error) {
	opt := records.Options{Window: window}
	if c != nil {
		opt.Area, opt.Home = c.Area(), c.Authority.Code
	}
	h, report, err := records.Load(ctx, paths, opt)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := c.apply(h); err != nil {
		return nil, nil, nil, err
	}
	m, s, err := fit.Fit(h)
	if err != nil {
		return nil, nil, nil, badInput("See what is there with: carecurve check", "%w", err)
	}
	for _, in := range report.Inputs {
		m.Sources = append(m.Sources, model.Source{Name: shortName(in.Name, paths), SHA256: in.SHA256})
	}
	m.Rows.Read, m.Rows.SetAside, m.Rows.Repaired = report.Read, report.SetAside, report.Repaired
	c.price(m)
	return m, s, report, nil
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

// stockPath is where the stock of a model lies: m.yaml has m.stock.csv.
func stockPath(path string) string {
	return strings.TrimSuffix(path, filepath.Ext(path)) + ".stock.csv"
}

// writeModel writes the model and its stock, each to a temporary file first,
// so that neither is ever half there.
func writeModel(path string, m *model.Model, s *model.Stock) error {
	var rates, stock bytes.Buffer
	if err := document.WriteModel(&rates, m); err != nil {
		return err
	}
	if err := records.WriteStock(&stock, s); err != nil {
		return err
	}
	if err := writeAtomically(stockPath(path), stock.Bytes(), 0o600); err != nil {
		return err
	}
	return writeAtomically(path, rates.Bytes(), 0o644)
}

func writeAtomically(path string, data []byte, mode os.FileMode) error {
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".part-*")
	if err == nil {
		defer os.Remove(temp.Name())
		_, err = temp.Write(data)
		if e := temp.Close(); err == nil {
			err = e
		}
		if err == nil {
			err = os.Chmod(temp.Name(), mode)
		}
		if err == nil {
			err = os.Rename(temp.Name(), path)
		}
	}
	if err != nil {
		return badInput("Give another place with -o.", "%s can't be written: %w", path, err)
	}
	return nil
}

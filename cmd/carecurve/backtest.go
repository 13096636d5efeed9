package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/reports"
)

// backtestOptions are the flags of backtest.
type backtestOptions struct {
	published, authority, out string
	origins, horizon          string
	config                    string
	quiet                     bool
}

func backtestCommand() *cobra.Command {
	var o backtestOptions
	cmd := &cobra.Command{
		Use:   "backtest RECORDS... | --published DIR  -o DIR",
		Short: "Try the forecast on the past: its errors and intervals against simple methods",
		Long: `Backtest goes back to earlier years, forecasts from what was known then, and
holds the forecasts against what came: mean errors, bias, the continuous ranked
probability score and how often intervals hold, against the last value, a damped
drift, a straight line, exponential smoothing and ARIMA(0,1,1) on the very same
years. With --published it tries the panel of all councils on the published
figures, from each origin's own releases; with records, a council's own model on
its returns up to each origin.

It writes backtest.csv (a row an origin, authority, measure and horizon),
summary.csv, pit.csv and backtest.html, and prints what it finds, also when it
loses.`,
		RunE: func(cmd *cobra.Command, paths []string) error { return o.run(cmd, paths) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "the folder to write")
	f.StringVar(&o.published, "published", "", "try the panel on published figures in this folder instead of records")
	f.StringVar(&o.authority, "authority", "", "with --published: one council's name or ONS code, instead of all")
	f.StringVar(&o.origins, "origins", "3", "how many of the latest origins, for each horizon; or all")
	f.StringVar(&o.horizon, "horizon", "3y", "how many years ahead, 1y to 5y")
	f.StringVar(&o.config, "config", "", "with records: council file with prices, area and population")
	f.BoolVar(&o.quiet, "quiet", false, "print nothing but errors")
	return cmd
}

func (o *backtestOptions) run(cmd *cobra.Command, paths []string) error {
	if o.out == "" {
		return noOutput("output folder", "backtest")
	}
	horizon, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(o.horizon), "y"))
	if err != nil || horizon < 1 || horizon > 5 {
		return usage("Give whole years from --horizon 1y to 5y.", "%q is no horizon", o.horizon)
	}
	origins := allOrigins
	if o.origins != "all" {
		if origins, err = strconv.Atoi(o.origins); err != nil || origins < 1 {
			return usage("Give a number such as --origins 3, or --origins all.", "%q is no number of origins", o.origins)
		}
	}
	if err := reports.MayWriteBacktest(o.out); err != nil {
		return errInput(err)
	}
	switch {
	case o.published != "" && len(paths) > 0:
		return usage("Leave out the records, or leave out --published.", "records and --published don't go together")
	case o.published != "":
		return o.runPublished(cmd, origins, horizon)
	case len(paths) == 0:
		return usage("Name returns, folders or zips, or use --published DIR.", "no records given")
	case o.authority != "":
		return usage("Leave --authority out: records say themselves whose they are.", "--authority belongs to --published")
	}
	return o.runRecords(cmd, paths, origins, horizon)
}

// report writes the folder and prints what was found.
func (o *backtestOptions) report(cmd *cobra.Command, in reports.Backtest) error {
	if len(in.Cases) == 0 {
		return badInput("Give more years, fewer origins or a shorter horizon.", "there is no origin with enough years before it and a year after it")
	}
	in.Command = os.Args
	if err := reports.WriteBacktest(o.out, in); err != nil {
		return errInput(err)
	}
	if o.quiet {
		return nil
	}
	w := cmd.OutOrStdout()
	if err := reports.BacktestTerminal(w, in); err != nil {
		return err
	}
	page := filepath.Join(o.out, "backtest.html")
	if abs, err := filepath.Abs(page); err == nil {
		page = abs
	}
	fmt.Fprintf(w, "\nReport: %s\n", page)
	return nil
}

// allOrigins is more than there can be.
const allOrigins = 1000

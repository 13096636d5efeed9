package main

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/reports"
	"github.com/carecurve/carecurve/sim/study"
)

func compareCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "compare OLD_DIR NEW_DIR",
		Short: "Say why this forecast differs from the last one",
		Long: `Compare holds two output folders of project against each other, such as last
month's and this month's, and splits the change of each financial year's
expected net cost into what came in since (actuals), other rates, other prices
and other plans, which add up to the penny. It reads what the folders hold and
runs nothing.`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, dirs []string) error { return compare(cmd, dirs[0], dirs[1], out) },
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "write the split as a CSV too, such as compare.csv")
	return cmd
}

func compare(cmd *cobra.Command, oldDir, newDir, out string) error {
	old, err := reports.ReadBack(oldDir)
	if err != nil {
		return errInput(err)
	}
	now, err := reports.ReadBack(newDir)
	if err != nil {
		return errInput(err)
	}
	if old.Authority != now.Authority {
		return badInput("Name two forecasts of one council.", "%s is of %s, and %s of %s", oldDir, nameOr(old.Authority, "a council without a name"), newDir, nameOr(now.Authority, "one without a name"))
	}
	shifts, err := study.Compare(old.Views, now.Views)
	if err != nil {
		return errInput(err)
	}
	var list []reports.Change
	for i := range shifts {
		s := &shifts[i]
		list = append(list, reports.Change{Scenario: s.Scenario, Year: s.Year, Part: s.Part, Old: s.Old, New: s.New, Parts: s.Parts()})
	}
	if len(list) == 0 {
		return badInput("Run the new forecast with a longer --years.", "the two forecasts have no financial year in common")
	}
	if out != "" {
		var b bytes.Buffer
		if err := reports.WriteCompareCSV(&b, list); err != nil {
			return err
		}
		name, err := temporary(out, b.Bytes(), 0o644)
		if err == nil {
			defer os.Remove(name)
			err = os.Rename(name, out)
		}
		if err != nil {
			return badInput("Give another place with -o.", "%s can't be written: %w", filepath.ToSlash(out), plainly(err))
		}
	}
	return reports.Compare(cmd.OutOrStdout(), old, now, list)
}

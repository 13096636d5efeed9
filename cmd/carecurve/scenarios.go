package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/scenarios"
)

func scenariosCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scenarios",
		Short: "List and show the built-in scenarios, and check your own",
		Long: `A scenario is a YAML file of interventions that project -s lays on a model.
Start from a built-in one: carecurve scenarios show fgc-at-icpc > mine.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "list",
		Short: "List the built-in scenarios",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, e := range scenarios.Library() {
				fmt.Fprintf(w, "%s\t%s\n", e.Name, e.Title)
			}
			return w.Flush()
		},
	}, &cobra.Command{
		Use:   "show NAME",
		Short: "Print the file of a built-in scenario",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var names []string
			for _, e := range scenarios.Library() {
				if e.Name == args[0] {
					_, err := io.WriteString(cmd.OutOrStdout(), e.Text)
					return err
				}
				names = append(names, e.Name)
			}
			return badInput(document.DidYouMean(args[0], names, "there are"), "there is no built-in scenario %q", args[0])
		},
	}, &cobra.Command{
		Use:   "check FILE...",
		Short: "Check scenario files: every fault with its line and column",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			files, _, err := readScenarios(paths)
			if err != nil {
				return err
			}
			if faults := document.Faults(scenarios.Check(files)); faults != nil {
				return errInput(faults)
			}
			for i, f := range files {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: no faults; scenario %s, interventions: %d\n", paths[i], f.Name, len(f.Interventions))
			}
			return nil
		},
	})
	return cmd
}

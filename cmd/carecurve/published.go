package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit/panel"
	"github.com/carecurve/carecurve/model/records"
	"github.com/carecurve/carecurve/reports"
)

// runPublished is fit on published figures in place of records.
func (o *fitOptions) runPublished(cmd *cobra.Command, paths []string) error {
	if len(paths) > 0 {
		return usage("Leave out the records, or leave out --published.", "records and --published don't go together")
	}
	p, err := records.LoadPublished(cmd.Context(), o.published)
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if o.list {
		for _, a := range panel.List(p) {
			fmt.Fprintln(w, a)
		}
		return nil
	}
	if o.authority == "" {
		return usage("Name one with --authority, or see them all with --list.", "no authority given")
	}
	if o.out == "" {
		return noOutput("model file", "m.yaml")
	}
	if err := o.mayWrite(); err != nil {
		return err
	}
	c, err := readCouncil(o.config)
	if err != nil {
		return err
	}
	var notes []string
	if o.year != 0 {
		if p, notes, err = panel.AsOf(p, o.year); err != nil {
			return errInput(err)
		}
	}
	m, s, err := fitPublished(p, o.authority, c)
	if err != nil {
		return err
	}
	m.Notes = append(m.Notes, notes...)
	if err := writeModel(o.out, m, s); err != nil {
		return err
	}
	printPublished(w, p, m, s)
	return o.close(cmd, m)
}

// fitPublished fits one authority; a council file's prices take the place of
// the published unit costs.
func fitPublished(p *model.Published, authority string, c *councilFile) (*model.Model, *model.Stock, error) {
	m, s, err := panel.Fit(p, authority)
	if err != nil {
		return nil, nil, errInput(err)
	}
	if c != nil {
		c.price(m)
		if c.Plans != nil {
			m.Notes = append(m.Notes, "The share of entries by a plan that the council file declares is not used: a fit to published figures doesn't take it up.")
		}
	}
	return m, s, nil
}

// demoPublished is the demo on a council's published figures.
func demoPublished(cmd *cobra.Command, o *projectOptions, dir, authority string) error {
	start := time.Now()
	p, err := records.LoadPublished(cmd.Context(), dir)
	if err != nil {
		return err
	}
	m, s, err := fitPublished(p, authority, nil)
	if err != nil {
		return err
	}
	printPublished(cmd.OutOrStdout(), p, m, s)
	files, _, err := readScenarios(demoScenarios)
	if err != nil {
		return err
	}
	return o.project(cmd, m, s, files, m.Sources, []reports.Timing{{Stage: "read and fit", Took: time.Since(start)}})
}

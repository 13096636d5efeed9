package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/carecurve/carecurve/model/profile"
	"github.com/carecurve/carecurve/reports"
)

// profileOptions are the flags of profile.
type profileOptions struct {
	out, config string
	identifiers bool
}

func profileCommand() *cobra.Command {
	var o profileOptions
	cmd := &cobra.Command{
		Use:   "profile RECORDS... -o DIR",
		Short: "Describe who is in care today, and who came and left in two years",
		Long: `Profile reads the same records as fit and writes a folder with profile.html and
profile.csv: ages, legal status, need, time in care, settings, distance and
moves, each against England's published shares where there are any; how long
children are expected to stay and how that ends, by the fitted rates; who turns
18 when; the dearest placements; brothers and sisters; entries and exits.

Numbers of one to four are hidden. With --identifiers nothing is, and review.csv
lists every child by identifier, longest expected stay first.`,
		RunE: func(cmd *cobra.Command, paths []string) error { return o.run(cmd, paths) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.out, "output", "o", "", "the folder to write")
	f.StringVar(&o.config, "config", "", "council file with prices, area and population")
	f.BoolVar(&o.identifiers, "identifiers", false, "show small numbers, and list every child by identifier")
	return cmd
}

func (o *profileOptions) run(cmd *cobra.Command, paths []string) error {
	if len(paths) == 0 {
		return usage("Name returns, folders or zips.", "no records given")
	}
	if o.out == "" {
		return noOutput("output folder", "who")
	}
	c, err := readCouncil(o.config)
	if err != nil {
		return err
	}
	h, m, _, _, err := fitHistory(cmd.Context(), paths, c, 5)
	if err != nil {
		return err
	}
	who, children := profile.New(h, m)
	in := reports.ProfileInput{Profile: who, Version: version, Sources: m.Sources}
	if o.identifiers {
		in.Review = children
	} else {
		in.Profile.Disclose()
	}
	if err := reports.WriteProfile(o.out, in); err != nil {
		return errInput(err)
	}
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "%s: the children in care on %s.\n", nameOr(h.Authority.Name, "The council"), h.To)
	for _, s := range in.Profile.Sections {
		for _, f := range s.Findings {
			fmt.Fprintln(w, "-", f)
		}
	}
	page := filepath.Join(o.out, "profile.html")
	if abs, err := filepath.Abs(page); err == nil {
		page = abs
	}
	fmt.Fprintf(w, "\nProfile: %s (confidential)\n", page)
	if o.identifiers {
		fmt.Fprintf(w, "Review:  %s (every child by identifier: personal data)\n", filepath.Join(o.out, "review.csv"))
	}
	return nil
}

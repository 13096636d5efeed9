package reports

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"math"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/profile"
)

// ProfileInput is what [WriteProfile] shows.
type ProfileInput struct {
	Profile *profile.Profile
	// Review is the list of every child, nil unless identifiers were asked for.
	Review  []profile.Child
	Version string
	Sources []model.Source
}

// WriteProfile makes the folder dir: profile.html for reading, profile.csv
// with the same tables in tidy form, run.json, and review.csv where there is a
// list of children; then nobody but the user may look into the folder. It
// appears complete or not at all; an earlier profile is replaced.
func WriteProfile(dir string, in ProfileInput) error {
	files := []File{
		{"profile.html", func(w io.Writer) error { return WriteProfileHTML(w, in) }},
		{"profile.csv", func(w io.Writer) error { return WriteProfileCSV(w, in.Profile) }},
	}
	mode := fs.FileMode(0o755)
	if in.Review != nil {
		mode = 0o700
		files = append(files, File{"review.csv", func(w io.Writer) error { return WriteReviewCSV(w, in.Profile.Date, in.Review) }})
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	files = append(files, File{runFile, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Program   string      `json:"program"`
			Version   string      `json:"version"`
			Authority string      `json:"authority"`
			DataDate  string      `json:"data_date"`
			Records   []runSource `json:"records"`
			Files     []string    `json:"files"`
		}{program, in.Version, in.Profile.Authority, in.Profile.Date.String(), runSources(in.Sources), names})
	}})
	return writeFolder(dir, files, true, mode)
}

// WriteProfileCSV writes a profile's tables in tidy form: section, table, row,
// column, unit and value; a hidden value is the letter c, one that does not
// exist is empty.
func WriteProfileCSV(w io.Writer, p *profile.Profile) error {
	out := csv.NewWriter(w)
	out.Write([]string{"section", "table", "row", "column", "unit", "value"})
	for _, s := range p.Sections {
		for _, t := range s.Tables {
			for _, r := range t.Rows {
				for c, x := range r.Cells {
					value := ""
					switch {
					case r.Few && !t.Columns[c].Public:
						value = withheld
					case !math.IsNaN(x):
						value = strconv.FormatFloat(math.Round(x*1e4)/1e4, 'f', -1, 64)
					}
					out.Write([]string{s.Key, t.Key, harmless(r.Name), t.Columns[c].Name, string(t.Columns[c].Unit), value})
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

// WriteReviewCSV writes the list for a review of every child, longest expected
// stay first. Its first line marks it confidential.
func WriteReviewCSV(w io.Writer, on model.Date, list []profile.Child) error {
	if _, err := io.WriteString(w, "# CONFIDENTIAL: children in care on "+on.String()+", by name of identifier\n"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Write(reviewColumns)
	for i := range list {
		out.Write(reviewRow(on, &list[i]))
	}
	out.Flush()
	return out.Error()
}

var reviewColumns = []string{"child", "age", "sex", "setting", "location", "legal_status", "need", "care_since", "care_years", "placement_years",
	"placements_12_months", "turns_18", "weekly_price", "expected_further_years", "in_care_in_a_year", "what_usually_ends_such_stays"}

func reviewRow(on model.Date, c *profile.Child) []string {
	age, sex, since := "", "", c.Since.String()
	if !math.IsNaN(c.Age) {
		age = strconv.Itoa(int(c.Age))
	}
	if c.Sex != 0 {
		sex = string(c.Sex)
	}
	if !c.SinceKnown {
		since = "before " + since
	}
	one := func(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
	return []string{harmless(c.ID), age, sex, profile.SettingName(c.Setting), c.Location.String(), profile.LegalName(c.Legal), profile.NeedName(c.Need), since,
		one(c.CareYears(on)), one(c.PlacementYears), strconv.Itoa(c.Homes), c.Adult.String(), strconv.FormatFloat(c.Weekly, 'f', 0, 64),
		one(c.Outlook.Stay / model.DaysPerYear), strconv.FormatFloat(c.Outlook.Year, 'f', 2, 64), c.Ends()}
}

// harmless keeps a text from being taken for a formula by a spreadsheet.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

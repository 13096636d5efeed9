package records

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

const (
	officialPlace   = "time_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,la_name,new_la_code,"
	officialEngland = "2023,Reporting year,National,E92000001,England,,,,,,"
	officialLeeds   = "2023,Reporting year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,383,Leeds,E08000035,"
	officialOld     = "2013,Reporting year,Local authority,E92000001,England,E12000001,North East,390,Gateshead,E08000020,"
)

// officialTables is one small table of each form.
var officialTables = map[string]string{
	"rate.csv": "\ufeff" + officialPlace + "population_type,population_estimate,children_count,rate_per_10000\r\n" +
		officialEngland + "Children looked after on 31 March each year,11901267,83750,70\r\n" +
		officialLeeds + "Children looked after on 31 March each year,172169,\"1,452\",84\r\n" +
		officialLeeds + "Children starting to be looked after each year,172169,506,29\r\n" +
		officialLeeds + "Children ceasing to be looked after each year,172169,x,25\r\n" +
		"2023,Reporting year,Regional,E92000001,England,E12000003,Yorkshire and The Humber,,,,Children looked after on 31 March each year,1156699,9350,81\r\n" +
		officialOld + "Children looked after on 31 March each year,39000,374,96\r\n",
	"march.csv": officialPlace + "cla_group,characteristic,number,percentage\n" +
		officialLeeds + "Age group,Under 1 year,0,0\n" + officialLeeds + "Age group,16 years and over,325,22\n" + officialLeeds + "Age group,5 to 9 years,c,c\n" +
		officialLeeds + "Age group,Total,1451,100\n" + officialLeeds + "Gender,Male,800,55\n" +
		officialLeeds + "Placement,Foster placements,1071,74\n" + officialLeeds + "Placement,Secure homes and children's homes,115,8\n" +
		officialLeeds + "Placement,Independent and semi-independent living arrangements/supported accommodation,96,7\n" +
		officialLeeds + "Locality of placement,Placed outside the local authority boundary,475,33\n" +
		officialLeeds + "Place providers,Private provision,359,25\n" + officialLeeds + "Category of need,N1. Abuse or neglect,900,62\n" +
		officialLeeds + "Unaccompanied asylum-seeking children,Non-unaccompanied asylum-seeking children,1380,95\n" +
		officialLeeds + "Unaccompanied asylum-seeking children,Unaccompanied asylum-seeking children,72,5\n",
	"national.csv": officialPlace + "cla_group,characteristic,number,percentage\n" +
		officialEngland + "Motherhood status,All mothers,190,1\n" + officialEngland + "Placement,1. Total foster placements,57020,68\n" +
		officialEngland + "Placement,1a Total foster placements inside council boundary,33340,40\n" +
		officialEngland + "Placement,\"5. Total secure units, children's homes and semi-independent living accommodation\",14580,17\n" +
		officialEngland + "Placement,5a Secure unit placement inside the council boundary,20,k\n" + officialEngland + "Placement,5b Secure unit placement outside the council boundary,100,k\n" +
		officialEngland + "Placement,5c Total children's homes subject to children's homes regulations,7780,9\n" +
		officialEngland + "Placement,5c.1 Children's home placement inside the council boundary,2590,3\n" +
		officialEngland + "Placement,4a Living independently,2300,3\n" + officialEngland + "Placement,5d Semi-independent living accommodation,6680,8\n",
	"ceased.csv": officialPlace + "cla_group,characteristic,number,percentage\n" +
		officialLeeds + "Age on ceasing,18 years and over,175,40\n" + officialLeeds + "Age on ceasing,1 to 4 years,90,20\n" + officialLeeds + "Age on ceasing,Total,439,100\n" +
		officialLeeds + "Reason episode ceased,Returned home to live with parents or other person with parental responsibility which was not part of the care planning process,9,2\n" +
		officialLeeds + "Reason episode ceased,Returned home to live with parents or other person with parental responsibility which was part of the care planning process,117,27\n" +
		officialLeeds + "Reason episode ceased,Special guardianship orders,52,12\n" + officialLeeds + "Reason episode ceased,Adopted,c,c\n" +
		officialEngland + "Duration of last period of care,9. 10 years and over,1680,5\n" + officialEngland + "Duration of last period of care,1. Under 2 weeks,2060,7\n",
	"periods.csv":   officialPlace + "cla_group,periods_or_placements,age_on_ceasing,number,percentage\n" + officialEngland + "Number of periods of care,1,Total,28130,89\n" + officialEngland + "Number of placements,1,Total,9000,30\n",
	"durations.csv": officialPlace + "placement_duration,placement_group,number,percentage\n" + officialEngland + "From 8 days to under 1 month,All placements,7000,8\n" + officialEngland + "Average duration (days),All placements,400,z\n",
	"providers.csv": officialPlace + "placement_type,placement_provider,number,percentage\n" + officialEngland + "1. All children looked after at 31 March,Private provision,33130,40\n" +
		officialEngland + "3. All children placed outside council boundary,All children,36390,43\n" + officialEngland + "3a. Foster placements,Own provision (by the LA),5000,6\n",
	"changes.csv": officialPlace + "characteristic,breakdown,children_count,children_percent\n" + officialLeeds + "Reason for placement change during the year,Total placements changing,1334,100\n" +
		officialLeeds + "Location of new placements during the year,Total new placements,1900,100\n",
	"d1.csv":  officialPlace + "category,CPP_start,CPP_end,CPP_At31\n" + officialLeeds + "Child Protection Plans,826,830,601\n",
	"d3.csv":  officialPlace + "category,CPP_start,CPP_subsequent,CPP_subsequent_percent\n" + officialLeeds + "x,826,200,24\n",
	"d5.csv":  officialPlace + "category,CPP_At31,3_months_or_less,more_than_3_months_6_months,more_than_6_months_less_than_1_year,1_year_less_than_2_years,2_years_or_more\n" + officialLeeds + "x,601,200,150,160,83,8\n",
	"d7.csv":  officialPlace + "category,CPP_End,3_months_or_less,more_than_3_months_6_months,more_than_6_months_less_than_1_year,1_year_less_than_2_years,2_years_or_more\n" + officialLeeds + "x,830,u,..,300,200,-\n",
	"ons.csv": officialPlace + "age_group,population_estimate\n" + officialLeeds + "Children aged 0 to 17 years,174311\n",
}

// TestOfficialDownloads reads one table of each form.
func TestOfficialDownloads(t *testing.T) {
	p, err := LoadPublished(context.Background(), write(t, officialTables))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Sources) != len(officialTables) {
		t.Errorf("%d of %d files were used: %v", len(p.Sources), len(officialTables), p.Sources)
	}
	const missing = -1
	for _, c := range []struct {
		code               string
		year               int
		measure, breakdown string
		want               float64
	}{
		{model.England, 2023, "lac_31_march", "total", 83750}, {"E12000003", 2023, "lac_31_march", "total", 9350},
		{"E08000035", 2023, "lac_31_march", "total", 1452}, {"E08000035", 2023, "lac_started", "total", 506},
		{"E08000035", 2023, "lac_ceased", "total", 439}, // suppressed in one table, the total of the other
		{"E08000037", 2013, "lac_31_march", "total", 374}, {"E08000020", 2013, "lac_31_march", "total", missing},
		{"E08000035", 2023, "population_0_17_denominator", "total", 172169}, {"E08000035", 2023, "population_0_17_mid_year", "total", 174311},
		{"E08000035", 2023, "lac_31_march_by_age", "under_1", 0}, {"E08000035", 2023, "lac_31_march_by_age", "5_9", missing},
		{"E08000035", 2023, "lac_31_march_by_age", "16_plus", 325}, {"E08000035", 2023, "lac_31_march_by_sex", "male", 800},
		{"E08000035", 2023, "lac_31_march_by_placement", "foster", 1071}, {"E08000035", 2023, "lac_31_march_by_placement", "secure_and_childrens_homes", 115},
		{"E08000035", 2023, "lac_31_march_by_placement", "independent_supported", 96}, {"E08000035", 2023, "lac_31_march_by_locality", "outside_la", 475},
		{"E08000035", 2023, "lac_31_march_by_provider", "private", 359}, {"E08000035", 2023, "lac_31_march_by_need", "N1", 900},
		{"E08000035", 2023, "lac_31_march_by_uasc", "uasc", 72}, {"E08000035", 2023, "lac_31_march_by_uasc", "non_uasc", 1380},
		{model.England, 2023, "lac_31_march_by_placement", "foster", 57020}, {model.England, 2023, "lac_31_march_by_placement", "secure_homes_and_hostels", 14580},
		{model.England, 2023, "lac_31_march_by_placement", "secure_and_childrens_homes", 7900}, {model.England, 2023, "lac_31_march_by_placement", "independent_supported", 8980},
		{"E08000035", 2023, "lac_ceased_by_age", "18_plus", 175}, {"E08000035", 2023, "lac_ceased_by_age", "1_4", 90},
		{"E08000035", 2023, "lac_ceased_by_reason", "returned_home_unplanned", 9}, {"E08000035", 2023, "lac_ceased_by_reason", "returned_home_planned", 117},
		{"E08000035", 2023, "lac_ceased_by_reason", "special_guardianship", 52}, {"E08000035", 2023, "lac_ceased_by_reason", "adopted", missing},
		{model.England, 2023, "lac_ceased_by_period_of_care_duration", "10_years_and_over", 1680}, {model.England, 2023, "lac_ceased_by_period_of_care_duration", "under_2_weeks", 2060},
		{model.England, 2023, "lac_ceased_by_number_of_periods_of_care", "1:total", 28130}, {model.England, 2023, "placements_ceased_by_duration", "all_placements:from_8_days_to_under_1_month", 7000},
		{model.England, 2023, "lac_31_march_by_provider", "private", 33130}, {model.England, 2023, "lac_31_march_by_locality", "outside_la", 36390},
		{model.England, 2023, "lac_31_march_by_placement_locality_provider", "3a:foster_placements:own_provision_by_the_la", 5000},
		{"E08000035", 2023, "placement_changes_by_reason", "total_placements_changing", 1334}, {"E08000035", 2023, "new_placements_by_location", "total_new_placements", 1900},
		{"E08000035", 2023, "cpp_started", "total", 826}, {"E08000035", 2023, "cpp_ended", "total", 830}, {"E08000035", 2023, "cpp_31_march", "total", 601},
		{"E08000035", 2023, "cpp_started_second_or_subsequent", "total", 200}, {"E08000035", 2023, "cpp_31_march_by_duration", "over_3_to_6_months", 150},
		{"E08000035", 2023, "cpp_ended_by_duration", "3_months_or_less", missing}, {"E08000035", 2023, "cpp_ended_by_duration", "1_to_2_years", 200},
	} {
		got, ok := p.Value(c.code, c.year, c.measure, c.breakdown)
		if !ok {
			got = missing
		}
		if got != c.want {
			t.Errorf("%s %d %s %s: %v, want %v", c.code, c.year, c.measure, c.breakdown, got, c.want)
		}
	}
}

// TestOfficialFaults holds that a fault names its line and file, and that a
// file of another form is passed over.
func TestOfficialFaults(t *testing.T) {
	const head = officialPlace + "population_type,population_estimate,children_count,rate_per_10000\n"
	const what = "Children looked after on 31 March each year,1,"
	for row, want := range map[string]string{
		officialLeeds + what + "many,2\n":                                  `line 2: children_count is "many"`,
		officialLeeds + what + "-4,2\n":                                    `line 2: children_count is "-4"`,
		strings.Replace(officialLeeds, "2023", "soon", 1) + what + "4,2\n": `"soon" is not a year`,
		officialLeeds + "\n":                                               "line 2 has",
	} {
		_, err := LoadPublished(context.Background(), write(t, map[string]string{"bad.csv": head + row}))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "bad.csv") {
			t.Errorf("%q: error %v, want %q", row, err, want)
		}
	}
	dir := write(t, map[string]string{"good.csv": head + officialLeeds + what + "4,2\n", "swcount.csv": officialPlace + "cla_group,swcount\n" + officialLeeds + "x,3\n"})
	p, err := LoadPublished(context.Background(), dir)
	if err != nil || len(p.Sources) != 1 {
		t.Errorf("%v: %v", p, err)
	}
}

// TestOfficialAndTidyAgree reads the downloads that lie beside the project, as
// they come, against the tidy tables: plans and populations are of one release
// and equal, the others within what revisions change.
func TestOfficialAndTidyAgree(t *testing.T) {
	found, _ := filepath.Glob(filepath.Join("..", "..", "..", "*", "published", "official-format"))
	if len(found) == 0 {
		t.Skip("no official downloads lie beside the project")
	}
	p, err := LoadPublished(context.Background(), found[0])
	if err != nil {
		t.Fatal(err)
	}
	tidy, _ := filepath.Glob(filepath.Join(filepath.Dir(found[0]), "*.csv.gz"))
	q, err := LoadPublished(context.Background(), tidy...)
	if err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(found[0])
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Sources) != len(files)-1 { // b1 has children in need, who are not used
		t.Errorf("%d of %d files were used", len(p.Sources), len(files))
	}
	compared, off := 0, 0
	for _, a := range p.All() {
		p.Each(a.Code, func(year int, measure, breakdown string, x float64) {
			y, ok := q.Value(a.Code, year, measure, breakdown)
			if !ok || measure == "cpp_ended" {
				return
			}
			compared++
			exact := strings.HasPrefix(measure, "cpp") || measure == "population_0_17_mid_year"
			if exact && x != y {
				t.Errorf("%s %d %s %s: %v, tidy %v", a.Name, year, measure, breakdown, x, y)
			}
			if diff := x - y; diff*diff > 100+0.01*y*y {
				off++
			}
		})
	}
	t.Logf("%d figures compared, %d differ by more than a tenth", compared, off)
	if compared < 3500 || off > compared/50 {
		t.Errorf("%d figures compared, %d differ by more than a tenth", compared, off)
	}
}

// TestOfficialTablesStayWhole holds that a table of one council and year comes
// from one release: what the later one suppresses isn't filled from an earlier.
func TestOfficialTablesStayWhole(t *testing.T) {
	const head = officialPlace + "cla_group,characteristic,number,percentage\n"
	year := func(s, y string) string { return strings.Replace(s, "2023", y, 1) }
	dir := write(t, map[string]string{
		"a_ceased_early.csv": head + officialLeeds + "Reason episode ceased,Adopted,7,2\n" + officialLeeds + "Reason episode ceased,Died,1,2\n" + year(officialLeeds, "2022") + "Reason episode ceased,Adopted,9,2\n",
		"b_ceased_late.csv":  head + officialLeeds + "Reason episode ceased,Adopted,c,c\n" + officialLeeds + "Reason episode ceased,Died,0,0\n" + year(officialLeeds, "2024") + "Reason episode ceased,Adopted,8,2\n",
	})
	p, err := LoadPublished(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := p.Value("E08000035", 2023, "lac_ceased_by_reason", "adopted"); ok {
		t.Errorf("%v adoptions of the earlier release", v)
	}
	for year, want := range map[int]float64{2022: 9, 2024: 8} {
		if v, _ := p.Value("E08000035", year, "lac_ceased_by_reason", "adopted"); v != want {
			t.Errorf("%v adoptions in %d, want %v", v, year, want)
		}
	}
	if v, ok := p.Value("E08000035", 2023, "lac_ceased_by_reason", "died"); !ok || v != 0 {
		t.Errorf("%v died, want 0 of the later release", v)
	}
}

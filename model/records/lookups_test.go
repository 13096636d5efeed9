package records

import (
	"context"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

const directoryText = "\ufeffpcd,pcds,dointr,doterm,oscty,oslaua\n" +
	"\"LS1 1AA\",\"LS1 1AA\",198001,,E99999999,E08000035\n\"LS1 2AA\",\"LS1 2AA\",198001,,E99999999,E08000035\nLS122AA,LS12 2AA,198001,,E99999999,E08000035\n" +
	"HX1 1AA,HX1 1AA,198001,,E99999999,E08000033\nWF1 1AA,WF1 1AA,198001,,E99999999,E08000036\nWF1 1AB,WF1 1AB,198001,,E99999999,E08000035\n" +
	"LA1 1AA,LA1 1AA,198001,,E10000017,E07000121\nCF1 1AA,CF1 1AA,198001,,W99999999,W06000015\nGY1 1AA,GY1 1AA,198001,,L99999999,\n"

func TestDirectory(t *testing.T) {
	dir := write(t, map[string]string{
		"a/one.csv":   directoryText,
		"a/two.csv":   "PCDS,LAD25CD,CTY25CD\nAA1 1AA,E06000001,E99999999\nls1 1aa,E06000002,E99999999\n",
		"a/notes.txt": "Read me.",
	})
	d, err := LoadDirectory(context.Background(), filepath.Join(dir, "a"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Len() != 9 {
		t.Errorf("%d postcodes", d.Len())
	}
	for code, want := range map[string]string{
		"LS1 1AA": "E08000035", "ls11aa": "E08000035", "LA1 1AA": "E10000017", "AA1 1AA": "E06000001", "CF1 1AA": "W06000015",
		"LS1 2": "E08000035", "LS12": "E08000035", "WF1 1": "", "HX": "", "GY1 1AA": "", "": "", "LS1 1AA and more": "", "XX1 1XX": "",
	} {
		if got, ok := d.Authority(code); got != want || ok != (want != "") {
			t.Errorf("%q lies in %q, want %q", code, got, want)
		}
	}
	if _, err := LoadDirectory(context.Background(), filepath.Join(write(t, plainFiles), "2023")); err == nil || !strings.Contains(err.Error(), "no postcode directory") {
		t.Errorf("%v", err)
	}
}

// TestLocatedByDirectory places children by the directory, given or found
// among the records, with the council's code or without.
func TestLocatedByDirectory(t *testing.T) {
	text := "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,HOME_POST,PL_POST\n"
	for i, p := range []string{"LS1 1AA", "HX1 1AA", "LS1 2", "WF1 1", "CF11AA", ""} {
		text += fmt.Sprintf("C%d,10/05/2022,S,V2,N1,U4,PR1,,,LS1 1AA,%s\n", i, p)
	}
	d, err := LoadDirectory(context.Background(), filepath.Join(write(t, map[string]string{"d.csv": directoryText}), "d.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		opt   Options
		files map[string]string
	}{
		"given":              {Options{Directory: d, Home: "E08000035"}, map[string]string{"e.csv": text}},
		"home guessed":       {Options{Directory: d}, map[string]string{"e.csv": text}},
		"among the records":  {Options{Home: "E08000035"}, map[string]string{"e.csv": text, "d.csv": directoryText}},
		"with an area's own": {Options{Directory: d, Home: "E08000035", Area: func(string) (model.Location, bool) { return model.InArea, false }}, map[string]string{"e.csv": text}},
	} {
		t.Run(name, func(t *testing.T) {
			h, r := load(t, test.opt, write(t, test.files))
			var got []string
			for _, c := range h.Children {
				got = append(got, c.Periods[0].Placements[0].Location.String())
			}
			if strings.Join(got, " ") != "in out in in out in" || r.Located != 4 || r.Unlocated != 2 {
				t.Errorf("%v, %d located", got, r.Located)
			}
		})
	}
}

// TestRegionalIdentifiers links plans to care where the return's identifiers
// carry the authority's number.
func TestRegionalIdentifiers(t *testing.T) {
	census := strings.Replace(message("2023", "A 2010-02-01: 2022-04-20/", "B 2011-05-01: 2022-06-01/"), "</CollectionDetails>", "</CollectionDetails><Source><LEA>301</LEA></Source>", 1)
	h, r := load(t, Options{}, write(t, map[string]string{
		"header.csv":   "YEAR,LA,CHILD,SEX,DOB,ETHNIC\n2023,301,A_301,1,2010-02-01,WBRI\n2023,302,A_302,1,2015-02-01,WBRI\n",
		"episodes.csv": "YEAR,LA,CHILD,DECOM,RNE,LS,PLACE,PLACE_PROVIDER,DEC,REC\n2023,301,A_301,2022-05-10,S,V2,U4,PR1,,\n2023,302,A_302,2022-05-10,S,V2,U4,PR1,,\n",
		"cin.xml":      census,
	}))
	var got []string
	for _, c := range h.Children {
		got = append(got, c.ID+": "+brief(c))
	}
	want := []string{"A_301: 2022-05-10 [2022-05-10 foster_own in V2] open; plan 2022-04-20-", "A_302: 2022-05-10 [2022-05-10 foster_own in V2] open", "B_301: plan 2022-06-01-"}
	if !reflect.DeepEqual(got, want) || !h.Linked || r.Counts["identifiers-matched"] != 1 {
		t.Errorf("got  %q\nwant %q\n%v", got, want, r.Counts)
	}
}

func TestPopulationDownloads(t *testing.T) {
	bands := func(x float64) [model.AgeBands]float64 { // x children at each age
		return [model.AgeBands]float64{x, 4 * x, 5 * x, 6 * x, 2 * x}
	}
	official := "\ufefftime_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,age_group,population_estimate\n" +
		"2023,Reporting year,National,E92000001,England,,,,,,Children aged 0 to 17 years,12059476\n2023,Reporting year,Local authority,E92000001,England,E12000003,Y,383,E08000035,Leeds,Children aged 0 to 17 years,1800\n" +
		"2023,Reporting year,Local authority,E92000001,England,E12000003,Y,370,E08000016,Barnsley,Children aged 0 to 17 years,c\n2022,Reporting year,Local authority,E92000001,England,E12000003,Y,383,E08000035,Leeds,Children aged 0 to 17 years,3600\n"
	var single, projected, long strings.Builder
	single.WriteString("ladcode23,laname23,country,sex,age,population_2022,population_2023\n")
	projected.WriteString("AREA_CODE,AREA_NAME,COMPONENT,SEX,AGE_GROUP,2022,2023\n")
	long.WriteString("Year;Age;Population\n")
	for _, area := range []string{"E08000035,Leeds", "E08000016,Barnsley"} {
		for age := range 20 {
			fmt.Fprintf(&single, "%s,E,M,%d,150,60\n%s,E,F,%d,50,40\n", area, age, area, age)
			for _, sex := range []string{"males", "females", "persons"} {
				fmt.Fprintf(&projected, "%s,Population,%s,%d,200,100.0\n", area, sex, age)
			}
		}
		fmt.Fprintf(&projected, "%s,Population,persons,90+,999,999\n%s,Population,persons,All ages,999,999\n", area, area)
	}
	for age := range 19 {
		fmt.Fprintf(&long, "2022;%d;200\n2023;%d;100\n", age, age)
	}
	want := model.Population{First: 2022, Years: [][model.AgeBands]float64{bands(200), bands(100)}}
	leeds := model.Authority{Code: "E08000035"}
	for name, test := range map[string]struct {
		text string
		of   model.Authority
		ok   bool
	}{
		"official": {official, leeds, true}, "official, by name": {official, model.Authority{Name: "leeds"}, true}, "official, whose": {official, model.Authority{}, false},
		"single years": {single.String(), leeds, true}, "projections": {projected.String(), leeds, true}, "long": {long.String(), model.Authority{}, true},
		"own area missing": {single.String(), model.Authority{Code: "E08000099"}, false}, "own figure missing": {official, model.Authority{Code: "E08000016"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(write(t, map[string]string{"p.csv": test.text}), "p.csv")
			got, err := LoadPopulationOf(path, test.of)
			if (err == nil) != test.ok || test.ok && !reflect.DeepEqual(got, want) {
				t.Errorf("%+v, %v", got, err)
			}
			files := map[string]string{"p.csv": test.text}
			for n, text := range plainFiles {
				files[n] = text
			}
			h, _ := load(t, Options{Home: test.of.Code, Name: test.of.Name}, write(t, files))
			if test.ok && !reflect.DeepEqual(h.Population, want) {
				t.Errorf("among the records: %+v", h.Population)
			}
		})
	}
}

func TestLedger(t *testing.T) {
	files := map[string]string{"ledger.csv": "Child,From,To,Weekly_Cost\nA,10/05/2022,20/06/2022,\"£1,180.50\"\nA,20/06/2022,,5600\nA,20/06/2022,,5600\nA,15/06/2022,30/06/2022,80\nB,01/01/2020,01/02/2020,700\nZ,01/09/2022,,700\nB,x,,700\nB,01/09/2022,,much\n"}
	for n, text := range plainFiles {
		files[n] = text
	}
	_, r := load(t, Options{}, write(t, files))
	var got []string
	for _, l := range r.Ledger {
		got = append(got, fmt.Sprintf("%s %v %v %d.%d %d", l.Child, l.From, l.Weekly, l.Period, l.Placement, l.Days))
	}
	want := []string{"A 2022-05-10 1180.5 0.0 41", "A 2022-06-15 80 0.1 10", "A 2022-06-20 5600 0.1 285", "B 2020-01-01 700 -1.-1 0", "Z 2022-09-01 700 -1.-1 0"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for rule, n := range map[string]int{"ledger-unmatched": 2, "ledger-date": 1, "ledger-cost": 1, "ledger-overlap": 2} {
		if r.Counts[rule] != n {
			t.Errorf("%s %d times, want %d", rule, r.Counts[rule], n)
		}
	}
	for _, f := range r.Findings {
		if f.Rule == "ledger-cost" && r.Child(f.Pos) != "B" {
			t.Errorf("child %q", r.Child(f.Pos))
		}
	}
}

func TestFGDM(t *testing.T) {
	block := "<PreProceedingsandFGDM><PPStartDate>2025-09-09</PPStartDate><FGDMMeetingOffer>%s</FGDMMeetingOffer><FGDMMeetingFac>%s</FGDMMeetingFac><CourtAppDate>%s</CourtAppDate></PreProceedingsandFGDM></CINdetails>"
	text := message("2026", "A 2016-05-02: 2025-05-01/", "B 2016-05-02: 2025-05-01/", "C 2016-05-02: 2025-05-01/")
	for _, b := range [][]any{{"1", "true", ""}, {"1", "0", "2025-12-01"}, {"0", "", ""}} {
		text = strings.Replace(text, "</ChildProtectionPlans></CINdetails>", "</ChildProtectionPlans>"+fmt.Sprintf(block, b...), 1)
	}
	_, r := load(t, Options{}, write(t, map[string]string{"cin.xml": text}))
	if want := []FGDM{{2026, 3, 2, 1, 1}}; !reflect.DeepEqual(r.FGDM, want) {
		t.Errorf("%+v, want %+v", r.FGDM, want)
	}
}

// BenchmarkDirectory reads a tenth of the national directory; the bytes that
// stay are its size in memory.
func BenchmarkDirectory(b *testing.B) {
	var text strings.Builder
	text.WriteString("pcds,oscty,oslaua\n")
	const n = 270000
	for i := range n {
		fmt.Fprintf(&text, "%c%c%d %d%c%c,E99999999,E08%06d\n", 'A'+i/10000%26, 'A'+i/1000%26, 1+i/100%90, i/10%10, 'A'+i%26, 'A'+i/26%26, i/900)
	}
	path := filepath.Join(write(b, map[string]string{"d.csv": text.String()}), "d.csv")
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		if _, err := LoadDirectory(context.Background(), path); err != nil {
			b.Fatal(err)
		}
	}
}

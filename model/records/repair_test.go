package records

import (
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestRepairs holds each rule of joining against a child's rows in two or
// three returns. A row is written as DECOM RNE LS PLACE PROVIDER DEC REC with
// - for blank.
func TestRepairs(t *testing.T) {
	tests := []struct {
		name  string
		years map[string]string
		born  string
		want  string
		rules string // rules expected, in order of name
	}{
		{"repeated and closed later", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 - -",
			"2023": "10/05/2021 S V2 U4 PR1 20/08/2022 E4A",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] home 2022-08-20", ""},
		{"open in the latest return", map[string]string{
			"2023": "10/05/2021 S V2 K2 PR4 - -",
		}, "", "2021-05-10 [2021-05-10 residential in V2] open", ""},
		{"start unknown, placement known", map[string]string{
			"2023": "10/05/2021 P C2 K2 PR4 - -",
		}, "", "~2021-05-10 [2021-05-10 residential in C2] open", ""},
		{"start and placement unknown", map[string]string{
			"2023": "10/05/2021 L C2 K2 PR4 - -",
		}, "", "~2021-05-10 [~2021-05-10 residential in C2] open", ""},
		{"legal change alone", map[string]string{
			"2023": "10/05/2022 S V2 U1 PR1 01/07/2022 X1|01/07/2022 L C2 U1 PR1 - -",
		}, "", "2022-05-10 [2022-05-10 kinship in C2] open", ""},
		{"legal change with another setting", map[string]string{
			"2023": "10/05/2022 S V2 U1 PR1 01/07/2022 X1|01/07/2022 L C2 K2 PR1 - -",
		}, "", "2022-05-10 [2022-05-10 kinship in V2] [2022-07-01 residential in C2] open", "legal-and-place"},
		{"move within a setting", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR4 01/07/2022 X1|01/07/2022 P V2 U6 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_agency in V2] [2022-07-01 foster_agency in V2] open", ""},
		{"temporary stay and back", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR4 01/07/2022 X1|01/07/2022 P V2 T1 - 05/07/2022 X1|05/07/2022 P V2 U4 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_agency in V2] open", ""},
		{"temporary stay, then another home", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR4 01/07/2022 X1|01/07/2022 P V2 T1 - 05/07/2022 X1|05/07/2022 P V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_agency in V2] [2022-07-05 residential in V2] open", ""},
		{"begins temporary", map[string]string{
			"2023": "10/05/2022 S V2 T4 - 12/05/2022 X1|12/05/2022 P V2 U4 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_agency in V2] open", "temporary-at-end"},
		{"short breaks are left out", map[string]string{
			"2023": "10/05/2022 S V4 U4 PR1 12/05/2022 E4A|10/06/2022 S V2 U4 PR1 - -",
		}, "", "2022-06-10 [2022-06-10 foster_own in V2] open", "short-break"},
		{"stale open row", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 - -",
			"2023": "",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] other 2022-03-31", "stale-open"},
		{"stale, then the same period goes on", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 - -",
			"2023": "20/06/2022 P V2 K2 PR4 - -",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] [2022-06-20 residential in V2] open", "open-then-next"},
		{"stale, then a new start", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 - -",
			"2023": "20/06/2022 S V2 K2 PR4 - -",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] other 2022-03-31; 2022-06-20 [2022-06-20 residential in V2] open", "open-then-start"},
		{"start re-dated", map[string]string{
			"2022": "10/03/2022 S V2 U4 PR1 - -",
			"2023": "14/03/2022 S V2 U4 PR1 - -",
		}, "", "2022-03-14 [2022-03-14 foster_own in V2] open", "re-dated"},
		{"superseded by a later return", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 01/09/2021 X1|01/09/2021 P V2 K2 PR4 - -",
			"2023": "10/05/2021 S V2 U4 PR1 - -",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] open", "superseded"},
		{"overlap", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/07/2022 X1|01/07/2022 P V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] [2022-07-01 residential in V2] open", "overlap"},
		{"overlap of two periods", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/07/2022 E4A|01/07/2022 S V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] home 2022-07-01; 2022-07-01 [2022-07-01 residential in V2] open", "overlap"},
		{"gap after X1", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|01/07/2022 P V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] [2022-07-01 residential in V2] open", "gap-after-x1"},
		{"X1, then a start later", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|01/07/2022 S V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] other 2022-06-20; 2022-07-01 [2022-07-01 residential in V2] open", "x1-then-start"},
		{"X1 and S on one day", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1|20/06/2022 S V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] [2022-06-20 residential in V2] open", "start-after-x1"},
		{"X1 and nothing after", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 X1",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] other 2022-06-20", "x1-without-next"},
		{"DEC without REC, row follows", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 -|20/06/2022 P V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] [2022-06-20 residential in V2] open", "dec-rec-inferred"},
		{"DEC without REC, none follows", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 -",
		}, "", "", "dec-without-rec"},
		{"REC without DEC", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 - E4A",
		}, "", "", "rec-without-dec"},
		{"X1 without DEC, row follows", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 - X1|20/06/2022 P V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] [2022-06-20 residential in V2] open", "rec-dec-inferred"},
		{"DEC before DECOM", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 01/05/2022 E4A",
		}, "", "", "dec-before-decom"},
		{"one-day row hands its start on", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 10/05/2022 X1|10/05/2022 P V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 residential in V2] open", "dec-is-decom"},
		{"one-day row hands its end on", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 10/06/2022 X1|10/06/2022 P V2 K2 PR4 10/06/2022 E4A",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] home 2022-06-10", "dec-is-decom"},
		{"code known from another return", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 - -",
			"2023": "10/05/2021 S X9 - PR1 - -",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] open", "code-from-return code-from-return"},
		{"code known from the nearest return", map[string]string{
			"2021": "10/05/2020 S V2 U4 PR1 - -",
			"2022": "10/05/2020 S C2 K2 PR1 - -",
			"2023": "10/05/2020 S X9 K2 PR1 - -",
		}, "", "2020-05-10 [2020-05-10 residential in C2] open", "code-from-return episode-differs episode-differs"},
		{"one code known, one not", map[string]string{
			"2022": "10/05/2021 S V2 U9 PR1 - -",
			"2023": "10/05/2021 S X9 U9 PR1 - -",
		}, "", "", "unknown-code unknown-code unknown-code"},
		{"unknown code", map[string]string{
			"2023": "10/05/2022 S V2 U9 PR1 - -",
		}, "", "", "unknown-code"},
		{"month first is no date", map[string]string{
			"2023": "05/13/2022 S V2 U4 PR1 - -",
		}, "", "", "bad-date"},
		{"after the year's end", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 - -|10/05/2021 S V2 U4 PR1 01/09/2021 E4A|10/05/2019 S V2 U4 PR1 01/09/2033 E4A",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] home 2021-09-01; 2022-05-10 [2022-05-10 foster_own in V2] open", "after-year-end"},
		{"two rows on one day", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E4A|10/05/2022 S V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] home 2022-06-20", "same-day-twice"},
		{"one row open and closed", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E4A|10/05/2022 S V2 U4 PR1 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] home 2022-06-20", "sent-twice"},
		{"new period without S", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E4A|20/07/2022 P V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] home 2022-06-20; ~2022-07-20 [2022-07-20 residential in V2] open", "continues-after-end"},
		{"goes on in a row that can't be read", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 - -",
			"2023": "31/02/2021 S V2 U4 PR1 - -",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] open", "bad-date decom-unread"},
		{"ends in a row that can't be read", map[string]string{
			"2021": "10/05/2020 S V2 U4 PR1 - -",
			"2022": "- S V2 U4 PR1 - -",
			"2023": "31/02/2021 S V2 U4 PR1 20/08/2022 E4A",
		}, "", "2020-05-10 [2020-05-10 foster_own in V2] home 2022-08-20", "bad-date missing-date decom-unread"},
		{"another episode that can't be read", map[string]string{
			"2022": "10/05/2021 S V2 U4 PR1 - -",
			"2023": "31/02/2021 S V2 K2 PR1 - -",
		}, "", "2021-05-10 [2021-05-10 foster_own in V2] other 2022-03-31", "bad-date stale-open"},
		{"an episode after a death", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR1 20/06/2022 E2|20/07/2022 S V2 K2 PR4 - -",
		}, "", "2022-05-10 [2022-05-10 foster_own in V2] died 2022-06-20; 2022-07-20 [2022-07-20 residential in V2] open", "after-final-exit"},
		{"eighteen within a week", map[string]string{
			"2023": "10/05/2022 S V2 H5 PR4 07/09/2022 E8",
		}, "10/09/2004", "2022-05-10 [2022-05-10 supported in V2] aged18 2022-09-07", ""},
		{"eighteen more than a week off", map[string]string{
			"2023": "10/05/2022 S V2 H5 PR4 01/09/2022 E8",
		}, "10/09/2004", "2022-05-10 [2022-05-10 supported in V2] other 2022-09-01", ""},
		{"open long after eighteen", map[string]string{
			"2023": "10/05/2022 S V2 H5 PR4 - -",
		}, "10/09/2004", "2022-05-10 [2022-05-10 supported in V2] aged18 2022-09-10", "open-after-18"},
		{"left long after eighteen", map[string]string{
			"2023": "10/05/2022 S V2 H5 PR4 01/12/2022 E8",
		}, "10/09/2004", "2022-05-10 [2022-05-10 supported in V2] aged18 2022-09-10", "left-after-18"},
		{"starts after eighteen", map[string]string{
			"2023": "10/05/2022 S V2 H5 PR4 - -",
		}, "10/04/2004", "", "starts-after-18"},
		{"born after the start", map[string]string{
			"2023": "10/05/2022 S V2 U4 PR4 - -",
		}, "10/06/2022", "", "born-after-start"},
		{"old codes", map[string]string{
			"2014": "10/05/2013 S V2 Q1 PR1 20/06/2013 X1|20/06/2013 P D1 Q2 PR1 20/08/2013 E43",
		}, "", "2013-05-10 [2013-05-10 kinship in V2] [2013-06-20 foster_own in D1] sgo 2013-08-20", "old-code"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{"uasc.csv": "CHILD,SEX,DOB,DUC\n"}
			born := test.born
			if born == "" {
				born = "05/02/2010"
			}
			for year, rows := range test.years {
				text := episodesLine
				// Another child keeps the year's return from being empty.
				text += "B," + "01/05/" + before(year) + ",S,V2,N1,K2,PR4,02/03/" + year + ",E4A,,,,,IN\n"
				for _, row := range strings.Split(rows, "|") {
					if row == "" {
						continue
					}
					f := strings.Split(row, " ")
					for i := range f {
						f[i] = strings.Trim(f[i], "-")
					}
					text += "A," + f[0] + "," + f[1] + "," + f[2] + ",N1," + f[3] + "," + f[4] + "," + f[5] + "," + f[6] + ",,,,,IN\n"
				}
				files[year+"/episodes.csv"] = text
				files[year+"/header.csv"] = headerLine + "A,1," + born + ",WBRI,,,\nB,2,01/05/2010,WBRI,,,\n"
			}
			h, r := load(t, Options{}, write(t, files))
			got := ""
			for _, c := range h.Children {
				if c.ID == "A" {
					got = brief(c)
				}
			}
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			var found []string
			for _, f := range r.Findings {
				switch f.Rule {
				case "without-episodes", "missing-return", "year-by-content":
				default:
					found = append(found, f.Rule)
				}
				if f.Severity == model.SetAside && (f.Line == 0 || f.Column == 0) {
					t.Errorf("%s has no position: %+v", f.Rule, f.Pos)
				}
			}
			if strings.Join(found, " ") != test.rules {
				t.Errorf("rules %q, want %q", found, test.rules)
			}
		})
	}
}

// TestGap bridges a gap after X1 up to the longest that is asked for.
func TestGap(t *testing.T) {
	text := episodesLine + "A,10/05/2022,S,V2,N1,U4,PR1,20/06/2022,X1,,,,,IN\nA,01/07/2022,P,V2,N1,K2,PR4,,,,,,,IN\n"
	for gap, want := range map[int]string{
		0: "2022-05-10 [2022-05-10 foster_own in V2] [2022-07-01 residential in V2] open", 11: "2022-05-10 [2022-05-10 foster_own in V2] [2022-07-01 residential in V2] open",
		10: "2022-05-10 [2022-05-10 foster_own in V2] other 2022-06-20; ~2022-07-01 [2022-07-01 residential in V2] open",
	} {
		h, r := load(t, Options{Gap: gap}, write(t, map[string]string{"2023/e.csv": text}))
		if got := brief(h.Children[0]); got != want || r.Counts["gap-too-long"]+r.Counts["gap-after-x1"] != 1 {
			t.Errorf("%d days\ngot  %s\nwant %s", gap, got, want)
		}
	}
}

// before is the year before, as text.
func before(year string) string {
	n, _ := number(year)
	return model.NewDate(n-1, 1, 1).String()[:4]
}

// A gap of years after REC X1 is no stay: the returns between hold no row of the
// child.
func TestGapOfYearsEndsThePeriod(t *testing.T) {
	for _, c := range []struct {
		next    string
		periods int
	}{{"01/05/2020", 1}, {"01/02/2023", 2}} {
		files := map[string]string{
			"2020/header.csv":   "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA,1,01/01/2010,WBRI,,,\nB,1,01/01/2010,WBRI,,,\n",
			"2020/episodes.csv": episodesLine + "A,01/07/2019,S,C2,N1,U4,PR1,01/03/2020,X1,CARPL,,,,\nB,01/07/2019,S,C2,N1,U4,PR1,,,,,,,\n",
			"2023/header.csv":   "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\nA,1,01/01/2010,WBRI,,,\nB,1,01/01/2010,WBRI,,,\n",
			"2023/episodes.csv": episodesLine + "A," + c.next + ",P,C2,N1,U4,PR1,,,,,,,\nB,01/07/2019,S,C2,N1,U4,PR1,,,,,,,\n",
		}
		h, _ := load(t, Options{}, write(t, files))
		if got := len(h.Children[0].Periods); got != c.periods {
			t.Errorf("next row on %s: %d periods, must be %d", c.next, got, c.periods)
		}
	}
}

package records

import (
	"fmt"
	"strings"
	"testing"
)

// TestJudged holds what is said of episodes that can't be or hardly are. A row
// is DECOM RNE LS CIN PLACE PROVIDER DEC REC PL_POST URN with - for blank; the
// child is born on 5 February 2010.
func TestJudged(t *testing.T) {
	for _, c := range []struct{ name, rows, want string }{
		{"as it should be", "10/05/2022 S V2 N1 U4 PR1 01/07/2022 X1 LS11AA SC1|01/07/2022 P V2 N1 K2 PR4 - - LS11AA SC2", ""},
		{"foster care by a public body", "10/05/2022 S V2 N1 U4 PR3 - - - -", "impossible-provider: PR3 with U4"},
		{"parents as foster carers", "10/05/2022 S V2 N1 U4 PR0 - - - -", "impossible-provider: PR0 with U4"},
		{"own provision at the parents'", "10/05/2022 S C2 N1 P1 PR1 - - - -", "impossible-provider: PR1 with P1"},
		{"prison of a voluntary body", "10/05/2022 S J1 N1 R5 PR5 - - - -", ""},
		{"prison of another council", "10/05/2022 S J1 N1 R5 PR2 - - - -", "impossible-provider: PR2 with R5"},
		{"at the parents'", "10/05/2022 S C2 N1 P1 PR0 - - - -", ""},
		{"foster care by nobody", "10/05/2022 S V2 N1 U6 - - - - -", "no-provider: taken for an agency's"},
		{"a home by nobody", "10/05/2022 S V2 N1 K2 - - - - -", "no-provider"},
		{"other, by nobody", "10/05/2022 S V2 N1 Z1 - - - - -", ""},
		{"too young to live alone", "10/05/2022 S V2 N1 P2 PR1 - - - -", "too-young: P2, from 15 years"},
		{"old enough for semi-independence", "05/02/2024 S V2 N1 H5 PR4 - - - -", ""},
		{"a day too young for it", "04/02/2024 S V2 N1 H5 PR4 - - - -", "too-young: H5, from 14 years"},
		{"police protection of three days", "10/05/2022 S L1 N1 U6 PR1 13/05/2022 X1 - -|13/05/2022 L V2 N1 U6 PR1 - - - -", ""},
		{"police protection of four days", "10/05/2022 S L1 N1 U6 PR1 14/05/2022 E4A - -", "held-too-long: LS L1, 3 days allowed"},
		{"police protection in two homes", "10/05/2022 S L1 N1 U6 PR1 12/05/2022 X1 - -|12/05/2022 P L1 N1 K2 PR1 14/05/2022 E4A - -", "held-too-long: LS L1, 3 days allowed"},
		{"starts and ends away", "10/05/2022 S V2 N1 T4 - 12/05/2022 X1 - -|12/05/2022 P V2 N1 U6 PR1 01/06/2022 X1 - -|01/06/2022 P V2 N1 T1 - 03/06/2022 E4A - -",
			"temporary-at-end: it starts so|temporary-at-end: it ends so"},
		{"away for too long", "10/05/2022 S V2 N1 U6 PR1 01/06/2022 X1 - -|01/06/2022 P V2 N1 T4 - 09/06/2022 X1 - -|09/06/2022 P V2 N1 U6 PR1 - - - -", "temporary-too-long: T4, 7 days allowed"},
		{"away for a week", "10/05/2022 S V2 N1 U6 PR1 01/06/2022 X1 - -|01/06/2022 P V2 N1 T4 - 08/06/2022 X1 - -|08/06/2022 P V2 N1 U6 PR1 - - - -", ""},
		{"need changes", "10/05/2022 S V2 N1 U6 PR1 01/06/2022 X1 - -|01/06/2022 P V2 N5 K2 PR1 - - - -", "need-changes"},
		{"need of another period", "10/05/2022 S V2 N1 U6 PR1 01/06/2022 E4A - -|01/09/2022 S V2 N5 K2 PR1 - - - -", ""},
		{"a move to where the child is", "10/05/2022 S V2 N1 K2 PR1 01/06/2022 X1 LS11AA SC1|01/06/2022 P V2 N1 K2 PR1 - - LS11AA SC1", "move-unseen"},
		{"a move in a sector", "10/05/2022 S V2 N1 K2 PR1 01/06/2022 X1 LS1 SC1|01/06/2022 P V2 N1 K2 PR1 - - LS1 SC1", ""},
		{"a move without URN", "10/05/2022 S V2 N1 U6 PR1 01/06/2022 X1 LS11AA XXXXXXX|01/06/2022 P V2 N1 U6 PR1 - - LS11AA XXXXXXX", ""},
		{"a legal change where the child is", "10/05/2022 S V2 N1 K2 PR1 01/06/2022 X1 LS11AA SC1|01/06/2022 L C2 N1 K2 PR1 - - LS11AA SC1", ""},
		{"an old code", "10/05/2022 S D1 N1 Q2 PR1 - - - -", "old-code: Q2 after 2014-15, once|old-code: LS D1 from 30 December 2005 on, once"},
		{"a code before its time", "10/05/2022 S V2 N1 Z11 - 01/09/2022 E17 - -", "early-code: Z11 before 2025-26, once"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := episodesLine
			year := "2023"
			for _, row := range strings.Split(c.rows, "|") {
				f := strings.Split(row, " ")
				for i := range f {
					f[i] = strings.Trim(f[i], "-")
				}
				if strings.HasSuffix(f[0], "2024") {
					year = "2024"
				}
				text += fmt.Sprintf("A,%s,%s,%s,%s,%s,%s,%s,%s,,,%s,%s,IN\n", f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9])
			}
			_, r := load(t, Options{}, write(t, map[string]string{year + "/e.csv": text, year + "/h.csv": headerLine + "A,1,05/02/2010,WBRI,,,\n"}))
			var got []string
			for _, f := range r.Findings {
				switch f.Rule {
				case "no-uasc", "year-by-content", "part-year":
					continue
				}
				said := f.Rule + strings.TrimPrefix(f.What, rules[f.Rule].what)
				got = append(got, said)
				if f.Line < 2 || f.Column == 0 {
					t.Errorf("%s has no position: %+v", f.Rule, f.Pos)
				}
			}
			if !sameWords(got, strings.Split(c.want, "|")) {
				t.Errorf("said %q, want %q", got, c.want)
			}
		})
	}
}

// TestCodesOfYear tells codes by the returns that have them.
func TestCodesOfYear(t *testing.T) {
	for _, c := range []struct {
		place, rec string
		year       int16
		want       int
	}{
		{"Q2", "", 2015, 0}, {"Q2", "", 2016, 1}, {"K3", "", 2024, 0}, {"K3", "", 2023, 1}, {"H5", "", 2025, 0}, {"H5", "", 2026, 1},
		{"Z11", "", 2026, 0}, {"Z11", "", 2025, 1}, {"U6", "E43", 2018, 0}, {"U6", "E43", 2019, 1}, {"U6", "E4", 2014, 0}, {"U6", "E4", 2015, 1},
	} {
		f := &file{name: "e.csv"}
		f.codesOfYear(&episode{row: row{file: f, line: 2}, year: c.year, place: tagOf(c.place), rec: tagOf(c.rec)})
		if len(f.forms) != c.want {
			t.Errorf("%s %s in %d: %d said, want %d", c.place, c.rec, c.year, len(f.forms), c.want)
		}
	}
}

// sameWords compares without order; a single blank stands for none.
func sameWords(got, want []string) bool {
	if len(want) == 1 && want[0] == "" {
		want = nil
	}
	count := map[string]int{}
	for _, g := range got {
		count[g]++
	}
	for _, w := range want {
		count[w]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// TestDescriptionsDiffer holds what is said where header rows, or header and
// uasc, say different things of a child, and of codes that are none.
func TestDescriptionsDiffer(t *testing.T) {
	rows := episodesLine + "A,10/05/2021,S,V2,N1,U4,PR1,,,,,,,IN\nB,10/05/2021,S,V2,N1,U4,PR1,,,,,,,IN\n"
	_, r := load(t, Options{}, write(t, map[string]string{
		"2022/e.csv": rows, "2022/h.csv": headerLine + "A,1,05/02/2010,WBRI,,,\nB,2,01/05/2011,mwbc ,,,\n",
		"2023/e.csv": rows, "2023/h.csv": headerLine + "A,1,05/02/2010,MWBA,,,\nB,2,01/05/2011,BRIT,,,\n",
		"2023/u.csv": "CHILD,SEX,DOB,DUC\nB,2,02/05/2011,\n",
	}))
	for rule, n := range map[string]int{"ethnicity-differs": 1, "odd-code": 1, "uasc-differs": 1, "code-spelling": 1, "born-differs": 0} {
		if r.Counts[rule] != n {
			t.Errorf("%s %d times, want %d: %+v", rule, r.Counts[rule], n, r.Findings)
		}
	}
}

// TestEpisodeDiffers reports each change of an episode's codes once, where it
// comes.
func TestEpisodeDiffers(t *testing.T) {
	row := "A,10/05/2020,S,V2,N1,%s,PR1,,,,,,,IN\n"
	_, r := load(t, Options{}, write(t, map[string]string{
		"2021/e.csv": episodesLine + fmt.Sprintf(row, "Q2"), "2022/e.csv": episodesLine + fmt.Sprintf(row, "U4"),
		"2023/e.csv": episodesLine + fmt.Sprintf(row, "U4"), "2024/e.csv": episodesLine + fmt.Sprintf(row, "U6"),
	}))
	if n := r.Counts["episode-differs"]; n != 1 {
		t.Errorf("%d differences, want 1: %+v", n, r.Findings)
	}
	for _, f := range r.Findings {
		if f.Rule == "episode-differs" && (!strings.Contains(f.File, "2024") || !strings.HasSuffix(f.What, ": PLACE")) {
			t.Errorf("said as %+v", f)
		}
	}
}

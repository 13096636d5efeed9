package records

import (
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestReadingOptions reads one child's rows as usual, and as a council may have
// them read otherwise.
func TestReadingOptions(t *testing.T) {
	const (
		temporary = "A,10/05/2022,S,V2,N1,U4,PR1,01/07/2022,X1,,,,,IN\nA,01/07/2022,P,V2,N1,T1,,05/07/2022,X1,,,,,IN\nA,05/07/2022,P,V2,N1,U4,PR1,20/09/2022,E13,,,,,IN\n"
		again     = "A,10/05/2022,S,V2,N1,U4,PR1,20/06/2022,X1,,,,,IN\nA,22/06/2022,S,V2,N1,K2,PR4,,,,,,,IN\n"
		gap       = "A,10/05/2022,S,V2,N1,U4,PR1,20/06/2022,X1,,,,,IN\nA,21/06/2022,P,V2,N1,K2,PR4,,,,,,,IN\n"
		ends      = "A,10/05/2022,S,V2,N1,U4,PR1,20/06/2022,E4A,,,,,IN\nA,20/06/2022,S,V2,N1,K2,PR4,30/09/2022,E4A,,,,,IN\nA,01/12/2022,S,V2,N1,K2,PR4,31/03/2023,E4A,,,,,IN\n"
		twoParts  = "2022-05-10 [2022-05-10 foster_own in V2] other 2022-06-20; "
		twoHomes  = "2022-05-10 [2022-05-10 foster_own in V2] "
	)
	regrouped := model.Grouping{Settings: map[string]model.Setting{"U4 PR1": model.Kinship, "K2": model.School}, Exits: map[string]model.Exit{"E13": model.ExitCAO}}
	for _, c := range []struct {
		name, rows string
		opt        Options
		want       string
	}{
		{"as usual", temporary, Options{}, "2022-05-10 [2022-05-10 foster_own in V2] other 2022-09-20"},
		{"temporary stays of their own", temporary, Options{OwnTemporary: true},
			"2022-05-10 [2022-05-10 foster_own in V2] [2022-07-01 other in V2] [2022-07-05 foster_own in V2] other 2022-09-20"},
		{"regrouped", temporary, Options{Grouping: regrouped}, "2022-05-10 [2022-05-10 kinship in V2] cao 2022-09-20"},
		{"regrouped by code alone", gap, Options{Grouping: regrouped}, "2022-05-10 [2022-05-10 kinship in V2] [2022-06-21 school in V2] open"},
		{"no gap bridged", gap, Options{Gap: -1}, twoParts + "~2022-06-21 [2022-06-21 residential in V2] open"},
		{"a day bridged", gap, Options{Gap: 1}, twoHomes + "[2022-06-21 residential in V2] open"},
		{"a start after two days", again, Options{}, twoParts + "2022-06-22 [2022-06-22 residential in V2] open"},
		{"a start that goes on after two days", again, Options{Rejoin: 2}, twoHomes + "[2022-06-22 residential in V2] open"},
		{"a start a day later", strings.ReplaceAll(again, "22/06", "21/06"), Options{}, twoHomes + "[2022-06-21 residential in V2] open"},
		{"never goes on but on the day", strings.ReplaceAll(again, "22/06", "21/06"), Options{Rejoin: -1}, twoParts + "2022-06-21 [2022-06-21 residential in V2] open"},
		{"ends as usual", ends, Options{}, twoHomes[:len(twoHomes)-1] + " home 2022-06-20; 2022-06-20 [2022-06-20 residential in V2] home 2022-09-30; 2022-12-01 [2022-12-01 residential in V2] home 2023-03-31"},
		{"the last day counts", ends, Options{CareOnLastDay: true},
			twoHomes[:len(twoHomes)-1] + " home 2022-06-20; 2022-06-20 [2022-06-20 residential in V2] home 2022-10-01; 2022-12-01 [2022-12-01 residential in V2] open"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, _ := load(t, c.opt, write(t, map[string]string{"2023/e.csv": episodesLine + c.rows}))
			if got := brief(h.Children[0]); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			for _, p := range h.Children[0].Periods {
				if last := p.Placements[len(p.Placements)-1]; last.End != p.End {
					t.Errorf("the last placement ends on %s, the period on %s", last.End, p.End)
				}
			}
		})
	}
}

// TestPlanOnLastDay lets plans go on for their last day, but not into the next.
func TestPlanOnLastDay(t *testing.T) {
	text := message("2023", "A 2016-05-02: 2022-05-01/2022-09-30, 2022-09-30/2022-12-01, 2023-02-01/2023-03-31")
	for on, want := range map[bool]string{
		false: "plan 2022-05-01-2022-09-30; plan 2022-09-30-2022-12-01; plan 2023-02-01-2023-03-31",
		true:  "plan 2022-05-01-2022-09-30; plan 2022-09-30-2022-12-02; plan 2023-02-01-",
	} {
		h, _ := load(t, Options{PlanOnLastDay: on}, write(t, map[string]string{"cin.xml": text}))
		if got := brief(h.Children[0]); got != want {
			t.Errorf("%v\ngot  %s\nwant %s", on, got, want)
		}
	}
}

// TestChangesAreSaid holds that what the council file changes stands among the
// findings.
func TestChangesAreSaid(t *testing.T) {
	_, r := load(t, Options{Changes: []string{"P3 counts as other"}}, write(t, plainFiles))
	for _, f := range r.Findings {
		if f.Rule == "council-setting" && strings.HasSuffix(f.What, ": P3 counts as other") {
			return
		}
	}
	t.Errorf("not said: %+v", r.Findings)
}

// TestAnnexWindow lets list 8 reach back as far as it is said to.
func TestAnnexWindow(t *testing.T) {
	for days, from := range map[int]model.Date{0: -364, 182: -181} {
		h, _ := load(t, Options{AnnexCareDays: days}, book(t, t.TempDir()+"/annex.xlsx", annexSheets()))
		if h.From != h.To+from {
			t.Errorf("%d days: from %s to %s", days, h.From, h.To)
		}
	}
}

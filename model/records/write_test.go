package records

import (
	"bytes"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// writtenHistory is one sister and brother, by hand.
func writtenHistory() *model.History {
	day := model.NewDate
	return &model.History{
		Authority: model.Authority{Name: "Somewhere"}, From: day(2022, 4, 1), To: day(2024, 3, 31), PlansFrom: day(2022, 4, 1),
		Located: true, Linked: true,
		Population: model.Population{First: 2023, Years: [][model.AgeBands]float64{{10, 40, 50, 60, 20}}},
		Children: []model.Child{
			{
				ID: "000017", Sex: 'F', Born: day(2015, 2, 28),
				Periods: []model.PeriodOfCare{{
					Start: day(2022, 12, 1), StartKnown: true, End: day(2024, 1, 9), Exit: model.ExitSGO, Need: "N1", Family: "XS1 1AA",
					Placements: []model.Placement{
						{Start: day(2022, 12, 1), End: day(2023, 6, 1), Setting: model.FosterOwn, Provider: "PR1", Legal: "C1", StartKnown: true},
						{Start: day(2023, 6, 1), End: day(2024, 1, 9), Setting: model.Kinship, Location: model.OutOfArea, Provider: "PR1", Legal: "C2", StartKnown: true},
					},
				}},
				Plans: []model.Plan{{Start: day(2022, 9, 1), End: day(2023, 1, 15), Category: "NEG", Previous: 1, Referral: day(2022, 8, 1)}},
			},
			{
				ID: "000018", Sex: 'M', Born: day(2012, 7, 5),
				Periods: []model.PeriodOfCare{{
					Start: day(2022, 12, 1), StartKnown: true, Need: "N1", Family: "XS1 1AA",
					Placements: []model.Placement{{Start: day(2022, 12, 1), Setting: model.Residential, Provider: "PR4", Legal: "C2", StartKnown: true}},
				}},
			},
		},
	}
}

func fileOf(t *testing.T, files []File, name string) string {
	t.Helper()
	for _, f := range files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	t.Fatalf("no file %s", name)
	return ""
}

func TestReturnsRows(t *testing.T) {
	legal := func(child string, n int) []LegalStep {
		if child == "000017" && n == 0 {
			return []LegalStep{{model.NewDate(2022, 12, 1), "C1"}, {model.NewDate(2023, 9, 4), "C2"}}
		}
		return nil
	}
	files := Returns(writtenHistory(), WriteOptions{Legal: legal})
	lines := func(name string) []string {
		return strings.Split(strings.TrimSpace(fileOf(t, files, name)), "\n")
	}
	old := lines("ssda903/2023/episodes.csv")
	if len(old) != 3 || old[0] != "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN,PL_LOCATION" {
		t.Fatalf("2023: %q", old)
	}
	if f := strings.Split(old[1], ","); f[1] != "01/12/2022" || f[2] != "S" || f[3] != "C1" || f[7]+f[8]+f[9] != "" || f[13] != "IN" {
		t.Errorf("an episode that runs over 31 March must be open in the first return: %q", old[1])
	}
	now := lines("ssda903/2024/episodes.csv")
	want := [][3]string{{"S", "01/06/2023", "X1"}, {"P", "04/09/2023", "X1"}, {"L", "09/01/2024", ""}, {"S", "", ""}}
	if len(now) != 1+len(want) {
		t.Fatalf("2024: %q", now)
	}
	for i, w := range want {
		f := strings.Split(now[i+1], ",")
		if f[2] != w[0] || f[7] != w[1] || (w[2] != "" && f[8] != w[2]) {
			t.Errorf("row %d is %q, want RNE, DEC, REC %v", i, now[i+1], w)
		}
		if (f[9] != "") != (i == 0) {
			t.Errorf("row %d: a reason for the change belongs to the row before a move alone: %q", i, now[i+1])
		}
	}
	if rec := strings.Split(now[3], ",")[8]; model.ExitOf(rec) != model.ExitSGO {
		t.Errorf("left with %s", rec)
	}
	if got := fileOf(t, files, "population.csv"); !strings.Contains(got, "2023,16,17,20\n") {
		t.Errorf("population: %q", got)
	}
	census := fileOf(t, files, "cin/cin_2023.xml")
	for _, part := range []string{"<LAchildID>000017</LAchildID>", "<CINreferralDate>2022-08-01</CINreferralDate>", "<CPPstartDate>2022-09-01</CPPstartDate><CPPendDate>2023-01-15</CPPendDate><InitialCategoryOfAbuse>NEG</InitialCategoryOfAbuse>", "<NumberOfPreviousCPP>1</NumberOfPreviousCPP>"} {
		if !strings.Contains(census, part) {
			t.Errorf("census lacks %s", part)
		}
	}
	if strings.Contains(fileOf(t, files, "cin/cin_2024.xml"), "<Child>") {
		t.Error("a plan that ended before the year stands in its census")
	}
}

func TestDirtIsReproducibleAndMeasured(t *testing.T) {
	h := writtenHistory()
	child := h.Children[1]
	for i := range 400 {
		c := child
		c.ID = "1" + strings.Repeat("0", 2) + string(rune('A'+i/26)) + string(rune('A'+i%26))
		h.Children = append(h.Children, c)
	}
	clean := Returns(h, WriteOptions{})
	a, b := Returns(h, WriteOptions{Dirt: 0.1, Seed: 3}), Returns(h, WriteOptions{Dirt: 0.1, Seed: 3})
	for i := range a {
		if !bytes.Equal(a[i].Data, b[i].Data) {
			t.Fatalf("%s differs between runs", a[i].Name)
		}
	}
	kept := map[string]bool{}
	for _, l := range strings.Split(fileOf(t, clean, "ssda903/2024/episodes.csv"), "\n") {
		kept[l] = true
	}
	changed, total := 0, 0
	for _, l := range strings.Split(fileOf(t, a, "ssda903/2024/episodes.csv"), "\n") {
		total++
		if !kept[l] {
			changed++
		}
	}
	if changed < total/30 || changed > total/6 {
		t.Errorf("%d of %d rows changed, meant a tenth less those that a fault leaves alike", changed, total)
	}
}

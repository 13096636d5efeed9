package main

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestViewsKnowNoMore plants later releases and later years, and looks for
// them in what an origin knew.
func TestViewsKnowNoMore(t *testing.T) {
	const head = "authority_code,authority,year,measure,breakdown,value,unit,source\n"
	rows := head +
		"E92000001,England,2018,lac_31_march,total,100,children,DfE-CLA-2018 CLA2018\n" +
		"E08000035,Leeds,2017,lac_31_march,total,50,children,DfE-SFR50/2017 CLA\n" +
		"E08000035,Leeds,2017,lac_31_march,total,51,children,DfE-CLA-2018 CLA2018\n" +
		"E08000035,Leeds,2017,lac_31_march,total,99,children,DfE-CLA-2019 CLA2019\n" +
		"E08000035,Leeds,2018,cpp_31_march,total,7,plans,DfE-CIN-2024 d1\n" +
		"E08000035,Leeds,2019,lac_31_march,total,77,children,DfE-CLA-2019 CLA2019\n"
	path := filepath.Join(t.TempDir(), "lac.csv")
	if err := os.WriteFile(path, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := readReleases(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		p       *model.Published
		measure string
		year    int
		want    float64 // 0: not there
	}{
		{"known", r.known(2018), "lac_31_march", 2017, 51}, {"known at once", r.known(2017), "lac_31_march", 2017, 50},
		{"known", r.known(2018), "lac_31_march", 2019, 0}, {"known", r.known(2018), "cpp_31_march", 2018, 0},
		{"structured", r.structured(2018), "cpp_31_march", 2018, 7}, {"structured", r.structured(2018), "lac_31_march", 2017, 51},
		{"structured", r.structured(2018), "lac_31_march", 2019, 0}, {"final", r.final(), "lac_31_march", 2017, 99},
	} {
		if got, _ := c.p.Value("E08000035", c.year, c.measure, "total"); got != c.want {
			t.Errorf("%s: %s of %d is %v, want %v", c.name, c.measure, c.year, got, c.want)
		}
	}
}

// TestCutForgetsWhatCameLater holds a cut history to one in which the later
// part never was.
func TestCutForgetsWhatCameLater(t *testing.T) {
	day := model.NewDate(2020, 3, 31)
	placed := func(start, end model.Date) model.Placement { return model.Placement{Start: start, End: end} }
	h := &model.History{From: day - 1000, To: day + 700, PlansTo: day + 700, Children: []model.Child{
		{ID: "a", Periods: []model.PeriodOfCare{
			{Start: day - 90, End: day + 5, Exit: model.ExitSGO, Placements: []model.Placement{placed(day-90, day-10), placed(day-10, day+1), placed(day+1, day+5)}},
			{Start: day + 50}}, Plans: []model.Plan{{Start: day - 5, End: day + 60}, {Start: day + 80}}},
		{ID: "b", Plans: []model.Plan{{Start: day + 1}}},
		{ID: "c", Periods: []model.PeriodOfCare{{Start: day - 50, End: day, Exit: model.ExitSGO}}},
	}}
	want := []model.Child{
		{ID: "a", Periods: []model.PeriodOfCare{{Start: day - 90, Placements: []model.Placement{placed(day-90, day-10), placed(day-10, 0)}}},
			Plans: []model.Plan{{Start: day - 5}}},
		{ID: "c", Periods: []model.PeriodOfCare{{Start: day - 50, End: day, Exit: model.ExitSGO}}},
	}
	got := cut(h, day)
	if !reflect.DeepEqual(got.Children, want) || got.To != day || got.PlansTo != day {
		t.Errorf("cut to %+v", got)
	}
	if h.Children[0].Periods[0].End != day+5 || len(h.Children) != 3 {
		t.Error("the history itself was changed")
	}
}

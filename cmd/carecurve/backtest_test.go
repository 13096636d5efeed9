package main

import (
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

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

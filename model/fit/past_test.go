package fit

import (
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// The past from 1 October 2022 to 15 May 2023: month ends, the last one being the
// data date, and nights by financial year, of which the first is not whole.
func TestPastByHand(t *testing.T) {
	t.Parallel()
	h := planned()
	h.From, h.To = on("2022-10-01"), on("2023-05-15")
	h.PlansFrom, h.PlansTo = h.From, h.To
	bounded := stay("2022-11-10", "2022-12-01", model.ExitHome)
	bounded.StartKnown = false
	uasc := born("2006-01-01", stay("2023-05-06", "", 0))
	uasc.UASC = true
	h.Children = []model.Child{
		// 27 March to 31 March: 5 nights; in April 10 in the area; then 20 outside it.
		born("2015-01-01", stay("2023-03-27", "2023-05-01", model.ExitHome,
			sited("2023-03-27", "2023-04-11", model.FosterOwn, model.InArea),
			sited("2023-04-11", "2023-05-01", model.Residential, model.OutOfArea))),
		born("2015-01-01", bounded), // 21 nights, no entry
		uasc,                        // 10 nights
		born("2015-01-01", stay("2020-01-01", "2022-10-01", model.ExitHome)), // leaves on the first day
		born("2015-01-01", stay("2023-05-16", "", 0)),                        // later
		// Special guardianship from 1 November until back in care on 11 April:
		// 151 days and 10; 31 nights in October.
		born("2015-01-01", stay("2022-01-01", "2022-11-01", model.ExitSGO), stay("2023-04-11", "2023-04-12", model.ExitDied)),
		// Adoption from before the window to the eighteenth birthday on 2 October.
		born("2004-10-02", stay("2019-01-01", "2021-01-01", model.ExitAdoption)),
		onPlan("2015-01-01", plan("2022-09-01", "2022-10-31")), // 30 days of October
		onPlan("2015-01-01", plan("2023-04-30", "")),           // 16 days
		onPlan("2015-01-01", plan("2023-03-31", "2023-05-15")), // 1 and 44
	}
	got := past(h, windowOf(h), []earlierLeaver{{model.ExitSGO, on("2015-01-01"), on("2005-04-03"), 'F'}}) // 182 days, and 2
	want := model.Past{
		//                    Oct Nov Dec Jan Feb Mar Apr 15 May
		LAC:        []float64{1, 1, 0, 0, 0, 1, 1, 1},
		Out:        []float64{0, 0, 0, 0, 0, 0, 1, 0},
		CPP:        []float64{0, 0, 0, 0, 0, 1, 2, 1},
		Entries:    []float64{0, 0, 0, 0, 0, 1, 1, 1},
		Exits:      []float64{1, 1, 1, 0, 0, 0, 1, 1},
		PlanStarts: []float64{0, 0, 0, 0, 0, 1, 1, 0},
	}
	for m := model.NewMonth(2022, 10); m <= model.NewMonth(2023, 5); m++ {
		want.Months = append(want.Months, m)
	}
	early := model.PastDays{Year: 2022, Plan: 30 + 1, Starts: 1, SGO: 151 + 182, Adoption: 1}
	early.Place[model.PlaceOf(model.FosterOwn, model.InArea)] = 5 + 21 + 31
	late := model.PastDays{Year: 2023, Plan: 16 + 44, Starts: 1, SGO: 10 + 2, UASC: 10, Complete: true}
	late.Place[model.PlaceOf(model.FosterOwn, model.InArea)] = 10 + 10 + 1
	late.Place[model.PlaceOf(model.Residential, model.OutOfArea)] = 20
	want.Days = []model.PastDays{early, late}
	g, x := reflect.ValueOf(got), reflect.ValueOf(want)
	for i := range g.NumField() {
		if !reflect.DeepEqual(g.Field(i).Interface(), x.Field(i).Interface()) {
			t.Errorf("%s\n got %v\nwant %v", g.Type().Field(i).Name, g.Field(i), x.Field(i))
		}
	}
	// Without censuses no plan counts, and none started before the first.
	h.PlansFrom = on("2023-04-01")
	if got := past(h, windowOf(h), nil); got.PlanStarts[5] != 0 || got.PlanStarts[6] != 1 {
		t.Errorf("plan starts before the censuses: %v", got.PlanStarts)
	}
	h.PlansFrom = 0
	if got := past(h, windowOf(h), nil); got.CPP[6] != 0 || got.Days[1].Plan != 0 || got.Days[1].Starts != 0 {
		t.Errorf("plans without a census: %v, %+v", got.CPP, got.Days)
	}
}

// An allowance to a child of unknown age is left out, since its end is not known.
func TestAllowanceNeedsABirthday(t *testing.T) {
	t.Parallel()
	h := oneYear(model.Child{Periods: []model.PeriodOfCare{stay("2023-05-01", "2023-10-01", model.ExitSGO)}},
		born("2020-01-01", stay("2023-05-01", "2023-10-01", model.ExitHome)),
		born("2020-01-01", stay("2023-05-01", "2024-03-30", model.ExitAdoption)))
	got := past(h, windowOf(h), nil)
	if d := got.Days[0]; d.SGO != 0 || d.Adoption != 2 || !d.Complete {
		t.Errorf("%+v", d)
	}
}

// Comings, moves and leavings of the last twelve months, counted by hand: what
// lies a day before them takes no part, and too short records give none.
func TestJourneysByHand(t *testing.T) {
	t.Parallel()
	h := planned()
	h.From, h.To = on("2022-01-01"), on("2023-05-15")
	unknown := stay("2022-06-01", "2022-07-01", model.ExitHome)
	unknown.StartKnown = false
	h.Children = []model.Child{
		born("2015-01-01", stay("2022-05-16", "2023-05-15", model.ExitHome,
			sited("2022-05-16", "2022-06-11", model.FosterOwn, model.InArea),
			sited("2022-06-11", "2022-09-01", model.FosterOwn, model.OutOfArea),
			sited("2022-09-01", "2023-05-15", model.Residential, model.OutOfArea))),
		born("2015-01-01", stay("2022-05-15", "", 0, // came, and moved once, a day too early
			sited("2022-05-14", "2022-05-15", model.Kinship, model.InArea),
			sited("2022-05-15", "2022-05-16", model.FosterAgency, model.InArea),
			sited("2022-05-16", "", model.Kinship, model.InArea))),
		born("2015-01-01", unknown),                                          // left alone counts
		born("2015-01-01", stay("2023-05-16", "", 0)),                        // later
		born("2015-01-01", stay("2022-01-05", "2022-05-15", model.ExitHome)), // left before
	}
	var want model.Flows
	want[model.Outside][model.FosterOwn] = 1
	want[model.FosterOwn][model.FosterOwn] = 1
	want[model.FosterOwn][model.Residential] = 1
	want[model.Residential][model.Outside] = 1
	want[model.FosterAgency][model.Kinship] = 1
	want[model.FosterOwn][model.Outside] = 1
	if got := past(h, windowOf(h), nil).Flows; got != want {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	h.From = on("2022-05-17")
	if got := past(h, windowOf(h), nil).Flows; got != (model.Flows{}) {
		t.Errorf("from records of less than a year: %v", got)
	}
}

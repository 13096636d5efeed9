package fit

import (
	"fmt"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// arrivalsOf fits all streams of a history.
func arrivalsOf(h *model.History, unseen earlierReturns) *model.Model {
	var m model.Model
	fitArrivals(&m, h, windowOf(h), link(h), unseen, &repeated{}, nil)
	return &m
}

// counts are a stream's occurrences by age.
func counts(s *model.Stream) (out [model.AgeBands]float64) {
	for a, r := range s.Ages {
		out[a] = r.Occurrences
	}
	return out
}

// many is n children of one date of birth, each with one period from a day on.
func many(n int, day, from string) []model.Child {
	var out []model.Child
	for i := range n {
		c := born(day, stay(from, "", 0))
		c.ID = fmt.Sprint(day, i)
		out = append(out, c)
	}
	return out
}

// Each entry is in one stream: five direct at each of two ages, seven
// unaccompanied, and none of those who came back, came from a plan, whose start is
// not known, or who came outside the window.
func TestStreamsByHand(t *testing.T) {
	t.Parallel()
	h := planned(many(5, "2020-06-01", "2023-05-31")...)                    // two
	h.Children = append(h.Children, many(6, "2007-06-01", "2023-06-01")...) // sixteen that day
	for i, c := range many(7, "2006-12-01", "2023-08-01") {
		c.UASC = true
		c.Periods[0].Family = fmt.Sprint("house ", i/7)
		h.Children = append(h.Children, c)
	}
	unknown := born("2014-01-01", stay("2023-07-01", "", 0))
	unknown.Periods[0].StartKnown = false
	ageless := born("2014-01-01", stay("2023-07-01", "", 0))
	ageless.Born, ageless.Plans = 0, []model.Plan{plan("2023-08-01", "")}
	h.Children = append(h.Children, unknown, ageless,
		born("2014-01-01", stay("2022-06-01", "2023-03-01", 0), stay("2023-07-01", "", 0)),
		both("2014-01-01", plan("2023-06-01", ""), stay("2023-07-01", "", 0)),
		born("2014-01-01", stay("2023-03-31", "", 0)),
		born("2014-01-01", stay("2024-04-01", "", 0)),
		onPlan("2014-01-01", plan("2023-03-31", "2023-04-30")),
		onPlan("2014-01-01", plan("2024-03-31", "")),
	)
	for i, c := range []model.Child{onPlan("2022-06-01", plan("2023-05-31", "")), onPlan("2022-06-01", plan("2023-05-31", "")), onPlan("2022-05-31", plan("2023-05-31", ""))} {
		c.Plans[0].Referral = on("2023-04-04") + model.Date(i/2)
		h.Children = append(h.Children, c)
	}
	m := arrivalsOf(h, earlierReturns{})
	if got, want := counts(&m.Direct), [model.AgeBands]float64{0, 5, 0, 0, 6}; got != want {
		t.Errorf("direct %v, want %v", got, want)
	}
	if got, want := counts(&m.UASC), [model.AgeBands]float64{0, 0, 0, 0, 7}; got != want {
		t.Errorf("unaccompanied %v, want %v", got, want)
	}
	// Two under one and one at each of three other ages share their sum alike, as
	// all ages have the same exposure.
	for a, want := range [model.AgeBands]float64{1.25, 1.25, 1.25, 1.25, 0} {
		near(t, "plans at "+model.AgeBand(a).String(), m.PlanStart.Ages[a].Occurrences, want, 1e-9)
	}
	year := 366 / model.DaysPerYear
	near(t, "exposure of a council", m.Direct.Ages[model.Age1to4].Exposure, year, 1e-9)
	near(t, "rate at 1-4", m.Direct.Ages[model.Age1to4].Mean, 5/year, 1e-9)
	near(t, "rate at 5-9", m.Direct.Ages[model.Age5to9].Mean, 0.5/5/year, 1e-9) // half a child over all ages
	near(t, "plans at 0", m.PlanStart.Ages[model.Age0].Mean, 1.25/year, 1e-9)
	// Children come alone, but for two on plans of one case: of four groups one.
	// Unaccompanied children who live together did not come so.
	for i, want := range []float64{0.75, 0.25} {
		near(t, fmt.Sprintf("plans in groups of %d", i+1), m.PlanStart.Groups[i], want, 1e-12)
	}
	if len(m.UASC.Groups) != 1 || len(m.Direct.Groups) != 1 {
		t.Errorf("groups: %v and %v", m.UASC.Groups, m.Direct.Groups)
	}
	// Without censuses there are no plans.
	h.PlansFrom = 0
	if m := arrivalsOf(h, earlierReturns{}); counts(&m.PlanStart) != [model.AgeBands]float64{} {
		t.Errorf("plans without a census: %v", counts(&m.PlanStart))
	}
}

// Rates are a child of the population, which runs straight from one mid-year to
// the next: 1000 in mid-2022, 2000 in mid-2023 and 4000 in mid-2024. From 1 April
// (274 days on) to 1 July 2023 (365) it is 1875 on average, and then grows by 2000
// in 366 days, for 275: 2000 + 2000·(275/2)/366 = 2751.
func TestPopulationIsTheDenominator(t *testing.T) {
	t.Parallel()
	h := oneYear(many(10, "2012-01-01", "2023-05-31")...)
	h.Population = model.Population{First: 2022, Years: [][model.AgeBands]float64{{3: 1000}, {3: 2000}, {3: 4000}}}
	m := arrivalsOf(h, earlierReturns{})
	exposure := (91*1875 + 275*2751) / model.DaysPerYear
	near(t, "exposure at 10-15", m.Direct.Ages[model.Age10to15].Exposure/exposure, 1, 0.002)
	near(t, "rate at 10-15", m.Direct.Ages[model.Age10to15].Mean*exposure, 10, 0.02)
	near(t, "exposure at 5-9", m.Direct.Ages[model.Age5to9].Exposure, 0, 0)
	near(t, "unaccompanied children's exposure", m.UASC.Ages[0].Exposure, 366/model.DaysPerYear, 1e-9)
}

// A stream's level follows its quarters' counts, here 4, 0, 5 and 1, against what
// the rate and the days expect, less the unseen returns; groups of two and one
// make the variance (6·1 + 2·4)/(6·1 + 2·2) of the mean.
func TestStreamLevel(t *testing.T) {
	t.Parallel()
	w := windowOf(oneYear())
	var list []arrival
	for _, d := range []string{"2023-04-01", "2023-06-30", "2023-04-01", "2023-05-05", "2023-10-01", "2023-10-01", "2023-11-01", "2023-12-05", "2023-12-31", "2024-01-01"} {
		list = append(list, arrival{on: on(d), age: model.Age5to9, years: 7})
	}
	list[0].group, list[2].group = "a", "a"
	list[4].group, list[5].group = "a", "a"
	prior := estimate.Wander{Median: 0.13, Spread: 0.35, Return: 0.15}
	unseen := earlierReturns{quarter: []float64{2, 1, 0.5, 0.25}}
	unseen.age[model.Age5to9] = 3.75
	s := stream(list, w, model.Population{}, unseen, prior)
	expected := make([]float64, 4)
	for q, n := range []float64{91, 92, 92, 91} {
		expected[q] = (10 - 3.75 + 0.4) * n / 366 // four ages without any have a tenth each
	}
	sameLevel(t, "entries", s.Level, []float64{4, 0, 5, 1}, expected, unseen.quarter, 14.0/10, prior)
	near(t, "the rate", s.Ages[model.Age5to9].Mean*366/model.DaysPerYear, 10-3.75, 1e-9)
	near(t, "occurrences", s.Ages[model.Age5to9].Occurrences, 6.25*6.25/10, 1e-9)
	// More unseen returns than arrivals leave none.
	unseen.age[model.Age5to9] = 11
	if r := stream(list, w, model.Population{}, unseen, prior).Ages[model.Age5to9]; math.Abs(r.Mean*366/model.DaysPerYear-0.1) > 1e-9 || r.Occurrences > 0.001 {
		t.Errorf("a rate below nothing, or of more than is supposed: %+v", r)
	}
}

// Ten and more of a family count as ten; no arrivals as children alone.
func TestGroups(t *testing.T) {
	t.Parallel()
	var list []arrival
	add := func(n int, day, group string) {
		for range n {
			list = append(list, arrival{on: on(day), group: group})
		}
	}
	add(12, "2023-05-01", "a")
	add(3, "2023-05-02", "a")
	add(3, "2023-05-02", "b")
	add(2, "2023-05-02", "")
	got, rest := groups(list)
	near(t, "groups", float64(rest), 5, 0)
	want := []float64{0.4, 0, 0.4, 0, 0, 0, 0, 0, 0, 0.2}
	if len(got) != len(want) {
		t.Fatalf("groups %v, want %v", got, want)
	}
	for i := range want {
		near(t, fmt.Sprintf("groups of %d", i+1), got[i], want[i], 1e-12)
	}
	if got, rest := groups(nil); len(got) != 1 || got[0] != 1 || rest != 0 {
		t.Errorf("no arrivals come in groups %v, as %v tell", got, rest)
	}
}

// Months' factors by hand. In two years from April 2022, twenty come in each
// month, and forty in January 2023 and sixty in January 2024: means of 260/12 and
// 280/12, so January has (100 + κ)/(45 + κ) and others (40 + κ)/(45 + κ), where κ
// is the data's, and then a mean of 1. Groups of two weigh half.
func TestSeasonByHand(t *testing.T) {
	t.Parallel()
	w := newWindow(on("2022-04-01"), on("2024-03-31"))
	var list []arrival
	add := func(n int, m model.Month) {
		for i := range n {
			list = append(list, arrival{on: m.First() + model.Date(i%28)})
		}
	}
	for m := model.NewMonth(2022, 4); m <= model.NewMonth(2024, 3); m++ {
		add(20, m)
	}
	add(20, model.NewMonth(2023, 1))
	add(40, model.NewMonth(2024, 1))
	add(99, model.NewMonth(2022, 3)) // before the window
	for _, dispersion := range []float64{1, 2} {
		seen, expected, one := make([]float64, 12), make([]float64, 12), make([]float64, 12)
		for i := range seen {
			seen[i], expected[i], one[i] = 40/dispersion, 45/dispersion, 1
		}
		seen[0] = 100 / dispersion
		k := estimate.GammaWeight(seen, expected, one, 1, 1e5)
		got, rest := season(list, w, dispersion)
		near(t, "a month rests on", float64(rest), 45/dispersion+k, 0.5)
		for i := range got {
			near(t, fmt.Sprintf("month %d", i+1), got[i], (seen[i]+k)/(45/dispersion+k), 1e-9)
		}
		if got[0] < 1.5 {
			t.Errorf("January is %v", got[0])
		}
	}
	// A part of a month at either end does not count, nor what lies before the
	// last whole years.
	part := newWindow(on("2021-12-15"), on("2024-04-20"))
	var old []arrival
	old = append(old, list[:len(list)-99]...)
	for range 50 {
		old = append(old, arrival{on: on("2022-02-10")}, arrival{on: on("2024-04-10")}, arrival{on: on("2021-12-20")})
	}
	got, _ := season(old, part, 1)
	want, _ := season(list, w, 1)
	for i := range got {
		near(t, fmt.Sprintf("month %d between parts", i+1), got[i], want[i], 1e-12)
	}
	// Less than two years, or nobody, tell nothing.
	short, restShort := season(list, newWindow(on("2022-04-02"), on("2024-03-31")), 1)
	nobody, restNobody := season(nil, w, 1)
	if restShort != unseenSeason || restNobody != unseenSeason {
		t.Errorf("seasons that nothing tells of rest on %v and %v", restShort, restNobody)
	}
	for _, flat := range [][12]float64{short, nobody} {
		for i, f := range flat {
			near(t, fmt.Sprintf("month %d without a season", i+1), f, 1, 0)
		}
	}
}

// The factor goes into what the level expects: with all arrivals in one season
// the quarters' counts are no news.
func TestSeasonIsNoNews(t *testing.T) {
	t.Parallel()
	w := newWindow(on("2019-04-01"), on("2024-03-31"))
	var list []arrival
	for m := model.NewMonth(2019, 4); m <= model.NewMonth(2024, 3); m++ {
		n := 5
		if m.Calendar() == 3 {
			n = 60
		}
		for range n {
			list = append(list, arrival{on: m.First() + 3, age: model.Age5to9})
		}
	}
	s := stream(list, w, model.Population{}, earlierReturns{}, wanderEntries)
	near(t, "March", s.Season[2], 12*60/115.0, 0.2) // leaning on 1
	near(t, "May", s.Season[4], 12*5/115.0, 0.02)
	near(t, "the level", s.Level.Log, 0, 0.02)
}

// Where in a band arrivals lie: eight at 16 years and 1 month (the first of eight
// parts), six at 17 years and 11 months (the last), two in the third part. Half a
// child in each part: 8.5 and 6.5 stand, and the six others share 2.5 + 5·0.5 = 5,
// in halves: 5/6 is 1.
func TestWithinBands(t *testing.T) {
	t.Parallel()
	var list []arrival
	add := func(n int, a model.AgeBand, years float64) {
		for range n {
			list = append(list, arrival{age: a, years: years})
		}
	}
	add(8, model.Age16to17, 16+1/12.0)
	add(6, model.Age16to17, 17+11/12.0)
	add(2, model.Age16to17, 16.6)
	add(5, model.Age0, -0.1) // unborn counts as the first part
	add(5, model.Age1to4, 5.001)
	got, rest := within(list)
	for b, want := range []float64{6 + 5, 2 + 5, 2.5, 3, 4 + 16} {
		near(t, "cases at "+model.AgeBand(b).String(), float64(rest[b]), want, 0)
	}
	sum := 8.5 + 6.5 + 6
	for i, want := range []float64{8.5, 1, 1, 1, 1, 1, 1, 6.5} {
		near(t, fmt.Sprintf("part %d of 16-17", i), got[model.Age16to17][i], want/sum, 1e-5)
	}
	near(t, "the first month", got[model.Age0][0], 5.5/(5.5+11*0.5), 1e-5)
	near(t, "the last year of 1-4", got[model.Age1to4][3], 5.5/(5.5+3*0.5), 1e-5)
	for i := range got[model.Age5to9] {
		near(t, fmt.Sprintf("part %d of nobody", i), got[model.Age5to9][i], 0.2, 1e-5)
	}
	for b, parts := range got {
		total := 0.0
		for _, x := range parts {
			total += x
		}
		near(t, "the sum in "+model.AgeBand(b).String(), total, 1, 1e-9)
	}
	if math.IsNaN(got[0][0]) {
		t.Error("no number")
	}
}

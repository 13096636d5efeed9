package fit

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// placed is a history of one child a placement, begun on a day.
func placed(list ...model.Placement) *model.History {
	h := &model.History{From: model.NewDate(2019, 4, 1), To: model.NewDate(2024, 3, 31)}
	for _, pl := range list {
		h.Children = append(h.Children, model.Child{Born: model.NewDate(2010, 1, 1),
			Periods: []model.PeriodOfCare{{Start: pl.Start, StartKnown: pl.StartKnown, Placements: []model.Placement{pl}}}})
	}
	return h
}

// In the area 20 homes are private and 10 the council's own, outside 30 private:
// the setting's shares are 50 and 10 of 60. What leans on them is, with the
// weight κ that the likelihood finds, (20+κ·5/6)/(30+κ) and (30+κ·5/6)/(30+κ).
func TestProvidersByHand(t *testing.T) {
	var list []model.Placement
	add := func(n int, l model.Location, provider string, start model.Date, known bool) {
		for range n {
			list = append(list, model.Placement{Start: start, StartKnown: known, Setting: model.Residential, Location: l, Provider: provider})
		}
	}
	day := model.NewDate(2022, 5, 5)
	add(20, model.InArea, "PR4", day, true)
	add(10, model.InArea, "PR1", day, true)
	add(30, model.OutOfArea, "PR4", day, true)
	add(7, model.OutOfArea, "", day, true)                           // unknown
	add(7, model.OutOfArea, "PR5", model.NewDate(2019, 3, 31), true) // before the window
	add(7, model.OutOfArea, "PR5", model.NewDate(2019, 4, 1), false) // began no one knows when
	h := placed(list...)
	var m model.Model
	fitProviders(&m, h, newWindow(h.From, h.To))
	in, out := m.Provider[model.PlaceOf(model.Residential, model.InArea)], m.Provider[model.PlaceOf(model.Residential, model.OutOfArea)]
	if in.Seen != 30 || out.Seen != 30 {
		t.Fatalf("%v and %v placements, want 30 each", in.Seen, out.Seen)
	}
	k := in.Weight - 30
	if k < 1 || k > 30 {
		t.Errorf("the prior counts for %v", k)
	}
	for _, c := range []struct {
		s    model.ProviderShares
		seen float64
	}{{in, 20}, {out, 30}} {
		want := (c.seen + k*5/6) / (30 + k)
		if got := c.s.Mean[model.ProviderPrivate]; math.Abs(got-want) > 0.005 {
			t.Errorf("private %v, want %v", got, want)
		}
		if got := c.s.Mean[model.ProviderPrivate] + c.s.Mean[model.ProviderOwn]; math.Abs(got-1) > 1e-9 {
			t.Errorf("private and own come to %v", got)
		}
	}
	// Settings that nobody was seen in have their usual provider.
	for s, want := range map[model.Setting]model.Provider{model.WithParents: model.ProviderParents, model.FosterOwn: model.ProviderOwn, model.Supported: model.ProviderPrivate} {
		if got := m.Provider[model.PlaceOf(s, model.InArea)]; got.Mean[want] != 1 || got.Seen != 0 || !got.Known() {
			t.Errorf("%s: %+v", s, got)
		}
	}
}

// Records that name no provider give none, and counts of one to four are hidden.
func TestProvidersTellOfNoChild(t *testing.T) {
	one := model.Placement{Start: model.NewDate(2022, 5, 5), StartKnown: true, Setting: model.Secure}
	h := placed(one, one)
	var m model.Model
	if fitProviders(&m, h, newWindow(h.From, h.To)); m.Provider != ([model.Places]model.ProviderShares{}) {
		t.Errorf("providers out of nothing: %+v", m.Provider)
	}
	for n := 1; n < 5; n++ {
		one.Provider = "PR5"
		var list []model.Placement
		for range n {
			list = append(list, one)
		}
		h := placed(list...)
		fitProviders(&m, h, newWindow(h.From, h.To))
		if got := m.Provider[model.PlaceOf(model.Secure, model.InArea)].Seen; got != 2.5 {
			t.Errorf("%d placements are told as %v", n, got)
		}
	}
}

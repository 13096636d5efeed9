package fit

import (
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Dispersion by hand: three together where half a one was due, one where one and a
// half were, none where a quarter was: 6.25 + 0.25 + 0.0625 over 4, with twenty
// events apart beforehand. Two tables' clusters sum before they are squared.
func TestDispersionByHand(t *testing.T) {
	t.Parallel()
	table := model.NewTable([]string{"a", "b"}, 1, model.AfterClock)
	table.At(0, 0, 1).Mean = 0.5
	table.At(1, 0, 2).Mean = 1.5
	year := stretch{from: 1000, to: 1000 + 1461, band: 1} // four years
	r := newResiduals(&table)
	family := clusterOf(on("2023-05-01"), "a", key{1, 0})
	r.turn(family)
	r.risk(0, year, 0.25)
	r.event(0, year, 1)
	r.turn(clusterOf(on("2023-05-01"), "", key{2, 0}))
	year.band = 2
	r.risk(1, year, 0.25)
	r.event(1, year, 0.25)
	r.event(1, year, 0.75)
	r.turn(clusterOf(on("2023-05-01"), "", key{2, 1}))
	year.to = year.from + 487
	r.risk(1, year, 0.125)
	r.turn(clusterOf(on("2023-05-01"), "a", key{3, 0})) // the first family again
	r.event(0, year, 2)
	near(t, "dispersion", dispersion(r), (20+6.25+0.25+0.0625)/(20+4), 1e-3)
	if len(r.order) != 3 {
		t.Errorf("%d clusters", len(r.order))
	}
	other := newResiduals(&table)
	other.turn(family)
	other.event(0, year, 5)
	both := newResiduals(&table)
	both.add(r)
	both.add(other)
	near(t, "dispersion of both", dispersion(r, other), (20+7.5*7.5+0.25+0.0625)/(20+9), 1e-3)
	near(t, "dispersion of their sum", dispersion(both), (20+7.5*7.5+0.25+0.0625)/(20+9), 1e-3)
	// Events apart don't make it less than 1.
	near(t, "dispersion of nothing", dispersion(newResiduals(&table)), 1, 0)
	alone := newResiduals(&table)
	for i := range 50 {
		alone.turn(clusterOf(0, "", key{i, 0}))
		alone.event(0, year, 1)
		alone.risk(1, stretch{from: 0, to: 244, band: 2}, 1)
	}
	near(t, "dispersion of regular events", dispersion(alone), 1, 0)
	// Another day or another name is another cluster.
	if clusterOf(1, "a", key{}) == clusterOf(2, "a", key{}) || clusterOf(1, "a", key{}) == clusterOf(1, "b", key{}) || clusterOf(1, "a", key{1, 1}) != clusterOf(1, "a", key{2, 2}) {
		t.Error("clusters are mixed up")
	}
}

// A table's counts and exposure stand whole, but weigh by the dispersion: the
// rates lean on the backbone as with as many events fewer.
func TestDispersedTable(t *testing.T) {
	t.Parallel()
	strata := []string{"a", "b", "c"}
	events, exposure := []float64{30, 80, 10}, []float64{20, 20, 20}
	fill := func(share float64) *tally {
		return tallied(strata, 1, func(s, _ int) (float64, float64) { return share * events[s], share * exposure[s] })
	}
	got, err := fill(1).estimate(2.5)
	if err != nil {
		t.Fatal(err)
	}
	want := estimated(t, fill(0.4))
	near(t, "weight", got.Weight, want.Weight, 1e-9)
	near(t, "dispersion", got.Dispersion, 2.5, 0)
	near(t, "dispersion of none", want.Dispersion, 1, 0)
	for i := range events {
		near(t, strata[i]+": rate", got.Cells[i].Mean, want.Cells[i].Mean, 1e-9)
		near(t, strata[i]+": events", got.Cells[i].Occurrences, events[i], 1e-9)
		near(t, strata[i]+": exposure", got.Cells[i].Exposure, exposure[i], 1e-9)
	}
}

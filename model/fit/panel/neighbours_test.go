package panel

import (
	"fmt"
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestNeighbours makes up councils of which one is like another in all four
// things, some in three, and one in none.
func TestNeighbours(t *testing.T) {
	p := &model.Published{}
	add := func(name string, heads, care, old, neglect float64) {
		a := model.Authority{Name: name, Code: "E06" + name}
		p.Add(a, 2022, "population_0_17_mid_year", "total", heads)
		for _, x := range []struct {
			m, b string
			v    float64
		}{
			{measure, "total", care}, {"lac_started", "total", care / 3}, {"lac_31_march_by_age", "16_plus", old * care}, {"lac_31_march_by_age", "10_15", (1 - old) * care},
			{"lac_31_march_by_age", "under_1", 0}, {"lac_31_march_by_age", "1_4", 0}, {"lac_31_march_by_age", "5_9", 0},
		} {
			p.Add(a, 2023, x.m, x.b, x.v)
		}
		for i, n := range needNames {
			share := (1 - neglect) / 7
			if i == 0 {
				share = neglect
			}
			if neglect > 0 {
				p.Add(a, 2023, "lac_31_march_by_need", n, share*care)
			}
		}
	}
	add("own", 40000, 400, 0.3, 0.6)
	add("twin", 41000, 405, 0.3, 0.6)
	add("needier", 40000, 400, 0.3, 0.9)
	add("far", 2_000_000, 6000, 0.7, 0.9)
	add("bigger", 60000, 600, 0.3, 0.6) // little, as councils' sizes go
	add("older", 40000, 400, 0.4, 0.6)  // more, as ages go
	add("silent", 40000, 410, 0.3, 0)   // publishes no needs
	own := model.Authority{Name: "own", Code: "E06own"}
	n, ok := NewNeighbours(p, own, 2023, 5)
	if !ok || len(n.Nearest) != 5 {
		t.Fatalf("%+v", n)
	}
	got := ""
	for _, x := range n.Nearest {
		got += x.Name + " "
	}
	if got != "twin silent bigger older needier " && got != "silent twin bigger older needier " {
		t.Errorf("nearest are %s", got)
	}
	row := n.Rows[0]
	if row.Own != 100 || math.Abs(row.Median-100) > 3 || !math.IsNaN(row.England) {
		t.Errorf("%+v", row)
	}
	if _, ok := NewNeighbours(p, model.Authority{Code: "E12000001"}, 2023, 3); ok {
		t.Error("a region has neighbours")
	}
	if _, ok := NewNeighbours(p, own, 2019, 3); ok {
		t.Error("neighbours of a year without figures")
	}
}

// TestNeighboursOfAll finds every council's in the whole tables: never itself,
// in order, and mostly mutual kinds: a city's are no small counties.
func TestNeighboursOfAll(t *testing.T) {
	p := whole(t)
	for _, a := range p.Authorities(measure) {
		if v, ok := p.Value(a.Code, 2023, measure, "total"); !ok || v == 0 { // Isles of Scilly
			continue
		}
		n, ok := NewNeighbours(p, a, 2023, 10)
		if !ok || len(n.Nearest) != 10 {
			t.Fatalf("%s: %+v", a.Name, n)
		}
		for i, x := range n.Nearest {
			if x.Code == a.Code || i > 0 && x.Distance < n.Nearest[i-1].Distance || math.IsNaN(x.Distance) {
				t.Errorf("%s: %v", a.Name, fmt.Sprint(n.Nearest))
			}
		}
	}
	leeds, _ := Find(p, "Leeds")
	n, _ := NewNeighbours(p, leeds, 2023, 10)
	for _, x := range n.Nearest {
		if x.Name == "Rutland" || x.Name == "City of London" || x.Name == "Isles of Scilly" {
			t.Errorf("Leeds has the neighbour %s", x.Name)
		}
	}
}

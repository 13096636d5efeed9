package sim

import (
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// contract is every measure and breakdown that projection.csv promises, and
// for each how its figure comes from the counts.
func contract(c *Counts[float64], d int) map[string]float64 {
	out := map[string]float64{}
	settings := []string{"kinship", "foster_own", "foster_agency", "residential", "secure", "supported", "school", "with_parents", "adoptive", "other"}
	for s, setting := range settings {
		for l, location := range []string{"in", "out"} {
			n := c.Place[s*2+l][d]
			out["lac"] += n
			out["lac setting="+setting] += n
			out["lac location="+location] += n
			out["lac setting="+setting+";location="+location] += n
		}
	}
	for a, age := range []string{"0", "1-4", "5-9", "10-15", "16-17"} {
		out["lac age="+age] = c.Age[a][d]
	}
	for b, time := range []string{"0-4w", "4-13w", "13-26w", "26-52w", "1-2y", "2-3y", "3-5y", "5y+"} {
		out["lac duration="+time] = c.Care[b][d]
	}
	for k, who := range []string{"PR0", "PR1", "PR2", "PR3", "PR4", "PR5"} {
		out["lac provider="+who] = c.Provider[k][d]
	}
	out["cpp"] = c.CPP[d]
	for r, route := range []string{"plan", "direct", "uasc", "return"} {
		out["entries"] += c.Entry[r][d]
		out["entries route="+route] = c.Entry[r][d]
	}
	for e, exit := range []string{"home", "sgo", "adoption", "cao", "aged18", "custody", "other_la", "died", "other"} {
		out["exits"] += c.Exit[e][d]
		out["exits exit="+exit] = c.Exit[e][d]
	}
	out["moves"], out["plan_starts"], out["plan_ends"] = c.Moves[d], c.PlanStart[d]+c.PlanRepeat[d], c.PlanEnd[d]
	out["proceedings"] = c.Proceedings[d]
	out["plan_starts repeat=no"], out["plan_starts repeat=yes"] = c.PlanStart[d], c.PlanRepeat[d]
	out["plans_to_care"], out["returns"] = c.Entry[0][d], c.Entry[3][d]
	return out
}

func TestColumnsKeepTheContract(t *testing.T) {
	const dates = 3
	c := NewCounts[float64](dates)
	rng := rand.New(rand.NewPCG(1, 1))
	for _, s := range c.Series() {
		if len(s) != dates {
			t.Fatalf("a series of %d dates, want %d", len(s), dates)
		}
		for d := range s {
			if s[d] != 0 {
				t.Fatal("two series share room")
			}
			s[d] = float64(rng.IntN(1 << 30))
		}
	}
	stocks := map[string]bool{"lac": true, "cpp": true}
	for d := range dates {
		want := contract(c, d)
		for _, col := range Columns() {
			name := col.Measure
			if col.Breakdown != "" {
				name += " " + col.Breakdown
			}
			x, ok := want[name]
			if !ok {
				t.Errorf("column %q is not in the contract, or is there twice", name)
				continue
			}
			delete(want, name)
			sum := 0.0
			for _, i := range col.Sum {
				sum += c.Series()[i][d]
				if (i < c.Stocks()) != col.Stock {
					t.Errorf("%s takes series %d, of the other kind", name, i)
				}
			}
			if sum != x {
				t.Errorf("%s is %.0f, want %.0f", name, sum, x)
			}
			if col.Stock != stocks[col.Measure] {
				t.Errorf("%s: stock is %v", name, col.Stock)
			}
		}
		for name := range want {
			t.Errorf("no column %q", name)
		}
	}
	if n := c.Stocks(); n != model.Places+model.AgeBands+model.DurationBands+1+model.Providers || &c.Series()[n-1][0] != &c.Provider[model.Providers-1][0] {
		t.Errorf("the %d stocks do not end with providers", n)
	}
}

// Room taken by one series must not run into the next.
func TestCountsDoNotOverlap(t *testing.T) {
	c := NewCounts[int32](2)
	c.Place[0] = append(c.Place[0], 9)
	if c.Place[1][0] != 0 {
		t.Error("appending to a series wrote into the next")
	}
}

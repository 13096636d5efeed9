package synth

import (
	"fmt"
	"sort"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// england is what the DfE published for the year ending 31 March 2023, as
// shares in per cent unless said otherwise, and how far a still council of
// synth may lie from it. Tables: "Children looked after in England including
// adoptions" 2024 release, national tables at 31 March (age, sex, placement,
// locality, UASC), started, ceased by reason, by duration of the latest period
// of care and by number of periods, duration of placements ceasing; "Children
// in need" 2024 release, tables D1, D3, D5 and D7 for plans.
var england = []struct {
	name          string
	value, within float64
}{
	{"stock age 0", 4.6, 1.5},
	{"stock age 1-4", 13.2, 3},
	{"stock age 5-9", 17.8, 3},
	{"stock age 10-15", 38.1, 4},
	{"stock age 16-17", 26.4, 4},
	{"stock male", 57.3, 2.5},
	{"stock uasc", 8.8, 2},
	{"stock out of area", 43.8, 4},
	{"stock foster", 67.6, 4},
	{"stock own provision foster", 40.9, 5},
	{"stock homes", 9.6, 2.5},
	{"stock supported", 10.3, 3},
	{"stock with parents", 7.0, 2},
	{"stock adoptive", 2.7, 1},
	{"starts per 100 looked after", 39.5, 4},
	{"starts age 0", 16.5, 3},
	{"starts age 1-4", 14.7, 3},
	{"starts age 5-9", 14.3, 3},
	{"starts age 10-15", 27.0, 4},
	{"starts age 16-17", 27.5, 4},
	{"ceased adoption", 9.4, 2.5},
	{"ceased sgo", 12.2, 3},
	{"ceased home", 20.9, 4},
	{"ceased cao", 3.5, 1.5},
	{"ceased at 18", 38.4, 5},
	{"ceased second or later period", 11.1, 3},
	{"care under 2 weeks", 6.5, 2.5},
	{"care 2-8 weeks", 6.3, 2.5},
	{"care 8-26 weeks", 13.7, 3.5},
	{"care 26-52 weeks", 19.6, 4},
	{"care 1-2 years", 20.5, 4},
	{"care 2-3 years", 9.4, 3},
	{"care 3-5 years", 9.5, 3},
	{"care 5-10 years", 9.2, 3},
	{"care 10+ years", 5.3, 2},
	{"care mean days", 878, 130},
	{"placements ceased per 100 looked after", 119.9, 15},
	{"placement 1-7 days", 9.9, 4},
	{"placement 8-30 days", 10.8, 3},
	{"placement 1-3 months", 14.3, 3},
	{"placement 3-6 months", 15.4, 4},
	{"placement 6-12 months", 19.0, 4},
	{"placement 1-2 years", 18.4, 4},
	{"placement 2-5 years", 10.0, 4},
	{"placement 5+ years", 2.3, 2},
	{"plans per 100 looked after", 60.6, 8},
	{"plan starts per 100 plans", 125.8, 15},
	{"plan repeat", 23.6, 4},
	{"plan open 0-3 months", 30.7, 4},
	{"plan open 3-6 months", 25.1, 4},
	{"plan open 6-12 months", 27.0, 6},
	{"plan open 1-2 years", 15.0, 4},
	{"plan open 2+ years", 2.2, 2},
	{"plan ended 0-3 months", 17.1, 5},
	{"plan ended 3-6 months", 11.3, 6},
	{"plan ended 6-12 months", 43.9, 8},
	{"plan ended 1-2 years", 23.9, 5},
	{"plan ended 2+ years", 3.9, 2.5},
}

// tables counts a council's three last years as the published tables do.
func tables(w *World) map[string]float64 {
	out := map[string]float64{}
	to := w.opt.DataDate
	from := to - 3*365
	share := func(counts map[string]float64) {
		for k, v := range counts {
			if k != "n" {
				out[k] = 100 * v / counts["n"]
			}
		}
	}
	stock, starts, ceased, care := map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}
	placed, open, ended := map[string]float64{}, map[string]float64{}, map[string]float64{}
	band := func(days float64, edges []float64, names []string) string {
		return names[sort.Search(len(edges), func(i int) bool { return days < edges[i] })]
	}
	careEdges := []float64{14, 56, 182, 365, 730, 1095, 1826, 3652}
	careNames := []string{"under 2 weeks", "2-8 weeks", "8-26 weeks", "26-52 weeks", "1-2 years", "2-3 years", "3-5 years", "5-10 years", "10+ years"}
	placeEdges := []float64{8, 30, 91, 182, 365, 730, 1826}
	placeNames := []string{"1-7 days", "8-30 days", "1-3 months", "3-6 months", "6-12 months", "1-2 years", "2-5 years", "5+ years"}
	planEdges := []float64{91, 182, 365, 730}
	planNames := []string{"0-3 months", "3-6 months", "6-12 months", "1-2 years", "2+ years"}
	days, fiveYears, repeat, planStarts, outside := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, p := range w.people {
		for n, q := range p.periods {
			if q.start > from && q.start <= to {
				starts["n"]++
				starts["starts age "+bandAt(p.born, q.start).String()]++
				starts["route "+q.route.String()]++
			}
			if q.end > from && q.end <= to {
				ceased["n"]++
				if q.exit == model.ExitAged18 {
					ceased["ceased at 18"]++
				} else {
					ceased["ceased "+q.exit.String()]++
				}
				if n > 0 {
					ceased["ceased second or later period"]++
				}
				care["n"]++
				d := float64(q.end - q.start)
				days += d
				care["care "+band(d, careEdges, careNames)]++
			}
			for _, s := range q.stays {
				if s.end > from && s.end <= to {
					placed["n"]++
					placed["placement "+band(float64(s.end-s.start), placeEdges, placeNames)]++
				}
			}
			if q.end == 0 {
				last := q.stays[len(q.stays)-1]
				stock["n"]++
				stock["stock age "+bandAt(p.born, to).String()]++
				if p.sex == 'M' {
					stock["stock male"]++
				}
				if p.uasc {
					stock["stock uasc"]++
				}
				set := last.place.Setting()
				stock["setting "+set.String()]++
				switch set {
				case model.Kinship, model.FosterOwn, model.FosterAgency:
					stock["stock foster"]++
					if set != model.FosterAgency {
						stock["stock own provision foster"]++
					}
				case model.Residential, model.Secure:
					stock["stock homes"]++
				case model.Supported:
					stock["stock supported"]++
				case model.WithParents:
					stock["stock with parents"]++
				case model.Adoptive:
					stock["stock adoptive"]++
				}
				if last.place.Location() == model.OutOfArea {
					outside++
				}
				if to-q.start >= 1826 {
					fiveYears++
				}
			}
		}
		for _, q := range p.plans {
			if q.start > from && q.start <= to {
				planStarts++
				if q.number+p.child.elsewhere() > 0 {
					repeat++
				}
			}
			if q.end == 0 {
				open["n"]++
				open["plan open "+band(float64(to-q.start), planEdges, planNames)]++
			} else if q.end > from {
				ended["n"]++
				ended["plan ended "+band(float64(q.end-q.start), planEdges, planNames)]++
			}
		}
	}
	for _, m := range []map[string]float64{stock, starts, ceased, care, placed, open, ended} {
		share(m)
	}
	n := stock["n"]
	out["n"] = n
	out["stock 5+ years in care"] = 100 * fiveYears / n
	out["stock out of area"] = 100 * outside / n
	out["starts per 100 looked after"] = 100 * starts["n"] / 3 / n
	out["ceased per 100 looked after"] = 100 * ceased["n"] / 3 / n
	out["care mean days"] = days / ceased["n"]
	out["placements ceased per 100 looked after"] = 100 * placed["n"] / 3 / n
	out["plans per 100 looked after"] = 100 * open["n"] / n
	out["plan starts per 100 plans"] = 100 * planStarts / 3 / open["n"]
	out["plan repeat"] = 100 * repeat / planStarts
	return out
}

// TestPublished holds a large still council against England's tables.
func TestPublished(t *testing.T) {
	w := New(Options{Seed: 7, Children: 12000, Still: true})
	got := tables(w)
	seen := map[string]bool{}
	for _, e := range england {
		seen[e.name] = true
		v := got[e.name]
		line := fmt.Sprintf("%-40s England %6.1f, here %6.1f", e.name, e.value, v)
		if v < e.value-e.within || v > e.value+e.within {
			t.Errorf("%s, more than %g off", line, e.within)
		} else {
			t.Log("     " + line)
		}
	}
	// Not in those tables: of children in care about a quarter have been there
	// for five years and more.
	if v := got["stock 5+ years in care"]; v < 21 || v > 29 {
		t.Errorf("%.1f %% in care for five years and more, about 25 meant", v)
	}
	var rest []string
	for k := range got {
		if !seen[k] {
			rest = append(rest, k)
		}
	}
	sort.Strings(rest)
	for _, k := range rest {
		t.Logf("     %-40s %6.1f", k, got[k])
	}
}

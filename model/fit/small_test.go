package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Small histories, whose sums can be worked by hand, are built from these.

// on reads a date; an empty one is none.
func on(s string) model.Date {
	if s == "" {
		return 0
	}
	d, err := model.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// oneYear is the financial year 2023-24: 366 days, quarters of 91, 92, 92 and 91.
// A window of a year has one year effect, which is nothing, so that tables hold
// exposure as it was.
func oneYear(children ...model.Child) *model.History {
	return &model.History{From: on("2023-04-01"), To: on("2024-03-31"), Located: true, Children: children}
}

func windowOf(h *model.History) window { return newWindow(h.From, h.To) }

// born is a child with periods of care.
func born(day string, periods ...model.PeriodOfCare) model.Child {
	return model.Child{ID: "c" + day, Born: on(day), Periods: periods}
}

// onPlan is a child with plans.
func onPlan(day string, plans ...model.Plan) model.Child {
	return model.Child{ID: "p" + day, Born: on(day), Plans: plans}
}

// stay is a period of care whose start is known: one placement with own foster
// carers in the area, unless others are given.
func stay(from, to string, exit model.Exit, places ...model.Placement) model.PeriodOfCare {
	p := model.PeriodOfCare{Start: on(from), StartKnown: true, End: on(to), Exit: exit, Placements: places}
	if places == nil {
		p.Placements = []model.Placement{sited(from, to, model.FosterOwn, model.InArea)}
	}
	return p
}

func sited(from, to string, s model.Setting, l model.Location) model.Placement {
	return model.Placement{Start: on(from), StartKnown: true, End: on(to), Setting: s, Location: l}
}

func plan(from, to string) model.Plan { return model.Plan{Start: on(from), End: on(to)} }

// cell is a table's cell by the names of its stratum, age and band.
func cell(t *testing.T, table *model.Table, stratum, age, band string) int {
	t.Helper()
	at := func(kind string, names []string, name string) int {
		for i, n := range names {
			if n == name {
				return i
			}
		}
		t.Fatalf("no %s %q among %q", kind, name, names)
		return 0
	}
	var ages []string
	for a := range model.AgeBands {
		ages = append(ages, model.AgeBand(a).String())
	}
	a := 0
	if table.Ages > 1 {
		a = at("age", ages, age)
	}
	return table.Index(at("stratum", table.Strata, stratum), model.AgeBand(a), at("band", table.Clock.Names, band))
}

// days is what a tally holds, in days at risk and events, by
// "stratum age band quarter".
type days map[string][2]float64

func (t *tally) list() days {
	out := days{}
	bands := len(t.table.Clock.Edges) + 1
	for i := range t.events {
		if t.events[i] == 0 && t.exposure[i] == 0 {
			continue
		}
		c, q := i/t.quarters, i%t.quarters
		age := "all"
		if t.table.Ages > 1 {
			age = model.AgeBand(c / bands % t.table.Ages).String()
		}
		key := fmt.Sprintf("%s %s %s %d", t.table.Strata[c/bands/t.table.Ages], age, t.table.Clock.Names[c%bands], q)
		out[key] = [2]float64{t.exposure[i] * model.DaysPerYear, t.events[i]}
	}
	return out
}

// same compares tallies cell by cell.
func same(t *testing.T, what string, got, want days) {
	t.Helper()
	for k, w := range want {
		if g := got[k]; math.Abs(g[0]-w[0]) > 1e-6 || math.Abs(g[1]-w[1]) > 1e-9 {
			t.Errorf("%s: %s has %.2f days and %.2f events, want %.2f and %.2f", what, k, g[0], g[1], w[0], w[1])
		}
	}
	for k, g := range got {
		if _, ok := want[k]; !ok {
			t.Errorf("%s: %s has %.2f days and %.2f events, want none", what, k, g[0], g[1])
		}
	}
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.8g, want %.8g", what, got, want)
	}
}

// council is a made-up history with everything in it, drawn anew for each seed:
// short and long stays, starts that are not known, unaccompanied children,
// siblings, plans that lead to care, returns, and places of all kinds, some of it
// outside the window of three years.
func council(seed uint64, children int) *model.History {
	rng := rand.New(rand.NewPCG(seed, 5))
	h := &model.History{From: on("2021-04-01"), To: on("2024-03-31"), PlansFrom: on("2021-04-01"), PlansTo: on("2024-03-31"), Located: true, Linked: true}
	exits := []model.Exit{model.ExitHome, model.ExitHome, model.ExitSGO, model.ExitAdoption, model.ExitCAO, model.ExitCustody, model.ExitDied, model.ExitOther}
	gap := func(mean float64) model.Date { return 1 + model.Date(rng.ExpFloat64()*mean) }
	for i := range children {
		c := model.Child{ID: fmt.Sprintf("%05d", i), Sex: "MF"[rng.IntN(2)]}
		c.Born = h.To - model.Date(rng.Float64()*19*365)
		c.UASC = rng.IntN(8) == 0 && c.Born < h.To-16*365
		start := max(c.Born, h.From-900) + gap(500)
		if i%3 != 0 {
			pl := model.Plan{Start: start, Referral: start - 20}
			start += gap(200)
			if i%2 == 0 {
				pl.End = start + gap(100)
			}
			c.Plans = append(c.Plans, pl)
		}
		for n := 0; i%3 != 1 && n < 3 && start < min(h.To, c.Born.Birthday(model.AdultAge)); n++ {
			p := model.PeriodOfCare{Start: start, StartKnown: n > 0 || start >= h.From || i%5 > 0}
			if rng.IntN(3) == 0 {
				p.Family = fmt.Sprint("family", i/2)
			}
			end := start + gap(400)
			exit := exits[rng.IntN(len(exits))]
			if adult := c.Born.Birthday(model.AdultAge); end >= adult {
				end, exit = adult, model.ExitAged18
			}
			if end <= h.To {
				p.End, p.Exit = end, exit
			}
			for d := start; d < min(end, h.To+1); {
				pl := model.Placement{Start: d, StartKnown: p.StartKnown || len(p.Placements) > 0,
					Setting: model.Setting(rng.IntN(model.Settings)), Location: model.Location(rng.IntN(2)), Provider: "PR1"}
				d += gap(150)
				if pl.End = min(d, end); pl.End > h.To {
					pl.End = 0
				}
				p.Placements = append(p.Placements, pl)
			}
			c.Periods = append(c.Periods, p)
			if p.End == 0 || exit == model.ExitAged18 || exit == model.ExitDied {
				break
			}
			start = end + gap(300)
		}
		h.Children = append(h.Children, c)
	}
	return h
}

package reports

import (
	"bytes"
	"encoding/csv"
	"io"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// moneyInput is a run of three years whose children and prices are made up,
// and whose costs are their bill.
func moneyInput() Input {
	m := &model.Model{Authority: model.Authority{Name: "Smallshire"}, DataDate: model.NewDate(2025, 3, 31)}
	p := &m.Prices
	p.Base, p.PlanMonth, p.Conference, p.UASCNight = 2024, 400, 600, 143
	p.Inflation = map[string][]float64{"default": {0.03}, "residential": {0.06}}
	p.Health[model.Residential] = 0.125
	for i := range p.Weekly {
		p.Weekly[i] = 300 + 97*float64(i)
	}
	p.Aims = model.Aims{Green: 0.8, Amber: 0.5, Targets: map[string]map[model.FinancialYear]float64{"plan": {2026: 1e5, 2027: 1e7}}}
	cal := sim.NewCalendar(m.DataDate, 3)
	out := &sim.Projection{Engine: "agents", Replicates: 100, Seed: 1, Dates: cal.Dates}
	for _, y := range cal.Years {
		out.Years = append(out.Years, sim.Year{Year: y})
	}
	scenarios := []sim.Scenario{{Name: "baseline"}, {Name: "plan",
		Reprices: []sim.Reprice{{Line: "foster_agency", Ratio: 0.9, From: 200}},
		Spends:   []sim.Spend{{Intervention: "help", Once: 250000, Yearly: 40000}}}}
	for i := range scenarios {
		tariff := sim.NewTariff(p, &cal, &scenarios[i], []string{"help"})
		o := sim.Outcome{Name: scenarios[i].Name, Rates: tariff.Rates()}
		stock := func(place, d int) float64 {
			n := 3 + float64(place%7) + 0.05*float64(d)
			if i == 1 && model.Place(place).Location() == model.OutOfArea {
				n -= 0.04 * float64(d)
			}
			return n
		}
		usage := make([]sim.Usage, len(cal.Years))
		for y := range usage {
			usage[y] = sim.Usage{Plan: 9000, PlanStart: 40 - float64(5*i), UASC: 700, Cases: make([]float64, i), On: make([]float64, i)}
			for k := range usage[y].On {
				usage[y].On[k] = 1
			}
		}
		for place := range model.Places {
			s := sim.Series{Measure: "lac", Breakdown: "setting=" + model.Place(place).Setting().String() + ";location=" + model.Place(place).Location().String()}
			for d := range cal.Dates {
				s.Values = append(s.Values, sim.Summary{Mean: stock(place, d)})
				for y := range usage {
					if d > 0 && cal.Ends[d] > cal.Bounds[y] && cal.Ends[d] <= cal.Bounds[y+1] {
						usage[y].Nights[place] += float64(cal.Ends[d]-cal.Ends[d-1]) * (stock(place, d-1) + stock(place, d)) / 2
					}
				}
			}
			o.Series = append(o.Series, s)
		}
		total, saving := sim.Amount{Line: "total"}, sim.Amount{Line: "total"}
		var lines []sim.Amount
		for l, line := range tariff.Lines {
			a := sim.Amount{Line: line}
			for y := range usage {
				a.Values = append(a.Values, sim.Normal(tariff.Amount(l, y, &usage[y]), 1000, false))
			}
			lines = append(lines, a)
		}
		for y := range usage {
			sum := 0.0
			for _, a := range lines {
				sum += a.Values[y].Mean
			}
			total.Values = append(total.Values, sim.Normal(sum, 50000, false))
			if i == 1 {
				saving.Values = append(saving.Values, sim.Normal(out.Scenarios[0].Costs[0].Values[y].Mean-sum, 100000, false))
			}
		}
		o.Costs = append([]sim.Amount{total}, lines...)
		if i == 1 {
			o.Savings = []sim.Amount{saving}
		}
		out.Scenarios = append(out.Scenarios, o)
	}
	return Input{Projection: out, Model: m, Meta: Meta{Uncertainty: sim.AllUncertainty}}
}

// table reads a CSV into rows by column name.
func csvRows(t *testing.T, write func(io.Writer, Input) error, in Input) []map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, in); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, r := range rows[1:] {
		m := map[string]string{}
		for i, h := range rows[0] {
			m[h] = r[i]
		}
		out = append(out, m)
	}
	return out
}

func amountOf(t *testing.T, s string) *big.Rat {
	t.Helper()
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no amount", s)
	}
	return x
}

// Every row of bridge.csv adds up to the penny, opens and closes with the
// totals of costs.csv, and the price part of a plan is what its cheaper line
// saves, no more.
func TestBridgeCSV(t *testing.T) {
	in := moneyInput()
	rows := csvRows(t, WriteBridgeCSV, in)
	if len(rows) != 2+2+3 {
		t.Fatalf("%d bridges, want two between years for each scenario, and three plans", len(rows))
	}
	totals := map[string]string{}
	for _, r := range csvRows(t, func(w io.Writer, in Input) error { return WriteCostsCSV(w, in.Projection) }, in) {
		if r["line"] == "total" {
			totals[r["scenario"]+r["financial_year"]] = r["mean"]
		}
	}
	for _, r := range rows {
		sum := new(big.Rat)
		for _, part := range []string{"opening", "volume", "mix", "price", "timing", "own_costs"} {
			sum.Add(sum, amountOf(t, r[part]))
		}
		if sum.Cmp(amountOf(t, r["closing"])) != 0 {
			t.Errorf("%v adds up to %s", r, sum.FloatString(2))
		}
		from := r["scenario"]
		if r["bridge"] == "plan" {
			from = "baseline"
		}
		if r["opening"] != totals[from+r["from"]] || r["closing"] != totals[r["scenario"]+r["to"]] {
			t.Errorf("%v doesn't go between totals", r)
		}
		if r["bridge"] == "plan" {
			price, _ := amountOf(t, r["price"]).Float64()
			share := map[string]float64{"2025-26": 165.0 / 365, "2026-27": 1, "2027-28": 1}[r["to"]]
			agency := lineIn(in, 1, "foster_agency", r["to"])
			if want := -agency * 0.1 * share / (1 - 0.1*share); math.Abs(price-want) > 1 {
				t.Errorf("%s: price %.2f, want %.2f", r["to"], price, want)
			}
			if own, _ := amountOf(t, r["own_costs"]).Float64(); r["to"] != "2025-26" && own > 45000 {
				t.Errorf("%s: own costs %.2f", r["to"], own)
			}
		}
	}
}

func lineIn(in Input, scenario int, line, year string) float64 {
	for y := range in.Projection.Years {
		if in.Projection.Years[y].Year.String() == year {
			return sim.Line(in.Projection.Scenarios[scenario].Costs, line).Values[y].Mean
		}
	}
	return math.NaN()
}

// gross − cost = net, cashable + avoided = gross, and the rating follows from
// the chance of the target, or without one from that of any saving.
func TestSavingsPlanCSV(t *testing.T) {
	in := moneyInput()
	rows := csvRows(t, WriteSavingsPlanCSV, in)
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	number := func(r map[string]string, key string) float64 {
		x, _ := amountOf(t, r[key]).Float64()
		return x
	}
	for y, r := range rows {
		saving := sim.Line(in.Projection.Scenarios[1].Savings, "total").Values[y]
		if math.Abs(number(r, "net_saving")-saving.Mean) > 0.006 || math.Abs(number(r, "gross_saving")-number(r, "plan_cost")-number(r, "net_saving")) > 0.011 ||
			math.Abs(number(r, "cashable")+number(r, "avoided")-number(r, "gross_saving")) > 0.011 {
			t.Errorf("%v doesn't add up", r)
		}
		chance, want := number(r, "probability"), "red"
		if r["target"] != "" {
			chance = number(r, "probability_target")
		}
		if chance >= 0.8 {
			want = "green"
		} else if chance >= 0.5 {
			want = "amber"
		}
		if r["rating"] != want {
			t.Errorf("%s is %s, want %s", r["financial_year"], r["rating"], want)
		}
	}
	if rows[0]["target"] != "" || rows[1]["target"] != "100000.00" || number(rows[2], "probability_target") > 0.06 || rows[0]["payback"] == "" {
		t.Errorf("targets or payback: %v", rows)
	}
	if math.Abs(number(rows[2], "present_value")-number(rows[2], "net_saving")/1.035/1.035) > 0.01 {
		t.Errorf("present value %v", rows[2])
	}
	// The same stands in the report.
	var b bytes.Buffer
	if err := WriteHTML(&b, in); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"Savings plan: plan", "From the baseline&#39;s net cost to the plan&#39;s: plan", "Medium term by line, baseline", "Income and contributions"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("the report lacks %q", s)
		}
	}
}

// Prices are those of the bill: a week in care, net of what health pays.
func TestPricesCSV(t *testing.T) {
	in := moneyInput()
	found := 0
	for _, r := range csvRows(t, func(w io.Writer, in Input) error { return WritePricesCSV(w, in.Projection) }, in) {
		if r["scenario"] != "plan" || r["financial_year"] != "2026-27" {
			continue
		}
		price, _ := amountOf(t, r["pounds"]).Float64()
		net, _ := amountOf(t, r["net"]).Float64()
		at := func(s model.Setting, l model.Location) float64 { return in.Model.Prices.Weekly[model.PlaceOf(s, l)] }
		var want, left float64 = price, 1
		switch r["line"] + r["location"] {
		case "residentialout":
			want, left = at(model.Residential, model.OutOfArea)*1.06*1.06, 0.875
		case "foster_agencyin":
			want = at(model.FosterAgency, model.InArea) * 1.03 * 1.03 * 0.9
		case "icpc":
			want = 600 * 1.03 * 1.03
		case "uasc_income":
			want = -143 * 1.03 * 1.03
		default:
			continue
		}
		found++
		if math.Abs(price-want) > 1e-9 || math.Abs(net-left*want) > 1e-9 {
			t.Errorf("%v: want %v and %v", r, want, left*want)
		}
	}
	if found != 4 {
		t.Errorf("%d of 4 prices found", found)
	}
	if got := priceOf(0.1 * 3 * 3000); got != "900" {
		t.Errorf("£900 is written %s", got)
	}
}

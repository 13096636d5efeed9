package reports

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// avertedInput averts 90 entries from plans a year where the flows fall by 30.
func avertedInput() Input {
	in := sampleInput()
	p := in.Projection
	for _, route := range []string{"plan", "return"} {
		for i := range p.Scenarios {
			s := sim.Series{Measure: "entries", Breakdown: "route=" + route, First: 1}
			for range p.Dates[1:] {
				mean := 20.0
				if i == 1 && route == "plan" {
					mean -= 7.5
				}
				if i == 1 && route == "return" {
					mean += 5
				}
				s.Values = append(s.Values, sim.Normal(mean, 1, true))
			}
			p.Scenarios[i].Series = append(p.Scenarios[i].Series, s)
		}
	}
	for range p.Years {
		a := sim.Averted{Days: 9000, MoreDays: 2000}
		a.Entries[model.RoutePlan], a.Instead[model.RouteReturn] = 90, 60
		p.Scenarios[1].Averted = append(p.Scenarios[1].Averted, a)
	}
	return in
}

func TestAvertedIsReconciledInWords(t *testing.T) {
	in := avertedInput()
	terminal, page := written(t, in)
	want := "Until March 2029: 360 entries to care averted; 240 come about that would not have, later or by another way (240 returns to care), so that entries fall by 120. " +
		"Child-days in care averted: 36,000, which are days at risk outside care; 8,000 more are spent in care by other children or in other years, so that days in care fall by 28,000"
	for where, text := range map[string]string{"terminal": terminal, "page": page} {
		if !strings.Contains(text, want) {
			t.Errorf("the %s does not say %q", where, want)
		}
	}
	if published, page := written(t, Publish(in)); strings.Contains(published+page, "averted;") {
		t.Error("a published run tells exactly what is averted")
	}
}

// Each row's change is what its other columns say.
func TestAvertedCSV(t *testing.T) {
	in := avertedInput()
	rows := table2(t, func(b *bytes.Buffer) error { return WriteAvertedCSV(b, in) })
	seen := map[string]int{}
	for _, r := range rows {
		seen[r[3]]++
		if r[0] == "fgc-at-icpc" && r[1] != "2025-26" && r[3] == "entries" && r[4] != "" {
			if got, want := number2(t, r[7]), number2(t, r[9])-number2(t, r[8]); math.Abs(got-want) > 1e-6 {
				t.Errorf("%v: change %v, averted and instead say %v", r, got, want)
			}
		}
		if r[5] != "" && math.Abs(number2(t, r[6])-number2(t, r[5])-number2(t, r[7])) > 2e-4 {
			t.Errorf("%v: the change is not mean less baseline", r)
		}
		if r[0] == "in-area" && r[3] == "entries" && r[8]+r[9] != "" {
			t.Errorf("%v: children weren't told apart", r)
		}
	}
	for measure, n := range map[string]int{"entries": 3 * 2 * 4, "care_days": 4, "returns": 8, "moves": 8, "days_at_risk": 4} {
		if seen[measure] != n {
			t.Errorf("%d rows of %s, want %d", seen[measure], measure, n)
		}
	}
}

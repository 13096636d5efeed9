package reports

import (
	"bytes"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// lastSaving sets a scenario's net saving in the last whole year.
func lastSaving(in *Input, i int, mean, sd float64) {
	o := &in.Projection.Scenarios[i]
	sim.Line(o.Savings, "total").Values[lastYear(in.Projection)] = sim.Normal(mean, sd, false)
}

func TestHeadlineOfSavings(t *testing.T) {
	const (
		fgc  = `"A family group conference for every family at the initial child protection conference"`
		area = `"Half of new out-of-area placements made in the area"`
	)
	type saving struct{ mean, sd float64 }
	for _, c := range []struct {
		name    string
		savings []saving
		want    string
	}{
		{"clear", []saving{{3e6, 1e6}, {1e6, 1e6}},
			"Of 2 scenarios, the one that saves most is " + fgc + ": it is expected to save £3.00m in 2028-29 (mean; 80% interval of the saving: £1.72m to £4.28m); the probability that it saves anything is over 99%, if what it assumes comes about (no grade of evidence is given)."},
		{"none is clear", []saving{{0.1e6, 1e6}, {0.2e6, 1e6}},
			"None of the 2 scenarios clearly saves. The one with the largest expected saving, " + area + ", is expected to save £0.20m in 2028-29 (mean; 80% interval of the saving: -£1.08m to £1.48m); the probability that it saves anything is 58%, if what it assumes comes about (evidence of grade E)."},
		{"both add to cost", []saving{{-0.1e6, 1e6}, {-0.2e6, 1e6}},
			"None of the 2 scenarios clearly saves. The one that adds least to cost, " + fgc + ", is expected to cost an extra £0.10m in 2028-29 (mean; 80% interval of the saving: -£1.38m to £1.18m); the probability that it saves anything is 46%, if what it assumes comes about (no grade of evidence is given)."},
		{"the larger is not clear", []saving{{1e6, 9e6}, {0.5e6, 0.2e6}},
			"Of 2 scenarios, the one that saves most among those that clearly save is " + area + ": it is expected to save £500,000 in 2028-29 (mean; 80% interval of the saving: £244,000 to £756,000); the probability that it saves anything is over 99%, if what it assumes comes about (evidence of grade E)."},
		{"one alone, clear", []saving{{3e6, 1e6}},
			fgc + " is expected to save £3.00m in 2028-29 (mean; 80% interval of the saving: £1.72m to £4.28m); the probability that it saves anything is over 99%, if what it assumes comes about (no grade of evidence is given)."},
		{"one alone, not clear", []saving{{0, 1e6}},
			fgc + " does not clearly save: it is expected to save £0.00m in 2028-29 (mean; 80% interval of the saving: -£1.28m to £1.28m); the probability that it saves anything is 50%, if what it assumes comes about (no grade of evidence is given)."},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := sampleInput()
			in.Projection.Scenarios = in.Projection.Scenarios[:1+len(c.savings)]
			for i, s := range c.savings {
				lastSaving(&in, i+1, s.mean, s.sd)
			}
			if got := headline(&in); len(got) != 2 || got[1] != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func written(t *testing.T, in Input) (terminal, page string) {
	t.Helper()
	var b bytes.Buffer
	if err := Terminal(&b, in); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " "), own(t, render(t, in))
}

// onePath takes the width out of every summary.
func onePath(in *Input) {
	flat := func(list []sim.Summary) {
		for i := range list {
			list[i] = sim.Normal(list[i].Mean, 0, false)
		}
	}
	for i := range in.Projection.Scenarios {
		o := &in.Projection.Scenarios[i]
		for j := range o.Series {
			flat(o.Series[j].Values)
		}
		for _, list := range [][]sim.Amount{o.Costs, o.Savings} {
			for j := range list {
				flat(list[j].Values)
			}
		}
	}
}

func TestRunsWithoutIntervals(t *testing.T) {
	for _, c := range []struct {
		name, engine string
		replicates   int
		uncertainty  sim.Uncertainty
		say          string
	}{
		{"one replicate", "agents", 1, sim.AllUncertainty, "This run has no intervals: it is a single replicate"},
		{"nothing varies", "agents", 500, sim.Uncertainty{}, "This run has no intervals: every source of uncertainty was switched off. Its figures are one path"},
		{"expected path", "markov", 1, sim.Uncertainty{}, "This run has no intervals: every source of uncertainty was switched off. Its figures are the expected path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := sampleInput()
			in.Projection.Engine, in.Projection.Replicates, in.Meta.Uncertainty = c.engine, c.replicates, c.uncertainty
			in.Model.Prices.Budget = map[model.FinancialYear]float64{2026: 85e6}
			onePath(&in)
			terminal, page := written(t, in)
			for where, text := range map[string]string{"terminal": terminal, "page": page} {
				if !strings.Contains(text, c.say) {
					t.Errorf("the %s does not say %q", where, c.say)
				}
				for _, bad := range []string{"over 99%", "under 1%", "(80% interval", ", median", "as likely too high"} {
					if strings.Contains(text, bad) {
						t.Errorf("the %s holds %q", where, bad)
					}
				}
			}
			if want := "none not known"; !strings.Contains(terminal, want) {
				t.Errorf("the terminal lacks %q", want)
			}
			if want := `would save £4.83m in 2028-29, as far as this one path shows, if what it assumes`; !strings.Contains(terminal, want) {
				t.Errorf("the terminal lacks %q", want)
			}
		})
	}
	in := sampleInput()
	if terminal, page := written(t, in); strings.Contains(terminal+page, "no intervals") {
		t.Error("a run with intervals is said to have none")
	}
}

func TestMarkovWording(t *testing.T) {
	in := sampleInput()
	in.Projection.Engine, in.Projection.Replicates, in.Projection.Seed = "markov", 1, 0
	terminal, page := written(t, in)
	for _, text := range []string{terminal, page} {
		for _, bad := range []string{"eplicate", "eed 0", "and seed", "<dt>Seed", "share their luck"} {
			if strings.Contains(text, bad) {
				t.Errorf("the output of the Markov engine holds %q", bad)
			}
		}
		if !strings.Contains(text, "by a normal approximation") {
			t.Error("the normal approximation is not named")
		}
	}
	if want := "Engine markov: expected path computed, intervals by a normal approximation; uncertainty from chance"; !strings.Contains(terminal, want) {
		t.Errorf("the terminal lacks %q", want)
	}
}

func TestPublishedWording(t *testing.T) {
	in := sampleInput()
	in.Model.Basis = "published"
	_, page := written(t, in)
	for _, bad := range []string{"From the records", "Records from", `["Records"`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page of a model from published tables holds %q", bad)
		}
	}
	if !strings.Contains(page, "No child&#39;s record was read.") || !strings.Contains(page, "published tables") {
		t.Error("the page does not say where the rates come from")
	}
}

// Scenarios of very different sizes stand in one unit.
func TestOneUnitAColumn(t *testing.T) {
	in := sampleInput()
	for i, mean := range []float64{0.78e6, 177e3} {
		a := sim.Line(in.Projection.Scenarios[i+1].Savings, "total")
		for y := range a.Values {
			a.Values[y] = sim.Normal(mean, 0.3*mean, false)
		}
	}
	pg := newPage(&in)
	if got := pg.Scenarios[1].Saving.Value + " " + pg.Scenarios[2].Saving.Value; got != "£780,000 £177,000" {
		t.Errorf("side by side: %s", got)
	}
	for _, r := range pg.Savings {
		if !strings.HasSuffix(r.Saving, ",000") || !strings.HasSuffix(r.Cost, "m") {
			t.Errorf("year by year: %s %s", r.Saving, r.Cost)
		}
	}
}

// A headline says what the saving rests on: the weakest grade, and where that
// is opinion or nothing at all, that it is assumed.
func TestEvidenceInHeadline(t *testing.T) {
	for _, c := range []struct {
		name string
		list []sim.Assumption
		want string
	}{
		{"nothing assumed", nil, ""},
		{"measured", []sim.Assumption{{Grade: "A"}, {Grade: "B"}, {Joint: true}}, ", on evidence of grade B"},
		{"the weakest counts", []sim.Assumption{{Grade: "A"}, {Grade: "E"}, {Grade: "B"}}, ", if what it assumes comes about (evidence of grade E)"},
		{"without a grade", []sim.Assumption{{Grade: "A"}, {}}, ", if what it assumes comes about (no grade of evidence is given)"},
	} {
		if got := evidenceWords(&sim.Outcome{Assumptions: c.list}); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

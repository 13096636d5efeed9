package fit

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// Of a council in which a third comes into care under an order and others get one
// at a known rate, both are found; periods that show an order from the first day
// seen, but not their start, tell nothing.
func TestProceedingsAreFound(t *testing.T) {
	const share, rate, councils = 0.33, 0.8, 4
	seen, due, under := 0.0, 0.0, 0.0
	for seed := range uint64(councils) {
		rng := rand.New(rand.NewPCG(seed, 5))
		h := plain.history(seed, false)
		for i := range h.Children {
			for j := range h.Children[i].Periods {
				p := &h.Children[i].Periods[j]
				at := p.Start
				if rng.Float64() >= share || !p.StartKnown {
					at += 1 + model.Date(rng.ExpFloat64()/rate*model.DaysPerYear)
				}
				if !p.StartKnown && rng.IntN(2) == 0 {
					at = p.Start
				}
				if (p.End.IsZero() || at < p.End) && at <= h.To {
					p.Court = at
				}
			}
		}
		m, s, err := Fit(h)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range m.Proceedings.Cells {
			seen += c.Exposure * c.Mean
			due += c.Exposure * rate
		}
		for a := range model.AgeBand(3) {
			under += m.CourtFirst[a] / 3 / councils
		}
		court, open := 0, 0
		for i := range s.Children {
			if s.Children[i].Court {
				court++
			}
		}
		for i := range h.Children {
			for _, p := range h.Children[i].Periods {
				if p.Court > 0 && (p.End.IsZero() || p.End > h.To) {
					open++
				}
			}
		}
		if court != open || court == 0 {
			t.Errorf("%d children under an order in the stock, want %d", court, open)
		}
		total := 0.0
		for _, d := range m.Past.Days {
			total += d.Court
		}
		if total < seen/councils {
			t.Errorf("%.0f proceedings in the past", total)
		}
	}
	if ratio, se := seen/due, 1/math.Sqrt(due); math.Abs(ratio-1) > 3.5*se+0.01 {
		t.Errorf("fitted over true %.3f, standard error %.3f", ratio, se)
	}
	if math.Abs(under-share) > 0.02 {
		t.Errorf("%.3f come under an order, want %.2f", under, share)
	}
}

// Records without a legal status give no rate.
func TestNoProceedings(t *testing.T) {
	m, _, err := Fit(plain.history(1, false))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Proceedings.Cells) > 0 || m.CourtFirst != [model.AgeBands]float64{} {
		t.Error("there are rates of proceedings")
	}
}

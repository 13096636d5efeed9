package card

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// A drawn curve follows the hazard that children were drawn from, in steps of
// five children, and ends while ten are still watched.
func TestCurves(t *testing.T) {
	const hazard = 0.7
	m := flat()
	setStratum(&m.Exits[model.FlowHome], int(model.Kinship), hazard)
	h := pairs(rand.New(rand.NewPCG(1, 2)), 400, hazard, 1)
	figures := Curves(h, m)
	if len(figures) != 2 || figures[0].Name != "staying" || figures[1].Name != "leaving" {
		t.Fatalf("figures: %+v", figures)
	}
	x := careSpells(newRates(m), see(h), -1)
	for _, f := range figures {
		for _, p := range f.Panels {
			if p.Group != "All ages" && p.Group != "Aged 5-9" {
				t.Errorf("%s: a panel of %s, where all are eight", f.Name, p.Group)
			}
			s := p.Series[0]
			for i, pt := range s.Seen[1:] {
				before := s.Seen[i]
				if gone := x.events(before.Years*model.DaysPerYear+1e-6, pt.Years*model.DaysPerYear+1e-6, -1); gone < 5 {
					t.Errorf("%s, %s: a step at %.3f years for %d children", f.Name, p.Group, pt.Years, gone)
				}
				if pt.Years <= before.Years || pt.Low > pt.Value || pt.High < pt.Value || pt.Low < 0 || pt.High > 1 {
					t.Errorf("%s: %+v after %+v", f.Name, pt, before)
				}
			}
			end := s.Seen[len(s.Seen)-1]
			n := 0
			for i := range x.stop {
				if x.from[i] < end.Years*model.DaysPerYear && x.stop[i] >= end.Years*model.DaysPerYear-1e-6 {
					n++
				}
			}
			if n < enough {
				t.Errorf("%s: the curve ends with %d watched", f.Name, n)
			}
			want := math.Exp(-hazard)
			if f.Name == "leaving" {
				want = 1 - want
			}
			if got := along(s.Fitted, 1); math.Abs(got-want) > 0.002 {
				t.Errorf("%s: fitted %.4f at a year, want %.4f", f.Name, got, want)
			}
			if got := along(s.Seen, 1); math.Abs(got-want) > 0.05 {
				t.Errorf("%s: seen %.4f at a year, want about %.4f", f.Name, got, want)
			}
		}
	}
	// The sentence says what the card says.
	var last Row
	for _, r := range x.rows(Staying, "All", ways, true) {
		if r.Unit == "%" {
			last = r
		}
	}
	want := fmt.Sprintf("%.0f%% still there after %s, fitted %.0f%%", last.Seen, strings.TrimPrefix(last.Name, "All, "), last.Fitted)
	if title := figures[0].Panels[0].Title; title != want {
		t.Errorf("title %q, want %q", title, want)
	}
	if title := figures[1].Panels[0].Title; !strings.HasPrefix(title, "Most often home to parents: ") {
		t.Errorf("title %q", title)
	}
}

func TestTooFewForACurve(t *testing.T) {
	h := pairs(rand.New(rand.NewPCG(1, 2)), 6, 0.7, 1)
	if f := Curves(h, flat()); len(f) != 0 {
		t.Errorf("a dozen children make %+v", f)
	}
}

// Past the last time at which ten are watched a curve may fall to nothing by the
// chance of one: it isn't told.
func TestToldEndsWhileTenAreWatched(t *testing.T) {
	x := &spells{}
	for i := range 12 {
		x.add(0, float64(10*(i+1)), 1, i, &course{})
	}
	if got := x.told(); got != 40 {
		t.Errorf("told up to %v, want 40: nine are at risk of the fourth to leave", got)
	}
	rows := x.rows(Staying, "Twelve", ways, true)
	if len(rows) != 0 {
		t.Errorf("rows %+v of a curve that ends after 40 days", rows)
	}
}

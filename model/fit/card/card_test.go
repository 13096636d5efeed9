package card_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/fit"
	"github.com/carecurve/carecurve/model/fit/card"
	"github.com/carecurve/carecurve/sim/synth"
)

// council is a made-up council's history, whose truth has another form than
// the fitted rates.
var council = sync.OnceValue(func() *model.History {
	return synth.New(synth.Options{Seed: 3, Children: 400}).History()
})

func fitted(t *testing.T, h *model.History) *model.Model {
	t.Helper()
	m, _, err := fit.Fit(h)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func find(t *testing.T, c *card.Card, part card.Part, name string) card.Row {
	t.Helper()
	for _, r := range c.Rows {
		if r.Part == part && r.Name == name {
			return r
		}
	}
	t.Fatalf("the card has no row %s, %s", part, name)
	return card.Row{}
}

func TestFittedModelFits(t *testing.T) {
	h := council()
	c := card.New(h, fitted(t, h))
	fits := 0
	for _, r := range c.Rows {
		if r.Grade == card.Fits {
			fits++
		}
		// Babies there leave by a path (a home with kin or adopters first) whose
		// clock no cell of age now and time in care carries: decisions/0001.
		babies := r.Part == card.Staying && strings.HasPrefix(r.Name, "Aged 0")
		if r.Grade == card.Off && !babies {
			t.Errorf("%s, %s: %.1f seen, %.1f fitted (%.1f-%.1f), %s", r.Part, r.Name, r.Seen, r.Fitted, r.Low, r.High, r.Verdict)
		}
	}
	if fits < 60 {
		t.Errorf("only %d of %d rows fit", fits, len(c.Rows))
	}
}

// The card must count as fit does: window totals of a fitted table are those
// seen but for what shrinkage shifts.
func TestCountsAreFits(t *testing.T) {
	h := council()
	c := card.New(h, fitted(t, h))
	for _, r := range []card.Row{
		find(t, c, card.Exits, "Home to parents"), find(t, c, card.Exits, "Special guardianship"), find(t, c, card.Exits, "Adoption"),
		find(t, c, card.Exits, "Other ways out"), find(t, c, card.Moves, "All moves"), find(t, c, card.Returns, "Returns to care"),
		find(t, c, card.Plans, "Plan ends"), find(t, c, card.Plans, "Plan to care"), find(t, c, card.Plans, "Plan ends, child in care"),
	} {
		if r.Seen < 5 || math.Abs(r.Seen-r.Fitted) > 1+0.01*r.Seen {
			t.Errorf("%s: %.1f seen, %.1f fitted", r.Name, r.Seen, r.Fitted)
		}
	}
}

// What is wrong in the rates must show, in the rows that it touches.
func TestFaultsShow(t *testing.T) {
	h := council()
	scale := func(t *model.Table, by float64) {
		for i := range t.Cells {
			t.Cells[i].Mean *= by
		}
	}
	for _, c := range []struct {
		name string
		harm func(m *model.Model)
		part card.Part
		row  string
		more bool // than fitted was seen
	}{
		{"adoption twice as fast", func(m *model.Model) { scale(&m.Exits[model.FlowAdoption], 2) }, card.Exits, "Adoption", false},
		{"a third of those who go home lost", func(m *model.Model) { scale(&m.Exits[model.FlowHome], 0.66) }, card.Staying, "All ages, 1 year", false},
		{"leaving half as fast", func(m *model.Model) {
			for f := range m.Exits {
				scale(&m.Exits[f], 0.5)
			}
		}, card.Stock, "on 2024-03-31", false},
		{"moves halved", func(m *model.Model) { scale(&m.Moves, 0.5) }, card.Moves, "All moves", true},
		{"plans longer", func(m *model.Model) { scale(&m.PlanEnd, 0.7) }, card.OnPlan, "Plans, 1 year", false},
		{"more plans open", func(m *model.Model) { scale(&m.PlanEnd, 0.7) }, card.PlanLoad, "on 2024-03-31", false},
		{"twice as many plans start", func(m *model.Model) { m.PlanStart.Level.Log += math.Log(2) }, card.Arrivals, "Onto a plan", false},
	} {
		m := fitted(t, h)
		c.harm(m)
		r := find(t, card.New(h, m), c.part, c.row)
		if r.Grade == card.Fits || (r.Seen > r.Fitted) != c.more {
			t.Errorf("%s: %s, %s: %.1f seen, %.1f fitted (%.1f-%.1f), %s", c.name, r.Part, r.Name, r.Seen, r.Fitted, r.Low, r.High, r.Verdict)
		}
	}
}

// Every child twice, in one family, is no more evidence than once.
func TestFamiliesAreOnePieceOfEvidence(t *testing.T) {
	h := *council()
	m := fitted(t, &h)
	h.Children = nil
	for _, c := range council().Children {
		c.Periods = append([]model.PeriodOfCare(nil), c.Periods...)
		for i := range c.Periods {
			c.Periods[i].Family = "home of " + c.ID
		}
		h.Children = append(h.Children, c)
	}
	one := card.New(&h, m)
	h.Children = append(h.Children, h.Children...)
	two := card.New(&h, m)
	a, b := find(t, one, card.Staying, "All ages, 1 year"), find(t, two, card.Staying, "All ages, 1 year")
	if math.Abs(a.Seen-b.Seen) > 1e-9 {
		t.Fatalf("%.3f%% and %.3f%% stay", a.Seen, b.Seen)
	}
	if wide, was := b.High-b.Low, a.High-a.Low; wide < 0.99*was {
		t.Errorf("every child twice makes the range %.2f points, where it was %.2f", wide, was)
	}
	x, y := find(t, one, card.Exits, "Home to parents"), find(t, two, card.Exits, "Home to parents")
	if wide, was := y.High-y.Low, x.High-x.Low; wide < 1.3*was {
		t.Errorf("every child twice makes the range of a count %.1f, where it was %.1f", wide, was)
	}
}

func TestSmallCountsAreHidden(t *testing.T) {
	h := synth.New(synth.Options{Seed: 5, Children: 60}).History()
	c := card.New(h, fitted(t, h))
	hidden := 0
	for _, r := range c.Rows {
		if r.Unit != "children" {
			continue
		}
		if r.Seen > 0 && r.Seen < 5 {
			t.Errorf("%s, %s tells of %v children", r.Part, r.Name, r.Seen)
		}
		if r.Few {
			hidden++
			if r.Seen != 0 || r.Z != 0 {
				t.Errorf("%s, %s is hidden, but stands at %v, z %v", r.Part, r.Name, r.Seen, r.Z)
			}
		}
	}
	for _, f := range c.Flows {
		if f.Events > 0 && f.Events < 5 {
			t.Errorf("%s tells of %v events", f.Name, f.Events)
		}
	}
	if hidden == 0 {
		t.Error("a council of sixty has no small count: the test shows nothing")
	}
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for i := range h.Children {
		if strings.Contains(string(b), `"`+h.Children[i].ID) {
			t.Fatal("the card names a child")
		}
	}
	var back card.Card
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(*c, back) {
		t.Error("the card isn't the same when written and read")
	}
}

// Periods that the records don't show from their first day take no part in
// staying.
func TestEarlierStartsAreLeftOut(t *testing.T) {
	h := *council()
	m := fitted(t, &h)
	before := card.New(&h, m)
	h.Children = append([]model.Child(nil), h.Children...)
	for i := range h.Children {
		c := &h.Children[i]
		c.Periods = append([]model.PeriodOfCare(nil), c.Periods...)
		for j := range c.Periods {
			p := &c.Periods[j]
			p.Placements = append([]model.Placement(nil), p.Placements...)
			for len(p.Placements) > 1 && p.Placements[0].End < h.From {
				p.Placements = p.Placements[1:]
			}
			if p.Placements[0].Start != p.Start {
				p.Start, p.StartKnown = h.From, false
				p.Placements[0].Start, p.Placements[0].StartKnown = h.From, false
			}
		}
	}
	m = fitted(t, &h)
	after := card.New(&h, m)
	// Fit counts a move only where the placement's time is known.
	if r := find(t, after, card.Moves, "All moves"); math.Abs(r.Seen-r.Fitted) > 1+0.005*r.Seen || r.Seen >= find(t, before, card.Moves, "All moves").Seen {
		t.Errorf("%.0f moves seen, %.1f fitted, before %.0f", r.Seen, r.Fitted, find(t, before, card.Moves, "All moves").Seen)
	}
	if after.Basis.Unknown == 0 || after.Basis.Watched >= before.Basis.Watched {
		t.Fatalf("%d starts unknown, %d watched of %d", after.Basis.Unknown, after.Basis.Watched, before.Basis.Watched)
	}
	for _, r := range after.Rows {
		if r.Part == card.Staying && r.Grade == card.Off {
			t.Errorf("%s: %.1f seen, %.1f fitted", r.Name, r.Seen, r.Fitted)
		}
	}
}

// Where the council declares how many entries come by a plan, the records show them
// and direct ones as one, and so does the card; what was declared is held against nothing.
func TestDeclaredPlans(t *testing.T) {
	h := *council()
	h.Linked, h.Children = false, nil
	for _, c := range council().Children {
		alone := c
		alone.Plans, c.Periods = nil, nil
		alone.ID += "b"
		h.Children = append(h.Children, c, alone)
	}
	before := card.New(&h, fitted(t, &h))
	h.ByPlan = 0.2
	after := card.New(&h, fitted(t, &h))
	a, b := find(t, before, card.Arrivals, "Straight from home"), find(t, after, card.Arrivals, "From home or by a plan")
	if a.Seen != b.Seen || math.Abs(a.Fitted-b.Fitted) > 0.1*a.Fitted || b.Grade == card.Off {
		t.Errorf("%v seen and %v fitted, %v and %v without a declared share", b.Seen, b.Fitted, a.Seen, a.Fitted)
	}
	for _, r := range after.Rows {
		if r.Part == card.Plans {
			t.Errorf("the card judges %s", r.Name)
		}
	}
}

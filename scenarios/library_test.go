package scenarios

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// practices are the files that the library must have: every practice that the
// project's documents name, and the field's main alternatives. A file whose
// effect nobody has measured ships to be filled.
var practices = map[string]bool{ // true: to be filled
	// Leeds
	"fgc-at-icpc": false, "restorative-practice": true, "kinship-through-conferences": false, "local-placements": false,
	"local-placements-reinvested": false, "reunification": true, "six-localities": false, "staff-training": false,
	// Gateshead
	"assessment-and-intervention": true, "foster-recruitment": false, "sgo-doubled": false, "early-permanence": true,
	"fewer-proceedings": false, "longer-plans-domestic-abuse": true, "teenagers-new-to-services": true,
	// London
	"senior-managers": true, "quarterly-review": true, "permanence-target": false, "kinship-first": false,
	// the field
	"family-safeguarding": true, "no-wrong-door": true, "mockingbird": true, "edge-of-care": false, "step-down": false,
	"own-childrens-homes": false, "pause": true, "family-drug-and-alcohol-court": true, "reunification-support": true,
	"uasc-transfer-quota": false, "family-decision-duty": false, "demand-shock": false,
}

// TestLibrary holds every file to the house's rules of evidence: a grade and a
// source; an effect is either to be filled, or measured at grade A or B with
// an interval, or said to be the user's own figure; the optimism correction is
// that of the grade.
func TestLibrary(t *testing.T) {
	shrinks := map[string]float64{"A": 1, "B": 0.7, "C": 0.5, "D": 0.25, "E": 0.1}
	var names []string
	for _, e := range Library() {
		names = append(names, e.Name)
		f, ok := Find(e.Name)
		if !ok || e.Title == "" || !strings.HasPrefix(e.Text, "# ") {
			t.Fatalf("%s can't be found, or has no title or no comment on what it is", e.Name)
		}
		if found := Check([]*File{f}); len(found) > 0 {
			t.Errorf("%s: %s", e.Name, lines(found))
		}
		fills := 0
		for i := range f.Interventions {
			in := &f.Interventions[i]
			ev := in.Evidence
			if ev == nil || ev.Source == "" || ev.Grade == "" || ev.Note == "" {
				t.Fatalf("%s: %s lacks a grade, a source or a note", e.Name, in.Name)
			}
			own := strings.HasPrefix(ev.Note, "your own figure: ")
			switch {
			case in.Effect == nil:
				if !own && in.Kind != "spend" && e.Name != "local-placements" {
					t.Errorf("%s: %s says not whose figure it is", e.Name, in.Name)
				}
				continue
			case in.Effect.Fill:
				fills++
			case own:
				if in.Shrink != nil {
					t.Errorf("%s: %s shrinks the user's own figure", e.Name, in.Name)
				}
				continue
			case ev.Grade > "B" || len(in.Effect.CI95) != 2:
				t.Errorf("%s: %s runs on grade %s, interval %v", e.Name, in.Name, ev.Grade, in.Effect.CI95)
			}
			if in.Shrink == nil || *in.Shrink != shrinks[ev.Grade] {
				t.Errorf("%s: %s lacks the shrinkage of grade %s", e.Name, in.Name, ev.Grade)
			}
		}
		if fill, known := practices[e.Name]; !known || fill != (fills > 0) {
			t.Errorf("%s: %d effects to fill, known %v, expected %v", e.Name, fills, known, fill)
		}
		out, found := Compile([]*File{f}, repeatModel())
		if practices[e.Name] {
			if out != nil || len(found) != fills || !strings.Contains(lines(found), "carecurve scenarios show "+e.Name+" > my-"+e.Name+".yaml and write what you expect in line ") {
				t.Errorf("%s: %s", e.Name, lines(found))
			}
			line := strings.Split(e.Text, "\n")[max(1, found[0].Line)-1]
			if strings.TrimSpace(line) != "effect: fill" {
				t.Errorf("%s: line %d, which is to be filled, is %q", e.Name, found[0].Line, line)
			}
		} else if len(out) != 1 || len(found) > 1 {
			t.Errorf("%s: %s", e.Name, lines(found))
		}
	}
	if !slices.IsSorted(names) || len(names) != len(practices) {
		t.Errorf("the library has %v", names)
	}
	if _, ok := Find("baseline"); ok {
		t.Error("baseline is a file")
	}
}

// repeatModel is testModel whose children come back on plans at 0.2 a year.
func repeatModel() *model.Model {
	m := testModel()
	m.Repeats = model.NewTable([]string{"plan"}, model.AgeBands, model.LeftClock)
	for i := range m.Repeats.Cells {
		m.Repeats.Cells[i].Mean = 0.2
	}
	return m
}

// TestRepeatPlans: a change of plan starts acts on first plans and, where the model
// has them, on repeats; one of plan-repeat on those alone.
func TestRepeatPlans(t *testing.T) {
	for flow, want := range map[string][]sim.Flow{"plan-start": {sim.PlanStart, sim.PlanRepeat}, "plan-repeat": {sim.PlanRepeat}, "entry-direct": {sim.EntryDirect}} {
		s := compiled(t, repeatModel(), one(`{name: a, kind: rate, flow: `+flow+`, effect: {ratio: 0.5}}`))
		var got []sim.Flow
		for _, c := range s[0].Changes {
			got = append(got, c.Flow)
			if c.Effect.Log != math.Log(0.5) {
				t.Errorf("%s: %+v", flow, c)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s acts on flows %v, want %v", flow, got, want)
		}
	}
	if _, found := Compile([]*File{parsed(t, one(`{name: a, kind: rate, flow: plan-repeat, effect: {ratio: 0.5}}`))}, testModel()); !strings.Contains(lines(found), "the model has no rate for plan-repeat") {
		t.Errorf("without repeats: %s", lines(found))
	}
}

// TestMarks shows that the mark of a figure is told.
func TestMarks(t *testing.T) {
	s := compiled(t, testModel(), one(`{name: a, kind: rate, flow: exit, effect: {ratio: 2}, evidence: {grade: A, source: S, mark: M}}`))
	if a := s[0].Assumptions[0]; a.Mark != "given from memory and is not verified" || a.Grade != "A" || a.Source != "S" {
		t.Errorf("got %+v", a)
	}
}

package card

import (
	"math"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// flat is a model in which nothing happens but what the test then sets.
func flat() *model.Model {
	m := &model.Model{Moves: model.NewTable(model.MoveStrata(), model.AgeBands, model.PlacementClock)}
	for f := range m.Exits {
		m.Exits[f] = model.NewTable(model.ExitStrata(), model.AgeBands, model.CareClock)
	}
	all := []string{"all"}
	m.PlanEnd, m.PlanToCare = model.NewTable(all, model.AgeBands, model.PlanClock), model.NewTable(all, model.AgeBands, model.PlanClock)
	m.AfterCare = model.NewTable(all, 1, model.AfterClock)
	m.Next = make([]model.NextRow, model.Classes*model.Places)
	for c := range m.First {
		for a := range m.First[c] {
			m.First[c][a].Mean[model.PlaceOf(model.Kinship, model.InArea)] = 1
		}
	}
	return m
}

func setStratum(t *model.Table, stratum int, rate float64) {
	for i := range t.Cells {
		if t.Factors(i)[0] == stratum {
			t.Cells[i].Mean = rate
		}
	}
}

// Two places with exits and moves of their own have a closed form: the
// exponential of a 2 × 2 matrix.
func TestJourneyOfTwoPlaces(t *testing.T) {
	m := flat()
	k, f := model.PlaceOf(model.Kinship, model.InArea), model.PlaceOf(model.FosterOwn, model.InArea)
	const leaveK, leaveF, toF, toK = 0.9, 0.2, 1.5, 0.8
	setStratum(&m.Exits[model.FlowHome], int(model.Kinship), leaveK)
	setStratum(&m.Exits[model.FlowSGO], int(model.FosterOwn), leaveF)
	setStratum(&m.Moves, model.MoveStratum(model.General, k), toF)
	setStratum(&m.Moves, model.MoveStratum(model.General, f), toK)
	for a := range model.AgeBands {
		for g := range model.Stages {
			m.Next[model.NextStratum(model.General, k)][a][g].Mean[f] = 1
			m.Next[model.NextStratum(model.General, f)][a][g].Mean[k] = 1
		}
	}
	j := newRates(m).follow(traveller{model.General, 3 * 4})
	// Eigenvalues of [[−a, b], [c, −d]].
	a, b, c, d := leaveK+toF, toK, toF, leaveF+toK
	root := math.Sqrt((a-d)*(a-d) + 4*b*c)
	r1, r2 := (-(a+d)+root)/2, (-(a+d)-root)/2
	for _, years := range []float64{0.1, 0.5, 1, 2, 4} {
		e1, e2 := math.Exp(r1*years), math.Exp(r2*years)
		inK := ((r1+d)*e1 - (r2+d)*e2) / (r1 - r2)
		inF := c * (e1 - e2) / (r1 - r2)
		got := j.in(years * model.DaysPerYear)
		if math.Abs(got[k]-inK) > 0.004 || math.Abs(got[f]-inF) > 0.004 {
			t.Errorf("after %g years %.4f and %.4f, want %.4f and %.4f", years, got[k], got[f], inK, inF)
		}
		if s := j.stays(years * model.DaysPerYear); math.Abs(s-got[k]-got[f]) > 1e-9 {
			t.Errorf("after %g years %.6f stay, but %.6f are somewhere", years, s, got[k]+got[f])
		}
	}
	// All who left home did so from kinship.
	home := leaveK * integral(j, k)
	if out := j.gone(4 * model.DaysPerYear)[model.FlowHome]; math.Abs(out-home) > 0.01 {
		t.Errorf("%.4f went home, want %.4f", out, home)
	}
}

func integral(j *journey, p model.Place) (sum float64) {
	for d := 0.5; d < 4*model.DaysPerYear; d++ {
		sum += j.in(d)[p] / model.DaysPerYear
	}
	return sum
}

// A hazard that changes with the time in the placement must restart at a move.
func TestMovesFollowThePlacementsClock(t *testing.T) {
	m := flat()
	k := model.PlaceOf(model.Kinship, model.InArea)
	for a := range model.AgeBands {
		m.Moves.At(model.MoveStratum(model.General, k), model.AgeBand(a), 0).Mean = 6 // in the first 28 days alone
		for g := range model.Stages {
			m.Next[model.NextStratum(model.General, k)][a][g].Mean[model.PlaceOf(model.Residential, model.InArea)] = 1
		}
	}
	got := newRates(m).follow(traveller{model.General, 30}).in(400)[k]
	if want := math.Exp(-6 * 28 / model.DaysPerYear); math.Abs(got-want) > 1e-9 {
		t.Errorf("%.6f never moved, want %.6f", got, want)
	}
}

func TestAllLeaveAtEighteen(t *testing.T) {
	j := newRates(flat()).follow(traveller{model.UASC, 17 * 4})
	for _, c := range []struct{ days, stays float64 }{{200, 1}, {model.DaysPerYear * 0.875, 0.5}, {model.DaysPerYear, 0}} {
		if got := j.stays(c.days); math.Abs(got-c.stays) > 0.05 {
			t.Errorf("%.3f of the seventeen-year-olds stay after %.0f days, want %.3f", got, c.days, c.stays)
		}
	}
	if got := j.gone(400)[adultWay]; math.Abs(got-1) > 1e-9 {
		t.Errorf("%.6f left on the birthday, want all", got)
	}
}

func TestPlansCourse(t *testing.T) {
	m := flat()
	for i := range m.PlanEnd.Cells {
		m.PlanEnd.Cells[i].Mean, m.PlanToCare.Cells[i].Mean = 1.2, 0.3
	}
	for i := range m.AfterCare.Cells {
		m.AfterCare.Cells[i].Mean = 8
	}
	c := newRates(m).run(20, 0, longest)
	on := math.Exp(-1.5)
	// Into care at rate 0.3·exp(−1.5 s), open until exp(−8 (1 − s)).
	after := 0.3 * (math.Exp(-1.5) - math.Exp(-8)) / (8 - 1.5)
	t1 := model.DaysPerYear
	for _, x := range []struct {
		what      string
		got, want float64
	}{
		{"on the plan", c.stays(t1), on}, {"ended", c.lost(planEnds, t1), 0.8 * (1 - on)},
		{"in care", c.lost(planCare, t1), 0.2 * (1 - on)}, {"open", c.value(c.open, t1), on + after},
	} {
		if math.Abs(x.got-x.want) > 0.001 {
			t.Errorf("after a year %.4f %s, want %.4f", x.got, x.what, x.want)
		}
	}
}

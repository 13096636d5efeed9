package agents

import (
	"errors"
	"math"
	"testing"

	"github.com/carecurve/carecurve/sim"
)

// Draws scatter about the posterior mean with the posterior's error, and are
// those that a replicate of the same seed lives with.
func TestDrawsAreTheReplicates(t *testing.T) {
	m, _ := smallModel(3)
	const n = 3
	seen := map[string]float64{}
	cells := 0
	err := Draws(m, n, 7, func(d Drawn) error {
		if math.IsNaN(d.Value) || d.Value < 0 {
			t.Fatalf("%+v", d)
		}
		if d.Draw == 2 {
			cells++
			seen[d.Rate+"|"+d.Row+"|"+d.Age+"|"+d.Time+"|"+d.To] = d.Value
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) != cells {
		t.Errorf("%d of %d rates of a draw have a name of their own", len(seen), cells)
	}
	root := sim.NewKey(7)
	r := drawRates(m, sim.AllUncertainty, root.With(1), pairOf(root, 1), 8)
	for name, want := range map[string]float64{
		"exits.home|kinship|5-9|1-2y|":       r.exit[0][2][5][0] * 365.25,
		"moves|kinship/in|10-15|0-4w|":       r.move[0][3][0] * 365.25,
		"plans.to_care||0|13-26w|":           r.planCare[0][1] * 365.25,
		"entries.direct||16-17||":            r.direct.age[4],
		"first|uasc|10-15||kinship/in":       r.first[1][3][0],
		"next|kinship/in|5-9|2y+|kinship/in": r.nextPlaces(0, 2, 3)[0],
	} {
		if got, ok := seen[name]; !ok || got != want {
			t.Errorf("%s is %v, and the replicate has %v", name, got, want)
		}
	}
	stop := errors.New("enough")
	if err := Draws(m, n, 7, func(Drawn) error { return stop }); err != stop {
		t.Errorf("the visitor's error is lost: %v", err)
	}
}

package estimate

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Greenwood's standard errors by the recursion forwards and by the walk
// backwards are the same number, and the one of a mean moves over a short stretch
// by no more than its length times the one of the probability there.
func TestGreenwoodForwardsAndBackwards(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Spells{States: 4}
		for range rapid.IntRange(1, 40).Draw(t, "rows") {
			start := float64(rapid.IntRange(0, 8).Draw(t, "start"))
			from := rapid.IntRange(0, 2).Draw(t, "from")
			s.Start, s.From = append(s.Start, start), append(s.From, from)
			s.Stop = append(s.Stop, start+float64(rapid.IntRange(1, 8).Draw(t, "length")))
			s.To = append(s.To, (from+rapid.IntRange(1, 3).Draw(t, "step"))%4)
		}
		p, err := AalenJohansen(s, []float64{0.25, 0.25, 0.25, 0.25}, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range []float64{2, 5, 9.5} {
			_, forwards := p.At(u)
			backwards := p.greenwood(u, false)
			// Between the whole numbers of this set nothing moves.
			short := p.greenwood(u+0.25, true)
			long := p.greenwood(u, true)
			for j := range forwards {
				if math.Abs(forwards[j]-backwards[j]) > 1e-7 {
					t.Fatalf("state %d at %g: %g forwards, %g backwards", j, u, forwards[j], backwards[j])
				}
				if math.Abs(short[j]-long[j]) > 0.25*forwards[j]+1e-7 {
					t.Fatalf("state %d at %g: the mean's standard error moves from %g to %g", j, u, long[j], short[j])
				}
			}
		}
	})
}

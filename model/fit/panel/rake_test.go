package panel

import (
	"math"
	"testing"
)

func TestLargestSumsUp(t *testing.T) {
	got := largest([]float64{1, 1, 1}, 10)
	if got[0] != 4 || got[1] != 3 || got[2] != 3 {
		t.Errorf("thirds of 10: %v", got)
	}
	for n := range 50 {
		sum := 0
		for _, x := range largest([]float64{0.3, 2, 0, 5.5}, n) {
			sum += x
		}
		if sum != n {
			t.Errorf("%d became %d", n, sum)
		}
	}
}

// TestRake has a margin table with a known answer: independent rows and
// columns stay so.
func TestRake(t *testing.T) {
	cells := []float64{1, 1, 1, 1}
	rake(cells, []margin{{[]int{0, 0, 1, 1}, []float64{30, 70}}, {[]int{0, 1, 0, 1}, []float64{20, 80}}}, 20)
	for i, want := range []float64{6, 24, 14, 56} {
		if math.Abs(cells[i]-want) > 1e-9 {
			t.Errorf("cell %d is %v, want %v", i, cells[i], want)
		}
	}
}

func TestControlledRoundingKeepsMargins(t *testing.T) {
	m := []margin{{[]int{0, 0, 1, 1}, []float64{3, 4}}, {[]int{0, 1, 0, 1}, []float64{2, 5}}}
	cells := []float64{0.857, 2.143, 1.143, 2.857}
	got := controlled(cells, m)
	if got[0]+got[1] != 3 || got[2]+got[3] != 4 || got[0]+got[2] != 2 {
		t.Errorf("%v", got)
	}
}

func TestFillSharesWhatIsLeft(t *testing.T) {
	got := fill([]float64{10, -1, -1}, 20, []float64{0.5, 0.3, 0.2})
	for i, want := range []float64{10, 6, 4} {
		if math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("%v", got)
		}
	}
	if got := fill([]float64{30, -1}, 20, []float64{0.5, 0.5}); math.Abs(total(got)-20) > 1e-9 {
		t.Errorf("%v does not sum to 20", got)
	}
}

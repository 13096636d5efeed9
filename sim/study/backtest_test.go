package study

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// walks are cases on councils whose logs walk at random with a yearly standard
// deviation of 0.1, foretold by the last value with the right distribution.
func walks(councils, years, horizon int) (cases []Case) {
	r := rand.New(rand.NewPCG(1, 2))
	for a := range councils {
		x := make([]float64, years)
		x[0] = 100 + 10*float64(a)
		for t := 1; t < years; t++ {
			x[t] = x[t-1] * math.Exp(0.1*r.NormFloat64())
		}
		for t := 4; t < years; t++ {
			for h := 1; h <= horizon && t+h < years; h++ {
				s := make(Sample, 199)
				for i := range s {
					s[i] = x[t] * math.Exp(0.1*math.Sqrt(float64(h))*math.Sqrt2*math.Erfinv(2*(float64(i)+0.5)/199-1))
				}
				cases = append(cases, Case{
					Authority: model.Authority{Code: fmt.Sprintf("E%03d", a)}, Measure: "lac", Origin: 2000 + t, Horizon: h, Size: x[0],
					Strict: t%2 == 0, Past: append([]float64(nil), x[:t+1]...), Actual: x[t+h], Point: x[t], Sample: s,
				})
			}
		}
	}
	return cases
}

func find(t *testing.T, lines []Line, horizon int, method, size, origins string) Line {
	t.Helper()
	for _, l := range lines {
		if l.Horizon == horizon && l.Method == method && l.Size == size && l.Origins == origins {
			return l
		}
	}
	t.Fatalf("no line %d %s %s %s", horizon, method, size, origins)
	return Line{}
}

// TestTheRightDistributionIsFoundRight holds the scores to what is known of a
// random walk: intervals hold what they say, the histogram is flat, the last
// value can't be beaten, and its own past errors give nearly the same score.
func TestTheRightDistributionIsFoundRight(t *testing.T) {
	scored, err := Backtest(context.Background(), walks(90, 20, 2))
	if err != nil {
		t.Fatal(err)
	}
	lines := Summarise(scored)
	for h := 1; h <= 2; h++ {
		l := find(t, lines, h, Own, "all", AllOrigins)
		for i, level := range CoverLevels {
			near(t, fmt.Sprint("coverage ", level, " at ", h), l.Covers[i].Share, level, 0.03)
		}
		for k, share := range l.PIT {
			near(t, fmt.Sprint("tenth ", k), share, 0.1, 0.035)
		}
		near(t, "ratio to itself", l.PercentRatio, 1, 1e-9)
		near(t, "score against past errors", l.RelativeRatio, 1, 0.03)
		near(t, "gain", l.Gain, 0, 1e-9)
		// E|log error| of a normal is 0.1·√(2h/π).
		near(t, "mean error", l.Percent, 10*math.Sqrt(2*float64(h)/math.Pi), 0.7)
		if line := find(t, lines, h, "straight_line", "all", AllOrigins); !(line.PercentRatio > 1.2) || !(line.GainHigh < 0) {
			t.Errorf("a straight line through a random walk: ratio %.3f, gain up to %.2f", line.PercentRatio, line.GainHigh)
		}
		n := 0
		for _, size := range Thirds {
			n += find(t, lines, h, Own, size, AllOrigins).N
		}
		if n != l.N || find(t, lines, h, Own, "all", StrictOrigins).N+find(t, lines, h, Own, "all", LaterOrigins).N != l.N {
			t.Error("groups don't add up")
		}
	}
}

// TestNothingLaterIsUsed plants another future and looks for a trace of it in
// any forecast or interval made before.
func TestNothingLaterIsUsed(t *testing.T) {
	const year = 2010
	cases := walks(40, 16, 2)
	before, err := Backtest(context.Background(), cases)
	if err != nil {
		t.Fatal(err)
	}
	planted := append([]Case(nil), cases...)
	for i := range planted {
		c := &planted[i]
		if c.Origin+c.Horizon > year {
			c.Actual *= 5
		}
		if later := c.Origin - year; later > 0 {
			c.Past = append([]float64(nil), c.Past...)
			for k := len(c.Past) - later; k < len(c.Past); k++ {
				c.Past[k] *= 5
			}
		}
	}
	after, _ := Backtest(context.Background(), planted)
	told := 0
	for i := range before {
		same := reflect.DeepEqual(before[i].Methods, after[i].Methods)
		if before[i].Origin <= year && !same {
			t.Fatalf("the future is seen at %d, %d years on", before[i].Origin, before[i].Horizon)
		}
		if before[i].Origin > year && !same {
			told++
		}
	}
	if told == 0 {
		t.Error("what was planted is not seen even after it came")
	}
}

// TestClusters works the clustered error out by hand: two origins of two cases
// with sums 2 and 6 about a mean of 2 give √(2·(4+4))/4 = 1.
func TestClusters(t *testing.T) {
	c := clusters{}
	for _, x := range []float64{0, 2} {
		c.add(2001, x)
	}
	for _, x := range []float64{3, 3} {
		c.add(2002, x)
	}
	mean, se, years := c.mean()
	near(t, "mean", mean, 2, 1e-12)
	near(t, "standard error", se, 1, 1e-12)
	if years != 2 {
		t.Errorf("%d years", years)
	}
}

package study

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Line is how one method did over a group of cases.
type Line struct {
	Measure string
	Horizon int
	Method  string
	Size    string // "all", or one of Thirds
	Origins string // "all", "strict" or "later": what the forecast knew
	N       int    // cases
	Years   int    // origins

	Error    float64 // mean absolute error
	Percent  float64 // mean absolute error in per cent of what came
	Bias     float64 // mean of (forecast − what came) in per cent of what came
	Total    float64 // the sum of all forecasts over the sum of all that came, less 1, in per cent
	CRPS     float64 // mean, in the measure's unit; over the cases with a distribution
	Relative float64 // mean of CRPS in per cent of what came
	Covers   [3]Share
	// Against the last value on the same cases: the ratio of mean absolute
	// errors, of mean percentage errors, and of both scores; below 1 is better.
	ErrorRatio, PercentRatio, CRPSRatio, RelativeRatio float64
	// Gain is the last value's percentage error less this one's, in points, with
	// a 95 % interval clustered by origin; above 0 is better. The interval is
	// NaN for a single origin.
	Gain, GainLow, GainHigh float64
	// PIT is the shares of what came by tenths of the distribution.
	PIT [10]float64
}

// Share is the share of cases that an interval holds, and its standard error
// clustered by origin (NaN for a single one).
type Share struct{ Share, Error float64 }

// CoverLevels are the levels of Line.Covers.
var CoverLevels = [3]float64{0.5, 0.8, 0.95}

// Origin groups of Line.
const (
	AllOrigins    = "all"
	StrictOrigins = "strict"
	LaterOrigins  = "later"
)

// Summarise gives lines by measure, horizon, origins, size and method, in the
// order of the cases; a group without a case has none. Only cases with a
// forecast of their own count.
func Summarise(list []Scored) []Line {
	type key struct {
		measure string
		horizon int
	}
	var order []key
	groups := map[key][]*Scored{}
	for i := range list {
		c := &list[i]
		if math.IsNaN(c.Point) || len(c.Methods) < 2 || math.IsNaN(c.Methods[1].Point) {
			continue
		}
		k := key{c.Measure, c.Horizon}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], c)
	}
	var out []Line
	for _, k := range order {
		for _, origins := range []string{AllOrigins, StrictOrigins, LaterOrigins} {
			for size := -1; size < len(Thirds); size++ {
				var in []*Scored
				for _, c := range groups[k] {
					if (origins == AllOrigins || c.Strict == (origins == StrictOrigins)) && (size < 0 || c.Third == size) {
						in = append(in, c)
					}
				}
				if len(in) == 0 {
					continue
				}
				name := "all"
				if size >= 0 {
					name = Thirds[size]
				}
				for m := range in[0].Methods {
					l := line(in, m)
					l.Measure, l.Horizon, l.Size, l.Origins = k.measure, k.horizon, name, origins
					out = append(out, l)
				}
			}
		}
	}
	return out
}

// line works out one method over some cases.
func line(in []*Scored, m int) Line {
	l := Line{Method: in[0].Methods[m].Name}
	var lastError, lastPercent, saidSum, cameSum float64
	var scored, crps, relative, bothCRPS, bothRelative, lastCRPS, lastRelative float64
	gains := clusters{}
	var covers [3]clusters
	for i := range covers {
		covers[i] = clusters{}
	}
	for _, c := range in {
		x, last, y := c.Methods[m].Point, c.Methods[1].Point, c.Actual
		off, lastOff := math.Abs(x-y), math.Abs(last-y)
		l.Error += off
		l.Percent += 100 * off / y
		l.Bias += 100 * (x - y) / y
		lastError += lastOff
		lastPercent += 100 * lastOff / y
		saidSum += x
		cameSum += y
		gains.add(c.Origin, 100*(lastOff-off)/y)
		s, base := c.Methods[m].Sample, c.Methods[1].Sample
		if len(s) == 0 {
			continue
		}
		scored++
		a := s.CRPS(y)
		crps += a
		relative += 100 * a / y
		if len(base) > 0 {
			b := base.CRPS(y)
			bothCRPS += a
			bothRelative += a / y
			lastCRPS += b
			lastRelative += b / y
		}
		for i, level := range CoverLevels {
			hit := 0.0
			if s.Holds(level, y) {
				hit = 1
			}
			covers[i].add(c.Origin, hit)
		}
		l.PIT[min(int(10*s.PIT(y)), 9)]++
	}
	n := float64(len(in))
	l.N, l.Years = len(in), len(gains)
	l.Error, l.Percent, l.Bias = l.Error/n, l.Percent/n, l.Bias/n
	l.Total = 100 * (saidSum/cameSum - 1)
	l.ErrorRatio, l.PercentRatio = l.Error*n/lastError, l.Percent*n/lastPercent
	l.CRPS, l.Relative = crps/scored, relative/scored
	l.CRPSRatio, l.RelativeRatio = bothCRPS/lastCRPS, bothRelative/lastRelative
	for i := range l.PIT {
		l.PIT[i] /= scored
	}
	for i := range covers {
		mean, se, _ := covers[i].mean()
		l.Covers[i] = Share{mean, se}
	}
	mean, se, years := gains.mean()
	l.Gain, l.GainLow, l.GainHigh = mean, math.NaN(), math.NaN()
	if years > 1 {
		half := se * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(years - 1)}.Quantile(0.975)
		l.GainLow, l.GainHigh = mean-half, mean+half
	}
	return l
}

// clusters are sums and numbers by origin.
type clusters map[int]*[2]float64

func (c clusters) add(origin int, x float64) {
	s := c[origin]
	if s == nil {
		s = &[2]float64{}
		c[origin] = s
	}
	s[0] += x
	s[1]++
}

// mean is over all cases, with its standard error from the origins' sums as if
// they were independent, and the number of origins.
func (c clusters) mean() (mean, se float64, years int) {
	sum, n := 0.0, 0.0
	for _, s := range c {
		sum += s[0]
		n += s[1]
	}
	if n == 0 {
		return math.NaN(), math.NaN(), 0
	}
	mean = sum / n
	g := float64(len(c))
	if g < 2 {
		return mean, math.NaN(), len(c)
	}
	square := 0.0
	for _, s := range c {
		d := s[0] - mean*s[1]
		square += d * d
	}
	return mean, math.Sqrt(g/(g-1)*square) / n, len(c)
}

package document

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/carecurve/carecurve/model"
)

// What shares and probabilities rest on stands beside them as "cases"; "low" and
// "high", each share's own 80 % interval, are for reading alone.

// cases is that key with its value, after others; nothing for what is certain.
func (e *emitter) cases(what string, n model.Cases) string {
	if n == 0 {
		return ""
	}
	return ", cases: " + e.rate(what+" cases", float64(n))
}

// between is the intervals of shares, in a mapping where they have names, else in a
// list; nothing for what is certain.
func between(shares []float64, n model.Cases, name func(i int) string) string {
	if n == 0 {
		return ""
	}
	var low, high []string
	for i, p := range shares {
		from, to := betaInterval(p, round(float64(n)))
		switch {
		case name == nil:
			low, high = append(low, brief(from)), append(high, brief(to))
		case p > 0.5/shareScale:
			low, high = append(low, name(i)+": "+brief(from)), append(high, name(i)+": "+brief(to))
		}
	}
	if name == nil {
		return fmt.Sprintf(", low: [%s], high: [%s]", commas(low), commas(high))
	}
	return fmt.Sprintf(", low: {%s}, high: {%s}", commas(low), commas(high))
}

// probability is a probability alone where it is certain, else with its cases and
// 80 % interval. power is which power of it the cases tell of.
func (e *emitter) probability(what string, p float64, n model.Cases, power float64) string {
	if n == 0 {
		return e.rate(what, p)
	}
	from, to := betaInterval(math.Pow(round(p), power), round(float64(n)))
	return fmt.Sprintf("{mean: %s%s, low: %s, high: %s}", e.rate(what, p), e.cases(what, n), brief(math.Pow(from, 1/power)), brief(math.Pow(to, 1/power)))
}

// betaInterval is the 80 % interval of a beta of mean p and parameters that sum to n.
func betaInterval(p, n float64) (low, high float64) {
	a, b := p*n, (1-p)*n
	if !(a > 1e-9 && b > 1e-9 && n < 1e9) {
		return p, p
	}
	return mathext.InvRegIncBeta(a, b, 0.1), mathext.InvRegIncBeta(a, b, 0.9)
}

// probabilityFile reads what [emitter.probability] writes.
type probabilityFile struct {
	p     chance
	cases amount
}

func (f *probabilityFile) UnmarshalDocument(n Node) {
	if n.Kind() == Scalar {
		n.Decode(&f.p)
		return
	}
	var long struct {
		Origin
		Mean  chance `yaml:"mean,required"`
		Cases amount `yaml:"cases,required"`
		Low   bound  `yaml:"low"` // for reading alone
		High  bound  `yaml:"high"`
	}
	if n.Decode(&long) {
		f.p, f.cases = long.Mean, long.Cases
	}
}

package synth

import "math"

// luck is the key of a stream of draws; keys are derived by mixing, draws are a
// pure function of key and purpose.
type luck uint64

// What a draw is for. Purposes with several draws leave room by stepping.
const (
	forSex uint64 = iota + 1
	forBirth
	forFrailty
	forRestless
	forBound
	forFirst
	forFate
	forFateTime
	forFateKind
	forStage
	forStageTime
	forMove
	forPassing
	forMoveTo
	forNear
	forMovingOn
	forReturn
	forReturnTime
	forPlanCare
	forPlanEnd
	forPlanEndKind
	forPlanAfter
	forRepeat
	forRepeatTime
	forSize
	forAge
	forDay
	forCount
	forPrevious
	forCategory
	forReferral
	forNeed
	forOut
	forOffer
	forCut
	forRedirect
	forRoute
	forWander
	forProvider
	forLegal
	forLegalTime
	forPostcode
	forOtherExit
)

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
func mix(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

// sub is the key of a part: a family of a month, a child of a family, a period.
func (l luck) sub(part uint64) luck {
	return luck(mix(uint64(l) + 0x9e3779b97f4a7c15*(part+1)))
}

// uniform is in (0,1).
func (l luck) uniform(purpose uint64) float64 {
	return (float64(mix(uint64(l.sub(purpose)))>>11) + 0.5) / (1 << 53)
}

// exponential has mean 1.
func (l luck) exponential(purpose uint64) float64 { return -math.Log(l.uniform(purpose)) }

// normal is standard normal.
func (l luck) normal(purpose uint64) float64 { return probit(l.uniform(purpose)) }

// pick is an index with probability proportional to its weight; the weights
// have a positive sum.
func (l luck) pick(purpose uint64, weights []float64) int {
	sum := 0.0
	for _, w := range weights {
		sum += w
	}
	u := l.uniform(purpose) * sum
	for i, w := range weights {
		if u < w {
			return i
		}
		u -= w
	}
	return len(weights) - 1
}

// poisson counts by multiplying uniforms, in parts of at most 30 so that the
// product stays in range.
func (l luck) poisson(purpose uint64, mean float64) int {
	n, step := 0, uint64(0)
	key := l.sub(purpose)
	for mean > 0 {
		part := math.Min(mean, 30)
		mean -= part
		limit := math.Exp(-part)
		for p := key.uniform(step); p > limit; p *= key.uniform(step) {
			n++
			step++
		}
		step++
	}
	return n
}

// probit is the standard normal quantile.
func probit(p float64) float64 { return math.Sqrt2 * math.Erfinv(2*p-1) }

// phi is the standard normal distribution function.
func phi(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

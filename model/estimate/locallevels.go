package estimate

import "math"

// Series is one flow's counts by period, for [LocalLevels]; see [LocalLevel] for
// what each means.
type Series struct {
	Counts, Expected, Extra []float64 // Extra may be nil
	Dispersion              float64   // ≥ 1
	Wander                  Wander    // Spread is what is the flow's own
}

// Unrest is what is known beforehand of how much all of a council's rates wander
// compared with others': of the factor to the medians of all its flows.
type Unrest struct {
	Spread float64 // > 0, standard deviation of the factor's log, about 0
	// Calm is the share (0 ≤ Calm < 1) of councils that wander little: by a third of
	// the medians, give or take a third of that.
	Calm float64
}

// Draw turns two draws, one uniform on 0 to 1 and one standard normal, into one of the
// factor, for truths that such a prior is held against.
func (u Unrest) Draw(uniform, normal float64) float64 {
	if uniform < u.Calm {
		return math.Exp(calm + calmSpread*normal)
	}
	return math.Exp(u.Spread * normal)
}

// calm is the log of the factor where councils wander little, give or take calmSpread.
const calm, calmSpread = -1.1, 0.35

// density is of the factor's log, up to a constant: a part about a third, and one
// about 1.
func (u Unrest) density(log float64) float64 {
	normal := func(mean, sd float64) float64 {
		z := (log - mean) / sd
		return math.Exp(-z*z/2) / sd
	}
	return (1-u.Calm)*normal(0, u.Spread) + u.Calm*normal(calm, calmSpread)
}

// LocalLevels is [LocalLevel] for flows of one council, whose yearly standard
// deviations share a factor: some councils' rates wander more than others', and
// what one flow shows of that tells of all. With σ the standard deviation of a
// flow, m its prior's median and s its spread, and r the common factor,
//
//	log σ ~ Normal(log m + log r, s²)
//
// and r is integrated over. Drift and DriftSD are those of the log-normal that has
// the posterior's mean and mean square, since that makes the width of what follows.
func LocalLevels(flows []Series, period float64, unrest Unrest) []Standing {
	const points = 36
	const low, high = -3.5, 1.4
	u := make([]float64, points) // log σ/m, and log r
	prior := make([]float64, points)
	for j := range u {
		u[j] = low + (high-low)*float64(j)/(points-1)
		prior[j] = unrest.density(u[j])
	}
	// given is the weight of log σ/m = u[j] where log r = u[i].
	given := func(f *Series, i, j int) float64 {
		z := (u[j] - u[i]) / f.Wander.Spread
		return math.Exp(-z * z / 2)
	}
	at := make([][]standing, len(flows))
	likely := make([][]float64, len(flows))   // of u[j], by flow
	marginal := make([][]float64, len(flows)) // of log r = u[i], by flow
	for k := range flows {
		f := &flows[k]
		at[k], likely[k] = f.standings(u, period)
		marginal[k] = make([]float64, points)
		for i := range u {
			sum, total := 0.0, 0.0
			for j := range u {
				g := given(f, i, j)
				sum += g * likely[k][j]
				total += g
			}
			marginal[k][i] = sum / total
		}
	}
	out := make([]Standing, len(flows))
	for k := range flows {
		weights := make([]float64, points)
		for i := range u {
			rest := prior[i]
			total := 0.0
			for j := range u {
				total += given(&flows[k], i, j)
			}
			for other := range flows {
				if other != k {
					rest *= marginal[other][i]
				}
			}
			for j := range u {
				weights[j] += rest / total * given(&flows[k], i, j) * likely[k][j]
			}
		}
		out[k] = mixed(at[k], weights, flows[k].Wander.Return > 0)
		first, second := 0.0, 0.0
		sum := 0.0
		for j, w := range weights {
			sigma := at[k][j].sigma
			first += w * sigma
			second += w * sigma * sigma
			sum += w
		}
		first, second = first/sum, second/sum
		out[k].DriftSD = math.Sqrt(math.Max(0, math.Log(second/(first*first))))
		out[k].Drift = first * math.Exp(-out[k].DriftSD*out[k].DriftSD/2)
	}
	return out
}

// standings are those of each yearly standard deviation m·e^u, and their marginal
// likelihoods over the greatest.
func (f *Series) standings(u []float64, period float64) (list []standing, likely []float64) {
	top := math.Inf(-1)
	for _, x := range u {
		p := standingOf(f.Counts, f.Expected, f.Extra, period, f.Dispersion, f.Wander.Median*math.Exp(x), f.Wander.Return)
		list = append(list, p)
		top = math.Max(top, p.loglik)
	}
	for i := range list {
		likely = append(likely, math.Exp(list[i].loglik-top))
	}
	return list, likely
}

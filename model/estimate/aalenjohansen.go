package estimate

import (
	"fmt"
	"math"
)

// StateProbabilities is an Aalen–Johansen estimate: the probability of being
// in each state as a step function of time, right continuous, that jumps at
// the times of moves.
type StateProbabilities struct {
	States int
	Since  float64   // where the curves start
	Time   []float64 // distinct times of moves after Since, increasing

	start    []float64 // probabilities at Since
	prob     []float64 // by time and state
	variance []float64 // by time and state, Greenwood
	proc     *process
	skipped  int // times of proc up to Since
}

// AalenJohansen estimates the probabilities of being in each state at every
// time after since, starting from the distribution start over the states
// (≥ 0, sum 1; see [Spells.StartShares]).
//
//	p(t) = start · Π (I + dA(u)),  dA_jh = dN_jh/Y_j,  dA_jj = −Σ_h dA_jh
//
// over the times u of moves in (since, t] (Aalen and Johansen, Scandinavian
// Journal of Statistics 5, 1978). For a Markov process these are transition
// probabilities; without the Markov property they still estimate the
// probabilities of occupation, if censoring and entry are independent (Datta
// and Satten, 2001).
//
// The standard errors that come with it are Greenwood's,
//
//	V(t) = (I + dA)ᵀ V(t−) (I + dA) + Σ_j p_j(t−)² (diag dA_j − dA_jᵀ dA_j)/Y_j
//
// (Andersen and others, 1993, (4.4.20); R's etm), for start taken as known
// and rows taken as independent. [StateProbabilities.Jackknife] gives the ones
// that allow for subjects with several rows.
func AalenJohansen(s Spells, start []float64, since float64) (*StateProbabilities, error) {
	if err := checkStart(start, s.States, since); err != nil {
		return nil, err
	}
	proc, err := s.count()
	if err != nil {
		return nil, err
	}
	return proc.productIntegral(start, since), nil
}

// TransitionProbabilities estimates the matrix P(since, t) of a Markov
// process: element j is the Aalen–Johansen estimate for those who are in state
// j at time since.
func TransitionProbabilities(s Spells, since float64) ([]*StateProbabilities, error) {
	if err := checkSince(since); err != nil {
		return nil, err
	}
	proc, err := s.count()
	if err != nil {
		return nil, err
	}
	out := make([]*StateProbabilities, s.States)
	for j := range out {
		start := make([]float64, s.States)
		start[j] = 1
		out[j] = proc.productIntegral(start, since)
	}
	return out, nil
}

func checkSince(since float64) error {
	if math.IsNaN(since) || math.IsInf(since, 0) {
		return fmt.Errorf("estimate: curves that start at time %g\ngive a finite time", since)
	}
	return nil
}

func checkStart(start []float64, states int, since float64) error {
	if err := checkSince(since); err != nil {
		return err
	}
	if len(start) != states {
		return fmt.Errorf("estimate: %d starting probabilities for %d states\ngive one per state", len(start), states)
	}
	sum := 0.0
	for _, v := range start {
		if !(v >= 0) {
			return fmt.Errorf("estimate: a starting probability of %g\nprobabilities lie between 0 and 1", v)
		}
		sum += v
	}
	if math.Abs(sum-1) > 1e-9 {
		return fmt.Errorf("estimate: starting probabilities that add up to %g\nthey must add up to 1", sum)
	}
	return nil
}

func (p *process) productIntegral(start []float64, since float64) *StateProbabilities {
	n := p.states
	skip := upTo(p.time, since) + 1
	steps := len(p.time) - skip
	out := &StateProbabilities{States: n, Since: since, Time: p.time[skip:], proc: p, skipped: skip,
		start:    append([]float64(nil), start...),
		prob:     make([]float64, steps*n),
		variance: make([]float64, steps*n)}
	now := append([]float64(nil), start...)
	next := make([]float64, n)
	cov, half, move := make([]float64, n*n), make([]float64, n*n), make([]float64, n)
	for k := range steps {
		jumps := p.jumps[p.first[skip+k]:p.first[skip+k+1]]
		// V (I + dA), then (I + dA)ᵀ of that: rows are the same by symmetry.
		copy(half, cov)
		for _, m := range jumps {
			for r := 0; r < n*n; r += n {
				d := cov[r+m.from] * m.share
				half[r+m.to] += d
				half[r+m.from] -= d
			}
		}
		copy(cov, half)
		copy(next, now)
		for _, m := range jumps {
			to, from, old := cov[m.to*n:m.to*n+n], cov[m.from*n:m.from*n+n], half[m.from*n:m.from*n+n]
			for c, v := range old {
				d := v * m.share
				to[c] += d
				from[c] -= d
			}
			d := now[m.from] * m.share
			next[m.to] += d
			next[m.from] -= d
		}
		for a := 0; a < len(jumps); {
			j := jumps[a].from
			w := now[j] * now[j] / jumps[a].atRisk
			for i := range move {
				move[i] = 0
			}
			for ; a < len(jumps) && jumps[a].from == j; a++ {
				m := jumps[a]
				move[m.to], move[j] = m.share, move[j]-m.share
				cov[m.to*n+m.to] += w * m.share
				cov[j*n+j] += w * m.share
				cov[m.to*n+j] -= w * m.share
				cov[j*n+m.to] -= w * m.share
			}
			for r, x := range move {
				if x != 0 {
					for c, y := range move {
						cov[r*n+c] -= w * x * y
					}
				}
			}
		}
		now, next = next, now
		copy(out.prob[k*n:], now)
		for j := range n {
			out.variance[k*n+j] = cov[j*n+j]
		}
	}
	return out
}

func (p *StateProbabilities) row(k int) []float64 {
	if k < 0 {
		return p.start
	}
	return p.prob[k*p.States : (k+1)*p.States]
}

// At gives the probability of every state at time t, and the standard errors
// by Greenwood's formula. Before Since both are those of Since.
func (p *StateProbabilities) At(t float64) (prob, se []float64) {
	k := upTo(p.Time, t)
	prob, se = append([]float64(nil), p.row(k)...), make([]float64, p.States)
	if k >= 0 {
		for j := range se {
			se[j] = math.Sqrt(math.Max(0, p.variance[k*p.States+j]))
		}
	}
	return prob, se
}

// Curve gives one state's probability and its standard error by Greenwood's
// formula at every Time, for drawing.
func (p *StateProbabilities) Curve(state int) (prob, se []float64) {
	prob, se = make([]float64, len(p.Time)), make([]float64, len(p.Time))
	for k := range prob {
		prob[k] = p.prob[k*p.States+state]
		se[k] = math.Sqrt(math.Max(0, p.variance[k*p.States+state]))
	}
	return prob, se
}

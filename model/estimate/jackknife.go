package estimate

import (
	"fmt"
	"math"
	"slices"
)

// Jackknife gives standard errors of the state probabilities at time t by the
// infinitesimal jackknife, which allows for subjects with several rows and
// needs no model of the process: the square root of Σ_i U_i² over subjects,
// where U_i is the derivative of the estimate by subject i's weight,
//
//	U_i = Σ_u Σ_j p_j(u−)/Y_j(u) · Σ_h (dN_ijh − Y_ij dA_jh)(P_h·(u, t) − P_j·(u, t))
//
// (Jaeckel, 1972; R's survfit for multi-state models; the starting
// distribution is taken as known). cluster names the subject of each row of
// the spells by any number; nil takes each row as a subject.
//
// P(u, t) is built from t backwards, and each row looks up its sum over u as a
// difference of two prefix sums: O(States · (rows + moves)) in all.
func (p *StateProbabilities) Jackknife(t float64, cluster []int) ([]float64, error) {
	return p.jackknife(t, cluster, false)
}

// RestrictedMeanJackknife gives the infinitesimal jackknife's standard errors
// of [StateProbabilities.RestrictedMean]; cluster as for Jackknife.
func (p *StateProbabilities) RestrictedMeanJackknife(tau float64, cluster []int) ([]float64, error) {
	if err := p.checkHorizon(tau); err != nil {
		return nil, err
	}
	return p.jackknife(tau, cluster, true)
}

// backward walks from tau back to Since and calls visit for each time and each
// state with moves there, with those moves and their effects: effects[i] is
// what one more subject's making move i would change in the outcome, by
// state. The outcome is p(tau), or with integrate its integral up to tau.
func (p *StateProbabilities) backward(tau float64, integrate bool, visit func(moves []jump, firstMove int, before float64, effects [][]float64)) {
	n := p.States
	ahead, old := make([]float64, n*n), make([]float64, n*n)
	if !integrate {
		for j := range n {
			ahead[j*n+j] = 1
		}
	}
	effects := make([][]float64, n)
	for i := range effects {
		effects[i] = make([]float64, n)
	}
	to := tau
	for k := upTo(p.Time, tau); k >= 0; k-- {
		if integrate {
			for j := range n {
				ahead[j*n+j] += to - p.Time[k]
			}
			to = p.Time[k]
		}
		a, end := p.proc.first[p.skipped+k], p.proc.first[p.skipped+k+1]
		before := p.row(k - 1)
		copy(old, ahead)
		for a < end {
			j, b := p.proc.jumps[a].from, a
			for ; b < end && p.proc.jumps[b].from == j; b++ {
				m := p.proc.jumps[b]
				e := effects[b-a]
				for c := range e {
					e[c] = old[m.to*n+c] - old[j*n+c]
					ahead[j*n+c] += m.share * e[c]
				}
			}
			visit(p.proc.jumps[a:b], a, before[j], effects)
			a = b
		}
	}
}

// greenwood gives standard errors at tau, or of the integral up to tau, from
// the backward walk: the same as the forward recursion, for any linear outcome.
func (p *StateProbabilities) greenwood(tau float64, integrate bool) []float64 {
	se := make([]float64, p.States)
	p.backward(tau, integrate, func(moves []jump, _ int, before float64, effects [][]float64) {
		w := before * before / moves[0].atRisk
		for c := range se {
			mean, square := 0.0, 0.0
			for i, m := range moves {
				e := effects[i][c]
				mean += m.share * e
				square += m.share * e * e
			}
			se[c] += w * (square - mean*mean)
		}
	})
	for c, v := range se {
		se[c] = math.Sqrt(math.Max(0, v))
	}
	return se
}

func (p *StateProbabilities) jackknife(tau float64, cluster []int, integrate bool) ([]float64, error) {
	s, n := p.proc.spells, p.States
	if cluster != nil && len(cluster) != len(s.Stop) {
		return nil, fmt.Errorf("estimate: %d subjects named for %d rows\ngive one per row, or none", len(cluster), len(s.Stop))
	}
	// For every state the times at which it has moves, latest first, and the
	// running sum of what being at risk there costs.
	times := make([][]float64, n)
	sums := make([][]float64, n)
	made := make([]float64, len(p.proc.jumps)*n) // by jump: what making it brings
	for j := range sums {
		sums[j] = make([]float64, n, 1024)
	}
	at := upTo(p.Time, tau)
	p.backward(tau, integrate, func(moves []jump, first int, before float64, effects [][]float64) {
		for first < p.proc.first[p.skipped+at] {
			at--
		}
		j, w := moves[0].from, before/moves[0].atRisk
		times[j] = append(times[j], p.Time[at])
		sum := sums[j]
		sums[j] = append(sum, sum[len(sum)-n:]...)
		sum = sums[j][len(sums[j])-n:]
		for i, m := range moves {
			row := made[(first+i)*n : (first+i+1)*n]
			for c, e := range effects[i] {
				row[c] = w * e
				sum[c] += m.share * w * e
			}
		}
	})
	subject, count := number(cluster, len(s.Stop))
	influence := make([]float64, count*n)
	for i, j := range s.From {
		start := math.Max(s.start(i), p.Since)
		if s.Stop[i] <= p.Since || start >= tau {
			continue
		}
		u := subject(i)
		to := influence[u*n : u*n+n]
		if k := p.proc.jumpOf[i]; k >= 0 && s.Stop[i] <= tau {
			for c, v := range made[int(k)*n : int(k+1)*n] {
				to[c] += v
			}
		}
		late := notBefore(times[j], s.Stop[i]) * n // sum over times after Stop
		early := notBefore(times[j], start) * n    // sum over times after Start
		for c := range to {
			to[c] -= sums[j][early+c] - sums[j][late+c]
		}
	}
	se := make([]float64, n)
	for u := 0; u < len(influence); u += n {
		for c := range se {
			se[c] += influence[u+c] * influence[u+c]
		}
	}
	for c, v := range se {
		se[c] = math.Sqrt(v)
	}
	return se, nil
}

// number gives each row the number of its subject, from 0 to count − 1; by a
// table where the names lie close together, and else by a map.
func number(cluster []int, rows int) (subject func(row int) int, count int) {
	if cluster == nil {
		return func(row int) int { return row }, rows
	}
	lo, hi := slices.Min(cluster), slices.Max(cluster)
	if width := hi - lo + 1; width > 0 && width <= 4*rows {
		return func(row int) int { return cluster[row] - lo }, width
	}
	of := make(map[int]int, rows)
	for _, name := range cluster {
		if _, ok := of[name]; !ok {
			of[name] = len(of)
		}
	}
	return func(row int) int { return of[cluster[row]] }, len(of)
}

// notBefore counts the times, which decrease, that lie after t.
func notBefore(times []float64, t float64) int {
	lo, hi := 0, len(times)
	for lo < hi {
		if mid := (lo + hi) / 2; times[mid] > t {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

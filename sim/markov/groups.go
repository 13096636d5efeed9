package markov

import (
	"github.com/carecurve/carecurve/model"
)

// groups is what brothers and sisters who arrive together add to the variance
// of counts. Arrivals of a window are Poisson groups; given their number each
// child is present on its own with probability p, so a count varies by
//
//	λ·(E[n]·p + E[n²−n]·p²)  =  M + M²·E[n²−n] / (E[n]·E),
//
// with n the size of a group, λ the number of groups, E = λ·E[n] that of
// children and M = E·p the expected count of those who came in the window. The
// first term stands in the mean already. Children who come into care by a plan
// count with the window in which the plan began. Those who come back after
// leaving are held independent of each other.
type groups struct {
	months  []int        // by window
	arrived [2][]float64 // children by window: direct, plans
	through [][]float64  // [window of the plan's start][of entry]
	lives   [2][]book    // of those who came into care in a window, by stream
	counts  [2][]book    // the same by window of arrival, plans themselves included
}

// The two streams with groups; unaccompanied children come alone as a rule.
const (
	fromHome = iota
	fromPlans
)

func newGroups(windows []window, dates int) *groups {
	g := &groups{}
	for _, w := range windows {
		g.months = append(g.months, w.month)
		g.through = append(g.through, make([]float64, len(windows)))
	}
	for s := range g.lives {
		g.arrived[s] = make([]float64, len(windows))
		g.lives[s], g.counts[s] = books(len(windows), dates), books(len(windows), dates)
	}
	return g
}

func books(n, dates int) []book {
	block := make(book, n*dates)
	out := make([]book, n)
	for i := range out {
		out[i] = block[i*dates : (i+1)*dates]
	}
	return out
}

// variance adds the extra variance of every measure and date.
func (g *groups) variance(m *model.Model, measures []measure, to [][]float64) {
	streams := [2]*model.Stream{fromHome: &m.Direct, fromPlans: &m.PlanStart}
	n := len(g.months)
	for s, stream := range streams {
		mean := stream.GroupMean()
		factor := (stream.GroupSquare() - mean) / mean
		if factor <= 0 {
			continue
		}
		for i := range n {
			if g.arrived[s][i] <= 0 {
				continue
			}
			c := g.counts[s][i]
			if s == fromPlans {
				for j := i; j < n; j++ {
					x := g.through[i][j]
					if x <= 0 {
						continue
					}
					total := 0.0
					for k := range j + 1 {
						total += g.through[k][j]
					}
					lives := g.lives[s][j]
					for d := g.months[j]; d < len(lives); d++ {
						for k, v := range &lives[d] {
							c[d][k] += x / total * v
						}
					}
					c[g.months[j]][entryAt+int(model.RoutePlan)] += x
				}
			} else {
				c = g.lives[s][i]
				c[g.months[i]][entryAt+int(model.RouteDirect)] += g.arrived[s][i]
			}
			by := factor / g.arrived[s][i]
			for d := g.months[i]; d < len(c); d++ {
				for k := range measures {
					x := measures[k].of(&c[d])
					to[k][d] += by * x * x
				}
			}
		}
	}
}

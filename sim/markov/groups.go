package markov

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
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
	months   []int        // by window
	arrived  [2][]float64 // children by window: direct, plans
	through  [][]float64  // [window of the plan's start][of entry]
	counts   [2][]*sim.Counts[float64]
	starters []*sim.Counts[float64] // plans themselves
}

// The two streams with groups; unaccompanied children come alone as a rule.
const (
	fromHome = iota
	fromPlans
)

func newGroups(windows []window, dates int) *groups {
	g := &groups{}
	for range windows {
		g.through = append(g.through, make([]float64, len(windows)))
		g.starters = append(g.starters, sim.NewCounts[float64](dates))
	}
	for s := range g.counts {
		g.arrived[s] = make([]float64, len(windows))
		for range windows {
			g.counts[s] = append(g.counts[s], sim.NewCounts[float64](dates))
		}
	}
	for _, w := range windows {
		g.months = append(g.months, w.month)
	}
	return g
}

// add takes over what another has gathered of lives in care.
func (g *groups) add(o *groups) {
	for s := range g.counts {
		for i, c := range o.counts[s] {
			addCounts(g.counts[s][i], c, 1)
		}
	}
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
				c = g.starters[i]
				for j := i; j < n; j++ {
					total := 0.0
					for k := range j + 1 {
						total += g.through[k][j]
					}
					if x := g.through[i][j]; x > 0 {
						addCounts(c, g.counts[s][j], x/total)
						c.Entry[model.RoutePlan][g.months[j]] += x
					}
				}
			} else {
				c.Entry[model.RouteDirect][g.months[i]] += g.arrived[s][i]
			}
			series := c.Series()
			for k := range measures {
				for d := range to[k] {
					x := measures[k].at(series, d)
					to[k][d] += factor / g.arrived[s][i] * x * x
				}
			}
		}
	}
}

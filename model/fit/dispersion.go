package fit

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// Brothers and sisters who came together leave together, plans of a family end on
// one day, and a child who has moved often will move again: events come in
// clusters, and a rate that rests on them is less sure than as many events apart
// would make it. With N the events of a cluster and Λ what the fitted hazards
// expect of it over its time at risk, N − Λ has mean nothing and, were all events
// apart, the variance of N. So
//
//	φ = Σ (N − Λ)² / Σ N over clusters
//
// is by how much the variance of a count is greater (the robust variance of Lin
// and Wei, 1989, over the naive one).

// cluster names those whose events may come together: who came in the same family
// on the same day, or a period or plan of its own.
type cluster struct {
	on    model.Date
	name  string
	alone key
}

// clusterOf is that of those who came on a day in a family of that name, or, of
// no name, of a case by itself.
func clusterOf(on model.Date, family string, alone key) cluster {
	if family == "" {
		return cluster{alone: alone}
	}
	return cluster{on: on, name: family}
}

// residual is what a cluster's events differ by from those expected.
type residual struct{ seen, due float64 }

// residuals are those of one table, by cluster.
type residuals struct {
	table *model.Table
	of    map[cluster]*residual
	order []cluster
	now   *residual
}

func newResiduals(t *model.Table) *residuals {
	return &residuals{table: t, of: map[cluster]*residual{}}
}

// turn goes on with a cluster.
func (r *residuals) turn(c cluster) {
	if r.of[c] == nil {
		r.of[c] = &residual{}
		r.order = append(r.order, c)
	}
	r.now = r.of[c]
}

func (r *residuals) risk(stratum int, s stretch, weight float64) {
	r.now.due += weight * float64(s.to-s.from) / model.DaysPerYear * r.table.At(stratum, s.age, s.band).Mean
}

func (r *residuals) event(stratum int, s stretch, weight float64) { r.now.seen += weight }

func (r *residuals) add(o *residuals) {
	for _, c := range o.order {
		r.turn(c)
		r.now.seen += o.of[c].seen
		r.now.due += o.of[c].due
	}
}

// counter counts time at risk and events: into a tally, or against a table.
type counter interface {
	risk(stratum int, s stretch, weight float64)
	event(stratum int, s stretch, weight float64)
}

// apart is as how many events it counts beforehand that they come alone: a few
// families tell little.
const apart = 20

// dispersion is φ over all given tables together, 1 or more. A single table's is
// that of its own events; a level's that of all that share it.
func dispersion(list ...*residuals) float64 {
	squares, events := 0.0, 0.0
	for _, c := range list[0].order {
		n := 0.0
		for _, r := range list {
			if x := r.of[c]; x != nil {
				n += x.seen - x.due
				events += x.seen
			}
		}
		squares += n * n
	}
	return math.Max(1, (apart+squares)/(apart+events))
}

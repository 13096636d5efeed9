package agents

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// child is one life to be lived: who it is, whose luck it has, and where it
// stands when it begins. Times are days from the start of the projection.
type child struct {
	key, family sim.Key
	lead        bool // the first of its family: intervention costs count families
	planLuck    sim.Key
	careLuck    sim.Key // own or the family's
	class       model.Class
	born        float64

	begins begins
	at     float64 // when it arrives, 0 for the stock

	inCare                bool
	place                 model.Place
	provider              model.Provider // of a placement in the stock, else noProvider
	paid                  []paid         // what that placement costs, if not by the list
	careStart, placeStart float64

	onPlan     bool
	planStart  float64
	planInCare bool // the plan can't lead to care
	afterStart float64

	left   bool
	leftBy model.Exit
	leftAt float64

	court bool // proceedings were issued in this period

	lapsed   bool // off a plan, and may come back
	lapsedAt float64
}

// begins says how a life enters the projection.
type begins uint8

const (
	inStock begins = iota
	byDirect
	byUASC
	byPlan
)

// path is what happened in a life within the horizon.
type path struct {
	key      sim.Key // the child's
	class    model.Class
	born     float64
	provider model.Provider // of the placement in which a child of the stock begins
	paid     []paid         // what that placement costs, if not by the list
	runs     []drawnReroute // what the scenario makes of who runs placements

	court    []float64 // when proceedings were issued
	plans    []planned
	stays    []stay
	segments []segment
	cases    []reachedCase
	grants   []grant
}

// planned is a child protection plan, or what the horizon holds of it.
type planned struct {
	start        float64 // may lie before the projection
	from, to     float64
	number       int  // of the child's plans here, 0 the first
	began, ended bool // within the horizon
}

// stay is a period of care, or what the horizon holds of it.
type stay struct {
	from, to  float64
	careStart float64
	period    int
	entered   bool // within the horizon, by route
	route     model.Route
	exited    bool
	exit      model.Exit
	first     int // segments[first:last]
	last      int
}

// segment is a placement, or what the horizon holds of it.
type segment struct {
	from, to float64
	place    model.Place
	moved    bool // began by a move within the horizon
}

// reachedCase is a case that an intervention with a cost reached.
type reachedCase struct {
	spend int
	at    float64
}

// grant is an allowance paid after leaving care.
type grant struct {
	exit     model.Exit
	from, to float64
}

func (p *path) reset(c *child) {
	p.key, p.class, p.born, p.provider, p.paid, p.runs = c.key, c.class, c.born, c.provider, c.paid, nil
	p.court, p.plans, p.stays, p.segments, p.cases, p.grants = p.court[:0], p.plans[:0], p.stays[:0], p.segments[:0], p.cases[:0], p.grants[:0]
}

// arrive begins a stay in care at t, in the child's place.
func (p *path) arrive(c *child, period int, t float64, route model.Route, entered bool) *stay {
	p.stays = append(p.stays, stay{from: t, careStart: c.careStart, period: period, entered: entered, route: route, first: len(p.segments)})
	p.segments = append(p.segments, segment{from: t, place: c.place})
	return &p.stays[len(p.stays)-1]
}

// move begins the next placement of the last stay.
func (p *path) move(t float64, to model.Place) {
	p.segments[len(p.segments)-1].to = t
	p.segments = append(p.segments, segment{from: t, place: to, moved: true})
}

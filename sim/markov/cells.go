package markov

import (
	"math"
	"sync"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// cell is the hazards a day of one cohort over a stretch of time in which
// nothing changes: exits by place and flow, moves by band of the time in the
// placement and place, and how fast that time runs.
type cell struct {
	exit  [model.Places][model.ExitFlows]float64
	move  [model.PlacementBands][model.Places]float64
	speed [model.Places]float64
}

// acting is an effect that changes a cell's hazards, and its ratio.
type acting struct {
	*change
	ratio float64
}

// fill sets a cell's hazards.
func (c *cell) fill(r *rates, class model.Class, age model.AgeBand, care, quarter int, careSpeed float64, effects []acting) {
	for p := range c.speed {
		c.speed[p] = 1
	}
	for _, e := range effects {
		if e.clock != sim.PlacementTime {
			continue
		}
		for p := range c.speed {
			if e.who.HasPlace(model.Place(p)) {
				c.speed[p] /= e.ratio
			}
		}
	}
	exitLevel, moveLevel := r.exitLevel[quarter]*careSpeed, r.moveLevel[quarter]
	for p := range c.exit {
		exits := &r.exit[model.ExitStratum(class, model.Place(p))][age][care]
		for f, x := range exits {
			c.exit[p][f] = x * exitLevel
		}
		moves := &r.move[model.MoveStratum(class, model.Place(p))][age]
		for b, x := range moves {
			c.move[b][p] = x * moveLevel * c.speed[p]
		}
	}
	for _, e := range effects {
		if e.clock != noClock {
			continue
		}
		for p := range c.exit {
			switch {
			case !e.who.HasPlace(model.Place(p)):
			case e.flow == sim.Move:
				for b := range c.move {
					c.move[b][p] *= e.ratio
				}
			default:
				c.exit[p][e.flow-sim.ExitHome] *= e.ratio
			}
		}
	}
}

// signature tells lists of effects apart.
func signature(list []acting) uint64 {
	h := uint64(14695981039346656037)
	for _, e := range list {
		kind := uint64(0)
		if e.clock != noClock {
			kind = 1
		}
		for _, x := range [2]uint64{uint64(e.index)<<1 | kind, math.Float64bits(e.ratio)} {
			h = (h ^ x) * 1099511628211
			h ^= h >> 29
		}
	}
	return h
}

// cellKey is what a cell's hazards depend on: scenario and effects are 0 where
// none acts, span −1 where levels stay.
type cellKey struct {
	class    model.Class
	age      model.AgeBand
	care     int
	span     int
	scenario int
	effects  uint64
}

// cells are all cells met so far, and what steps of some lengths do in them:
// many cohorts pass through the same.
type cells struct {
	mu  sync.RWMutex
	all map[cellKey]*entry
}

type entry struct {
	cell
	mu    sync.Mutex
	coefs []*coefs
}

func newCells() *cells { return &cells{all: map[cellKey]*entry{}} }

func (c *cells) of(key cellKey, fill func(*cell)) *entry {
	c.mu.RLock()
	e := c.all[key]
	c.mu.RUnlock()
	if e != nil {
		return e
	}
	e = &entry{}
	fill(&e.cell)
	c.mu.Lock()
	defer c.mu.Unlock()
	if other := c.all[key]; other != nil {
		return other
	}
	c.all[key] = e
	return e
}

// over is what a step of a length does in a cell. Lengths are rounded, so that
// those that mean the same share it, whoever asks first.
func (e *entry) over(length float64) *coefs {
	length = math.Round(length*1e6) / 1e6
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, c := range e.coefs {
		if c.length == length {
			return c
		}
	}
	c := &coefs{}
	c.of(&e.cell, length)
	e.coefs = append(e.coefs, c)
	return c
}

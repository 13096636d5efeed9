package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// coefs is what a step does to a unit of mass.
type coefs struct {
	length      float64
	stay, moves [model.PlacementBands][model.Places]float64 // survival; share of leaving that is a move
	graduate    [model.PlacementBands][model.Places]float64 // survival of those who change bands midway
	graduates   [model.PlacementBands][model.Places]float64 // their share of moves
	move        [model.PlacementBands][model.Places]float64 // hazard
	newcomer    [model.Places]float64                       // survival of those who come during the step
	hazard      [model.Places]float64                       // of all exits
	second      [model.Places]float64                       // survival of those who come by a second move in it
	speed       [model.Places]float64                       // of placement clocks
	flow        [model.Places][model.ExitFlows]float64      // exits by flow
}

// of computes a step's coefficients from a cell's hazards.
func (c *coefs) of(now *cell, length float64) {
	c.length, c.flow, c.move, c.speed = length, now.exit, now.move, now.speed
	for p := range c.flow {
		sum := 0.0
		for _, x := range c.flow[p] {
			sum += x
		}
		c.hazard[p] = sum
		gone := math.Exp(-sum * length)
		for b := range c.stay {
			m := now.move[b][p]
			c.stay[b][p] = gone * math.Exp(-m*length)
			c.moves[b][p] = share(m, sum)
			if b+1 < model.PlacementBands {
				m = (m + now.move[b+1][p]) / 2
				c.graduate[b][p] = gone * math.Exp(-m*length)
				c.graduates[b][p] = share(m, sum)
			}
		}
		c.newcomer[p], c.second[p] = 1, 1
		if x := (sum + now.move[0][p]) * length; x > 1e-4 {
			c.newcomer[p] = (1 - c.stay[0][p]) / x
			c.second[p] = 2 * (1 - c.newcomer[p]) / x
		}
	}
}

func share(x, rest float64) float64 {
	if x <= 0 {
		return 0
	}
	return x / (x + rest)
}

// add adds w times others: where a step's cells change midway, their mean
// stands for it, which is off by the square of what a step does.
func (c *coefs) add(o *coefs, w float64) {
	for b := range c.stay {
		for p := range c.stay[b] {
			c.stay[b][p] += w * o.stay[b][p]
			c.moves[b][p] += w * o.moves[b][p]
			c.graduate[b][p] += w * o.graduate[b][p]
			c.graduates[b][p] += w * o.graduates[b][p]
			c.move[b][p] += w * o.move[b][p]
		}
	}
	for p := range c.hazard {
		c.newcomer[p] += w * o.newcomer[p]
		c.second[p] += w * o.second[p]
		c.hazard[p] += w * o.hazard[p]
		c.speed[p] += w * o.speed[p]
		for f := range c.flow[p] {
			c.flow[p][f] += w * o.flow[p][f]
		}
	}
}

// prepare finds what the coming step does and who changes bands. It moves the
// walk through the cells on by the step.
func (k *care) prepare(length float64) {
	if k.until-k.t >= length-instant {
		k.coef = k.at(length)
		k.advance(length)
	} else {
		k.mixed = coefs{length: length}
		k.coef = &k.mixed
		for left := length; left > instant; {
			dt := min(left, k.until-k.t)
			k.mixed.add(k.at(length), dt/length)
			k.advance(dt)
			left -= dt
		}
	}
	for g := range k.clock {
		k.clock[g].advance(length * k.coef.speed[g])
	}
}

// at is what a step of a length does in the present cell, remembered for as
// long as the cell and the lengths stay.
func (k *care) at(length float64) *coefs {
	if k.lastCell != k.cell {
		k.lastCell, k.last = k.cell, k.last[:0]
	}
	rounded := math.Round(length*1e6) / 1e6
	for _, c := range k.last {
		if c.length == rounded {
			return c
		}
	}
	c := k.cell.over(length)
	k.last = append(k.last, c)
	return c
}

// advance moves a placement clock on and finds the batches whose time in each
// band ends meanwhile. Batches entered evenly over their step, so parts of
// them go.
func (l *lines) advance(by float64) {
	now := l.v[len(l.v)-1]
	l.v = append(l.v, now+by)
	for b := range model.PlacementBands - 1 {
		l.due[b] = l.due[b][:0]
		// No one leaves a band in the step of coming into it.
		until := min(now+by-model.PlacementClock.Length(b), now)
		at := &l.from[b]
		for until > 0 && at.batch < len(l.v)-2 {
			from, to := l.v[at.batch], l.v[at.batch+1]
			gone := 1.0
			if until < to {
				gone = (until - from) / (to - from)
			}
			if gone > at.gone {
				l.due[b] = append(l.due[b], part{at.batch, gone - at.gone})
			}
			at.gone = gone
			if until < to {
				break
			}
			*at = position{batch: at.batch + 1}
		}
	}
}

// nextTable is where moves go, kept while it stays the same.
type nextTable struct {
	valid  bool
	age    model.AgeBand
	stage  model.Stage
	shares []float64
	rows   [model.Places]places
}

func (n *nextTable) reset() { n.valid = false }

func (n *nextTable) at(w *world, class model.Class, age model.AgeBand, stage model.Stage, t, careDays float64) *[model.Places]places {
	plain := &w.rates.next[class][age][stage]
	if len(w.reroutes) == 0 {
		return plain
	}
	same := n.valid && n.age == age && n.stage == stage && len(n.shares) == len(w.reroutes)
	if !same {
		n.shares = make([]float64, len(w.reroutes))
	}
	for i := range w.reroutes {
		x := w.reroutes[i].shareAt(t, age, careDays)
		same = same && x == n.shares[i]
		n.shares[i] = x
	}
	if same {
		return &n.rows
	}
	n.valid, n.age, n.stage = true, age, stage
	to, any := w.redirection(n.shares)
	n.rows = *plain
	if any {
		for p := range n.rows {
			n.rows[p] = n.rows[p].through(&to)
		}
	}
	return &n.rows
}

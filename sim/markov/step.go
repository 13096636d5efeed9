package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// prepare finds what the coming step does: its average hazards, and who
// changes bands. It moves the walk through the cells on by the step.
func (k *care) prepare(length float64) {
	if k.until-k.t >= length-instant {
		// One cell, and perhaps the one of the step before.
		if now := (coefsFor{k.until, length}); k.coefFor.until != now.until || math.Abs(k.coefFor.length-length) > instant {
			k.coef.cell = k.cell
			k.coef.of(length)
			k.coefFor = now
		}
		k.advance(length)
	} else {
		k.coef.cell = cell{}
		for left := length; left > instant; {
			dt := min(left, k.until-k.t)
			k.coef.cell.add(&k.cell, dt/length)
			k.advance(dt)
			left -= dt
		}
		k.coef.of(length)
		k.coefFor = coefsFor{}
	}
	for g := range k.clock {
		k.clock[g].advance(length * k.coef.cell.speed[g])
	}
}

func (c *cell) add(d *cell, w float64) {
	for p := range c.exit {
		for f := range c.exit[p] {
			c.exit[p][f] += w * d.exit[p][f]
		}
		for b := range c.move[p] {
			c.move[p][b] += w * d.move[p][b]
		}
		c.speed[p] += w * d.speed[p]
	}
}

// of computes a step's coefficients from its average hazards.
func (c *coefs) of(length float64) {
	c.flow = c.cell.exit
	for p := range c.flow {
		sum := 0.0
		for _, x := range c.flow[p] {
			sum += x
		}
		c.hazard[p] = sum
		moves := &c.cell.move[p]
		for b, m := range moves {
			c.stay[p][b] = math.Exp(-(sum + m) * length)
			c.moves[p][b] = share(m, sum)
			if b+1 < model.CareBands {
				m = (m + moves[b+1]) / 2
				c.graduate[p][b] = math.Exp(-(sum + m) * length)
				c.graduates[p][b] = share(m, sum)
			}
		}
		c.newcomer[p] = 1
		if x := (sum + moves[0]) * length; x > 1e-9 {
			c.newcomer[p] = (1 - c.stay[p][0]) / x
		}
	}
}

func share(x, rest float64) float64 {
	if x <= 0 {
		return 0
	}
	return x / (x + rest)
}

// advance moves a placement clock on and finds the batches whose time in each
// band ends meanwhile. Batches entered evenly over their step, so parts of
// them go.
func (l *lines) advance(by float64) {
	now := l.v[len(l.v)-1]
	l.v = append(l.v, now+by)
	for b := range model.CareBands - 1 {
		l.due[b] = l.due[b][:0]
		// No one leaves a band in the step of coming into it.
		until := min(now+by-model.CareClock.Length(b), now)
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
	for p := range n.rows {
		n.rows[p] = w.rates.next[model.NextStratum(class, model.Place(p))][age][stage]
		if any {
			n.rows[p] = n.rows[p].through(&to)
		}
	}
	return &n.rows
}

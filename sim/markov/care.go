package markov

import (
	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// What a cohort's row holds: who is in each place, and running sums of exits
// by way out and of moves, of movers times the hazard of moving again, and of
// proceedings issued.
const (
	exitsAt = model.Exit(model.Places)
	movesAt = model.Places + model.Exits
	swiftAt = movesAt + 1
	issueAt = swiftAt + 1
	rowLen  = issueAt + 1
)

type row [rowLen]float64

// inCare is how much of the cohort is still there.
func (r *row) inCare() float64 {
	sum := 0.0
	for _, x := range r[:model.Places] {
		sum += x
	}
	return sum
}

// care carries a cohort through care: its mass by place and by band of the
// time in the placement.
//
// Mass is of two kinds. Atoms are in the placement that they began with, so
// that their time in it is known and their survival exact. Whoever has moved
// is spread over bands; all of a place and band have one hazard, so that
// those who entered it in one step graduate to the next band a band's length
// later, less e to the minus the hazard in between: a delay line of batches.
// Within a step hazards are averages over it and events are spread evenly;
// the error is of second order in the step.
type care struct {
	hazards
	atom, atomV [model.Places]float64
	mass        [model.PlacementBands][model.Places]float64
	// survival is e to the minus the hazard of a band and place since the
	// beginning; batches are in units of it.
	survival [model.PlacementBands][model.Places]float64
	top      int       // no band from here on has been reached
	batches  []batch   // by step: who entered each band and place in it
	clock    []lines   // by place if placement clocks are stretched, else one
	coef     *coefs    // of the present step
	mixed    coefs     // where its cell changes midway
	lastCell *entry    // what last is of
	last     []*coefs  // by length
	next     nextTable // where moves go
	rows     []row
	court    court
	kept     []float64 // by row: who is still in the placement that they began with
}

type batch [model.PlacementBands][model.Places]float64

// lines is a placement clock, and how far along it each band has graduated.
type lines struct {
	v    []float64 // clock by step
	from [model.PlacementBands]position
	due  [model.PlacementBands][]part // who graduates in this step
}

// position is a batch and how much of it has gone.
type position struct {
	batch int
	gone  float64
}

type part struct {
	batch int
	share float64
}

// cohort is who begins: mass by place, all of one age, time in care and time
// in the placement.
type cohort struct {
	class      model.Class
	born       float64
	careStart  float64
	placeStart float64
	t          float64
	mass       places
	court      bool // proceedings were issued before
}

// run carries a cohort over the knots (times from c.t, the first 0) and
// leaves a row for each.
func (k *care) run(w *world, c *cohort, knots []float64) []row {
	h := &k.hazards
	h.world, h.cells, h.class, h.born, h.careStart = w, w.cells, c.class, c.born, c.careStart
	h.flows = reach(h.flows[:0], w.changes, c.careStart, isCare)
	h.clocks = reach(h.clocks[:0], w.stretches, c.careStart, isCareClock)
	h.start(c.t)
	k.reset(c, len(knots)-1)
	k.rows = append(k.rows[:0], row{})
	copy(k.rows[0][:], c.mass[:])
	k.kept = append(k.kept[:0], k.rows[0].inCare())
	for i := 1; i < len(knots); i++ {
		k.step(knots[i] - knots[i-1])
	}
	k.court.issue(w, c, knots, k.rows)
	return k.rows
}

func (k *care) reset(c *cohort, steps int) {
	k.atom = c.mass
	k.mass, k.top = [model.PlacementBands][model.Places]float64{}, 1
	for b := range k.survival {
		for p := range k.survival[b] {
			k.survival[b][p] = 1
		}
	}
	for p := range k.atomV {
		k.atomV[p] = c.t - c.placeStart
	}
	if cap(k.batches) < steps {
		k.batches = make([]batch, steps)
	}
	k.batches = k.batches[:0]
	n := 1
	for i := range k.clocks {
		if k.clocks[i].clock == sim.PlacementTime {
			n = model.Places
		}
	}
	if len(k.clock) != n {
		k.clock = make([]lines, n)
	}
	for g := range k.clock {
		l := &k.clock[g]
		l.v = append(l.v[:0], 0)
		l.from = [model.PlacementBands]position{}
	}
	k.lastCell = nil
	k.next.reset()
}

// step carries everything on by so many days.
func (k *care) step(length float64) {
	age, care, middle := k.age, k.t-k.careStart+length/2, k.t+length/2
	if k.age < model.Age16to17 && middle > k.born+ageEdges[k.age] {
		age++
	}
	stage := model.StageOf(k.careBand(length / 2))
	k.prepare(length)
	next := k.next.at(k.world, k.class, age, stage, middle, care)
	c := k.coef
	n := len(k.rows)
	k.rows = append(k.rows, k.rows[n-1])
	last := &k.rows[n]
	k.batches = k.batches[:len(k.batches)+1]
	batch := &k.batches[len(k.batches)-1]
	var moved, exited, arrived, present places
	kept := 0.0
	for p, a := range &k.atom {
		if a != 0 {
			moved[p], exited[p] = k.atoms(p, length)
			present[p] = k.atom[p]
			kept += k.atom[p]
		}
	}
	k.kept = append(k.kept, kept)
	var come places // from the band below
	for b := range k.top {
		var due places
		some := k.due(b, &due)
		m, survival, to := &k.mass[b], &k.survival[b], &batch[b]
		stay, moves := &c.stay[b], &c.moves[b]
		for p, x := range m {
			s := survival[p] * stay[p]
			out := x * (1 - stay[p])
			left := x*stay[p] + come[p]
			up := 0.0
			if some {
				gone := min(due[p]*survival[p], x)
				out -= gone * (1 - stay[p])
				left -= gone * stay[p]
				up = gone * c.graduate[b][p]
				gone -= up
				moved[p] += gone * c.graduates[b][p]
				exited[p] += gone * (1 - c.graduates[b][p])
			}
			moved[p] += out * moves[p]
			exited[p] += out * (1 - moves[p])
			survival[p], m[p] = s, left
			to[p] = 0
			if come[p] > 0 && s > 0 {
				to[p] = come[p] / s
			}
			come[p] = up
			present[p] += left
		}
		if some && b+1 == k.top {
			// Those who come into a band for the first time.
			k.top++
			batch[b+1] = places{}
			for p, x := range &come {
				k.mass[b+1][p] = x
				batch[b+1][p] = x
				present[p] += x
			}
			break
		}
	}
	total := place(&moved, next, &arrived)
	// Some of those leave again within the step, and some of these once more. The
	// first come evenly over it, the second at a rate that grows with time.
	var again, second, third places
	for p, x := range &arrived {
		out := x * (1 - c.newcomer[p])
		again[p] = out * c.moves[0][p]
		exited[p] += out - again[p]
		arrived[p] = x - out
	}
	total += place(&again, next, &second)
	for p, x := range &second {
		out := x * (1 - c.second[p])
		third[p] = out * c.moves[0][p]
		exited[p] += out - third[p]
		arrived[p] += x - out
	}
	total += place(&third, next, &arrived)
	for p, x := range &arrived {
		k.mass[0][p] += x
		if k.survival[0][p] > 0 {
			batch[0][p] = x / k.survival[0][p]
		}
		last[swiftAt] += x * c.move[0][p]
		last[p] = present[p] + x
	}
	var by [model.ExitFlows]float64
	for p, x := range &exited {
		if x > 0 && c.hazard[p] > 0 {
			x /= c.hazard[p]
			for f, h := range &c.flow[p] {
				by[f] += x * h
			}
		}
	}
	k.exits(last, age, &by)
	last[movesAt] += total
}

// due is who leaves a band for the next one in this step, in units of survival;
// false if no one.
func (k *care) due(b int, to *places) bool {
	some := false
	for g := range k.clock {
		for _, part := range k.clock[g].due[b] {
			some = true
			from := &k.batches[part.batch][b]
			if len(k.clock) > 1 {
				to[g] += part.share * from[g]
				continue
			}
			for p, x := range from {
				to[p] += part.share * x
			}
		}
	}
	return some
}

// exits adds exits by flow to a row.
func (k *care) exits(to *row, age model.AgeBand, by *[model.ExitFlows]float64) {
	to[exitsAt+model.ExitHome] += by[model.FlowHome]
	to[exitsAt+model.ExitSGO] += by[model.FlowSGO]
	to[exitsAt+model.ExitAdoption] += by[model.FlowAdoption]
	for i, e := range model.OtherExits {
		to[exitsAt+e] += by[model.FlowOther] * k.world.rates.other[age][i]
	}
}

// place sends movers to where they go, and says how many there are.
func place(movers *places, next *[model.Places]places, to *places) float64 {
	total := 0.0
	for p, x := range movers {
		if x > 0 {
			total += x
			for q, share := range &next[p] {
				to[q] += x * share
			}
		}
	}
	return total
}

package markov

import (
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// What a cohort's row holds: who is in each place, and running sums of exits
// by way out and of moves, and of movers times the hazard of moving again.
const (
	exitsAt = model.Exit(model.Places)
	movesAt = model.Places + model.Exits
	swiftAt = movesAt + 1
	rowLen  = swiftAt + 1
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
	mass        [model.Places][model.CareBands]float64
	// survival is e to the minus the hazard of a place and band since the
	// beginning; batches are in units of it.
	survival [model.Places][model.CareBands]float64
	batches  []batch   // by step: who entered each place and band in it
	clock    []lines   // by place if placement clocks are stretched, else one
	coef     coefs     // of the present step
	coefFor  coefsFor  // what coef was computed for
	next     nextTable // where moves go
	rows     []row
}

type batch [model.Places][model.CareBands]float64

// lines is a placement clock, and how far along it each band has graduated.
type lines struct {
	v    []float64 // clock by step
	from [model.CareBands]position
	due  [model.CareBands][]part // who graduates in this step
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

// coefs is what a step does to a unit of mass.
type coefs struct {
	stay, moves [model.Places][model.CareBands]float64 // survival; share of leaving that is a move
	graduate    [model.Places][model.CareBands]float64 // survival of those who change bands midway
	graduates   [model.Places][model.CareBands]float64 // their share of moves
	newcomer    [model.Places]float64                  // survival of those who come during the step
	flow        [model.Places][model.ExitFlows]float64 // exits by flow
	hazard      [model.Places]float64                  // of all exits
	cell        cell                                   // average over the step
}

type coefsFor struct{ until, length float64 }

// cohort is who begins: mass by place, all of one age, time in care and time
// in the placement.
type cohort struct {
	class      model.Class
	born       float64
	careStart  float64
	placeStart float64
	t          float64
	mass       places
}

// run carries a cohort over the knots (times from c.t, the first 0) and
// leaves a row for each.
func (k *care) run(w *world, c *cohort, knots []float64) []row {
	h := &k.hazards
	h.world, h.class, h.born, h.careStart = w, c.class, c.born, c.careStart
	h.flows = reach(h.flows[:0], w.changes, c.careStart, isCare)
	h.clocks = reach(h.clocks[:0], w.stretches, c.careStart, isCareClock)
	h.start(c.t)
	k.reset(c, len(knots)-1)
	k.rows = append(k.rows[:0], row{})
	copy(k.rows[0][:], c.mass[:])
	for i := 1; i < len(knots); i++ {
		k.step(knots[i] - knots[i-1])
	}
	return k.rows
}

func (k *care) reset(c *cohort, steps int) {
	k.atom = c.mass
	k.mass = [model.Places][model.CareBands]float64{}
	for p := range k.atomV {
		k.atomV[p] = c.t - c.placeStart
		for b := range k.survival[p] {
			k.survival[p][b] = 1
		}
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
		l.from = [model.CareBands]position{}
	}
	k.coefFor = coefsFor{}
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
	c := &k.coef
	var moved, exited, arrived places
	last := k.rows[len(k.rows)-1]
	k.batches = k.batches[:len(k.batches)+1]
	batch := &k.batches[len(k.batches)-1]
	*batch = [model.Places][model.CareBands]float64{}
	for p := range k.mass {
		l := &k.clock[min(p, len(k.clock)-1)]
		move, exit := k.atoms(p, length)
		come := 0.0 // from the band below
		for b := range k.mass[p] {
			m := k.mass[p][b]
			if m == 0 && come == 0 {
				k.survival[p][b] *= c.stay[p][b]
				continue
			}
			due := 0.0
			for _, part := range l.due[b] {
				due += part.share * k.batches[part.batch][p][b]
			}
			due = min(due*k.survival[p][b], m)
			out := (m - due) * (1 - c.stay[p][b])
			move += out * c.moves[p][b]
			exit += out * (1 - c.moves[p][b])
			k.survival[p][b] *= c.stay[p][b]
			k.mass[p][b] = (m-due)*c.stay[p][b] + come
			if k.survival[p][b] > 0 {
				batch[p][b] = come / k.survival[p][b]
			}
			come = 0
			if due > 0 {
				come = due * c.graduate[p][b]
				move += (due - come) * c.graduates[p][b]
				exit += (due - come) * (1 - c.graduates[p][b])
			}
		}
		moved[p], exited[p] = move, exit
	}
	total := k.place(&moved, next, &arrived)
	// Some of those leave again within the step.
	var again places
	for p, x := range arrived {
		if x > 0 {
			out := x * (1 - c.newcomer[p])
			again[p] = out * c.moves[p][0]
			exited[p] += out - again[p]
			arrived[p] = x - out
		}
	}
	total += k.place(&again, next, &arrived)
	for p, x := range arrived {
		if x > 0 {
			k.mass[p][0] += x
			if k.survival[p][0] > 0 {
				batch[p][0] = x / k.survival[p][0]
			}
			last[swiftAt] += x * c.cell.move[p][0]
		}
	}
	for p := range k.mass {
		sum := k.atom[p]
		for _, m := range k.mass[p] {
			sum += m
		}
		last[p] = sum
		if exited[p] > 0 && c.hazard[p] > 0 {
			k.exits(&last, age, exited[p]/c.hazard[p], &c.flow[p])
		}
	}
	last[movesAt] += total
	k.rows = append(k.rows, last)
}

// exits adds exits to a row: each flow's hazard times x.
func (k *care) exits(to *row, age model.AgeBand, x float64, flow *[model.ExitFlows]float64) {
	to[exitsAt+model.ExitHome] += x * flow[model.FlowHome]
	to[exitsAt+model.ExitSGO] += x * flow[model.FlowSGO]
	to[exitsAt+model.ExitAdoption] += x * flow[model.FlowAdoption]
	for i, e := range model.OtherExits {
		to[exitsAt+e] += x * flow[model.FlowOther] * k.world.rates.other[age][i]
	}
}

// place sends movers to where they go, and says how many there are.
func (k *care) place(movers *places, next *[model.Places]places, to *places) float64 {
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

// atoms carries on those in a place who have not moved yet.
func (k *care) atoms(p int, length float64) (moved, exited float64) {
	a := k.atom[p]
	if a == 0 {
		return 0, 0
	}
	c := &k.coef.cell
	v, left := k.atomV[p], length
	k.atomV[p] += length * c.speed[p]
	hazard := 0.0
	for b, space := leftOf(model.CareClock, v); ; b++ {
		dt := min(left, space/c.speed[p])
		hazard += dt * c.move[p][b]
		left -= dt
		if left <= instant {
			break
		}
		space = model.CareClock.Length(b + 1)
	}
	exits := k.coef.hazard[p] * length
	k.atom[p] = a * math.Exp(-hazard-exits)
	if out := a - k.atom[p]; out > 0 {
		moved = out * hazard / (hazard + exits)
		exited = out - moved
	}
	return moved, exited
}

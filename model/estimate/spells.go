package estimate

import (
	"cmp"
	"fmt"
	"slices"
)

// Censored stands in [Spells.To] for a spell whose end was not seen.
const Censored = -1

// Spells are stays in the states of a multi-state process, one row a stay, on
// whatever clock the caller chose (age, time since entry, time since the last
// move). A row is at risk of leaving its state at time t if Start < t ≤ Stop,
// so that a Start above the clock's origin is delayed entry (left truncation)
// and a subject whose spells follow each other is counted once at any time.
type Spells struct {
	Start, Stop []float64 // finite, Start < Stop; Start nil means 0 throughout
	From        []int     // 0 … States−1
	To          []int     // 0 … States−1, other than From, or Censored
	States      int       // > 0
}

// Transition gives what the estimators of a single transition need: the rows
// that stay in from, and for each whether it ended with a move to the state to.
// Moves elsewhere count as censored, which is right for a cause-specific
// hazard.
func (s Spells) Transition(from, to int) (start, stop []float64, event []bool) {
	for i, f := range s.From {
		if f == from {
			start = append(start, s.start(i))
			stop = append(stop, s.Stop[i])
			event = append(event, s.To[i] == to)
		}
	}
	return start, stop, event
}

// StartShares gives the share of each state among the rows under observation
// right after time since (Start ≤ since < Stop): the usual distribution to
// start [AalenJohansen] from. It is an error if nobody was under observation.
func (s Spells) StartShares(since float64) ([]float64, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	shares, n := make([]float64, s.States), 0.0
	for i, f := range s.From {
		if s.start(i) <= since && since < s.Stop[i] {
			shares[f]++
			n++
		}
	}
	if n == 0 {
		return nil, fmt.Errorf("estimate: nobody was under observation at time %g\nchoose a time that lies within at least one spell", since)
	}
	for j := range shares {
		shares[j] /= n
	}
	return shares, nil
}

func (s Spells) start(i int) float64 {
	if s.Start == nil {
		return 0
	}
	return s.Start[i]
}

func (s Spells) check() error {
	if s.States < 1 {
		return fmt.Errorf("estimate: %d states\nset Spells.States to the number of states", s.States)
	}
	if len(s.From) != len(s.Stop) || len(s.To) != len(s.Stop) {
		return fmt.Errorf("estimate: %d stop times, %d from-states, %d to-states\ngive one of each per spell", len(s.Stop), len(s.From), len(s.To))
	}
	if err := checkTimes(s.Start, s.Stop); err != nil {
		return err
	}
	for i, f := range s.From {
		if f < 0 || f >= s.States {
			return fmt.Errorf("estimate: row %d leaves state %d\nstates are numbered from 0 to %d", i, f, s.States-1)
		}
		if t := s.To[i]; t != Censored && (t < 0 || t >= s.States || t == f) {
			return fmt.Errorf("estimate: row %d goes from state %d to %d\nto is another state between 0 and %d, or Censored", i, f, t, s.States-1)
		}
	}
	return nil
}

// largest bounds the size of a time, so that no square of one overflows.
const largest = 1e100

// checkTimes holds what all estimators here ask of their times.
func checkTimes(start, stop []float64) error {
	if len(stop) == 0 {
		return fmt.Errorf("estimate: no rows\ngive at least one row")
	}
	if start != nil && len(start) != len(stop) {
		return fmt.Errorf("estimate: %d start times for %d stop times\ngive one per row, or none at all for a start at 0", len(start), len(stop))
	}
	for i, t := range stop {
		s := 0.0
		if start != nil {
			s = start[i]
		}
		if !(s < t && s > -largest && t < largest) {
			return fmt.Errorf("estimate: row %d runs from %g to %g\nboth times must be finite (below %g), and a row must end after it starts", i, s, t, largest)
		}
	}
	return nil
}

// moment is a time with the row that it belongs to.
type moment struct {
	t   float64
	row int32
}

func byTime(n int, t func(int) float64) []moment {
	out := make([]moment, n)
	for i := range out {
		out[i] = moment{t(i), int32(i)}
	}
	slices.SortFunc(out, func(a, b moment) int { return cmp.Compare(a.t, b.t) })
	return out
}

// jump is all moves from one state to one other at one time.
type jump struct {
	from, to int
	share    float64 // moves over the number at risk: dN/Y
	atRisk   float64 // Y, just before
}

// process is the counting process of a set of spells.
type process struct {
	states int
	time   []float64 // distinct times with a move
	first  []int     // jumps of time k are jumps[first[k]:first[k+1]], by from-state
	jumps  []jump
	spells Spells
	jumpOf []int32 // by row: its jump, or −1
}

// count sorts the spells into their counting process, in O(n log n).
func (s Spells) count() (*process, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	n := len(s.Stop)
	enter := byTime(n, s.start)
	leave := byTime(n, func(i int) float64 { return s.Stop[i] })
	p := &process{states: s.States, spells: s, jumpOf: make([]int32, n), first: []int{0}}
	atRisk := make([]int, s.States)
	moves := make([]int, s.States*s.States)
	var pairs []int // the pairs from·States+to that moved at this time
	e := 0
	for l := 0; l < n; {
		t := leave[l].t
		for e < n && enter[e].t < t {
			atRisk[s.From[enter[e].row]]++
			e++
		}
		pairs = pairs[:0]
		end := l
		for ; end < n && leave[end].t == t; end++ {
			r := leave[end].row
			p.jumpOf[r] = -1
			if to := s.To[r]; to != Censored {
				pair := s.From[r]*s.States + to
				if moves[pair] == 0 {
					pairs = append(pairs, pair)
				}
				moves[pair]++
			}
		}
		if len(pairs) > 0 {
			slices.Sort(pairs)
			at := len(p.jumps)
			for _, pair := range pairs {
				y := float64(atRisk[pair/s.States])
				p.jumps = append(p.jumps, jump{pair / s.States, pair % s.States, float64(moves[pair]) / y, y})
			}
			for i := l; i < end; i++ {
				r := leave[i].row
				if to := s.To[r]; to != Censored {
					k := at
					for p.jumps[k].from != s.From[r] || p.jumps[k].to != to {
						k++
					}
					p.jumpOf[r] = int32(k)
				}
			}
			p.time = append(p.time, t)
			p.first = append(p.first, len(p.jumps))
			for _, pair := range pairs {
				moves[pair] = 0
			}
		}
		for ; l < end; l++ {
			atRisk[s.From[leave[l].row]]--
		}
	}
	return p, nil
}

package study

import (
	"context"
	"math"
	"slices"

	"github.com/carecurve/carecurve/sim"
)

// Quest is a search for the least value of a lever that reaches a goal.
type Quest struct {
	Goal        Goal
	Probability float64 // with which it is to be reached, 0 < Probability < 1
	// Lo, Hi and Step are the values looked at.
	Lo, Hi, Step float64
	// Programme lays the scenario with the lever at each of some values beside
	// one baseline; scenario Against+1+i is that of values[i].
	Programme func(values []float64) (*sim.Programme, error)
	// Search works out means fast; nil where no engine but that of Draw can run
	// the scenario. Draw runs replicates, fewer where a look is enough, and gives
	// each value's draws to keep.
	Search sim.Engine
	Draw   func(ctx context.Context, p *sim.Programme, look bool, keep func(sim.Draw)) (*sim.Projection, error)
}

// Tried is one value of the lever and what came out.
type Tried struct {
	Value       float64
	Probability float64 // of reaching the goal
	Mean, SD    float64 // of the goal's figure
}

// Solution is what a search found.
type Solution struct {
	// Reached tells whether some value reaches the goal. Value is then the least
	// that does, or where Rising is false (more of the lever makes the goal less
	// likely) the greatest.
	Reached bool
	Rising  bool
	Value   float64
	At      Tried // at Value, or at the value that comes nearest
	Before  *Tried
	// First is what the search alone found, before draws mended it; NaN if
	// nothing.
	First float64
	// Steady tells whether the probability moves one way only over all values
	// tried, but for what chance explains.
	Steady bool
	// Grid is what the search tried first, Drawn what draws verified, by value.
	Grid, Drawn []Tried
}

// gridCells is into how many parts the range is cut at first, and drawsAtOnce
// how many values are drawn beside each other.
const (
	gridCells   = 8
	drawsAtOnce = 4
)

// Solve finds the least value of a lever at which the goal is reached with the
// probability that is asked for. A grid over the whole range tells whether the
// lever moves the probability one way; the search then halves the interval in
// which it passes what is asked. What it finds is drawn, beside the value one
// step before; where draws disagree the interval is widened and halved on draws
// alone, so that the answer is the one that drawing every value would give, if
// the probability moves one way.
func Solve(ctx context.Context, q Quest) (*Solution, error) {
	s := &solver{Quest: q, n: max(1, int(math.Round((q.Hi-q.Lo)/q.Step))), drawn: map[int]Tried{}}
	return s.solve(ctx)
}

type solver struct {
	Quest
	n      int  // steps from Lo to Hi
	rising bool // step 0 is Lo, else Hi
	drawn  map[int]Tried
}

// value is that of step i, from the end where the goal is least likely.
func (s *solver) value(i int) float64 {
	if !s.rising {
		i = s.n - i
	}
	return s.Lo + float64(i)*s.Step
}

func (s *solver) solve(ctx context.Context) (*Solution, error) {
	s.rising = true
	var at []int
	for i := range gridCells + 1 {
		at = append(at, i*s.n/gridCells)
	}
	at = slices.Compact(at)
	grid, spread, err := s.look(ctx, at)
	if err != nil {
		return nil, err
	}
	out := &Solution{First: math.NaN(), Grid: grid}
	s.rising = grid[len(grid)-1].Probability >= grid[0].Probability
	if !s.rising {
		slices.Reverse(grid)
		for i := range at {
			at[i] = s.n - at[i]
		}
		slices.Reverse(at)
	}
	out.Rising = s.rising
	// Below the first value of the grid that reaches it lies one that doesn't.
	candidate := s.n
	if k := slices.IndexFunc(grid, func(t Tried) bool { return t.Probability >= s.Probability }); k >= 0 {
		candidate = at[k]
		if k > 0 {
			if candidate, err = s.halve(ctx, at[k-1], at[k], spread); err != nil {
				return nil, err
			}
		}
		out.First = s.value(candidate)
	}
	i, reached, err := s.mend(ctx, candidate)
	if err != nil {
		return nil, err
	}
	out.Reached, out.Value, out.At = reached, s.value(i), s.drawn[i]
	if before, ok := s.drawn[i-1]; ok {
		out.Before = &before
	}
	for k := range s.n + 1 {
		if t, ok := s.drawn[k]; ok {
			out.Drawn = append(out.Drawn, t)
		}
	}
	if !reached {
		for _, t := range out.Drawn {
			if t.Probability > out.At.Probability {
				out.At = t
			}
		}
	}
	out.Steady = oneWay(grid) && oneWay(out.Drawn)
	return out, nil
}

// oneWay tells whether probabilities never fall by more than draws may by
// chance.
func oneWay(list []Tried) bool {
	const chance = 0.03
	top := 0.0
	for _, t := range list {
		if t.Probability < top-chance {
			return false
		}
		top = math.Max(top, t.Probability)
	}
	return true
}

// halve finds where the search first reaches the goal between a step that
// doesn't and one that does. Without a search it leaves that to mend.
func (s *solver) halve(ctx context.Context, fails, reaches int, spread func(int) float64) (int, error) {
	for s.Search != nil && reaches-fails > 1 {
		at := between(fails, reaches)
		tried, err := s.search(ctx, at, spread)
		if err != nil {
			return 0, err
		}
		for k, t := range tried {
			if t.Probability >= s.Probability {
				reaches = at[k]
				break
			}
			fails = at[k]
		}
	}
	return reaches, nil
}

// between are up to drawsAtOnce steps spread evenly between two.
func between(a, b int) (out []int) {
	n := min(drawsAtOnce, b-a-1)
	for k := range n {
		out = append(out, a+(b-a)*(k+1)/(n+1))
	}
	return slices.Compact(out)
}

// mend draws around a step until it knows the first that reaches the goal,
// the one before not reaching it; false where the last doesn't.
func (s *solver) mend(ctx context.Context, candidate int) (int, bool, error) {
	ask := []int{candidate - 1, candidate, candidate + 1}
	for width := 4; ; width *= 4 {
		ask = slices.DeleteFunc(ask, func(i int) bool { return i < 0 || i > s.n || s.knows(i) })
		ask = slices.Compact(ask)
		if len(ask) > 0 {
			drawn, err := s.draw(ctx, ask, false)
			if err != nil {
				return 0, false, err
			}
			for k, i := range ask {
				s.drawn[i] = drawn[k]
			}
		}
		fails, reaches := -1, s.n+1 // nothing is known there
		for i := range s.n + 1 {
			if t, ok := s.drawn[i]; ok {
				if t.Probability >= s.Probability {
					reaches = i
					break
				}
				fails = i
			}
		}
		switch {
		case reaches == fails+1:
			if reaches > s.n {
				return s.n, false, nil
			}
			return reaches, true, nil
		case fails < 0:
			ask = []int{max(0, reaches-width), max(0, reaches-width/2), reaches - 1}
		case reaches > s.n:
			ask = []int{fails + 1, min(s.n, fails+width/2), min(s.n, fails+width)}
		default:
			ask = between(fails, reaches)
		}
	}
}

func (s *solver) knows(i int) bool { _, ok := s.drawn[i]; return ok }

package reports

import (
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Input is everything that a report shows.
type Input struct {
	// Projection is what came out; its first scenario is the baseline.
	Projection *sim.Projection
	// Model is what it rests on. Its Prices must be those that the run used,
	// since the cost of past years is shown at them.
	Model *model.Model
	Meta  Meta
	// Sources are where the variance comes from, by scenario, year and measure;
	// empty if nobody asked.
	Sources []sim.Sourced
	// Trials are back-tests and sensitivity analyses to show beside it.
	Trials []Trial
	// Extra are further files of the output folder, written by others.
	Extra []File
}

// Meta is how a projection was run. Seed, replicates and engine stand in the
// projection itself.
type Meta struct {
	Version     string          // of the program
	Command     []string        // the command line; run.json alone shows it
	Uncertainty sim.Uncertainty // sources that varied
	Inputs      []model.Source  // every file read, with its SHA-256
	Warnings    []string        // one plain sentence each; shown everywhere
	Workers     int             // run.json alone shows it
	Timings     []Timing        // run.json alone shows them
}

// Timing is how long a stage took.
type Timing struct {
	Stage string
	Took  time.Duration
}

// File is one more file of an output folder.
type File struct {
	Name  string // a plain name without a folder
	Write func(io.Writer) error
}

// check refuses what no report can be made of: a missing baseline, values that
// are not numbers, series of the wrong length.
func (in *Input) check() error {
	if in.Projection == nil || in.Model == nil {
		return errors.New("the report lacks its projection or its model\nthis is a fault of the program: please report it with the command line")
	}
	return checkProjection(in.Projection)
}

func checkProjection(p *sim.Projection) error {
	fault := func(format string, a ...any) error {
		return fmt.Errorf(format+"\nthis is a fault of the program: please report it with the command line and the seed", a...)
	}
	if p == nil || len(p.Scenarios) == 0 || len(p.Dates) == 0 {
		return fault("the projection is empty")
	}
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for j := range o.Series {
			s := &o.Series[j]
			if s.First+len(s.Values) != len(p.Dates) {
				return fault("scenario %s: %s %s has %d values from date %d on, for %d dates", o.Name, s.Measure, s.Breakdown, len(s.Values), s.First, len(p.Dates))
			}
			if !finite(s.Values, p.Published) {
				return fault("scenario %s: %s %s holds a value that is not a number", o.Name, s.Measure, s.Breakdown)
			}
		}
		for _, list := range [][]sim.Amount{o.Costs, o.Savings} {
			for _, a := range list {
				if len(a.Values) != len(p.Years) {
					return fault("scenario %s: line %s has %d values for %d financial years", o.Name, a.Line, len(a.Values), len(p.Years))
				}
				if !finite(a.Values, p.Published) {
					return fault("scenario %s: line %s holds a value that is not a number", o.Name, a.Line)
				}
			}
		}
	}
	return nil
}

// finite tells whether all values are numbers; in a published projection those
// that are withheld are not.
func finite(values []sim.Summary, published bool) bool {
	for _, v := range values {
		for _, x := range append([]float64{v.Mean, v.SD, v.Probability}, v.Q[:]...) {
			if math.IsInf(x, 0) || math.IsNaN(x) && !published {
				return false
			}
		}
	}
	return true
}

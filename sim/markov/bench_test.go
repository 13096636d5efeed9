package markov_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/markov"
)

// largeCouncil has about a thousand children in care and four years to go.
func largeCouncil() *sim.Programme {
	p := randomProgramme(1)
	rng := rand.New(rand.NewPCG(1, 2))
	few := p.Stock.Children
	p.Stock = &model.Stock{DataDate: p.Stock.DataDate}
	for i := range 1900 {
		c := few[i%len(few)]
		c.Family = i + 1
		c.Born = model.MonthOf(p.Model.DataDate) - model.Month(rng.IntN(214))
		p.Stock.Children = append(p.Stock.Children, c)
	}
	p.Years, p.Scenarios = 4, p.Scenarios[:1]
	return p
}

func BenchmarkCouncil(b *testing.B) {
	p := largeCouncil()
	for b.Loop() {
		if _, err := (markov.Engine{}).Run(context.Background(), p); err != nil {
			b.Fatal(err)
		}
	}
}

package agents

import (
	"context"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// big is the small council, twenty times over.
func big() (*model.Model, *model.Stock) {
	m, s := smallModel(1)
	one := s.Children
	for i := range 19 {
		for _, c := range one {
			c.Family += 1000 * (i + 1)
			s.Children = append(s.Children, c)
		}
	}
	for _, stream := range []*model.Stream{&m.Direct, &m.UASC, &m.PlanStart} {
		for a := range stream.Ages {
			stream.Ages[a].Mean *= 20
		}
	}
	return m, s
}

func benchmark(b *testing.B, list ...sim.Scenario) {
	m, s := big()
	p := programme(m, s, list...)
	w := newRun(Engine{Replicates: 1, Seed: 1}, p).newWorker()
	b.ResetTimer()
	for range b.N {
		w.replicate(0)
	}
}

// One replicate of some 2,000 children and 1,700 arrivals a year, over three
// years.
func BenchmarkBaseline(b *testing.B)   { benchmark(b) }
func BenchmarkEverything(b *testing.B) { benchmark(b, everything()) }

// A whole run, summaries included.
func BenchmarkRun(b *testing.B) {
	m, s := smallModel(1)
	p := programme(m, s, everything())
	for range b.N {
		if _, err := (Engine{Replicates: 20, Seed: 1}).Run(context.Background(), p); err != nil {
			b.Fatal(err)
		}
	}
}

// A scenario that couples children lives all of them again.
func BenchmarkTogether(b *testing.B) { benchmark(b, ample(everything())) }
func BenchmarkCoupled(b *testing.B)  { benchmark(b, coupled()) }

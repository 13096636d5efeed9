package main

import (
	"context"
	"errors"
	"slices"

	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
)

// sourcesReplicates is with how many futures each source is run: a variance is
// then known to about 7 %.
const sourcesReplicates = 400

// sources runs each source of uncertainty alone, where --decompose asks for it.
func (o *projectOptions) sources(ctx context.Context, p *sim.Programme) ([]sim.Sourced, error) {
	if !o.decompose {
		return nil, nil
	}
	var engine sim.Engine = markov.Engine{Workers: o.workers}
	if o.engine == "agents" {
		engine = agents.Engine{Replicates: min(o.replicates, sourcesReplicates), Seed: o.seed, Workers: o.workers}
	}
	list, err := sim.Decompose(ctx, engine, p)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return nil, err
		}
		return nil, errInput(err)
	}
	return slices.DeleteFunc(list, func(x sim.Sourced) bool { return x.Scenario == asItIs }), nil
}

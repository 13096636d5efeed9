package main

import (
	"context"
	"errors"

	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/agents"
	"github.com/carecurve/carecurve/sim/markov"
	"github.com/carecurve/carecurve/sim/study"
)

// How much work project spends on who brings what.
const (
	attributionQuick = "quick"
	attributionFull  = "full"
	attributionNone  = "none"
)

// quickReplicates are enough to part a change that is known from all of them:
// the parts share their luck with the whole.
const quickReplicates = 100

func checkAttribution(depth string) error {
	switch depth {
	case attributionQuick, attributionFull, attributionNone:
		return nil
	}
	return usage("Give --attribution quick, full or none.", "unknown depth %q of attribution", depth)
}

// attribute parts each scenario's change among its interventions.
func (o *projectOptions) attribute(ctx context.Context, p *sim.Programme, whole *sim.Projection) error {
	if o.attribution == attributionNone {
		return nil
	}
	var engine sim.Engine = markov.Engine{Workers: o.workers, Means: true}
	if o.engine == "agents" {
		n := o.replicates
		if o.attribution == attributionQuick {
			n = min(n, quickReplicates)
		}
		engine = agents.Engine{Replicates: n, Seed: o.seed, Workers: o.workers, Means: true}
	}
	parts, err := study.Attribute(ctx, engine, p, whole)
	if err != nil {
		if errors.Is(err, context.Canceled) {
			return err
		}
		return errInput(err)
	}
	for i := range parts {
		whole.Scenarios[i].Parts = parts[i]
	}
	return nil
}

// asItIs names the run without what is law already, of which nothing is shown.
const asItIs = "as-it-is"

// lawInBaseline makes the first scenario of a programme, what is law already,
// its baseline, and says so in a sentence. Engines want a run without any
// intervention first, which is put before it.
func lawInBaseline(p *sim.Programme) string {
	law := &p.Scenarios[1]
	note := "The baseline holds what is law already: " + law.Title + ". Scenarios are compared with it, and build on it."
	law.Name, law.Title = "baseline", "If nothing changes but what is law already"
	p.Scenarios[0] = sim.Scenario{Name: asItIs, Title: asItIs}
	p.Against = 1
	return note
}

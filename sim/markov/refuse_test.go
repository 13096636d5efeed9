package markov_test

import (
	"context"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
	"github.com/carecurve/carecurve/sim/markov"
)

// What couples children, or tells them apart as the chain does not, is refused
// by the name of the intervention; the same scenario without it runs.
func TestRefusesByName(t *testing.T) {
	sure := sim.Delivery{Probability: 1}
	general := sim.Who{Classes: []model.Class{model.General}}
	all := sim.Reach{Offer: "x", Coverage: 1}
	for name, add := range map[string]func(s *sim.Scenario){
		"carers":   func(s *sim.Scenario) { s.Capacities = []sim.Capacity{{Intervention: "carers", Delivery: sure}} },
		"rooms":    func(s *sim.Scenario) { s.Slots = []sim.Slots{{Intervention: "rooms", Offer: "x"}} },
		"closer":   func(s *sim.Scenario) { s.Onces = []sim.Once{{Intervention: "closer", Number: 3, Delivery: sure}} },
		"forty":    func(s *sim.Scenario) { s.Targets = []sim.Target{{Intervention: "forty", Number: 40, Delivery: sure}} },
		"surgery":  func(s *sim.Scenario) { s.Reviews = []sim.Review{{Intervention: "surgery", Every: 91, Delivery: sure}} },
		"transfer": func(s *sim.Scenario) { s.Quotas = []sim.Quota{{Intervention: "transfer", Share: 0.001, Pace: 365}} },
		"thirty":   func(s *sim.Scenario) { s.Reroutes = []sim.Reroute{{Intervention: "thirty", Limit: 30, Delivery: sure}} },
		"others": func(s *sim.Scenario) {
			s.Changes = []sim.Change{{Intervention: "others", Flow: sim.ExitHome, Who: general, Reach: all, Delivery: sure}}
		},
		"longer": func(s *sim.Scenario) {
			s.Stretches = []sim.Stretch{{Intervention: "longer", Of: sim.CareTime, Who: general, Reach: all, Delivery: sure}}
		},
		"elsewhere": func(s *sim.Scenario) {
			s.Reroutes = []sim.Reroute{{Intervention: "elsewhere", Who: general, Delivery: sure}}
		},
		"inhouse": func(s *sim.Scenario) {
			own := model.ProviderOwn
			s.Reroutes = []sim.Reroute{{Intervention: "inhouse", Provider: &own, Delivery: sure}}
		},
		"bought": func(s *sim.Scenario) {
			s.Reroutes = []sim.Reroute{{Intervention: "bought", From: sim.PlaceSet{Providers: []model.Provider{model.ProviderPrivate}}, Delivery: sure}}
		},
	} {
		p := randomProgramme(3)
		p.Years = 1
		p.Uncertainty = sim.Uncertainty{Chance: true}
		p.Scenarios = []sim.Scenario{{Name: "baseline"}, {Name: "s"}}
		add(&p.Scenarios[1])
		_, err := markov.Engine{}.Run(context.Background(), p)
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), "\nrun it with the agents engine") {
			t.Errorf("%s: got %v", name, err)
		}
	}
	p := randomProgramme(3)
	p.Years = 1
	if _, err := (markov.Engine{}).Run(context.Background(), p); err != nil {
		t.Errorf("without them: %v", err)
	}
}

package sim

import (
	"maps"
	"slices"
	"strings"
)

// Interventions are the names of a scenario's interventions, sorted: those of
// its primitives, and those that its assumptions name one by one.
func (s *Scenario) Interventions() []string {
	seen := map[string]bool{}
	s.Only(func(name string) bool {
		if !strings.Contains(name, ",") { // an assumption on several together
			seen[name] = true
		}
		return false
	})
	return slices.Sorted(maps.Keys(seen))
}

// Only is the scenario with those interventions alone that keep tells. Slots
// go with the offer that they limit: where nothing is left of it that reaches
// cases, they are left out too. The scenario itself stays as it is.
func (s *Scenario) Only(keep func(intervention string) bool) Scenario {
	out := Scenario{
		Name: s.Name, Title: s.Title,
		Changes:     kept(s.Changes, keep, func(x *Change) string { return x.Intervention }),
		Stretches:   kept(s.Stretches, keep, func(x *Stretch) string { return x.Intervention }),
		Reroutes:    kept(s.Reroutes, keep, func(x *Reroute) string { return x.Intervention }),
		Reprices:    kept(s.Reprices, keep, func(x *Reprice) string { return x.Intervention }),
		Growth:      kept(s.Growth, keep, func(x *Growth) string { return x.Intervention }),
		Spends:      kept(s.Spends, keep, func(x *Spend) string { return x.Intervention }),
		Slots:       kept(s.Slots, keep, func(x *Slots) string { return x.Intervention }),
		Capacities:  kept(s.Capacities, keep, func(x *Capacity) string { return x.Intervention }),
		Onces:       kept(s.Onces, keep, func(x *Once) string { return x.Intervention }),
		Reviews:     kept(s.Reviews, keep, func(x *Review) string { return x.Intervention }),
		Targets:     kept(s.Targets, keep, func(x *Target) string { return x.Intervention }),
		Quotas:      kept(s.Quotas, keep, func(x *Quota) string { return x.Intervention }),
		Assumptions: kept(s.Assumptions, keep, func(x *Assumption) string { return x.Intervention }),
	}
	out.Slots = slices.DeleteFunc(out.Slots, func(x Slots) bool { return !out.reaches(x.Offer) })
	return out
}

// reaches tells whether an offer gets to cases.
func (s *Scenario) reaches(offer string) bool {
	return slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Reach.Offer == offer && c.Flow.HasCases() }) ||
		slices.ContainsFunc(s.Stretches, func(c Stretch) bool { return c.Reach.Offer == offer })
}

// kept is a new list of those whose intervention stays.
func kept[T any](list []T, keep func(string) bool, of func(*T) string) []T {
	var out []T
	for i := range list {
		if keep(of(&list[i])) {
			out = append(out, list[i])
		}
	}
	return out
}

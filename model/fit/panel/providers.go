package panel

import "github.com/carecurve/carecurve/model"

// providerColumns are the national table's names of who runs placements.
var providerColumns = [model.Providers]string{
	model.ProviderParents:   "parents_or_other_person_with_parental_responsibility",
	model.ProviderOwn:       "own_provision_by_the_la",
	model.ProviderOtherLA:   "other_la_provision",
	model.ProviderPublic:    "other_public_provision_e_g_pct",
	model.ProviderPrivate:   "private_provision",
	model.ProviderVoluntary: "voluntary_third_sector_provision",
}

// providers is who runs England's placements, by setting and in or out of the
// area; where the table is not there, the setting's usual provider. Foster care
// by the council itself is a setting of its own, and so is what others provide.
func (t table) providers(year int) (out [model.Places]model.ProviderShares) {
	e := t.england()
	const m = "lac_31_march_by_placement_locality_provider"
	for p := range out {
		s, l := model.Place(p).Setting(), model.Place(p).Location()
		mean := make([]float64, model.Providers)
		for y := year; y > year-4 && total(mean) == 0 && outTables[s].table != ""; y-- {
			for k, column := range providerColumns {
				if !mayRun(model.Provider(k), s) {
					continue
				}
				mean[k] = max(e.get(y, m, []string{"2", "3"}[l]+outTables[s].table+":"+column), 0)
			}
		}
		if total(mean) == 0 {
			mean[model.UsualProvider(s)] = 1
		}
		copy(out[p].Mean[:], normalise(mean))
		out[p].Weight = providerWeight
	}
	return out
}

// providerWeight is for how many placements England's shares count: councils
// differ much in what homes they have of their own.
const providerWeight = 20

// mayRun tells whether a setting is a provider's by what it is.
func mayRun(k model.Provider, s model.Setting) bool {
	switch s {
	case model.Kinship, model.FosterOwn:
		return k == model.ProviderOwn
	case model.FosterAgency:
		return k != model.ProviderOwn && k != model.ProviderParents
	case model.WithParents:
		return k == model.ProviderParents
	}
	return k != model.ProviderParents
}

// providerAt is who runs a synthetic child's placement: quantiles u, evenly spread
// over a place's children, share them out.
func providerAt(s *model.ProviderShares, u float64) string {
	for who, share := range s.Mean {
		if u -= share; u < 0 {
			return model.Provider(who).String()
		}
	}
	return ""
}

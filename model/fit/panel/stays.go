package panel

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// stays is children in care by class, age and place.
type stays [model.Classes][model.AgeBands][model.Places]float64

// cells is the same as one list; index is a cell's position in it.
const cells = model.Classes * model.AgeBands * model.Places

func (s *stays) list() []float64 {
	out := make([]float64, 0, cells)
	for c := range s {
		for a := range s[c] {
			out = append(out, s[c][a][:]...)
		}
	}
	return out
}

func (s *stays) set(list []float64) {
	for i, v := range list {
		s[i/(model.AgeBands*model.Places)][i/model.Places%model.AgeBands][i%model.Places] = v
	}
}

// groups names, for every cell, the group that it belongs to.
func groups(of func(c model.Class, a model.AgeBand, p model.Place) int) []int {
	out := make([]int, cells)
	for i := range out {
		out[i] = of(model.Class(i/(model.AgeBands*model.Places)), model.AgeBand(i/model.Places%model.AgeBands), model.Place(i%model.Places))
	}
	return out
}

var (
	byAge   = groups(func(_ model.Class, a model.AgeBand, _ model.Place) int { return int(a) })
	byClass = groups(func(c model.Class, _ model.AgeBand, _ model.Place) int { return int(c) })
)

// bySetting and location are the two shares of a place.
var (
	bySetting  = groups(func(_ model.Class, _ model.AgeBand, p model.Place) int { return int(p.Setting()) })
	byLocation = groups(func(_ model.Class, _ model.AgeBand, p model.Place) int { return int(p.Location()) })
)

// outTables are the rows of the national table of placements by locality that
// tell how often a setting lies outside the council's area.
var outTables = [model.Settings]struct{ table, column string }{
	model.FosterOwn:    {"a:foster_placements", "own_provision_by_the_la"},
	model.Kinship:      {"a:foster_placements", "own_provision_by_the_la"},
	model.FosterAgency: {"a:foster_placements", "private_provision"},
	model.Residential:  {"b:secure_homes_and_children_s_homes", "all_children"},
	model.Secure:       {"b:secure_homes_and_children_s_homes", "all_children"},
	model.Supported:    {"c:independent_and_semi_independent_living_arrangements_supported_accommodation", "all_children"},
	model.School:       {"e:residential_schools", "all_children"},
	model.WithParents:  {"f:placed_with_parents_or_other_person_with_parental_responsibility", "all_children"},
	model.Adoptive:     {"g:placed_for_adoption", "all_children"},
	model.OtherSetting: {"d:other_residential_settings", "all_children"},
}

// outDefault stands in where that table is not there; as in 2023.
var outDefault = [model.Settings]float64{0.26, 0.26, 0.65, 0.67, 0.67, 0.42, 0.67, 0.18, 0.80, 0.75}

// localities is the national share of each setting outside the area.
func (t table) localities(year int) [model.Settings]float64 {
	out := outDefault
	e := t.england()
	const m = "lac_31_march_by_placement_locality_provider"
	for s, o := range outTables {
		for y := year; y > year-4; y-- {
			in, away := e.get(y, m, "2"+o.table+":"+o.column), e.get(y, m, "3"+o.table+":"+o.column)
			if in > 0 && away > 0 {
				out[s] = away / (in + away)
				break
			}
		}
	}
	return out
}

// privateShare is the national share of a setting run by private and voluntary
// providers.
func (t table) privateShare(year int, s model.Setting) float64 {
	e := t.england()
	const m = "lac_31_march_by_placement_locality_provider"
	name := outTables[s].table
	for y := year; y > year-4; y-- {
		all, private := 0.0, 0.0
		for _, where := range []string{"2", "3"} {
			all += max(e.get(y, m, where+name+":all_children"), 0)
			private += max(e.get(y, m, where+name+":private_provision"), 0) + max(e.get(y, m, where+name+":voluntary_third_sector_provision"), 0)
		}
		if all > 0 {
			return private / all
		}
	}
	return map[model.Setting]float64{model.FosterOwn: 0.39, model.Residential: 0.75, model.Supported: 0.86, model.OtherSetting: 0.7, model.School: 0.6}[s]
}

// placement groups of the tables, from 2020 and before.
var (
	groupsNow    = []string{"foster", "secure_and_childrens_homes", "independent_supported", "other_residential", "residential_school", "with_parents", "placed_for_adoption", "other"}
	groupsBefore = []string{"foster", "secure_homes_and_hostels", "other_community", "other_residential", "residential_school", "with_parents", "placed_for_adoption", "other"}
)

// settings is an authority's children by setting, from the published groups;
// known is false where none of them is there.
func (t table) settings(year int, n float64) (out [model.Settings]float64, known bool) {
	names := groupsNow
	if year < 2020 {
		names = groupsBefore
	}
	_, found := t.list(year, "lac_31_march_by_placement", names)
	known = found > 0
	g := t.filled(year, "lac_31_march_by_placement", names, n)
	foster := g[0]
	if year < 2020 {
		for s, share := range beforeTwentyTwenty {
			out[s] += g[1] * share
		}
	} else {
		out[model.Residential], out[model.Secure] = g[1]*(1-secureOfHomes), g[1]*secureOfHomes
	}
	out[model.Supported] += g[2]
	out[model.OtherSetting] = g[3] + g[7]
	out[model.School], out[model.WithParents], out[model.Adoptive] = g[4], g[5], g[6]
	// Agency foster care is what private and voluntary providers run but for
	// their share of the other settings.
	agency := t.privateShare(year, model.FosterOwn)
	private, voluntary := t.get(year, "lac_31_march_by_provider", "private"), t.get(year, "lac_31_march_by_provider", "voluntary")
	if private >= 0 && foster > 0 {
		run := private + max(voluntary, 0)
		for _, s := range []model.Setting{model.Residential, model.Supported, model.School} {
			run -= out[s] * t.privateShare(year, s)
		}
		run -= g[3] * t.privateShare(year, model.OtherSetting)
		agency = min(max(run/foster, 0.02), 1-kinshipOfFoster/2)
	}
	out[model.FosterAgency] = foster * agency
	kin := min(kinshipOfFoster, (1-agency)*0.7)
	out[model.Kinship] = foster * kin
	out[model.FosterOwn] = foster * (1 - agency - kin)
	return out, known
}

// locations is an authority's children inside and outside its area; known is
// false where England's share stands in.
func (t table) locations(year int, n float64) (out [model.Locations]float64, known bool) {
	away := t.get(year, "lac_31_march_by_locality", "outside_la")
	if in := t.get(year, "lac_31_march_by_locality", "inside_la"); away < 0 && in >= 0 {
		away = n - in
	}
	if pct := t.get(year, "lac_out_of_authority_pct", "total"); away < 0 && pct >= 0 {
		away = n * pct / 100
	}
	known = away >= 0
	if !known {
		e := t.england()
		share := 0.41
		if in, out := e.get(year, "lac_31_march_by_locality", "inside_la"), e.get(year, "lac_31_march_by_locality", "outside_la"); in > 0 && out > 0 {
			share = out / (in + out)
		}
		away = share * n
	}
	away = min(max(away, 0), n)
	return [model.Locations]float64{n - away, away}, known
}

// margins are an authority's published totals over the cells.
func (t table) margins(year int, ages []float64, uasc float64, settings [model.Settings]float64, locations [model.Locations]float64) []margin {
	return []margin{
		{byAge, ages},
		{byClass, []float64{total(ages) - uasc, uasc}},
		{bySetting, settings[:]},
		{byLocation, locations[:]},
	}
}

// nationalStays rakes the assumed pattern of settings by age to England's
// published totals.
func (n *national) nationalStays() stays {
	ages, _ := n.t.list(n.year, "lac_31_march_by_age", ageNames)
	all := total(ages)
	uasc := math.Max(n.t.uascStock(n.year), 0)
	set, _ := n.t.settings(n.year, all)
	loc, _ := n.t.locations(n.year, all)
	out := n.t.localities(n.year)
	var s stays
	young := normalise(n.uasc.stock[:])
	for a := range model.AgeBands {
		for p := range model.Places {
			place := model.Place(p)
			k := place.Setting()
			where := out[k]
			if place.Location() == model.InArea {
				where = 1 - where
			}
			s[model.General][a][p] = set[k] * stockAges[k][a] * where
			s[model.UASC][a][p] = uasc * young[a] * uascStay[a][k] * where
		}
	}
	list := s.list()
	rake(list, n.t.margins(n.year, ages, uasc, set, loc), 200)
	s.set(list)
	return s
}

// localStays rakes England's pattern to an authority's published totals. gaps
// names the totals that are not published.
func (n *national) localStays(t table, year int, lac float64) (s stays, m []margin, gaps []string) {
	list, found := t.list(year, "lac_31_march_by_age", ageNames)
	if found < len(list) {
		gaps = append(gaps, "ages")
	}
	like, _ := n.t.list(n.year, "lac_31_march_by_age", ageNames)
	ages := fill(list, lac, normalise(like))
	uasc := t.uascStock(year)
	if uasc < 0 {
		gaps = append(gaps, "unaccompanied children")
		uasc = lac * n.t.uascStock(n.year) / total(like)
	}
	uasc = min(uasc, ages[model.Age10to15]+ages[model.Age16to17])
	set, known := t.settings(year, lac)
	if !known {
		gaps = append(gaps, "placements")
	}
	loc, known := t.locations(year, lac)
	if !known {
		gaps = append(gaps, "locality")
	}
	s = n.stays
	cellList := s.list()
	share := lac / total(cellList)
	for i := range cellList {
		cellList[i] *= share
	}
	m = t.margins(year, ages, uasc, set, loc)
	rake(cellList, m, 200)
	s.set(cellList)
	return s, m, gaps
}

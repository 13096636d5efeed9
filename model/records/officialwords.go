package records

import (
	"regexp"
	"strings"
)

// flowOf tells what a table by characteristics is about: by a group that only
// one of the three has, or else by the file's name.
func flowOf(name, text string) string {
	for _, f := range []struct{ flow, group, file string }{
		{"lac_ceased", "Age on ceasing", "ceased"}, {"lac_ceased", "Reason episode ceased", "ceased"},
		{"lac_started", "Age on starting", "started"}, {"lac_started", "Taken into care", "started"},
		{"lac_31_march", "Locality of placement", "31_march"}, {"lac_31_march", "Place providers", "31_march"},
		{"lac_31_march", "Motherhood status", "31_march"},
	} {
		if strings.Contains(text, f.group) {
			return f.flow
		}
	}
	switch name = strings.ToLower(name); {
	case strings.Contains(name, "ceased"):
		return "lac_ceased"
	case strings.Contains(name, "started"):
		return "lac_started"
	}
	return "lac_31_march"
}

func takeRates(r *officialRow) {
	measure := ""
	switch what := strings.ToLower(r.cell("population_type")); {
	case strings.Contains(what, "ceasing"):
		measure = "lac_ceased"
	case strings.Contains(what, "starting"):
		measure = "lac_started"
	case strings.Contains(what, "31 march"):
		measure = "lac_31_march"
		r.add("lac_rate_per_10k", "total", "rate_per_10000")
		r.add("population_0_17_denominator", "total", "population_estimate")
	}
	r.add(measure, "total", "children_count")
}

func takePopulation(r *officialRow) {
	if strings.Contains(strings.ToLower(r.cell("age_group")), "0 to 17") {
		r.add("population_0_17_mid_year", "total", "population_estimate")
	}
}

func takePeriods(r *officialRow) {
	if r.cell("cla_group") == "Number of periods of care" {
		r.add("lac_ceased_by_number_of_periods_of_care", slug(r.cell("periods_or_placements"))+":"+slug(r.cell("age_on_ceasing")), "number")
	}
}

func takeDurations(r *officialRow) {
	duration := slug(r.cell("placement_duration"))
	switch {
	case strings.HasPrefix(duration, "average"):
		duration = "mean_days"
	case strings.HasPrefix(duration, "median"):
		duration = "median_days"
	case duration == "all_placements":
		duration = "total"
	}
	r.add("placements_ceased_by_duration", slug(r.cell("placement_group"))+":"+duration, "number")
}

// numbered is a line such as "2c. Secure units": its number, and its words.
var numbered = regexp.MustCompile(`^([0-9]+[a-z]?(?:\.[0-9]+[ivx]*)?)\.? +(.*)$`)

func takeProviders(r *officialRow) {
	m := numbered.FindStringSubmatch(r.cell("placement_type"))
	if m == nil {
		return
	}
	provider := r.cell("placement_provider")
	r.add("lac_31_march_by_placement_locality_provider", m[1]+":"+slug(m[2])+":"+slug(provider), "number")
	all := slug(provider) == "all_children"
	switch {
	case m[1] == "1":
		r.add("lac_31_march_by_provider", providerOf(provider), "number")
	case m[1] == "2" && all:
		r.add("lac_31_march_by_locality", "inside_la", "number")
	case m[1] == "3" && all:
		r.add("lac_31_march_by_locality", "outside_la", "number")
	}
}

func providerOf(text string) string {
	switch s := slug(text); {
	case strings.HasPrefix(s, "own_provision"):
		return "own_la"
	case strings.HasPrefix(s, "other_la"):
		return "other_la"
	case strings.HasPrefix(s, "other_public"):
		return "other_public"
	case strings.HasPrefix(s, "parents"):
		return "parents"
	case strings.HasPrefix(s, "private"):
		return "private"
	case strings.HasPrefix(s, "voluntary"):
		return "voluntary"
	case strings.Contains(s, "not_reported"):
		return "not_reported"
	}
	return ""
}

func takeChanges(r *officialRow) {
	measure := "placement_changes_by_reason"
	if strings.HasPrefix(r.cell("characteristic"), "Location") {
		measure = "new_placements_by_location"
	}
	r.add(measure, slug(r.cell("breakdown")), "children_count")
}

func takePlans(r *officialRow) {
	r.add("cpp_started", "total", "cpp_start")
	r.add("cpp_ended", "total", "cpp_end")
	r.add("cpp_31_march", "total", "cpp_at31")
}

func takeRepeats(r *officialRow) {
	r.add("cpp_started", "total", "cpp_start")
	r.add("cpp_started_second_or_subsequent", "total", "cpp_subsequent")
}

// planColumns are the columns of plans by how long they have lasted.
var planColumns = [][2]string{
	{"3_months_or_less", "3_months_or_less"}, {"over_3_to_6_months", "more_than_3_months_6_months"},
	{"over_6_months_to_1_year", "more_than_6_months_less_than_1_year"}, {"1_to_2_years", "1_year_less_than_2_years"}, {"2_years_or_more", "2_years_or_more"},
}

func takeOpenPlans(r *officialRow)  { takePlanLengths(r, "cpp_31_march", "cpp_at31") }
func takeEndedPlans(r *officialRow) { takePlanLengths(r, "cpp_ended", "cpp_end") }

func takePlanLengths(r *officialRow, measure, all string) {
	r.add(measure, "total", all)
	for _, c := range planColumns {
		r.add(measure+"_by_duration", c[0], c[1])
	}
}

var notWord = regexp.MustCompile(`[^a-z0-9]+`)

// slug is words in small letters joined by _.
func slug(s string) string {
	return strings.Trim(notWord.ReplaceAllString(strings.ToLower(s), "_"), "_")
}

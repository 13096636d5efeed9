package records

import "strings"

// takeCharacteristic takes a row of children in care on 31 March, who started
// or who ceased, by a group of characteristics.
func takeCharacteristic(r *officialRow) {
	word := slug(r.cell("characteristic"))
	if word == "total" || word == "total_children" {
		r.add(r.flow, "total", "number")
		return
	}
	switch group := slug(r.cell("cla_group")); group {
	case "age_group", "age_on_starting", "age_on_ceasing":
		r.add(r.flow+"_by_age", ageOf(r.flow, word), "number")
	case "gender", "sex":
		r.add(r.flow+"_by_sex", word, "number")
	case "category_of_need":
		r.add(r.flow+"_by_need", strings.ToUpper(word[:min(2, len(word))]), "number")
	case "reason_episode_ceased":
		r.add("lac_ceased_by_reason", reasonOf(word), "number")
	case "duration_of_last_period_of_care", "duration_of_latest_period_of_care":
		r.add("lac_ceased_by_period_of_care_duration", durationOf(word), "number")
	case "locality_of_placement":
		r.add("lac_31_march_by_locality", localityOf(word), "number")
	case "place_providers", "placement_provider":
		r.add("lac_31_march_by_provider", providerOf(r.cell("characteristic")), "number")
	case "placement", "placement_type":
		takePlacement(r)
	default:
		if strings.HasPrefix(group, "unaccompanied") || group == "uasc" || group == "uasc_status" {
			r.add(r.flow+"_by_uasc", uascOf(word), "number")
		}
	}
}

func ageOf(flow, word string) string {
	if flow == "lac_ceased" {
		if age, ok := map[string]string{"16_years": "16", "17_years": "17", "18_years_and_over": "18_plus", "ceased_on_18th_birthday": "18_plus"}[word]; ok {
			return age
		}
	}
	return map[string]string{
		"under_1_year": "under_1", "under_1": "under_1", "1_to_4_years": "1_4", "5_to_9_years": "5_9", "10_to_15_years": "10_15",
		"16_years_and_over": "16_plus", "16_years_and_above": "16_plus", "16_and_over": "16_plus",
	}[word]
}

func uascOf(word string) string {
	if strings.HasPrefix(word, "non") {
		return "non_uasc"
	}
	return "uasc"
}

func localityOf(word string) string {
	switch {
	case strings.Contains(word, "inside"):
		return "inside_la"
	case strings.Contains(word, "outside"):
		return "outside_la"
	}
	return ""
}

// durationOf takes the line's number off, but not the years of the last one:
// "9_10_years_and_over".
func durationOf(word string) string {
	if strings.HasPrefix(word, "average") {
		return "mean_days"
	}
	if len(word) > 2 && word[1] == '_' && word[0] >= '1' && word[0] <= '9' {
		word = word[2:]
	}
	return word
}

// reasonOf is a reason of ceasing by words that no other reason has; the order
// matters.
func reasonOf(word string) string {
	for _, x := range [][2]string{
		{"which_was_not_part", "returned_home_unplanned"}, {"which_was_part", "returned_home_planned"},
		{"no_parental_responsibility", "left_to_live_with_no_pr"}, {"remand", "remand_ended"}, {"adopted", "adopted"},
		{"age_assessment", "age_assessed_18_plus"}, {"remained_with_current", "aged_18_stayed_with_carers"},
		{"any_other_reason", "other"}, {"taken_by_another", "care_taken_by_other_la"}, {"abroad", "moved_abroad"}, {"died", "died"},
		{"no_formalised", "independent_no_support"}, {"supportive_accommodation", "independent_with_support"},
		{"arrangement", "child_arrangements_order"}, {"custody", "custody"}, {"special_guardianship", "special_guardianship"},
		{"adult_social", "adult_residential"}, {"returned_home", "returned_home"},
	} {
		if strings.Contains(word, x[0]) {
			if x[1] == "special_guardianship" && strings.Contains(word, "carer") {
				return "" // a part of all special guardianship
			}
			return x[1]
		}
	}
	return ""
}

// takePlacement takes a kind of placement. The national table numbers its
// lines: 1 to 8 are the kinds as they were before 2020, of which the parts of 5
// make those since.
func takePlacement(r *officialRow) {
	const measure = "lac_31_march_by_placement"
	text := r.cell("characteristic")
	m := numbered.FindStringSubmatch(text)
	if m == nil {
		r.add(measure, placementOf(slug(text)), "number")
		return
	}
	switch line := m[1]; {
	case len(line) == 1:
		r.add(measure, placementOf(strings.TrimPrefix(slug(m[2]), "total_")), "number")
	case line == "5a" || line == "5b" || line == "5c":
		r.addTo(measure, "secure_and_childrens_homes", "number")
	case line == "4a" || line == "4b" || line == "5d":
		r.addTo(measure, "independent_supported", "number")
	}
}

// addTo is add for a figure that is the sum of several lines of one authority
// and year; a suppressed line is too small to matter beside the others.
func (r *officialRow) addTo(measure, breakdown, column string) {
	v, ok := r.number(column)
	if !ok {
		return
	}
	for i := len(r.t.figures) - 1; i >= 0; i-- {
		if f := &r.t.figures[i]; f.authority.Code == r.authority.Code && f.year == r.year && f.measure == measure && f.breakdown == breakdown {
			f.value += v
			return
		}
	}
	r.add(measure, breakdown, column)
}

func placementOf(word string) string {
	switch {
	case strings.HasPrefix(word, "foster"):
		return "foster"
	case strings.HasPrefix(word, "placed_for_adoption"):
		return "placed_for_adoption"
	case strings.HasPrefix(word, "placed_with_parents"), strings.HasPrefix(word, "placement_with_parents"):
		return "with_parents"
	case strings.HasPrefix(word, "other_placements_in_the_community"):
		return "other_community"
	case strings.HasPrefix(word, "secure") && strings.Contains(word, "semi_independent"):
		return "secure_homes_and_hostels"
	case strings.HasPrefix(word, "secure"), strings.HasPrefix(word, "children_s_homes"):
		return "secure_and_childrens_homes"
	case strings.HasPrefix(word, "independent"), strings.HasPrefix(word, "supported"):
		return "independent_supported"
	case strings.HasPrefix(word, "other_residential"):
		return "other_residential"
	case strings.HasPrefix(word, "residential_school"):
		return "residential_school"
	case strings.HasPrefix(word, "other_placement"):
		return "other"
	}
	return ""
}

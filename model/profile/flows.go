package profile

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// twoYears is a table of groups with their numbers in the last twelve months and
// the twelve before, and England's share where there is a topic.
func twoYears[T any](key, title string, list []T, year func(*T) int, groups []group[T], topic string) Table {
	t := counts(key, title, list, groups, topic)
	t.Columns = append([]Column{{"Last 12 months", Children, false}, {"12 months before", Children, false}, {"Share of both", Share, false}}, t.Columns[2:]...)
	for i := range t.Rows {
		var n [2]float64
		for _, g := range groups {
			if g.name != t.Rows[i].Name {
				continue
			}
			for k := range list {
				if y := year(&list[k]); g.has(&list[k]) && y <= 2 {
					n[y-1]++
				}
			}
		}
		t.Rows[i].Cells = append([]float64{n[0], n[1]}, t.Rows[i].Cells[1:]...)
	}
	return t
}

func (v *view) cameAndLeft() Section {
	s := Section{Key: "flows", Title: "Who came and who left in two years"}
	when := func(e *entry) int { return e.year }
	gone := func(l *leaving) int { return l.year }
	exits := []group[leaving]{}
	for e, names := range map[model.Exit][]string{
		model.ExitHome: {"returned_home_planned", "returned_home_unplanned"}, model.ExitSGO: {"special_guardianship"}, model.ExitAdoption: {"adopted"},
		model.ExitCAO: {"child_arrangements_order"}, model.ExitCustody: {"custody"}, model.ExitOtherLA: {"care_taken_by_other_la"}, model.ExitDied: {"died"},
	} {
		exits = append(exits, exitGroup(e, names))
	}
	exits = append(exits, exitGroup(model.ExitAged18, nil), exitGroup(model.ExitOther, nil))
	sortGroups(exits)
	durations := []group[leaving]{}
	for _, d := range []struct {
		name     string
		from, to float64
		england  string
	}{
		{"Under 2 weeks", 0, 14, "under_2_weeks"}, {"2 to 8 weeks", 14, 56, "from_2_weeks_to_under_8_weeks"}, {"8 weeks to 6 months", 56, 182.6, "from_8_weeks_to_under_6_months"},
		{"6 to 12 months", 182.6, 365.25, "from_6_months_to_under_1_year"}, {"1 to 2 years", 365.25, 730.5, "from_1_year_to_under_2_years"},
		{"2 to 3 years", 730.5, 1095.75, "from_2_years_to_under_3_years"}, {"3 to 5 years", 1095.75, 1826.25, "from_3_years_to_under_5_years"},
		{"5 to 10 years", 1826.25, 3652.5, "from_5_years_to_under_10_years"}, {"10 years and over", 3652.5, math.Inf(1), "10_years_and_over"},
	} {
		durations = append(durations, group[leaving]{d.name, func(l *leaving) bool { return l.days >= d.from && l.days < d.to }, []string{d.england}})
	}
	s.Tables = []Table{
		twoYears("entry_age", "Came into care, by age", v.in, when, ageGroups(inAge), "entry_age"),
		twoYears("entry_need", "Came into care, by category of need", v.in, when, needGroups(func(e *entry) string { return e.period.Need }), "entry_need"),
		twoYears("entry_uasc", "Came into care, unaccompanied or not", v.in, when, aloneGroups(func(e *entry) *model.Child { return e.child }), "entry_uasc"),
		twoYears("entry_before", "Came into care, by what came before", v.in, when, v.contactGroups(), ""),
		twoYears("exit", "Left care, by way out", v.out, gone, exits, "exit"),
		twoYears("exit_age", "Left care, by age", v.out, gone, exitAges(), "exit_age"),
		twoYears("exit_time", "Left care, by time in care", v.out, gone, durations, "exit_duration"),
	}
	v.guard(&s)
	s.table("exit").Note += " England's reasons for leaving at 18 are several codes and are left out."
	came, left := [2]int{}, [2]int{}
	for i := range v.in {
		came[v.in[i].year-1]++
	}
	for i := range v.out {
		left[v.out[i].year-1]++
	}
	if min(came[0], came[1], left[0], left[1]) > 4 {
		s.Findings = []string{fmt.Sprintf("In the last twelve months %d periods of care began and %d ended; in the twelve before, %d and %d.", came[0], left[0], came[1], left[1])}
	}
	return s
}

func exitGroup(e model.Exit, england []string) group[leaving] {
	return group[leaving]{exitNames[e], func(l *leaving) bool { return l.period.Exit == e }, england}
}

// sortGroups puts ways out in their usual order.
func sortGroups(list []group[leaving]) {
	rank := map[string]int{}
	for i, n := range exitNames {
		rank[n] = i
	}
	for i := range list {
		for k := i; k > 0 && rank[list[k].name] < rank[list[k-1].name]; k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
}

// contactGroups part entries by what the records show before them; each entry
// is in exactly one.
func (v *view) contactGroups() []group[entry] {
	out := []group[entry]{
		{"Unaccompanied, no earlier care", func(e *entry) bool { return e.child.UASC && !e.before }, nil},
		{"In care before", func(e *entry) bool { return e.before }, nil},
	}
	if !v.h.Linked {
		return append(out, group[entry]{"Not in care before", func(e *entry) bool { return !e.before && !e.child.UASC }, nil})
	}
	return append(out,
		group[entry]{"From a child protection plan", func(e *entry) bool { return !e.before && !e.child.UASC && e.onPlan }, nil},
		group[entry]{"An earlier plan, not on one when coming in", func(e *entry) bool { return !e.before && !e.child.UASC && e.plan && !e.onPlan }, nil},
		group[entry]{"No earlier care or plan in the records", func(e *entry) bool { return noContact(e) && !e.child.UASC }, nil})
}

// noContact tells that the records show neither care nor a plan before.
func noContact(e *entry) bool { return !e.before && !e.plan }

// exitAges are the published ages on leaving.
func exitAges() (out []group[leaving]) {
	age := func(l *leaving) float64 { return l.age }
	for _, g := range []struct {
		name     string
		from, to float64
		england  string
	}{
		{"Under 1", -1, 1, "under_1"}, {"1 to 4", 1, 5, "1_4"}, {"5 to 9", 5, 10, "5_9"}, {"10 to 15", 10, 16, "10_15"}, {"16", 16, 17, "16"},
	} {
		out = append(out, group[leaving]{g.name, between(age, g.from, g.to), []string{g.england}})
	}
	return append(out, group[leaving]{"17", func(l *leaving) bool { return l.age >= 17 && !l.grown() }, []string{"17"}},
		group[leaving]{"18 and over", (*leaving).grown, []string{"18_plus"}})
}

// grown tells that a child left on the eighteenth birthday or later.
func (l *leaving) grown() bool { return l.period.End >= l.child.Born.Birthday(model.AdultAge) }

// guard has rows hidden from which another table's would give a number of one
// to four: unaccompanied children who were in care before, and children who left
// at eighteen in another way than by turning eighteen, or before by that way.
func (v *view) guard(s *Section) {
	var before, other [2]float64
	for i := range v.in {
		if e := &v.in[i]; e.child.UASC && e.before {
			before[e.year-1]++
		}
	}
	for i := range v.out {
		if l := &v.out[i]; l.grown() != (l.period.Exit == model.ExitAged18) {
			other[l.year-1]++
		}
	}
	rest := func(key, row string, n [2]float64) {
		t := s.table(key)
		for i := range t.Rows {
			for _, x := range n {
				if t.Rows[i].Name == row && few(x) {
					t.Rows[i].Rest = x
				}
			}
		}
	}
	rest("entry_uasc", "Unaccompanied children", before)
	rest("exit_age", "18 and over", other)
}

// table is the section's table of a key, which must be there.
func (s *Section) table(key string) *Table {
	for i := range s.Tables {
		if s.Tables[i].Key == key {
			return &s.Tables[i]
		}
	}
	panic("profile: section " + s.Key + " has no table " + key)
}

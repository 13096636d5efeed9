package profile

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

func only[T any](list []T, has func(*T) bool) (out []T) {
	for i := range list {
		if has(&list[i]) {
			out = append(out, list[i])
		}
	}
	return out
}

// longStays answers who is over five years in care.
func (v *view) longStays() Section {
	s := Section{Key: "over_five_years", Title: "Who is over five years in care?"}
	long := only(v.now, func(x *inCare) bool { return x.years >= 5 })
	cameAt := func(x *inCare) float64 { return years(x.period.Start - x.child.Born) }
	s.Tables = []Table{
		counts("age", "By age", long, ageGroups(nowAge), ""),
		counts("came", "By age when care began", only(long, func(x *inCare) bool { return !x.child.Born.IsZero() }), ageGroups(cameAt), ""),
		counts("setting", "By setting", long, settingGroups(), ""),
		counts("legal", "By legal status", long, legalGroupsOf(func(x *inCare) string { return x.placement.Legal }), ""),
		counts("need", "By category of need", long, needGroups(func(x *inCare) string { return x.period.Need }), ""),
		outlooks("stay", "How long they will stay, and how it ends", long, settingGroups()),
	}
	if len(long) > 4 && len(v.now)-len(long) > 4 {
		s.Findings = []string{fmt.Sprintf("%d children, %.0f%% of all in care, have been there for five years or more. Most often they live in this setting: %s; and have this legal status: %s.",
			len(long), 100*float64(len(long))/float64(len(v.now)), lowerFirst(s.Tables[2].largest()), lowerFirst(s.Tables[3].largest()))}
		sum := 0.0
		for i := range long {
			sum += long[i].outlook.Exit[model.ExitAged18]
		}
		s.Findings = append(s.Findings, fmt.Sprintf("By the fitted rates %.0f%% of them will stay until they turn 18.", 100*sum/float64(len(long))))
	}
	return s
}

// yearsOf is how many whole years the records cover, at most five.
func (v *view) yearsOf() int {
	n := 0
	for n < 5 && v.h.To.AddMonths(-12*(n+1)) >= v.h.From-1 {
		n++
	}
	return max(n, 1)
}

// byYear is a table of groups of entries by the twelve months in which they
// came, oldest first.
func (v *view) byYear(key, title string, list []entry, groups []group[entry]) Table {
	n := v.yearsOf()
	t := Table{Key: key, Title: title, Parts: true}
	for y := n; y >= 1; y-- {
		t.Columns = append(t.Columns, Column{"12 months to " + v.h.To.AddMonths(-12*(y-1)).Time().Format("Jan 2006"), Children, false})
	}
	for _, g := range groups {
		row := Row{Name: g.name, Cells: make([]float64, n)}
		any := false
		for i := range list {
			if y := list[i].year; y <= n && g.has(&list[i]) {
				row.Cells[n-y]++
				any = true
			}
		}
		if any {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// youngEntries answers why more 0 to 4 year olds come into care.
func (v *view) youngEntries() Section {
	s := Section{Key: "aged_0_to_4", Title: "Why do more children aged 0 to 4 come into care?"}
	young := only(v.past, func(e *entry) bool { return e.age < 5 })
	week := func(e *entry) bool { return e.age*model.DaysPerYear < 28 }
	ages := []group[entry]{
		{"In the first four weeks of life", week, nil},
		{"Later in the first year", func(e *entry) bool { return e.age < 1 && !week(e) }, nil},
		{"1 and 2", func(e *entry) bool { return e.age >= 1 && e.age < 3 }, nil},
		{"3 and 4", func(e *entry) bool { return e.age >= 3 }, nil},
	}
	families := map[string]int{}
	for i := range v.past {
		if f := v.past[i].family; f != "" {
			families[f]++
		}
	}
	with := func(e *entry) bool { return e.family != "" && families[e.family] > 1 }
	together := []group[entry]{
		{"With a brother or sister on the same day", with, nil},
		{"Alone", func(e *entry) bool { return !with(e) }, nil},
	}
	total := v.byYear("all", "How many came", young, []group[entry]{everyone[entry]()})
	total.Parts = false
	s.Tables = []Table{total, v.byYear("age", "By age", young, ages), v.byYear("need", "By category of need", young, needGroups(func(e *entry) string { return e.period.Need })),
		v.byYear("before", "By what came before", young, v.contactGroups()), v.byYear("together", "Alone or with brothers and sisters", young, together)}
	if rate, ok := v.youngRate(young); ok {
		s.Tables = append(s.Tables, rate)
	}
	s.Tables[1].Follows = "flows.entry_age"
	for i := range s.Tables[1].Rows {
		r := &s.Tables[1].Rows[i]
		r.Link = "1 to 4"
		if r.Name == ages[0].name || r.Name == ages[1].name {
			r.Link = "Under 1"
		}
	}
	s.Findings = v.youngFindings(&total, s.Tables[1:5])
	return s
}

// youngRate is entries for each ten thousand children of that age.
func (v *view) youngRate(young []entry) (Table, bool) {
	if len(v.h.Population.Years) == 0 {
		return Table{}, false
	}
	t := v.byYear("rate", "For every 10,000 children aged 0 to 4 in the area", young, []group[entry]{everyone[entry]()})
	if len(t.Rows) == 0 {
		return t, false
	}
	t.Parts = false
	n := len(t.Columns)
	for i := range t.Columns {
		t.Columns[i].Unit = Rate
		mid := v.h.To.AddMonths(-12*(n-1-i) - 6)
		t.Rows[0].Cells[i] *= 10000 / (v.h.Population.At(mid, model.Age0) + v.h.Population.At(mid, model.Age1to4))
	}
	return t, true
}

// youngFindings hold the last twelve months against the mean of the years
// before, and name the groups in which most of the change lies.
func (v *view) youngFindings(total *Table, parts []Table) []string {
	n := len(total.Columns)
	if n < 2 || len(total.Rows) == 0 {
		return []string{"The records are too short to tell whether more come than before."}
	}
	now, before := rise(total.Rows[0].Cells)
	if now < 5 || before < 5 {
		return []string{"So few come at that age that the records can't tell a rise from chance."}
	}
	// Both are counts, and the difference of two Poisson counts has their sum
	// (the mean's divided by its years) as variance.
	change, sd := now-before, math.Sqrt(now+before/float64(n-1))
	word := "more"
	if change < 0 {
		word = "fewer"
	}
	out := []string{fmt.Sprintf("In the last twelve months %.0f children aged 0 to 4 came into care, against %.1f a year on average in the %s before: %.0f%% %s.", now, before, yearsWord(n-1), 100*math.Abs(change)/before, word)}
	if math.Abs(change) < 2*sd {
		return append(out, "A difference of this size comes about by chance alone: it is no sign that anything has changed.")
	}
	for _, t := range parts {
		best, name := 0.0, ""
		for _, r := range t.Rows {
			a, b := rise(r.Cells)
			if d := (a - b) / change; a >= 5 && b >= 5 && d > best {
				best, name = d, r.Name
			}
		}
		if name != "" {
			out = append(out, fmt.Sprintf("%s: most of the change, %.0f%% of it, lies here: %s.", t.Title, 100*math.Min(best, 1), lowerFirst(name)))
		}
	}
	return out
}

func yearsWord(n int) string {
	if n == 1 {
		return "year"
	}
	return fmt.Sprintf("%d years", n)
}

// rise is the last year's number, and the mean of the years before.
func rise(cells []float64) (now, before float64) {
	n := len(cells)
	for _, x := range cells[:n-1] {
		before += x / float64(n-1)
	}
	return cells[n-1], before
}

// lateEntries answers who came at 14 and over with no earlier contact.
func (v *view) lateEntries() Section {
	s := Section{Key: "aged_14_and_over", Title: "Who came at 14 and over with no earlier contact?"}
	late := only(v.in, func(e *entry) bool { return e.age >= 14 })
	fresh := only(late, noContact)
	first := func(e *entry) *model.Placement { return &e.period.Placements[0] }
	kinds := []group[entry]{
		{"Unaccompanied children", func(e *entry) bool { return e.child.UASC }, nil},
		{"All others", func(e *entry) bool { return !e.child.UASC }, nil},
	}
	var settings []group[entry]
	for i := range model.Settings {
		settings = append(settings, group[entry]{settingNames[i], func(e *entry) bool { return int(first(e).Setting) == i }, nil})
	}
	when := func(e *entry) int { return e.year }
	s.Tables = []Table{
		twoYears("before", "All who came at 14 and over, by what came before", late, when, v.contactGroups(), ""),
		twoYears("kind", "With no earlier contact: unaccompanied or not", fresh, when, kinds, ""),
		twoYears("need", "With no earlier contact, by category of need", fresh, when, needGroups(func(e *entry) string { return e.period.Need }), ""),
		twoYears("legal", "With no earlier contact, by legal status in the first placement", fresh, when, legalGroupsOf(func(e *entry) string { return first(e).Legal }), ""),
		twoYears("setting", "With no earlier contact, by first setting", fresh, when, settings, ""),
	}
	note := "No contact means no earlier care and no earlier plan in these records; referrals and assessments are not among them."
	if !v.h.Linked {
		note = "Plans can't be linked to care here, so that no contact means no earlier care alone."
	}
	s.Tables[0].Note = note
	if len(fresh) > 4 && len(late)-len(fresh) > 4 {
		s.Findings = []string{fmt.Sprintf("Of the %d children who came at 14 and over in two years, %.0f%% had no earlier contact. Their most frequent need: %s.",
			len(late), 100*float64(len(fresh))/float64(len(late)), lowerFirst(s.Tables[2].largest()))}
	}
	return s
}

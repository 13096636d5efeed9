package profile

import (
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
)

// between is a group of children from one age up to below another.
func between[T any](age func(*T) float64, from, to float64) func(*T) bool {
	return func(x *T) bool { a := age(x); return a >= from && a < to }
}

func ageGroups[T any](age func(*T) float64) []group[T] {
	var out []group[T]
	for i, g := range []struct{ name, england string }{{"Under 1", "under_1"}, {"1 to 4", "1_4"}, {"5 to 9", "5_9"}, {"10 to 15", "10_15"}, {"16 and 17", "16_plus"}} {
		from, to := model.AgeSpan(model.AgeBand(i))
		if i == 0 {
			from = -1
		}
		if i == model.AgeBands-1 {
			to = 25
		}
		out = append(out, group[T]{g.name, between(age, from, to), []string{g.england}})
	}
	return out
}

// aloneGroups part children into unaccompanied ones and all others.
func aloneGroups[T any](child func(*T) *model.Child) []group[T] {
	return []group[T]{
		{"Unaccompanied children", func(x *T) bool { return child(x).UASC }, []string{"uasc"}},
		{"All others", func(x *T) bool { return !child(x).UASC }, []string{"non_uasc"}},
	}
}

func nowAge(x *inCare) float64 { return x.age }
func inAge(x *entry) float64   { return x.age }

// compared says where a table is furthest from England.
func compared(t *Table, all int) []string {
	name, ours, theirs := t.furthest(all)
	if name == "" {
		return nil
	}
	word := "more"
	if ours < theirs {
		word = "fewer"
	}
	return []string{fmt.Sprintf("%s: %.0f%% here against %.0f%% in England, clearly %s.", name, 100*ours, 100*theirs, word)}
}

func (v *view) who() Section {
	s := Section{Key: "who", Title: "Who they are"}
	sexes := []group[inCare]{
		{"Boys", func(x *inCare) bool { return x.child.Sex == 'M' }, []string{"male"}},
		{"Girls", func(x *inCare) bool { return x.child.Sex == 'F' }, []string{"female"}},
		{"Not recorded as either", func(x *inCare) bool { return x.child.Sex != 'M' && x.child.Sex != 'F' }, nil},
	}
	alone := aloneGroups(func(x *inCare) *model.Child { return x.child })
	s.Tables = []Table{
		counts("age", "Age", v.now, ageGroups(nowAge), "age"),
		counts("sex", "Sex", v.now, sexes, "sex"),
		counts("uasc", "Unaccompanied asylum-seeking children", v.now, alone, "uasc"),
	}
	s.Findings = compared(&s.Tables[0], len(v.now))
	return s
}

var legalGroups = []struct {
	name    string
	codes   string
	england string
}{
	{"Full care order", " C2 ", "full_care_order"},
	{"Interim care order", " C1 ", "interim_care_order"},
	{"Placement order", " E1 ", "placement_order"},
	{"Section 20, by agreement", " V2 ", "s20"},
	{"Police protection, emergency or assessment order", " L1 L2 L3 ", "detained_child_protection"},
	{"Youth justice", " J1 J2 J3 ", "youth_justice"},
}

var needs = []struct{ name, code string }{
	{"Abuse or neglect", "N1"}, {"The child's disability", "N2"}, {"A parent's illness or disability", "N3"}, {"Family in acute stress", "N4"},
	{"Family dysfunction", "N5"}, {"Socially unacceptable behaviour", "N6"}, {"Low income", "N7"}, {"Absent parenting", "N8"},
}

func needGroups[T any](need func(*T) string) []group[T] {
	var out []group[T]
	for _, n := range needs {
		out = append(out, group[T]{n.name, func(x *T) bool { return need(x) == n.code }, []string{n.code}})
	}
	return append(out, group[T]{"Not recorded", func(x *T) bool {
		for _, n := range needs {
			if need(x) == n.code {
				return false
			}
		}
		return true
	}, nil})
}

func legalGroupsOf[T any](legal func(*T) string) []group[T] {
	var out []group[T]
	for _, l := range legalGroups {
		out = append(out, group[T]{l.name, func(x *T) bool { return has(l.codes, legal(x)) }, []string{l.england}})
	}
	return append(out, group[T]{"Another status, or not recorded", func(x *T) bool {
		for _, l := range legalGroups {
			if has(l.codes, legal(x)) {
				return false
			}
		}
		return true
	}, nil})
}

func has(codes, code string) bool {
	for i := 0; i+len(code)+2 <= len(codes) && code != ""; i++ {
		if codes[i:i+len(code)+2] == " "+code+" " {
			return true
		}
	}
	return false
}

func (v *view) law() Section {
	s := Section{Key: "law", Title: "Why and under which law they are in care"}
	s.Tables = []Table{
		counts("legal", "Legal status", v.now, legalGroupsOf(func(x *inCare) string { return x.placement.Legal }), "legal"),
		counts("need", "Category of need", v.now, needGroups(func(x *inCare) string { return x.period.Need }), "need"),
	}
	s.Findings = append(compared(&s.Tables[0], len(v.now)), compared(&s.Tables[1], len(v.now))...)
	return s
}

var timeBands = []struct {
	name     string
	from, to float64 // years
}{
	{"Under 3 months", 0, 0.25}, {"3 to 6 months", 0.25, 0.5}, {"6 to 12 months", 0.5, 1}, {"1 to 2 years", 1, 2}, {"2 to 3 years", 2, 3},
	{"3 to 5 years", 3, 5}, {"5 to 10 years", 5, 10}, {"10 years and over", 10, 30},
}

func (v *view) time() Section {
	s := Section{Key: "time", Title: "How long they have been in care"}
	var groups []group[inCare]
	for _, b := range timeBands {
		groups = append(groups, group[inCare]{b.name, func(x *inCare) bool { return x.years >= b.from && x.years < b.to }, nil})
	}
	t := counts("time", "Time in care so far", v.now, groups, "")
	t.Note = "England publishes no such table for children in care; the one for those who left stands below under entries and exits."
	s.Tables = []Table{t}
	return s
}

var settingNames = [model.Settings]string{"Family and friends carers", "The council's own foster carers", "Agency foster carers", "Children's homes",
	"Secure homes", "Supported accommodation", "Residential schools", "Placed with parents", "Placed for adoption", "Other placements"}

func settingGroups() []group[inCare] {
	var out []group[inCare]
	for i := range model.Settings {
		out = append(out, group[inCare]{settingNames[i], func(x *inCare) bool { return int(x.place.Setting()) == i }, nil})
	}
	return out
}

func inSetting(list ...model.Setting) func(*inCare) bool {
	return func(x *inCare) bool {
		for _, s := range list {
			if x.place.Setting() == s {
				return true
			}
		}
		return false
	}
}

func (v *view) places() Section {
	s := Section{Key: "places", Title: "Where they live"}
	groups := settingGroups()
	for i, name := range map[model.Setting]string{model.Supported: "independent_supported", model.School: "residential_school", model.WithParents: "with_parents", model.Adoptive: "placed_for_adoption"} {
		groups[i].england = []string{name}
	}
	s.Tables = []Table{counts("setting", "Setting", v.now, groups, "placement")}
	s.Tables[0].Note += " It has no figure for each kind of foster care and of home; the next table joins them."
	s.Tables = append(s.Tables, v.kinds())
	s.Findings = compared(&s.Tables[0], len(v.now))
	s.Findings = append(s.Findings, v.joint("Foster care of all kinds", "foster", model.Kinship, model.FosterOwn, model.FosterAgency)...)
	s.Findings = append(s.Findings, v.joint("Children's homes and secure homes", "secure_and_childrens_homes", model.Residential, model.Secure)...)
	if v.h.Located {
		out := func(x *inCare) bool { return x.place.Location() == model.OutOfArea }
		t := counts("location", "In and outside the council's area", v.now, []group[inCare]{
			{"In the area", func(x *inCare) bool { return !out(x) }, []string{"inside_la"}},
			{"Outside the area", out, []string{"outside_la"}},
		}, "location")
		s.Tables = append(s.Tables, t, v.outBySetting())
		s.Findings = append(s.Findings, compared(&t, len(v.now))...)
	}
	return s
}

// kinds are the settings joined as England's figures are.
func (v *view) kinds() Table {
	kinds := []struct {
		name, published string
		settings        []model.Setting
	}{
		{"Foster care of all kinds", "foster", []model.Setting{model.Kinship, model.FosterOwn, model.FosterAgency}},
		{"Children's homes and secure homes", "secure_and_childrens_homes", []model.Setting{model.Residential, model.Secure}},
		{"Supported accommodation", "independent_supported", []model.Setting{model.Supported}},
		{"Residential schools", "residential_school", []model.Setting{model.School}},
		{"Placed with parents", "with_parents", []model.Setting{model.WithParents}},
		{"Placed for adoption", "placed_for_adoption", []model.Setting{model.Adoptive}},
	}
	var groups []group[inCare]
	joins := map[string][]string{}
	for _, k := range kinds {
		groups = append(groups, group[inCare]{k.name, inSetting(k.settings...), []string{k.published}})
		for _, s := range k.settings {
			joins[k.name] = append(joins[k.name], settingNames[s])
		}
	}
	t := counts("kind", "Kind of placement, as England publishes it", v.now, groups, "placement")
	t.Note += " Its other placements are not those of this page, and left out."
	t.Parts, t.Follows = false, "places.setting"
	for i := range t.Rows {
		t.Rows[i].Link, t.Rows[i].Joins = t.Rows[i].Name, joins[t.Rows[i].Name]
	}
	return t
}

// outBySetting is how many of a setting's children live outside the area.
func (v *view) outBySetting() Table {
	var away []inCare
	for _, x := range v.now {
		if x.place.Location() == model.OutOfArea {
			away = append(away, x)
		}
	}
	t := counts("out_setting", "Outside the area, by setting", away, settingGroups(), "")
	t.Follows = "places.setting"
	for i := range t.Rows {
		r := &t.Rows[i]
		r.Link = r.Name
		for k := range v.now {
			if v.now[k].place.Location() == model.InArea && settingNames[v.now[k].place.Setting()] == r.Name {
				r.Rest++
			}
		}
	}
	return t
}

// joint holds several settings together against England's share; nothing where
// it would give away a small one of them.
func (v *view) joint(what, published string, settings ...model.Setting) []string {
	all := 0
	for _, s := range settings {
		n := len(only(v.now, inSetting(s)))
		if few(float64(n)) {
			return nil
		}
		all += n
	}
	england := englandShares("placement")
	theirs, ok := england.share(published)
	if !ok || all == 0 || len(v.now) < 20 {
		return nil
	}
	return []string{fmt.Sprintf("%s: %.0f%% here, %.0f%% in England.", what, 100*float64(all)/float64(len(v.now)), 100*theirs)}
}

func (v *view) moving() Section {
	s := Section{Key: "moves", Title: "How settled they are"}
	all := englandShares("all")
	many := englandShares("moves")
	var groups []group[inCare]
	for n := 1; n <= 3; n++ {
		name := []string{"", "One", "Two", "Three and more"}[n]
		groups = append(groups, group[inCare]{name, func(x *inCare) bool { return x.homes == n || n == 3 && x.homes > 3 }, nil})
	}
	t := counts("homes", "Placements in the last twelve months", v.now, groups, "")
	share := many.total / all.total
	t.Columns = append(t.Columns, Column{"England", Share, true})
	for i := range t.Rows {
		england := math.NaN()
		if t.Rows[i].Name == "Three and more" {
			england = share
		}
		t.Rows[i].Cells = append(t.Rows[i].Cells, england)
	}
	t.Note = many.note()
	s.Tables = []Table{t}
	return s
}

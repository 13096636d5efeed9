package profile

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
)

var exitNames = [model.Exits]string{"Home", "Special guardianship", "Adoption", "Child arrangements order", "Turning 18", "Custody", "Another council's care", "Death", "Another way"}

// outlooks is a table of groups with their expected stay and ways out.
func outlooks(key, title string, list []inCare, groups []group[inCare]) Table {
	t := Table{Key: key, Title: title, Columns: []Column{{"Children", Children, false}, {"Expected stay from now", Years, false},
		{"In care a year on", Share, false}, {"Two years on", Share, false}}}
	ways := []model.Exit{model.ExitHome, model.ExitSGO, model.ExitAdoption, model.ExitAged18}
	for _, e := range ways {
		t.Columns = append(t.Columns, Column{"Ends by: " + lowerFirst(exitNames[e]), Share, false})
	}
	t.Columns = append(t.Columns, Column{"Ends otherwise", Share, false})
	for _, g := range groups {
		var sum Outlook
		n := 0.0
		for i := range list {
			if !g.has(&list[i]) {
				continue
			}
			o := &list[i].outlook
			n++
			sum.Stay += o.Stay
			sum.Year += o.Year
			sum.TwoYears += o.TwoYears
			for e := range o.Exit {
				sum.Exit[e] += o.Exit[e]
			}
		}
		if n == 0 {
			continue
		}
		row := Row{Name: g.name, Cells: []float64{n, sum.Stay / n / model.DaysPerYear, sum.Year / n, sum.TwoYears / n}}
		rest := 1.0
		for _, e := range ways {
			row.Cells = append(row.Cells, sum.Exit[e]/n)
			rest -= sum.Exit[e] / n
		}
		row.Cells = append(row.Cells, math.Max(rest, 0))
		t.Rows = append(t.Rows, row)
	}
	t.Parts = true
	return t
}

func lowerFirst(s string) string {
	if s == "" || s[0] < 'A' || s[0] > 'Z' {
		return s
	}
	return string(s[0]+'a'-'A') + s[1:]
}

func everyone[T any]() group[T] {
	return group[T]{name: "All", has: func(*T) bool { return true }}
}

func (v *view) ahead() Section {
	s := Section{Key: "ahead", Title: "How long they will stay, and how it ends"}
	all := outlooks("all", "All children in care", v.now, []group[inCare]{everyone[inCare]()})
	all.Parts = false
	var times []group[inCare]
	for _, b := range timeBands {
		times = append(times, group[inCare]{b.name, func(x *inCare) bool { return x.years >= b.from && x.years < b.to }, nil})
	}
	s.Tables = []Table{all,
		outlooks("stay_age", "By age", v.now, ageGroups(nowAge)),
		outlooks("stay_setting", "By setting", v.now, settingGroups()),
		outlooks("stay_time", "By time in care so far", v.now, times),
		outlooks("stay_uasc", "Unaccompanied children and all others", v.now, aloneGroups(func(x *inCare) *model.Child { return x.child }))}
	if len(all.Rows) > 0 && len(v.now) > 4 {
		c := all.Rows[0].Cells
		s.Findings = []string{fmt.Sprintf("Of the children in care today %.0f%% are expected to be in care a year on, and %.0f%% two years on; a child stays %.1f more years on average.", 100*c[2], 100*c[3], c[1])}
	}
	return s
}

// adults is who turns eighteen when.
func (v *view) adults() Section {
	s := Section{Key: "adults", Title: "Who turns 18 when"}
	t := Table{Key: "birthdays", Title: "Eighteenth birthdays of children in care, by financial year", Parts: true,
		Columns: []Column{{"Children", Children, false}, {"Expected to be in care then", Children, false}},
		Note:    "The second column weighs each child with the probability of staying to that day."}
	rows := map[model.FinancialYear]*[2]float64{}
	first, last := model.FinancialYearOf(v.h.To+1), model.FinancialYearOf(v.h.To+1)+5
	for i := range v.now {
		x := &v.now[i]
		if x.child.Born.IsZero() {
			continue
		}
		y := model.FinancialYearOf(max(x.child.Born.Birthday(model.AdultAge), v.h.To+1))
		if y >= last {
			y = last
		}
		if rows[y] == nil {
			rows[y] = &[2]float64{}
		}
		rows[y][0]++
		rows[y][1] += x.outlook.Exit[model.ExitAged18]
	}
	for y := first; y <= last; y++ {
		name := y.String()
		if y == last {
			name += " and later"
		}
		if r := rows[y]; r != nil {
			t.Rows = append(t.Rows, Row{Name: name, Cells: r[:]})
		}
	}
	s.Tables = []Table{t}
	return s
}

// dearest is what the placements of today cost, by the price list.
func (v *view) dearest() Section {
	s := Section{Key: "cost", Title: "What their placements cost, dearest first"}
	prices := &v.m.Prices
	if prices.IsZero() {
		s.Findings = []string{"No prices were given: a council file with prices shows the dearest placements here."}
		return s
	}
	t := Table{Key: "dearest", Title: "Today's placements by weekly price, dearest first", Parts: true, Follows: "places.setting",
		Columns: []Column{{"Children", Children, false}, {"A week each", Pounds, true}, {"A week in all", Pounds, false}, {"Share of the cost", Share, false}, {"Expected stay from now", Years, false}},
		Note:    "Prices are the list's, at its price base (" + prices.Base.String() + "), not what single placements cost: " + prices.Source + "."}
	var n, stay, cost [model.Places]float64
	total, paid := 0.0, 0
	for i := range v.now {
		x := &v.now[i]
		n[x.place]++
		stay[x.place] += x.outlook.Stay / model.DaysPerYear
		cost[x.place] += x.weekly
		total += x.weekly
		if x.placement.Paid > 0 {
			paid++
		}
	}
	if paid > 0 { // then a mean tells of children
		t.Columns[1] = Column{"A week each, mean", Pounds, false}
		t.Note = "What the council's ledger pays on the data date; where it has no line for a placement, the list's price."
	}
	var order []model.Place
	for p := range n {
		if n[p] > 0 {
			order = append(order, model.Place(p))
		}
	}
	slices.SortStableFunc(order, func(a, b model.Place) int { return cmp.Compare(cost[b]/n[b], cost[a]/n[a]) })
	children, pounds := 0.0, 0.0
	for _, p := range order {
		name := settingNames[p.Setting()]
		if v.h.Located {
			name += [...]string{", in the area", ", outside the area"}[p.Location()]
		}
		t.Rows = append(t.Rows, Row{Name: name, Link: settingNames[p.Setting()],
			Cells: []float64{n[p], cost[p] / n[p], cost[p], ratio(cost[p], total), stay[p] / n[p]}})
		if children+n[p] <= 0.2*float64(len(v.now)) || pounds == 0 {
			children, pounds = children+n[p], pounds+cost[p]
		}
	}
	s.Tables = []Table{t}
	if paid > 0 {
		bands, finding := v.weeklyBands(total)
		s.Tables = append(s.Tables, bands)
		s.Findings = finding
		return s
	}
	if children > 4 && total > 0 {
		s.Findings = []string{fmt.Sprintf("The dearest placements, %.0f%% of all, take %.0f%% of what placements cost.", 100*children/float64(len(v.now)), 100*pounds/total)}
	}
	return s
}

// weeklyBands are the children by what their own placements cost by the ledger.
func (v *view) weeklyBands(total float64) (t Table, findings []string) {
	t = Table{Key: "weekly", Title: "Children by what their placement costs a week", Parts: true, Note: "One child each, by the ledger where it has a line.",
		Columns: []Column{{"Children", Children, false}, {"Share of the children", Share, false}, {"Share of the cost", Share, false}}}
	bands := []struct {
		name string
		from float64
	}{{"£10,000 and over", 10000}, {"£7,000 to £9,999", 7000}, {"£5,000 to £6,999", 5000}, {"£3,000 to £4,999", 3000}, {"£1,500 to £2,999", 1500}, {"£750 to £1,499", 750}, {"Under £750", 0}}
	below := math.Inf(1)
	for _, b := range bands {
		n, sum := 0.0, 0.0
		for i := range v.now {
			if w := v.now[i].weekly; w >= b.from && w < below {
				n, sum = n+1, sum+w
			}
		}
		below = b.from
		if n > 0 {
			t.Rows = append(t.Rows, Row{Name: b.name, Cells: []float64{n, n / float64(len(v.now)), ratio(sum, total)}})
		}
	}
	var all []float64
	for i := range v.now {
		all = append(all, v.now[i].weekly)
	}
	slices.Sort(all)
	tenth, sum := len(all)/10, 0.0
	for _, w := range all[len(all)-tenth:] {
		sum += w
	}
	if tenth > 4 && total > 0 {
		findings = []string{fmt.Sprintf("The dearest tenth of the placements, %d of them, takes %.0f%% of what placements cost.", tenth, 100*sum/total)}
	}
	return t, findings
}

// siblings is whether brothers and sisters who came together live apart.
func (v *view) siblings() Section {
	s := Section{Key: "siblings", Title: "Brothers and sisters"}
	families := map[string][]*inCare{}
	for i := range v.now {
		if x := &v.now[i]; x.family != "" {
			families[x.family] = append(families[x.family], x)
		}
	}
	var apart, near, children, apartChildren, nearChildren float64
	for _, f := range families {
		if len(f) < 2 {
			continue
		}
		same := true
		for _, x := range f[1:] {
			same = same && x.place == f[0].place && x.placement.Provider == f[0].placement.Provider && x.placement.Start == f[0].placement.Start
		}
		children += float64(len(f))
		if same {
			near++
			nearChildren += float64(len(f))
		} else {
			apart++
			apartChildren += float64(len(f))
		}
	}
	if near+apart == 0 {
		s.Findings = []string{"The records show no brothers and sisters who came into care together and are both in care: either there are none, or home postcodes are missing."}
		return s
	}
	s.Tables = []Table{{Key: "apart", Title: "Brothers and sisters who came together and are in care", Parts: true,
		Columns: []Column{{"Children", Children, false}, {"Groups", Children, false}, {"Share of the children", Share, false}},
		Rows: []Row{
			{Name: "Apart: in placements of different kinds, places or dates", Cells: []float64{apartChildren, apart, ratio(apartChildren, children)}},
			{Name: "Probably together: the same kind of placement, since the same day", Cells: []float64{nearChildren, near, ratio(nearChildren, children)}},
		},
		Note: "Brothers and sisters are told by coming on the same day from the same home postcode; addresses of placements are not compared."}}
	if apartChildren > 4 && nearChildren > 4 {
		s.Findings = []string{fmt.Sprintf("Of the children who came with a brother or sister and are still in care with one, %.0f%% live apart.", 100*apartChildren/children)}
	}
	return s
}

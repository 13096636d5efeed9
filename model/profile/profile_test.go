package profile

import (
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

var to = model.NewDate(2025, 3, 31)

// child is one made by hand: born, in care from a day on in a setting.
func child(id string, born, from model.Date, s model.Setting, l model.Location) model.Child {
	return model.Child{ID: id, Born: born, Sex: 'F', Periods: []model.PeriodOfCare{{Start: from, StartKnown: true, Need: "N1",
		Placements: []model.Placement{{Start: from, StartKnown: true, Setting: s, Location: l, Legal: "C2"}}}}}
}

func history(list ...model.Child) *model.History {
	return &model.History{Authority: model.Authority{Name: "Handmade"}, From: model.NewDate(2020, 4, 1), To: to, Located: true, Linked: true, Children: list}
}

func find(t *testing.T, p *Profile, section, table string) *Table {
	t.Helper()
	for i := range p.Sections {
		for k := range p.Sections[i].Tables {
			if p.Sections[i].Key == section && p.Sections[i].Tables[k].Key == table {
				return &p.Sections[i].Tables[k]
			}
		}
	}
	t.Fatalf("there is no table %s.%s", section, table)
	return nil
}

func cellOf(t *testing.T, tab *Table, row string, c int) float64 {
	t.Helper()
	for _, r := range tab.Rows {
		if r.Name == row {
			return r.Cells[c]
		}
	}
	t.Fatalf("%s has no row %s: %v", tab.Title, row, tab.Rows)
	return 0
}

// Facts counted by hand come out as such.
func TestProfileCounts(t *testing.T) {
	d := model.NewDate
	moved := child("c", d(2012, 6, 1), d(2024, 6, 1), model.FosterOwn, model.InArea)
	pl := &moved.Periods[0].Placements
	(*pl)[0].End = d(2024, 9, 1)
	*pl = append(*pl, model.Placement{Start: d(2024, 9, 1), End: d(2025, 1, 1), Setting: model.Residential, Location: model.OutOfArea, Legal: "C1"},
		model.Placement{Start: d(2025, 1, 1), Setting: model.Residential, Location: model.OutOfArea, Legal: "C2"})
	gone := child("d", d(2009, 1, 1), d(2023, 5, 1), model.Kinship, model.InArea) // 14 on coming
	gone.Periods[0].End, gone.Periods[0].Exit = d(2024, 5, 1), model.ExitHome
	gone.Plans = []model.Plan{{Start: d(2023, 1, 1), End: d(2023, 6, 1)}}
	uasc := child("e", d(2008, 1, 1), d(2024, 12, 1), model.Supported, model.InArea)
	uasc.UASC = true
	h := history(child("a", d(2010, 1, 1), d(2018, 1, 1), model.Kinship, model.InArea), child("b", d(2024, 10, 1), d(2024, 10, 10), model.FosterOwn, model.InArea), moved, gone, uasc)
	m := flat([model.ExitFlows]float64{0.2, 0.1, 0.05, 0.15}, 1)
	m.Prices.Base = 2024
	m.Prices.Weekly[model.PlaceOf(model.Residential, model.OutOfArea)] = 7000
	m.Prices.Weekly[model.PlaceOf(model.Kinship, model.InArea)] = 300
	p, review := New(h, m)
	if p.Children != 4 {
		t.Fatalf("%d children", p.Children)
	}
	for _, x := range []struct {
		section, table, row string
		column              int
		want                float64
	}{
		{"who", "age", "10 to 15", 0, 2}, {"who", "age", "16 and 17", 0, 1}, {"who", "age", "Under 1", 0, 1}, {"who", "age", "10 to 15", 1, 0.5},
		{"who", "uasc", "Unaccompanied children", 0, 1},
		{"time", "time", "5 to 10 years", 0, 1}, {"time", "time", "3 to 6 months", 0, 2},
		{"moves", "homes", "Three and more", 0, 1}, {"moves", "homes", "One", 0, 3},
		{"places", "setting", "Children's homes", 0, 1}, {"places", "location", "Outside the area", 0, 1}, {"places", "out_setting", "Children's homes", 0, 1},
		{"adults", "birthdays", "2025-26", 0, 1}, {"adults", "birthdays", "2030-31 and later", 0, 2},
		{"cost", "dearest", "Children's homes, outside the area", 2, 7000}, {"cost", "dearest", "Family and friends carers, in the area", 3, 300.0 / 7300},
		{"flows", "entry_age", "Under 1", 0, 1}, {"flows", "entry_age", "10 to 15", 1, 1}, {"flows", "exit", "Home", 0, 1}, {"flows", "exit_time", "1 to 2 years", 0, 1},
		{"flows", "entry_before", "From a child protection plan", 1, 1}, {"flows", "entry_before", "Unaccompanied, no earlier care", 0, 1},
		{"over_five_years", "came", "5 to 9", 0, 1}, {"aged_0_to_4", "age", "In the first four weeks of life", 4, 1},
		{"aged_14_and_over", "before", "From a child protection plan", 1, 1}, {"aged_14_and_over", "kind", "Unaccompanied children", 0, 1},
	} {
		if got := cellOf(t, find(t, p, x.section, x.table), x.row, x.column); math.Abs(got-x.want) > 1e-9 {
			t.Errorf("%s.%s %s: %v, want %v", x.section, x.table, x.row, got, x.want)
		}
	}
	if len(review) != 4 || review[0].Outlook.Stay < review[1].Outlook.Stay || review[0].ID != "b" {
		t.Errorf("the review begins with %+v", review[0])
	}
	if e := review[0].Ends(); !strings.Contains(e, "home 3") && !strings.Contains(e, "home 4") {
		t.Errorf("the baby's stay ends by %q", e)
	}
}

// England's shares sum to one where all of a topic's names are taken.
func TestEnglandShares(t *testing.T) {
	for topic, n := range map[string]int{"age": 5, "sex": 2, "legal": 6, "need": 8, "location": 2, "entry_age": 5, "exit": 17, "exit_duration": 9} {
		s := englandShares(topic)
		if len(s.of) != n || s.year != 2023 || s.source == "" {
			t.Errorf("%s: %d names, year %d, %q", topic, len(s.of), s.year, s.source)
		}
	}
	s := englandShares("age")
	if got, _ := s.share("under_1"); math.Abs(got-3830.0/83750) > 1e-9 {
		t.Errorf("under 1: %v", got)
	}
}

// No count of one to four is left, and none can be worked out from its column's
// total, nor from a table that splits the same rows.
func TestDiscloseHidesSmallCounts(t *testing.T) {
	var list []model.Child
	settings := []model.Setting{model.FosterOwn, model.FosterOwn, model.FosterOwn, model.Kinship, model.Residential, model.Secure, model.FosterAgency}
	for i := range 60 {
		s := settings[(i*i+i/7)%len(settings)]
		l := model.Location(0)
		if i%4 == 0 {
			l = model.OutOfArea
		}
		list = append(list, child(string(rune('A'+i)), model.NewDate(2008+i%17, 1+i%12, 5), model.NewDate(2019+(i*5)%6, 1+(i*7)%12, 9), s, l))
	}
	m := flat([model.ExitFlows]float64{0.2, 0.1, 0.05, 0.15}, 1)
	m.Prices.Weekly[0], m.Prices.Base = 100, 2024
	open, _ := New(history(list...), m)
	shut, _ := New(history(list...), m)
	shut.Disclose()
	hidden := 0
	for i := range open.Sections {
		for k := range open.Sections[i].Tables {
			a, b := &open.Sections[i].Tables[k], &shut.Sections[i].Tables[k]
			for c := range a.Columns {
				if !a.counted(c) {
					continue
				}
				rows, sum := 0, 0.0
				for r := range a.Rows {
					x, y := a.Rows[r].Cells[c], b.Rows[r].Cells[c]
					if few(y) {
						t.Errorf("%s: %s shows %v", a.Title, a.Rows[r].Name, y)
					}
					if math.IsNaN(y) && x > 0 {
						rows, sum, hidden = rows+1, sum+x, hidden+1
					}
				}
				visible := 0
				for r := range b.Rows {
					if b.Rows[r].Cells[c] > 0 {
						visible++
					}
				}
				if a.Parts && a.Follows == "" && visible > 0 && (rows == 1 || rows > 0 && sum <= small) {
					t.Errorf("%s, %s: %d rows of %v in all are hidden, which the total gives away", a.Title, a.Columns[c].Name, rows, sum)
				}
			}
		}
	}
	if hidden < 20 {
		t.Errorf("only %d counts were hidden: the sample is too easy", hidden)
	}
	setting, out, cost := find(t, shut, "places", "setting"), find(t, shut, "places", "out_setting"), find(t, shut, "cost", "dearest")
	for _, s := range setting.Rows {
		parts, seen := 0, 0
		for _, r := range cost.Rows {
			if r.Link == s.Name {
				parts++
				if !r.Few {
					seen++
				}
			}
		}
		if seen != 0 && seen != parts || s.Few && seen > 0 {
			t.Errorf("%s: %d of its %d places are shown, hidden %v", s.Name, seen, parts, s.Few)
		}
		for _, r := range out.Rows {
			if r.Name == s.Name && s.Few && !r.Few {
				t.Errorf("%s is hidden, but shown outside the area", s.Name)
			}
		}
	}
}

// Numbers that one table would give away with another are hidden in both: here
// two unaccompanied children who were in care before, two who left at eighteen
// by another way than turning eighteen, and children's homes beside secure ones.
func TestDiscloseBetweenTables(t *testing.T) {
	d := model.NewDate
	var list []model.Child
	for i := range 60 {
		id := string(rune('A' + i))
		c := child(id, d(2008+i%12, 1, 5), d(2024, 1+i%12, 9), []model.Setting{model.FosterOwn, model.Kinship, model.Residential}[i%3], model.InArea)
		if i < 24 {
			c.UASC = true
			if i < 2 {
				early := c.Periods[0]
				early.Placements = []model.Placement{{Start: d(2021, 1, 1), End: d(2021, 6, 1), Setting: model.Kinship}}
				early.Start, early.End, early.Exit = d(2021, 1, 1), d(2021, 6, 1), model.ExitHome
				c.Periods = []model.PeriodOfCare{early, c.Periods[0]}
			}
		}
		if i == 59 {
			c.Periods[0].Placements[0].Setting = model.Secure
		}
		list = append(list, c)
		gone := child(id+"'", d(2006, 6, 20), d(2023, 1, 1), model.FosterOwn, model.InArea)
		gone.Periods[0].End, gone.Periods[0].Exit = d(2024, 6, 20), model.ExitAged18
		if i < 2 {
			gone.Periods[0].Exit = model.ExitHome
		} else if i > 30 {
			gone.Periods[0].End, gone.Periods[0].Exit = d(2024, 6, 19), model.ExitHome
		}
		list = append(list, gone)
	}
	m := flat([model.ExitFlows]float64{0.2, 0.1, 0.05, 0.15}, 1)
	p, _ := New(history(list...), m)
	for _, x := range []struct {
		section, table, row string
		want                float64
	}{{"flows", "entry_uasc", "Unaccompanied children", 18}, {"flows", "exit_age", "18 and over", 31}, {"flows", "exit_age", "17", 29}, {"places", "kind", "Children's homes and secure homes", 20}} {
		if got := cellOf(t, find(t, p, x.section, x.table), x.row, 0); got != x.want {
			t.Errorf("%s %s: %v, want %v", x.table, x.row, got, x.want)
		}
	}
	if england := cellOf(t, find(t, p, "places", "kind"), "Children's homes and secure homes", 2); math.Abs(england-8020.0/83750) > 0.001 {
		t.Errorf("England has %v in homes", england)
	}
	p.Disclose()
	for _, x := range [][3]string{{"flows", "entry_uasc", "Unaccompanied children"}, {"flows", "exit_age", "18 and over"}, {"flows", "exit_age", "17"}, {"places", "kind", "Children's homes and secure homes"}} {
		if got := cellOf(t, find(t, p, x[0], x[1]), x[2], 0); !math.IsNaN(got) {
			t.Errorf("%s %s shows %v", x[1], x[2], got)
		}
	}
	if got := cellOf(t, find(t, p, "places", "kind"), "Foster care of all kinds", 2); math.IsNaN(got) {
		t.Error("England's share is hidden")
	}
}

// What the ledger pays for a child's placement goes before the list's price, in
// the table, in its bands and in the review.
func TestLedgerBeforePriceList(t *testing.T) {
	var list []model.Child
	for i := range 50 {
		c := child(string(rune('A'+i)), model.NewDate(2012, 1, 5), model.NewDate(2022, 1, 9), model.Residential, model.InArea)
		if i < 5 {
			c.Periods[0].Placements[0].Paid = 12000
		}
		list = append(list, c)
	}
	m := flat([model.ExitFlows]float64{0.2, 0.1, 0.05, 0.15}, 1)
	m.Prices.Base = 2024
	m.Prices.Weekly[model.PlaceOf(model.Residential, model.InArea)] = 4000
	p, review := New(history(list...), m)
	want := 5*12000 + 45*4000.0
	dearest, bands := find(t, p, "cost", "dearest"), find(t, p, "cost", "weekly")
	if got := cellOf(t, dearest, "Children's homes, in the area", 2); got != want {
		t.Errorf("a week in all costs %v, want %v", got, want)
	}
	if n, share := cellOf(t, bands, "£10,000 and over", 0), cellOf(t, bands, "£10,000 and over", 2); n != 5 || math.Abs(share-60000/want) > 1e-9 {
		t.Errorf("%v children take %v", n, share)
	}
	if dearest.Columns[1].Public {
		t.Error("a mean of what is paid for children counts as public")
	}
	sum := 0.0
	for _, c := range review {
		sum += c.Weekly
	}
	if sum != want {
		t.Errorf("the review's prices come to %v", sum)
	}
	if f := strings.Join(p.Sections[7].Findings, ""); !strings.Contains(f, "5 of them, takes 25%") {
		t.Errorf("finding %q", f)
	}
}

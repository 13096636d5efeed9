package panel

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/model/records"
)

// excerpt is the published figures that the project keeps.
func excerpt(t *testing.T) *model.Published {
	t.Helper()
	p, err := records.LoadPublished(context.Background(), filepath.Join("..", "..", "..", "testdata", "published"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// whole is all published figures, where they lie near the project.
func whole(t *testing.T) *model.Published {
	t.Helper()
	for up := ".."; len(up) < 24; up = filepath.Join(up, "..") {
		found, _ := filepath.Glob(filepath.Join(up, "*", "published", "lac.csv.gz"))
		if len(found) > 0 {
			p, err := records.LoadPublished(context.Background(), filepath.Dir(found[0]))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
	}
	t.Skip("the whole published tables are not near: only the excerpt is tested")
	return nil
}

// TestStockKeepsPublishedTotals holds a synthetic stock against every total
// that is published.
func TestStockKeepsPublishedTotals(t *testing.T) {
	p := excerpt(t)
	n, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Leeds", "Kent", "Gateshead", "Islington", "Norfolk", "Bristol, City of", "Rutland"} {
		_, s, err := n.Fit(name)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := Find(p, name)
		f := table{p, a.Code}
		if got, want := s.LAC(), f.get(2023, measure, "total"); float64(got) != want {
			t.Errorf("%s: %d in care, published %v", name, got, want)
		}
		if got, want := s.CPP(), f.get(2023, "cpp_31_march", "total"); float64(got) != want {
			t.Errorf("%s: %d on plans, published %v", name, got, want)
		}
		count := func(in func(c *model.StockChild) bool) (n float64) {
			for i := range s.Children {
				if c := &s.Children[i]; c.InCare && in(c) {
					n++
				}
			}
			return n
		}
		check := func(what string, want, slack float64, in func(c *model.StockChild) bool) {
			if got := count(in); want >= 0 && math.Abs(got-want) > slack {
				t.Errorf("%s: %s %v, published %v", name, what, got, want)
			}
		}
		if _, found := f.list(2023, "lac_31_march_by_age", ageNames); found == len(ageNames) {
			for b, age := range ageNames {
				check("age "+age, f.get(2023, "lac_31_march_by_age", age), 0, func(c *model.StockChild) bool {
					years := float64(s.DataDate+1-c.Born.First()-15) / model.DaysPerYear
					return int(model.AgeBandOf(years)) == b
				})
			}
		}
		check("outside", f.get(2023, "lac_31_march_by_locality", "outside_la"), 2, func(c *model.StockChild) bool { return c.Place.Location() == model.OutOfArea })
		check("unaccompanied", f.get(2023, "lac_31_march_by_uasc", "uasc"), 2, func(c *model.StockChild) bool { return c.Class == model.UASC })
		for group, settings := range map[string][]model.Setting{
			"foster":                     {model.FosterOwn, model.FosterAgency, model.Kinship},
			"independent_supported":      {model.Supported},
			"with_parents":               {model.WithParents},
			"placed_for_adoption":        {model.Adoptive},
			"secure_and_childrens_homes": {model.Residential, model.Secure},
		} {
			check(group, f.get(2023, "lac_31_march_by_placement", group), 3, func(c *model.StockChild) bool {
				for _, x := range settings {
					if c.Place.Setting() == x {
						return true
					}
				}
				return false
			})
		}
	}
}

// TestProfileIsEngland holds the national profile against what it is made
// from: ceases by age and reason, their lengths, and the stock by age.
func TestProfileIsEngland(t *testing.T) {
	p := excerpt(t)
	n, err := profileOf(table{p, model.England}, 2023)
	if err != nil {
		t.Fatal(err)
	}
	near := func(what string, got, want, within float64) {
		if want <= 0 || math.Abs(got/want-1) > within {
			t.Errorf("%s: %.0f, published %.0f", what, got, want)
		}
	}
	known := n.t.get(2023, "lac_ceased_by_uasc", "uasc") / (n.uasc.leaving() + n.uasc.adults)
	ceased, _ := n.t.list(2023, "lac_ceased_by_age", ceaseNames)
	ages := append(ceased[:4:4], ceased[4]+ceased[5])
	stock, _ := n.t.list(2023, "lac_31_march_by_age", ageNames)
	for a := range ages {
		got := 0.0
		for f := range n.general.exits {
			got += n.general.exits[f][a] + known*n.uasc.exits[f][a]
		}
		near("ceased at "+ageNames[a], got, ages[a], 0.05)
		near("in care at "+ageNames[a], n.general.stock[a]+n.uasc.stock[a], stock[a], 0.15)
	}
	near("unaccompanied", total(n.uasc.stock[:]), n.t.uascStock(2023), 0.02)
	near("home", total(n.general.exits[model.FlowHome][:]), 6650, 0.05)
	near("adopted", total(n.general.exits[model.FlowAdoption][:]), 3000, 0.05)
	near("special guardianship", total(n.general.exits[model.FlowSGO][:]), 3870, 0.05)
	near("at 18", n.general.adults+known*n.uasc.adults, 12240, 0.12)
	duration, _ := n.t.list(2023, "lac_ceased_by_period_of_care_duration", careDurations)
	for d := range duration {
		near(careDurations[d], n.general.duration[d]+known*n.uasc.duration[d], duration[d], 0.2)
	}
	moves := 0.0
	for c := range n.stays {
		for a := range n.stays[c] {
			for place, x := range n.stays[c][a] {
				moves += x * n.moveRate(c, model.Place(place))
			}
		}
	}
	near("changes of placement", moves, 59620, 0.01)
	back := back(leavers(n.exitsBy(&n.reasons), n.returns), n.returns)
	near("returns", total(back[:]), n.later*33090*(1+SecondStarts), 0.02)
	near("plans ended", n.plans.mean*total(n.t.openPlans(2023)), 63910, 0.01)
}

// TestEveryAuthority fits every authority: sound rates, or a plain error.
func TestEveryAuthority(t *testing.T) {
	for name, load := range map[string]func(*testing.T) *model.Published{"excerpt": excerpt, "whole": whole} {
		t.Run(name, func(t *testing.T) {
			p := load(t)
			n, err := New(p)
			if err != nil {
				t.Fatal(err)
			}
			fitted := 0
			list := List(p)
			for _, l := range list {
				m, s, err := n.Fit(l.Code)
				if err != nil {
					if a, b, ok := strings.Cut(err.Error(), "\n"); !ok || a == "" || b == "" || l.To == n.Year() && !strings.Contains(a, "no child") && !strings.Contains(a, "not published") {
						t.Errorf("%s: error %q", l.Name, err)
					}
					continue
				}
				fitted++
				if faults := unsound(m); len(faults) > 0 {
					t.Errorf("%s: %s", l.Name, strings.Join(faults, "; "))
				}
				lac, _ := p.Value(l.Code, n.Year(), measure, "total")
				cpp, there := p.Value(l.Code, n.Year(), "cpp_31_march", "total")
				if float64(s.LAC()) != lac || there && float64(s.CPP()) != cpp {
					t.Errorf("%s: stock of %d and %d, published %v and %v", l.Name, s.LAC(), s.CPP(), lac, cpp)
				}
			}
			if fitted < len(list)-10 || fitted == 0 {
				t.Errorf("%d of %d authorities fitted", fitted, len(list))
			}
		})
	}
}

// unsound lists what in a model can't be.
func unsound(m *model.Model) (out []string) {
	bad := func(x float64) bool { return math.IsNaN(x) || math.IsInf(x, 0) || x < 0 }
	tables := map[string]*model.Table{"moves": &m.Moves, "plan-end": &m.PlanEnd, "plan-to-care": &m.PlanToCare, "after": &m.AfterCare, "returns": &m.Returns}
	for f := range m.Exits {
		tables[model.ExitFlow(f).String()] = &m.Exits[f]
	}
	for name, t := range tables {
		for i, c := range t.Cells {
			if bad(c.Mean) || bad(c.Exposure) || bad(c.Occurrences) || c.Mean > 80 {
				out = append(out, fmt.Sprintf("%s cell %d is %+v", name, i, c))
				break
			}
		}
	}
	shares := func(name string, s *model.Shares) {
		sum := 0.0
		for _, x := range s.Mean {
			if bad(x) {
				out = append(out, name+" has a share that can't be")
			}
			sum += x
		}
		if math.Abs(sum-1) > 1e-9 || !(s.Weight > 0) {
			out = append(out, fmt.Sprintf("%s sums to %v", name, sum))
		}
	}
	for c := range m.First {
		for a := range m.First[c] {
			shares(fmt.Sprint("first ", c, a), &m.First[c][a])
		}
	}
	for i := range m.Next {
		for a := range m.Next[i] {
			for g := range m.Next[i][a] {
				shares(fmt.Sprint("next ", i, a, g), &m.Next[i][a][g])
			}
		}
	}
	for name, s := range map[string]*model.Stream{"direct": &m.Direct, "uasc": &m.UASC, "plans": &m.PlanStart} {
		for a, r := range s.Ages {
			if bad(r.Mean) || math.Abs(total(s.Within[a])-1) > 1e-9 {
				out = append(out, name+" has a rate that can't be")
			}
		}
	}
	for name, l := range map[string]model.Level{"exits": m.ExitLevel, "moves": m.MoveLevel, "direct": m.Direct.Level, "uasc": m.UASC.Level, "plans": m.PlanStart.Level, "ends": m.PlanEndLevel} {
		if bad(l.SD) || bad(l.Drift) || bad(l.DriftSD) || math.IsNaN(l.Log) || math.Abs(l.Log) > 1.5 {
			out = append(out, fmt.Sprintf("level of %s is %+v", name, l))
		}
	}
	for a := range m.OtherSplit {
		if math.Abs(total(m.OtherSplit[a][:])-1) > 1e-9 {
			out = append(out, "the split of other exits does not sum to 1")
		}
	}
	for p, x := range m.Prices.Weekly {
		if bad(x) {
			out = append(out, fmt.Sprint("price ", model.Place(p), " is ", x))
		}
	}
	return out
}

func TestFindingAnAuthority(t *testing.T) {
	p := excerpt(t)
	for _, name := range []string{"leeds", "LEEDS", "e08000035", "Leeds City Council"} {
		if a, err := Find(p, name); err != nil || a.Code != "E08000035" {
			t.Errorf("%q: %v %v", name, a, err)
		}
	}
	if a, err := Find(p, "Bristol"); err != nil || a.Name != "Bristol, City of" {
		t.Errorf("Bristol: %v %v", a, err)
	}
	for name, want := range map[string]string{"Leads": "Leeds", "Zzz": "--list"} {
		if _, _, err := Fit(p, name); err == nil || !strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want two lines and %q", name, err, want)
		}
	}
	if _, _, err := Fit(p, "Bournemouth"); err == nil || !strings.Contains(err.Error(), "last: 2019") {
		t.Errorf("Bournemouth: %v", err)
	}
	if _, err := New(&model.Published{}); err == nil {
		t.Error("a profile from nothing")
	}
}

// TestNothingIsRandom fits twice.
func TestNothingIsRandom(t *testing.T) {
	p := excerpt(t)
	m1, s1, err := Fit(p, "Leeds")
	if err != nil {
		t.Fatal(err)
	}
	m2, s2, _ := Fit(p, "Leeds")
	if !reflect.DeepEqual(m1, m2) || !reflect.DeepEqual(s1, s2) {
		t.Error("two fits differ")
	}
}

// TestEarlierYears fits as if only earlier figures were known, across the
// break of 2020.
func TestEarlierYears(t *testing.T) {
	p := excerpt(t)
	for _, year := range []int{2016, 2019, 2021} {
		m, s, err := Fit(p.Until(year), "Leeds")
		if err != nil {
			t.Fatal(err)
		}
		want, _ := p.Value("E08000035", year, measure, "total")
		if m.DataDate != model.NewDate(year, 3, 31) || float64(s.LAC()) != want {
			t.Errorf("%d: %v with %d children, published %v", year, m.DataDate, s.LAC(), want)
		}
		if faults := unsound(m); len(faults) > 0 {
			t.Errorf("%d: %s", year, strings.Join(faults, "; "))
		}
	}
}

// TestModelFile writes a fitted model and reads it back.
func TestModelFile(t *testing.T) {
	m, _, err := Fit(excerpt(t), "Leeds")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := document.WriteModel(&b, m); err != nil {
		t.Fatal(err)
	}
	back, findings := document.ReadModel("m.yaml", b.Bytes())
	if back == nil {
		t.Fatalf("not read back: %v", findings)
	}
	if back.Basis != "published" || math.Abs(back.ExitLevel.Log-m.ExitLevel.Log) > 1e-4 || len(back.Past.Months) != len(m.Past.Months) {
		t.Errorf("read back: %s %v %d", back.Basis, back.ExitLevel, len(back.Past.Months))
	}
}

// TestLeedsPricesAndPast looks at what is the council's own beside its rates.
func TestLeedsPricesAndPast(t *testing.T) {
	m, s, err := Fit(excerpt(t), "Leeds")
	if err != nil {
		t.Fatal(err)
	}
	if m.Prices.Base != 2022 || m.Prices.Weekly[model.PlaceOf(model.Residential, model.InArea)] != 5010 || !strings.Contains(m.Prices.Source, "2022-23") {
		t.Errorf("prices %v of %v: %s", m.Prices.Weekly, m.Prices.Base, m.Prices.Source)
	}
	children, cost := 0.0, 0.0
	for i := range s.Children {
		if c := &s.Children[i]; c.InCare {
			switch c.Place.Setting() {
			case model.Kinship, model.FosterOwn, model.FosterAgency:
				children++
				cost += m.Prices.Weekly[c.Place]
			}
		}
	}
	if mean := cost / children; math.Abs(mean-450) > 5 {
		t.Errorf("a week of foster care costs £%.0f, published £450", mean)
	}
	n := len(m.Past.Months)
	for _, x := range [][]float64{m.Past.LAC, m.Past.Out, m.Past.CPP, m.Past.Entries, m.Past.Exits, m.Past.PlanStarts} {
		if len(x) != n {
			t.Fatalf("a past of %d months has a series of %d", n, len(x))
		}
	}
	if last := m.Past.Months[n-1]; last.Last() != m.DataDate || m.Past.LAC[n-1] != 1452 || m.Past.CPP[n-1] != 601 || m.Past.Out[n-1] != 475 {
		t.Errorf("the past ends with %v %v", last, m.Past.LAC[n-1])
	}
	for i, month := range m.Past.Months {
		if month == model.NewMonth(2020, 3) && (m.Past.LAC[i] != 1344 || m.Past.CPP[i] != 568) {
			t.Errorf("March 2020: %v and %v", m.Past.LAC[i], m.Past.CPP[i])
		}
	}
	if len(m.Notes) < 8 {
		t.Errorf("%d notes", len(m.Notes))
	}
}

// Children of a published fit are with providers as England's are, setting by
// setting, in and out of the area.
func TestProvidersAreEnglands(t *testing.T) {
	n, err := New(whole(t))
	if err != nil {
		t.Fatal(err)
	}
	m, s, err := n.Fit("Kent")
	if err != nil {
		t.Fatal(err)
	}
	var seen [model.Places][model.Providers]float64
	for i := range s.Children {
		if c := &s.Children[i]; c.InCare {
			k, ok := model.ProviderOf(c.Provider)
			if !ok {
				t.Fatalf("a child in %s with provider %q", c.Place, c.Provider)
			}
			seen[c.Place][k]++
		}
	}
	for p := range seen {
		want := &m.Provider[p]
		if sum := total(seen[p][:]); sum >= 20 {
			for k, x := range seen[p] {
				if math.Abs(x/sum-want.Mean[k]) > 1.5/sum+0.01 {
					t.Errorf("%s by %s: %.3f of %v, want %.3f", model.Place(p), model.Provider(k), x/sum, sum, want.Mean[k])
				}
			}
		}
	}
	// In 2023 1,460 of 2,630 children in homes in the area were in private ones.
	in := m.Provider[model.PlaceOf(model.Residential, model.InArea)]
	out := m.Provider[model.PlaceOf(model.Residential, model.OutOfArea)]
	if x := in.Mean[model.ProviderPrivate]; x < 0.5 || x > 0.65 {
		t.Errorf("private homes in the area: %v", x)
	}
	if in.Mean[model.ProviderOwn] < 2*out.Mean[model.ProviderOwn] {
		t.Errorf("own homes in %v and out %v of the area", in.Mean[model.ProviderOwn], out.Mean[model.ProviderOwn])
	}
}

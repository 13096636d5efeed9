package panel

import (
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// TestAsOf holds that the figures as of a year hold no later one but where a
// table doesn't reach back, and that the notes say so.
func TestAsOf(t *testing.T) {
	p := excerpt(t)
	q, notes, err := AsOf(p, 2012)
	if err != nil {
		t.Fatal(err)
	}
	leeds := "E08000035"
	for _, a := range []string{leeds, model.England} {
		q.Each(a, func(year int, m, b string, v float64) {
			if year > 2012 {
				t.Errorf("%s of %d", m, year)
			}
			was, ok := p.Value(a, year, m, b)
			later, lent := p.Value(a, 2013, m, b)
			switch {
			case strings.HasPrefix(m, "lac_ceased_by_age"):
			case ok && v != was:
				t.Errorf("%s %s of %d is %v, was %v", m, b, year, v, was)
			case !ok && (!lent || year != 2012 || v != later || standIns[m] == nil):
				t.Errorf("%s %s of %d is made up: %v", m, b, year, v)
			}
		})
	}
	if v, _ := q.Value(leeds, 2012, "cpp_31_march", "total"); v != 983 {
		t.Errorf("%v plans of 2013 stand in, want 983", v)
	}
	if v, _ := q.Value(leeds, 2012, "lac_31_march", "total"); v != 1475 {
		t.Errorf("%v in care, want 1475", v)
	}
	all, sum := 0.0, 0.0
	for _, b := range ceaseNames[4:] {
		v, _ := q.Value(leeds, 2012, "lac_ceased_by_age", b)
		sum += v
	}
	all, _ = p.Value(leeds, 2012, "lac_ceased_by_age", "16_plus")
	if math.Abs(sum-all) > 1e-9 || all == 0 {
		t.Errorf("ceases of those aged 16 and over are %v in parts and %v in all", sum, all)
	}
	years, _ := p.Series(leeds, "lac_ceased_by_age", "18_plus")
	for _, y := range years { // the first in which none is suppressed
		list, found := table{p, leeds}.list(y, "lac_ceased_by_age", ceaseNames[4:])
		if found < len(list) {
			continue
		}
		if v, _ := q.Value(leeds, 2012, "lac_ceased_by_age", "18_plus"); math.Abs(v-all*normalise(list)[2]) > 1e-9 {
			t.Errorf("%v ceased as adults of %v, by the shares %v of %d", v, all, normalise(list), y)
		}
		break
	}
	if len(notes) != 1 || !strings.Contains(notes[0], "cpp 31 march of 2013") || strings.Contains(notes[0], "lac started") {
		t.Errorf("notes %q", notes)
	}
	if _, notes, err := AsOf(p, 2019); err != nil || len(notes) > 0 {
		t.Errorf("2019: %q, %v", notes, err)
	}
	if _, _, err := AsOf(p, 2031); err == nil || !strings.Contains(err.Error(), "2010 to 2023") && !strings.Contains(err.Error(), "1994 to 2023") {
		t.Errorf("2031: %v", err)
	}
	_, s, err := Fit(q, "Leeds")
	if err != nil || s.LAC() != 1475 || s.CPP() != 983 {
		t.Errorf("%v", err)
	}
}

// TestFollowed joins the history of a council made of two others, and tells
// the name of the one that it became.
func TestFollowed(t *testing.T) {
	p := excerpt(t)
	bcp, one, two := model.Authority{Name: "Bournemouth, Christchurch and Poole", Code: "E06000058"}, "E06000028", "E06000029"
	for _, x := range []struct {
		code string
		year int
		v    float64
	}{{one, 2018, 246}, {two, 2018, 190}, {one, 2019, 248}, {bcp.Code, 2020, 506}, {bcp.Code, 2023, 518}} {
		p.Add(model.Authority{Name: map[string]string{one: "Bournemouth", two: "Poole"}[x.code] + map[bool]string{true: bcp.Name}[x.code == bcp.Code], Code: x.code}, x.year, measure, "total", x.v)
	}
	q, note := followed(p, bcp)
	years, values := q.Series(bcp.Code, measure, "total")
	if len(years) != 3 || years[0] != 2018 || values[0] != 436 || values[1] != 506 || note == "" {
		t.Errorf("%v %v %q", years, values, note)
	}
	if _, there := p.Value(bcp.Code, 2018, measure, "total"); there {
		t.Error("the figures themselves were changed")
	}
	if _, _, err := Fit(p, "Poole"); err == nil || !strings.Contains(err.Error(), "it went into "+bcp.Name) {
		t.Errorf("Poole: %v", err)
	}
	if same, note := followed(p, model.Authority{Code: "E08000035"}); same != p || note != "" {
		t.Error("Leeds was changed")
	}
}

// TestRegionsFit fits a region and England itself from the whole tables.
func TestRegionsFit(t *testing.T) {
	p := whole(t)
	n, err := New(p)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"london", "E12000001", "England"} {
		a, err := Find(p, name)
		if err != nil {
			t.Fatal(err)
		}
		m, s, err := n.Fit(name)
		if err != nil {
			t.Fatal(err)
		}
		if want, _ := p.Value(a.Code, n.Year(), measure, "total"); float64(s.LAC()) != want || m.Authority.Code != a.Code {
			t.Errorf("%s: %d in care, published %v", name, s.LAC(), want)
		}
	}
	list := List(p)
	if last := list[len(list)-1]; last.Name != "England" || list[len(list)-2].Code[0] != 'E' {
		t.Errorf("the list ends with %v", last)
	}
}

// TestOldCode finds a council by the code that it had before.
func TestOldCode(t *testing.T) {
	if a, err := Find(excerpt(t), " e08000020 "); err != nil || a.Code != "E08000037" {
		t.Errorf("%v %v", a, err)
	}
}

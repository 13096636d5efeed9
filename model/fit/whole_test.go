package fit

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/carecurve/carecurve/model"
)

// What may change in the records without changing a rate, and what follows when
// it does.

func fitted(t *testing.T, h *model.History) (*model.Model, *model.Stock) {
	t.Helper()
	m, s, err := Fit(h)
	if err != nil {
		t.Fatal(err)
	}
	return m, s
}

// wholeFit is the fit of a history with everything in it, large enough for all tables.
var wholeFit = sync.OnceValues(func() (*model.Model, *model.Stock) {
	m, s, err := Fit(council(11, 900))
	if err != nil {
		panic(err)
	}
	return m, s
})

// numbers visits every number in a value, with the path to it.
func numbers(v reflect.Value, path string, visit func(path string, x float64)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			numbers(v.Elem(), path, visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			numbers(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			numbers(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	case reflect.Float64:
		visit(path, v.Float())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		visit(path, float64(v.Int()))
	case reflect.Uint8:
		visit(path, float64(v.Uint()))
	case reflect.Bool:
		visit(path, map[bool]float64{true: 1}[v.Bool()])
	}
}

// alike checks that two values hold the same numbers, relative to their size,
// but for those whose path begins as told.
func alike(t *testing.T, what string, got, want any, tolerance float64, but ...string) {
	t.Helper()
	var paths []string
	var values []float64
	numbers(reflect.ValueOf(want), "", func(p string, x float64) { paths, values = append(paths, p), append(values, x) })
	i, faults := 0, 0
	numbers(reflect.ValueOf(got), "", func(p string, x float64) {
		if i >= len(paths) || paths[i] != p {
			t.Fatalf("%s: %s stands where %s should", what, p, paths[min(i, len(paths)-1)])
		}
		w := values[i]
		i++
		for _, b := range but {
			if strings.HasPrefix(p, b) {
				return
			}
		}
		if math.Abs(x-w) > tolerance*(1e-3+math.Abs(w)) && faults < 5 {
			faults++
			t.Errorf("%s: %s is %v, was %v", what, p, x, w)
		}
	})
	if i != len(paths) {
		t.Errorf("%s: %d numbers, were %d", what, i, len(paths))
	}
}

// The order of children plays no part.
func TestOrderOfChildren(t *testing.T) {
	t.Parallel()
	h := council(11, 900)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(h.Children), func(i, j int) { h.Children[i], h.Children[j] = h.Children[j], h.Children[i] })
	wantModel, wantStock := wholeFit()
	m, s := fitted(t, h)
	// Which leavers stand for earlier ones goes by order: the rest of one is
	// carried to the next.
	alike(t, "shuffled", m, wantModel, 1e-4, ".Past.Days")
	if s.LAC() != wantStock.LAC() || s.CPP() != wantStock.CPP() {
		t.Errorf("%d in care and %d on plans, were %d and %d", s.LAC(), s.CPP(), wantStock.LAC(), wantStock.CPP())
	}
}

// Calendars repeat after 28 years: all dates moved by as much give the same rates.
func TestCalendarRepeats(t *testing.T) {
	t.Parallel()
	const back = -28 * 1461 / 4
	h := council(11, 900)
	for _, d := range []*model.Date{&h.From, &h.To, &h.PlansFrom, &h.PlansTo} {
		*d += back
	}
	h.Population = model.Population{First: 1990, Years: [][model.AgeBands]float64{{5e3, 2e4, 3e4, 4e4, 1e4}, {6e3, 2e4, 3e4, 5e4, 1e4}}}
	move := func(d *model.Date) {
		if *d != 0 {
			*d += back
		}
	}
	for i := range h.Children {
		c := &h.Children[i]
		move(&c.Born)
		for j := range c.Plans {
			move(&c.Plans[j].Start)
			move(&c.Plans[j].End)
			move(&c.Plans[j].Referral)
		}
		for j := range c.Periods {
			p := &c.Periods[j]
			move(&p.Start)
			move(&p.End)
			for k := range p.Placements {
				move(&p.Placements[k].Start)
				move(&p.Placements[k].End)
			}
		}
	}
	was := council(11, 900)
	was.Population = h.Population
	was.Population.First += 28
	m, s := fitted(t, h)
	wantModel, wantStock := fitted(t, was)
	for i := range m.Past.Months {
		m.Past.Months[i] += 28 * 12
	}
	for i := range m.Past.Days {
		m.Past.Days[i].Year += 28
	}
	for i := range s.Children {
		s.Children[i].Born += 28 * 12
	}
	alike(t, "28 years earlier", m, wantModel, 1e-9, ".From", ".DataDate", ".Population.First")
	alike(t, "28 years earlier", s, wantStock, 0, ".DataDate")
}

// Children whose care and plans lie after the data date change nothing, and those
// who had left for good before the window but the earlier leavers' allowances.
func TestChildrenOutsideTheWindow(t *testing.T) {
	t.Parallel()
	wantModel, wantStock := wholeFit()
	h := council(11, 900)
	for range 30 {
		h.Children = append(h.Children,
			both("2020-01-01", plan("2024-04-01", ""), stay("2024-05-01", "", 0)),
			born("2001-01-01", stay("2018-01-01", "2019-01-01", model.ExitAged18)))
	}
	m, s := fitted(t, h)
	alike(t, "with others", m, wantModel, 1e-6, ".Past.Days", ".OtherSplit")
	alike(t, "with others", s, wantStock, 0, ".Children")
	if s.LAC() != wantStock.LAC() || s.CPP() != wantStock.CPP() {
		t.Errorf("%d in care and %d on plans", s.LAC(), s.CPP())
	}
}

// A placement written in two parts on a day when nothing changes is a move more,
// and leaves how children leave as it was.
func TestSplitPlacement(t *testing.T) {
	t.Parallel()
	h := council(11, 900)
	for i := range h.Children {
		for j := range h.Children[i].Periods {
			p := &h.Children[i].Periods[j]
			pl := &p.Placements[0]
			end := pl.End
			if end == 0 {
				end = h.To
			}
			if middle := (pl.Start + end) / 2; middle > pl.Start {
				second := *pl
				second.Start, second.StartKnown = middle, true
				pl.End = middle
				p.Placements = slices.Insert(p.Placements, 1, second)
			}
		}
	}
	want, _ := wholeFit()
	got, _ := fitted(t, h)
	alike(t, "exits", &got.Exits, &want.Exits, 1e-9)
	alike(t, "returns", &got.Returns, &want.Returns, 1e-9)
	alike(t, "plans", &got.PlanToCare, &want.PlanToCare, 1e-9)
	// How moves wander tells of how all flows do, and so a little of their levels.
	alike(t, "entries", &got.Direct, &want.Direct, 1e-9, ".Level")
	alike(t, "entries' level", &got.Direct.Level, &want.Direct.Level, 0.05)
	alike(t, "past", &got.Past, &want.Past, 1e-9, ".Flows") // which count moves, and there are more of them now
	if g, w := sumOf(&got.Moves), sumOf(&want.Moves); g < w*1.2 {
		t.Errorf("%v moves, were %v", g, w)
	}
}

func sumOf(table *model.Table) (n float64) {
	for _, c := range table.Cells {
		n += c.Occurrences
	}
	return n
}

// Every child twice is a council of twice the size: the same rates, known twice as
// well, and twice the entries.
func TestTwiceTheCouncil(t *testing.T) {
	t.Parallel()
	h := council(11, 900)
	for _, c := range h.Children {
		c.ID += "b"
		c.Periods = slices.Clone(c.Periods)
		for j := range c.Periods {
			if p := &c.Periods[j]; p.Family != "" {
				p.Family += "b"
			}
		}
		c.Plans = slices.Clone(c.Plans)
		for j := range c.Plans {
			c.Plans[j].Referral-- // another case
		}
		h.Children = append(h.Children, c)
	}
	once, stockOnce := wholeFit()
	twice, stockTwice := fitted(t, h)
	if stockTwice.LAC() != 2*stockOnce.LAC() || stockTwice.CPP() != 2*stockOnce.CPP() {
		t.Errorf("%d in care and %d on plans, were %d and %d", stockTwice.LAC(), stockTwice.CPP(), stockOnce.LAC(), stockOnce.CPP())
	}
	for _, x := range []struct {
		what      string
		got, want *model.Table
	}{
		{"home", &twice.Exits[0], &once.Exits[0]},
		{"moves", &twice.Moves, &once.Moves},
		{"plan ends", &twice.PlanEnd, &once.PlanEnd},
		{"plans to care", &twice.PlanToCare, &once.PlanToCare},
	} {
		var years, variance [2]float64
		for k, table := range []*model.Table{x.want, x.got} {
			for _, c := range table.Cells {
				years[k] += c.Exposure
			}
			sd := slices.Min(table.Backbone()[2]) // of the band with most events
			variance[k] = sd * sd
		}
		near(t, x.what+": exposure over once", years[1]/years[0], 2, 0.03)
		near(t, x.what+": events over once", sumOf(x.got)/sumOf(x.want), 2, 0.12) // a few are hidden
		near(t, x.what+": an effect's variance over once", variance[1]/variance[0], 0.5, 0.06)
	}
	rate := func(s *model.Stream) (sum float64) {
		for _, r := range s.Ages {
			sum += r.Mean
		}
		return sum * math.Exp(s.Level.Log)
	}
	near(t, "entries over once", rate(&twice.Direct)/rate(&once.Direct), 2, 0.1)
	near(t, "plan starts over once", rate(&twice.PlanStart)/rate(&once.PlanStart), 2, 0.1)
	near(t, "together", twice.Together.Care, once.Together.Care, 0.1)
}

// A level known by twice the counts, all as expected, has nearly half the
// variance; what it may wander to by the data date is the rest.
func TestLevelOfTwiceTheCounts(t *testing.T) {
	t.Parallel()
	of := func(n float64) float64 {
		counts := slices.Repeat([]float64{n}, 20)
		l := level(counts, counts, nil, 1, wanderLeaving)
		near(t, "the level", l.Log-l.SD*l.SD/2, 0, 1e-6)
		return l.SD * l.SD
	}
	near(t, "variance over once", of(10)/of(5), 0.6, 0.1)
}

// A model's tables, streams and shares are proper: rates from 0 up, shares and
// seasons of sum 1 and 12, levels with spreads.
func TestModelIsProper(t *testing.T) {
	t.Parallel()
	m, _ := wholeFit()
	numbers(reflect.ValueOf(m), "", func(p string, x float64) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Errorf("%s is %v", p, x)
		}
	})
	for _, s := range []*model.Stream{&m.Direct, &m.UASC, &m.PlanStart} {
		season, groups := 0.0, 0.0
		for _, f := range s.Season {
			season += f
		}
		for _, g := range s.Groups {
			groups += g
		}
		near(t, "the season's sum", season, 12, 1e-9)
		near(t, "the groups' sum", groups, 1, 1e-9)
	}
	for _, row := range m.Next {
		for a := range row {
			for _, s := range row[a] {
				sum := 0.0
				for _, x := range s.Mean {
					sum += x
				}
				near(t, "a row of shares", sum, 1, 1e-9)
			}
		}
	}
	if m.Basis != "records" || m.DataDate != on("2024-03-31") || m.From != on("2021-04-01") || !m.Located || !m.Linked {
		t.Errorf("%s from %s to %s", m.Basis, m.From, m.DataDate)
	}
}

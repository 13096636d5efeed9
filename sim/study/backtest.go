package study

import (
	"context"
	"math"
	"runtime"
	"slices"
	"sort"
	"sync"

	"github.com/carecurve/carecurve/model"
)

// Case is one forecast that was made at an origin, with what came.
type Case struct {
	Authority model.Authority
	Measure   string
	Origin    int     // year of the 31 March on which it was made
	Horizon   int     // years on, ≥ 1
	Size      float64 // by which councils are parted into thirds
	// Strict tells that nothing was used that was published later.
	Strict bool
	// Past is the yearly series as known at the origin, oldest first and
	// ending there; NaN where a year is missing.
	Past   []float64
	Actual float64 // above 0
	Point  float64 // the forecast
	Sample Sample  // its distribution
}

// Scored is a case with every method's forecast: carecurve's own first, then
// the baselines' in their order.
type Scored struct {
	Case
	Third   int // 0 small, 1 middle, 2 large, among the councils of the origin, measure and horizon
	Methods []Method
}

// Method is what one method said in a case. Its Sample is empty where it has
// no past errors yet.
type Method struct {
	Name   string
	Point  float64
	Sample Sample
}

// Own is the name of the forecast that is tried.
const Own = "carecurve"

// Thirds are the names of Scored.Third.
var Thirds = [3]string{"small", "middle", "large"}

// values is how many values a baseline's distribution holds.
const values = 99

// leastErrors is how many past errors a baseline needs for an interval.
const leastErrors = 20

// Backtest gives every case the baselines' forecasts, with intervals from each
// baseline's own past errors: the ratios of what came to what it had said, for
// the same measure, horizon and third of councils, as far as they had come
// true by the origin and as they were known there. Cases come back by measure,
// origin, horizon and authority. Nothing in a case later than its origin is
// used but Actual, and that only in the scores.
func Backtest(ctx context.Context, cases []Case) ([]Scored, error) {
	out := make([]Scored, len(cases))
	for i := range cases {
		out[i].Case = cases[i]
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		if a.Measure != b.Measure {
			return a.Measure < b.Measure
		}
		if a.Origin != b.Origin {
			return a.Origin < b.Origin
		}
		if a.Horizon != b.Horizon {
			return a.Horizon < b.Horizon
		}
		return a.Authority.Code < b.Authority.Code
	})
	thirds(out)
	if err := points(ctx, out); err != nil {
		return nil, err
	}
	spread(out)
	return out, nil
}

// thirds parts each group of one measure, origin and horizon by size.
func thirds(list []Scored) {
	for from := 0; from < len(list); {
		to := from
		var sizes []float64
		for to < len(list) && sameRun(&list[from], &list[to]) {
			sizes = append(sizes, list[to].Size)
			to++
		}
		slices.Sort(sizes)
		for i := from; i < to; i++ {
			rank := sort.SearchFloat64s(sizes, list[i].Size)
			list[i].Third = min(3*rank/len(sizes), 2)
		}
		from = to
	}
}

func sameRun(a, b *Scored) bool {
	return a.Measure == b.Measure && a.Origin == b.Origin && a.Horizon == b.Horizon
}

// points has every baseline forecast every case, side by side; cases that
// differ in the horizon alone share their fits.
func points(ctx context.Context, list []Scored) error {
	type series struct {
		code, measure string
		origin        int
	}
	index := map[series][]int{}
	var order []series
	for i := range list {
		k := series{list[i].Authority.Code, list[i].Measure, list[i].Origin}
		if index[k] == nil {
			order = append(order, k)
		}
		index[k] = append(index[k], i)
	}
	base := Baselines()
	var wait sync.WaitGroup
	next := make(chan series)
	for range runtime.GOMAXPROCS(0) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for k := range next {
				far := 0
				for _, i := range index[k] {
					far = max(far, list[i].Horizon)
				}
				past := unbroken(list[index[k][0]].Past)
				ahead := make([][]float64, len(base))
				for b := range base {
					if len(past) > 0 {
						ahead[b] = base[b].Forecast(past, far)
					}
				}
				for _, i := range index[k] {
					c := &list[i]
					c.Methods = []Method{{Own, c.Point, c.Sample}}
					for b := range base {
						x := math.NaN()
						if ahead[b] != nil {
							x = ahead[b][c.Horizon-1]
						}
						c.Methods = append(c.Methods, Method{Name: base[b].Name, Point: x})
					}
				}
			}
		}()
	}
	for _, k := range order {
		if ctx.Err() != nil {
			break
		}
		next <- k
	}
	close(next)
	wait.Wait()
	return ctx.Err()
}

// spread gives baselines their distributions.
func spread(list []Scored) {
	type group struct {
		measure        string
		horizon, third int
	}
	type made struct {
		origin int
		code   string
	}
	groups := map[group][]int{}
	present := map[string]map[made]int{} // by measure: any case of an origin, for its past
	for i := range list {
		c := &list[i]
		g := group{c.Measure, c.Horizon, c.Third}
		groups[g] = append(groups[g], i)
		if present[c.Measure] == nil {
			present[c.Measure] = map[made]int{}
		}
		present[c.Measure][made{c.Origin, c.Authority.Code}] = i
	}
	for g, members := range groups {
		errors := map[int][][]float64{} // by origin and method
		for _, i := range members {
			c := &list[i]
			if errors[c.Origin] == nil {
				errors[c.Origin] = pastErrors(list, members, func(code string) int {
					if j, ok := present[g.measure][made{c.Origin, code}]; ok {
						return j
					}
					return -1
				}, c.Origin)
			}
			for m := 1; m < len(c.Methods); m++ {
				e := errors[c.Origin][m]
				if len(e) < leastErrors || math.IsNaN(c.Methods[m].Point) {
					continue
				}
				s := make(Sample, len(e))
				for k := range e {
					s[k] = c.Methods[m].Point * e[k]
				}
				c.Methods[m].Sample = s
			}
		}
	}
}

// pastErrors are, by method, the sorted ratios of what came to what was said
// in those cases of a group that had come true by an origin, as the series of
// that origin (now gives its case) has it.
func pastErrors(list []Scored, members []int, now func(code string) int, origin int) [][]float64 {
	out := make([][]float64, len(list[members[0]].Methods))
	for _, i := range members {
		c := &list[i]
		back := origin - (c.Origin + c.Horizon)
		if back < 0 {
			continue
		}
		j := now(c.Authority.Code)
		if j < 0 || len(list[j].Past) <= back {
			continue
		}
		came := list[j].Past[len(list[j].Past)-1-back]
		if !(came > 0) {
			continue
		}
		for m := 1; m < len(c.Methods); m++ {
			if said := c.Methods[m].Point; said > 0 {
				out[m] = append(out[m], came/said)
			}
		}
	}
	for m := range out {
		slices.Sort(out[m])
		out[m] = thin(out[m], values)
	}
	return out
}

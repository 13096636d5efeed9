package card

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/estimate"
)

// Figure is a picture of several panels on the same axes: years since the
// start, and shares from 0 to 1.
type Figure struct {
	Name   string // of a file, without extension
	Title  string // what it shows
	Panels []Panel
}

// Panel is one group of children or plans.
type Panel struct {
	Group  string
	Title  string // what is seen, in a sentence
	Number int    // of periods of care or plans behind it
	Series []Series
}

// Series is one curve as seen, and as the rates imply it for the same
// children.
type Series struct {
	Name   string
	Seen   []Point // with a 95 % band, pointwise; may be shorter than Fitted
	Fitted []Point // Low and High equal Value
}

// Point is a share and its 95 % band at a time.
type Point struct{ Years, Value, Low, High float64 }

// Curves gives Kaplan–Meier curves of staying in care by age at entry,
// Aalen–Johansen curves of leaving by way out, and the same for plans, each
// with the fitted curve. A seen curve has a point for every five children who
// left and ends where fewer than ten are watched, so that no step tells of one
// child; groups that leave no curve are left out.
func Curves(h *model.History, m *model.Model) []Figure {
	s, r := see(h), newRates(m)
	stay := Figure{Name: "staying", Title: "Staying in care, by age on coming in"}
	leave := Figure{Name: "leaving", Title: "Ways out of care, by age on coming in"}
	names := []string{"Home to parents", "Special guardianship", "Adoption", "Other ways out", "Eighteenth birthday"}
	for a := -1; a < model.AgeBands; a++ {
		group := "All ages"
		if a >= 0 {
			group = "Aged " + model.AgeBand(a).String()
		}
		x := careSpells(r, s, a)
		add(&stay, x.panel(group, []string{"In care"}, ways, false))
		add(&leave, x.panel(group, names, ways, true))
	}
	out := []Figure{stay, leave}
	if !h.PlansFrom.IsZero() {
		x := planSpells(r, s)
		plan := Figure{Name: "plans", Title: "Staying on a child protection plan, for children not in care when it began"}
		ends := Figure{Name: "plan-ends", Title: "How a plan goes on, for children not in care when it began"}
		add(&plan, x.panel("Plans", []string{"On the plan"}, planWays, false))
		add(&ends, x.panel("Plans", []string{"Ended", "Into care"}, planWays, true))
		out = append(out, plan, ends)
	}
	return slices.DeleteFunc(out, func(f Figure) bool { return len(f.Panels) == 0 })
}

func add(f *Figure, p *Panel) {
	if p != nil {
		f.Panels = append(f.Panels, *p)
	}
}

// panel draws the share that stays, or the shares that left by each way; nil
// where nothing can be told.
func (x *spells) panel(group string, names []string, causes int, lost bool) *Panel {
	p := x.estimate(causes)
	if p == nil {
		return nil
	}
	told := math.Min(x.told(), longest)
	out := &Panel{Group: group, Number: len(x.stop)}
	drawn := false
	for k, name := range names {
		way, state, fitted := -1, 0, x.stays
		if lost {
			way, state = k, k+1
			fitted = func(t float64) float64 { return x.lost(way, t) }
		}
		s := Series{Name: name, Seen: x.curve(p, way, state, told)}
		drawn = drawn || len(s.Seen) > 1
		for i := 0; i <= 60; i++ {
			t := told * float64(i) / 60
			v := fitted(t)
			s.Fitted = append(s.Fitted, Point{t / model.DaysPerYear, v, v, v})
		}
		out.Series = append(out.Series, s)
	}
	if !drawn {
		return nil
	}
	out.Title = mostOften(out.Series)
	if !lost {
		out.Title = x.stillThere(p, told)
	}
	return out
}

// curve is the seen one: a point wherever five more have left since the last.
func (x *spells) curve(p *estimate.StateProbabilities, way, state int, told float64) []Point {
	v := 1.0
	if state > 0 {
		v = 0
	}
	out := []Point{{0, v, v, v}}
	var times []float64
	for i, t := range x.stop {
		if x.out[i] > 0 && (way < 0 || x.out[i] == 1+way) && t < told {
			times = append(times, t)
		}
	}
	slices.Sort(times)
	const most = 50 // points
	last, since := 0.0, 0
	for i, t := range times {
		since++
		if i+1 < len(times) && times[i+1] == t || since < fewEvents || t-last < told/most {
			continue
		}
		last, since = t, 0
		at, greenwood := p.At(t)
		robust, err := p.Jackknife(t, x.family)
		if err != nil {
			return out
		}
		se := near * math.Max(greenwood[state], robust[state])
		out = append(out, Point{t / model.DaysPerYear, at[state], math.Max(0, at[state]-se), math.Min(1, at[state]+se)})
	}
	return out
}

// stillThere puts a curve of staying into a sentence: the share at the longest
// time that can be told, as on the card.
func (x *spells) stillThere(p *estimate.StateProbabilities, told float64) string {
	says, last := "too few to tell at half a year", 0.0
	for _, at := range horizons {
		if at.days >= told {
			break
		}
		if v, _, ok := x.share(p, last, at.days); ok {
			last = at.days
			says = fmt.Sprintf("%.0f%% still there after %s, fitted %.0f%%", 100*v, at.name, 100*x.stays(at.days))
		}
	}
	return says
}

// mostOften puts curves of leaving into a sentence: the way that has taken
// most, at the end of its curve.
func mostOften(list []Series) string {
	best, most := 0, 0.0
	for i, s := range list {
		if v := s.Seen[len(s.Seen)-1].Value; v > most {
			best, most = i, v
		}
	}
	s := list[best]
	end := s.Seen[len(s.Seen)-1]
	return fmt.Sprintf("Most often %s: %.0f%% by %.1f years, fitted %.0f%%", strings.ToLower(s.Name), 100*end.Value, end.Years, 100*along(s.Fitted, end.Years))
}

// along is a curve's value at a time, straight between its points.
func along(list []Point, years float64) float64 {
	for i := 1; i < len(list); i++ {
		if a, b := list[i-1], list[i]; years <= b.Years {
			return a.Value + (b.Value-a.Value)*(years-a.Years)/(b.Years-a.Years)
		}
	}
	return list[len(list)-1].Value
}

package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/sim"
)

// Where restricts an intervention by a child's present state; the zero value
// is everyone.
type Where struct {
	document.Origin
	Age        Ages                      `yaml:"age"`
	Setting    OneOrMore[model.Setting]  `yaml:"setting"`
	Location   OneOrMore[model.Location] `yaml:"location"`
	TimeInCare Span                      `yaml:"time_in_care"`
	Route      Routes                    `yaml:"route"`
	// Others are filters that the language knows and this version has nothing
	// for.
	Others []document.Field `yaml:"-"`
}

var (
	filters      = []string{"age", "setting", "location", "time_in_care", "route"}
	otherFilters = []string{"legal_status", "sex", "need", "category", "locality"}
)

// UnmarshalDocument reads the filters and sets the unknown ones aside.
func (w *Where) UnmarshalDocument(n document.Node) {
	type plain Where
	for _, f := range n.Pick((*plain)(w), filters...) {
		if slices.Contains(otherFilters, f.Key) {
			w.Others = append(w.Others, f)
			continue
		}
		n.FaultAt(f.Pos, "unknown filter "+strconv.Quote(f.Key), document.DidYouMean(f.Key, append(slices.Clone(filters), otherFilters...), "filters are"))
	}
}

// who is the same for an engine.
func (w *Where) who() sim.Who {
	who := sim.Who{Classes: w.Route.classes, Settings: w.Setting, Locations: w.Location, CareFrom: w.TimeInCare.From, CareTo: w.TimeInCare.To}
	if len(w.Age) < model.AgeBands {
		who.Ages = w.Age
	}
	return who
}

// Routes are ways into care. The model tells unaccompanied children from all
// others, and no more.
type Routes struct {
	classes []model.Class // nil for all
	text    string
}

// UnmarshalDocument reads uasc, or [plan, direct, return] for all others.
func (r *Routes) UnmarshalDocument(n document.Node) {
	var list OneOrMore[model.Route]
	list.UnmarshalDocument(n)
	if len(list) == 0 { // reported
		return
	}
	uasc := slices.Contains(list, model.RouteUASC)
	others := 0
	for k := range model.Routes {
		others += btoi(model.Route(k) != model.RouteUASC && slices.Contains(list, model.Route(k)))
	}
	switch {
	case uasc && others == 0:
		*r = Routes{[]model.Class{model.UASC}, "unaccompanied"}
	case !uasc && others == model.Routes-1:
		*r = Routes{[]model.Class{model.General}, "not unaccompanied"}
	case uasc && others == model.Routes-1:
	default:
		n.Fault("the model tells unaccompanied children from all others, and no more", "write uasc, or [plan, direct, return] for all others")
	}
}

// Ages are age bands in ascending order, written as ranges of years such as
// 0-4, 10-15, 16+ or 0; empty for all.
type Ages []model.AgeBand

// UnmarshalDocument reads one range or a list of them.
func (a *Ages) UnmarshalDocument(n document.Node) {
	var ranges OneOrMore[ageRange]
	ranges.UnmarshalDocument(n)
	for b := range model.AgeBand(model.AgeBands) {
		for _, r := range ranges {
			if r.has(b) {
				*a = append(*a, b)
				break
			}
		}
	}
}

// ageRange is whole bands, from and to inclusive; the zero value is none.
type ageRange struct {
	from, to model.AgeBand
	set      bool
}

func (r ageRange) has(b model.AgeBand) bool { return r.set && r.from <= b && b <= r.to }

var ageForm = regexp.MustCompile(`^(\d{1,2})(?:-(\d{1,2})|(\+))?$`)

// UnmarshalText reads 0-4, 16+ or 0.
func (r *ageRange) UnmarshalText(b []byte) error {
	m := ageForm.FindStringSubmatch(string(b))
	if m == nil {
		return fmt.Errorf("%q is not a range of ages\nwrite it like 5-9, 16+ or 0", b)
	}
	from, _ := strconv.Atoi(m[1])
	to := from
	switch {
	case m[2] != "":
		to, _ = strconv.Atoi(m[2])
	case m[3] != "":
		to = model.AdultAge - 1
	}
	first, last := -1, -1
	for b, y := range model.AgeFrom {
		end := model.AdultAge
		if b+1 < model.AgeBands {
			end = model.AgeFrom[b+1]
		}
		if y == from {
			first = b
		}
		if end == to+1 {
			last = b
		}
	}
	if first < 0 || last < first {
		return fmt.Errorf("ages %s cut through the model's age bands\njoin whole bands: 0, 1-4, 5-9, 10-15, 16-17 (0-4 is two of them)", b)
	}
	*r = ageRange{model.AgeBand(first), model.AgeBand(last), true}
	return nil
}

// Span is a stretch of the time in care in days, To 0 for no end.
type Span struct {
	From, To float64
	text     string
}

var spanForm = regexp.MustCompile(`^(\d+(?:\.\d+)?)([dwmy]?)(?:-(\d+(?:\.\d+)?)([dwmy])|(\+))$`)

// UnmarshalText reads 2y+, 1-2y, 13-26w or 4w-1y.
func (s *Span) UnmarshalText(b []byte) error {
	text := strings.ReplaceAll(string(b), " ", "")
	m := spanForm.FindStringSubmatch(text)
	if m == nil || m[2] == "" && m[5] != "" {
		return fmt.Errorf("%q is not a stretch of time in care\nwrite it like 2y+, 1-2y or 13-26w (d, w, m or y)", b)
	}
	unit := map[string]float64{"d": 1, "w": 7, "m": daysPerMonth, "y": model.DaysPerYear}
	from, _ := strconv.ParseFloat(m[1], 64)
	*s = Span{text: text}
	if m[5] != "" {
		s.From = from * unit[m[2]]
		return nil
	}
	if m[2] == "" {
		m[2] = m[4]
	}
	to, _ := strconv.ParseFloat(m[3], 64)
	s.From, s.To = from*unit[m[2]], to*unit[m[4]]
	if s.To <= s.From {
		return fmt.Errorf("%q ends before it begins\nwrite the shorter time first, like 1-2y", b)
	}
	return nil
}

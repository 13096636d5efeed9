package sim

import "github.com/carecurve/carecurve/model"

// Counts is the monthly figures of one path or one expectation, by month
// index as in Calendar.Dates: what engines fill, and what columns are made
// from. A stock stands at each index, a flow at index ≥ 1. N is an integer for
// engines that count and a float for those that expect.
type Counts[N int32 | float64] struct {
	Place [model.Places][]N   // looked-after children by place
	Age   [model.AgeBands][]N // by age
	Care  [model.DurationBands][]N
	CPP   []N // children on plans
	// Provider is looked-after children by who runs their placement, as far as
	// it is known.
	Provider                  [model.Providers][]N
	Entry                     [model.Routes][]N
	Exit                      [model.Exits][]N
	Moves, PlanStart, PlanEnd []N
	// PlanRepeat are plan starts of children who come back; PlanStart all others.
	PlanRepeat []N
	// Proceedings are children in care of whom proceedings are issued.
	Proceedings []N
}

// NewCounts has room for so many dates.
func NewCounts[N int32 | float64](dates int) *Counts[N] {
	c := &Counts[N]{}
	block := make([]N, dates*len(c.all()))
	for i, p := range c.all() {
		*p = block[i*dates : (i+1)*dates : (i+1)*dates]
	}
	return c
}

// all lists every series, in a fixed order.
func (c *Counts[N]) all() []*[]N {
	var out []*[]N
	for i := range c.Place {
		out = append(out, &c.Place[i])
	}
	for i := range c.Age {
		out = append(out, &c.Age[i])
	}
	for i := range c.Care {
		out = append(out, &c.Care[i])
	}
	out = append(out, &c.CPP)
	for i := range c.Provider {
		out = append(out, &c.Provider[i])
	}
	for i := range c.Entry {
		out = append(out, &c.Entry[i])
	}
	for i := range c.Exit {
		out = append(out, &c.Exit[i])
	}
	return append(out, &c.Moves, &c.PlanStart, &c.PlanEnd, &c.PlanRepeat, &c.Proceedings)
}

// Series lists every series itself, stocks first.
func (c *Counts[N]) Series() [][]N {
	var out [][]N
	for _, p := range c.all() {
		out = append(out, *p)
	}
	return out
}

// Stocks is how many of Series are stocks.
func (c *Counts[N]) Stocks() int {
	return model.Places + model.AgeBands + model.DurationBands + 1 + model.Providers
}

// Column is one measure and breakdown of projection.csv, as a sum of series of
// Counts.
type Column struct {
	Measure, Breakdown string
	Stock              bool
	Sum                []int // indices into Counts.Series
}

// Columns is every column, in the order of the file.
func Columns() []Column {
	var out []Column
	age := model.Places
	care := age + model.AgeBands
	cpp := care + model.DurationBands
	provider := cpp + 1
	entry := provider + model.Providers
	exit := entry + model.Routes
	moves := exit + model.Exits
	span := func(from, n int) []int {
		s := make([]int, n)
		for i := range s {
			s[i] = from + i
		}
		return s
	}
	stock := func(measure, breakdown string, sum ...int) {
		out = append(out, Column{measure, breakdown, true, sum})
	}
	flow := func(measure, breakdown string, sum ...int) {
		out = append(out, Column{measure, breakdown, false, sum})
	}
	stock("lac", "", span(0, model.Places)...)
	for s := range model.Settings {
		stock("lac", "setting="+model.Setting(s).String(), span(s*model.Locations, model.Locations)...)
	}
	for l := range model.Locations {
		var sum []int
		for s := range model.Settings {
			sum = append(sum, int(model.PlaceOf(model.Setting(s), model.Location(l))))
		}
		stock("lac", "location="+model.Location(l).String(), sum...)
	}
	for p := range model.Places {
		place := model.Place(p)
		stock("lac", "setting="+place.Setting().String()+";location="+place.Location().String(), p)
	}
	for a := range model.AgeBands {
		stock("lac", "age="+model.AgeBand(a).String(), age+a)
	}
	for b, name := range model.DurationClock.Names {
		stock("lac", "duration="+name, care+b)
	}
	for k := range model.Providers {
		stock("lac", "provider="+model.Provider(k).String(), provider+k)
	}
	stock("cpp", "", cpp)
	flow("entries", "", span(entry, model.Routes)...)
	for r := range model.Routes {
		flow("entries", "route="+model.Route(r).String(), entry+r)
	}
	flow("exits", "", span(exit, model.Exits)...)
	for e := range model.Exits {
		flow("exits", "exit="+model.Exit(e).String(), exit+e)
	}
	flow("moves", "", moves)
	flow("plan_starts", "", moves+1, moves+3)
	flow("plan_starts", "repeat=no", moves+1)
	flow("plan_starts", "repeat=yes", moves+3)
	flow("plan_ends", "", moves+2)
	flow("proceedings", "", moves+4)
	flow("plans_to_care", "", entry+int(model.RoutePlan))
	flow("returns", "", entry+int(model.RouteReturn))
	return out
}

package sim

import (
	"context"
	"math"

	"github.com/carecurve/carecurve/model"
)

// Engine runs a programme.
type Engine interface {
	Run(ctx context.Context, p *Programme) (*Projection, error)
}

// Programme is what is to be run.
type Programme struct {
	Model  *model.Model
	Stock  *model.Stock
	Prices model.Prices
	Years  int // financial years that begin after the data date; ≥ 1
	// Scenarios to run beside each other with shared luck; the first is the
	// baseline, which has no primitives.
	Scenarios []Scenario
	// Against is the index of the scenario that savings are counted against: 0
	// for the baseline, or a scenario of what is law already.
	Against     int
	Uncertainty Uncertainty
}

// Uncertainty names the sources that vary between replicates.
type Uncertainty struct{ Chance, Parameters, Drift, Effects bool }

// AllUncertainty has every source on.
var AllUncertainty = Uncertainty{true, true, true, true}

// Scenario is a list of primitives laid on the model. Its multipliers
// commute; reroutes act in their order; what couples children (from Slots on,
// and a Reroute with a limit) acts in turn, as [Scenario.Coupling] lists it.
type Scenario struct {
	Name, Title string
	Changes     []Change
	Stretches   []Stretch
	Reroutes    []Reroute
	Reprices    []Reprice
	Growth      []Growth
	Spends      []Spend
	Slots       []Slots
	Capacities  []Capacity
	Onces       []Once
	Reviews     []Review
	Targets     []Target
	Quotas      []Quota
	// Assumptions are shown below results: one sentence an intervention, with
	// its source and grade, and possible double counts.
	Assumptions []Assumption
}

// Assumption is one line under the results.
type Assumption struct {
	Intervention, Text string
	Source             string // of the evidence; empty if none is named
	Grade              string // of the evidence, A to E; empty if none is given
	Mark               string // how sure the figure itself is, such as "seen in its source"; empty if unsaid
	Joint              bool   // a remark on several interventions, without evidence of its own
}

// Flow is a rate that a Change multiplies.
type Flow uint8

const (
	EntryDirect Flow = iota
	EntryUASC
	EntryReturn
	PlanStart
	PlanToCare
	PlanEnd
	ExitHome
	ExitSGO
	ExitAdoption
	ExitOther
	Move
	PlanRepeat
	Proceedings
	Flows int = iota
)

// HasCases tells whether the flow acts on cases that can be reached (plans,
// periods of care, leavers of both), and not on arrivals from the population.
func (f Flow) HasCases() bool { return f != EntryDirect && f != EntryUASC && f != PlanStart }

// Who restricts a primitive by a child's present state; a zero value is
// everyone. Arrivals, leavers and plans know ages and classes only.
type Who struct {
	Ages      []model.AgeBand
	Settings  []model.Setting
	Locations []model.Location
	// Classes are unaccompanied children or all others.
	Classes []model.Class
	// CareFrom and CareTo bound the time in care in days; CareTo 0 is no bound.
	CareFrom, CareTo float64
}

// HasAge, HasClass, HasPlace and HasCare tell whether the restriction lets a
// state pass.
func (w *Who) HasAge(a model.AgeBand) bool { return len(w.Ages) == 0 || has(w.Ages, a) }
func (w *Who) HasClass(c model.Class) bool { return len(w.Classes) == 0 || has(w.Classes, c) }
func (w *Who) HasPlace(p model.Place) bool {
	return (len(w.Settings) == 0 || has(w.Settings, p.Setting())) && (len(w.Locations) == 0 || has(w.Locations, p.Location()))
}
func (w *Who) HasCare(days float64) bool {
	return days >= w.CareFrom && (w.CareTo == 0 || days < w.CareTo)
}

func has[T comparable](list []T, x T) bool {
	if len(list) == 0 {
		return true
	}
	for _, y := range list {
		if x == y {
			return true
		}
	}
	return false
}

// Reach is which cases are reached, and when. Times are days from the start
// of the projection.
type Reach struct {
	Offer    string  // one uniform draw per family and offer decides
	Coverage float64 // 0–1
	From     float64
	Until    float64 // reaching stops; 0 = never
	Ramp     float64 // coverage grows from nothing over so many days
	NewOnly  bool    // only cases that start on or after From
	Lag      float64 // the effect begins so long after a case was reached
	Fade     float64 // half-life of the effect from reach on; 0 = none
}

// CoverageAt is the share reached at time t, given a delivery delay.
func (r *Reach) CoverageAt(t, delay float64) float64 {
	from := r.From + delay
	if t < from || (r.Until > 0 && t >= r.Until) {
		return 0
	}
	if r.Ramp <= 0 {
		return r.Coverage
	}
	return r.Coverage * math.Min(1, (t-from)/r.Ramp)
}

// ReachedAt is when a case that began at time began is reached, given its
// family's draw in [0,1): coverage at its first moment, or for cases already
// open (unless NewOnly) the first moment that coverage gets to the draw.
// False if never.
func (r *Reach) ReachedAt(began, draw, delay float64) (float64, bool) {
	from := r.From + delay
	if draw >= r.Coverage {
		return 0, false
	}
	if began >= from {
		if draw < r.CoverageAt(began, delay) {
			return began, true
		}
		if r.NewOnly {
			return 0, false
		}
	} else if r.NewOnly {
		return 0, false
	}
	t := from
	if r.Ramp > 0 {
		t += r.Ramp * draw / r.Coverage
	}
	t = math.Max(t, began)
	if r.Until > 0 && t >= r.Until {
		return 0, false
	}
	return t, true
}

// Effect is a ratio on the log scale, drawn once per replicate:
// Log + SD·z. Key names the draw: effects with one key share it.
type Effect struct {
	Key     string
	Log, SD float64
}

// Delivery is whether an intervention comes off, drawn once per replicate,
// and how late.
type Delivery struct {
	Key         string
	Probability float64 // 1 = certain
	Delay       float64 // days
}

// Change multiplies a flow's rate for those reached. Arrivals are multiplied
// by 1 − coverage·(1 − ratio).
type Change struct {
	Intervention string
	Flow         Flow
	Who          Who
	Reach        Reach
	Effect       Effect
	Delivery     Delivery
}

// ClockKind is whose clock a Stretch scales.
type ClockKind uint8

const (
	PlanTime      ClockKind = iota // ends of plans
	CareTime                       // exits from care
	PlacementTime                  // moves
)

// Stretch lets the clock of the ends run 1/ratio as fast from reach on:
// hazard λ(u/r)/r. Other ways out keep theirs.
type Stretch struct {
	Intervention string
	Of           ClockKind
	Who          Who
	Reach        Reach
	Effect       Effect
	Delivery     Delivery
}

// PlaceSet picks places; an empty list is any.
type PlaceSet struct {
	Settings  []model.Setting
	Locations []model.Location
	Providers []model.Provider // of who runs the placement, which [PlaceSet.Has] leaves aside
}

// HasProvider tells whether a provider is in the set.
func (s *PlaceSet) HasProvider(k model.Provider) bool { return has(s.Providers, k) }

// Has tells whether a place is in the set.
func (s *PlaceSet) Has(p model.Place) bool {
	return has(s.Settings, p.Setting()) && has(s.Locations, p.Location())
}

// Reroute sends a share of the first placements and moves that would go to
// From elsewhere: what To names changes, the rest stays. Who runs a placement that
// is sent to another place is whoever runs those there. One with a Provider names
// no place: it acts on who runs a placement, after those that name places, in the
// order in which they stand.
type Reroute struct {
	Intervention string
	Who          Who
	From         PlaceSet
	Setting      *model.Setting
	Location     *model.Location
	Provider     *model.Provider
	Share        float64
	// Limit is how many children at most live at a time where it sent them;
	// 0 = no limit. A limit couples children.
	Limit    int
	Reach    Reach
	Delivery Delivery
}

// To is where a rerouted placement goes.
func (r *Reroute) To(p model.Place) model.Place { return moved(p, r.Setting, r.Location) }

// moved is a place with another setting or location.
func moved(p model.Place, setting *model.Setting, location *model.Location) model.Place {
	s, l := p.Setting(), p.Location()
	if setting != nil {
		s = *setting
	}
	if location != nil {
		l = *location
	}
	return model.PlaceOf(s, l)
}

// Reprice multiplies a line's price from a day on; Inflation, if not nil,
// takes the place of the line's yearly growth from the financial year of From.
type Reprice struct {
	Intervention string
	Line         string
	From         float64
	Ratio        float64
	Inflation    *float64
}

// Growth multiplies the population's growth: an extra yearly rate from From
// on, for arrivals of EntryDirect and PlanStart.
type Growth struct {
	Intervention string
	From         float64
	Yearly       float64 // 0.012 = 1.2 % a year
}

// Spend is an intervention's own cost, a line by its name. PerCase counts
// cases when reached (by the Change or Stretch with this Offer), or arrivals
// × coverage; of a Capacity places when recruited, of a Once children when
// moved or discharged, of a Target exits when brought about, of a Review
// reviews, of a Quota children when taken over. Of these the Offer is empty or
// the intervention's name.
type Spend struct {
	Intervention          string
	Offer                 string
	PerCase, Once, Yearly float64 // pounds at the prices' base
	From, Until           float64 // Until 0 = the horizon
	Line                  string  // whose inflation
	Delivery              Delivery
}

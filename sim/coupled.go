package sim

import (
	"fmt"

	"github.com/carecurve/carecurve/model"
)

// The primitives here couple children: what one child can do depends on what
// others do. Only engines that run all children of a scenario side by side can
// take them. They act in turn, in the order of the kinds: redirect, capacity,
// once, review, target. Times are days from the start of the projection,
// months and years the average ones of a calendar.

// Capacity holds the places of one setting. A child who would come into a full
// place is placed by WhenFull instead; a place that is lost while it is taken
// closes when its child leaves it, so that no child moves because places are
// lost, and a setting that is overfull on the first day takes nobody until it
// is below its places.
//
// The number of places is Places at From, grows by Recruit from
// From + Delay + Lag on (in a straight line from nothing over Ramp) until
// Until, and shrinks by Loss from From on; whole places count. Where the
// delivery does not come off nobody is recruited, and the limit and the loss
// still hold.
//
// When a recruited place opens, then with the probability Fill a child who
// lives in one of DrawsFrom moves into it, each such child with equal chance;
// else it waits for who comes.
type Capacity struct {
	Intervention string
	Setting      model.Setting
	Location     *model.Location // nil: one number for both
	// Places is how many at From, ≥ 0; nil for those taken on the data date.
	Places  *float64
	Recruit float64 // places a month, ≥ 0
	Loss    float64 // share of places a year, 0 ≤ Loss < 1
	From    float64
	Until   float64 // recruiting stops; 0 = never
	Ramp    float64
	Lag     float64
	// WhenFull is where children go instead, in the same location. Nil lets a
	// move wait in the present placement, first come first served; a first
	// placement, which can't wait, is drawn anew among places with room, as
	// is one whose WhenFull is full too.
	WhenFull  *model.Setting
	DrawsFrom []model.Setting
	Fill      float64 // 0–1
	Delivery  Delivery
}

// Has tells whether a place is among those held.
func (c *Capacity) Has(p model.Place) bool {
	return p.Setting() == c.Setting && (c.Location == nil || p.Location() == *c.Location)
}

// Slots is how many cases an offer can take on in a calendar month. A case
// that an intervention of the offer reaches takes a slot of the month in which
// it is reached and eligible; where none is left it queues, first come first
// served from the first day of each month, and is reached when served. A case
// that ends before that leaves the queue. Cases of a family that begin at the
// same moment share a slot. What is not used does not carry over, but
// fractions of a slot do.
//
// An offer without cases (arrivals alone) can't be limited so.
type Slots struct {
	Intervention string
	Offer        string  // the [Reach] that it limits
	PerMonth     float64 // families, ≥ 0
	From         float64 // before it there is no limit
	Until        float64 // the limit ends; 0 = never
	Ramp         float64 // slots grow from nothing over so many days
}

// Order is who comes first.
type Order uint8

const (
	Dearest  Order = iota // by the placement's price at the time (without a scenario's own inflation), then as Longest
	Longest               // by the time in care
	Youngest              // by age
)

// Once moves or discharges a number of children between two days, Delay later:
// the k-th of N when (k−½)/N of the time from Start to By has passed, or all at
// Start if By is not after it. For whom nobody eligible was there is made up
// for at the later times, and at last at By. A child who would move is
// eligible if there is room.
type Once struct {
	Intervention string
	Who          Who
	From         PlaceSet
	// Exit discharges; if nil Setting and Location say where children move,
	// what is nil staying as it is. ExitAged18 is not allowed.
	Exit      *model.Exit
	Setting   *model.Setting
	Location  *model.Location
	Number    int // ≥ 1
	Start, By float64
	Order     Order
	Delivery  Delivery
}

// To is where a child moves from a place.
func (o *Once) To(p model.Place) model.Place { return moved(p, o.Setting, o.Location) }

// Target brings exits by one route up to a number a year, counted in years
// from From + Delay on and spread evenly over each: exits of children whom Who
// takes in, those included that come by themselves, or with Extra those alone
// that the target brings about. It stops no exit. Who leaves is drawn among
// those who are eligible (Who, and a rate above nothing by that route) in
// proportion to their rate; where there are too few the rest is made up for
// within the year.
type Target struct {
	Intervention string
	Exit         model.Exit // not ExitAged18
	Number       float64    // exits a year, > 0
	Extra        bool
	Who          Who
	From         float64
	Until        float64 // 0 = never
	Ramp         float64 // the number grows from nothing over so many days
	Delivery     Delivery
}

// Review sees children in care on a cycle, spread evenly over it, families
// together: each who is in care then, whom Who takes in and the reach gets to
// (its Coverage, From, Until and Ramp; an unreached family is never seen).
// Each review multiplies all ways out but the eighteenth birthday by Effect
// from Reach.Lag after it on for Lasting days; effects of two reviews that
// overlap do not multiply. Reach.Fade and NewOnly are not read.
type Review struct {
	Intervention string
	Every        float64 // days, ≥ 1
	// Children is how many are seen a cycle, those not seen for longest
	// first; 0 = all.
	Children int
	Who      Who
	Reach    Reach
	Effect   Effect
	Lasting  float64 // days, > 0
	Delivery Delivery
}

// Quota holds the number of unaccompanied children in care at a share of the
// children in the population: at it or above, those who would arrive are
// taken elsewhere; below it, others are taken over from elsewhere, the gap
// closing at a rate of the gap per Pace days. They are as old as those who
// arrive, and count as entries by that route.
type Quota struct {
	Intervention string
	Share        float64 // of all under 18, 0 ≤ Share < 1: 0.001 = 0.1 %
	From         float64
	Until        float64 // 0 = never
	Pace         float64 // days, > 0; 365.25 closes some two thirds of a gap in a year
	Delivery     Delivery
}

// Coupling names the interventions of a scenario that couple children, with
// their kind, in the order in which kinds act; none if children are
// independent.
func (s *Scenario) Coupling() []Coupled {
	var out []Coupled
	add := func(kind, intervention string) { out = append(out, Coupled{kind, intervention}) }
	for i := range s.Quotas {
		add("uasc quota", s.Quotas[i].Intervention)
	}
	for i := range s.Slots {
		add("slots", s.Slots[i].Intervention)
	}
	for i := range s.Reroutes {
		if s.Reroutes[i].Limit > 0 {
			add("redirect limit", s.Reroutes[i].Intervention)
		}
	}
	for i := range s.Capacities {
		add("capacity", s.Capacities[i].Intervention)
	}
	for i := range s.Onces {
		add("once", s.Onces[i].Intervention)
	}
	for i := range s.Reviews {
		add("review", s.Reviews[i].Intervention)
	}
	for i := range s.Targets {
		add("target", s.Targets[i].Intervention)
	}
	return out
}

// Coupled is an intervention that couples children.
type Coupled struct{ Kind, Intervention string }

func (c Coupled) String() string { return fmt.Sprintf("%s (%s)", c.Intervention, c.Kind) }

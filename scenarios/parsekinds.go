package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model/document"
)

var count = regexp.MustCompile(`^[1-9]\d{0,6}$`)

// own checks the keys that one kind has for itself.
func (c *checker) own(in *Intervention) {
	switch in.Kind {
	case "redirect":
		c.redirect(in)
	case "price":
		c.oneOf(&in.Origin, "line", in.Line, priceLines(), "line", "lines are")
		if in.Has("change") == in.Has("inflation") {
			c.fault(in.KeyAt("inflation"), "a price needs a change or an inflation, one of the two", "write change: -8%, or inflation: 4%; a second intervention can do the other")
		}
		if in.Change != nil && *in.Change <= -1 {
			c.fault(in.At("change"), fmt.Sprintf("change %s leaves nothing", *in.Change), "write a change above -100%")
		}
		c.growth(&in.Origin, "inflation", in.Inflation)
		c.noCases(in)
	case "demand":
		c.demand(in)
	case "spend":
		c.noCases(in)
	}
	c.coupledKeys(in)
	if in.To != nil && in.To.Exit != nil && in.Kind != "once" {
		c.fault(in.To.KeyAt("exit"), "an exit is no placement", "to may have setting and location; for exits write a rate on exit-home, exit-sgo or exit-adoption")
	}
	if kindNamed(in.Kind) != nil && in.Has("where") {
		c.where(in)
	}
}

// growth bounds a yearly growth.
func (c *checker) growth(o *document.Origin, key string, y *Yearly) {
	if y != nil && (*y <= -1 || *y > 10) {
		c.fault(o.At(key), fmt.Sprintf("%s is %s", key, y), "write a yearly change above -100%, like +1.2% a year")
	}
}

// noCases refuses a cost per case where no case is reached.
func (c *checker) noCases(in *Intervention) {
	for _, key := range []string{"per_case", "event"} {
		if in.Cost != nil && in.Cost.Has(key) {
			c.fault(in.Cost.KeyAt(key), "kind "+in.Kind+" reaches no cases to pay for", "write once or yearly")
		}
	}
}

func (c *checker) redirect(in *Intervention) {
	c.noCases(in)
	if in.Has("fade") {
		c.fault(in.KeyAt("fade"), "a redirect has no effect on a case that could fade", "write end for when it stops")
	}
	if in.From != nil && len(in.From.Setting) == 0 && len(in.From.Location) == 0 && len(in.From.Provider) == 0 && !in.From.Has("setting") && !in.From.Has("location") && !in.From.Has("provider") {
		c.fault(in.From.Pos(), "from names neither a setting nor a location nor a provider", "write {setting: residential}, {location: out}, {provider: PR4} or more than one")
	}
	if in.Limit != nil && *in.Limit == 0 {
		c.fault(in.At("limit"), "a limit of no places sends nobody anywhere", "write how many children may live there at a time, or leave the intervention out")
	}
	t := in.To
	if t == nil {
		return
	}
	if t.Provider != nil {
		switch {
		case t.Setting != nil || t.Location != nil:
			c.fault(t.At("provider"), "to names a provider and a place", "write two interventions: one that sends placements there, and one that says who runs them")
		case in.Limit != nil:
			c.fault(in.At("limit"), "a limit counts children in places, and to names a provider alone", "leave it out, or redirect to a setting or location")
		case in.From != nil && len(in.From.Provider) == 1 && in.From.Provider[0] == *t.Provider:
			c.fault(t.Pos(), "placements would be run by whom they are already", "name another provider in to")
		}
		return
	}
	if t.Setting == nil && t.Location == nil {
		if !t.Has("setting") && !t.Has("location") && !t.Has("provider") {
			c.fault(t.Pos(), "to names neither a setting nor a location nor a provider", "write {setting: foster_own}, {location: in} or both, or {provider: PR1}")
		}
		return
	}
	c.elsewhere(in.From, t, "placements would go where they go already")
}

// demand may grow the population, multiply a flow, or both.
func (c *checker) demand(in *Intervention) {
	c.growth(&in.Origin, "population", in.Population)
	switch {
	case in.Has("flow") != in.Has("effect"):
		c.fault(in.Pos(), "a change of a flow needs flow and effect", "write both, like flow: plan-start and effect: {change: +10%}")
	case !in.Has("flow") && !in.Has("population") && !in.Has("uasc"):
		c.fault(in.Pos(), "a demand that changes nothing", "write population: +1.2% a year, or a flow and its effect")
	}
	if q := in.UASC; q != nil && (q.ShareOfChildren < 0 || q.ShareOfChildren >= 1) {
		c.fault(q.At("share_of_children"), fmt.Sprintf("share_of_children is %s", q.ShareOfChildren), "write a share of all children in the area, like 0.1%")
	}
	if in.Has("flow") {
		return
	}
	beside, has := "population alone", []string{"cost"}
	if in.Has("uasc") {
		beside, has = "uasc", []string{"cost", "end", "delivery"}
	}
	for _, key := range append(slices.Clone(reach), "shrink") {
		if in.Has(key) && !slices.Contains(has, key) {
			c.fault(in.KeyAt(key), "key "+strconv.Quote(key)+" has no place beside "+beside, "it goes with flow and effect")
		}
	}
	if !in.Has("uasc") {
		c.noCases(in)
	}
}

// where checks that what is filtered by is known of those whom the
// intervention acts on: arrivals, leavers and plans have an age alone.
func (c *checker) where(in *Intervention) {
	known := true // of children in care
	on := "flow " + in.Flow
	switch in.Kind {
	case "rate", "demand":
		known = in.Flow == "move" || strings.HasPrefix(in.Flow, "exit")
	case "duration":
		known, on = in.Of != "plan", "the length of a plan"
	case "redirect", "once":
		for _, key := range []string{"setting", "location"} {
			if in.Where.Has(key) {
				c.fault(in.Where.KeyAt(key), "the "+key+" in kind "+in.Kind+" is part of from", "write from: {"+key+": …}")
			}
		}
	}
	for _, f := range in.Where.Others {
		c.fault(f.Pos, "filter "+strconv.Quote(f.Key)+" is not run by this version", "the model holds nothing by "+strings.ReplaceAll(f.Key, "_", " ")+"; filters are "+strings.Join(filters, ", "))
	}
	for _, key := range filters[1:] {
		if in.Flow == "proceedings" && in.Where.Has(key) {
			if key != "time_in_care" {
				c.fault(in.Where.KeyAt(key), "filter "+strconv.Quote(key)+" has nothing to act on: flow proceedings goes by age and time in care", "filter by age or time_in_care")
			}
			continue
		}
		if !known && in.Where.Has(key) {
			c.fault(in.Where.KeyAt(key), "filter "+strconv.Quote(key)+" has nothing to act on: "+on+" knows ages alone", "filter by age, or choose a flow of children in care (exits, move)")
		}
	}
}

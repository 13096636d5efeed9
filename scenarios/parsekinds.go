package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
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
	case "once":
		if in.To != nil && in.To.Exit != nil && (in.To.Setting != nil || in.To.Location != nil) {
			c.fault(in.To.At("exit"), "to is an exit and a placement", "keep one of the two")
		}
		if in.Has("number") && !count.MatchString(in.Number) {
			c.fault(in.At("number"), fmt.Sprintf("number %q is not a count", in.Number), "write how many children, like 12")
		}
		c.oneOf(&in.Origin, "order", in.Order, []string{"dearest", "longest", "youngest"}, "order", "orders are")
	case "target":
		if in.Has("number") == in.Has("extra") {
			c.fault(in.KeyAt("extra"), "a target needs a number or an extra, one of the two", "write number: 40 per year for all such exits, or extra: 10 per year on top")
		}
		var f Frequency
		if err := f.UnmarshalText([]byte(in.Number)); in.Has("number") && err != nil {
			what, fix, _ := strings.Cut(err.Error(), "\n")
			c.fault(in.At("number"), what, fix)
		}
	case "review":
		c.oneOf(&in.Origin, "every", in.Every, []string{"week", "month", "quarter", "year"}, "cycle", "cycles are")
	case "capacity":
		full := []string{"wait"}
		for s := range model.Settings {
			full = append(full, model.Setting(s).String())
		}
		c.oneOf(&in.Origin, "when_full", in.WhenFull, full, "setting", "when full children wait or go to")
		if in.Loss != nil && (*in.Loss < 0 || *in.Loss >= 1) {
			c.fault(in.At("loss"), fmt.Sprintf("loss is %s", in.Loss), "write the share of places lost, from 0% to below 100% a year")
		}
	case "slots":
		if in.PerMonth != nil && *in.PerMonth < 0 {
			c.fault(in.At("per_month"), "per_month is below 0", "write how many cases a month")
		}
		c.named(in.At("intervention"), "intervention", in.Intervention)
	}
	if in.To != nil && in.To.Exit != nil && in.Kind != "once" {
		c.fault(in.To.KeyAt("exit"), "an exit is no placement", "to may have setting and location; for exits write a rate on exit-home, exit-sgo or exit-adoption")
	}
	if k := kindNamed(in.Kind); k != nil && k.instead == "" && in.Has("where") {
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
	if in.Cost != nil && in.Cost.Has("per_case") {
		c.fault(in.Cost.KeyAt("per_case"), "kind "+in.Kind+" reaches no cases to pay for", "write once or yearly")
	}
}

func (c *checker) redirect(in *Intervention) {
	c.noCases(in)
	if in.Has("fade") {
		c.fault(in.KeyAt("fade"), "a redirect has no effect on a case that could fade", "write end for when it stops")
	}
	if in.From != nil && len(in.From.Setting) == 0 && len(in.From.Location) == 0 && !in.From.Has("setting") && !in.From.Has("location") {
		c.fault(in.From.Pos(), "from names neither a setting nor a location", "write {setting: residential}, {location: out} or both")
	}
	t := in.To
	if t == nil {
		return
	}
	if t.Setting == nil && t.Location == nil {
		if !t.Has("setting") && !t.Has("location") {
			c.fault(t.Pos(), "to names neither a setting nor a location", "write {setting: foster_own}, {location: in} or both")
		}
		return
	}
	if f := in.From; f != nil {
		same := t.Setting == nil || len(f.Setting) == 1 && f.Setting[0] == *t.Setting
		if same && (t.Location == nil || len(f.Location) == 1 && f.Location[0] == *t.Location) {
			c.fault(t.Pos(), "placements would go where they go already", "name another setting or location in to")
		}
	}
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
	if in.Has("flow") || in.Has("uasc") {
		return
	}
	for _, key := range append(slices.Clone(reach), "shrink") {
		if in.Has(key) && key != "cost" {
			c.fault(in.KeyAt(key), "key "+strconv.Quote(key)+" has no place beside population alone", "it goes with flow and effect")
		}
	}
	c.noCases(in)
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
	case "redirect":
		for _, key := range []string{"setting", "location"} {
			if in.Where.Has(key) {
				c.fault(in.Where.KeyAt(key), "a redirect's "+key+" is part of from", "write from: {"+key+": …}")
			}
		}
	}
	for _, f := range in.Where.Others {
		c.fault(f.Pos, "filter "+strconv.Quote(f.Key)+" is not run by this version", "the model holds nothing by "+strings.ReplaceAll(f.Key, "_", " ")+"; filters are "+strings.Join(filters, ", "))
	}
	for _, key := range filters[1:] {
		if !known && in.Where.Has(key) {
			c.fault(in.Where.KeyAt(key), "filter "+strconv.Quote(key)+" has nothing to act on: "+on+" knows ages alone", "filter by age, or choose a flow of children in care (exits, move)")
		}
	}
}

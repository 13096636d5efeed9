package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
	"github.com/carecurve/carecurve/sim"
)

// slotted checks, over a whole scenario, that slots limit an intervention that
// reaches cases, and one limit at most an offer.
func (c *checker) slotted(all []*Intervention) {
	var names []string
	limited := map[string]*Intervention{}
	for _, in := range all {
		if in.reachesCases() {
			names = append(names, in.Name)
		}
	}
	for _, in := range all {
		if in.Kind != "slots" || in.Intervention == "" {
			continue
		}
		if !slices.Contains(names, in.Intervention) {
			fix := "the scenario has none that reaches cases: slots limit a rate or a duration"
			if len(names) > 0 {
				fix = document.DidYouMean(in.Intervention, names, "those that reach cases are")
			}
			c.fault(in.At("intervention"), "slots for "+strconv.Quote(in.Intervention)+", which reaches no cases here", fix)
			continue
		}
		if first := limited[in.Intervention]; first != nil {
			c.fault(in.At("intervention"), "the slots of "+in.Intervention+" are limited twice", fmt.Sprintf("keep one of the two; the other is in line %d", first.At("name").Line))
		}
		limited[in.Intervention] = in
	}
}

// reachesCases tells whether an intervention acts on cases that could queue.
func (in *Intervention) reachesCases() bool {
	switch in.Kind {
	case "duration":
		return true
	case "rate", "demand":
		f := flowNamed(in.Flow)
		return f != nil && len(f.parts) > 0 && !f.ofArrivals() && slices.ContainsFunc(f.parts, sim.Flow.HasCases)
	}
	return false
}

// coupledKeys checks the keys of the kinds that couple children.
func (c *checker) coupledKeys(in *Intervention) {
	switch in.Kind {
	case "capacity":
		full := []string{"wait"}
		for s := range model.Settings {
			full = append(full, model.Setting(s).String())
		}
		c.oneOf(&in.Origin, "when_full", in.WhenFull, full, "setting", "when full children wait or go to")
		if in.Loss != nil && (*in.Loss < 0 || *in.Loss >= 1) {
			c.fault(in.At("loss"), fmt.Sprintf("loss is %s a year", Percent(*in.Loss)), "write the share of places lost, from 0% to below 100% a year")
		}
		if in.Setting != nil {
			if in.WhenFull == in.Setting.String() {
				c.fault(in.At("when_full"), "when full children would go where it is full", "name another setting, or wait")
			}
			if slices.Contains(in.DrawsFrom, *in.Setting) {
				c.fault(in.At("draws_from"), in.Setting.String()+" would draw from itself", "name the settings that children come from")
			}
		}
		if in.Has("fill") && !in.Has("draws_from") {
			c.fault(in.KeyAt("fill"), "fill without draws_from", "add draws_from: [foster_agency], where children come from who move into a new place")
		}
	case "slots":
		if in.PerMonth != nil && *in.PerMonth < 0 {
			c.fault(in.At("per_month"), "per_month is below 0", "write how many cases a month")
		}
		if in.Has("intervention") {
			c.named(in.At("intervention"), "intervention", in.Intervention)
		}
	case "once":
		c.onceKeys(in)
	case "target":
		if in.Has("number") == in.Has("extra") {
			c.fault(in.KeyAt("extra"), "a target needs a number or an extra, one of the two", "write number: 40 per year for all such exits, or extra: 10 per year on top")
		}
		var f Frequency
		if err := f.UnmarshalText([]byte(in.Number)); in.Has("number") && err != nil {
			what, fix, _ := strings.Cut(err.Error(), "\n")
			c.fault(in.At("number"), what, fix)
		} else if in.Has("number") && f.Yearly == 0 || in.Extra != nil && in.Extra.Yearly == 0 {
			c.fault(in.Pos(), "a target of none changes nothing", "write how many exits a year")
		}
		c.eighteenth(&in.Origin, in.Exit)
	case "review":
		c.oneOf(&in.Origin, "every", in.Every, cycleNames(), "cycle", "cycles are")
		if in.Has("children") && in.Children != everyone && !count.MatchString(in.Children) {
			c.fault(in.At("children"), fmt.Sprintf("children %q is not a count", in.Children), "write how many are seen a cycle, like 500, or all")
		}
		if in.Has("lasting") && in.Lasting.Days == 0 {
			c.fault(in.At("lasting"), "an effect that lasts no time", "write how long a review acts, like 6 months")
		}
		if in.Has("fade") {
			c.fault(in.KeyAt("fade"), "a review's effect lasts and does not fade", "write lasting: 6 months")
		}
		if in.Has("cases") {
			c.fault(in.KeyAt("cases"), "a review sees whoever is in care", "leave cases out; choose children by where")
		}
	}
}

func (c *checker) onceKeys(in *Intervention) {
	if t := in.To; t != nil {
		if t.Exit != nil && (t.Setting != nil || t.Location != nil) {
			c.fault(t.At("exit"), "to is an exit and a placement", "keep one of the two")
		}
		if t.Exit == nil && t.Setting == nil && t.Location == nil && !t.Has("exit") && !t.Has("setting") && !t.Has("location") {
			c.fault(t.Pos(), "to names neither a placement nor an exit", "write {location: in}, {setting: foster_own} or {exit: home}")
		}
		if t.Provider != nil {
			c.fault(t.At("provider"), "kind once moves children to a setting or location, not to a provider", "write {setting: foster_own} or {location: in}")
		}
		c.eighteenth(&t.Origin, t.Exit)
		if t.Exit == nil {
			c.elsewhere(in.From, t, "children would be moved to where they are")
		}
	}
	if in.Has("number") && !count.MatchString(in.Number) {
		c.fault(in.At("number"), fmt.Sprintf("number %q is not a count", in.Number), "write how many children, like 12")
	}
	if in.By != nil && in.Start.Date.IsZero() == in.By.Date.IsZero() && in.By.last(0) < in.Start.first(0) {
		c.fault(in.At("by"), fmt.Sprintf("by %s is before start %s", in.By, in.Start), "write a day after the start")
	}
	c.oneOf(&in.Origin, "order", in.Order, orderNames, "order", "orders are")
}

// eighteenth refuses the one way out that nobody can bring about.
func (c *checker) eighteenth(o *document.Origin, e *model.Exit) {
	if e != nil && *e == model.ExitAged18 {
		c.fault(o.At("exit"), "nobody can bring an eighteenth birthday about", "choose another way out, like home or sgo")
	}
}

// elsewhere refuses a move that changes nothing.
func (c *checker) elsewhere(from *Places, t *Target, what string) {
	if from == nil || t.Setting == nil && t.Location == nil {
		return
	}
	same := t.Setting == nil || len(from.Setting) == 1 && from.Setting[0] == *t.Setting
	if same && (t.Location == nil || len(from.Location) == 1 && from.Location[0] == *t.Location) {
		c.fault(t.Pos(), what, "name another setting or location in to")
	}
}

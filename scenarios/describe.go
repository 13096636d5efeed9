package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// describe says in one sentence what an intervention assumes.
func describe(in *Intervention) string {
	var b strings.Builder
	switch in.Kind {
	case "rate", "demand":
		if in.Population != nil {
			fmt.Fprintf(&b, "the child population grows by an extra %s", in.Population)
			if in.Flow != "" || in.UASC != nil {
				b.WriteString("; ")
			}
		}
		if in.UASC != nil {
			fmt.Fprintf(&b, "unaccompanied children are held at %s of all children", in.UASC.ShareOfChildren)
			if in.Flow != "" {
				b.WriteString("; ")
			}
		}
		if in.Flow != "" {
			b.WriteString("rate of " + in.Flow + sizeText(in))
		}
	case "duration":
		b.WriteString("time in " + map[string]string{"plan": "a plan", "care": "care", "placement": "a placement"}[in.Of] + sizeText(in))
	case "redirect":
		fmt.Fprintf(&b, "%s of placements in %s go to %s instead%s", in.Share, placesText(in.From), targetText(in.To), limitText(in.Limit))
	case "price":
		switch {
		case in.Change != nil:
			fmt.Fprintf(&b, "price of %s %s", in.Line, Size{float64(*in.Change), Change})
		case in.Inflation != nil:
			fmt.Fprintf(&b, "price of %s %s", in.Line, in.Inflation)
		}
	default:
		b.WriteString(coupledText(in))
	}
	if k := kindNamed(in.Kind); in.Kind != "price" && slices.Contains(k.keys, "coverage") && (in.Kind != "demand" || in.Flow != "") {
		who := "cases"
		if f := flowNamed(in.Flow); f != nil && len(f.parts) > 0 && f.ofArrivals() {
			who = "arrivals"
		}
		switch in.Kind {
		case "redirect":
			who = "those"
		case "review":
			who = "families"
		}
		if in.Cases == "new" {
			who = "new " + who
		}
		if in.Coverage != nil {
			fmt.Fprintf(&b, ", for %s of %s", in.Coverage, who)
		} else if in.Kind != "redirect" {
			b.WriteString(", for all " + who)
		}
		if w := whereText(&in.Where); w != "" {
			b.WriteString(" (" + w + ")")
		}
	}
	b.WriteString(", from " + in.Start.String())
	if in.Ramp.Days > 0 {
		b.WriteString(", reached over " + in.Ramp.String())
	}
	if in.End != nil {
		b.WriteString(", until " + in.End.String())
	}
	if in.Lag.Days > 0 {
		b.WriteString(", acting " + in.Lag.String() + " later")
	}
	if in.Fade.Days > 0 {
		b.WriteString(", halving every " + in.Fade.String())
	}
	if d := in.Delivery; d != nil {
		if d.Probability != nil {
			b.WriteString(", comes off with a probability of " + d.Probability.String())
		}
		if d.Delay.Days > 0 {
			b.WriteString(", " + d.Delay.String() + " late")
		}
	}
	return b.String()
}

// sizeText says an effect: " × 0.6 (95% interval 0.45 to 0.8), shrunk by 0.7".
func sizeText(in *Intervention) string {
	e := in.Effect
	out := ""
	if e.Fill {
		return " by an effect that is still to be filled in"
	}
	if e.Ratio != nil {
		out = " × " + format(*e.Ratio)
	} else {
		out = " " + e.Change.String()
		if e.Within != nil {
			out += " within " + e.Within.String() + " of the plan's start"
		}
	}
	if len(e.CI95) == 2 {
		out += fmt.Sprintf(" (95%% interval %s to %s)", e.CI95[0], e.CI95[1])
	}
	if in.Shrink != nil && *in.Shrink < 1 {
		out += ", log ratio shrunk by " + format(*in.Shrink)
		if e.Ratio != nil {
			out += " to × " + format(math.Round(math.Exp(*in.Shrink*math.Log(*e.Ratio))*1000)/1000)
		}
	}
	return out
}

func join[T fmt.Stringer](list []T) string {
	var out []string
	for _, x := range list {
		out = append(out, x.String())
	}
	return strings.Join(out, ", ")
}

func placesText(p *Places) string {
	out := "any setting"
	if len(p.Setting) > 0 {
		out = join(p.Setting)
	}
	out = strings.TrimSpace(out + " " + areaText(p.Location))
	if len(p.Provider) > 0 {
		out += " run by " + join(p.Provider)
	}
	return out
}

func targetText(t *Target) string {
	out, locations := "the same setting", []model.Location(nil)
	if t.Setting != nil {
		out = t.Setting.String()
	}
	if t.Location != nil {
		locations = append(locations, *t.Location)
	}
	out = strings.TrimSpace(out + " " + areaText(locations))
	if t.Provider != nil {
		out += " run by " + t.Provider.String()
	}
	return out
}

func areaText(l []model.Location) string {
	if len(l) != 1 {
		return ""
	}
	return map[model.Location]string{model.InArea: "in the area", model.OutOfArea: "out of the area"}[l[0]]
}

func whereText(w *Where) string {
	var out []string
	if len(w.Age) > 0 {
		ages := "ages "
		if len(w.Age) == 1 {
			ages = "age "
		}
		out = append(out, ages+join(w.Age))
	}
	if len(w.Setting) > 0 {
		out = append(out, join(w.Setting))
	}
	if a := areaText(w.Location); a != "" {
		out = append(out, a)
	}
	if w.TimeInCare.text != "" {
		out = append(out, w.TimeInCare.text+" in care")
	}
	if w.Route.text != "" {
		out = append(out, w.Route.text)
	}
	return strings.Join(out, "; ")
}

// doubleCounts reports, once for a scenario, interventions that act on one
// flow and may act on the same cases.
func (k *compiler) doubleCounts(all []*Intervention) {
	type act struct {
		in *Intervention
		on []sim.Flow
	}
	var acts []act
	for _, in := range all {
		a := act{in: in}
		if f := flowNamed(in.Flow); f != nil && (in.Kind == "rate" || in.Kind == "demand") {
			a.on = f.parts
		}
		for _, c := range clocks {
			if in.Kind == "duration" && c.name == in.Of {
				a.on = c.ends
			}
		}
		acts = append(acts, a)
	}
	var pairs, names []string
	var at *Intervention
	for i, b := range acts {
		for _, a := range acts[:i] {
			var shared []string
			for _, f := range b.on {
				if slices.Contains(a.on, f) && overlap(&a.in.Where, &b.in.Where) {
					shared = append(shared, flowName(f))
				}
			}
			if len(shared) > 0 {
				pairs = append(pairs, fmt.Sprintf("%s and %s on %s", a.in.Name, b.in.Name, strings.Join(shared, ", ")))
				names = append(names, a.in.Name, b.in.Name)
				at = b.in
			}
		}
	}
	if at == nil {
		return
	}
	slices.Sort(names)
	text := "possible double count: " + strings.Join(pairs, "; ")
	k.s.Assumptions = append(k.s.Assumptions, sim.Assumption{Intervention: strings.Join(slices.Compact(names), ", "), Text: text + "; their effects are multiplied", Joint: true})
	k.note(at.At("name"), "scenario "+strconv.Quote(k.s.Name)+": "+text, "their effects are multiplied; keep one if both rest on the same cases")
}

// overlap tells whether a child could be in both.
func overlap(a, b *Where) bool {
	return meet(a.Age, b.Age) && meet(a.Setting, b.Setting) && meet(a.Location, b.Location) && meet(a.Route.classes, b.Route.classes) &&
		(a.TimeInCare.To == 0 || a.TimeInCare.To > b.TimeInCare.From) && (b.TimeInCare.To == 0 || b.TimeInCare.To > a.TimeInCare.From)
}

func meet[T comparable](a, b []T) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

package scenarios

import (
	"fmt"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// coupledText says in a clause what kinds do that couple children, and what
// money alone is.
func coupledText(in *Intervention) string {
	var b strings.Builder
	where := whereText(&in.Where)
	if where != "" {
		where = " (" + where + ")"
	}
	switch in.Kind {
	case "spend":
		return "money alone, which is claimed to change nothing else"
	case "capacity":
		places := "those taken on the data date"
		if in.Places != nil {
			places = fmt.Sprint(int(*in.Places))
		}
		fmt.Fprintf(&b, "places in %s %s are limited: %s", in.Setting, areaOf(in), places)
		if in.Recruit != nil {
			b.WriteString(", and " + in.Recruit.String() + " recruited")
		}
		if in.Loss != nil {
			b.WriteString(", less " + Percent(*in.Loss).String() + " a year")
		}
		switch in.WhenFull {
		case "":
		case "wait":
			b.WriteString("; when full, moves wait")
		default:
			b.WriteString("; when full, children go to " + in.WhenFull)
		}
		if len(in.DrawsFrom) > 0 {
			share := "every"
			if in.Fill != nil {
				share = in.Fill.String() + " of each"
			}
			fmt.Fprintf(&b, "; %s new place is filled from %s", share, join(in.DrawsFrom))
		}
		return strings.ReplaceAll(b.String(), "  ", " ")
	case "slots":
		return fmt.Sprintf("%s takes at most %s cases a month; the others queue", in.Intervention, format(*in.PerMonth))
	case "once":
		verb, to := "move to", targetText(in.To)
		if in.To.Exit != nil {
			verb, to = "leave care by", in.To.Exit.String()
		}
		from := "any placement"
		if in.From != nil {
			from = placesText(in.From)
		}
		order := in.Order
		if order == "" {
			order = orderNames[0]
		}
		return fmt.Sprintf("%s children in %s%s %s %s by %s, the %s first", in.Number, from, where, verb, to, in.By, order)
	case "target":
		if in.Extra != nil {
			return fmt.Sprintf("%s more leave care by %s%s", in.Extra, in.Exit, where)
		}
		return fmt.Sprintf("at least %s leave care by %s%s", in.Number, in.Exit, where)
	case "review":
		who := "every child"
		if in.Children != "" && in.Children != everyone {
			who = in.Children + " children"
		}
		return fmt.Sprintf("%s in care reviewed every %s, ways out of care%s for %s", who, in.Every, sizeText(in), in.Lasting)
	}
	return ""
}

func areaOf(in *Intervention) string {
	if in.Location == nil {
		return ""
	}
	return areaText([]model.Location{*in.Location})
}

func limitText(n *Number) string {
	if n == nil {
		return "; that the places are found is assumed"
	}
	return fmt.Sprintf(", up to %d at a time", int(*n))
}

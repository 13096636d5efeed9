package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/sim"
)

// bridgeParts are what moves cost, in the order of [sim.Bridge.Parts].
var bridgeParts = []struct{ name, what, adds, takes string }{
	{"Volume", "more or fewer children", "adds", "takes off"},
	{"Mix", "other placements", "adds", "takes off"},
	{"Price", "other prices for the same", "adds", "takes off"},
	{"Timing", "numbers that were not all year what they are at its end", "adds", "takes off"},
	{"Own costs", "interventions, own places and contracts", "add", "take off"},
}

// bridgeFigures show why cost moves: the baseline from its first whole
// financial year to its last, and each scenario against the baseline in the
// last. None where nothing is priced or exact amounts are withheld.
func bridgeFigures(in *Input) (out []*figure) {
	p := in.Projection
	if p.Published {
		return nil
	}
	rows := bridgeRows(in)
	last := lastYear(p)
	first := -1
	for y := range p.Years {
		if !p.Years[y].Part && first < 0 {
			first = y
		}
	}
	if len(rows) == 0 || p.Years[last].Part {
		return nil
	}
	if first < last {
		if b, ok := joined(rows, p, first, last); ok {
			from, to := p.Years[first].Year.String(), p.Years[last].Year.String()
			out = append(out, bridgeFigure("chart-bridge", "What moves the baseline's cost, "+from+" to "+to,
				fmt.Sprintf("If nothing changes, expected net cost goes from %s in %s to %s in %s: ", pounds(b.From), from, pounds(b.To), to), &b))
		}
	}
	for i := 1; i < len(p.Scenarios); i++ {
		o := &p.Scenarios[i]
		if _, drawn := lookOf(i); !drawn {
			break
		}
		for _, r := range rows {
			if r.Kind == "plan" && r.Scenario == o.Name && r.From == p.Years[last].Year.String() {
				out = append(out, bridgeFigure(fmt.Sprintf("chart-bridge-%d", i), "What "+o.Name+" does to cost in "+r.From,
					fmt.Sprintf("\"%s\" takes expected net cost in %s from %s to %s: ", scenarioTitle(o), r.From, pounds(r.Bridge.From), pounds(r.Bridge.To)), &r.Bridge))
			}
		}
	}
	return out
}

// joined is the baseline's bridge over several years: the sums of the parts of
// those from one year to the next.
func joined(rows []bridgeRow, p *sim.Projection, first, last int) (out sim.Bridge, ok bool) {
	n := 0
	for y := first; y < last; y++ {
		for _, r := range rows {
			if r.Kind != "year" || r.Scenario != p.Scenarios[0].Name || r.From != p.Years[y].Year.String() {
				continue
			}
			if n == 0 {
				out.From = r.Bridge.From
			}
			out.To = r.Bridge.To
			out.Volume += r.Volume
			out.Mix += r.Mix
			out.Price += r.Price
			out.Timing += r.Timing
			out.Own += r.Own
			n++
		}
	}
	return out, n > 0 && n == last-first
}

// bridgeFigure draws one bridge as steps from nothing to the whole change.
func bridgeFigure(id, title, lead string, b *sim.Bridge) *figure {
	parts := b.Parts()
	u := moneyFor(append(parts, b.To-b.From)...)
	u.thousands = u.largest < million
	pl := barPlot{ID: id, Unit: "£{value}m", Scale: 1e-6}
	if u.largest < million {
		pl.Unit, pl.Scale = "£{value}k", 1e-3
	}
	table := grid{Caption: title + " (mean)", Head: []string{"", "Amount", "What it is"}, Rows: [][]string{{"Opening", pounds(b.From), ""}}}
	at := 0.0
	add := func(name, what string, from, to float64, color string) {
		value := withSign(u, to-from)
		pl.Bars = append(pl.Bars, bar{name, value, from, to, color})
		pl.Tips = append(pl.Tips, tip{Title: name, Rows: [][2]string{{"Change", value}}})
		table.Rows = append(table.Rows, []string{name, value, what})
	}
	for i, x := range parts {
		if math.Abs(x) < 0.5 {
			continue
		}
		color := barMore
		if x < 0 {
			color = barLess
		}
		add(bridgeParts[i].name, bridgeParts[i].what, at, at+x, color)
		at += x
	}
	add("In all", "closing minus opening", 0, b.To-b.From, barSum)
	table.Rows = append(table.Rows, []string{"Closing", pounds(b.To), ""})
	fig := &figure{ID: id, Title: title, Finding: lead + bridgeWords(u, parts) + ".", Table: table, chart: pl.chart(), bars: pl.Bars,
		Notes: []string{"Each bar begins where the one above ends. All are means, which add up."}}
	fig.Key = []keyItem{{"adds to cost", barMore, "", "band"}, {"takes from cost", barLess, "", "band"}, {"the whole change", barSum, "", "band"}}
	return fig
}

// bridgeWords names the two parts that matter most.
func bridgeWords(u money, parts []float64) string {
	order := []int{0, 1, 2, 3, 4}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(parts[b]), math.Abs(parts[a])) })
	var said []string
	for _, i := range order[:2] {
		if math.Abs(parts[i]) < 0.5 {
			break
		}
		verb := bridgeParts[i].adds
		if parts[i] < 0 {
			verb = bridgeParts[i].takes
		}
		said = append(said, strings.ToLower(bridgeParts[i].name)+" "+verb+" "+u.format(math.Abs(parts[i])))
	}
	if len(said) == 0 {
		return "nothing moves it"
	}
	return strings.Join(said, ", ")
}

// withSign is an amount with its sign: +£1.2m.
func withSign(u money, x float64) string {
	s := u.format(x)
	if x > 0 && strings.ContainsAny(s, "123456789") {
		return "+" + s
	}
	return s
}

package reports

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Counts of up to withheldTo are withheld; others, and amounts, are rounded.
const (
	withheldTo   = 5
	countStep    = 5
	amountStep   = 10_000
	smallestKept = withheldTo + 0.5
)

// publishedWords is what a published run says of itself.
const publishedWords = "Published form: counts of 1 to 5 are withheld (c), and so is what they could be worked out from; other counts are rounded to 5 and amounts to £10,000, so that sums may not add up. Lines of cost that would give away a small count are withheld, standard deviations of counts too, and the bridge, the savings plan, who brings what and what is averted are left out."

// Publish gives the same input as it may be published. A column of the
// projection is withheld at all dates and in all scenarios if its mean is a
// small count at any date in any of them, so that neither time nor the
// baseline tells it; further columns go where the others of a sum would tell
// it. What remains is rounded. The input itself stays as it is.
func Publish(in Input) Input {
	p := in.Projection
	hidden := hiddenColumns(p)
	lines := hiddenLines(p, &in.Model.Prices, hidden)
	out := *p
	out.Published = true
	out.Scenarios = make([]sim.Outcome, len(p.Scenarios))
	for i := range p.Scenarios {
		o := p.Scenarios[i]
		o.Series = slices.Clone(o.Series)
		for k := range o.Series {
			s := &o.Series[k]
			s.Values = slices.Clone(s.Values)
			for v := range s.Values {
				s.Values[v] = publishCount(s.Values[v], hidden[columnKey{s.Measure, s.Breakdown}])
			}
		}
		o.Costs, o.Savings = publishAmounts(o.Costs, lines), publishAmounts(o.Savings, lines)
		o.Parts, o.Averted = nil, nil
		out.Scenarios[i] = o
	}
	in.Projection = &out
	m := *in.Model
	m.Past = publishPast(&m.Past, hidden)
	in.Model = &m
	in.Meta.Warnings = append([]string{publishedWords}, in.Meta.Warnings...)
	return in
}

// columnKey names a column of projection.csv.
type columnKey struct{ measure, breakdown string }

// hiddenColumns are those that are withheld.
func hiddenColumns(p *sim.Projection) map[columnKey]bool {
	hidden, size := map[columnKey]bool{}, map[columnKey]float64{}
	for i := range p.Scenarios {
		for k := range p.Scenarios[i].Series {
			s := &p.Scenarios[i].Series[k]
			key := columnKey{s.Measure, s.Breakdown}
			for _, v := range s.Values {
				hidden[key] = hidden[key] || v.Mean > 0 && v.Mean < smallestKept
				size[key] = math.Max(size[key], v.Mean)
			}
		}
	}
	// Each round may call for another; columns are only ever added.
	for before := -1; before != withheldCount(hidden); {
		before = withheldCount(hidden)
		for _, g := range partitions() {
			hideSecond(g, hidden, size)
		}
		hidePlaces(hidden, size)
		same(hidden, columnKey{"plans_to_care", ""}, columnKey{"entries", "route=plan"}, size)
		same(hidden, columnKey{"lac", "provider=PR0"}, columnKey{"lac", "setting=with_parents"}, size)
		same(hidden, columnKey{"returns", ""}, columnKey{"entries", "route=return"}, size)
	}
	return hidden
}

func withheldCount(m map[columnKey]bool) (n int) {
	for _, x := range m {
		if x {
			n++
		}
	}
	return n
}

// same holds two columns with the same numbers together.
func same(hidden map[columnKey]bool, a, b columnKey, size map[columnKey]float64) {
	if _, ok := size[a]; !ok {
		return
	}
	if _, ok := size[b]; !ok {
		return
	}
	hidden[a] = hidden[a] || hidden[b]
	hidden[b] = hidden[a]
}

// partitions are the breakdowns whose columns add up to a measure.
func partitions() [][]columnKey {
	by := map[[2]string][]columnKey{}
	var order [][2]string
	for _, c := range sim.Columns() {
		kind, _, broken := strings.Cut(c.Breakdown, "=")
		if !broken || strings.Contains(c.Breakdown, ";") {
			continue
		}
		k := [2]string{c.Measure, kind}
		if by[k] == nil {
			order = append(order, k)
		}
		by[k] = append(by[k], columnKey{c.Measure, c.Breakdown})
	}
	var out [][]columnKey
	for _, k := range order {
		out = append(out, by[k])
	}
	return out
}

// hideSecond hides the smallest other columns of a sum until two at least are
// hidden and hold more than a small count between them. Columns that are
// always empty have nothing to hide.
func hideSecond(group []columnKey, hidden map[columnKey]bool, size map[columnKey]float64) {
	for {
		n, sum, next := 0, 0.0, -1
		for i, k := range group {
			switch {
			case size[k] == 0:
			case hidden[k]:
				n, sum = n+1, sum+size[k]
			case next < 0 || size[k] < size[group[next]]:
				next = i
			}
		}
		if n == 0 || n > 1 && sum >= smallestKept || next < 0 {
			return
		}
		hidden[group[next]] = true
	}
}

// hidePlaces keeps settings by location in step with settings and locations:
// both places of a setting are hidden if one is or the setting is; then those
// of a second setting, since in each location one alone could be told from the
// sum; and all of them where locations are hidden.
func hidePlaces(hidden map[columnKey]bool, size map[columnKey]float64) {
	place := func(s, l int) columnKey {
		x := model.PlaceOf(model.Setting(s), model.Location(l))
		return columnKey{"lac", "setting=" + x.Setting().String() + ";location=" + x.Location().String()}
	}
	setting := func(s int) columnKey { return columnKey{"lac", "setting=" + model.Setting(s).String()} }
	all := hidden[columnKey{"lac", "location=in"}] || hidden[columnKey{"lac", "location=out"}]
	n, next := 0, -1
	for s := range model.Settings {
		if size[place(s, 0)]+size[place(s, 1)] == 0 {
			continue
		}
		if all || hidden[setting(s)] || hidden[place(s, 0)] || hidden[place(s, 1)] {
			hidden[place(s, 0)], hidden[place(s, 1)] = true, true
			n++
		} else if next < 0 || size[setting(s)] < size[setting(next)] {
			next = s
		}
	}
	if n == 1 && next >= 0 {
		hidden[place(next, 0)], hidden[place(next, 1)] = true, true
	}
}

// publishCount withholds or rounds a count; each quantile counts for itself.
func publishCount(v sim.Summary, hide bool) sim.Summary {
	out := sim.Summary{SD: math.NaN(), Probability: v.Probability}
	one := func(x float64) float64 {
		if hide || x > 0 && x < smallestKept {
			return math.NaN()
		}
		return rounded(x, countStep)
	}
	out.Mean = one(v.Mean)
	for i, q := range v.Q {
		out.Q[i] = one(q)
	}
	return out
}

func rounded(x, step float64) float64 { return math.Round(x/step)*step + 0 }

func publishAmounts(list []sim.Amount, hidden map[string]bool) []sim.Amount {
	out := make([]sim.Amount, len(list))
	for i, a := range list {
		out[i] = sim.Amount{Line: a.Line, Values: slices.Clone(a.Values)}
		for y, v := range a.Values {
			x := sim.Summary{Mean: rounded(v.Mean, amountStep), SD: rounded(v.SD, amountStep), Probability: v.Probability}
			for q := range v.Q {
				x.Q[q] = rounded(v.Q[q], amountStep)
			}
			if hidden[a.Line] {
				nan := math.NaN()
				x = sim.Summary{Mean: nan, SD: nan, Q: [7]float64{nan, nan, nan, nan, nan, nan, nan}, Probability: nan}
			}
			out[i].Values[y] = x
		}
	}
	return out
}

// hiddenLines are lines of cost that would give away a hidden column or a small
// number: settings with hidden children, others' contributions to those, and
// lines that stand for few units in some year.
func hiddenLines(p *sim.Projection, prices *model.Prices, columns map[columnKey]bool) map[string]bool {
	hidden, size := map[string]bool{}, map[string]float64{}
	for i := range p.Scenarios {
		o := &p.Scenarios[i]
		for _, a := range o.Costs {
			if a.Line == "total" {
				continue
			}
			for y, v := range a.Values {
				least := smallUnits(a.Line, prices) * max(1, prices.Factor(a.Line, p.Years[y].Year))
				if own := o.Rates.Case[a.Line]; own != nil && own[y] > 0 {
					least = o.Rates.Fixed[a.Line][y] + smallestKept*own[y]
				}
				x := math.Abs(v.Mean)
				size[a.Line] = math.Max(size[a.Line], x)
				hidden[a.Line] = hidden[a.Line] || x > 0 && x < least
			}
		}
	}
	for s := range model.Settings {
		name := model.Setting(s).String()
		if !columns[columnKey{"lac", "setting=" + name}] {
			continue
		}
		hidden[name] = true
		if prices.Health[s] > 0 {
			hidden["health_contribution"] = true
		}
		if prices.Education[s] > 0 {
			hidden["education_contribution"] = true
		}
		for _, b := range prices.Blocks {
			if int(b.Setting) == s {
				hidden[b.Line] = true
			}
		}
	}
	if columns[columnKey{"cpp", ""}] {
		hidden["plans"] = true
	}
	if columns[columnKey{"plan_starts", ""}] {
		hidden["icpc"] = true
	}
	if columns[columnKey{"proceedings", ""}] {
		hidden["proceedings"] = true
	}
	secondLine(hidden, size)
	return hidden
}

// smallUnits is what a small number of a line's units costs in a year; nothing
// for lines whose units aren't children.
func smallUnits(line string, p *model.Prices) float64 {
	const weeks = model.DaysPerYear / 7
	var s model.Setting
	if s.UnmarshalText([]byte(line)) == nil {
		return smallestKept * weeks * math.Max(p.Weekly[model.PlaceOf(s, model.InArea)], p.Weekly[model.PlaceOf(s, model.OutOfArea)])
	}
	switch line {
	case "plans":
		return smallestKept * 12 * p.PlanMonth
	case "icpc":
		return smallestKept * p.Conference
	case "sgo":
		return smallestKept * weeks * p.SGO
	case "adoption":
		return smallestKept * weeks * p.Adoption
	case "uasc_income":
		return smallestKept * model.DaysPerYear * p.UASCNight
	case "care_reviews":
		return smallestKept * 2 * p.Review
	case "proceedings":
		return smallestKept * p.Proceedings
	case "staying_put":
		return smallestKept * weeks * p.StayingPut.Weekly
	}
	return 0
}

// secondLine hides a further line where one alone is hidden, since the total
// and the others would tell it.
func secondLine(hidden map[string]bool, size map[string]float64) {
	n, next := 0, ""
	for _, line := range slices.Sorted(maps.Keys(size)) {
		switch {
		case size[line] == 0:
		case hidden[line]:
			n++
		case next == "" || size[line] < size[next]:
			next = line
		}
	}
	if n == 1 && next != "" {
		hidden[next] = true
	}
}

// publishPast rounds the history of the charts.
func publishPast(p *model.Past, hidden map[columnKey]bool) model.Past {
	out := *p
	round := func(list []float64, hide bool) []float64 {
		list = slices.Clone(list)
		for i, x := range list {
			list[i] = publishCount(sim.Summary{Mean: x}, hide).Mean
		}
		return list
	}
	out.LAC, out.CPP = round(p.LAC, hidden[columnKey{"lac", ""}]), round(p.CPP, hidden[columnKey{"cpp", ""}])
	out.Out = round(p.Out, hidden[columnKey{"lac", "location=out"}])
	out.Entries, out.Exits, out.PlanStarts = round(p.Entries, false), round(p.Exits, false), round(p.PlanStarts, false)
	return out
}

package study

import (
	"context"
	"fmt"
	"math"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Attribute parts the change that each scenario of a programme brings among
// its interventions by Shapley's value: what an intervention adds, averaged
// over all orders in which the interventions could have come. No order in a
// file plays a part, interventions that do the same get the same, one that does
// nothing gets nothing, and the parts add up to the whole.
//
// Up to five interventions all their combinations are run; of more, those of
// some orders (see orders). The engine e runs them, with means alone wanted of
// it; whole is the projection whose change is parted, of the same programme by
// the same or a larger run. Where the two differ, an engine that draws having
// run fewer replicates, the difference is laid on the parts in proportion to
// their sizes. The scenarios before [sim.Programme.Against] and that one itself
// have no parts, and its interventions none in those that build on it.
//
// The result is by scenario of the programme. It fails as the engine does.
func Attribute(ctx context.Context, e sim.Engine, p *sim.Programme, whole *sim.Projection) ([][]sim.Part, error) {
	given := map[string]bool{}
	for _, name := range p.Scenarios[p.Against].Interventions() {
		given[name] = true
	}
	var all []*parting
	for i := range p.Scenarios {
		all = append(all, newParting(&p.Scenarios[i], given, i > p.Against))
	}
	if err := runAll(ctx, e, p, all); err != nil {
		return nil, err
	}
	out := make([][]sim.Part, len(all))
	for i, a := range all {
		if len(a.names) > 0 {
			figures := figuresOf(whole, &whole.Scenarios[p.Against])
			out[i] = a.parts(figures, changes(figures, whole, &whole.Scenarios[p.Against], &whole.Scenarios[i]))
		}
	}
	return out, nil
}

// batch is how many scenarios run beside the baseline at a time.
const batch = 40

// runAll runs the combinations that all partings want, and hands them what came
// out.
func runAll(ctx context.Context, e sim.Engine, p *sim.Programme, all []*parting) error {
	type job struct {
		of  *parting
		who coalition
	}
	var jobs []job
	for _, a := range all {
		for _, c := range a.wanted {
			jobs = append(jobs, job{a, c})
		}
	}
	base := p.Scenarios[:p.Against+1]
	for len(jobs) > 0 {
		n := min(batch, len(jobs))
		q := *p
		q.Scenarios = append([]sim.Scenario(nil), base...)
		for i, j := range jobs[:n] {
			s := j.of.scenario.Only(j.of.member(j.who))
			s.Name = fmt.Sprintf("%s/%d", s.Name, i)
			q.Scenarios = append(q.Scenarios, s)
		}
		out, err := e.Run(ctx, &q)
		if err != nil {
			return err
		}
		against := &out.Scenarios[p.Against]
		figures := figuresOf(out, against)
		for i, j := range jobs[:n] {
			j.of.value[j.who.key()] = changes(figures, out, against, &out.Scenarios[len(base)+i])
		}
		jobs = jobs[n:]
	}
	return nil
}

// figure is one number that is parted: a stock at a date, or a flow or cost of
// a year (an index in a projection's Years).
type figure struct {
	measure string
	date    int
	year    int
	part    sim.Part
}

// figuresOf lists what a projection has: lac and cpp at year ends, entries and
// cost by year.
func figuresOf(p *sim.Projection, o *sim.Outcome) (out []figure) {
	for _, m := range []string{"lac", "cpp"} {
		if o.Find(m, "") == nil {
			continue
		}
		for d := 1; d < len(p.Dates); d++ {
			if date := p.Dates[d]; date == model.FinancialYearOf(date).Last() {
				out = append(out, figure{m, d, -1, sim.Part{Measure: m, Date: date}})
			}
		}
	}
	for _, m := range []string{"entries", "cost"} {
		if m == "entries" && o.Find(m, "") == nil || m == "cost" && sim.Line(o.Costs, "total") == nil {
			continue
		}
		for y := range p.Years {
			out = append(out, figure{m, -1, y, sim.Part{Measure: m, Year: p.Years[y].Year}})
		}
	}
	return out
}

// changes are a scenario's figures less those of another.
func changes(figures []figure, p *sim.Projection, from, to *sim.Outcome) []float64 {
	out := make([]float64, len(figures))
	for i, f := range figures {
		out[i] = f.of(p, to) - f.of(p, from)
	}
	return out
}

func (f *figure) of(p *sim.Projection, o *sim.Outcome) float64 {
	switch {
	case f.year < 0:
		return o.Find(f.measure, "").Values[f.date].Mean
	case f.measure == "cost":
		return sim.Line(o.Costs, "total").Values[f.year].Mean
	}
	s := o.Find(f.measure, "")
	sum := 0.0
	for i, v := range s.Values {
		if model.FinancialYearOf(p.Dates[s.First+i]) == p.Years[f.year].Year {
			sum += v.Mean
		}
	}
	return sum
}

// parts are the interventions' parts of the whole change.
func (a *parting) parts(figures []figure, whole []float64) (out []sim.Part) {
	shares := a.shares(len(figures))
	for k, f := range figures {
		settle(shares[k], whole[k])
		for i, name := range a.names {
			part := f.part
			part.Intervention, part.Mean = name, shares[k][i]
			out = append(out, part)
		}
	}
	return out
}

// settle makes parts add up to the whole: what is over or short is laid on
// them in proportion to their sizes, and on all alike where all are nothing.
func settle(parts []float64, whole float64) {
	sum, size := 0.0, 0.0
	for _, x := range parts {
		sum += x
		size += math.Abs(x)
	}
	for i, x := range parts {
		if size > 1e-9 {
			parts[i] += (whole - sum) * math.Abs(x) / size
		} else {
			parts[i] = whole / float64(len(parts))
		}
	}
}

package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// flowsShown is how many bars each kind of flow has at most, in the chart's
// order; the table has them all. Moves within a setting have none.
var flowsShown = []struct {
	kind string
	most int
}{{"came", 4}, {"moved", 6}, {"left", 4}}

// flowsFew is the largest number of children that is not shown.
const flowsFew = 4

// flow is how many went from one setting to another in the last year; NaN is
// withheld.
type flow struct {
	From, To int
	N        float64
}

// The colours of flows: into care, out of it, between settings. The words
// beside a bar say which it is too.
var flowColors = map[string]string{"came": barMore, "left": barLess, "moved": barSum}

func (f flow) kind() string {
	switch {
	case f.From == model.Outside:
		return "came"
	case f.To == model.Outside:
		return "left"
	}
	return "moved"
}

func (f flow) name() string {
	in := func(s int) string { return lineName(model.Setting(s).String()) }
	switch f.kind() {
	case "came":
		return "Came into care: " + in(f.To)
	case "left":
		return "Left care: " + in(f.From)
	}
	return in(f.From) + " → " + in(f.To)
}

// flowsOf lists what happened in the last year by how often it did, without
// what may not be shown: numbers of one to four, and of those who came, who left
// and who moved further ones as long as the withheld could be worked out from
// a total of theirs.
func flowsOf(f *model.Flows) []flow {
	var out []flow
	for _, kind := range []string{"came", "left", "moved"} {
		var list []flow
		for from := range f {
			for to, n := range f[from] {
				if x := (flow{from, to, n}); n > 0 && x.kind() == kind {
					list = append(list, x)
				}
			}
		}
		slices.SortStableFunc(list, func(a, b flow) int { return cmp.Compare(b.N, a.N) })
		sum := 0.0
		for i := len(list) - 1; i >= 0; i-- {
			hidden := len(list) - 1 - i
			if list[i].N > flowsFew && (hidden == 0 || hidden > 1 && sum > flowsFew) {
				break
			}
			sum += list[i].N
			list[i].N = math.NaN()
		}
		out = append(out, list...)
	}
	return out
}

// flowsFigure shows who came from where and went where in the twelve months up
// to the data date; nil where the model has no such history, in published form,
// and where nothing may be shown. It is the records' own count and no
// projection.
func flowsFigure(in *Input) *figure {
	all := flowsOf(&in.Model.Past.Flows)
	shown := slices.DeleteFunc(slices.Clone(all), func(f flow) bool { return math.IsNaN(f.N) })
	if len(shown) == 0 || in.Projection.Published {
		return nil
	}
	slices.SortStableFunc(shown, func(a, b flow) int { return cmp.Compare(b.N, a.N) })
	date := dateWords(in.Model.DataDate)
	title := "Who came, moved and left in the twelve months to " + date
	pl := barPlot{ID: "chart-flows", Unit: "{value}", Scale: 1}
	for _, k := range flowsShown {
		n := 0
		for _, f := range shown {
			if f.kind() != k.kind || f.From == f.To || n == k.most {
				continue
			}
			n++
			pl.Bars = append(pl.Bars, bar{f.name(), count(f.N), 0, f.N, flowColors[k.kind]})
			pl.Tips = append(pl.Tips, tip{Title: f.name(), Rows: [][2]string{{"Times in the year", count(f.N)}}})
		}
	}
	if len(pl.Bars) == 0 {
		return nil
	}
	fig := &figure{ID: pl.ID, Title: title, Finding: flowsFinding(shown, date), Table: flowsTable(title, all), chart: pl.chart(), bars: pl.Bars,
		Notes: []string{"Counted in the records, by setting. The chart has the largest flows of each kind; the table has all, and on its diagonal moves to another placement of the same setting. Numbers of one to four are withheld (c), and so are those that would give them away."}}
	for _, k := range [][2]string{{"came", "came into care"}, {"moved", "moved"}, {"left", "left care"}} {
		fig.Key = append(fig.Key, keyItem{Name: k[1], Color: flowColors[k[0]], Shape: "band"})
	}
	return fig
}

// flowsFinding names the largest of each kind.
func flowsFinding(shown []flow, date string) string {
	largest := func(has func(flow) bool) (flow, bool) {
		i := slices.IndexFunc(shown, has)
		if i < 0 {
			return flow{}, false
		}
		return shown[i], true
	}
	name := func(s int) string { return "\"" + lineName(model.Setting(s).String()) + "\"" }
	var parts []string
	if f, ok := largest(func(f flow) bool { return f.kind() == "came" }); ok {
		parts = append(parts, fmt.Sprintf("most who came into care first lived in %s (%s)", name(f.To), count(f.N)))
	}
	if f, ok := largest(func(f flow) bool { return f.kind() == "moved" && f.From != f.To }); ok {
		parts = append(parts, fmt.Sprintf("the most frequent move to another setting was from %s to %s (%s)", name(f.From), name(f.To), count(f.N)))
	}
	if f, ok := largest(func(f flow) bool { return f.kind() == "left" }); ok {
		parts = append(parts, fmt.Sprintf("most who left did so from %s (%s)", name(f.From), count(f.N)))
	}
	return "In the twelve months to " + date + " " + strings.Join(parts, "; ") + "."
}

// flowsTable has a row for where children were, and a column for where they went.
func flowsTable(title string, all []flow) grid {
	from, to := [model.Settings + 1]bool{}, [model.Settings + 1]bool{}
	cells := [model.Settings + 1][model.Settings + 1]string{}
	for _, f := range all {
		from[f.From], to[f.To] = true, true
		cells[f.From][f.To] = count(f.N)
	}
	g := grid{Caption: title, Head: []string{"From, to"}}
	for k := range to {
		if to[k] && k == model.Outside {
			g.Head = append(g.Head, "Left care")
		} else if to[k] {
			g.Head = append(g.Head, lineName(model.Setting(k).String()))
		}
	}
	for i := range from {
		if !from[i] {
			continue
		}
		row := []string{"Came into care"}
		if i != model.Outside {
			row[0] = lineName(model.Setting(i).String())
		}
		for k := range to {
			if to[k] {
				row = append(row, cmp.Or(cells[i][k], "0"))
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

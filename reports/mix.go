package reports

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// mixShown is how many settings have a line of their own; with more of them
// the chart can't be read, and the table has them all.
const mixShown = 5

var mixLooks = []look{
	baseLook,
	otherLook[0],
	otherLook[1],
	otherLook[2],
	otherLook[3],
}

// settingSeries is the baseline's series of one setting.
type settingSeries struct {
	Setting string
	Values  []sim.Summary
}

func (s *settingSeries) last() sim.Summary { return s.Values[len(s.Values)-1] }

// settingsOf are the baseline's settings that hold a child at some time, the
// fullest on the data date first.
func settingsOf(p *sim.Projection) []settingSeries {
	var out []settingSeries
	for i := range model.Settings {
		name := model.Setting(i).String()
		s := p.Scenarios[0].Find("lac", "setting="+name)
		if s != nil && slices.ContainsFunc(s.Values, func(v sim.Summary) bool { return v.Mean > 0 }) {
			out = append(out, settingSeries{name, s.Values})
		}
	}
	slices.SortStableFunc(out, func(a, b settingSeries) int { return cmp.Compare(b.Values[0].Mean, a.Values[0].Mean) })
	return out
}

// mixFigure shows where children live under the baseline, as expected numbers
// by setting; nil where the run has no settings.
func mixFigure(in *Input) *figure {
	p := in.Projection
	all := settingsOf(p)
	if len(all) == 0 {
		return nil
	}
	pl := plot{ID: "chart-settings", Kind: "month", Unit: "{value}", Scale: 1, FromZero: true}
	for _, d := range p.Dates {
		pl.add(d.String(), model.MonthOf(d).Calendar() == 3, nil)
	}
	pl.Fan = nil
	fig := &figure{ID: pl.ID, Title: "Children looked after by setting, baseline", Finding: mixFinding(in, all),
		Notes: []string{"Lines are means, which add up over settings. The largest settings are drawn; the table has them all."}}
	for i, s := range all[:min(mixShown, len(all))] {
		line := pl.line(lineName(s.Setting), mixLooks[i])
		for k, v := range s.Values {
			line.Values[k] = v.Mean
		}
		pl.Lines = append(pl.Lines, line)
		fig.Key = append(fig.Key, lineKey(line.Name, line.Look))
	}
	for i, d := range p.Dates {
		t := tip{Title: dateWords(d), Rows: [][2]string{}}
		for k := range pl.Lines {
			v := all[k].Values[i]
			text := count(v.Mean)
			if i > 0 && ranged(in) {
				text += " (80% interval " + countInterval(v) + ")"
			}
			t.Rows = append(t.Rows, [2]string{pl.Lines[k].Name, text})
		}
		pl.Tips = append(pl.Tips, t)
	}
	fig.Table = mixTable(in, all)
	fig.chart = pl.chart()
	return fig
}

// mixTable has every setting on the data date and at year ends.
func mixTable(in *Input, all []settingSeries) grid {
	p := in.Projection
	ends := yearEnds(p)
	last := ends[len(ends)-1]
	g := grid{Caption: "Children looked after by setting, baseline, mean", Head: []string{"Setting", dateWords(p.Dates[0])}}
	for _, i := range ends {
		g.Head = append(g.Head, dateWords(p.Dates[i]))
	}
	g.Head = append(g.Head, "80% interval at "+dateWords(p.Dates[last]))
	for _, s := range all {
		row := []string{lineName(s.Setting), count(s.Values[0].Mean)}
		for _, i := range ends {
			row = append(row, count(s.Values[i].Mean))
		}
		g.Rows = append(g.Rows, append(row, ifRanged(in, countInterval(s.Values[last]), noRange)))
	}
	return g
}

// mixFinding names the setting that changes most.
func mixFinding(in *Input, all []settingSeries) string {
	p := in.Projection
	most := all[0]
	change := func(s settingSeries) float64 { return s.last().Mean - s.Values[0].Mean }
	for _, s := range all {
		if math.Abs(change(s)) > math.Abs(change(most)) {
			most = s
		}
	}
	return fmt.Sprintf("If nothing changes, the setting whose number changes most is \"%s\": from %s on %s to %s expected by %s%s.",
		lineName(most.Setting), count(most.Values[0].Mean), dateWords(p.Dates[0]), count(most.last().Mean), monthWords(p.Dates[len(p.Dates)-1]),
		ifRanged(in, ", between "+between(most.last())+" (mean and 80% interval)", ""))
}

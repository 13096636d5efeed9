package reports

import (
	"fmt"
	"strconv"

	"github.com/carecurve/carecurve/model"
)

// published tells whether the model was made from published tables, so that no
// child's record stands behind it.
func published(m *model.Model) bool { return m.Basis == "published" }

// countedWord names the figures of the past.
func countedWord(m *model.Model) string {
	if published(m) {
		return "Published"
	}
	return "Records"
}

// provenance is one sentence on how the figures came about.
func provenance(in *Input) string {
	p := in.Projection
	if expected(in) {
		s := "Engine " + p.Engine + ": expected path computed"
		return s + ifRanged(in, ", intervals by a normal approximation; uncertainty from "+uncertaintyWords(in.Meta.Uncertainty), ", no intervals") + "."
	}
	s := fmt.Sprintf("Engine %s, seed %d", p.Engine, p.Seed)
	switch {
	case p.Replicates == 1:
		s = fmt.Sprintf("Engine %s, 1 replicate, seed %d", p.Engine, p.Seed)
	case p.Replicates > 1:
		s = fmt.Sprintf("Engine %s, %s replicates, seed %d", p.Engine, count(float64(p.Replicates)), p.Seed)
	}
	return s + ifRanged(in, "; uncertainty from "+uncertaintyWords(in.Meta.Uncertainty), "; no intervals") + "."
}

func provenanceRows(in *Input) [][2]string {
	p, m := in.Projection, in.Model
	rows := [][2]string{{"Program", "carecurve " + in.Meta.Version}, {"Engine", p.Engine}}
	if expected(in) {
		rows = append(rows, [2]string{"Computed", "the expected path" + ifRanged(in, ", with intervals by a normal approximation", "")})
	} else {
		if p.Replicates > 0 {
			rows = append(rows, [2]string{"Replicates", count(float64(p.Replicates))})
		}
		rows = append(rows, [2]string{"Seed", strconv.FormatUint(p.Seed, 10)})
	}
	rows = append(rows,
		[2]string{"Uncertainty from", uncertaintyWords(in.Meta.Uncertainty)},
		[2]string{"Data date", dateWords(p.Dates[0])})
	if !m.From.IsZero() {
		from := "Records from"
		if published(m) {
			from = "Published figures from"
		}
		rows = append(rows, [2]string{from, dateWords(m.From)})
	}
	switch {
	case published(m):
		rows = append(rows, [2]string{"Model made from", "published tables"})
	case m.Basis != "":
		rows = append(rows, [2]string{"Model made from", m.Basis})
	}
	if m.Rows.Read > 0 {
		rows = append(rows, [2]string{"Rows", fmt.Sprintf("%s read, %s set aside, %s repaired",
			count(float64(m.Rows.Read)), count(float64(m.Rows.SetAside)), count(float64(m.Rows.Repaired)))})
	}
	return rows
}

// methodWords is the method for someone who has to answer for the figures.
func methodWords(in *Input) []string {
	out := []string{startWords(in.Model), engineWords(in)}
	if ranged(in) {
		out = append(out,
			"An 80% interval runs from the 10th to the 90th percentile: the outcome is expected to fall below it one time in ten and above it one time in ten. The intervals here come from "+uncertaintyWords(in.Meta.Uncertainty)+". They do not hold what nobody has seen yet, such as a new law.",
			"Stocks and costs are given as medians: as likely too high as too low. Savings, returns to care and moves are given as means.")
	} else {
		out = append(out, withoutRanges(in))
	}
	if len(in.Projection.Scenarios) > 1 {
		same := "A scenario and the baseline share their luck: a child whom no intervention touches has the same life in both, so that a saving is what the interventions did, and not chance."
		if expected(in) {
			same = "A scenario and the baseline start from the same children and the same rates, so that a saving is what the interventions did."
		}
		out = append(out, same+" Savings are given year by year"+ifRanged(in, ": ranges of single years can't be added up to a range for the whole period.", "."),
			"A saving is only as good as its assumptions, and has to be weighed against children who return to care and children who move.")
	}
	return out
}

// startWords says what the projection starts from and where its rates come
// from.
func startWords(m *model.Model) string {
	if published(m) {
		return "No child's record was read. The projection starts from made-up children who add up to the council's published numbers of children in care and on plans on the data date. The rates at which children come into care, move, go home or leave otherwise, and at which plans begin and end, are estimated from published tables: how they depend on age, on the time spent so far and on the setting is England's pattern, partly assumed, and their level is fitted to the council's own published totals."
	}
	return "The projection starts from the children who are in care or on a plan on the data date. From the records come the rates at which children come into care, move, go home or leave otherwise, and at which plans begin and end; they depend on age, on the time spent so far, and on the setting."
}

func engineWords(in *Input) string {
	n := in.Projection.Replicates
	const children = "The run follows children one by one through care"
	switch {
	case expected(in):
		return "The run works out the expected numbers" + ifRanged(in, " and their spread", "") + " directly from the rates, without drawing single children." + ifRanged(in, " Its intervals are a normal approximation: they assume the usual bell shape.", "")
	case n == 1:
		return children + ", once, with one draw of luck."
	case !ranged(in):
		return children + ", with one draw of luck."
	case n > 1:
		return fmt.Sprintf("%s, %s times over with different luck; each time is a replicate.", children, count(float64(n)))
	}
	return children + ", many times over with different luck; each time is a replicate."
}

package estimate_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

const (
	exact    = 1e-10 // absolute, for what has no iteration in it
	relative = 1e-3  // for standard errors
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= exact) {
		t.Errorf("%s: %.15g, want %.15g", what, got, want)
	}
}

func nearSE(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= relative*math.Abs(want)+1e-12) {
		t.Errorf("standard error of %s: %.10g, want %.10g (%.5f of it)", what, got, want, got/want)
	}
}

func TestReferenceRates(t *testing.T) {
	c := loadChildren(t)
	counts := readTable(t, "ref_sim_counts.csv")
	for i := range counts.rows {
		from, to := simState(counts.text(i, "from")), simState(counts.text(i, "to"))
		n, exposure := 0.0, 0.0
		for r := range c.id {
			if c.dur.From[r] == from && c.dur.To[r] == to {
				n++
				exposure += c.dur.Stop[r] - c.dur.Start[r]
			}
		}
		near(t, "count", n, counts.number(i, "n"))
		near(t, "exposure", exposure, counts.number(i, "exposure"))
	}
	ref := readTable(t, "ref_sim_piecewise_rates.csv")
	for i := range ref.rows {
		start, stop, event := c.dur.Transition(simState(ref.text(i, "from")), simState(ref.text(i, "to")))
		rates, err := estimate.Rates(start, stop, event, []float64{ref.number(i, "dur_lo"), ref.number(i, "dur_hi")})
		if err != nil {
			t.Fatal(err)
		}
		r, what := rates[0], strings.Join(ref.rows[i][:7], " ")
		near(t, what+" events", r.Events, ref.number(i, "events"))
		near(t, what, r.Value(), ref.number(i, "rate"))
		nearSE(t, what, r.SE(), ref.number(i, "se"))
		lo, hi := r.Posterior(0.5, 0, 0.95)
		near(t, what+" Jeffreys low", lo, ref.number(i, "jeffreys_l95"))
		near(t, what+" Jeffreys high", hi, ref.number(i, "jeffreys_u95"))
	}
}

func TestReferenceNelsonAalen(t *testing.T) {
	c := loadChildren(t)
	ref := readTable(t, "ref_sim_nelson_aalen.csv")
	for i := range ref.rows {
		h, err := estimate.NelsonAalen(c.care.Transition(simState(ref.text(i, "from")), simState(ref.text(i, "to"))))
		if err != nil {
			t.Fatal(err)
		}
		v, _ := h.At(ref.number(i, "care_time"))
		near(t, strings.Join(ref.rows[i][:3], " "), v, ref.number(i, "cumhaz"))
	}
}

// leaving gives the rows of one state with any move as the event.
func leaving(s estimate.Spells, from int) (start, stop []float64, event []bool) {
	for i, f := range s.From {
		if f == from || from < 0 {
			start, stop = append(start, s.Start[i]), append(stop, s.Stop[i])
			event = append(event, s.To[i] != estimate.Censored)
		}
	}
	return start, stop, event
}

// Greenwood's standard errors.
func TestReferenceKaplanMeier(t *testing.T) {
	c := loadChildren(t)
	ref := readTable(t, "ref_sim_km_duration.csv")
	for i := range ref.rows {
		s, err := estimate.KaplanMeier(leaving(c.dur, simState(ref.text(i, "from"))))
		if err != nil {
			t.Fatal(err)
		}
		what := strings.Join(ref.rows[i][:2], " ")
		v, se := s.At(ref.number(i, "duration"))
		near(t, what, v, ref.number(i, "surv"))
		nearSE(t, what, se, ref.number(i, "se_greenwood"))
	}
}

// Greenwood's standard errors.
func TestReferenceRestrictedMean(t *testing.T) {
	c := loadChildren(t)
	ref := readTable(t, "ref_sim_rmst.csv")
	for i := range ref.rows {
		var s *estimate.Survival
		var err error
		if ref.text(i, "group") == "all" {
			start, stop, event := leaving(c.care, -1)
			for r, to := range c.care.To {
				event[r] = to >= simState("Home")
			}
			s, err = estimate.KaplanMeier(start, stop, event)
		} else {
			s, err = estimate.KaplanMeier(leaving(c.dur, simState(ref.text(i, "group"))))
		}
		if err != nil {
			t.Fatal(err)
		}
		what := strings.Join(ref.rows[i][:3], " ")
		mean, se, err := s.RestrictedMean(ref.number(i, "tau"))
		if err != nil {
			t.Fatal(err)
		}
		near(t, what, mean, ref.number(i, "rmst"))
		nearSE(t, what, se, ref.number(i, "se"))
		near(t, what+" median", s.Quantile(0.5), ref.number(i, "median"))
	}
	m := loadMgus2(t)
	ref = readTable(t, "ref_real_mgus2_rmst.csv")
	for i := range ref.rows {
		g := m.of(ref.text(i, "sex"))
		s, err := estimate.KaplanMeier(nil, g.stop, g.died())
		if err != nil {
			t.Fatal(err)
		}
		mean, se, err := s.RestrictedMean(ref.number(i, "tau"))
		if err != nil {
			t.Fatal(err)
		}
		what := strings.Join(ref.rows[i][:2], " ")
		near(t, what, mean, ref.number(i, "rmst"))
		nearSE(t, what, se, ref.number(i, "se"))
		near(t, what+" median", s.Quantile(0.5), ref.number(i, "median"))
	}
}

// Standard errors by the infinitesimal jackknife as in survfit, and by
// Greenwood's formula where the answer is etm's.
func TestReferenceCumulativeIncidence(t *testing.T) {
	c := loadChildren(t)
	check := func(what string, p *estimate.StateProbabilities, at float64, state int, want, wantSE float64) {
		t.Helper()
		prob, se := p.At(at)
		if !strings.Contains(what, "Greenwood") {
			var err error
			if se, err = p.Jackknife(at, nil); err != nil {
				t.Fatal(err)
			}
		}
		near(t, what, prob[state], want)
		nearSE(t, what, se[state], wantSE)
	}
	ref := readTable(t, "ref_sim_cif_duration.csv")
	fits := map[string]*estimate.StateProbabilities{}
	for i := range ref.rows {
		from := ref.text(i, "from")
		if fits[from] == nil {
			var start, stop []float64
			var cause []int
			for r, f := range c.dur.From {
				if f == simState(from) {
					start, stop = append(start, c.dur.Start[r]), append(stop, c.dur.Stop[r])
					cause = append(cause, c.dur.To[r]+1)
				}
			}
			p, err := estimate.CumulativeIncidence(start, stop, cause, len(simStates))
			if err != nil {
				t.Fatal(err)
			}
			fits[from] = p
		}
		check(strings.Join(ref.rows[i][:3], " "), fits[from], ref.number(i, "duration"), simState(ref.text(i, "to"))+1, ref.number(i, "prob"), ref.number(i, "se"))
	}
	m := loadMgus2(t)
	ref = readTable(t, "ref_real_mgus2_cif.csv")
	for i := range ref.rows {
		g := m.of(ref.text(i, "sex"))
		p, err := estimate.CumulativeIncidence(nil, g.stop, g.cause, 2)
		if err != nil {
			t.Fatal(err)
		}
		state := slices.Index([]string{"(s0)", "pcm", "death"}, ref.text(i, "state"))
		check(strings.Join(ref.rows[i][:3], " "), p, ref.number(i, "months"), state, ref.number(i, "prob"), ref.number(i, "se"))
	}
	data := readTable(t, "real_abortion.csv.gz")
	ref = readTable(t, "ref_real_abortion_cif.csv")
	for i := range ref.rows {
		var start, stop []float64
		var cause []int
		names := []string{"Censored", "ETOP", "livebirth", "spontaneous"}
		for r := range data.rows {
			if "group="+data.text(r, "group") == ref.text(i, "group") {
				start, stop = append(start, data.number(r, "start")), append(stop, data.number(r, "stop"))
				cause = append(cause, slices.Index(names, data.text(r, "to")))
			}
		}
		p, err := estimate.CumulativeIncidence(start, stop, cause, 3)
		if err != nil {
			t.Fatal(err)
		}
		names[0] = "(s0)"
		state := slices.Index(names, ref.text(i, "cause"))
		if k, ok := strings.CutPrefix(ref.text(i, "cause"), "CIF "); ok {
			state, _ = strconv.Atoi(k)
		}
		check(strings.Join(ref.rows[i][:4], " "), p, ref.number(i, "week"), state, ref.number(i, "cif"), ref.number(i, "se"))
	}
}

// Occupation probabilities from the distribution of those followed from entry,
// with standard errors by the infinitesimal jackknife over children.
func TestReferenceAalenJohansen(t *testing.T) {
	all := loadChildren(t)
	p0, err := all.care.StartShares(0)
	if err != nil {
		t.Fatal(err)
	}
	start := readTable(t, "ref_sim_aj_p0.csv")
	for i := range start.rows {
		near(t, "start in "+start.text(i, "state"), p0[simState(start.text(i, "state"))], start.number(i, "p0"))
	}
	for name, c := range map[string]*children{"ref_sim_aj_survfit.csv": all, "ref_sim_aj_survfit_sub8.csv": all.eighth()} {
		ref := readTable(t, name)
		if p0, err = c.care.StartShares(0); err != nil {
			t.Fatal(err)
		}
		p, err := estimate.AalenJohansen(c.care, p0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range ref.rows {
			prob, _ := p.At(ref.number(i, "care_time"))
			se, err := p.Jackknife(ref.number(i, "care_time"), c.id)
			if err != nil {
				t.Fatal(err)
			}
			what, state := name+" "+strings.Join(ref.rows[i][1:3], " "), simState(ref.text(i, "state"))
			near(t, what, prob[state], ref.number(i, "prob"))
			nearSE(t, what, se[state], ref.number(i, "se"))
		}
	}
}

// The matrix against mstate, and against etm with Greenwood's standard errors.
func TestReferenceTransitionProbabilities(t *testing.T) {
	all := loadChildren(t)
	for name, c := range map[string]*children{"ref_sim_aj_Pmatrix_mstate.csv": all, "ref_sim_aj_etm_sub8.csv": all.eighth()} {
		ref := readTable(t, name)
		p, err := estimate.TransitionProbabilities(c.care, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i := range ref.rows {
			what, to := name+" "+strings.Join(ref.rows[i][1:4], " "), simState(ref.text(i, "to"))
			prob, se := p[simState(ref.text(i, "from"))].At(ref.number(i, "care_time"))
			near(t, what, prob[to], ref.number(i, "prob"))
			if _, ok := ref.column["se"]; ok {
				nearSE(t, what, se[to], ref.number(i, "se"))
			}
		}
	}
}

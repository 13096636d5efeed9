package estimate_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

// The reference answers in testdata were made with R 4.2.2: survival 3.5-3,
// etm 1.1.1, mstate 0.3.3 and flexsurv 2.3.2. sim_children is a simulated set
// with delayed entry and three clocks; abortion comes with etm and mgus2 with
// survival.

// table is a CSV file by column name.
type table struct {
	column map[string]int
	rows   [][]string
}

func readTable(t testing.TB, name string) table {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var r io.Reader = bytes.NewReader(raw)
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 2 {
		t.Fatalf("%s holds no rows", name)
	}
	out := table{map[string]int{}, rows[1:]}
	for i, c := range rows[0] {
		out.column[c] = i
	}
	return out
}

func (tb table) text(row int, column string) string {
	c, ok := tb.column[column]
	if !ok {
		panic("no column " + column)
	}
	return tb.rows[row][c]
}

func (tb table) number(row int, column string) float64 {
	v, err := strconv.ParseFloat(tb.text(row, column), 64)
	if err != nil {
		panic(err)
	}
	return v
}

var simStates = []string{"Fostering", "Residential", "Kinship", "SemiIndependent", "Home", "SGO", "Adoption", "Aged18"}

func simState(name string) int { return slices.Index(simStates, name) } // −1, Censored, for Censored

// children is the simulated set on two clocks: time in care, and time in the
// placement.
type children struct {
	care, dur estimate.Spells
	id        []int
	age       []float64 // at the spell's start
}

func loadChildren(t testing.TB) *children {
	t.Helper()
	tb := readTable(t, "sim_children.csv.gz")
	c := &children{}
	for i := range tb.rows {
		c.id = append(c.id, int(tb.number(i, "id")))
		c.age = append(c.age, tb.number(i, "age_at_spell_start"))
		c.care.From = append(c.care.From, simState(tb.text(i, "from")))
		c.care.To = append(c.care.To, simState(tb.text(i, "to")))
		c.care.Start = append(c.care.Start, tb.number(i, "care_start"))
		c.care.Stop = append(c.care.Stop, tb.number(i, "care_stop"))
		c.dur.Start = append(c.dur.Start, tb.number(i, "dur_start"))
		c.dur.Stop = append(c.dur.Stop, tb.number(i, "dur_stop"))
	}
	c.care.States, c.dur.States = len(simStates), len(simStates)
	c.dur.From, c.dur.To = c.care.From, c.care.To
	if len(c.id) != 19866 {
		t.Fatalf("%d placements, want 19866", len(c.id))
	}
	return c
}

// eighth is the subset of children whose id is a multiple of 8.
func (c *children) eighth() *children {
	out := &children{}
	out.care.States, out.dur.States = len(simStates), len(simStates)
	for i, id := range c.id {
		if id%8 == 0 {
			out.id = append(out.id, id)
			out.care.From = append(out.care.From, c.care.From[i])
			out.care.To = append(out.care.To, c.care.To[i])
			out.care.Start = append(out.care.Start, c.care.Start[i])
			out.care.Stop = append(out.care.Stop, c.care.Stop[i])
		}
	}
	return out
}

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

// mgus2 holds months to progression (cause 1) or death (cause 2).
type mgus2 struct {
	age, stop []float64
	cause     []int
	sex       []string
}

func loadMgus2(t testing.TB) *mgus2 {
	tb := readTable(t, "real_mgus2.csv.gz")
	m := &mgus2{}
	for i := range tb.rows {
		m.age = append(m.age, tb.number(i, "entry_age"))
		m.stop = append(m.stop, tb.number(i, "stop"))
		m.cause = append(m.cause, slices.Index([]string{"censor", "pcm", "death"}, tb.text(i, "to")))
		m.sex = append(m.sex, tb.text(i, "sex"))
	}
	return m
}

// of picks one group, written as in the answers: sex=F.
func (m *mgus2) of(sex string) *mgus2 {
	out := &mgus2{}
	for i, s := range m.sex {
		if "sex="+s == sex {
			out.age, out.stop = append(out.age, m.age[i]), append(out.stop, m.stop[i])
			out.cause, out.sex = append(out.cause, m.cause[i]), append(out.sex, s)
		}
	}
	return out
}

func (m *mgus2) died() []bool {
	out := make([]bool, len(m.cause))
	for i, c := range m.cause {
		out[i] = c > 0
	}
	return out
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

// mle holds a maximum likelihood estimate against a reference. Its likelihood
// must be at least as high; the estimate must be the same within 1e-4, or
// within a hundredth of a standard error, which is where R's optimiser
// stopped short, or at a likelihood that is clearly higher.
func mle(t *testing.T, what string, got, want, gotSE, wantSE, loglik, wantLoglik float64) {
	t.Helper()
	if loglik < wantLoglik-1e-7 {
		t.Errorf("%s: log-likelihood %.8f, want %.8f", what, loglik, wantLoglik)
	}
	if math.Abs(got-want) > math.Max(1e-4*math.Abs(want), wantSE/100) && loglik < wantLoglik+1e-3 {
		t.Errorf("%s: %.10g, want %.10g at the same likelihood (%.8f, %.8f)", what, got, want, loglik, wantLoglik)
	}
	nearSE(t, what, gotSE, wantSE)
}

func TestReferenceParametric(t *testing.T) {
	c := loadChildren(t)
	ref := readTable(t, "ref_sim_parametric.csv")
	fits := map[string][2][]float64{}
	logliks := map[string]float64{}
	for i := range ref.rows {
		from, to := simState(ref.text(i, "from")), simState(ref.text(i, "to"))
		what := strings.Join(ref.rows[i][:4], " ")
		if _, ok := fits[what]; !ok {
			start, stop, event := c.dur.Transition(from, to)
			if ref.text(i, "covariate") == "TRUE" {
				var x [][]float64
				for r, f := range c.dur.From {
					if f == from {
						x = append(x, []float64{(c.age[r] - 10) / 10})
					}
				}
				d, l, err := estimate.FitWeibullHazards(start, stop, event, x)
				if err != nil {
					t.Fatal(err)
				}
				logliks[what], fits[what] = l.LogLikelihood, [2][]float64{{d.Shape, d.Rate, d.Effects[0]}, l.SE}
			} else {
				logliks[what], fits[what] = fitAll(t, ref.text(i, "model"), start, stop, event)
			}
		}
		k := 0
		switch p := ref.text(i, "param"); {
		case p == "age10":
			k = 2
		case strings.HasPrefix(p, "ph_scale"), p == "sdlog":
			k = 1
		}
		f := fits[what]
		mle(t, what+" "+ref.text(i, "param"), f[0][k], ref.number(i, "est"), f[1][k], ref.number(i, "se"), logliks[what], ref.number(i, "loglik"))
	}
	if len(fits) != 64 {
		t.Errorf("%d fits, want four for each of 16 moves", len(fits))
	}
	m := loadMgus2(t)
	months := readTable(t, "ref_real_mgus2_parametric.csv")
	for i := range months.rows {
		model := months.text(i, "dist")
		if model != "weibull" && model != "lnorm" && model != "exp" {
			continue
		}
		var start []float64
		stop := m.stop
		if strings.HasPrefix(months.text(i, "clock"), "age") {
			start, stop = m.age, make([]float64, len(m.age))
			for r := range stop {
				stop[r] = m.age[r] + m.stop[r]/12
			}
		}
		loglik, f := fitAll(t, model, start, stop, m.died())
		k := 0
		if p := months.text(i, "param"); p == "scale" || p == "sdlog" {
			k = 1
		}
		mle(t, strings.Join(months.rows[i][:3], " "), f[0][k], months.number(i, "est"), f[1][k], months.number(i, "se"), loglik, months.number(i, "loglik"))
	}
}

// fitAll fits a distribution under its name in R, and gives log-likelihood,
// parameters and standard errors.
func fitAll(t *testing.T, model string, start, stop []float64, event []bool) (float64, [2][]float64) {
	t.Helper()
	switch model {
	case "exp":
		d, l, err := estimate.FitExponential(start, stop, event)
		if err != nil {
			t.Fatal(err)
		}
		return l.LogLikelihood, [2][]float64{{d.Rate}, l.SE}
	case "lnorm":
		d, l, err := estimate.FitLogNormal(start, stop, event)
		if err != nil {
			t.Fatal(err)
		}
		return l.LogLikelihood, [2][]float64{{d.MeanLog, d.SDLog}, l.SE}
	}
	d, l, err := estimate.FitWeibull(start, stop, event)
	if err != nil {
		t.Fatal(err)
	}
	if model == "weibull" {
		return l.LogLikelihood, [2][]float64{{d.Shape, d.Scale}, l.SE}
	}
	// flexsurv's weibullPH has H(t) = µ·t^shape, so µ = scale^−shape: the
	// delta method brings the standard error over.
	mu := math.Pow(d.Scale, -d.Shape)
	a, b := -mu*math.Log(d.Scale), -mu*d.Shape/d.Scale
	v := a*a*l.Covariance[0][0] + 2*a*b*l.Covariance[0][1] + b*b*l.Covariance[1][1]
	return l.LogLikelihood, [2][]float64{{d.Shape, mu}, {l.SE[0], math.Sqrt(v)}}
}

func BenchmarkAalenJohansen(b *testing.B) {
	c := loadChildren(b)
	p0, err := c.care.StartShares(0)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("occupation", func(b *testing.B) {
		for b.Loop() {
			if _, err := estimate.AalenJohansen(c.care, p0, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("matrix", func(b *testing.B) {
		for b.Loop() {
			if _, err := estimate.TransitionProbabilities(c.care, 0); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("occupation+jackknife", func(b *testing.B) {
		for b.Loop() {
			p, err := estimate.AalenJohansen(c.care, p0, 0)
			if err != nil {
				b.Fatal(err)
			}
			for _, t := range []float64{0.25, 0.5, 1, 2, 3, 5} {
				if _, err := p.Jackknife(t, c.id); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

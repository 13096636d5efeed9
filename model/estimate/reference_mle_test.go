package estimate_test

import (
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

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

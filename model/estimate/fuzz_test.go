package estimate_test

import (
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

// Whatever the numbers are, an estimator returns an error of two lines or an
// answer without NaN, and never panics.
func FuzzEstimators(f *testing.F) {
	row := func(start, stop float64, from, to byte) []byte {
		b := binary.LittleEndian.AppendUint64(nil, math.Float64bits(start))
		return append(binary.LittleEndian.AppendUint64(b, math.Float64bits(stop)), from, to)
	}
	join := func(rows ...[]byte) (out []byte) {
		for _, r := range rows {
			out = append(out, r...)
		}
		return out
	}
	f.Add([]byte{})
	f.Add(join(row(0, 1, 1, 2), row(0.5, 2, 1, 0), row(0, 2, 2, 1)))
	f.Add(join(row(0, 1, 1, 2), row(1, 1, 1, 2)))
	f.Add(join(row(0, 1, 1, 2), row(2, 1, 1, 2)))
	f.Add(join(row(0, 1, 1, 2), row(0, math.NaN(), 1, 2)))
	f.Add(join(row(math.NaN(), 1, 1, 2)))
	f.Add(join(row(0, math.Inf(1), 1, 0), row(math.Inf(-1), 1, 1, 2)))
	f.Add(join(row(-2, -1, 1, 2), row(-1, 1, 1, 2)))
	f.Add(join(row(0, 5, 1, 2), row(0, 5, 1, 2)))
	f.Add(join(row(0, 5, 1, 2), row(4, 6, 1, 2), row(5.5, 7, 1, 2), row(3, 9, 1, 0)))
	f.Add(join(row(0, 5e-324, 1, 2), row(1e300, 1e308, 1, 2), row(0, 1, 200, 1), row(0, 1, 1, 200)))
	f.Fuzz(func(t *testing.T, data []byte) {
		var s estimate.Spells
		s.States = 3
		var event []bool
		var cause []int
		var x [][]float64
		for ; len(data) >= 18 && len(s.Stop) < 30; data = data[18:] {
			s.Start = append(s.Start, math.Float64frombits(binary.LittleEndian.Uint64(data)))
			s.Stop = append(s.Stop, math.Float64frombits(binary.LittleEndian.Uint64(data[8:])))
			s.From, s.To = append(s.From, int(data[16])-1), append(s.To, int(data[17])-1)
			event, cause = append(event, data[17] > 0), append(cause, int(data[17]))
			x = append(x, []float64{float64(data[16])})
		}
		refused := func(err error) bool {
			if err != nil && !strings.Contains(err.Error(), "\n") {
				t.Errorf("error without a second line: %v", err)
			}
			return err != nil
		}
		sound := func(what string, values ...float64) {
			for _, v := range values {
				if math.IsNaN(v) {
					t.Errorf("%s: NaN from %+v", what, s)
				}
			}
		}
		bad := len(s.Stop) == 0
		for i, u := range s.Stop {
			bad = bad || !(s.Start[i] < u)
		}
		km, err := estimate.KaplanMeier(s.Start, s.Stop, event)
		if bad && err == nil {
			t.Errorf("accepted %+v", s)
		}
		if !refused(err) {
			v, se := km.At(1)
			sound("survival", v, se)
			if mean, se, err := km.RestrictedMean(1); !refused(err) {
				sound("restricted mean", mean, se)
			}
			km.Quantile(0.5)
		}
		if h, err := estimate.NelsonAalen(s.Start, s.Stop, event); !refused(err) {
			v, se := h.At(1)
			sound("cumulative hazard", v, se)
		}
		if rates, err := estimate.Rates(s.Start, s.Stop, event, []float64{0, 1, math.Inf(1)}); !refused(err) {
			for _, r := range rates {
				sound("rate", r.Events, r.Exposure)
			}
		}
		curves := []*estimate.StateProbabilities{}
		if p, err := estimate.CumulativeIncidence(s.Start, s.Stop, cause, 2); !refused(err) {
			curves = append(curves, p)
		}
		if p0, err := s.StartShares(0.5); !refused(err) {
			if p, err := estimate.AalenJohansen(s, p0, 0.5); !refused(err) {
				curves = append(curves, p)
			}
		}
		if all, err := estimate.TransitionProbabilities(s, 0); !refused(err) {
			curves = append(curves, all...)
		}
		for _, p := range curves {
			prob, se := p.At(2)
			sound("probabilities", append(prob, se...)...)
			if se, err := p.Jackknife(2, nil); !refused(err) {
				sound("jackknife", se...)
			}
			if mean, se, err := p.RestrictedMean(2); !refused(err) {
				sound("mean time", append(mean, se...)...)
			}
		}
		if d, l, err := estimate.FitExponential(s.Start, s.Stop, event); !refused(err) {
			sound("exponential", append(l.SE, d.Rate, l.LogLikelihood)...)
		}
		if d, l, err := estimate.FitWeibull(s.Start, s.Stop, event); !refused(err) {
			sound("Weibull", append(l.SE, d.Shape, d.Scale, l.LogLikelihood)...)
		}
		if d, l, err := estimate.FitLogNormal(s.Start, s.Stop, event); !refused(err) {
			sound("log-normal", append(l.SE, d.MeanLog, d.SDLog, l.LogLikelihood)...)
		}
		if d, l, err := estimate.FitWeibullHazards(s.Start, s.Stop, event, x); !refused(err) {
			sound("Weibull with covariates", append(l.SE, d.Shape, d.Rate, l.LogLikelihood)...)
		}
	})
}

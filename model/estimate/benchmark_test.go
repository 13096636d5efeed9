package estimate_test

import (
	"testing"

	"github.com/carecurve/carecurve/model/estimate"
)

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

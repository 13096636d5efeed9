package study

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, slack float64) {
	t.Helper()
	if !(math.Abs(got-want) <= slack) {
		t.Errorf("%s: %.8g, want %.8g", what, got, want)
	}
}

// TestCRPSByHand holds the score to the integral worked out on paper.
func TestCRPSByHand(t *testing.T) {
	// One value is the absolute error.
	near(t, "one value", Sample{7}.CRPS(10), 3, 1e-12)
	// {1,2,4} against 3: F is 1/3 on [1,2), 2/3 on [2,4), so that the integral
	// is 1·(1/3)² + 1·(2/3)² + 1·(1/3)² = 6/9.
	near(t, "three values", Sample{1, 2, 4}.CRPS(3), 6.0/9, 1e-12)
	// Below all: |X−y| has mean 7/3−0, less half the mean distance 12/9/2.
	near(t, "below all", Sample{1, 2, 4}.CRPS(0), 7.0/3-6.0/9, 1e-12)
	// A standard normal at its mean: (√2 − 1)/√π.
	normal := make(Sample, 20000)
	for i := range normal {
		normal[i] = math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/float64(len(normal))-1)
	}
	near(t, "normal", normal.CRPS(0), (math.Sqrt2-1)/math.Sqrt(math.Pi), 1e-4)
}

func TestQuantileAndPIT(t *testing.T) {
	s := Sample{10, 20, 30, 40}
	near(t, "median", s.Quantile(0.5), 25, 1e-12)
	near(t, "first", s.Quantile(0.125), 10, 1e-12)
	near(t, "bottom", s.Quantile(0.01), 10, 1e-12)
	near(t, "top", s.Quantile(1), 40, 1e-12)
	near(t, "PIT between", s.PIT(25), 0.5, 1e-12)
	near(t, "PIT tied", s.PIT(10), 0.125, 1e-12)
	near(t, "PIT above", s.PIT(99), 1, 1e-12)
	if !s.Holds(0.5, 20) || s.Holds(0.5, 39) {
		t.Error("the middle half holds 20 and not 39")
	}
	uniform := make(Sample, 1000)
	for i := range uniform {
		uniform[i] = float64(i)
	}
	near(t, "thinned", thin(uniform, 10).Quantile(0.95), uniform.Quantile(0.95), 1)
}

// The flow of the Nile at Aswan 1871–1970, R's data set Nile.
var nile = []float64{1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140,
	1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969,
	831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768, 845, 864, 862, 698, 845, 744, 796, 1040, 759,
	781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890,
	744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740}

// leeds is a council's series, and rising is one with a clear trend.
var (
	leeds  = []float64{1373, 1357, 1326, 1301, 1294, 1259, 1278, 1286, 1344, 1281, 1374, 1452}
	rising = []float64{120, 131, 128, 140, 152, 149, 160, 171, 168, 181, 190, 188, 201}
)

// TestARIMAAgainstR holds the fit to R 4's arima(x, order = c(0,1,1)).
func TestARIMAAgainstR(t *testing.T) {
	for _, c := range []struct {
		name                            string
		x                               []float64
		theta, variance, loglik, onward float64
	}{
		{"Nile", nile, -0.73294258, 20599.87, -632.5456, 798.3673},
		{"Leeds", leeds, -0.02416357, 2326.436, -58.24513, 1450.062},
	} {
		a := FitARIMA011(c.x)
		near(t, c.name+" θ", a.Theta, c.theta, 2e-4)
		near(t, c.name+" variance", a.Variance/c.variance, 1, 2e-4)
		near(t, c.name+" likelihood", a.LogLikelihood, c.loglik, 1e-3)
		near(t, c.name+" forecast", a.Forecast()/c.onward, 1, 1e-4)
	}
	// R's search stops at a lower hill (θ 0.100, −44.0766) than that at the edge.
	if a := FitARIMA011(rising); a.LogLikelihood < -44.07662 {
		t.Errorf("rising likelihood %.6f, R has −44.0766", a.LogLikelihood)
	}
	if FitARIMA011([]float64{5, 5, 5, 5, 5}) != nil || FitARIMA011([]float64{1, 2, 3}) != nil {
		t.Error("a fit where there is nothing to fit")
	}
}

// TestETSAgainstR holds each form to R's forecast::ets. R stops where its
// search does: a likelihood may be above R's, and not below.
func TestETSAgainstR(t *testing.T) {
	for _, c := range []struct {
		name          string
		x             []float64
		trend, damped bool
		loglik, third float64
		sameForecast  bool
	}{
		{"Nile level", nile, false, false, -726.39052, 805.3813, true},
		{"Leeds level", leeds, false, false, -60.8998975, 1449.859, true},
		{"rising level", rising, false, false, -45.5259832, 200.9987, true},
		{"Nile trend", nile, true, false, -725.956062, 796.5921, false},
		{"Leeds trend", leeds, true, false, -60.2425206, 1601.425, false},
		{"rising trend", rising, true, false, -34.0788654, 218.7320, false},
		{"Nile damped", nile, true, true, -726.502047, 801.7773, false},
		{"Leeds damped", leeds, true, true, -60.1090757, 1588.973, false},
	} {
		m := fitETS(c.x, c.trend, c.damped)
		if m.LogLikelihood < c.loglik-0.01 {
			t.Errorf("%s: likelihood %.6f, R has %.6f", c.name, m.LogLikelihood, c.loglik)
		}
		if math.Abs(m.LogLikelihood-c.loglik) < 2e-3 || c.sameForecast {
			near(t, c.name+" likelihood", m.LogLikelihood, c.loglik, 2e-3)
			near(t, c.name+" forecast", m.Forecast(3)/c.third, 1, 2e-3)
		}
	}
	if m := fitETS(nile, false, false); math.Abs(m.AICc-1459.031) > 0.01 {
		t.Errorf("AICc %.3f, R has 1459.031", m.AICc)
	}
	if m := FitETS(rising); !m.Trend || m.Damped {
		t.Error("a clear trend isn't chosen")
	}
	if m := FitETS(nile); m.Trend {
		t.Error("the Nile has no trend by AICc")
	}
}

func TestPlainBaselines(t *testing.T) {
	past := []float64{100, 110, 120, 130, 140}
	for name, want := range map[string][]float64{
		LastValue: {140, 140}, "damped_drift": {145, 147.5}, "straight_line": {150, 160},
	} {
		for _, b := range Baselines() {
			if b.Name != name {
				continue
			}
			got := b.Forecast(past, 2)
			near(t, name, got[0], want[0], 1e-9)
			near(t, name, got[1], want[1], 1e-9)
		}
	}
	for _, b := range Baselines() { // a single value, and a series that never moves
		near(t, b.Name, b.Forecast([]float64{5}, 1)[0], 5, 1e-9)
		near(t, b.Name, b.Forecast([]float64{7, 7, 7, 7, 7, 7, 7, 7, 7}, 3)[2], 7, 1e-6)
	}
	if got := unbroken([]float64{1, math.NaN(), 2, 3}); len(got) != 2 || got[0] != 2 {
		t.Errorf("after the gap: %v", got)
	}
}

package sim

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/carecurve/carecurve/model"
)

func TestCoverageAt(t *testing.T) {
	ramped := Reach{Coverage: 0.8, From: 100, Until: 400, Ramp: 200}
	for _, c := range []struct {
		r              Reach
		t, delay, want float64
	}{
		{Reach{Coverage: 0.6, From: 100}, 99.9, 0, 0},
		{Reach{Coverage: 0.6, From: 100}, 100, 0, 0.6},
		{Reach{Coverage: 0.6, From: 100}, 1e6, 0, 0.6},
		{Reach{Coverage: 0.6, From: 100}, 129, 30, 0},
		{Reach{Coverage: 0.6, From: 100}, 130, 30, 0.6},
		{Reach{Coverage: 0.6, Until: 50}, 49.9, 0, 0.6},
		{Reach{Coverage: 0.6, Until: 50}, 50, 0, 0},
		{ramped, 100, 0, 0}, {ramped, 150, 0, 0.2}, {ramped, 200, 0, 0.4}, {ramped, 300, 0, 0.8}, {ramped, 399, 0, 0.8},
		{ramped, 400, 0, 0}, {ramped, 200, 50, 0.2},
	} {
		if got := c.r.CoverageAt(c.t, c.delay); !near(got, c.want) {
			t.Errorf("%+v at %v, delayed by %v: %v, want %v", c.r, c.t, c.delay, got, c.want)
		}
	}
}

func TestReachedAt(t *testing.T) {
	const never = -1
	all := Reach{Coverage: 0.8, From: 100}
	ramp := Reach{Coverage: 0.8, From: 100, Ramp: 200}
	until := Reach{Coverage: 0.8, From: 100, Ramp: 200, Until: 180}
	only := func(r Reach) Reach { r.NewOnly = true; return r }
	for _, c := range []struct {
		what               string
		r                  Reach
		began, draw, delay float64
		want               float64
	}{
		{"open before", all, -500, 0.5, 0, 100},
		{"open before, draw at the coverage", all, -500, 0.8, 0, never},
		{"open before, delayed", all, -500, 0.5, 30, 130},
		{"new", all, 150, 0.5, 0, 150},
		{"new, not drawn", all, 150, 0.9, 0, never},
		{"on the first day", only(all), 100, 0.5, 0, 100},
		{"new only, open before", only(all), 99, 0.1, 0, never},
		{"new only, begun before the delay is over", only(all), 110, 0.1, 30, never},
		{"new only, begun after it", only(all), 131, 0.1, 30, 131},
		{"ramp, open before: when coverage gets to 0.2", ramp, -500, 0.2, 0, 150},
		{"ramp, new when coverage is 0.4", ramp, 200, 0.3, 0, 200},
		{"ramp, new too early, reached later", ramp, 110, 0.4, 0, 200},
		{"ramp, new only, too early", only(ramp), 110, 0.4, 0, never},
		{"ramp, new only, in time", only(ramp), 210, 0.4, 0, 210},
		{"until: coverage got there before", until, -500, 0.2, 0, 150},
		{"until: too late for this draw", until, -500, 0.4, 0, never},
		{"until: new after it", until, 181, 0.1, 0, never},
		{"until: new before it", until, 170, 0.1, 0, 170},
	} {
		at, ok := c.r.ReachedAt(c.began, c.draw, c.delay)
		if !ok {
			at = never
		}
		if ok && c.want == never || !near(at, c.want) {
			t.Errorf("%s: reached at %v, want %v", c.what, at, c.want)
		}
	}
}

// A new case is reached on its first day in the share that CoverageAt says;
// an open one on the first day that coverage is above its draw.
func TestReachedAtKeepsToCoverageAt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Reach{
			Coverage: rapid.Float64Range(0, 1).Draw(t, "coverage"),
			From:     rapid.Float64Range(0, 500).Draw(t, "from"),
			Ramp:     rapid.SampledFrom([]float64{0, 100, 365}).Draw(t, "ramp"),
			Until:    rapid.SampledFrom([]float64{0, 300, 700}).Draw(t, "until"),
			NewOnly:  rapid.Bool().Draw(t, "new"),
		}
		began := rapid.Float64Range(-1000, 1000).Draw(t, "began")
		draw := rapid.Float64Range(0, 0.999).Draw(t, "draw")
		delay := rapid.SampledFrom([]float64{0, 90}).Draw(t, "delay")
		at, ok := r.ReachedAt(began, draw, delay)
		if r.NewOnly {
			if want := draw < r.CoverageAt(began, delay); ok != want || (ok && at != began) {
				t.Fatalf("reached %v at %v, want %v at %v", ok, at, want, began)
			}
			return
		}
		if ok {
			if at < began || at < r.From+delay {
				t.Fatalf("reached at %v, before it began at %v", at, began)
			}
			if r.CoverageAt(at+1e-6, delay) < draw-1e-6 && (r.Until == 0 || at+1e-6 < r.Until) {
				t.Fatalf("reached at %v, where coverage is %v", at, r.CoverageAt(at, delay))
			}
		}
		for x := math.Max(began, 0); x < 1500; x += 7 {
			if draw < r.CoverageAt(x, delay)-1e-9 && (!ok || at > x+1e-6) {
				t.Fatalf("coverage is %v at %v, but the case is reached at %v (%v)", r.CoverageAt(x, delay), x, at, ok)
			}
		}
	})
}

func TestWhoAndPlaces(t *testing.T) {
	w := Who{Ages: []model.AgeBand{model.Age0}, Settings: []model.Setting{model.Residential}, Locations: []model.Location{model.OutOfArea}, CareFrom: 100, CareTo: 200}
	place := model.PlaceOf(model.Residential, model.OutOfArea)
	if !w.HasAge(model.Age0) || w.HasAge(model.Age1to4) {
		t.Error("the wrong age passes")
	}
	if !w.HasPlace(place) || w.HasPlace(model.PlaceOf(model.Residential, model.InArea)) || w.HasPlace(model.PlaceOf(model.Secure, model.OutOfArea)) {
		t.Error("the wrong place passes")
	}
	if w.HasCare(99) || !w.HasCare(100) || !w.HasCare(199) || w.HasCare(200) {
		t.Error("the wrong time in care passes")
	}
	if any := (&Who{}); !any.HasAge(model.Age10to15) || !any.HasPlace(place) || !any.HasCare(1e5) {
		t.Error("everyone does not pass")
	}
	in, own := model.InArea, model.FosterOwn
	if got := (&Reroute{Location: &in}).To(place); got != model.PlaceOf(model.Residential, model.InArea) {
		t.Errorf("to the area: %s", got)
	}
	if got := (&Reroute{Setting: &own}).To(place); got != model.PlaceOf(model.FosterOwn, model.OutOfArea) {
		t.Errorf("to foster care: %s", got)
	}
	for f := range Flows {
		flow := Flow(f)
		if want := flow != EntryDirect && flow != EntryUASC && flow != PlanStart; flow.HasCases() != want {
			t.Errorf("flow %d has cases: %v", f, !want)
		}
	}
	set := PlaceSet{Settings: []model.Setting{model.Residential}}
	if !set.Has(place) || set.Has(model.PlaceOf(model.Secure, model.OutOfArea)) {
		t.Error("the wrong places are in the set")
	}
}

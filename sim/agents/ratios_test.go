package agents

import (
	"context"
	"math"
	"runtime"
	"testing"
	"time"

	"github.com/carecurve/carecurve/sim"
)

// The benchmarks here print ratios of times taken in one run, side by side, so
// that they mean something on any machine.

// sink keeps the compiler from leaving the bare loop out.
var sink int

// bareLoop is the least that a placement can cost: an exponential as the
// logarithm of a keyed uniform, one cause, and a month's count.
func bareLoop(key sim.Key, n int) {
	var count [64]int32
	t, causes := 0.0, [12]float64{.1, .2, .3, .4, .45, .5, .55, .6, .7, .8, .9, 1}
	for i := range uint64(n) {
		k := key.With(i)
		t += 200 * k.Exp(1)
		u, cause := k.Uniform(2), 0
		for u >= causes[cause] {
			cause++
		}
		if t >= 1900 {
			t = 0
		}
		count[int(t*(1/30.4))]++
		sink += cause
	}
	sink += int(count[3])
}

// placements is how many placements and plans a replicate lives through, in the
// baseline and again in scenarios.
func placements(w *worker) (n int) {
	for _, i := range []string{"entries", "moves", "plan_starts"} {
		for j, c := range w.columns {
			if c.Measure == i && c.Breakdown == "" {
				for d := range w.calendar.Dates {
					n += int(w.row[j*len(w.calendar.Dates)+d])
				}
			}
		}
	}
	return n + len(w.stock)
}

// Nanoseconds a placement, plan or leaver, all uncertainty and all figures in,
// against the bare loop.
func BenchmarkRatioToBareLoop(b *testing.B) {
	m, s := big()
	w := newRun(Engine{Replicates: 1, Seed: 1}, programme(m, s)).newWorker()
	w.replicate(0)
	n := placements(w)
	kernel, bare := math.Inf(1), math.Inf(1)
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		w.replicate(0)
		middle := time.Now()
		bareLoop(sim.NewKey(uint64(i)), n)
		kernel = min(kernel, middle.Sub(start).Seconds())
		bare = min(bare, time.Since(middle).Seconds())
	}
	b.ReportMetric(1e9*kernel/float64(n), "ns/placement")
	b.ReportMetric(1e9*bare/float64(n), "ns/bare")
	b.ReportMetric(kernel/bare, "ratio")
}

// least is the shortest of some times that a programme takes.
func least(b *testing.B, times int, e Engine, p *sim.Programme) float64 {
	best := math.Inf(1)
	for range times {
		start := time.Now()
		if _, err := e.Run(context.Background(), p); err != nil {
			b.Fatal(err)
		}
		best = min(best, time.Since(start).Seconds())
	}
	return best
}

// Ten times the children, replicates and months should take no more than ten and
// a half times as long.
func BenchmarkRatioOfTenfold(b *testing.B) {
	m, s := smallModel(1)
	few := programme(m, s)
	many, crowd := big()
	for b.Loop() {
		e := Engine{Replicates: 40, Seed: 1, Workers: 1}
		one := least(b, 5, e, few)
		e.Replicates = 400
		b.ReportMetric(least(b, 2, e, few)/one, "replicates×10")
		e.Replicates = 20
		b.ReportMetric(least(b, 2, e, programme(many, crowd))/least(b, 5, e, few)/2, "children×20/2")
		short, long := *few, *few
		short.Years, long.Years = 2, 20
		b.ReportMetric(least(b, 2, e, &long)/least(b, 5, e, &short), "years×10")
	}
}

// Two workers against one, and the memory that stays in use at its peak.
func BenchmarkRatioOfTwoWorkers(b *testing.B) {
	m, s := big()
	p := programme(m, s)
	for b.Loop() {
		b.ReportMetric(least(b, 3, Engine{Replicates: 40, Seed: 1, Workers: 1}, p)/least(b, 3, Engine{Replicates: 40, Seed: 1, Workers: 2}, p), "speed-up")
	}
}

// Memory of 10,000 replicates against 1,000, in megabytes.
func BenchmarkMemoryOfReplicates(b *testing.B) {
	m, s := smallModel(1)
	p := programme(m, s, everything())
	held := func(n int) float64 {
		r := newRun(Engine{Replicates: n, Seed: 1}, p)
		w := r.newWorker()
		for i := range min(n, 300) { // what more would find its room taken
			w.replicate(i)
		}
		w.flush()
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		runtime.KeepAlive(w)
		return float64(stats.HeapAlloc) / 1e6
	}
	for b.Loop() {
		b.ReportMetric(held(1000), "MB/1000")
		b.ReportMetric(held(10_000), "MB/10000")
	}
}

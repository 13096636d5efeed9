package sim

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// The reference outputs of splitmix64 from state 0, and FNV-1a's of "a".
func TestKeyIsSplitmix(t *testing.T) {
	for x, want := range []Key{0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f} {
		if got := Key(0).With(uint64(x)); got != want {
			t.Errorf("part %d gives %#x, want %#x", x, uint64(got), uint64(want))
		}
	}
	if Key(7).Named("a") != Key(7).With(0xaf63dc4c8601ec8c) {
		t.Error(`"a" is not mixed in as its FNV-1a hash`)
	}
	if NewKey(1) == NewKey(2) || NewKey(1) == Key(1) {
		t.Error("a seed does not name its key")
	}
}

// giving is the key whose part 0 is v: splitmix64's finalizer undone.
func giving(v uint64) Key {
	inverse := func(odd uint64) uint64 {
		x := odd // Newton: each step doubles the bits that are right
		for range 6 {
			x *= 2 - odd*x
		}
		return x
	}
	unshift := func(z uint64, by int) uint64 {
		x := z
		for range 64/by + 1 {
			x = z ^ x>>by
		}
		return x
	}
	z := unshift(v, 31) * inverse(0x94d049bb133111eb)
	z = unshift(z, 27) * inverse(0xbf58476d1ce4e5b9)
	return Key(unshift(z, 30) - 0x9e3779b97f4a7c15)
}

// Even the lowest draw is above nothing, so that its logarithm is finite.
func TestLowestDraw(t *testing.T) {
	k := giving(0)
	if k.With(0) != 0 {
		t.Fatalf("the key gives %#x", uint64(k.With(0)))
	}
	if k.Uniform(0) <= 0 || math.IsInf(k.Exp(0), 0) || math.IsInf(k.Normal(0), 0) {
		t.Errorf("draws %v, %v and %v", k.Uniform(0), k.Exp(0), k.Normal(0))
	}
}

// Even the highest draw is below one, so that a probability of one is certain.
func TestHighestDraw(t *testing.T) {
	k := giving(math.MaxUint64)
	if k.With(0) != math.MaxUint64 {
		t.Fatalf("the key gives %#x", uint64(k.With(0)))
	}
	if k.Uniform(0) >= 1 || k.Exp(0) <= 0 || math.IsInf(k.Normal(0), 0) {
		t.Errorf("draws %v, %v and %v", k.Uniform(0), k.Exp(0), k.Normal(0))
	}
}

// One key, one draw; parts and their order tell keys apart.
func TestKeyNamesItsDraw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := NewKey(rapid.Uint64().Draw(t, "seed"))
		a, b := rapid.Uint64().Draw(t, "a"), rapid.Uint64().Draw(t, "b")
		if k.With(a).Uniform(b) != k.With(a).Uniform(b) || k.Exp(a) != -math.Log(k.Uniform(a)) {
			t.Fatal("a draw was not repeated")
		}
		if u := k.Uniform(a); u <= 0 || u >= 1 {
			t.Fatalf("a draw of %v", u)
		}
		if a != b && (k.With(a) == k.With(b) || k.With(a).With(b) == k.With(b).With(a) || k.Uniform(a) == k.Uniform(b)) {
			t.Fatal("two draws under one key")
		}
		s, again := k.Source(), k.Source()
		first := s.Uint64()
		if first != again.Uint64() || s.Uint64() == first {
			t.Fatal("a source does not run through its own sequence")
		}
	})
}

// chi is Pearson's statistic of pairs of uniforms on a grid of n × m.
func chi(n, m, draws int, pair func(i uint64) (u, v float64)) float64 {
	cells := make([]float64, n*m)
	for i := range draws {
		u, v := pair(uint64(i))
		cells[int(u*float64(n))*m+int(v*float64(m))]++
	}
	expected, sum := float64(draws)/float64(n*m), 0.0
	for _, c := range cells {
		sum += (c - expected) * (c - expected) / expected
	}
	return sum
}

// Draws are uniform, and neighbours (the next child, purpose, replicate or
// seed) know nothing of each other. 148.2 is the 99.9th percentile of χ² with
// 99 degrees of freedom; 43.8 with 19.
func TestDrawsAreUniformAndIndependent(t *testing.T) {
	k := NewKey(1)
	const draws = 40000
	for name, of := range map[string]func(i uint64) float64{
		"children": func(i uint64) float64 { return k.With(i).Uniform(0) },
		"purposes": func(i uint64) float64 { return k.Uniform(i) },
		"seeds":    func(i uint64) float64 { return NewKey(i).Uniform(0) },
		"deep":     func(i uint64) float64 { return k.With(3).With(i / 100).With(i % 100).Uniform(5) },
		"source":   func(i uint64) float64 { return float64(k.With(i).Source().Uint64()>>11) / (1 << 53) },
		"low bits": func(i uint64) float64 { return float64(uint64(k.With(i))&(1<<20-1)) / (1 << 20) },
		"far":      func(i uint64) float64 { return k.With(i << 40).Uniform(0) },
	} {
		if x := chi(20, 1, draws, func(i uint64) (float64, float64) { return of(i), 0 }); x > 43.8 {
			t.Errorf("%s: χ² %.1f of uniformity", name, x)
		}
		if x := chi(10, 10, draws, func(i uint64) (float64, float64) { return of(i), of(i + 1) }); x > 148.2 {
			t.Errorf("%s: χ² %.1f of independence", name, x)
		}
	}
	if x := chi(10, 10, draws, func(i uint64) (float64, float64) {
		return k.With(i).Named("conferences").Uniform(0), k.With(i).Named("reunification").Uniform(0)
	}); x > 148.2 {
		t.Errorf("names: χ² %.1f of independence", x)
	}
}

// A bit of a part turns over about half of the key's, wherever it is.
func TestOneBitChangesHalfOfTheKey(t *testing.T) {
	const keys = 2000
	rng := rand.New(rand.NewPCG(1, 2))
	for b := range 64 {
		turned, by := 0, [64]int{}
		for range keys {
			k, x := Key(rng.Uint64()), rng.Uint64()
			d := uint64(k.With(x)) ^ uint64(k.With(x^1<<b))
			turned += bits.OnesCount64(d)
			for j := range by {
				by[j] += int(d >> j & 1)
			}
		}
		if mean := float64(turned) / keys; math.Abs(mean-32) > 1 {
			t.Errorf("bit %d turns %.1f of 64", b, mean)
		}
		for j, n := range by {
			if math.Abs(float64(n)/keys-0.5) > 0.07 {
				t.Errorf("bit %d turns bit %d in %d of %d keys", b, j, n, keys)
			}
		}
	}
}

// Exponential and normal draws have their distribution's tails.
func TestExpAndNormal(t *testing.T) {
	k := NewKey(3)
	const n = 40000
	share := func(in func(i uint64) bool) float64 {
		sum := 0
		for i := range n {
			if in(uint64(i)) {
				sum++
			}
		}
		return float64(sum) / n
	}
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"exp > 1", share(func(i uint64) bool { return k.Exp(i) > 1 }), math.Exp(-1)},
		{"exp > 3", share(func(i uint64) bool { return k.Exp(i) > 3 }), math.Exp(-3)},
		{"normal > 0", share(func(i uint64) bool { return k.Normal(i) > 0 }), 0.5},
		{"normal < -1.6449", share(func(i uint64) bool { return k.Normal(i) < -1.6449 }), 0.05},
		{"normal > 1.96", share(func(i uint64) bool { return k.Normal(i) > 1.96 }), 0.025},
	} {
		if sd := math.Sqrt(c.want * (1 - c.want) / n); math.Abs(c.got-c.want) > 4*sd {
			t.Errorf("%s in %.4f of draws, want %.4f ± %.4f", c.what, c.got, c.want, sd)
		}
	}
}

package sim

import "math"

// Key names one stream of random numbers. A draw is a pure function of its
// key, so a run can't depend on the number of workers, the order of work or
// how replicates are cut up, and a scenario shares every draw with the
// baseline that it doesn't change. Keys are made by mixing in what the draw is
// for: seed, replicate, family or child, purpose.
type Key uint64

// NewKey begins a key at a seed.
func NewKey(seed uint64) Key { return Key(seed).With(0x6361726563757276) }

// With mixes another part into the key: splitmix64's finalizer (Steele, Lea
// and Flood, 2014), which passes the usual batteries as a counter-based hash.
func (k Key) With(x uint64) Key {
	z := uint64(k) + (x+1)*0x9e3779b97f4a7c15
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb
	return Key(z ^ (z >> 31))
}

// Named mixes in a name.
func (k Key) Named(s string) Key {
	h := uint64(14695981039346656037) // FNV-1a
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return k.With(h)
}

// Uniform is a draw from (0, 1): an odd multiple of 2⁻⁵³, so that neither end
// comes up.
func (k Key) Uniform(purpose uint64) float64 {
	return float64(k.With(purpose)>>11|1) / (1 << 53)
}

// Exp is a draw from the unit exponential.
func (k Key) Exp(purpose uint64) float64 { return -math.Log(k.Uniform(purpose)) }

// Normal is a draw from the standard normal, by inversion: one uniform, so
// that near keys of two scenarios can't fall out of step.
func (k Key) Normal(purpose uint64) float64 {
	return math.Sqrt2 * math.Erfinv(2*k.Uniform(purpose)-1)
}

// Source is a sequence of draws under a key, for samplers that need several;
// it is a math/rand/v2 source.
type Source struct {
	key Key
	n   uint64
}

// Source begins the sequence.
func (k Key) Source() *Source { return &Source{key: k} }

// Uint64 is the next number.
func (s *Source) Uint64() uint64 {
	s.n++
	return uint64(s.key.With(s.n))
}

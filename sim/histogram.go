package sim

import "math"

// Histogram is how often each whole number came up: a sample of which only the
// order is lost, in room that does not grow with the sample. Its zero value is
// empty.
type Histogram struct {
	from  int32 // the number that times[0] counts
	times []int32
	n     int
}

// Add counts a number once.
func (h *Histogram) Add(x int32) {
	if i := x - h.from; i >= 0 && int(i) < len(h.times) {
		h.times[i]++
		h.n++
		return
	}
	h.reach(x)
	h.times[x-h.from]++
	h.n++
}

// reach makes room for a number, and some beside it: as much again as there was.
func (h *Histogram) reach(x int32) {
	if len(h.times) == 0 {
		h.from, h.times = x, make([]int32, 1)
		return
	}
	from, to := h.from, h.from+int32(len(h.times))
	spare := min(int32(len(h.times)), math.MaxInt16)
	if x < from {
		from = x - spare
	} else {
		to = x + 1 + spare
	}
	times := make([]int32, to-from)
	copy(times[h.from-from:], h.times)
	h.from, h.times = from, times
}

// Mean is the mean of the numbers counted, 0 where there are none.
func (h *Histogram) Mean() float64 {
	sum := 0.0
	for i, k := range h.times {
		sum += float64(k) * float64(int(h.from)+i)
	}
	return sum / max(1, float64(h.n))
}

// Summary is what [Summarise] gives for the numbers counted.
func (h *Histogram) Summary() Summary {
	var s Summary
	if h.n == 0 {
		return s
	}
	n := float64(h.n)
	sum, above := 0.0, 0
	first, last := len(h.times), 0 // the least and greatest that came up
	for i, k := range h.times {
		if k == 0 {
			continue
		}
		first, last = min(first, i), i
		x := int(h.from) + i
		sum += float64(k) * float64(x)
		if x > 0 {
			above += int(k)
		}
	}
	s.Probability = float64(above) / n
	if first == last {
		s.Mean = float64(int(h.from) + first)
		for i := range s.Q {
			s.Q[i] = s.Mean
		}
		return s
	}
	s.Mean = sum / n
	for i := first; i <= last; i++ {
		d := float64(int(h.from)+i) - s.Mean
		s.SD += float64(h.times[i]) * d * d
	}
	s.SD = math.Sqrt(s.SD / (n - 1))
	i, before := first, 0 // before counts the numbers below the i-th
	at := func(rank int) float64 {
		if rank < before { // in a small sample levels lie between the same two numbers
			i, before = first, 0
		}
		for before+int(h.times[i]) <= rank {
			before += int(h.times[i])
			i++
		}
		return float64(int(h.from) + i)
	}
	for k, p := range Levels {
		place := (n-1)*p + 1
		low := int(math.Floor(place - 1))
		x := at(low)
		next := x
		if up := int(math.Ceil(place - 1)); up > low {
			next = at(up)
		}
		s.Q[k] = x + (place-math.Floor(place))*(next-x)
	}
	return s
}

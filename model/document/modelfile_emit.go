package document

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/mathext"

	"github.com/carecurve/carecurve/model"
)

// emitter gathers a YAML document and the first thing wrong with it.
type emitter struct {
	out []byte
	err error
}

func (e *emitter) fail(format string, args ...any) {
	if e.err == nil {
		e.err = fmt.Errorf("the model can't be written: "+format+"\nfit the records again; if that doesn't help, the fault is the program's", args...)
	}
}

func (e *emitter) text(s string) { e.out = append(e.out, s...) }

func (e *emitter) line(depth int, format string, args ...any) {
	for range depth {
		e.text("  ")
	}
	e.out = fmt.Appendf(e.out, format, args...)
	e.text("\n")
}

// section sets a heading off, with a comment above it.
func (e *emitter) section(comment, key string) {
	e.text("\n# " + comment + "\n")
	if key != "" {
		e.line(0, "%s:", key)
	}
}

// list writes a list with one item a line.
func (e *emitter) list(depth int, key string, n int, item func(i int) string) {
	if n == 0 {
		e.line(depth, "%s: []", key)
		return
	}
	e.line(depth, "%s:", key)
	for i := range n {
		e.line(depth+1, "- %s", item(i))
	}
}

// pairs writes a mapping with one key a line.
func (e *emitter) pairs(depth int, key string, n int, keys []string, value func(key string) string) {
	if n == 0 {
		e.line(depth, "%s: {}", key)
		return
	}
	e.line(depth, "%s:", key)
	for _, k := range keys {
		e.line(depth+1, "%s: %s", word(k), value(k))
	}
}

func (e *emitter) check(what string, x float64) float64 {
	if !valid(x) {
		e.fail("%s has the value %v, must be a number of 0 or more", what, x)
	}
	return x
}

func (e *emitter) finite(what string, x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		e.fail("%s has the value %v, must be a number", what, x)
	}
	return x
}

// rate is a checked value with nine digits, pounds one with all digits.
func (e *emitter) rate(what string, x float64) string   { return digits(e.check(what, x)) }
func (e *emitter) pounds(what string, x float64) string { return exact(e.check(what, x)) }

// shareScale is the number of steps that 1 is cut into when shares are
// written: eight decimals.
const shareScale = 100_000_000

// sumTolerance is how far shares may miss their sum: the hand of a person
// with a calculator, not a mistake.
const sumTolerance = 1e-6

// shares writes values that sum to total as decimals that sum to it exactly
// (by largest remainders), so that reading and writing again changes nothing.
// With names it leaves out zeros.
func (e *emitter) shares(what string, x []float64, total float64, scale int, name func(i int) string) string {
	sum := 0.0
	for _, v := range x {
		sum += e.check(what, v)
	}
	if !(math.Abs(sum-total) <= sumTolerance*total) {
		e.fail("%s sum to %v, must sum to %v", what, sum, total)
		return ""
	}
	steps := make([]int, len(x))
	left := int(total) * scale
	order := make([]int, len(x))
	rest := make([]float64, len(x))
	for i, v := range x {
		f := v / sum * total * float64(scale)
		n := math.Floor(f + 1e-4) // what was written as a decimal is that decimal
		steps[i], rest[i], order[i] = int(n), f-n, i
		left -= steps[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for i := range left { // no more than len(x), each less than a step
		steps[order[i%len(order)]]++
	}
	var out []string
	for i, n := range steps {
		s := strconv.FormatFloat(float64(n)/float64(scale), 'f', -1, 64)
		switch {
		case name == nil:
			out = append(out, s)
		case n > 0:
			out = append(out, name(i)+": "+s)
		}
	}
	return commas(out)
}

// interval80 is the 80 % interval of a rate with a gamma posterior of shape
// mean·(exposure+weight) and rate exposure+weight. Where the cell shares a
// backbone's error, the two are put together on the log scale.
func interval80(mean, exposure, weight, shared float64) (low, high float64) {
	n := exposure + weight
	shape := mean * n
	informed := shape > 1e-200 && shape < 1e12 && n < 1e100
	if shared > 0 && mean > 0 {
		v := shared
		if informed {
			v += 1 / math.Max(shape, 1)
		}
		const z = 1.2815515655446004
		return mean * math.Exp(-v/2-z*math.Sqrt(v)), mean * math.Exp(-v/2+z*math.Sqrt(v))
	}
	if !informed { // no information, or no width to speak of
		return mean, mean
	}
	return mathext.GammaIncRegInv(shape, 0.1) / n, mathext.GammaIncRegInv(shape, 0.9) / n
}

// digits is a number with nine significant digits, brief one with three;
// exact is the shortest text that reads back as the same number.
func digits(x float64) string { return strconv.FormatFloat(x+0, 'g', 9, 64) }
func brief(x float64) string {
	if x < 1e-6 { // once in a million years
		return "0"
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}
func exact(x float64) string { return strconv.FormatFloat(x+0, 'f', -1, 64) }

// round is what digits leaves of a number.
func round(x float64) float64 {
	r, _ := strconv.ParseFloat(digits(x), 64)
	return r
}

// word is a YAML scalar in double quotes, whose escapes are Go's once the
// text is valid UTF-8; plain words stay bare.
func word(s string) string {
	switch s {
	case "", "y", "n", "yes", "no", "on", "off", "true", "false", "null":
	default:
		if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz_") == "" {
			return s
		}
	}
	return strconv.Quote(strings.ToValidUTF8(s, "\uFFFD"))
}

func date(d model.Date) string {
	if d.IsZero() {
		return `""`
	}
	return d.String()
}

func commas(s []string) string { return strings.Join(s, ", ") }

func join(x []float64, f func(float64) string) string {
	out := make([]string, len(x))
	for i, v := range x {
		out[i] = f(v)
	}
	return commas(out)
}

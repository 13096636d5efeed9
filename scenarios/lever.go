package scenarios

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// Lever is one key of a scenario that can be set to other values: a key of an
// intervention, or of all interventions that share an offer.
type Lever struct {
	Text string // as the user wrote it: conferences.coverage
	// Lo and Hi bound the values that make sense, Step is how finely they are
	// told apart; all in the unit of At.
	Lo, Hi, Step float64
	file         *File
	moves        []int // indices in file.Interventions
	kind         *leverKind
	dataDate     model.Date
}

// NewLever finds a lever, written as the name of an intervention or offer, a
// dot and a key, in a scenario with all that it is based on; what is law already
// (or nil) can't be moved. The error says what would be right on a second line.
func NewLever(text string, law *File, of *File, files []*File, m *model.Model) (*Lever, error) {
	name, key, ok := strings.Cut(text, ".")
	if !ok || name == "" || key == "" {
		return nil, fmt.Errorf("%q is not a lever\nwrite the name of an intervention or offer, a dot and a key, like conferences.coverage", text)
	}
	l := &Lever{Text: text, kind: leverNamed(key), file: flat(law, of, files), dataDate: m.DataDate}
	if l.kind == nil {
		var known []string
		for i := range leverKinds {
			known = append(known, leverKinds[i].key)
		}
		return nil, fmt.Errorf("key %q can't be moved\n%s", key, document.DidYouMean(key, known, "levers are"))
	}
	var names []string
	for i := range l.file.Interventions {
		in := &l.file.Interventions[i]
		names = append(names, in.Name)
		if in.Offer != "" {
			names = append(names, in.Offer)
		}
		if in.Name != name && in.Offer != name {
			continue
		}
		head, _, _ := strings.Cut(key, ".")
		if slices.Contains(kindNamed(in.Kind).keys, head) && l.kind.fits(in) {
			l.moves = append(l.moves, i)
		}
	}
	switch {
	case !slices.Contains(names, name):
		return nil, fmt.Errorf("scenario %s has no intervention or offer %q\n%s", of.Name, name, document.DidYouMean(name, sorted(names), "it has"))
	case len(l.moves) == 0:
		return nil, fmt.Errorf("%s has no %s that can be moved\nlevers of it are %s", name, key, strings.Join(l.others(name), ", "))
	}
	l.Lo, l.Hi, l.Step = l.kind.bounds(l.Value())
	return l, nil
}

// others are the keys that can be moved of an intervention or offer.
func (l *Lever) others(name string) (out []string) {
	for i := range leverKinds {
		k := &leverKinds[i]
		head, _, _ := strings.Cut(k.key, ".")
		for j := range l.file.Interventions {
			in := &l.file.Interventions[j]
			if (in.Name == name || in.Offer == name) && slices.Contains(kindNamed(in.Kind).keys, head) && k.fits(in) && !slices.Contains(out, k.key) {
				out = append(out, k.key)
			}
		}
	}
	return out
}

// Value is what the lever stands at, in the unit of At.
func (l *Lever) Value() float64 { return l.kind.get(&l.file.Interventions[l.moves[0]], l.dataDate) }

// At is the scenario, with all that it is based on, with the lever at a value:
// a share (0.6 for 60%), a number, pounds, months for lengths of time, and for
// days the month in which they lie, 0 for that after the data date.
func (l *Lever) At(v float64) *File {
	out := *l.file
	out.Interventions = slices.Clone(out.Interventions)
	for _, i := range l.moves {
		l.kind.set(&out.Interventions[i], v, l.dataDate)
	}
	return &out
}

// Print writes a value as a scenario file does.
func (l *Lever) Print(v float64) string { return l.kind.print(v, l.dataDate) }

// Range sets other bounds, written as LOW..HIGH in the unit of the key.
func (l *Lever) Range(text string) error {
	lo, hi, ok := strings.Cut(text, "..")
	var v [2]float64
	for i, s := range []string{lo, hi} {
		x, err := l.kind.read(strings.TrimSpace(s), l.dataDate)
		if err != nil || !ok {
			return fmt.Errorf("%q is not a range of %s\nwrite it like %s..%s", text, l.Text, l.Print(l.Lo), l.Print(l.Hi))
		}
		v[i] = x
	}
	if v[0] >= v[1] || v[0] < l.kind.least || v[1] > l.kind.most {
		return fmt.Errorf("%s can't be moved from %s to %s\nwrite the lower end first, within what the key may be", l.Text, strings.TrimSpace(lo), strings.TrimSpace(hi))
	}
	l.Lo, l.Hi = v[0], v[1]
	return nil
}

// flat is a scenario with the interventions of all that it is based on, but
// for those of the law.
func flat(law, of *File, files []*File) *File {
	c := &checker{reported: map[model.Pos]bool{}}
	named := map[string]*File{}
	for _, f := range append(slices.Clone(files), of) {
		named[f.Name] = f
	}
	chain := c.chain(of, named)
	if law != nil {
		named[law.Name] = law
		without := c.chain(law, named)
		chain = slices.DeleteFunc(c.chain(of, named), func(f *File) bool { return slices.Contains(without, f) })
	}
	out := *of
	out.BasedOn, out.Interventions = "", nil
	for _, in := range stacked(chain, nil) {
		out.Interventions = append(out.Interventions, *in)
	}
	return &out
}

// leverKind is how one key is read, written and moved.
type leverKind struct {
	key         string
	least, most float64
	// usual are the bounds where the lever stands at now, and the step.
	usual func(now float64) (lo, hi, step float64)
	fits  func(*Intervention) bool
	get   func(*Intervention, model.Date) float64
	set   func(*Intervention, float64, model.Date)
	print func(float64, model.Date) string
	read  func(string, model.Date) (float64, error)
}

func (k *leverKind) bounds(now float64) (lo, hi, step float64) {
	lo, hi, step = k.usual(now)
	return max(lo, k.least), min(hi, k.most), step
}

func leverNamed(key string) *leverKind {
	for i := range leverKinds {
		if leverKinds[i].key == key {
			return &leverKinds[i]
		}
	}
	return nil
}

// monthOf and dayIn turn months from that after the data date into days, and
// back.
func monthOf(w *When, data model.Date) float64 {
	if w.Date.IsZero() {
		return math.Round(w.Offset.Days / daysPerMonth)
	}
	return float64(model.MonthOf(w.Date) - model.MonthOf(data+1))
}

func dayIn(v float64, data model.Date, last bool) When {
	m := model.MonthOf(data+1) + model.Month(math.Round(v))
	if last {
		return When{Date: m.Last()}
	}
	return When{Date: max(m.First(), data+1)}
}

func plain(v float64) string { return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64) }

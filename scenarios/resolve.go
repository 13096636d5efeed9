package scenarios

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/model/document"
)

// baseline is the name of the run without interventions.
const baseline = "baseline"

// Check looks at files together, without a model: that names differ, that
// based_on leads somewhere, and that this version can run every kind.
func Check(files []*File) []model.Finding {
	_, c := resolve(nil, files)
	document.Sort(c.found)
	return c.found
}

// resolved is a file with the interventions of those that it is based on
// before its own.
type resolved struct {
	*File
	all []*Intervention
}

// resolve looks files up in each other. Where there is a law, a file of what is
// law already, it comes first, and all others build on it.
func resolve(law *File, files []*File) ([]resolved, *checker) {
	c := &checker{reported: map[model.Pos]bool{}}
	named := map[string]*File{}
	if law != nil {
		files = append([]*File{law}, files...)
	}
	for _, f := range files {
		if other := named[f.Name]; other != nil && other != f {
			at := other.At("name")
			c.fault(f.At("name"), fmt.Sprintf("two scenarios are called %q", f.Name), fmt.Sprintf("rename one; the other is in %s:%d", at.File, at.Line))
			continue
		}
		named[f.Name] = f
	}
	var out []resolved
	var first []*File // the law's own chain
	if law != nil {
		first = c.chain(law, named)
	}
	done := map[*File]bool{}
	for _, f := range files {
		if done[f] { // given twice
			continue
		}
		done[f] = true
		out = append(out, resolved{f, stacked(c.chain(f, named), first)})
	}
	for _, r := range out {
		seen := map[string]*Intervention{}
		for _, in := range r.all {
			if first := seen[in.Name]; first != nil {
				at := first.At("name")
				c.fault(in.At("name"), fmt.Sprintf("intervention %q is already in the scenario it is based on", in.Name), fmt.Sprintf("give it another name; the other is in %s:%d", at.File, at.Line))
			}
			seen[in.Name] = in
			c.runs(in)
		}
		c.slotted(r.all)
	}
	return out, c
}

// chain is a file and those it is based on, the last on nothing; nil where
// they are based on each other in a circle.
func (c *checker) chain(f *File, named map[string]*File) []*File {
	var chain []*File
	path := []string{f.Name}
	for at := f; ; {
		chain = append(chain, at)
		if at.BasedOn == "" || at.BasedOn == baseline {
			break
		}
		next := named[at.BasedOn]
		if next == nil {
			next, _ = Find(at.BasedOn)
		}
		if next == nil {
			c.fault(at.At("based_on"), "unknown scenario "+strconv.Quote(at.BasedOn), unknownBase(at.BasedOn, named))
			break
		}
		path = append(path, next.Name)
		if next == f || len(chain) > 50 {
			c.fault(f.At("based_on"), "scenarios are based on each other in a circle", "break the circle: "+strings.Join(path, " → "))
			return nil
		}
		at = next
	}
	return chain
}

// stacked is the interventions of a chain, those it is based on first, and
// before them those of another that it builds on as well.
func stacked(chain, first []*File) (out []*Intervention) {
	for _, f := range first {
		chain = slices.DeleteFunc(slices.Clone(chain), func(x *File) bool { return x == f })
	}
	chain = append(slices.Clone(chain), first...)
	for i := len(chain) - 1; i >= 0; i-- {
		for j := range chain[i].Interventions {
			out = append(out, &chain[i].Interventions[j])
		}
	}
	return out
}

// unknownBase says what would be right where based_on leads nowhere.
func unknownBase(name string, named map[string]*File) string {
	known := []string{baseline}
	for n := range named {
		known = append(known, n)
	}
	for _, e := range Library() {
		known = append(known, e.Name)
	}
	fix := "give its file with -s beside this one, or name one of the library: carecurve scenarios list"
	if word, ok := document.Suggest(name, sorted(known)); ok {
		fix = "did you mean " + strconv.Quote(word) + "? " + fix
	}
	return fix
}

// runs refuses what the language knows and this version can't run.
func (c *checker) runs(in *Intervention) {
	if in.Kind == "redirect" { // acts on each placement as it is made
		if in.Cases == "new" {
			c.fault(in.At("cases"), "a redirect of new cases alone is not run by this version", "leave cases out: every first placement and move from start on may be redirected")
		}
		if in.Lag.Days > 0 {
			c.fault(in.KeyAt("lag"), "a redirect has no effect on a case that could come later", "write a later start")
		}
		if in.Offer != "" {
			c.fault(in.KeyAt("offer"), "an offer to families in a redirect is not run by this version", "leave offer out: each placement has its own chance, share times coverage")
		}
	}
	if e := in.Effect; e != nil && e.Change != nil && e.Change.Unit == Points && (in.Kind == "duration" || in.Kind == "review" || in.Flow != "plan-to-care" && in.Flow != "plan-end") {
		on := "flow " + in.Flow
		switch in.Kind {
		case "duration":
			on = "a duration"
		case "review":
			on = "a review"
		}
		c.fault(e.At("change"), "percentage points on "+on+" are not run by this version", "they are on plan-to-care and plan-end; elsewhere write a ratio of rates, or a change in percent")
	}
}

package records

import (
	"slices"

	"github.com/carecurve/carecurve/model"
)

// guessHome takes the most common PL_LA for the council's own where nobody
// says which it is: councils place most children at home.
func (j *joiner) guessHome() {
	j.home = pack(clean(j.opt.Home))
	if j.home != 0 {
		return
	}
	count := map[packed]int{}
	n := 0
	for _, f := range j.files {
		for _, e := range f.episodes {
			if e.state == rowUsed && e.la != 0 && e.location == 0 && !slices.Contains(outside, e.la) {
				count[e.la]++
				n++
			}
		}
	}
	best := packed(0)
	for la, c := range count {
		if c > count[best] || c == count[best] && la < best {
			best = la
		}
	}
	if best != 0 && count[best]*5 >= n*2 {
		j.home = best
		j.journal.add("home-guessed", model.Pos{})
	}
}

// locate tells where a row's placement lies: by PL_LOCATION, else PL_LA, else
// the postcode; in the area where nothing tells.
func (j *joiner) locate(e *episode) model.Location {
	at, ok := j.location(e)
	if ok {
		j.report.Located++
		return at
	}
	j.report.Unlocated++
	if !temporary(e.place) {
		j.journal.add("not-located", e.decomPos())
	}
	return model.InArea
}

func (j *joiner) location(e *episode) (model.Location, bool) {
	switch {
	case e.location == 'I':
		return model.InArea, true
	case e.location == 'O', slices.Contains(outside, e.la):
		return model.OutOfArea, true
	case e.la != 0 && e.la == j.home:
		return model.InArea, true
	case e.la != 0 && j.home != 0:
		return model.OutOfArea, true
	case e.post != 0 && j.opt.Area != nil:
		return j.opt.Area(e.post.String())
	}
	return model.InArea, false
}

// locations tells whether most placements' locations are known; if not, the
// few that are would mislead.
func (j *joiner) locations() {
	r := &j.report
	j.history.Located = r.Located > r.Unlocated
	if j.history.Located {
		return
	}
	for _, c := range j.children {
		for i := range c.Periods {
			for k := range c.Periods[i].Placements {
				c.Periods[i].Placements[k].Location = model.InArea
			}
		}
	}
}

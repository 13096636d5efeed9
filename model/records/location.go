package records

import (
	"slices"

	"github.com/carecurve/carecurve/model"
)

// findDirectory takes a postcode directory from among the records where the
// options give none.
func (j *joiner) findDirectory() {
	if j.directory = j.opt.Directory; j.directory != nil {
		return
	}
	var parts []*Directory
	for _, f := range j.files {
		if f.directory != nil {
			parts = append(parts, f.directory)
		}
	}
	j.directory = directoryOf(parts)
}

// guessHome takes the most common PL_LA for the council's own where nobody
// says which it is: councils place most children at home. Without PL_LA it is
// where most children came from, by the directory.
func (j *joiner) guessHome() {
	if j.home = pack(clean(j.opt.Home)); j.home != 0 {
		return
	}
	count := map[packed]int{}
	n := 0
	for _, f := range j.files {
		for _, e := range f.episodes {
			if e.state != rowUsed || e.location != 0 {
				continue
			}
			la := e.la
			if la == 0 && e.home != 0 && j.directory != nil {
				code, _ := j.directory.Authority(e.home.String())
				la = pack(code)
			}
			if la != 0 && !slices.Contains(outside, la) {
				count[la]++
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
	case e.post != 0 && j.directory != nil && j.home != 0:
		if in, known := j.directory.inside(e.post.String(), j.home.String()); in && known {
			return model.InArea, true
		} else if known {
			return model.OutOfArea, true
		}
	}
	switch {
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

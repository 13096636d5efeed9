package records

import (
	"strings"

	"github.com/carecurve/carecurve/model"
)

// outside are the PL_LA values for placements beyond England's authorities.
var outside = map[string]bool{"WAL": true, "SCO": true, "NIR": true, "NUK": true, "CON": true}

// guessHome takes the most common PL_LA for the council's own where nobody
// says which it is: councils place most children at home.
func (j *joiner) guessHome() {
	j.home = strings.ToUpper(strings.TrimSpace(j.opt.Home))
	if j.home != "" {
		return
	}
	count := map[string]int{}
	n := 0
	for _, f := range j.files {
		for _, e := range f.episodes {
			if e.state == rowUsed && e.la != "" && e.location == "" && !outside[e.la] {
				count[e.la]++
				n++
			}
		}
	}
	best := ""
	for la, c := range count {
		if c > count[best] || c == count[best] && la < best {
			best = la
		}
	}
	if best != "" && count[best]*5 >= n*2 {
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
	case e.location == "IN":
		return model.InArea, true
	case e.location == "OUT", outside[e.la]:
		return model.OutOfArea, true
	case e.la != "" && e.la == j.home:
		return model.InArea, true
	case e.la != "" && j.home != "":
		return model.OutOfArea, true
	case e.post != "" && j.opt.Area != nil:
		return j.opt.Area(e.post)
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

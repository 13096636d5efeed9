package records

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/carecurve/carecurve/model"
)

// ofAuthority notes whose a file is: a region's form names an authority in
// every row, a census in its head.
func (f *file) ofAuthority(la string) {
	f.authority = strings.Clone(la)
	if la = clean(f.authority); la == "" {
		return
	}
	if f.authorities == nil {
		f.authorities = map[string]bool{}
	}
	f.authorities[la] = true
}

// manyAuthorities says where returns, or censuses, are of several authorities:
// a region's projection is a fair wish, a council's from them all is not.
// Returns and censuses name authorities differently, so each is held against
// its like.
func (j *joiner) manyAuthorities() {
	for _, census := range []bool{false, true} {
		all := map[string]model.Pos{}
		for _, f := range j.files {
			if (f.census != nil) != census {
				continue
			}
			for la := range f.authorities {
				if _, ok := all[la]; !ok {
					all[la] = model.Pos{File: f.name}
				}
			}
		}
		if len(all) < 2 {
			continue
		}
		names := slices.Sorted(maps.Keys(all))
		j.journal.say("many-authorities", all[names[1]], fmt.Sprintf(": %d of them", len(names)))
	}
}

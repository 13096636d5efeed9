package markov

import "github.com/carecurve/carecurve/model"

// again notes what comes of a lump's children of the stock after their first stay,
// for the squares. It is not known child by child, so that it is shared among
// those of one kind: with p and r the probabilities of being counted in the first
// stay and later, Σ(p+r)² = Σp² + 2PR/n + R²/n. Here is the last term; the middle
// one, of those in care alone, is gathered by age.
func (d *descent) again(class model.Class, lump int) {
	for k, own := range d.own {
		n := d.births.children[k][class][lump]
		if n == 0 || !d.variances {
			continue
		}
		for m := range own {
			for _, i := range d.concerns[stockInCare] {
				if x := d.measures[i].of(&own[m]); x != 0 {
					d.squares[i][m] += x * x / n
				}
			}
		}
		if k == inCare {
			d.later[class][ageGroup(d.flows.lumps[lump].age(1))].add(own, 1)
		}
		clear(own)
	}
}

// leads passes on which leavers count for their families.
func (d *descent) leads(l *life, window int, lead float64, c *cohorts) {
	each := lead / d.world.windows[window].days()
	var before row
	for j := window; j < len(d.world.windows); j++ {
		late, early, _, _ := l.between(d.world.layout, window, j)
		for e := range model.Exits {
			k := int(exitsAt) + e
			now := (late[k] - early[k]) * each
			if x := now - before[k]; x > 0 && comesBackFrom(model.Exit(e)) {
				c.leadL[e][j] += x
			}
			before[k] = now
		}
	}
}

// grants adds the allowances after one way out of a lump's children.
func (d *descent) grants(e model.Exit, of lump, leavers []float64, kernel func(int) []float64) {
	held := 0.0
	for i, win := range d.world.windows {
		if of.unborn(win.month) {
			continue
		}
		if of.age(win.month) >= bins {
			d.grant(d.tally, e, win.from, win.from, held, 0)
			return
		}
		now := 0.0
		for j := range i + 1 {
			if x := leavers[j]; x > 0 {
				now += x * kernel(j)[i-j]
			}
		}
		d.grant(d.tally, e, win.from, win.to, held, now)
		held = now
	}
}

// comesBackFrom tells whether children may come back after a way out.
func comesBackFrom(e model.Exit) bool { return e != model.ExitAged18 && e != model.ExitDied }

package synth

import "github.com/carecurve/carecurve/model"

// What a child in care meets is drawn here, each time given what has not
// happened by now: in the past from the first day of a state, in a future from
// the data date.

// fate draws how the period will end and when that shows, given that it had not
// by now: the prior share of each fate times the probability that its clock has
// not struck.
func (p *process) fate(key luck, c *child, s *careState, now model.Date) (fate, model.Date) {
	shares := uascFates
	if !c.uasc {
		ref := c.born
		if c.boundCare {
			ref = c.groupBorn
		}
		table := &firstFates
		if s.number > 0 {
			table = &returnFates
		}
		shares = table[bandAt(ref, s.start)]
		if bandAt(c.born, s.start) >= model.Age5to9 && ref > c.born {
			// Adoption takes the little ones only; the elder stay on.
			shares[fateLong] += shares[fateAdoption]
			shares[fateAdoption] = 0
		}
	}
	began := p.levels.run(s.start)
	gone := (p.levels.run(now) - began) * c.speed
	if now > s.start {
		for f := range shares {
			if shares[f] > 0 && fate(f) != fateLong {
				shares[f] *= fateClocks[f].Survive(gone)
			}
		}
	}
	f := fate(key.pick(forFate, shares[:]))
	if f == fateLong {
		return f, never
	}
	strikes := fateClocks[f].After(gone, key.uniform(forFateTime))
	return f, max(p.levels.when(began+strikes/c.speed), now+1)
}

// stageEnd is when the stage ends in the exit.
func (p *process) stageEnd(key luck, c *child, s *careState, now model.Date) model.Date {
	began := p.levels.run(s.stageAt)
	gone := (p.levels.run(now) - began) * c.speed
	strikes := stageClocks[s.fate].After(gone, key.uniform(forStageTime))
	return max(p.levels.when(began+strikes/c.speed), now+1)
}

// moveAt is when the present placement would end in a move.
func (p *process) moveAt(key luck, c *child, s *careState, now model.Date) model.Date {
	gone := float64(now-s.placed) * c.restless
	set := s.place.Setting()
	passing, settled := passingShare[set]*passingClock.Survive(gone), (1-passingShare[set])*moveClocks[set].Survive(gone)
	clock := &moveClocks[set]
	if key.uniform(forPassing)*(passing+settled) < passing {
		clock = &passingClock
	}
	days := clock.After(gone, key.uniform(forMove)) / c.restless
	if days > 1e5 {
		return never
	}
	return max(s.placed+model.Date(days), now+1)
}

// nextSetting is where a move goes.
func (p *process) nextSetting(key luck, c *child, from model.Setting, at model.Date) model.Setting {
	if key.uniform(forMoveTo) < moveWithin {
		return from
	}
	shares := &nextSettings[0]
	switch b := bandAt(c.born, at); {
	case c.uasc && b == model.Age16to17:
		shares = &uascOver16
	case c.uasc:
		shares = &uascUnder16
	case b == model.Age16to17:
		shares = &nextSettings[2]
	case b == model.Age10to15:
		shares = &nextSettings[1]
	}
	return model.Setting(key.pick(forMoveTo+1<<8, shares[:]))
}

// exit is the way out that a fate comes to.
func (p *process) exit(shared, own luck, c *child, f fate, at model.Date) model.Exit {
	switch f {
	case fateBrief, fateHome:
		return model.ExitHome
	case fateSGO:
		return model.ExitSGO
	case fateAdoption:
		return model.ExitAdoption
	case fateCAO:
		return model.ExitCAO
	case fateLate:
		return model.Exit(shared.pick(forFateKind, lateExits[:]))
	case fateMoved:
		return model.ExitOtherLA
	}
	if c.uasc {
		return model.Exit(own.pick(forFateKind, uascExits[:]))
	}
	return model.Exit(own.pick(forFateKind, otherExits[bandAt(c.born, at)][:]))
}

// movingOn is when the child would go to supported accommodation for reasons
// of age.
func (p *process) movingOn(key luck, c *child, s *careState, now model.Date) model.Date {
	since := c.born.Birthday(16)
	if s.movedOn || c.uasc || s.start > since {
		return never
	}
	at, ok := again(key, forMovingOn, movingOn, movingOnClock, since, now)
	if !ok {
		return never
	}
	return at
}

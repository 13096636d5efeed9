package synth

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// child is what stays with a child for life.
type child struct {
	index  int  // in the World's people; futures' newcomers have none
	key    luck // its own draws
	family luck // shared by those who came together
	born   model.Date
	// groupBorn is the middle birth of the family, by which a shared fate goes.
	groupBorn model.Date
	sex       byte
	uasc      bool
	boundCare bool
	boundPlan bool
	speed     float64 // of the clocks of leaving
	restless  float64 // of the clocks of moving
}

// careState is a child in care on some day.
type careState struct {
	number  int // of the period, 0 first
	start   model.Date
	staged  bool // a stage has begun: the fate is settled
	fate    fate
	stageAt model.Date
	place   model.Place
	placed  model.Date
	moves   int
	movedOn bool // to supported accommodation, or past it
}

// planState is a child on a plan; led tells that it led to care.
type planState struct {
	number int
	start  model.Date
	led    bool
	inCare model.Date
}

// leftState is a child who has left care or whose plan has ended, and may come
// back.
type leftState struct {
	number int
	at     model.Date
	exit   model.Exit
}

// recorder is told what happens; a zero end is open at the process's end.
type recorder interface {
	enter(c *child, at model.Date, route model.Route)
	stay(c *child, place model.Place, from, to model.Date)
	leave(c *child, at model.Date, exit model.Exit)
	plan(c *child, number int, from, to model.Date)
	// The states that a later process takes up.
	inCare(c *child, s careState)
	onPlan(c *child, s planState)
	left(c *child, s leftState)
	ended(c *child, s leftState)
}

// process lives lives up to a day.
type process struct {
	future uint64 // 0 is the past
	levels *Levels
	end    model.Date // last day
	laid   *Scenario
	from   model.Date // first day on which the scenario acts
	rec    recorder
}

const never = model.Date(1 << 30)

// adult is the eighteenth birthday.
func (c *child) adult() model.Date { return c.born.Birthday(model.AdultAge) }

func bandAt(born, at model.Date) model.AgeBand {
	return model.AgeBandOf(float64(at-born) / model.DaysPerYear)
}

// carry is the key of what is decided for a period of care: the family's for
// those bound to it. salt parts care from plans.
func (p *process) carry(c *child, bound bool, salt uint64, number int) luck {
	key := c.key
	if bound {
		key = c.family
	}
	return key.sub(salt).sub(uint64(number)).sub(p.future)
}

const (
	saltCare = 101
	saltPlan = 102
)

// enter begins a period of care.
func (p *process) enter(c *child, number int, at model.Date, route model.Route) {
	own := p.carry(c, false, saltCare, number)
	shares := &firstSettings[bandAt(c.born, at)]
	if c.uasc {
		shares = &uascUnder16
		if at >= c.born.Birthday(16) {
			shares = &uascOver16
		}
	}
	// Brothers and sisters often get one home: half of them share the draw.
	key := own
	if c.boundCare && own.uniform(forNear) < 0.5 {
		key = p.carry(c, true, saltCare, number)
	}
	setting := model.Setting(key.pick(forFirst, shares[:]))
	s := careState{number: number, start: at, placed: at}
	s.place = p.locate(key, setting, at)
	p.rec.enter(c, at, route)
	p.live(c, s, at)
}

// locate finds a placement in or out of the area.
func (p *process) locate(key luck, setting model.Setting, at model.Date) model.Place {
	if key.uniform(forOut) >= outShare[setting] {
		return model.PlaceOf(setting, model.InArea)
	}
	return p.near(key, model.PlaceOf(setting, model.OutOfArea), at)
}

// near is where a placement that would be out of the area is found, given the
// scenario.
func (p *process) near(key luck, to model.Place, at model.Date) model.Place {
	if to.Location() == model.OutOfArea && at >= p.from && key.uniform(forRedirect) < p.laid.FoundInArea {
		return model.PlaceOf(to.Setting(), model.InArea)
	}
	return to
}

// live goes on from a state that holds at the end of now (or begins on it).
func (p *process) live(c *child, s careState, now model.Date) {
	key := p.carry(c, false, saltCare, s.number)
	shared := p.carry(c, c.boundCare, saltCare, s.number)
	adult := c.adult()
	var at model.Date
	if s.staged {
		at = p.stageEnd(shared, c, &s, now)
	} else {
		s.fate, at = p.fate(shared, c, &s, now)
	}
	on := p.movingOn(key, c, &s, now)
	for {
		move := never
		if !s.staged {
			move = p.moveAt(key.sub(uint64(s.moves)), c, &s, now)
		}
		next := min(adult, at, move, on)
		if next > p.end {
			p.rec.stay(c, s.place, s.placed, 0)
			p.rec.inCare(c, s)
			return
		}
		now = next
		switch {
		case next == adult:
			p.rec.stay(c, s.place, s.placed, next)
			p.rec.leave(c, next, model.ExitAged18)
			return
		case next == at && !s.staged && stageShare[s.fate] > 0 && p.staged(shared, key, s.fate):
			s.staged, s.stageAt = true, next
			to := stageSetting[s.fate]
			// The share that doesn't move there, or is there already, stays.
			if s.place.Setting() != to && (s.fate != fateSGO || shared.uniform(forStage+1<<8) < stageShare[fateSGO]) {
				p.move(key.sub(uint64(s.moves)), c, &s, to, next)
			}
			at = p.stageEnd(shared, c, &s, next)
		case next == at:
			exit := p.exit(shared, key, c, s.fate, next)
			p.rec.stay(c, s.place, s.placed, next)
			p.rec.leave(c, next, exit)
			p.comeBack(c, leftState{s.number, next, exit}, next)
			return
		case next == on:
			s.movedOn, on = true, never
			switch s.place.Setting() {
			case model.FosterOwn, model.FosterAgency, model.Residential, model.OtherSetting:
				if !s.staged {
					p.move(key.sub(uint64(s.moves)), c, &s, model.Supported, next)
				}
			}
		default:
			k := key.sub(uint64(s.moves))
			p.move(k, c, &s, p.nextSetting(k, c, s.place.Setting(), next), next)
		}
	}
}

// staged tells whether this fate passes through its stage: always but for home.
func (p *process) staged(shared, own luck, f fate) bool {
	return f != fateHome || shared.uniform(forStage) < stageShare[fateHome]
}

// move ends the placement and begins another.
func (p *process) move(key luck, c *child, s *careState, to model.Setting, at model.Date) {
	p.rec.stay(c, s.place, s.placed, at)
	from := s.place
	if to == from.Setting() && key.uniform(forNear) < sameSide {
		s.place = p.near(key, from, at)
	} else {
		s.place = p.locate(key, to, at)
	}
	s.placed = at
	s.moves++
}

// comeBack lets one who left care return to it, given that they had not by now.
func (p *process) comeBack(c *child, s leftState, now model.Date) {
	share := returnShare[s.exit]
	if c.uasc && s.exit != model.ExitDied {
		share = uascReturn
	}
	key := p.carry(c, c.boundCare, saltCare, s.number)
	if at, ok := again(key, forReturn, share, returnClock, s.at, now); ok && at < c.adult() && at <= p.end {
		p.enter(c, s.number+1, at, model.RouteReturn)
		return
	}
	p.rec.left(c, s)
}

// again is when something comes back that does so with a probability and after
// a clock, given that it had not by now.
func again(key luck, purpose uint64, share float64, clock Clock, since, now model.Date) (model.Date, bool) {
	gone := math.Max(0, float64(now-since))
	still := share * clock.Survive(gone)
	if key.uniform(purpose) >= still/(1-share+still) {
		return 0, false
	}
	days := clock.After(gone, key.uniform(purpose+1<<8))
	if days > 1e5 {
		return 0, false
	}
	return max(since+model.Date(days), now+1), true
}

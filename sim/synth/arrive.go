package synth

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// The streams of arrivals.
const (
	streamDirect = iota
	streamPlan
	streamUASC
	streams
)

// town is what arrivals come from.
type town struct {
	root       luck
	population model.Population
	admit      func(c *child) // gives a newcomer a place in the books
}

// arrive lets a month's families come, in all streams.
func (p *process) arrive(t *town, m model.Month) {
	var weights [model.AgeBands]float64
	for stream := range uint64(streams) {
		key := t.root.sub(p.future).sub(stream).sub(uint64(m))
		mean := 0.0
		for a := range weights {
			n := t.population.At(m.First()+15, model.AgeBand(a))
			switch stream {
			case streamDirect:
				weights[a] = n * directRate[a]
			case streamPlan:
				weights[a] = n * planRate[a]
			case streamUASC:
				weights[a] = 0
				if model.AgeBand(a) == model.Age16to17 {
					weights[a] = n * uascRate
				}
			}
			mean += weights[a]
		}
		sizes, i := []float64{1}, m.Calendar()-1
		switch stream {
		case streamDirect:
			sizes = directSizes
			mean *= directSeason[i] * p.levels.at(levelEntry, m)
		case streamPlan:
			sizes = planSizes
			mean *= planSeason[i] * p.levels.at(levelPlan, m)
		case streamUASC:
			mean *= uascSeason[i] * p.levels.at(levelUASC, m)
		}
		n := key.poisson(forCount, mean/12/meanSize(sizes))
		for i := range n {
			p.family(t, key.sub(uint64(i)), stream, m, weights[:], sizes)
		}
	}
}

func meanSize(sizes []float64) float64 {
	mean, sum := 0.0, 0.0
	for i, w := range sizes {
		mean += w * float64(i+1)
		sum += w
	}
	return mean / sum
}

// family comes on one day.
func (p *process) family(t *town, key luck, stream uint64, m model.Month, ages, sizes []float64) {
	days := float64(m.Last() - m.First() + 1)
	at := m.First() + model.Date(key.uniform(forDay)*days)
	if stream != streamUASC && p.cut(key, at) {
		return
	}
	size := 1 + key.pick(forSize, sizes)
	var first float64
	band := model.AgeBand(key.pick(forAge, ages))
	switch u := key.uniform(forBirth); {
	case stream == streamUASC:
		first = 13 + float64(key.pick(forAge, uascAges)) + u
	case band == model.Age0:
		first = u * u // more in the first months
		if stream == streamDirect {
			first = u * u * u * u // most within weeks of birth
		}
	default:
		to := float64(model.AdultAge)
		if int(band)+1 < model.AgeBands {
			to = float64(model.AgeFrom[band+1])
		}
		from := float64(model.AgeFrom[band])
		first = from + u*(to-from)
	}
	group := math.Exp(familySD * key.normal(forFrailty))
	siblings := make([]*child, 0, size)
	middle := 0.0
	for i := range size {
		own := key.sub(1000 + uint64(i))
		age := first
		if i > 0 {
			// Up to six years apart, on either side, within childhood.
			gap := 0.9 + 5*own.uniform(forAge)
			if own.uniform(forAge+1<<8) < 0.5 {
				gap = -gap
			}
			age = first + gap
			if age < 0 || age > 17.5 {
				age = first - gap
			}
			age = math.Min(math.Max(age, 0), 17.5)
		}
		c := &child{index: -1, key: own, family: key, uasc: stream == streamUASC}
		c.born = at - model.Date(math.Min(age, 17.95)*model.DaysPerYear)
		middle += float64(c.born) / float64(size)
		male := maleShare
		if c.uasc {
			male = maleShareUASC
		}
		c.sex = 'F'
		if own.uniform(forSex) < male {
			c.sex = 'M'
		}
		c.boundCare = size > 1 && own.uniform(forBound) < boundCare
		c.boundPlan = size > 1 && own.uniform(forBound+1<<8) < boundPlan
		mine := own
		if c.boundCare {
			mine = key
		}
		c.speed = group * math.Exp(childSD*mine.normal(forFrailty+1<<8))
		c.restless = math.Exp(restlessSD * own.normal(forRestless))
		siblings = append(siblings, c)
	}
	for _, c := range siblings {
		c.groupBorn = model.Date(middle)
		if t.admit != nil {
			t.admit(c)
		}
	}
	for _, c := range siblings {
		switch stream {
		case streamPlan:
			p.planned(c, planState{start: at}, at)
		case streamUASC:
			p.enter(c, 0, at, model.RouteUASC)
		default:
			p.enter(c, 0, at, model.RouteDirect)
		}
	}
}

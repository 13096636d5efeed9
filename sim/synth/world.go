package synth

import (
	"math"

	"github.com/carecurve/carecurve/model"
)

// Options say what council to make up.
type Options struct {
	Seed     uint64
	Children int        // looked after on the data date, met within some 2 %; 0 is 1,300
	Years    int        // returns, 1–10; 0 is 5
	DataDate model.Date // a month's last day, else taken to it; zero is 31 March 2024
	// Still keeps all levels at their long-run means, in the past and in the
	// futures: for holding the rates against published tables.
	Still bool
}

// burnIn is how many years are lived before the data date.
const burnIn = 25

// World is a made-up council: everything that happened up to the data date,
// and the true state on it.
type World struct {
	opt        Options
	from       model.Date // first day of the window
	root       luck
	levels     *Levels
	population model.Population
	people     []*person
}

// person is a child's path as lived.
type person struct {
	child
	periods []period
	plans   []planned
	care    *careState
	plan    *planState
	left    *leftState // from care
	ended   *leftState // a plan
}

type period struct {
	start, end model.Date // end 0 if open
	exit       model.Exit
	route      model.Route
	stays      []stay
}

type stay struct {
	start, end model.Date
	place      model.Place
}

type planned struct {
	number     int
	start, end model.Date
}

// New makes up a council: a pure function of its options.
func New(opt Options) *World {
	if opt.Children <= 0 {
		opt.Children = 1300
	}
	if opt.Years <= 0 {
		opt.Years = 5
	}
	opt.Years = min(opt.Years, 10)
	if opt.DataDate.IsZero() {
		opt.DataDate = model.NewDate(2024, 3, 31)
	}
	opt.DataDate = model.MonthOf(opt.DataDate).Last()
	// The population that gives so many children depends on the council's luck;
	// a few rounds find it.
	scale := float64(opt.Children) / lacPerChild
	var best *World
	miss := math.Inf(1)
	for range 6 {
		w := live(opt, scale)
		n := w.count(opt.DataDate)
		if m := math.Abs(math.Log(float64(max(n, 1)) / float64(opt.Children))); m < miss {
			best, miss = w, m
		}
		if miss < 0.02 {
			break
		}
		scale *= float64(opt.Children) / float64(max(n, 1))
	}
	return best
}

// live is the past of a town of a size.
func live(opt Options, children float64) *World {
	last := model.MonthOf(opt.DataDate)
	first := last - burnIn*12 + 1
	w := &World{opt: opt, root: luck(mix(opt.Seed + 0x5851f42d4c957f2d)), population: populate(opt, children)}
	w.from = model.FinancialYearOf(opt.DataDate).First()
	for range opt.Years - 1 {
		w.from = model.FinancialYearOf(w.from - 1).First()
	}
	// Levels begin to wander a year before the window; until then they stand at
	// their means, so that the stock is in balance.
	wander := min((opt.Years+1)*12, int(last-first)+1)
	if opt.Still {
		wander = 0
	}
	w.levels = still(first, int(last-first)+1-wander)
	w.levels.extend(w.root.sub(forWander), [levelCount]float64{}, wander)

	p := &process{levels: w.levels, end: opt.DataDate, laid: &Scenarios()[0], from: never, rec: (*past)(w)}
	t := &town{root: w.root, population: w.population, admit: w.admit}
	for m := first; m <= last; m++ {
		p.arrive(t, m)
	}
	return w
}

func (w *World) admit(c *child) {
	c.index = len(w.people)
	w.people = append(w.people, &person{child: *c})
}

// DataDate is the last day of the past.
func (w *World) DataDate() model.Date { return w.opt.DataDate }

// Population is the council's, from before the window to six years after.
func (w *World) Population() model.Population { return w.population }

// count is the number looked after when a day ends.
func (w *World) count(d model.Date) int {
	n := 0
	for _, p := range w.people {
		for i := range p.periods {
			if q := &p.periods[i]; q.start <= d && (q.end == 0 || q.end > d) {
				n++
			}
		}
	}
	return n
}

// populate spreads children over the ages, with slow trends, from the year
// before the window to six years after the data date.
func populate(opt Options, children float64) model.Population {
	y := opt.DataDate.Time().Year()
	p := model.Population{First: y - opt.Years - 1}
	unit := 100.0
	if children < 50000 {
		unit = 10
	}
	for year := p.First; year <= y+6; year++ {
		var n [model.AgeBands]float64
		for a := range n {
			n[a] = unit * math.Round(children*ageShares[a]*math.Pow(1+ageTrends[a], float64(year-y))/unit)
		}
		p.Years = append(p.Years, n)
	}
	return p
}

// past writes what happens into the World.
type past World

func (w *past) enter(c *child, at model.Date, route model.Route) {
	p := w.people[c.index]
	p.periods = append(p.periods, period{start: at, route: route})
}

func (w *past) stay(c *child, place model.Place, from, to model.Date) {
	p := w.people[c.index]
	q := &p.periods[len(p.periods)-1]
	q.stays = append(q.stays, stay{from, to, place})
}

func (w *past) leave(c *child, at model.Date, exit model.Exit) {
	p := w.people[c.index]
	q := &p.periods[len(p.periods)-1]
	q.end, q.exit = at, exit
}

func (w *past) plan(c *child, number int, from, to model.Date) {
	p := w.people[c.index]
	p.plans = append(p.plans, planned{number, from, to})
}

func (w *past) inCare(c *child, s careState) { w.people[c.index].care = &s }
func (w *past) onPlan(c *child, s planState) { w.people[c.index].plan = &s }
func (w *past) left(c *child, s leftState)   { w.people[c.index].left = &s }
func (w *past) ended(c *child, s leftState)  { w.people[c.index].ended = &s }

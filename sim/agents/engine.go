package agents

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/carecurve/carecurve/model"
	"github.com/carecurve/carecurve/sim"
)

// Engine runs programmes by Monte Carlo.
type Engine struct {
	Replicates int    // ≥ 1
	Seed       uint64 // equal seeds give equal bytes, for any number of workers
	Workers    int    // 0 = one a processor
	// Progress, if not nil, hears now and then how many replicates are done;
	// it may be called from several goroutines at once.
	Progress func(done, total int)
	// Keep, if not nil, hears of every value's replicates once all are done:
	// scenario by scenario, columns by date, then lines by financial year. Room
	// for the counts of all replicates is taken only then.
	Keep func(sim.Draw)
	// Means leaves out all of a summary but its mean, for runs of which no more
	// is asked.
	Means bool
}

var _ sim.Engine = Engine{}

// maxScenarios is what fits into one word of flags.
const maxScenarios = 64

// Run runs all scenarios of a programme side by side. It fails on an unfit
// programme, and with the context's error when cancelled.
func (e Engine) Run(ctx context.Context, p *sim.Programme) (*sim.Projection, error) {
	if e.Replicates < 1 {
		return nil, fmt.Errorf("agents: %d replicates: at least 1 is needed", e.Replicates)
	}
	if len(p.Scenarios) == 0 || len(p.Scenarios) > maxScenarios {
		return nil, fmt.Errorf("agents: %d scenarios: between 1 and %d can run together, the baseline included", len(p.Scenarios), maxScenarios)
	}
	if p.Years < 1 {
		return nil, errors.New("agents: a projection needs at least one financial year")
	}
	if p.Against < 0 || p.Against >= len(p.Scenarios) {
		return nil, fmt.Errorf("agents: savings against scenario %d of %d", p.Against, len(p.Scenarios))
	}
	for i := range p.Scenarios {
		if err := check(p, i); err != nil {
			return nil, err
		}
	}
	r := newRun(e, p)
	defer context.AfterFunc(ctx, func() { r.stopped.Store(true) })()
	workers := e.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, e.Replicates)
	next := make(chan int)
	var wait sync.WaitGroup
	var done counter
	for range workers {
		wait.Add(1)
		go func() {
			defer wait.Done()
			w := r.newWorker()
			for i := range next {
				w.replicate(i)
				if n := done.add(); e.Progress != nil && (n%16 == 0 || n == e.Replicates) {
					e.Progress(n, e.Replicates)
				}
			}
			w.flush()
		}()
	}
	var err error
feed:
	for i := range e.Replicates {
		select {
		case next <- i:
		case <-ctx.Done():
			err = ctx.Err()
			break feed
		}
	}
	close(next)
	wait.Wait()
	if err != nil {
		return nil, err
	}
	return r.projection(workers), nil
}

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return c.n
}

// run is what all workers share; each writes only its own replicates' places.
type run struct {
	Engine
	programme *sim.Programme
	calendar  sim.Calendar
	columns   []sim.Column
	month     []int32
	steps     int
	stock     []stocked
	streams   [3]stream
	tariffs   []*sim.Tariff
	before    int // days that the records hold of the first financial year
	// stopped is set when the run is cancelled: replicates in hand break off.
	stopped atomic.Bool
	cells   int // scenarios × columns × dates
	spread  spread
	kept    []int32       // by replicate and cell; nil unless someone wants to hear of replicates
	money   [][][]float64 // [scenario][line × year][replicate]
	averted [][]avertedSum
}

// stocked is a row of the stock as a life to be lived; its keys are filled
// in by each replicate.
type stocked struct {
	child
	row, familyRow uint64
}

func newRun(e Engine, p *sim.Programme) *run {
	r := &run{Engine: e, programme: p, calendar: sim.NewCalendar(p.Model.DataDate, p.Years), columns: sim.Columns()}
	r.month = monthIndex(&r.calendar)
	r.steps = int(float64(r.calendar.Days())/stepDays) + 1
	m := p.Model
	r.streams = [3]stream{
		newStream(&m.Direct, sim.EntryDirect, byDirect, m.Population, &r.calendar),
		newStream(&m.UASC, sim.EntryUASC, byUASC, model.Population{}, &r.calendar),
		newStream(&m.PlanStart, sim.PlanStart, byPlan, m.Population, &r.calendar),
	}
	r.stock = stockLives(p.Stock, &p.Prices, r.calendar.Start)
	spends := sim.Spending(p.Scenarios)
	used, _, _ := sim.Actuals(&m.Past, &r.calendar)
	r.before = used.Before
	for i := range p.Scenarios {
		r.tariffs = append(r.tariffs, sim.NewTariff(&p.Prices, &r.calendar, &p.Scenarios[i], spends).Bill(&used))
	}
	r.cells = len(p.Scenarios) * len(r.columns) * len(r.calendar.Dates)
	r.averted = r.newAverted()
	r.spread.cells = make([]sim.Histogram, r.cells)
	if e.Keep != nil {
		r.kept = make([]int32, r.cells*e.Replicates)
	}
	for range p.Scenarios {
		money := make([][]float64, (len(r.tariffs[0].Lines)+1)*len(r.calendar.Years))
		for i := range money {
			money[i] = make([]float64, e.Replicates)
		}
		r.money = append(r.money, money)
	}
	return r
}

// stockLives turns the stock into lives. A birthday is put in the middle of
// its month, since the stock holds no day.
func stockLives(s *model.Stock, prices *model.Prices, start model.Date) []stocked {
	out := make([]stocked, 0, len(s.Children))
	lead := map[int]bool{}
	for i := range s.Children {
		row := &s.Children[i]
		c := child{
			begins: inStock, lead: !lead[row.Family], class: row.Class,
			born:   float64(row.Born.First() + 15 - start),
			inCare: row.InCare, place: row.Place, careStart: -row.CareDays, placeStart: -row.PlacementDays,
			onPlan: row.OnPlan, planStart: -row.PlanDays, planInCare: row.InCareDuringPlan || row.InCare, afterStart: -row.AfterDays,
			left: row.Left, leftBy: row.LeftBy, leftAt: -row.LeftDays,
			court:  row.Court,
			lapsed: row.Lapsed && !row.OnPlan && !row.InCare && !row.Left, lapsedAt: -row.LapsedDays,
		}
		c.provider = noProvider
		if k, ok := model.ProviderOf(row.Provider); ok && row.InCare {
			c.provider = k
		}
		for _, x := range sim.OwnPrices(prices, start, row) {
			c.paid = append(c.paid, paid{x.From, int64(math.Round(dearUnit * x.Above))})
		}
		lead[row.Family] = true
		out = append(out, stocked{child: c, row: uint64(i), familyRow: uint64(row.Family)})
	}
	return out
}

package agents

import (
	"sync"

	"github.com/carecurve/carecurve/sim"
)

// spread is how each cell (scenario × column × date) came out over all
// replicates. Counts are whole numbers, so that what workers add, in whatever
// order, gives the same; room does not grow with replicates.
type spread struct {
	sync.Mutex
	cells []sim.Histogram
}

// batch is how many replicates a worker keeps before it adds them: so many that
// adding them goes through memory in long strides.
const batch = 32

// flush adds what a worker has kept.
func (w *worker) flush() {
	w.spread.Lock()
	defer w.spread.Unlock()
	for i := range w.spread.cells {
		h := &w.spread.cells[i]
		for k := range w.rows {
			h.Add(w.batch[k*w.cells+i])
		}
	}
	w.rows = 0
	w.hand(w.averted)
	w.averted = w.newAverted()
}

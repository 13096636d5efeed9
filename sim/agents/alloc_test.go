package agents

import (
	"testing"

	"github.com/carecurve/carecurve/sim"
)

// Living lives and counting them takes no memory, once a worker has found its
// size.
func TestLivesTakeNoMemory(t *testing.T) {
	m, s := smallModel(1)
	w := newRun(Engine{Replicates: 1, Seed: 1}, programme(m, s, everything())).newWorker()
	w.replicate(0)
	luck := sim.NewKey(9)
	var c child
	lives := func() {
		for i := range w.stock {
			c = w.stock[i].child
			c.key, c.family = luck.With(uint64(i)), luck.With(1<<40+uint64(i))
			c.share(m.Together)
			w.world.live(&c, nil, &w.path)
			w.base.add(&w.path, 1)
			w.again(&c, 1)
		}
	}
	lives()
	if n := testing.AllocsPerRun(20, lives); n != 0 {
		t.Errorf("%.1f allocations for %d lives, want none", n, len(w.stock))
	}
}

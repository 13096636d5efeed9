package agents

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"
)

// A run that is cancelled finishes the replicates in hand and no more, says so,
// and leaves nothing running.
func TestCancelStopsAtOnce(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	m, s := smallModel(1)
	p := programme(m, s, everything())
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var done atomic.Int64
	e := Engine{Replicates: 20_000, Seed: 1, Workers: 3}
	e.Progress = func(n, _ int) {
		done.Store(int64(n))
		cancel()
	}
	out, err := e.Run(ctx, p)
	if !errors.Is(err, context.Canceled) || out != nil {
		t.Fatalf("cancelled after %d replicates: %v, and a result: %v", done.Load(), err, out != nil)
	}
	if n := done.Load(); n == 0 || n > 16+3*16 {
		t.Errorf("%d replicates were run, cancelled after 16", n)
	}
	done.Store(0)
	if _, err := e.Run(ctx, p); !errors.Is(err, context.Canceled) || done.Load() != 0 {
		t.Errorf("cancelled before it began: %v, %d replicates", err, done.Load())
	}
}

package markov_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/carecurve/carecurve/sim/markov"
)

// A run that is cancelled stops, whatever it is at, and leaves nothing running.
func TestCancelStopsAtOnce(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	p := largeCouncil()
	start := time.Now()
	if _, err := (markov.Engine{Workers: 2}).Run(context.Background(), p); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	for _, part := range []time.Duration{0, 20, 5, 2} {
		ctx, cancel := context.WithCancel(context.Background())
		wait := time.Duration(0)
		if part > 0 {
			wait = whole / part
		}
		timer := time.AfterFunc(wait, cancel)
		start := time.Now()
		out, err := (markov.Engine{Workers: 2}).Run(ctx, p)
		if took := time.Since(start); err == nil && took > 3*wait+whole/4 {
			t.Errorf("cancelled after %v of %v, it went on to the end", wait, whole)
		} else if err != nil && (!errors.Is(err, context.Canceled) || out != nil) {
			t.Errorf("cancelled after %v: %v, and a result: %v", wait, err, out != nil)
		} else if err != nil && took > wait+whole/2 {
			t.Errorf("cancelled after %v of %v, it stopped after %v", wait, whole, took)
		}
		timer.Stop()
		cancel()
	}
}

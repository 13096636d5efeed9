package main

import (
	"testing"
	"time"
)

// The time left follows the pace so far, and is not guessed at the beginning.
func TestTimeLeft(t *testing.T) {
	for _, c := range []struct {
		took        time.Duration
		done, total int
		want        string
	}{
		{time.Second, 1, 100, ""},
		{10 * time.Second, 0, 100, ""},
		{10 * time.Second, 100, 100, ""},
		{9 * time.Second, 90, 100, ", a few seconds left"},
		{10 * time.Second, 20, 100, ", about 40 seconds left"},
		{time.Minute, 10, 100, ", about 9 minutes left"},
		{time.Hour, 10, 100, ", about 9 hours left"},
	} {
		if got := timeLeft(c.took, c.done, c.total); got != c.want {
			t.Errorf("%v for %d of %d: %q, want %q", c.took, c.done, c.total, got, c.want)
		}
	}
}

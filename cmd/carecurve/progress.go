package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// progress is one line on a terminal that says how far a long job is; where
// the output is no terminal it stays silent.
type progress struct {
	mu   sync.Mutex
	to   io.Writer
	what string
	last int
	wide int       // longest line so far
	from time.Time // when the job began
}

func newProgress(to io.Writer, what string, quiet bool) *progress {
	p := &progress{what: what, last: -1, from: time.Now()}
	if f, ok := to.(*os.File); ok && !quiet {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.to = to
		}
	}
	return p
}

// show may be called from several goroutines.
func (p *progress) show(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if percent := 100 * done / total; p.to != nil && percent > p.last {
		p.last = percent
		line := fmt.Sprintf("%s %3d%%%s", p.what, percent, timeLeft(time.Since(p.from), done, total))
		p.wide = max(p.wide, len(line))
		fmt.Fprintf(p.to, "\r%-*s", p.wide, line)
	}
}

// timeLeft is how long the rest takes at the pace so far, in words; nothing
// in the first two seconds, when the pace is not known.
func timeLeft(took time.Duration, done, total int) string {
	if took < 2*time.Second || done <= 0 || done >= total {
		return ""
	}
	left := time.Duration(float64(took) / float64(done) * float64(total-done))
	switch {
	case left < 10*time.Second:
		return ", a few seconds left"
	case left < 90*time.Second:
		return fmt.Sprintf(", about %d seconds left", int(left.Seconds()+5)/10*10)
	case left < 90*time.Minute:
		return fmt.Sprintf(", about %d minutes left", int(left.Minutes()+0.5))
	}
	return fmt.Sprintf(", about %d hours left", int(left.Hours()+0.5))
}

// done clears the line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.to != nil && p.last >= 0 {
		fmt.Fprintf(p.to, "\r%*s\r", p.wide, "")
	}
}

// reportPath is the report of an output folder, as a path that can be opened
// from anywhere.
func reportPath(dir string) string {
	path := filepath.Join(dir, "report.html")
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

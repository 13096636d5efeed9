package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// progress is one line on a terminal that says how far a long job is; where
// the output is no terminal it stays silent.
type progress struct {
	mu   sync.Mutex
	to   io.Writer
	what string
	last int
}

func newProgress(to io.Writer, what string, quiet bool) *progress {
	p := &progress{what: what, last: -1}
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
		fmt.Fprintf(p.to, "\r%s %3d %%", p.what, percent)
	}
}

// done clears the line.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.to != nil && p.last >= 0 {
		fmt.Fprintf(p.to, "\r%*s\r", len(p.what)+6, "")
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

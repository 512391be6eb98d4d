package main

import (
	"fmt"
	"io"
	"time"
)

// A progress is a line on the terminal that says how far a long task has come. It shows itself after a second, and only
// where standard error is a terminal.
type progress struct {
	out   io.Writer
	what  string
	begun time.Time
	last  time.Time
	shown bool
}

func (w *world) progress(what string) *progress {
	return &progress{out: w.stderr, what: what, begun: time.Now()}
}

// report tells how much is done, of how much where that is known.
func (p *progress) report(done, total int) {
	const patience, pause = time.Second, 100 * time.Millisecond
	now := time.Now()
	if now.Sub(p.begun) < patience || now.Sub(p.last) < pause || terminalWidth(p.out) == 0 {
		return
	}
	p.last, p.shown = now, true
	if total == 0 {
		fmt.Fprintf(p.out, "\r\x1b[K%s: %d", p.what, done)
		return
	}
	fmt.Fprintf(p.out, "\r\x1b[K%s: %d of %d (%d%%)%s", p.what, done, total, 100*done/total, left(now.Sub(p.begun), done, total))
}

// left says how long the rest takes at the pace so far.
func left(passed time.Duration, done, total int) string {
	if done <= 0 || done >= total {
		return ""
	}
	rest := time.Duration(float64(passed) * float64(total-done) / float64(done))
	return ", " + rest.Round(time.Second).String() + " left"
}

// done takes the line away.
func (p *progress) done() {
	if p.shown {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

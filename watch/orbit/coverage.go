package orbit

import (
	"cmp"
	"slices"
	"time"
)

// Gaps tell how well passes cover a window.
type Gaps struct {
	Window  Window
	Seen    []Window // stretches in which one satellite or more sees the area, in order, none touching the next
	Unseen  []Window // the rest of the window, in order
	Longest Window   // the first longest of Unseen; zero where there is none

	// Revisits are the times from one stretch of Seen to the next. Unlike Unseen, they leave out the time before the first
	// and after the last, which the window cuts.
	Revisits     []time.Duration
	MeanRevisit  time.Duration // 0 without revisits
	WorstRevisit time.Duration // 0 without revisits

	Share float64 // of the window that is seen, 0 to 1
}

// Coverage joins passes, in whatever order, to stretches in which the area is seen, and returns what is left between
// them. What lies outside of the window is left out; of an empty window nothing is seen.
func Coverage(passes []Pass, w Window) Gaps {
	g := Gaps{Window: w}
	if w.Check() != nil {
		return g
	}
	g.Seen = join(passes, w)
	at := w.From
	var seen time.Duration
	for i, s := range g.Seen {
		g.gap(Window{at, s.From})
		if i > 0 {
			g.Revisits = append(g.Revisits, Window{at, s.From}.Duration())
		}
		at = s.To
		seen += s.Duration()
	}
	g.gap(Window{at, w.To})
	g.Share = float64(seen) / float64(w.Duration())
	var sum time.Duration
	for _, r := range g.Revisits {
		sum += r
		g.WorstRevisit = max(g.WorstRevisit, r)
	}
	if n := len(g.Revisits); n > 0 {
		g.MeanRevisit = sum / time.Duration(n)
	}
	return g
}

func (g *Gaps) gap(w Window) {
	if w.From >= w.To {
		return
	}
	g.Unseen = append(g.Unseen, w)
	if w.Duration() > g.Longest.Duration() {
		g.Longest = w
	}
}

// join returns the passes within w as stretches that do not touch.
func join(passes []Pass, w Window) []Window {
	var all []Window
	for _, p := range passes {
		if s := (Window{max(p.Rise, w.From), min(p.Set, w.To)}); s.From < s.To {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b Window) int { return cmp.Compare(a.From, b.From) })
	var joined []Window
	for _, s := range all {
		if n := len(joined); n > 0 && s.From <= joined[n-1].To {
			joined[n-1].To = max(joined[n-1].To, s.To)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

package watch

import "time"

// A gap is the last time for which a ship was silent longer than its station should be.
type gap struct {
	from, to int64   // Unix milliseconds
	interval float64 // seconds between its reports, as a rule
	reports  int
	share    float64 // of the minutes in which others near it were heard
	judged   bool    // share is known
}

// open reports whether the ship was silent in a time.
func (g *gap) open(from, to int64) bool { return g.to > from && g.from < to }

// hears takes the time between two reports and returns whether it is a gap.
func (g *gap) hears(from, to int64, p *Params) bool {
	const enough = 20 // reports that tell the interval
	seconds := float64(to-from) / 1000
	limit := max(60*p.GapLeast, p.GapIntervals*g.interval)
	if g.reports >= enough && seconds > limit {
		g.from, g.to, g.judged = from, to, false
		return true
	}
	g.reports++
	if g.interval == 0 {
		g.interval = seconds
	}
	g.interval += (min(seconds, 600) - g.interval) / 16
	return false
}

// length returns how long the gap was.
func (g *gap) length() time.Duration { return time.Duration(g.to-g.from) * time.Millisecond }

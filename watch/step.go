package watch

import "math"

// A step follows a ship's loss of speed. An anchor that catches takes away a part of the speed within minutes, while the ship
// holds its course; then the ship goes on at the lower speed, since its engine still turns as before.
type step struct {
	phase    phase
	onset    int32   // minute in which the loss began
	found    int32   // in which it was seen
	base     float64 // knots: the ship's own speed before
	loss     float64 // greatest share of it that was lost, within StepWithin
	before   window  // the half hour before the onset
	lat      int32   // where it began
	lon      int32
	lost     float64 // share at present
	leg      int32   // minute since when it holds its course
	course   float64 // that it holds
	fast     int32   // minute since when the ship is back at its speed; 0: it is not
	halt     int32   // minute since when it is stopped; 0: it is not
	after    int32   // minute in which it stopped being followed
	why      ending
	recent   float64 // knots: mean of about three minutes
	averaged int32   // the minute that the means go to
	slow     float64 // knots: mean of about half an hour
	cruise   float64 // knots: what it makes when nothing keeps it
	prior    prior
	shared   float64 // greatest share of the others around that were slow since
	sway     yawing  // how much more it yaws since, at most
	decay    float64 // share of its speed that it lost later, at most
}

// A yawing is how much a ship yaws.
type yawing struct {
	growth   float64 // factor against before; 0: not known to be more
	sway     float64 // degrees, standard deviation
	from, to int32
}

// A phase is how far a step has come.
type phase uint8

const (
	cruising phase = iota
	slowed         // it lost speed
	dragging       // and goes on at the lower speed, on its course, long enough
)

// An ending says why a loss of speed is no longer followed.
type ending uint8

const (
	notEnded ending = iota
	recovered
	stopped
	turned
	unsteady
	tooSlow
)

// prior is how a ship went before it stopped.
type prior struct {
	speed float64 // knots
	since int32   // of the stop
	until int32
	near  int32 // asset that was near then, plus one
	idle  bool  // the stop tells nothing: it says that it lay moored or at anchor, or the others were slow too before it
}

// follow looks at the step at the end of a minute. It reports whether something has changed that rules go by.
func (s *ship) follow(m *minute, p *Params) bool {
	t, v := &s.step, m.knots()
	t.average(v, m.at)
	switch t.phase {
	case cruising:
		return s.loses(m, p)
	default:
		return s.goesOn(m, p)
	}
}

// average keeps the means that tell cheaply whether a closer look is due.
func (t *step) average(v float64, at int32) {
	if t.slow == 0 {
		t.recent, t.slow, t.cruise = v, v, v
	}
	if at-t.averaged > 3 { // what went before is no longer recent
		t.recent = v
	}
	t.averaged = at
	t.recent += (v - t.recent) / 2
	t.slow += (v - t.slow) / 24
	t.cruise = max(v, t.cruise-t.cruise/2000)
}

// loses reports whether the ship has just lost a part of its speed.
func (s *ship) loses(m *minute, p *Params) bool {
	t := &s.step
	if t.recent > (1-p.StepLoss/2)*t.slow || t.slow < p.StepSpeed/2 || m.moored() {
		return false
	}
	within, last := int32(p.StepWithin), int32(p.StepSustain)
	base, n := s.minutes.usual(m.at-within-int32(p.StepBase), m.at-within)
	if n < 2 || base < p.StepSpeed {
		return false
	}
	now := s.minutes.over(m.at-last+1, m.at)
	before := s.minutes.over(m.at-within-3, m.at-within)
	if before.n == 0 {
		before = s.minutes.over(m.at-within-10, m.at-within)
	}
	if now.n == 0 || before.n == 0 || !s.known(m.at-within, p) {
		return false
	}
	loss := 1 - now.speed/base
	if loss < p.StepLoss || before.speed < 0.95*base || before.speed > 1.15*base {
		return false
	}
	onset := s.onset(m.at, base, within)
	earlier := s.minutes.over(onset-10, onset-1)
	if earlier.n > 0 && math.Abs(angle(now.course-earlier.course)) > p.StepTurn && now.speed > 1 {
		return false
	}
	if s.sharpness(onset, m.at, base) < p.StepSharp {
		return false
	}
	t.begin(s, m, onset, base, loss)
	return true
}

// known reports whether the ship has been followed long enough before a minute to have a speed of its own.
func (s *ship) known(before int32, p *Params) bool {
	w := s.minutes.over(before-int32(p.StepBase), before)
	return w.covers(p.StepBase / 5)
}

// onset returns the minute in which the speed began to fall.
func (s *ship) onset(now int32, base float64, within int32) int32 {
	at := now
	for k := range s.minutes.len() {
		one := s.minutes.last(k)
		if one.at < now-within || one.knots() > 0.96*base {
			break
		}
		at = one.at
	}
	return at
}

// sharpness returns the greatest share of the loss until now that a time of six minutes holds.
func (s *ship) sharpness(onset, now int32, base float64) float64 {
	const half = 6
	lowest, greatest := base, 0.0
	end := s.minutes.over(now, now).speed
	for at := onset - 2; at <= now-1; at++ {
		from := s.minutes.over(at-1, at)
		to := s.minutes.over(at+half-1, min(at+half, now))
		if to.n == 0 {
			to = s.minutes.over(now, now)
		}
		if from.n > 0 && to.n > 0 {
			greatest = max(greatest, from.speed-to.speed)
		}
	}
	lowest = min(lowest, end)
	if base <= lowest {
		return 0
	}
	return greatest / (base - lowest)
}

// begin notes the loss of speed that has been found.
func (t *step) begin(s *ship, m *minute, onset int32, base, loss float64) {
	t.phase, t.onset, t.found, t.base, t.loss, t.lost = slowed, onset, m.at, base, loss, loss
	t.fast, t.halt, t.leg, t.why, t.after = 0, 0, 0, notEnded, 0
	t.before, t.sway, t.shared = s.minutes.over(onset-35, onset-4), yawing{}, 0
	t.decay = 0
	t.lat, t.lon = m.lat, m.lon
}

// end stops following, for a reason.
func (t *step) end(at int32, why ending) bool {
	t.phase, t.after, t.why = cruising, at, why
	t.slow = t.recent // what it does now is its own choice, and what the next loss is measured by
	return true
}

// goesOn looks at how a ship goes on that has lost speed.
func (s *ship) goesOn(m *minute, p *Params) bool {
	t := &s.step
	now := s.minutes.over(m.at-2, m.at)
	if now.n == 0 {
		return false
	}
	t.lost = 1 - now.speed/t.base
	if m.at-t.onset <= int32(p.StepWithin) {
		t.loss = max(t.loss, t.lost)
	}
	t.count(m.at, p)
	if t.fast > 0 && m.at-t.fast >= 5 {
		return t.end(m.at, recovered)
	}
	if t.phase == dragging {
		return s.dragsOn(m, p)
	}
	return s.holds(m, p)
}

// count keeps since when the ship is fast, or stopped.
func (t *step) count(at int32, p *Params) {
	since := func(is bool, mark *int32) {
		switch {
		case !is:
			*mark = 0
		case *mark == 0:
			*mark = at
		}
	}
	since(t.lost < (1-p.HeldMost)*0.7, &t.fast)
	since(1-t.lost < p.HeldLeast, &t.halt)
}

// holds reports whether a ship that lost speed has now gone on long enough to be followed as one that drags, or does something
// that explains the loss. A turn explains none that lasts; but after one the time runs anew.
func (s *ship) holds(m *minute, p *Params) bool {
	t := &s.step
	if t.halt > 0 && m.at-t.halt >= 2 || m.moored() {
		return t.end(m.at, stopped)
	}
	if five := s.minutes.over(m.at-4, m.at); t.leg < t.onset || five.n >= 3 && math.Abs(angle(five.course-t.course)) > p.HeldTurn {
		t.leg, t.course = m.at, five.course
		if t.leg-t.onset < int32(p.StepWithin) && math.Abs(angle(five.course-t.before.course)) <= p.HeldTurn {
			t.leg = t.onset
		}
	}
	switch {
	case float64(m.at-t.onset) > 4*p.HeldFor:
		return t.end(m.at, unsteady)
	case float64(m.at-t.leg) < p.HeldFor:
		return false
	}
	w := s.minutes.over(t.leg+2, m.at)
	switch ratio := w.speed / t.base; {
	case w.n < 3:
		return false
	case ratio > p.HeldMost || ratio < p.HeldLeast:
		return t.end(m.at, recovered)
	case w.spread > p.HeldCourse:
		return false
	}
	t.phase = dragging
	return true
}

// dragsOn keeps following until the ship is back at its speed, or has come to lie for good.
func (s *ship) dragsOn(m *minute, p *Params) bool {
	t := &s.step
	const forGood = 6 * 60
	if t.halt > 0 && m.at-t.halt > forGood {
		return t.end(m.at, stopped)
	}
	return true
}

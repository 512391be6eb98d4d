package orbit

import (
	"math"
	"time"
)

// A seeker looks for the passes of one satellite. Its times are minutes from the beginning of the window.
type seeker struct {
	satellite *Satellite
	view      *view
	index     int
	window    Window
	yield     func(Pass, error) bool

	start    float64 // of the window, minutes from the epoch
	sidereal float64 // at the start of the window

	before, last sample // the two samples before the one at hand
	rise         float64
	isUp         bool
	best         sample // highest of the pass
	bestFrom     float64
	bestTo       float64 // samples around it
	stopped      bool    // nobody wants more
}

// A sample is a moment at which the satellite was looked at.
type sample struct {
	at      float64
	margin  float64 // -Inf where it is certain that the area is not in sight
	height  float64 // see view.height
	isKnown bool
}

var unseen = math.Inf(-1)

// A satellite turns between two samples by leastTurn or more, and by mostTurn or less, in radians. In low orbits that is 5 and
// 45 seconds.
const leastTurn, mostTurn = 0.006, 0.05

// run finds all passes and reports whether more are wanted.
func (k *seeker) run() bool {
	k.start = k.satellite.minutes(k.window.From)
	k.sidereal = GMST(k.window.From)
	end := k.window.minutes()
	for t := 0.0; ; {
		s, step, err := k.sample(t)
		if err != nil {
			return k.lose(t, err)
		}
		k.next(s)
		if k.stopped {
			return false
		}
		if t >= end {
			break
		}
		t = min(t+step, end)
	}
	k.hump(sample{at: end, margin: unseen})
	k.finish(end)
	return !k.stopped
}

// lose finds the moment at which the propagation begins to fail, between the last sample and t, and ends the search there.
func (k *seeker) lose(t float64, err error) bool {
	if good := k.last.at; k.last.isKnown {
		for t-good > precise {
			middle := (t + good) / 2
			if _, e := k.satellite.Propagate(k.start + middle); e != nil {
				t, err = middle, e
			} else {
				good = middle
			}
		}
		if good > k.last.at {
			k.next(k.look(good))
		}
		k.hump(sample{at: good, margin: unseen})
		k.finish(good)
	}
	return !k.stopped && k.yield(Pass{}, &LostError{k.index, k.satellite.Elements.Label(), k.window.instant(t), err})
}

// fixed returns the state at t and the Earth-fixed position, with sine and cosine of the sidereal time.
func (k *seeker) fixed(t float64) (now State, fixed Vector, sin, cos float64, err error) {
	now, err = k.satellite.Propagate(k.start + t)
	sin, cos = math.Sincos(k.sidereal + t*earthRate)
	return now, now.Position.turn(sin, cos), sin, cos, err
}

// sample looks at t and returns how long to wait for the next sample.
func (k *seeker) sample(t float64) (sample, float64, error) {
	now, fixed, sin, cos, err := k.fixed(t)
	if err != nil {
		return sample{}, 0, err
	}
	r := now.Position.Length()
	turning := now.Position.cross(now.Velocity).Length()/(r*r) + earthSpin // radians/s
	least, most := leastTurn/(60*turning), mostTurn/(60*turning)
	if idle := k.view.idle(now, fixed, sin, cos); idle > 0 {
		return sample{at: t, margin: unseen, isKnown: true}, max(idle, least), nil
	}
	see := k.view.see(fixed)
	v := now.Velocity.turn(sin, cos)
	speed := Vector{v.X + earthSpin*fixed.Y, v.Y - earthSpin*fixed.X, v.Z}.Length()
	keeps := see.keeps(speed+v.Length()/10, r) / 60 // a tenth for what the speed will be
	return sample{t, see.margin, k.view.height(see), true}, min(max(keeps, least), most), nil
}

// keeps returns a time in seconds for which the area surely stays in sight, or out of it: at a speed of so many km/s or
// less the line to the nearest point, and the plumb line, turn no faster than speed over distance.
func (s *sight) keeps(speed, radius float64) float64 {
	distance := s.reach * radius / (s.reach + radius)
	return distance * (1 - math.Exp(-math.Abs(s.margin))) / speed
}

// look is sample without a thought to what comes next. Where the propagation fails the area is not in sight.
func (k *seeker) look(t float64) sample {
	_, fixed, _, _, err := k.fixed(t)
	if err != nil {
		return sample{at: t, margin: -math.Pi, height: -math.Pi, isKnown: true}
	}
	see := k.view.see(fixed)
	return sample{t, see.margin, k.view.height(see), true}
}

// next takes one more sample.
func (k *seeker) next(s sample) {
	switch {
	case k.isUp && s.margin < 0:
		k.consider(s)
		k.pass(k.cross(s.at, k.last.at), false)
	case k.isUp:
		k.consider(s)
	case s.margin >= 0:
		k.rise = s.at
		if k.last.isKnown {
			k.rise = k.cross(k.last.at, s.at)
		}
		k.up(s)
	default:
		k.hump(s)
	}
	k.before, k.last = k.last, s
}

func (k *seeker) up(s sample) {
	k.isUp, k.best, k.bestFrom, k.bestTo = true, s, k.rise, s.at
}

// consider keeps the highest sample of the pass and those next to it.
func (k *seeker) consider(s sample) {
	if k.last.at == k.best.at {
		k.bestTo = s.at
	}
	if s.margin >= 0 && s.height > k.best.height {
		k.best, k.bestFrom, k.bestTo = s, k.last.at, s.at
	}
}

// hump looks for a short pass between samples that do not see the area: where the last was higher than its neighbours, the
// satellite may have been in sight around it.
func (k *seeker) hump(s sample) {
	l := k.last
	if k.isUp || !l.isKnown || l.margin >= 0 || math.IsInf(l.margin, -1) || k.before.margin >= l.margin && k.before.isKnown || s.margin > l.margin {
		return
	}
	from := l.at
	if k.before.isKnown {
		from = k.before.at
	}
	top := k.climb(from, s.at, func(s sample) float64 { return s.margin })
	if top.margin < 0 {
		return
	}
	k.rise = from
	if from < top.at {
		k.rise = k.cross(from, top.at)
	}
	k.up(top)
	k.bestFrom, k.bestTo = from, s.at
	k.pass(k.cross(s.at, top.at), false)
}

// precise is the precision of rise and set, in minutes: 5 ms. That of the culmination, which is flat, is 0.1 s.
const precise = 5e-3 / 60

// cross returns the moment between one out of sight and one in sight at which that changes (by the Illinois
// variant of regula falsi: M. Dowell and P. Jarratt, BIT 11, 1971). The moment returned is in sight.
func (k *seeker) cross(out, in float64) float64 {
	fOut, fIn := k.look(out).margin, k.look(in).margin
	if fOut >= 0 {
		return out
	}
	for i := 0; math.Abs(in-out) > precise; i++ {
		t := in + (out-in)*fIn/(fIn-fOut)
		if i%4 == 3 || fIn <= 0 {
			t = (in + out) / 2 // so that the stretch shrinks at a known rate
		}
		// Not on an end itself: the stretch has to shrink from both.
		lo, hi := min(in, out)+precise/4, max(in, out)-precise/4
		t = min(max(t, lo), hi)
		if f := k.look(t).margin; f >= 0 {
			in, fIn = t, f
			fOut /= 2
		} else {
			out, fOut = t, f
			fIn /= 2
		}
	}
	return in
}

// climb returns the highest moment between from and to by golden sections.
func (k *seeker) climb(from, to float64, height func(sample) float64) sample {
	const golden = 0.6180339887498949
	a, b := k.look(to-golden*(to-from)), k.look(from+golden*(to-from))
	for to-from > 20*precise {
		if height(a) >= height(b) {
			to, b = b.at, a
			a = k.look(to - golden*(to-from))
		} else {
			from, a = a.at, b
			b = k.look(from + golden*(to-from))
		}
	}
	if height(a) >= height(b) {
		return a
	}
	return b
}

// finish ends a pass that goes on at t, where the search ends.
func (k *seeker) finish(t float64) {
	if k.isUp {
		k.bestTo = min(max(k.bestTo, k.best.at), t)
		k.pass(t, true)
	}
}

// pass yields the pass that ends at set.
func (k *seeker) pass(set float64, isCut bool) {
	k.isUp = false
	top := k.best
	if from, to := max(k.bestFrom, k.rise), min(k.bestTo, set); to > from {
		if c := k.climb(from, to, func(s sample) float64 { return s.height }); c.height > top.height {
			top = c
		}
	}
	top.at = min(max(top.at, k.rise), set)
	_, fixed, _, _, err := k.fixed(top.at)
	if err != nil {
		return
	}
	see, e, w := k.view.see(fixed), k.satellite.Elements, k.window
	p := Pass{
		Index: k.index, Number: e.Number, Name: e.Name,
		Rise: w.instant(k.rise), Culmination: w.instant(top.at), Set: w.instant(set),
		Elevation: degrees(see.elevation), Range: see.reach, Below: pointOf(see.below), Height: PlaceOf(fixed).Height,
		BeginsBefore: k.rise == 0, EndsAfter: isCut,
	}
	p.Age = time.Duration(p.Culmination-e.Epoch) * time.Microsecond
	k.stopped = !k.yield(p, nil)
}

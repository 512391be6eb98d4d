package watch

import "math"

// passages are the last ways of a ship over assets.
type passages struct {
	ring []passed
	n    int
}

// passagesKept is how many are remembered.
const passagesKept = 8

// A passed is one way over an asset.
type passed struct {
	asset    int32
	at       int32 // minute
	time     int64
	lat, lon int32
	speed    float32 // knots
	usual    float32 // knots; 0: not known
	far      float32 // metres that the ship went away from there until it crossed again, or until now
	dip      float32 // share of speed lost over the line, against both sides; 0: none, or not known yet
	phase    phase   // of the ship's step at the time
	silent   bool    // the ship was silent on the way
	judged   bool    // dip is known
}

func (p *passages) len() int { return len(p.ring) }

// last returns the passage that is k before the newest.
func (p *passages) last(k int) *passed { return &p.ring[(p.n-1-k)%passagesKept] }

func (p *passages) add(one passed) {
	if len(p.ring) < passagesKept {
		p.ring = append(p.ring, one)
	} else {
		p.ring[p.n%passagesKept] = one
	}
	p.n++
}

// cross notes the assets on the leg from one fix to the next.
func (s *shard) cross(v *ship, from, to *fix) {
	leg := from.point().Distance(to.point())
	s.lines = s.sea.index.Crossings(from.point(), to.point(), s.lines[:0])
	for _, c := range s.lines {
		share := 0.0
		if leg > 0 {
			share = min(1, c.Along/leg)
		}
		at := from.time + int64(share*float64(to.time-from.time))
		one := passed{
			asset: int32(s.sea.owner[c.Corridor]), at: int32(at / 60_000), time: at, lat: units(c.At.Lat), lon: units(c.At.Lon),
			speed: float32(s.speedOver(v, from, to)), usual: float32(v.own()), phase: v.step.phase, silent: v.gap.open(from.time, to.time),
		}
		v.passed.add(one)
		v.pending = true
	}
}

// speedOver returns the speed in knots on a leg.
func (s *shard) speedOver(v *ship, from, to *fix) float64 {
	if to.time-from.time > 10*60_000 {
		return float64(v.plane.implied(from, to)) / 10
	}
	if k, ok := to.knots(); ok {
		return k
	}
	return v.step.recent
}

// own returns the ship's own speed in knots: that before its loss of speed, if it lost some.
func (s *ship) own() float64 {
	if s.step.phase != cruising {
		return s.step.base
	}
	return s.step.slow
}

// wander keeps how far the ship went from its last passages, and judges those that are some time ago for a dip.
func (s *ship) wander(m *minute, p *Params) (found bool) {
	if s.passed.n == 0 {
		return false
	}
	newest := s.passed.last(0)
	if m.at-newest.at > int32(p.Remembered) {
		return false
	}
	newest.far = max(newest.far, float32(s.plane.metres(newest.lat, newest.lon, m.lat, m.lon)))
	for k := range s.passed.len() {
		if one := s.passed.last(k); !one.judged && m.at-one.at >= dipSide {
			one.judged = true
			one.dip = float32(s.dip(one.at, p))
			found = found || one.dip > 0
		}
	}
	return found
}

// A dip is looked for in five minutes around a passage, against ten minutes on either side of these.
const (
	dipHalf = 2
	dipSide = 13
)

// dip returns the share of speed that was lost around a minute against both sides, or 0 when it is less than the parameter.
func (s *ship) dip(at int32, p *Params) float64 {
	over := s.minutes.over(at-dipHalf, at+dipHalf)
	before := s.minutes.over(at-dipSide, at-dipHalf-1)
	after := s.minutes.over(at+dipHalf+1, at+dipSide)
	if over.n == 0 || before.n < 2 || after.n < 2 || before.speed < p.StepSpeed/2 || math.Abs(before.speed/after.speed-1) > 0.1 {
		return 0 // it is on its way from one speed to another
	}
	if loss := 1 - over.least/min(before.speed, after.speed); loss >= p.DipLoss {
		return loss
	}
	return 0
}

// returns counts how often the ship crossed the asset that it crossed last, within a time and without going far from it.
func (s *ship) returns(p *Params) (times int, since int32) {
	newest := s.passed.last(0)
	times, since = 1, newest.at
	for k := 1; k < s.passed.len(); k++ {
		one := s.passed.last(k)
		if one.asset != newest.asset {
			continue
		}
		if newest.at-one.at > int32(p.CrossWithin) || float64(one.far) > p.CrossReach {
			break
		}
		times, since = times+1, one.at
	}
	return times, since
}

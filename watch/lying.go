package watch

import "math"

// A lying follows a ship that lies still: at anchor, moored, or stopped. One at anchor swings about it; one whose anchor does not
// hold goes away from there, slowly.
type lying struct {
	since    int32 // minute; 0: it does not lie
	n        int32
	lat, lon float64 // middle of where it lay, in units of a fix
	radius   float64 // metres: of its swing
	settled  bool    // long enough
	said     bool    // it says itself that it is at anchor or moored
	moving   int32   // minute since when it moves away; 0: it does not
	slipping bool
	off      float64 // metres from the middle
	over     int32   // the asset below it, plus one
	distance float64 // metres from that
}

// lies follows the ship at the end of a minute. It reports whether something has changed that rules go by.
func (s *ship) lies(m *minute, p *Params) bool {
	l, v := &s.lying, m.knots()
	if l.since == 0 {
		if v < p.AnchorSpeed || m.moored() && v < 2*p.AnchorSpeed {
			*l = lying{since: m.at, n: 1, lat: float64(m.lat), lon: float64(m.lon), said: m.moored()}
		}
		return false
	}
	l.off = s.plane.metres(int32(l.lat), int32(l.lon), m.lat, m.lon)
	l.said = l.said || m.moored()
	if l.settled {
		return s.holdsGround(m, p)
	}
	return s.settles(m, p)
}

// settles gathers where a ship lies that has just stopped.
func (s *ship) settles(m *minute, p *Params) bool {
	l := &s.lying
	const apart = 700 // metres: no swing
	if l.off > apart || s.step.recent > 1.5*p.AnchorSpeed {
		*l = lying{}
		return false
	}
	l.n++
	l.lat += (float64(m.lat) - l.lat) / float64(l.n)
	l.lon += (float64(m.lon) - l.lon) / float64(l.n)
	l.radius = max(l.radius, l.off)
	after := p.AnchorAfter
	if m.moored() {
		after /= 3 // it says so
	}
	l.settled = float64(m.at-l.since) >= after
	return l.settled
}

// holdsGround watches a ship that lies: whether it stays within its swing, goes, or slips.
func (s *ship) holdsGround(m *minute, p *Params) bool {
	l, v := &s.lying, m.knots()
	limit := max(p.SlipLeast, p.SlipFactor*min(l.radius, p.SlipLeast))
	switch {
	case v > p.SlipFastest:
		*l = lying{}
		return false
	case l.off <= limit:
		l.radius, l.moving, l.slipping = max(l.radius, min(l.off, p.SlipLeast)), 0, false
		return false
	case l.moving == 0:
		l.moving = m.at
	}
	w := s.minutes.over(m.at-int32(p.SlipFor)+1, m.at)
	astern := math.Abs(w.drift) > 60
	was := l.slipping
	l.slipping = w.n >= 2 && w.least >= p.SlipSpeed/2 && w.speed >= p.SlipSpeed && w.most <= p.SlipFastest && (m.moored() || astern)
	if !l.slipping && float64(m.at-l.moving) > 3*p.SlipFor {
		*l = lying{} // it has gone somewhere else, slowly
	}
	return l.slipping && !was
}

// below notes which asset a ship lies over that has come to lie.
func (s *shard) below(v *ship) {
	l := &v.lying
	if !l.settled {
		return
	}
	s.hits, v.near, v.margin = s.sea.around(geoPoint(int32(l.lat), int32(l.lon)), s.hits, v.near)
	l.over = 0
	for _, n := range v.near {
		if n.distance <= s.params.OverDistance+s.params.HalfTrust*s.sea.assets[n.asset].Accuracy {
			l.over, l.distance = int32(n.asset)+1, n.distance
			return
		}
	}
}

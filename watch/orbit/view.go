package orbit

import "math"

// A view is what it takes for a satellite to see an area.
type view struct {
	area         *Area
	minElevation float64 // radians
	halfAngle    float64 // radians; 0 for a sensor that sees to the horizon
}

// A sight is how a satellite stands to an area.
type sight struct {
	margin    float64 // radians by which it is seen; negative where it is not
	elevation float64 // at the nearest point, radians
	inside    bool    // it stands above the area
	below     Vector  // normal of the ellipsoid below it
	reach     float64 // km to the nearest point
}

// see returns how a satellite at an Earth-fixed position in km stands to the area.
func (v *view) see(fixed Vector) sight {
	s := sight{below: upright(fixed)}
	var n Vector
	n, s.inside = v.area.nearest(s.below)
	d := fixed.minus(foot(n))
	s.reach = d.Length()
	s.elevation = math.Pi / 2
	offNadir := 0.0
	if !s.inside {
		s.elevation = math.Asin(min(max(d.dot(n)/s.reach, -1), 1))
		offNadir = math.Acos(min(max(d.dot(s.below)/s.reach, -1), 1))
	}
	s.margin = s.elevation - v.minElevation
	if v.halfAngle > 0 {
		s.margin = min(s.margin, v.halfAngle-offNadir)
	}
	return s
}

// height orders sights within a pass: by elevation, and above the area by nearness to its middle.
func (v *view) height(s sight) float64 {
	if !s.inside {
		return s.elevation
	}
	return s.elevation + math.Pi - angle(s.below, v.area.middle)
}

// Slack of the bounds below, in radians: plumb lines lean from the direction to the Earth's middle by up to 0.0034, at
// the satellite and at the area; the plane of an orbit wavers by less than 0.01.
const (
	leaning  = 0.008
	wavering = 0.01
)

// reach returns a bound on the angle, at the Earth's middle, between a satellite at most so many km from there and the
// nearest point of an area that it sees.
func (v *view) reach(radius float64) float64 {
	if radius <= polar {
		return math.Pi / 2
	}
	e := v.minElevation - leaning/2
	most := math.Acos(polar*math.Cos(e)/radius) - e
	if v.halfAngle > 0 {
		half := v.halfAngle + leaning/2
		if sin := radius * math.Sin(half) / polar; half < math.Pi/2 && sin < 1 {
			most = min(most, math.Asin(sin)-half)
		}
	}
	return most
}

// idle returns a time in minutes from now for which the area stays unseen, or less than 0 where that is not certain. It rests
// on two bounds: the satellite's direction turns at most as fast as at perigee, and the Earth's own turning apart; and the
// area comes nearer to the plane of the orbit at most as fast as the Earth turns, and the plane itself by a tenth of that.
// Perigee, apogee and plane are those of the moment.
func (v *view) idle(now State, fixed Vector, sin, cos float64) float64 {
	const mostIdle = 360 // minutes
	momentum := now.Position.cross(now.Velocity)
	h2 := momentum.dot(momentum)
	r := now.Position.Length()
	p := h2 / earthMu
	inverse := 2/r - now.Velocity.dot(now.Velocity)/earthMu // of the semi-major axis
	e := math.Sqrt(max(0, 1-p*inverse))
	perigee := p / (1 + e)
	reach := math.Pi / 2
	if e < 1 {
		reach = v.reach(1.01*p/(1-e) + 20)
	}
	near := v.area.radius + reach + leaning
	h := math.Sqrt(h2)
	fastest := 60 * (1.05*h/(perigee*perigee) + earthSpin)
	byAngle := (angle(fixed.times(1/r), v.area.middle) - near) / fastest

	plane := momentum.turn(sin, cos).dot(v.area.middle) / h
	byPlane := (math.Asin(min(1, math.Abs(plane))) - near - wavering) / (1.1 * earthRate)
	return min(max(byAngle, byPlane), mostIdle)
}

const earthMu = 398600.4418 // km³/s² (WGS 84)

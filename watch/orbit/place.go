package orbit

import (
	"math"

	"entente/cal"
	"entente/geo"
)

// The ellipsoid of WGS 84 (NIMA TR8350.2, 2000, table 3.1), and its rotation.
const (
	equatorial = 6378.137          // km
	flattening = 1 / 298.257223563 //
	polar      = equatorial * (1 - flattening)
	ecc2       = flattening * (2 - flattening) // first eccentricity, squared

	earthSpin = 7.29211514670698e-5 // radians/s (AIAA 2006, appendix)
)

// EarthFixed turns a state in TEME at t to the rotating Earth: position in km and velocity over the ground in km/s. It turns
// by [GMST] and no more, so the frame is the pseudo Earth-fixed one: the pole's wandering, up to 0.6", is left out, 20 m
// on the ground, and UTC stands for UT1, up to 420 m at the equator. Both are less than an element set is wrong by.
func (s State) EarthFixed(t cal.Instant) State {
	sin, cos := math.Sincos(GMST(t))
	r := s.Position.turn(sin, cos)
	v := s.Velocity.turn(sin, cos)
	return State{r, Vector{v.X + earthSpin*r.Y, v.Y - earthSpin*r.X, v.Z}}
}

// turn returns v in a frame that is turned eastward around the third axis.
func (v Vector) turn(sin, cos float64) Vector {
	return Vector{v.X*cos + v.Y*sin, v.Y*cos - v.X*sin, v.Z}
}

// A Place is a point and a height above it.
type Place struct {
	geo.Point
	Height float64 // km above the ellipsoid of WGS 84
}

// PlaceOf returns the place at an Earth-fixed position in km: the one whose plumb line on the ellipsoid leads through the position.
// It is right within a millimetre from 100 km below ground to beyond the Moon.
func PlaceOf(fixed Vector) Place {
	n := upright(fixed)
	height := fixed.dot(n) - equatorial*math.Sqrt(1-ecc2*n.Z*n.Z)
	return Place{pointOf(n), height}
}

// Fixed returns the Earth-fixed position of p in km.
func (p Place) Fixed() Vector {
	n := normalOf(p.Point)
	return foot(n).plus(n.times(p.Height))
}

// upright returns the ellipsoid's normal under an Earth-fixed position, by two rounds of Bowring's method (B. R. Bowring,
// Survey Review 23, 1976), on sines and cosines instead of angles.
func upright(v Vector) Vector {
	const prime2 = ecc2 / (1 - ecc2)
	p := math.Hypot(v.X, v.Y)
	if p == 0 {
		return Vector{0, 0, math.Copysign(1, v.Z)}
	}
	sin, cos := unit2(equatorial*v.Z, polar*p) // of the reduced latitude
	for range 2 {
		sin, cos = unit2(v.Z+prime2*polar*cube(sin), p-ecc2*equatorial*cube(cos)) // of the latitude
		sin, cos = unit2(polar*sin, equatorial*cos)
	}
	sin, cos = unit2(equatorial*sin, polar*cos)
	return Vector{cos * v.X / p, cos * v.Y / p, sin}
}

func unit2(sin, cos float64) (float64, float64) {
	l := math.Sqrt(sin*sin + cos*cos)
	return sin / l, cos / l
}

// foot returns the Earth-fixed position on the ellipsoid where its normal is n.
func foot(n Vector) Vector {
	across := equatorial / math.Sqrt(1-ecc2*n.Z*n.Z)
	return Vector{across * n.X, across * n.Y, across * (1 - ecc2) * n.Z}
}

func normalOf(p geo.Point) Vector {
	sinLat, cosLat := math.Sincos(radians(p.Lat))
	sinLon, cosLon := math.Sincos(radians(p.Lon))
	return Vector{cosLat * cosLon, cosLat * sinLon, sinLat}
}

func pointOf(n Vector) geo.Point {
	return geo.Point{Lon: degrees(math.Atan2(n.Y, n.X)), Lat: degrees(math.Atan2(n.Z, math.Hypot(n.X, n.Y)))}
}

// A Look says where to look from a place to see something.
type Look struct {
	Azimuth   float64 // degrees clockwise from north, 0 included, 360 not
	Elevation float64 // degrees above the plane of the horizon; refraction is left out
	Range     float64 // km
}

// Look returns the direction from p to an Earth-fixed position in km.
func (p Place) Look(fixed Vector) Look {
	up := normalOf(p.Point)
	sinLon, cosLon := math.Sincos(radians(p.Lon))
	east := Vector{-sinLon, cosLon, 0}
	north := up.cross(east)
	d := fixed.minus(p.Fixed())
	azimuth := degrees(math.Atan2(d.dot(east), d.dot(north)))
	if azimuth < 0 {
		azimuth += 360
	}
	if azimuth >= 360 {
		azimuth = 0
	}
	flat := math.Hypot(d.dot(east), d.dot(north))
	return Look{azimuth, degrees(math.Atan2(d.dot(up), flat)), d.Length()}
}

// Place returns the point below the satellite at t and its height. It fails as [Satellite.Propagate] does.
func (s *Satellite) Place(t cal.Instant) (Place, error) {
	state, err := s.At(t)
	if err != nil {
		return Place{}, err
	}
	return PlaceOf(state.EarthFixed(t).Position), nil
}

package geo

import "math"

// A vector leads from the middle of the Earth; one of length 1 is a point on it.
type vector struct{ x, y, z float64 }

func (p Point) vector() vector {
	sinLat, cosLat := math.Sincos(radians(p.Lat))
	sinLon, cosLon := math.Sincos(radians(p.Lon))
	return vector{cosLat * cosLon, cosLat * sinLon, sinLat}
}

func (v vector) point() Point {
	return Point{degrees(math.Atan2(v.y, v.x)), degrees(math.Atan2(v.z, math.Hypot(v.x, v.y)))}
}

func (v vector) plus(w vector) vector     { return vector{v.x + w.x, v.y + w.y, v.z + w.z} }
func (v vector) minus(w vector) vector    { return vector{v.x - w.x, v.y - w.y, v.z - w.z} }
func (v vector) times(f float64) vector   { return vector{v.x * f, v.y * f, v.z * f} }
func (v vector) dot(w vector) float64     { return v.x*w.x + v.y*w.y + v.z*w.z }
func (v vector) length() float64          { return math.Sqrt(v.dot(v)) }
func (v vector) angleTo(w vector) float64 { return math.Atan2(v.cross(w).length(), v.dot(w)) }

// cross returns v × w for vectors of length 1, as half of (v-w) × (v+w): near each other or near opposite, their plain
// product would lose most digits.
func (v vector) cross(w vector) vector {
	a, b := v.minus(w), v.plus(w)
	return vector{a.y*b.z - a.z*b.y, a.z*b.x - a.x*b.z, a.x*b.y - a.y*b.x}.times(0.5)
}

// An arc is the shorter part of the great circle through two points.
type arc struct {
	a, b   vector
	normal vector // of the circle's plane, of length 1; zero when a and b do not span a plane
}

func newArc(a, b vector) arc {
	n := a.cross(b)
	if l := n.length(); l > 0 {
		n = n.times(1 / l)
	}
	return arc{a, b, n}
}

// faces reports whether the point of the arc's circle that is nearest to v lies on the arc.
func (c arc) faces(v vector) bool {
	if c.normal == (vector{}) {
		return false
	}
	return plain(c.normal, c.a).dot(v) >= 0 && plain(c.b, c.normal).dot(v) >= 0
}

// plain returns v × w for vectors that are neither near nor opposite each other.
func plain(v, w vector) vector {
	return vector{v.y*w.z - v.z*w.y, v.z*w.x - v.x*w.z, v.x*w.y - v.y*w.x}
}

// angleTo returns the angle between v and the nearest point of the arc.
func (c arc) angleTo(v vector) float64 {
	if !c.faces(v) {
		return min(v.angleTo(c.a), v.angleTo(c.b))
	}
	across := c.normal.dot(v)
	return math.Atan2(math.Abs(across), v.minus(c.normal.times(across)).length())
}

func radians(deg float64) float64 { return deg * (math.Pi / 180) }
func degrees(rad float64) float64 { return rad * (180 / math.Pi) }

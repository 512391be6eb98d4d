package geo

import "math"

// A Box is a stretch of longitudes, from West eastward to East, at the latitudes from South to North. It crosses the
// antimeridian when West is greater than East (RFC 7946, 5.2). A box that reaches a pole has all longitudes.
type Box struct {
	West, South, East, North float64
}

// Contains reports whether p lies in b or on its edge.
func (b Box) Contains(p Point) bool {
	if p.Lat < b.South || p.Lat > b.North {
		return false
	}
	if b.West <= b.East {
		return b.West <= p.Lon && p.Lon <= b.East || math.Abs(p.Lon) == 180 && (b.West == -180 || b.East == 180)
	}
	return p.Lon >= b.West || p.Lon <= b.East
}

// slack is added to boxes against rounding, in degrees; about a millimetre.
const slack = 1e-8

// Box returns a box around l. It is the smallest, but for a millimetre.
func (l Line) Box() Box {
	if len(l) == 0 {
		return Box{}
	}
	west, east, lon := l[0].Lon, l[0].Lon, l[0].Lon // counted on past 180
	south, north := l[0].Lat, l[0].Lat
	for i := 1; i < len(l); i++ {
		lon += math.Remainder(l[i].Lon-lon, 360)
		west, east = min(west, lon), max(east, lon)
		south, north = min(south, l[i].Lat), max(north, l[i].Lat)
		low, high := newArc(l[i-1].vector(), l[i].vector()).crest()
		south, north = min(south, low), max(north, high)
	}
	return span(west, south, east, north)
}

// crest returns the latitudes of the arc's southernmost and northernmost points where they lie between its ends, else 90
// and -90.
func (c arc) crest() (south, north float64) {
	n := c.normal
	level := n.x*n.x + n.y*n.y
	if level == 0 { // along the equator, or no circle
		return 90, -90
	}
	top := vector{-n.x * n.z, -n.y * n.z, level} // leads to the circle's northernmost point, not of length 1
	lat := degrees(math.Atan2(math.Sqrt(level), math.Abs(n.z)))
	south, north = 90, -90
	if c.faces(top) {
		north = lat
	}
	if c.faces(top.times(-1)) {
		south = -lat
	}
	return south, north
}

// Grow returns a box around all points within that many metres of b.
func (b Box) Grow(metres float64) Box {
	angle := metres / EarthRadius
	south, north := b.South-degrees(angle), b.North+degrees(angle)
	// The circle of that radius around a point reaches farthest east where its tangent is a meridian.
	farthest := max(math.Abs(b.South), math.Abs(b.North))
	turn := degrees(math.Asin(min(1, math.Sin(angle)/math.Cos(radians(farthest)))))
	east := b.East
	if b.West > east {
		east += 360
	}
	return span(b.West-turn, south, east+turn, north)
}

// span returns the box of these bounds and the slack; longitudes may lie beyond 180.
func span(west, south, east, north float64) Box {
	b := Box{math.Remainder(west-slack, 360), south - slack, math.Remainder(east+slack, 360), north + slack}
	if b.South <= -90 || b.North >= 90 || east-west+2*slack >= 360 {
		b.West, b.East = -180, 180
	}
	b.South, b.North = max(b.South, -90), min(b.North, 90)
	return b
}

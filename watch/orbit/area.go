package orbit

import (
	"fmt"
	"math"

	"entente"
	"entente/geo"
)

// An Area is a part of the ground, made ready to be looked for. It does not change, so goroutines may share it.
//
// As in package geo, latitudes are taken as those of a sphere where nearness is measured: two points are as far apart as their
// plumb lines are turned. Elevations are reckoned on the ellipsoid.
type Area struct {
	outlines [][]Vector // normals of the corners
	sides    []side     // between them
	rings    []ring     // of a polygon: the outer one, and the holes in it
	box      *geo.Box   // where it is one; its sides are the western and the eastern edge

	middle Vector  // of a cap around the area
	radius float64 // of that cap, radians
	least  float64 // cosine of the radius, less a little for rounding
}

// A side is an arc between two corners.
type side struct {
	a, b, normal, fromA, toB Vector

	middle Vector
	half   float64 // chord from the middle to either corner
}

func newSide(a, b Vector) side {
	n := a.cross(b)
	if l := n.Length(); l > 0 {
		n = n.times(1 / l)
	}
	middle := a.plus(b)
	if l := middle.Length(); l > 0 {
		middle = middle.times(1 / l)
	}
	return side{a, b, n, n.cross(a), b.cross(n), middle, a.minus(middle).Length()}
}

// nearest returns the point of the side that is nearest to v.
func (s *side) nearest(v Vector) Vector {
	if s.fromA.dot(v) > 0 && s.toB.dot(v) > 0 {
		foot := v.minus(s.normal.times(s.normal.dot(v)))
		return foot.times(1 / foot.Length())
	}
	if s.a.dot(v) > s.b.dot(v) {
		return s.a
	}
	return s.b
}

// AreaOf returns the area of a point, of a line, or of a polygon with its inside. It fails where the geometry's own check
// does; the error wraps [entente.ErrInvalid].
func AreaOf(g geo.Geometry) (Area, error) {
	if g == nil {
		return Area{}, fmt.Errorf("area without a geometry: %w", entente.ErrInvalid)
	}
	if err := g.Check(); err != nil {
		return Area{}, fmt.Errorf("area: %w: %w", err, entente.ErrInvalid)
	}
	var a Area
	switch g := g.(type) {
	case geo.Point:
		a.outline([]geo.Point{g})
	case geo.Line:
		a.outline(g)
	case geo.Polygon:
		for _, outline := range g {
			a.outline(outline)
			a.rings = append(a.rings, newRing(outline))
		}
	default:
		return Area{}, fmt.Errorf("area of a %T: want a point, line or polygon: %w", g, entente.ErrUnsupported)
	}
	a.surround()
	return a, nil
}

func (a *Area) outline(points []geo.Point) {
	corners := make([]Vector, len(points))
	for i, p := range points {
		corners[i] = normalOf(p)
		if i > 0 {
			a.sides = append(a.sides, newSide(corners[i-1], corners[i]))
		}
	}
	a.outlines = append(a.outlines, corners)
}

// surround finds the cap. A cap smaller than half of the Earth holds the arcs between the points that it holds.
func (a *Area) surround() {
	var sum Vector
	for _, c := range a.outlines[0] {
		sum = sum.plus(c)
	}
	l := sum.Length()
	if l < 1e-9 {
		a.middle, a.radius = Vector{0, 0, 1}, math.Pi
		return
	}
	a.middle = sum.times(1 / l)
	for _, c := range a.outlines[0] {
		a.radius = max(a.radius, angle(a.middle, c))
	}
	if a.radius >= math.Pi/2 {
		a.radius = math.Pi
	}
	a.least = math.Cos(a.radius) - 1e-9
}

// AreaOfBox returns the area of a box. Its northern and southern edges are parallels, not arcs. The error wraps
// [entente.ErrInvalid].
func AreaOfBox(b geo.Box) (Area, error) {
	for _, p := range []geo.Point{{Lon: b.West, Lat: b.South}, {Lon: b.East, Lat: b.North}} {
		if err := p.Check(); err != nil {
			return Area{}, fmt.Errorf("area: box: %w: %w", err, entente.ErrInvalid)
		}
	}
	if b.South > b.North {
		return Area{}, fmt.Errorf("area: box from south %v to north %v: want south first: %w", b.South, b.North, entente.ErrInvalid)
	}
	half := boxWidth(b) / 2
	a := Area{box: &b, radius: math.Pi, middle: normalOf(geo.Point{Lon: b.West + half, Lat: (b.South + b.North) / 2})}
	middle := (b.South + b.North) / 2 // in between, so that no side is half of a circle
	for _, lon := range []float64{b.West, b.East} {
		a.outline([]geo.Point{{Lon: lon, Lat: b.South}, {Lon: lon, Lat: middle}, {Lon: lon, Lat: b.North}})
	}
	if half < 90 {
		south := angle(a.middle, normalOf(geo.Point{Lon: b.West, Lat: b.South}))
		a.radius = max(south, angle(a.middle, normalOf(geo.Point{Lon: b.West, Lat: b.North})))
	}
	return a, nil
}

func boxWidth(b geo.Box) float64 {
	if b.West > b.East {
		return b.East - b.West + 360
	}
	return b.East - b.West
}

// nearest returns the normal at the point of the area that is nearest to v, and whether v lies inside.
func (a *Area) nearest(v Vector) (Vector, bool) {
	if a.box != nil {
		return a.nearestOfBox(v)
	}
	if a.contains(v) {
		return v, true
	}
	return a.nearestOfSides(v), false
}

// contains reports whether v lies inside of a polygon.
func (a *Area) contains(v Vector) bool {
	if len(a.rings) == 0 || a.middle.dot(v) < a.least || !a.rings[0].contains(v) {
		return false
	}
	for i := range a.rings[1:] {
		if a.rings[1+i].contains(v) {
			return false
		}
	}
	return true
}

// nearestOfBox looks on the meridian of v where the box has it, else on its western and eastern edges: on every parallel,
// the nearest point of the box is the one with the least difference of longitude.
func (a *Area) nearestOfBox(v Vector) (Vector, bool) {
	b, p := a.box, pointOf(v)
	if b.Contains(p) {
		return v, true
	}
	if b.Contains(geo.Point{Lon: p.Lon, Lat: b.South}) {
		return normalOf(geo.Point{Lon: p.Lon, Lat: min(max(p.Lat, b.South), b.North)}), false
	}
	return a.nearestOfSides(v), false
}

// nearestOfSides passes over sides whose middle is farther than the nearest point so far, by more than half their length. Chords
// do for that, and for most sides nothing else is reckoned.
func (a *Area) nearestOfSides(v Vector) Vector {
	best := a.outlines[0][0]
	most := best.dot(v)
	chord := math.Sqrt(max(0, 2-2*most))
	for i := range a.sides {
		s := &a.sides[i]
		if far := chord + s.half + 1e-9; 2-2*s.middle.dot(v) > far*far {
			continue
		}
		p := s.nearest(v)
		if d := p.dot(v); d > most {
			best, most = p, d
			chord = math.Sqrt(max(0, 2-2*most))
		}
	}
	return best
}

// angle returns the angle between two vectors of length 1.
func angle(v, w Vector) float64 { return math.Atan2(v.cross(w).Length(), v.dot(w)) }

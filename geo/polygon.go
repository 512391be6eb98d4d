package geo

import (
	"fmt"
	"slices"
)

// A Ring is a closed line, its last point equal to the first: an outline.
type Ring []Point

// Check reports whether r is closed, has three corners or more, and lies within the half of the Earth around its middle,
// so that it is plain which side is the inside.
func (r Ring) Check() error {
	switch {
	case len(r) < 4:
		return fmt.Errorf("ring of %d points: want four or more, the last equal to the first", len(r))
	case r[0] != r[len(r)-1]:
		return fmt.Errorf("ring: last point %v is not the first, %v", r[len(r)-1], r[0])
	}
	middle := r.middle()
	for i, p := range r {
		if err := p.Check(); err != nil {
			return fmt.Errorf("ring, point %d: %w", i+1, err)
		}
		if middle.dot(p.vector()) < horizon {
			return fmt.Errorf("ring, point %d: %v is a quarter of the Earth or more from the ring's middle", i+1, p)
		}
	}
	return nil
}

// horizon is the least cosine of the angle between a ring's middle and its points.
const horizon = 1e-6

// middle returns the mean direction of r's corners, or the zero vector where they have none.
func (r Ring) middle() vector {
	var sum vector
	for _, p := range r[1:] {
		sum = sum.plus(p.vector())
	}
	if l := sum.length(); l > 0 {
		return sum.times(1 / l)
	}
	return vector{}
}

// Contains reports whether p lies inside of r, which must be a good ring. Points on the outline may fall to either side.
//
// A view from the middle of the Earth onto the plane that touches it at the ring's middle (the gnomonic projection) turns
// arcs into straight lines; there a line from p to the edge of the plane crosses the outline of what contains p an odd
// number of times.
func (r Ring) Contains(p Point) bool {
	if len(r) < 4 {
		return false
	}
	middle := r.middle()
	v := p.vector()
	if middle.dot(v) < horizon {
		return false
	}
	right := plain(middle, middle.leastAxis())
	right = right.times(1 / right.length())
	up := plain(middle, right)
	view := func(v vector) (x, y float64) {
		depth := v.dot(middle)
		return v.dot(right) / depth, v.dot(up) / depth
	}
	x, y := view(v)
	isInside := false
	ax, ay := view(r[0].vector())
	for _, q := range r[1:] {
		bx, by := view(q.vector())
		if (ay > y) != (by > y) && x < ax+(bx-ax)*(y-ay)/(by-ay) {
			isInside = !isInside
		}
		ax, ay = bx, by
	}
	return isInside
}

// leastAxis returns the axis that v leans to least.
func (v vector) leastAxis() vector {
	switch x, y, z := v.x*v.x, v.y*v.y, v.z*v.z; min(x, y, z) {
	case x:
		return vector{1, 0, 0}
	case y:
		return vector{0, 1, 0}
	}
	return vector{0, 0, 1}
}

// A Polygon is the area inside of its first ring and outside of the others, which are holes in it.
type Polygon []Ring

// Check reports whether g has a ring, and good ones only.
func (g Polygon) Check() error {
	if len(g) == 0 {
		return fmt.Errorf("polygon without a ring")
	}
	for i, r := range g {
		if err := r.Check(); err != nil {
			return fmt.Errorf("polygon, ring %d: %w", i+1, err)
		}
	}
	return nil
}

// Contains reports whether p lies in g, which must be a good polygon.
func (g Polygon) Contains(p Point) bool {
	isIn := func(r Ring) bool { return r.Contains(p) }
	return len(g) > 0 && isIn(g[0]) && !slices.ContainsFunc(g[1:], isIn)
}

package orbit

import "entente/geo"

// A ring is an outline as seen from the middle of the Earth on the plane that touches it at the ring's middle. That is how
// package geo tells inside from outside; here the corners are turned to the plane once, not for each question.
type ring struct {
	middle, right, up Vector
	corners           []corner
}

type corner struct{ x, y float64 }

// newRing takes a ring that is good.
func newRing(g geo.Ring) ring {
	var r ring
	for _, p := range g[1:] {
		r.middle = r.middle.plus(normalOf(p))
	}
	r.middle = r.middle.times(1 / r.middle.Length())
	axis := Vector{1, 0, 0}
	if r.middle.X*r.middle.X > 0.5 {
		axis = Vector{0, 1, 0}
	}
	r.right = r.middle.cross(axis)
	r.right = r.right.times(1 / r.right.Length())
	r.up = r.middle.cross(r.right)
	for _, p := range g {
		r.corners = append(r.corners, r.view(normalOf(p)))
	}
	return r
}

func (r *ring) view(v Vector) corner {
	depth := v.dot(r.middle)
	return corner{v.dot(r.right) / depth, v.dot(r.up) / depth}
}

// contains reports whether v lies inside: a line from there to the edge of the plane crosses the outline an odd number of times.
func (r *ring) contains(v Vector) bool {
	const horizon = 1e-6
	if v.dot(r.middle) < horizon {
		return false
	}
	p := r.view(v)
	isInside := false
	a := r.corners[0]
	for _, b := range r.corners[1:] {
		if (a.y > p.y) != (b.y > p.y) && p.x < a.x+(b.x-a.x)*(p.y-a.y)/(b.y-a.y) {
			isInside = !isInside
		}
		a = b
	}
	return isInside
}

package geo

import (
	"fmt"
	"math"
)

// A Line is a run of points joined by arcs: a cable, a pipeline, a track.
type Line []Point

// Check reports whether l has two points or more, all on the Earth, and none followed by the one opposite to it, which no
// single arc would join.
func (l Line) Check() error {
	if len(l) < 2 {
		return fmt.Errorf("line of %d points: want two or more", len(l))
	}
	for i, p := range l {
		if err := p.Check(); err != nil {
			return fmt.Errorf("line, point %d: %w", i+1, err)
		}
		if i > 0 && l[i-1].vector().plus(p.vector()).length() < opposite {
			return fmt.Errorf("line, point %d: opposite to the one before; add one between them", i+1)
		}
	}
	return nil
}

// opposite is how short the sum of two opposite vectors is; 6 mm on the ground.
const opposite = 1e-9

// Length returns the length of l in metres.
func (l Line) Length() float64 {
	sum := 0.0
	for i := 1; i < len(l); i++ {
		sum += l[i-1].Distance(l[i])
	}
	return sum
}

// Distance returns the distance in metres from p to the nearest point of l. It is infinite for a line without points.
func (l Line) Distance(p Point) float64 {
	if len(l) == 0 {
		return math.Inf(1)
	}
	v, a := p.vector(), l[0].vector()
	least := v.angleTo(a)
	for _, q := range l[1:] {
		b := q.vector()
		least = min(least, newArc(a, b).angleTo(v))
		a = b
	}
	return EarthRadius * least
}

// A Corridor is what lies within HalfWidth metres of a line.
type Corridor struct {
	Line      Line
	HalfWidth float64
}

// Check reports whether c has a good line and a width.
func (c Corridor) Check() error {
	if !(c.HalfWidth > 0 && c.HalfWidth < EarthRadius) {
		return fmt.Errorf("corridor: half-width of %v m: want more than 0, less than the Earth's radius", c.HalfWidth)
	}
	return c.Line.Check()
}

// Contains reports whether p lies in c.
func (c Corridor) Contains(p Point) bool { return c.Line.Distance(p) <= c.HalfWidth }

// Box returns a box around c.
func (c Corridor) Box() Box { return c.Line.Box().Grow(c.HalfWidth) }

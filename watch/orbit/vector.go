package orbit

import "math"

// A Vector has three rectangular components; its unit is that of the value that it is part of.
type Vector struct{ X, Y, Z float64 }

// Length returns the length of v.
func (v Vector) Length() float64 { return math.Sqrt(v.dot(v)) }

func (v Vector) plus(w Vector) Vector   { return Vector{v.X + w.X, v.Y + w.Y, v.Z + w.Z} }
func (v Vector) minus(w Vector) Vector  { return Vector{v.X - w.X, v.Y - w.Y, v.Z - w.Z} }
func (v Vector) times(f float64) Vector { return Vector{v.X * f, v.Y * f, v.Z * f} }
func (v Vector) dot(w Vector) float64   { return v.X*w.X + v.Y*w.Y + v.Z*w.Z }
func (v Vector) cross(w Vector) Vector {
	return Vector{v.Y*w.Z - v.Z*w.Y, v.Z*w.X - v.X*w.Z, v.X*w.Y - v.Y*w.X}
}

func radians(deg float64) float64 { return deg * (math.Pi / 180) }
func degrees(rad float64) float64 { return rad * (180 / math.Pi) }

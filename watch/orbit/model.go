package orbit

import "math"

// A Gravity is the set of constants of the Earth that SGP4 computes with.
type Gravity uint8

const (
	// WGS72 is what element sets are made with, and so what they are to be propagated with (AIAA 2006, section IV.A).
	WGS72 Gravity = iota
	// WGS84 has newer values. Element sets are not made with them.
	WGS84
)

// A Mode says how the program is to behave where published versions of it differ (AIAA 2006, section IV).
type Mode uint8

const (
	// Improved takes sidereal time at epoch from the IAU-82 formula and leaves the node of Lyddane's modification in
	// whatever quadrant it falls.
	Improved Mode = iota
	// AFSPC imitates the operational program: its own formula of sidereal time, and a node from 0 to 2π there.
	AFSPC
)

// A Model is a choice of constants and mode. The zero Model, WGS72 and Improved, is right for published element sets.
type Model struct {
	Gravity Gravity
	Mode    Mode
}

// A gravity holds the constants of one model: the Earth's equatorial radius in km, the square root of its gravitational
// parameter in Earth radii^1.5 a minute, and zonal harmonics (AIAA 2006, table 1).
type gravity struct {
	radius, xke, j2, j3, j4 float64
}

func (g Gravity) constants() gravity {
	mu, c := 398600.8, gravity{radius: 6378.135, j2: 0.001082616, j3: -0.00000253881, j4: -0.00000165597}
	if g == WGS84 {
		mu, c = 398600.5, gravity{radius: 6378.137, j2: 0.00108262998905, j3: -0.00000253215306, j4: -0.00000161098761}
	}
	c.xke = 60 / math.Sqrt(c.radius*c.radius*c.radius/mu)
	return c
}

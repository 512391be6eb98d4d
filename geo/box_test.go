package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"entente/geo"
)

func TestBox(t *testing.T) {
	check := func(name string, l geo.Line, west, south, east, north float64) {
		t.Helper()
		b := l.Box()
		const millimetres = 2e-8
		near(t, name+", west", b.West, west, millimetres)
		near(t, name+", south", b.South, south, millimetres)
		near(t, name+", east", b.East, east, millimetres)
		near(t, name+", north", b.North, north, millimetres)
	}
	check("along the equator", geo.Line{{Lon: -10}, {Lon: 20}}, -10, 0, 20, 0)
	for i := range 200 { // where rounding tilts the circle a little
		west := float64(i) / 50
		check("along the equator in pieces", geo.Line{{Lon: west}, {Lon: west + 0.02}}, west, 0, west+0.02, 0)
		check("nearly along it", geo.Line{{Lon: west, Lat: 1e-14}, {Lon: west + 0.02}}, west, 0, west+0.02, 0)
	}
	check("one point", geo.Line{{Lon: 3, Lat: 4}}, 3, 4, 3, 4)
	check("across the antimeridian", geo.Line{{Lon: 170, Lat: 5}, {Lon: -175, Lat: -5}}, 170, -5, -175, 5)
	check("westward across it", geo.Line{{Lon: -175, Lat: -5}, {Lon: 170, Lat: 5}}, 170, -5, -175, 5)
	// The highest point of an arc between equal latitudes, by symmetry: tan(north) = tan(60°) / cos(45°).
	check("bulging north", geo.Line{{Lon: 0, Lat: 60}, {Lon: 90, Lat: 60}}, 0, 60, 90, math.Atan(math.Sqrt(3)*math.Sqrt2)*180/math.Pi)
	check("bulging south", geo.Line{{Lon: 0, Lat: -60}, {Lon: 90, Lat: -60}}, 0, -math.Atan(math.Sqrt(3)*math.Sqrt2)*180/math.Pi, 90, -60)
	check("over the pole", geo.Line{{Lon: 0, Lat: 80}, {Lon: 180, Lat: 70}}, -180, 70, 180, 90)
	check("around the world", geo.Line{{Lon: 0}, {Lon: 120}, {Lon: -120}, {Lon: 0}}, -180, 0, 180, 0)
}

func TestBoxHoldsItsLine(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for range 500 {
		l := randomLine(rng, 5, math.Pow(10, 7*rng.Float64()))
		metres := math.Pow(10, 1+5*rng.Float64())
		b, grown := l.Box(), l.Box().Grow(metres)
		for i := range l[1:] {
			for part := 0.0; part <= 1; part += 0.05 {
				p := along(l[i], l[i+1], part)
				if l.Distance(p) < 1e-4 && !b.Contains(p) {
					t.Errorf("%v: box %v does not hold %v", l, b, p)
				}
				if q := p.Destination(rng.Float64()*360, metres*rng.Float64()); l.Distance(q) < metres && !grown.Contains(q) {
					t.Errorf("%v: box %v, grown by %v m, does not hold %v", l, grown, metres, q)
				}
			}
		}
		c := geo.Corridor{Line: l, HalfWidth: metres}
		if c.Box() != grown {
			t.Errorf("box of the corridor: %v, not %v", c.Box(), grown)
		}
	}
}

func TestBoxContains(t *testing.T) {
	check := func(b geo.Box, lon, lat float64, want bool) {
		t.Helper()
		if got := b.Contains(geo.Point{Lon: lon, Lat: lat}); got != want {
			t.Errorf("%v contains %v, %v: %v", b, lon, lat, got)
		}
	}
	baltic := geo.Box{West: 9, South: 53, East: 31, North: 66}
	check(baltic, 20, 60, true)
	check(baltic, 9, 53, true)
	check(baltic, 8.9, 60, false)
	check(baltic, 20, 52.9, false)
	check(baltic, -160, 60, false)
	fiji := geo.Box{West: 177, South: -20, East: -178, North: -12}
	check(fiji, 179, -15, true)
	check(fiji, -179, -15, true)
	check(fiji, 180, -15, true)
	check(fiji, -180, -15, true)
	check(fiji, 0, -15, false)
	check(geo.Box{West: 170, South: 0, East: 180, North: 1}, -180, 0, true)
	check(geo.Box{West: -180, South: 0, East: -170, North: 1}, 180, 0, true)
}

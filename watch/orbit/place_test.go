package orbit

import (
	"math"
	"testing"
	"time"

	"entente/cal"
	"entente/geo"
)

func instant(s string) cal.Instant {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return cal.InstantOf(t)
}

func TestGMST(t *testing.T) {
	check := func(at string, want, within float64) {
		t.Helper()
		if got := degrees(GMST(instant(at))); math.Abs(got-want) > within {
			t.Errorf("%s: %.9f°, want %.9f°", at, got, want)
		}
	}
	check("1992-08-20T12:14:00Z", 152.578788, 1e-6)   // Vallado, Fundamentals of Astrodynamics, example 3-5
	check("1987-04-10T00:00:00Z", 197.693195, 1e-6)   // Meeus, Astronomical Algorithms, example 12.a
	check("1987-04-10T19:21:00Z", 128.737873, 1e-6)   // example 12.b
	check("2000-01-01T12:00:00Z", 280.46061837, 1e-8) // the constant of the formula
	for _, at := range []string{"1957-10-04T19:28:34.5Z", "1999-12-31T23:59:59.999999Z", "2026-04-10T06:30:00Z"} {
		// The formula as printed, with the whole turns in the sum; it loses digits there.
		julian := float64(instant(at))/86400e6 + 2440587.5
		c := (julian - 2451545) / 36525
		seconds := 67310.54841 + (876600*3600+8640184.812866)*c + 0.093104*c*c - 6.2e-6*c*c*c
		check(at, math.Mod(math.Mod(seconds/240, 360)+360, 360), 1e-6)
	}
}

// TestEarthFixed is example 3-15 of Vallado's book and of AIAA 2006, appendix C: the same state in TEME and PEF.
func TestEarthFixed(t *testing.T) {
	teme := State{Vector{5094.18016210, 6127.64465950, 6380.34453270}, Vector{-4.7461314870, 0.7858180410, 5.5319312880}}
	got := teme.EarthFixed(instant("2004-04-06T07:51:27.946047Z")) // UT1 there
	want := State{Vector{-1033.47503130, 7901.30558560, 6380.34453270}, Vector{-3.2256327470, -2.8724425110, 5.5319312880}}
	if d := got.Position.minus(want.Position).Length(); d > 1e-4 {
		t.Errorf("position %v, want %v", got.Position, want.Position)
	}
	if d := got.Velocity.minus(want.Velocity).Length(); d > 1e-7 {
		t.Errorf("velocity %v, want %v", got.Velocity, want.Velocity)
	}
}

func TestPlaceAndBack(t *testing.T) {
	for lat := -90.0; lat <= 90; lat += 7.5 {
		for _, height := range []float64{-100, 0, 0.2, 400, 1500, 20200, 35786, 400000} {
			p := Place{geo.Point{Lon: 3*lat/2 + 1, Lat: lat}, height}
			got := PlaceOf(p.Fixed())
			if d := got.Fixed().minus(p.Fixed()).Length(); d > 1e-6 || math.Abs(got.Height-height) > 1e-6 {
				t.Errorf("%v at %v km: back as %v at %v km, %v km off", p.Point, height, got.Point, got.Height, d)
			}
		}
	}
}

// TestLook stays where the answer has a closed form: on the equator, which is a circle, and on the axis.
func TestLook(t *testing.T) {
	check := func(what string, from, to Place, azimuth, elevation, reach float64) {
		t.Helper()
		got := from.Look(to.Fixed())
		if math.Abs(got.Azimuth-azimuth) > 1e-6 || math.Abs(got.Elevation-elevation) > 1e-6 || math.Abs(got.Range-reach) > 1e-6 {
			t.Errorf("%s: %+v, want %v %v %v", what, got, azimuth, elevation, reach)
		}
	}
	at := func(lon, lat, height float64) Place { return Place{geo.Point{Lon: lon, Lat: lat}, height} }
	flat := func(lon, height float64) (elevation, reach float64) { // along the equator from longitude 0
		sin, cos := math.Sincos(radians(lon))
		x, y := (equatorial+height)*cos-equatorial, (equatorial+height)*sin
		return degrees(math.Atan2(x, math.Abs(y))), math.Hypot(x, y)
	}
	elevation, reach := flat(40, 35786)
	check("geostationary to the east", at(0, 0, 0), at(40, 0, 35786), 90, elevation, reach)
	check("geostationary to the west", at(170, 0, 0), at(130, 0, 35786), 270, elevation, reach)
	elevation, reach = flat(-15, 800)
	check("over the antimeridian", at(-170, 0, 0), at(175, 0, 800), 270, elevation, reach)
	reach = math.Hypot(equatorial, polar+20000)
	check("over the pole", at(30, 0, 0), at(30, 90, 20000), 0, degrees(math.Atan2(-equatorial, polar+20000)), reach)
	check("from the pole", at(0, 90, 0), at(60, 0, 20000), 120, degrees(math.Atan2(-polar, equatorial+20000)), math.Hypot(polar, equatorial+20000))
}

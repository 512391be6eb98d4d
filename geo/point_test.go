package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"entente/geo"
)

func TestPointText(t *testing.T) {
	check := func(p geo.Point, want string) {
		t.Helper()
		if p.String() != want {
			t.Errorf("got %s, want %s", p, want)
		}
		if again, err := geo.ParsePoint(want); err != nil || again != p {
			t.Errorf("%s is read as %v, %v", want, again, err)
		}
	}
	check(geo.Point{}, "+00+000/")
	check(geo.Point{Lon: 25.2797, Lat: 54.6872}, "+54.6872+025.2797/")
	check(geo.Point{Lon: -0.5, Lat: -5.25}, "-05.25-000.5/")
	check(geo.Point{Lon: 180, Lat: 90}, "+90+180/")
	check(geo.Point{Lon: -180, Lat: -90}, "-90-180/")
	check(geo.Point{Lon: 1e-7, Lat: 1. / 3}, "+00.3333333333333333+000.0000001/")

	for _, s := range []string{
		"", "/", "+00+000", "54.6872,25.2797", "+54.6872+25.2797/", "+4+025/", "+054+025/", "+91+000/", "+00+181/", "+00.0+000/", "-00+000/",
		"+1e1+000/", "+NaN+000/", "+Inf+000/", "+00+000/ ", "+54°+025/", "+00+000//", "+0x1+000/", "+1_0+000/",
	} {
		if p, err := geo.ParsePoint(s); err == nil {
			t.Errorf("%q: got %v", s, p)
		}
	}
}

func FuzzParsePoint(f *testing.F) {
	f.Add("+54.6872+025.2797/")
	f.Add("-05.25-000.5/")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := geo.ParsePoint(s); err == nil && p.String() != s {
			t.Errorf("%q is written %q", s, p)
		}
	})
}

func TestPointCheck(t *testing.T) {
	for _, p := range []geo.Point{{Lon: 180.1}, {Lon: -181}, {Lat: 90.01}, {Lat: math.NaN()}, {Lon: math.NaN()}, {Lon: math.Inf(1)}} {
		if p.Check() == nil {
			t.Errorf("%v %v: accepted", p.Lon, p.Lat)
		}
	}
}

// Published figures for the sphere, given there for a radius of 6371 km: examples 5 and 8 of K. Gade's n-vector page
// (https://www.navlab.net/nvector/), and C. Veness's latitude and longitude page
// (https://www.movable-type.co.uk/scripts/latlong.html).
func TestPublishedOnSphere(t *testing.T) {
	const scale = geo.EarthRadius / 6371e3
	landsEnd, groats := geo.Point{Lon: -dms(5, 42, 53), Lat: dms(50, 3, 59)}, geo.Point{Lon: -dms(3, 4, 12), Lat: dms(58, 38, 38)}

	near(t, "n-vector 5", geo.Point{Lon: 0, Lat: 88}.Distance(geo.Point{Lon: -170, Lat: 89}), 332456.4441*scale, 0.001)
	near(t, "Land's End to John o'Groats", landsEnd.Distance(groats), 968.9e3*scale, 50)
	near(t, "bearing there", landsEnd.Bearing(groats), dms(9, 7, 11), 1./3600)

	to := geo.Point{Lon: -90, Lat: 80}.Destination(200, 1000*scale)
	near(t, "n-vector 8, north", to.Lat, 79.99154867, 1e-8)
	near(t, "n-vector 8, east", to.Lon, -90.01769837, 1e-8)

	to = geo.Point{Lon: -dms(1, 43, 47), Lat: dms(53, 19, 14)}.Destination(dms(96, 1, 18), 124.8e3*scale)
	near(t, "Veness's destination, north", to.Lat, dms(53, 11, 18), 1./3600)
	near(t, "Veness's destination, east", to.Lon, dms(0, 8, 0), 1./3600)
}

func TestEarthRadius(t *testing.T) {
	const a, f = 6378137, 1 / 298.257222101 // Geodetic Reference System 1980
	near(t, "mean radius", geo.EarthRadius, a*(3-f)/3, 0.05)
}

func TestDistanceEdges(t *testing.T) {
	const half = math.Pi * geo.EarthRadius
	check := func(name string, p, q geo.Point, want float64) {
		t.Helper()
		near(t, name, p.Distance(q), want, 1e-6)
		near(t, name+", back", q.Distance(p), want, 1e-6)
	}
	check("itself", geo.Point{Lon: 25, Lat: 54}, geo.Point{Lon: 25, Lat: 54}, 0)
	check("antimeridian is one", geo.Point{Lon: 180, Lat: 54}, geo.Point{Lon: -180, Lat: 54}, 0)
	check("a pole is one", geo.Point{Lon: 0, Lat: 90}, geo.Point{Lon: 77, Lat: 90}, 0)
	check("across the antimeridian", geo.Point{Lon: 179.5}, geo.Point{Lon: -179.5}, half/180)
	check("over the pole", geo.Point{Lon: 10, Lat: 89.5}, geo.Point{Lon: -170, Lat: 89.5}, half/180)
	check("opposite", geo.Point{Lon: 30, Lat: 20}, geo.Point{Lon: -150, Lat: -20}, half)
	check("a millimetre", geo.Point{Lon: 25, Lat: 54}, geo.Point{Lon: 25, Lat: 54}.Destination(90, 0.001), 0.001)
}

// TestAgainstEllipsoid holds the bound that the package promises, against Vincenty's formula for the WGS 84 ellipsoid.
func TestAgainstEllipsoid(t *testing.T) {
	// Flinders Peak to Buninyong, from the manual of the Geocentric Datum of Australia.
	flinders := geo.Point{Lon: dms(144, 25, 29.52440), Lat: -dms(37, 57, 3.72030)}
	buninyong := geo.Point{Lon: dms(143, 55, 35.38390), Lat: -dms(37, 39, 10.15610)}
	near(t, "Flinders Peak to Buninyong", ellipsoidal(flinders, buninyong), 54972.271, 0.001)

	rng := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		p := randomPoint(rng)
		q := p.Destination(rng.Float64()*360, math.Pow(10, 7*rng.Float64()))
		want, got := ellipsoidal(p, q), p.Distance(q)
		if math.Abs(got/want-1) > 0.0057 {
			t.Errorf("%v to %v: %v m, on the ellipsoid %v m", p, q, got, want)
		}
	}
}

func TestDestinationReturns(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20_000 {
		p, bearing, metres := randomPoint(rng), rng.Float64()*360, math.Pow(10, 7.3*rng.Float64())
		q := p.Destination(bearing, metres)
		if err := q.Check(); err != nil {
			t.Fatal(err)
		}
		near(t, "distance to the destination", p.Distance(q), metres, 1e-6)
		if math.Abs(p.Lat) > 89.9 || metres < 100 || metres > 1.99e7 {
			continue // too near to a pole, to p or to its opposite for a bearing that can be read back
		}
		near(t, "bearing to the destination", math.Remainder(p.Bearing(q)-bearing, 360), 0, 1e-6)
	}
}

func TestBearing(t *testing.T) {
	check := func(p, q geo.Point, want float64) {
		t.Helper()
		near(t, p.String()+" to "+q.String(), p.Bearing(q), want, 1e-9)
	}
	check(geo.Point{}, geo.Point{Lat: 1}, 0)
	check(geo.Point{}, geo.Point{Lon: 1}, 90)
	check(geo.Point{}, geo.Point{Lat: -1}, 180)
	check(geo.Point{}, geo.Point{Lon: -1}, 270)
	check(geo.Point{Lon: 179}, geo.Point{Lon: -179}, 90)
	check(geo.Point{Lon: 5, Lat: 5}, geo.Point{Lon: 5, Lat: 5}, 0)
	check(geo.Point{Lon: 25, Lat: 54}, geo.Point{Lat: 90}, 0)
}

// ellipsoidal returns the distance on WGS 84 by T. Vincenty's inverse formula (Survey Review 23, 1975), which does not
// converge for points near opposite.
func ellipsoidal(p, q geo.Point) float64 {
	const a, f = 6378137.0, 1 / 298.257223563
	const b = a * (1 - f)
	rad := func(deg float64) float64 { return deg * math.Pi / 180 }
	l := rad(math.Remainder(q.Lon-p.Lon, 360))
	sin1, cos1 := math.Sincos(math.Atan((1 - f) * math.Tan(rad(p.Lat))))
	sin2, cos2 := math.Sincos(math.Atan((1 - f) * math.Tan(rad(q.Lat))))
	lambda := l
	for range 1000 {
		sinL, cosL := math.Sincos(lambda)
		sinS := math.Hypot(cos2*sinL, cos1*sin2-sin1*cos2*cosL)
		if sinS == 0 {
			return 0
		}
		cosS := sin1*sin2 + cos1*cos2*cosL
		sigma := math.Atan2(sinS, cosS)
		sinA := cos1 * cos2 * sinL / sinS
		cosA2 := 1 - sinA*sinA
		cosM := 0.0
		if cosA2 > 0 {
			cosM = cosS - 2*sin1*sin2/cosA2
		}
		c := f / 16 * cosA2 * (4 + f*(4-3*cosA2))
		before := lambda
		lambda = l + (1-c)*f*sinA*(sigma+c*sinS*(cosM+c*cosS*(2*cosM*cosM-1)))
		if math.Abs(lambda-before) > 1e-12 {
			continue
		}
		u2 := cosA2 * (a*a - b*b) / (b * b)
		big := 1 + u2/16384*(4096+u2*(-768+u2*(320-175*u2)))
		small := u2 / 1024 * (256 + u2*(-128+u2*(74-47*u2)))
		turn := small * sinS * (cosM + small/4*(cosS*(2*cosM*cosM-1)-small/6*cosM*(4*sinS*sinS-3)*(4*cosM*cosM-3)))
		return b * big * (sigma - turn)
	}
	return math.NaN()
}

func near(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %.9g, want %.9g within %g", name, got, want, tolerance)
	}
}

func dms(deg, minutes, seconds float64) float64 { return deg + minutes/60 + seconds/3600 }

// randomPoint returns a point from anywhere, as often from near a pole or the antimeridian.
func randomPoint(rng *rand.Rand) geo.Point {
	p := geo.Point{Lon: rng.Float64()*360 - 180, Lat: math.Asin(2*rng.Float64()-1) * 180 / math.Pi}
	if rng.IntN(4) == 0 {
		p.Lat = math.Copysign(90-rng.Float64(), p.Lat)
	}
	if rng.IntN(4) == 0 {
		p.Lon = math.Copysign(180-rng.Float64(), p.Lon)
	}
	return p
}

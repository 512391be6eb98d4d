package watch

import (
	"math"

	"entente/geo"
	"entente/watch/ais"
)

// A fix is a ship's position at a time.
type fix struct {
	time     int64 // Unix milliseconds
	lat, lon int32 // 1/600,000 degree
	speed    uint16
	course   uint16
	heading  uint16
	status   uint8
	second   uint8
}

func fixOf(r *Report) fix {
	return fix{r.Time, r.Lat, r.Lon, r.Speed, r.Course, r.Heading, r.Status, r.Second}
}

func (f *fix) point() geo.Point { return geoPoint(f.lat, f.lon) }

const (
	metresPerUnit = geo.EarthRadius * math.Pi / 180 / unitsPerDegree
	knot          = 1852.0 / 3600 // metres in a second
	halfTurn      = 180 * unitsPerDegree
)

// A plane measures short ways near a latitude. It is good to a part in a thousand over the legs of a track.
type plane struct {
	lat  int32
	east float64 // metres in a unit of longitude
}

// at makes the plane fit for a latitude.
func (p *plane) at(lat int32) {
	const stale = unitsPerDegree / 20
	if d := lat - p.lat; p.east == 0 || d > stale || d < -stale {
		p.lat = lat
		p.east = metresPerUnit * math.Cos(float64(lat)/unitsPerDegree*math.Pi/180)
	}
}

// metres returns the distance between two places.
func (p *plane) metres(lat1, lon1, lat2, lon2 int32) float64 {
	dx := lon2 - lon1
	if dx > halfTurn {
		dx -= 2 * halfTurn
	} else if dx < -halfTurn {
		dx += 2 * halfTurn
	}
	x, y := float64(dx)*p.east, float64(lat2-lat1)*metresPerUnit
	return math.Sqrt(x*x + y*y)
}

// echoes are the last reports of a ship, to know one that another receiver heard too.
type echoes struct {
	keys  [4]uint64
	times [4]int64
	next  uint8
}

// heard reports whether the same was reported within a short time before, and remembers it.
func (e *echoes) heard(f *fix) bool {
	// A report that has the second of its position can only be repeated within the minute; one without, as files have them, is
	// told apart by its time.
	const withSecond, without = 40_000, 2_500
	reach := int64(withSecond)
	if f.second >= 60 {
		reach = without
	}
	key := f.key()
	for i, k := range e.keys {
		if k == key && f.time-e.times[i] <= reach && e.times[i]-f.time <= reach {
			return true
		}
	}
	e.keys[e.next], e.times[e.next] = key, f.time
	e.next = (e.next + 1) % uint8(len(e.keys))
	return false
}

// key mixes what a report says into a number. It is never 0.
func (f *fix) key() uint64 {
	h := uint64(uint32(f.lat))<<32 | uint64(uint32(f.lon))
	h ^= (uint64(f.speed)<<48 | uint64(f.course)<<32 | uint64(f.heading)<<16 | uint64(f.second)<<8 | uint64(f.status)) * 0x9e3779b97f4a7c15
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return h ^ h>>32 | 1
}

// rover is where a second hull may be that reports under the same number.
type rover struct {
	fix
	n     int   // reports in a row that fit one another
	since int64 // the first of them
}

// fits reports whether a ship can have come from one fix to another: no faster than top knots, apart from the errors of the
// positions.
func (p *plane) fits(from, to *fix, top float64) bool {
	const slack = 300 // metres: errors of two positions, of the time of reception, and of the antenna's place
	seconds := math.Abs(float64(to.time-from.time))/1000 + 2
	// A ship that states its speed has gone about as far as that, or it has gained speed.
	stated := top
	if from.speed < 1000 && to.speed < 1000 {
		stated = min(top, 2*max(float64(from.speed), float64(to.speed))/10+10)
	}
	return p.metres(from.lat, from.lon, to.lat, to.lon) <= slack+stated*knot*seconds
}

// placed reports whether there is a position at all.
func (f *fix) placed() bool { return f.lat != ais.NoLat && f.lon != ais.NoLon }

// valid reports whether the numbers of a position mean something: receivers pass on what cannot be.
func (f *fix) valid() bool {
	return f.lat >= -90*unitsPerDegree && f.lat <= 90*unitsPerDegree && f.lon >= -halfTurn && f.lon <= halfTurn && (f.lat != 0 || f.lon != 0)
}

// knots returns the speed, or false when it is not available.
func (f *fix) knots() (float64, bool) {
	return float64(f.speed) / 10, f.speed != ais.NoSpeed && f.speed < 1023
}

// geoPoint returns a place in degrees.
func geoPoint(lat, lon int32) geo.Point {
	return geo.Point{Lon: float64(lon) / unitsPerDegree, Lat: float64(lat) / unitsPerDegree}
}

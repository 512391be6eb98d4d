package watch

import (
	"math"
	"slices"

	"entente/watch/ais"
)

// A minute is what a ship did in one minute of the clock. Detectors go by minutes: that is cheap, evens out the noise of single
// reports, and does not depend on how often a ship reports.
type minute struct {
	at       int32  // minutes since 1970
	lat, lon int32  // of its last report, 1/600,000 degree
	speed    uint16 // mean, 1/100 knot
	course   uint16 // mean, 1/100 degree
	drift    int8   // mean of heading minus course, 1.5 degrees, or unknown
	sway     uint8  // standard deviation of the course within the minute, 1/20 degree, at most 12.75
	noise    uint8  // that part of it by which one report differs from the next, the same
	status   uint8  // as the ship said last, and strange
}

// strange is set in the status when the speed does not fit the way that was made.
const strange = 0x80

func (m *minute) strange() bool { return m.status&strange != 0 }

const unknown = math.MinInt8

func (m *minute) knots() float64   { return float64(m.speed) / 100 }
func (m *minute) degrees() float64 { return float64(m.course) / 100 }

// moored reports whether the ship says that it lies at anchor, moored or aground.
func (m *minute) moored() bool { s := m.status &^ strange; return s == 1 || s == 5 || s == 6 }

// minutesKept is how far back the detectors see, at the least: minutes without a report take no place.
const minutesKept = 64

// minutes are the last ones of a ship.
type minutes struct {
	ring []minute
	n    int // how many there have been
}

func (m *minutes) add(one minute) {
	if len(m.ring) < minutesKept {
		m.ring = append(m.ring, one)
	} else {
		m.ring[m.n%minutesKept] = one
	}
	m.n++
}

// len returns how many are there.
func (m *minutes) len() int { return min(m.n, minutesKept) }

// last returns the minute that is k before the newest.
func (m *minutes) last(k int) *minute { return &m.ring[(m.n-1-k)%minutesKept] }

// A window is what a ship did from one minute to another. The zero window saw nothing.
type window struct {
	n        int     // minutes with reports
	from, to int32   // the first and last of them
	speed    float64 // mean, knots
	least    float64
	most     float64
	course   float64 // mean direction, degrees
	spread   float64 // standard deviation of the course, degrees
	sway     float64 // the same about its trend, within the minutes too, without noise
	noise    float64 // standard deviation of what differs from one report to the next, degrees
	drift    float64 // mean of heading minus course, degrees; NaN when headings are missing
}

// covers reports whether the window has reports over at least that many minutes, or three reports over twice as many: some
// stations hear a ship seldom.
func (w *window) covers(m float64) bool {
	span := float64(w.to - w.from + 1)
	return w.n >= 2 && span >= m && (float64(w.n) >= m/2 || w.n >= 3)
}

// over returns the window of the minutes in [from, to]. Strange ones are left out.
func (m *minutes) over(from, to int32) window {
	w := window{drift: math.NaN()}
	var x, y float64
	newest, oldest := -1, -1
	for k := range m.len() {
		one := m.last(k)
		if one.at > to || one.strange() {
			continue
		}
		if one.at < from {
			break
		}
		if w.n == 0 {
			w.to, w.least, newest = one.at, math.Inf(1), k
		}
		w.n++
		w.from, oldest = one.at, k
		v := one.knots()
		w.speed += v
		w.least, w.most = min(w.least, v), max(w.most, v)
		sin, cos := math.Sincos(one.degrees() * math.Pi / 180)
		x, y = x+cos, y+sin
	}
	if w.n == 0 {
		return w
	}
	w.speed /= float64(w.n)
	w.course = turnOf(math.Atan2(y, x) * 180 / math.Pi)
	m.steadiness(&w, newest, oldest)
	return w
}

// steadiness fills in how steady the course was: about its mean, and about the straight line that fits it best.
func (m *minutes) steadiness(w *window, newest, oldest int) {
	var n, t, tt, c, cc, tc, within, noise, drift, headings float64
	for k := newest; k <= oldest; k++ {
		one := m.last(k)
		if one.strange() {
			continue
		}
		off, at := angle(one.degrees()-w.course), float64(one.at-w.from)
		n, t, tt, c, cc, tc = n+1, t+at, tt+at*at, c+off, cc+off*off, tc+at*off
		within += math.Pow(float64(one.sway)/20, 2)
		noise += math.Pow(float64(one.noise)/20, 2)
		if one.drift != unknown {
			drift, headings = drift+1.5*float64(one.drift), headings+1
		}
	}
	variance := max(0, cc/n-math.Pow(c/n, 2))
	w.spread = math.Sqrt(variance)
	if tv := tt/n - math.Pow(t/n, 2); tv > 0 {
		cov := tc/n - t/n*c/n
		variance = max(0, variance-cov*cov/tv)
	}
	w.noise = math.Sqrt(noise / n)
	w.sway = math.Sqrt(max(0, variance+(within-noise)/n))
	if headings >= n/2 && headings > 0 {
		w.drift = drift / headings
	}
}

// usual returns the ship's own speed in [from, to]: the median of its minutes. It returns how many minutes there are.
func (m *minutes) usual(from, to int32) (knots float64, n int) {
	var speeds [minutesKept]uint16
	for k := range m.len() {
		one := m.last(k)
		if one.at < from {
			break
		}
		if one.at <= to && !one.strange() {
			speeds[n] = one.speed
			n++
		}
	}
	if n == 0 {
		return 0, 0
	}
	slices.Sort(speeds[:n])
	return float64(speeds[n/2]) / 100, n
}

// angle returns a difference of directions between -180 and 180 degrees.
func angle(d float64) float64 {
	d = math.Mod(d, 360)
	switch {
	case d > 180:
		return d - 360
	case d < -180:
		return d + 360
	}
	return d
}

// turnOf returns a direction from 0 up to 360.
func turnOf(d float64) float64 {
	if d < 0 {
		d += 360
	}
	return d
}

// A collector gathers the reports of the minute that runs. Courses are measured from the first, so that sums need no sines.
type collector struct {
	at       int32
	n        uint16
	status   uint8
	courses  uint16
	headings uint16
	previous uint16 // course, 1/10 degree
	course0  uint16 // 1/10 degree
	heading0 uint16 // degrees
	speeds   uint32 // 1/10 knot
	course   int32  // sums of differences from the first
	course2  int32
	steps2   int32 // of squared differences from one report to the next
	heading  int32
}

// take adds a report with a position. Its speed is in 1/10 knot and known.
func (c *collector) take(f *fix) {
	c.n++
	c.status = f.status
	c.speeds += uint32(f.speed)
	if f.course != ais.NoCourse {
		if c.courses == 0 {
			c.course0, c.previous = f.course, f.course
		}
		step := wrap(int32(f.course)-int32(c.previous), 3600)
		c.steps2, c.previous = c.steps2+step*step, f.course
		d := wrap(int32(f.course)-int32(c.course0), 3600)
		c.course, c.course2 = c.course+d, c.course2+d*d
		c.courses++
	}
	if f.heading != ais.NoHeading {
		if c.headings == 0 {
			c.heading0 = f.heading
		}
		c.heading += wrap(int32(f.heading)-int32(c.heading0), 360)
		c.headings++
	}
}

// wrap returns a difference of directions in (-full/2, full/2].
func wrap(d, full int32) int32 {
	switch {
	case 2*d > full:
		return d - full
	case 2*d <= -full:
		return d + full
	}
	return d
}

// close returns the minute that has been gathered, of which last was the newest fix.
func (c *collector) close(last *fix) minute {
	m := minute{at: c.at, lat: last.lat, lon: last.lon, status: c.status, drift: unknown}
	m.speed = uint16(min(math.MaxUint16, 10*c.speeds/uint32(c.n)))
	if c.courses > 0 {
		n := float64(c.courses)
		mean := float64(c.course) / n
		m.course = hundredths(float64(c.course0)/10 + mean/10)
		variance := max(0, float64(c.course2)/n-mean*mean)
		m.sway = uint8(min(math.MaxUint8, 2*math.Sqrt(variance)+0.5))
		if c.courses > 1 { // von Neumann: half the mean square successive difference is the variance of what has no trend
			m.noise = uint8(min(float64(m.sway), 2*math.Sqrt(float64(c.steps2)/(2*(n-1)))+0.5))
		}
		if c.headings > 0 {
			heading := float64(c.heading0) + float64(c.heading)/float64(c.headings)
			m.drift = int8(math.Round(angle(heading-m.degrees()) / 1.5))
		}
	}
	return m
}

// hundredths returns a direction in 1/100 degree, from 0 up to 36,000.
func hundredths(degrees float64) uint16 {
	return uint16(math.Round(100*math.Mod(degrees+720, 360))) % 36_000
}

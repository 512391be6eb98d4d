package orbit

import (
	"math"
	"time"

	"entente/cal"
)

// GMST returns Greenwich mean sidereal time in radians, 0 included, 2π not: the IAU-82 formula (S. Aoki et al., Astronomy
// and Astrophysics 105, 1982; AIAA 2006, appendix). It takes UTC for UT1. They differ by less than 0.9 s, which
// moves what stands still in space by less than 420 m on the ground.
func GMST(t cal.Instant) float64 {
	const (
		j2000  = 946728000 * 1_000_000 // 2000-01-01 12:00 in microseconds from 1970
		second = cal.Instant(time.Second / time.Microsecond)
	)
	day := 86400 * second
	since := t - j2000
	whole, part := since/day, since%day // apart, so that no digit of the time of day is lost
	centuries := (float64(whole) + float64(part)/float64(day)) / 36525
	// 876600 hours a century are whole turns of the mean Sun: one each day.
	turns := float64(part) / float64(day)
	seconds := 67310.54841 + centuries*(8640184.812866+centuries*(0.093104-6.2e-6*centuries))
	theta := math.Mod(2*math.Pi*(turns+seconds/86400), 2*math.Pi)
	if theta < 0 {
		theta += 2 * math.Pi
	}
	return theta
}

// sidereal returns the sidereal time at epoch that resonance is reckoned from, in radians.
func (m Mode) sidereal(epoch cal.Instant) float64 {
	if m != AFSPC {
		return GMST(epoch)
	}
	since1970 := days(epoch) - 7305
	whole := math.Floor(since1970 + 1e-8)
	const perDay = 1.72027916940703639e-2
	theta := 1.7321343856509374 + perDay*whole + (perDay+2*math.Pi)*(since1970-whole) + since1970*since1970*5.07551419432269442e-15
	theta = math.Mod(theta, 2*math.Pi)
	if theta < 0 {
		theta += 2 * math.Pi
	}
	return theta
}

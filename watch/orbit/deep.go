package orbit

import (
	"math"
	"time"

	"entente/cal"
)

// deep holds what the Sun, the Moon and resonance with the Earth's rotation add in deep space (STR#3, section 8).
type deep struct {
	sun, moon body

	// Secular rates of both, a minute.
	eccentricity, inclination, meanAnomaly, argumentOfPerigee, raan float64

	resonance resonance
}

// A body disturbs the satellite: the Sun or the Moon. Names of coefficients follow STR#3, section 8.
type body struct {
	meanAnomaly, rate, eccentricity float64 // of its own orbit, at the satellite's epoch; radians, radians/minute

	e2, e3, i2, i3, l2, l3, l4, gh2, gh3, gh4, h2, h3 float64
}

// rates are the secular effects of one body, a minute.
type rates struct{ e, i, l, gh, h float64 }

// A path says how a body's orbit lies to the satellite's node: sine and cosine of its argument of perigee, inclination and
// relative node, and its strength.
type path struct {
	sinG, cosG, sinI, cosI, sinH, cosH, strength float64
}

// days returns the days from 1949-12-31 00:00 UTC to t, the count that the ephemerides of the Sun and the Moon use. They
// are rounded as a Julian date in one float64 is, to 40 µs: the verification set is made so, and one of its cases,
// near the Moon, shows it in the sixth decimal of a kilometre.
func days(t cal.Instant) float64 {
	const (
		start  = -631238400 * 1_000_000 // that day in microseconds from 1970
		julian = 2433281.5              // its Julian date
	)
	day := cal.Instant(24 * time.Hour / time.Microsecond)
	d := t - start
	date := julian + float64(d/day) + float64(d%day)/float64(day)
	return date - julian
}

// newDeep computes the terms of s at its epoch.
func newDeep(s *Satellite) *deep {
	const (
		sunRate, sunEccentricity   = 1.19459e-5, 0.01675
		moonRate, moonEccentricity = 1.5835218e-4, 0.05490
	)
	day := days(s.Elements.Epoch) + 18261.5 // days from 1900 January 0.5
	sinN, cosN := math.Sincos(s.raan)
	gamma := 5.8351514 + 0.0019443680*day
	d := &deep{
		sun:  body{meanAnomaly: math.Mod(6.2565837+0.017201977*day, 2*math.Pi), rate: sunRate, eccentricity: sunEccentricity},
		moon: body{meanAnomaly: math.Mod(4.7199672+0.22997150*day-gamma, 2*math.Pi), rate: moonRate, eccentricity: moonEccentricity},
	}
	bySun := d.sun.terms(s, path{-0.98088458, 0.1945905, 0.39785416, 0.91744867, sinN, cosN, 2.9864797e-6})
	byMoon := d.moon.terms(s, moonPath(day, gamma, sinN, cosN))
	d.secular(s, bySun, byMoon)
	d.resonance = newResonance(s, d)
	return d
}

// moonPath returns the Moon's orbit at a day, to the satellite's node.
func moonPath(day, gamma, sinN, cosN float64) path {
	node := math.Mod(4.5236020-9.2422029e-4*day, 2*math.Pi)
	sin, cos := math.Sincos(node)
	cosI := 0.91375164 - 0.03568096*cos
	sinI := math.Sqrt(1 - cosI*cosI)
	sinH := 0.089683511 * sin / sinI
	cosH := math.Sqrt(1 - sinH*sinH)
	x := math.Atan2(0.39785416*sin/sinI, cosH*cos+0.91744867*sinH*sin)
	sinG, cosG := math.Sincos(gamma + x - node)
	return path{sinG, cosG, sinI, cosI, sinN*cosH - cosN*sinH, cosH*cosN + sinH*sinN, 4.7968065e-7}
}

// terms fills in b's coefficients of the periodics and returns its secular rates.
func (b *body) terms(s *Satellite, p path) rates {
	sinI, cosI := s.shape.sin, s.shape.cos
	sinW, cosW := math.Sincos(s.argumentOfPerigee)
	e := s.eccentricity
	ee := e * e
	beta2 := 1 - ee
	beta := math.Sqrt(beta2)

	a1 := p.cosG*p.cosH + p.sinG*p.cosI*p.sinH
	a3 := -p.sinG*p.cosH + p.cosG*p.cosI*p.sinH
	a7 := -p.cosG*p.sinH + p.sinG*p.cosI*p.cosH
	a8 := p.sinG * p.sinI
	a9 := p.sinG*p.sinH + p.cosG*p.cosI*p.cosH
	a10 := p.cosG * p.sinI
	a2, a4 := cosI*a7+sinI*a8, cosI*a9+sinI*a10
	a5, a6 := -sinI*a7+cosI*a8, -sinI*a9+cosI*a10

	x1, x2 := a1*cosW+a2*sinW, a3*cosW+a4*sinW
	x3, x4 := -a1*sinW+a2*cosW, -a3*sinW+a4*cosW
	x5, x6, x7, x8 := a5*sinW, a6*sinW, a5*cosW, a6*cosW

	z31 := 12*x1*x1 - 3*x3*x3
	z32 := 24*x1*x2 - 6*x3*x4
	z33 := 12*x2*x2 - 3*x4*x4
	z1 := 2*(3*(a1*a1+a2*a2)+z31*ee) + beta2*z31
	z2 := 2*(6*(a1*a3+a2*a4)+z32*ee) + beta2*z32
	z3 := 2*(3*(a3*a3+a4*a4)+z33*ee) + beta2*z33
	z11 := -6*a1*a5 + ee*(-24*x1*x7-6*x3*x5)
	z12 := -6*(a1*a6+a3*a5) + ee*(-24*(x2*x7+x1*x8)-6*(x3*x6+x4*x5))
	z13 := -6*a3*a6 + ee*(-24*x2*x8-6*x4*x6)
	z21 := 6*a2*a5 + ee*(24*x1*x5-6*x3*x7)
	z22 := 6*(a4*a5+a2*a6) + ee*(24*(x2*x5+x1*x6)-6*(x4*x7+x3*x8))
	z23 := 6*a4*a6 + ee*(24*x2*x6-6*x4*x8)

	s3 := p.strength / s.meanMotion
	s2 := -0.5 * s3 / beta
	s4 := s3 * beta
	s1 := -15 * e * s4
	s5, s6, s7 := x1*x3+x2*x4, x2*x3+x1*x4, x2*x4-x1*x3

	b.e2, b.e3 = 2*s1*s6, 2*s1*s7
	b.i2, b.i3 = 2*s2*z12, 2*s2*(z13-z11)
	b.l2, b.l3, b.l4 = -2*s3*z2, -2*s3*(z3-z1), -2*s3*(-21-9*ee)*b.eccentricity
	b.gh2, b.gh3, b.gh4 = 2*s4*z32, 2*s4*(z33-z31), -18*s4*b.eccentricity
	b.h2, b.h3 = -2*s2*z22, -2*s2*(z23-z21)

	return rates{
		e:  s1 * b.rate * s5,
		i:  s2 * b.rate * (z11 + z13),
		l:  -b.rate * s3 * (z1 + z3 - 14 - 6*ee),
		gh: s4 * b.rate * (z31 + z33 - 6),
		h:  -b.rate * s2 * (z21 + z23),
	}
}

// secular sums the rates of both bodies. The node's are left out within 3° of the equator, where they are singular.
func (d *deep) secular(s *Satellite, sun, moon rates) {
	const flat = 5.2359877e-2
	if s.inclination < flat || s.inclination > math.Pi-flat {
		sun.h, moon.h = 0, 0
	}
	d.eccentricity, d.inclination, d.meanAnomaly = sun.e+moon.e, sun.i+moon.i, sun.l+moon.l
	d.argumentOfPerigee = sun.gh + moon.gh
	if s.shape.sin != 0 {
		d.raan = (sun.h + moon.h) / s.shape.sin
		d.argumentOfPerigee -= s.shape.cos * d.raan
	}
}

// advance adds the secular effects of t minutes, and those of resonance.
func (d *deep) advance(o *osculation, t float64, s *Satellite) {
	o.eccentricity += d.eccentricity * t
	o.inclination += d.inclination * t
	o.argumentOfPerigee += d.argumentOfPerigee * t
	o.raan += d.raan * t
	o.meanAnomaly += d.meanAnomaly * t
	d.resonance.advance(o, t, s)
}

// A shift is the sum of periodic changes.
type shift struct{ e, i, l, gh, h float64 }

// at returns b's periodic changes t minutes after the epoch.
func (b *body) at(t float64) shift {
	m := b.meanAnomaly + b.rate*t
	sin, cos := math.Sincos(m + 2*b.eccentricity*math.Sin(m))
	f2, f3 := 0.5*sin*sin-0.25, -0.5*sin*cos
	return shift{
		e:  b.e2*f2 + b.e3*f3,
		i:  b.i2*f2 + b.i3*f3,
		l:  b.l2*f2 + b.l3*f3 + b.l4*sin,
		gh: b.gh2*f2 + b.gh3*f3 + b.gh4*sin,
		h:  b.h2*f2 + b.h3*f3,
	}
}

// disturb adds the periodic effects of the Sun and the Moon (AIAA 2006, appendix; Lyddane's modification below 0.2 rad of
// inclination), and turns a negative inclination round.
func (d *deep) disturb(o *osculation, t float64, mode Mode) PropagationError {
	sun, moon := d.sun.at(t), d.moon.at(t)
	p := shift{sun.e + moon.e, sun.i + moon.i, sun.l + moon.l, sun.gh + moon.gh, sun.h + moon.h}
	o.inclination += p.i
	o.eccentricity += p.e
	if sin, cos := math.Sincos(o.inclination); o.inclination >= 0.2 {
		h := p.h / sin
		o.argumentOfPerigee += p.gh - cos*h
		o.raan += h
		o.meanAnomaly += p.l
	} else {
		p.lyddane(o, sin, cos, mode)
	}
	if o.inclination < 0 {
		o.inclination = -o.inclination
		o.raan += math.Pi
		o.argumentOfPerigee -= math.Pi
	}
	if o.eccentricity < 0 || o.eccentricity > 1 {
		return ErrPerturbedEccentricity
	}
	return 0
}

// lyddane adds the periodics to the angles of a low inclination through variables that are not singular there.
func (p shift) lyddane(o *osculation, sin, cos float64, mode Mode) {
	sinN, cosN := math.Sincos(o.raan)
	alpha := sin*sinN + p.h*cosN + p.i*cos*sinN
	beta := sin*cosN - p.h*sinN + p.i*cos*cosN
	before := mode.node(math.Mod(o.raan, 2*math.Pi))
	longitude := o.meanAnomaly + o.argumentOfPerigee + cos*before + p.l + p.gh - p.i*before*sin
	node := mode.node(math.Atan2(alpha, beta))
	if math.Abs(before-node) > math.Pi {
		node += math.Copysign(2*math.Pi, before-node)
	}
	o.raan = node
	o.meanAnomaly += p.l
	o.argumentOfPerigee = longitude - o.meanAnomaly - cos*node
}

// node brings a node to 0 to 2π where the mode wants it.
func (m Mode) node(n float64) float64 {
	if m == AFSPC && n < 0 {
		return n + 2*math.Pi
	}
	return n
}

package orbit

import "math"

// A resonance holds the terms of orbits that see the same unevenness of the Earth again and again: one revolution a day, or
// two with an eccentricity of 0.5 or more (STR#3, section 8; AIAA 2006, appendix). Without terms there is none.
type resonance struct {
	terms     [10]term
	count     int
	isHalfDay bool
	longitude float64 // at epoch, radians
	rate      float64 // of the longitude, less the mean motion, radians/minute
}

// A term is amplitude × sin(perigee × ω + longitude × λ - phase) in the second derivative of the longitude λ.
type term struct {
	amplitude, perigee, longitude, phase float64
}

const earthRate = 4.37526908801129966e-3 // radians/minute

func newResonance(s *Satellite, d *deep) resonance {
	n, e := s.meanMotion, s.eccentricity
	switch {
	case 0.0034906585 < n && n < 0.0052359877:
		return dayResonance(s, d)
	case 8.26e-3 <= n && n <= 9.24e-3 && e >= 0.5:
		return halfDayResonance(s, d)
	}
	return resonance{}
}

func dayResonance(s *Satellite, d *deep) resonance {
	const q22, q31, q33 = 1.7891679e-6, 2.1460748e-6, 2.2123015e-7
	n, ee, sin, cos := s.meanMotion, s.eccentricity*s.eccentricity, s.shape.sin, s.shape.cos
	a := math.Pow(n/s.gravity.xke, 2./3) // 1/semi-major axis
	g200 := 1 + ee*(-2.5+0.8125*ee)
	g310 := 1 + 2*ee
	g300 := 1 + ee*(-6+6.60937*ee)
	f220 := 0.75 * (1 + cos) * (1 + cos)
	f311 := 0.9375*sin*sin*(1+3*cos) - 0.75*(1+cos)
	f330 := 1.875 * cube(1+cos)
	k := 3 * n * n * a * a
	return resonance{
		terms: [10]term{
			{k * f311 * g310 * q31 * a, 0, 1, 0.13130908},
			{2 * k * f220 * g200 * q22, 0, 2, 2 * 2.8843198},
			{3 * k * f330 * g300 * q33 * a, 0, 3, 3 * 0.37448087},
		},
		count:     3,
		longitude: math.Mod(s.meanAnomaly+s.raan+s.argumentOfPerigee-math.Mod(s.sidereal, 2*math.Pi), 2*math.Pi),
		rate: s.secular.meanAnomaly + s.secular.argumentOfPerigee + s.secular.raan - earthRate +
			d.meanAnomaly + d.argumentOfPerigee + d.raan - n,
	}
}

func halfDayResonance(s *Satellite, d *deep) resonance {
	const root22, root32, root44, root52, root54 = 1.7891679e-6, 3.7393792e-7, 7.3636953e-9, 1.1428639e-7, 2.1765803e-9
	n, sin, c := s.meanMotion, s.shape.sin, s.shape.cos
	g, cc, ss := newHalfDay(s.eccentricity), c*c, sin*sin
	f220 := 0.75 * (1 + 2*c + cc)
	f221 := 1.5 * ss
	f321 := 1.875 * sin * (1 - 2*c - 3*cc)
	f322 := -1.875 * sin * (1 + 2*c - 3*cc)
	f441 := 35 * ss * f220
	f442 := 39.3750 * ss * ss
	f522 := 9.84375 * sin * (ss*(1-2*c-5*cc) + 0.33333333*(-2+4*c+6*cc))
	f523 := sin * (4.92187512*ss*(-2-4*c+10*cc) + 6.56250012*(1+2*c-3*cc))
	f542 := 29.53125 * sin * (2 - 8*c + cc*(-12+8*c+10*cc))
	f543 := 29.53125 * sin * (-2 - 8*c + cc*(12+8*c-10*cc))

	a := math.Pow(n/s.gravity.xke, 2./3) // 1/semi-major axis
	k2 := 3 * n * n * a * a
	k3 := k2 * a
	k4 := k3 * a
	k5 := k4 * a
	const g22, g32, g44, g52, g54 = 5.7686396, 0.95240898, 1.8014998, 1.0508330, 4.4108898
	return resonance{
		terms: [10]term{
			{k2 * root22 * f220 * g.g201, 2, 1, g22},
			{k2 * root22 * f221 * g.g211, 0, 1, g22},
			{k3 * root32 * f321 * g.g310, 1, 1, g32},
			{k3 * root32 * f322 * g.g322, -1, 1, g32},
			{2 * k4 * root44 * f441 * g.g410, 2, 2, g44},
			{2 * k4 * root44 * f442 * g.g422, 0, 2, g44},
			{k5 * root52 * f522 * g.g520, 1, 1, g52},
			{k5 * root52 * f523 * g.g532, -1, 1, g52},
			{2 * k5 * root54 * f542 * g.g521, 1, 2, g54},
			{2 * k5 * root54 * f543 * g.g533, -1, 2, g54},
		},
		count:     10,
		isHalfDay: true,
		longitude: math.Mod(s.meanAnomaly+2*s.raan-2*math.Mod(s.sidereal, 2*math.Pi), 2*math.Pi),
		rate:      s.secular.meanAnomaly + d.meanAnomaly + 2*(s.secular.raan+d.raan-earthRate) - n,
	}
}

// halfDay holds functions of the eccentricity in the half-day resonance, as polynomials of STR#3, section 8.
type halfDay struct {
	g201, g211, g310, g322, g410, g422, g520, g521, g532, g533 float64
}

func newHalfDay(e float64) halfDay {
	poly := func(c0, c1, c2, c3 float64) float64 { return c0 + e*(c1+e*(c2+e*c3)) }
	g := halfDay{g201: -0.306 - (e-0.64)*0.440}
	if e <= 0.65 {
		g.g211 = poly(3.616, -13.2470, 16.2900, 0)
		g.g310 = poly(-19.302, 117.3900, -228.4190, 156.5910)
		g.g322 = poly(-18.9068, 109.7927, -214.6334, 146.5816)
		g.g410 = poly(-41.122, 242.6940, -471.0940, 313.9530)
		g.g422 = poly(-146.407, 841.8800, -1629.014, 1083.4350)
		g.g520 = poly(-532.114, 3017.977, -5740.032, 3708.2760)
	} else {
		g.g211 = poly(-72.099, 331.819, -508.738, 266.724)
		g.g310 = poly(-346.844, 1582.851, -2415.925, 1246.113)
		g.g322 = poly(-342.585, 1554.908, -2366.899, 1215.972)
		g.g410 = poly(-1052.797, 4758.686, -7193.992, 3651.957)
		g.g422 = poly(-3581.690, 16178.110, -24462.770, 12422.520)
		g.g520 = poly(1464.74, -4664.75, 3763.64, 0)
	}
	if e > 0.715 {
		g.g520 = poly(-5149.66, 29936.92, -54087.36, 31324.56)
	}
	if e < 0.7 {
		g.g521 = poly(-822.71072, 4568.6173, -8491.4146, 5337.524)
		g.g532 = poly(-853.66600, 4690.2500, -8624.7700, 5341.4)
		g.g533 = poly(-919.22770, 4988.6100, -9064.7700, 5542.21)
	} else {
		g.g521 = poly(-51752.104, 218913.95, -309468.16, 146349.42)
		g.g532 = poly(-40023.880, 170470.89, -242699.48, 115605.82)
		g.g533 = poly(-37995.780, 161616.52, -229838.20, 109377.94)
	}
	return g
}

// advance integrates the longitude from the epoch over t minutes, in steps of half a day, and sets mean anomaly and mean
// motion by it. It starts at the epoch every time: a propagation then depends on nothing before it, and a month
// costs 60 steps.
func (r *resonance) advance(o *osculation, t float64, s *Satellite) {
	if r.count == 0 {
		return
	}
	const step = 720 // minutes
	longitude, motion, at := r.longitude, s.meanMotion, 0.0
	h := math.Copysign(step, t)
	for ; math.Abs(t-at) >= step; at += h {
		drift, accel, jerk := r.derivatives(longitude, motion, at, s)
		longitude += drift*h + accel*h*h/2
		motion += accel*h + jerk*h*h/2
	}
	h = t - at
	drift, accel, jerk := r.derivatives(longitude, motion, at, s)
	longitude += drift*h + accel*h*h/2
	o.meanMotion = motion + accel*h + jerk*h*h/2

	theta := math.Mod(s.sidereal+t*earthRate, 2*math.Pi)
	if r.isHalfDay {
		o.meanAnomaly = longitude - 2*o.raan + 2*theta
	} else {
		o.meanAnomaly = longitude - o.raan - o.argumentOfPerigee + theta
	}
}

// derivatives returns the first three derivatives of the longitude.
func (r *resonance) derivatives(longitude, motion, at float64, s *Satellite) (drift, accel, jerk float64) {
	perigee := s.argumentOfPerigee + s.secular.argumentOfPerigee*at
	for i := range r.count {
		k := &r.terms[i]
		sin, cos := math.Sincos(k.perigee*perigee + k.longitude*longitude - k.phase)
		accel += k.amplitude * sin
		jerk += k.longitude * k.amplitude * cos
	}
	drift = motion + r.rate
	return drift, accel, jerk * drift
}

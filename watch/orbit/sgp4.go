package orbit

import "math"

// A Satellite is an element set made ready for propagation. It does not change, so goroutines may share it.
type Satellite struct {
	Elements Elements // as given to [New]

	gravity  gravity
	mode     Mode
	sidereal float64 // Greenwich sidereal time at epoch, radians

	// Brouwer's mean elements at epoch: radians, radians/minute, Earth radii.
	meanMotion, semiMajor                       float64
	eccentricity, inclination                   float64
	raan, argumentOfPerigee, meanAnomaly, bstar float64

	secular secular
	drag    drag
	shape   shape
	deep    *deep // lunar, solar and resonance terms; nil for periods below 225 minutes
}

// Rates of the angles from the zonal harmonics, radians/minute.
type secular struct {
	meanAnomaly, argumentOfPerigee, raan float64
}

// drag holds the coefficients of atmospheric drag; names follow STR#3, section 6.
type drag struct {
	isSimple                                bool // perigee below 220 km, or deep space: only the first order
	eta, c1, c4, c5, d2, d3, d4             float64
	t2, t3, t4, t5                          float64
	omega, anomaly, node, delmo, sinAnomaly float64
}

// shape holds what of the periodic terms depends on the inclination alone.
type shape struct {
	sin, cos              float64
	con41, x1mth2, x7thm1 float64 // 3θ²-1, 1-θ², 7θ²-1 with θ = cos i
	xlcof, aycof          float64 // long-period terms of the third harmonic
}

const deepSpace = 225 // minutes of period from which on the Sun and the Moon count (STR#3, section 2)

// New makes e ready for propagation by the zero [Model]. It fails where [Elements.Check] does.
func New(e Elements) (*Satellite, error) { return Model{}.New(e) }

// New makes e ready for propagation by m. It fails where [Elements.Check] does.
func (m Model) New(e Elements) (*Satellite, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	s := &Satellite{
		Elements: e, gravity: m.Gravity.constants(), mode: m.Mode, sidereal: m.Mode.sidereal(e.Epoch),
		eccentricity: e.Eccentricity, inclination: radians(e.Inclination), raan: radians(e.Raan),
		argumentOfPerigee: radians(e.ArgumentOfPerigee), meanAnomaly: radians(e.MeanAnomaly), bstar: e.BStar,
	}
	s.shape = s.gravity.shape(math.Sincos(s.inclination))
	s.recover(e.MeanMotion * (2 * math.Pi / 1440))
	s.zonal()
	s.drag.isSimple = s.perigee() < 220/s.gravity.radius+1
	s.resist()
	if 2*math.Pi/s.meanMotion >= deepSpace {
		s.drag.isSimple = true
		s.deep = newDeep(s)
	}
	if !s.drag.isSimple {
		s.resistMore()
	}
	return s, nil
}

func (g gravity) shape(sin, cos float64) shape {
	s := shape{sin: sin, cos: cos}
	s.con41, s.x1mth2, s.x7thm1 = 3*cos*cos-1, 1-cos*cos, 7*cos*cos-1
	s.xlcof = -0.25 * g.j3 / g.j2 * sin * (3 + 5*cos) / max(1+cos, 1.5e-12) // at 180° the divisor would be 0
	s.aycof = -0.5 * g.j3 / g.j2 * sin
	return s
}

// recover finds Brouwer's mean motion and semi-major axis from Kozai's mean motion, in radians/minute, that element sets
// carry (STR#3, section 6, first six equations).
func (s *Satellite) recover(kozai float64) {
	beta2 := 1 - s.eccentricity*s.eccentricity
	a := s.gravity.semiMajor(kozai)
	d := 0.75 * s.gravity.j2 * s.shape.con41 / (math.Sqrt(beta2) * beta2)
	del := d / (a * a)
	a *= 1 - del*del - del*(1./3+134*del*del/81)
	s.meanMotion = kozai / (1 + d/(a*a))
	s.semiMajor = s.gravity.semiMajor(s.meanMotion)
}

// semiMajor returns the semi-major axis in Earth radii that goes with a mean motion in radians/minute.
func (g gravity) semiMajor(meanMotion float64) float64 {
	root := math.Cbrt(g.xke / meanMotion)
	return root * root
}

// perigee returns the radius of perigee at epoch in Earth radii.
func (s *Satellite) perigee() float64 { return s.semiMajor * (1 - s.eccentricity) }

// zonal computes the secular rates of the second and fourth zonal harmonics (STR#3, section 6).
func (s *Satellite) zonal() {
	g, n, th2 := s.gravity, s.meanMotion, s.shape.cos*s.shape.cos
	th4 := th2 * th2
	beta2 := 1 - s.eccentricity*s.eccentricity
	p := s.semiMajor * beta2
	q := 1 / (p * p)
	k1 := 1.5 * g.j2 * q * n
	k2 := 0.5 * k1 * g.j2 * q
	k3 := -0.46875 * g.j4 * q * q * n
	beta := math.Sqrt(beta2)
	s.secular = secular{
		meanAnomaly:       n + 0.5*k1*beta*s.shape.con41 + 0.0625*k2*beta*(13-78*th2+137*th4),
		argumentOfPerigee: -0.5*k1*(1-5*th2) + 0.0625*k2*(7-114*th2+395*th4) + k3*(3-36*th2+49*th4),
		raan:              -k1*s.shape.cos + (0.5*k2*(4-19*th2)+2*k3*(3-7*th2))*s.shape.cos,
	}
}

// density returns the parameter s of the density function, in Earth radii, and (q0-s)^4 in Earth radii^4 (STR#3, section
// 6: s is lowered where perigee is below 156 km).
func (s *Satellite) density() (height, q4 float64) {
	height = 78
	if km := (s.perigee() - 1) * s.gravity.radius; km < 98 {
		height = 20
	} else if km < 156 {
		height = km - 78
	}
	q := (120 - height) / s.gravity.radius
	return height/s.gravity.radius + 1, q * q * q * q
}

// resist computes the drag coefficients C1 to C5 and their kin (STR#3, section 6).
func (s *Satellite) resist() {
	g, n, a, e, d := s.gravity, s.meanMotion, s.semiMajor, s.eccentricity, &s.drag
	height, q4 := s.density()
	tsi := 1 / (a - height)
	beta2 := 1 - e*e
	eta := a * e * tsi
	eta2, eeta := eta*eta, e*eta
	psi2 := math.Abs(1 - eta2)
	coef := q4 * tsi * tsi * tsi * tsi
	coef1 := coef / math.Pow(psi2, 3.5)
	c2 := coef1 * n * (a*(1+1.5*eta2+eeta*(4+eta2)) + 0.375*g.j2*tsi/psi2*s.shape.con41*(8+3*eta2*(8+eta2)))
	d.eta, d.c1 = eta, s.bstar*c2
	d.c4 = 2 * n * coef1 * a * beta2 * (eta*(2+0.5*eta2) + e*(0.5+2*eta2) -
		g.j2*tsi/(a*psi2)*(-3*s.shape.con41*(1-2*eeta+eta2*(1.5-0.5*eeta))+
			0.75*s.shape.x1mth2*(2*eta2-eeta*(1+eta2))*math.Cos(2*s.argumentOfPerigee)))
	d.c5 = 2 * coef1 * a * beta2 * (1 + 2.75*(eta2+eeta) + eeta*eta2)
	if e > 1e-4 {
		c3 := -2 * coef * tsi * g.j3 / g.j2 * n * s.shape.sin / e
		d.omega = s.bstar * c3 * math.Cos(s.argumentOfPerigee)
		d.anomaly = -2. / 3 * coef * s.bstar / eeta
	}
	p := a * beta2
	d.node = 3.5 * beta2 * (-1.5 * g.j2 / (p * p) * n * s.shape.cos) * d.c1
	d.t2 = 1.5 * d.c1
	d.delmo = cube(1 + eta*math.Cos(s.meanAnomaly))
	d.sinAnomaly = math.Sin(s.meanAnomaly)
}

// resistMore computes the coefficients of drag beyond the first order (STR#3, section 6: D2 to D4).
func (s *Satellite) resistMore() {
	a, d := s.semiMajor, &s.drag
	height, _ := s.density()
	tsi := 1 / (a - height)
	c2 := d.c1 * d.c1
	d.d2 = 4 * a * tsi * c2
	k := d.d2 * tsi * d.c1 / 3
	d.d3 = (17*a + height) * k
	d.d4 = 0.5 * k * a * tsi * (221*a + 31*height) * d.c1
	d.t3 = d.d2 + 2*c2
	d.t4 = 0.25 * (3*d.d3 + d.c1*(12*d.d2+10*c2))
	d.t5 = 0.2 * (3*d.d4 + 12*d.c1*d.d3 + 6*d.d2*d.d2 + 15*c2*(2*d.d2+c2))
}

func cube(x float64) float64 { return x * x * x }

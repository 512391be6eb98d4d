package orbit

import (
	"fmt"
	"math"
	"time"

	"entente/cal"
)

// A State is where a satellite is and how it moves, in the frame TEME of the instant: true equator, mean equinox.
type State struct {
	Position Vector // km
	Velocity Vector // km/s
}

// A PropagationError says why a satellite has no position at some time. Its number up to 6 is the error code of AIAA
// 2006.
type PropagationError uint8

const (
	// ErrEccentricity (1): drag has driven the mean eccentricity out of -0.001 to 1.
	ErrEccentricity PropagationError = 1
	// ErrMeanMotion (2): the mean motion is zero or less.
	ErrMeanMotion PropagationError = 2
	// ErrPerturbedEccentricity (3): the Sun and the Moon have driven the eccentricity out of 0 to 1.
	ErrPerturbedEccentricity PropagationError = 3
	// ErrSemiLatusRectum (4): the semi-latus rectum is negative.
	ErrSemiLatusRectum PropagationError = 4
	// ErrSuborbital (5): perigee at epoch is below the surface. [Satellite.Check] reports it; propagation goes on as
	// long as the satellite is above ground, as the verification set wants.
	ErrSuborbital PropagationError = 5
	// ErrDecayed (6): the satellite is below the surface.
	ErrDecayed PropagationError = 6
	// ErrTooFar (7) is ours: the time is more than 100 million minutes, 190 years, from the epoch, or not a number.
	ErrTooFar PropagationError = 7
)

const mostMinutes = 1e8

func (e PropagationError) Error() string {
	switch e {
	case ErrEccentricity:
		return "mean eccentricity is out of range: the set is too old for this time, or the satellite has decayed"
	case ErrMeanMotion:
		return "mean motion is not positive: the set is too old for this time"
	case ErrPerturbedEccentricity:
		return "perturbed eccentricity is out of range: the set is too old for this time"
	case ErrSemiLatusRectum:
		return "semi-latus rectum is negative: the set is too old for this time"
	case ErrSuborbital:
		return "perigee at epoch is below the surface"
	case ErrDecayed:
		return "satellite has decayed"
	case ErrTooFar:
		return "time is more than 190 years from the epoch"
	}
	return fmt.Sprintf("propagation error %d", uint8(e))
}

// Check returns [ErrSuborbital] where the perigee at epoch is below the surface, else nil.
func (s *Satellite) Check() error {
	if s.perigee() < 1 {
		return ErrSuborbital
	}
	return nil
}

// At returns the state at an instant. It fails as [Satellite.Propagate] does.
func (s *Satellite) At(t cal.Instant) (State, error) { return s.Propagate(s.minutes(t)) }

// minutes returns the time from the epoch to t.
func (s *Satellite) minutes(t cal.Instant) float64 {
	return float64(t-s.Elements.Epoch) / float64(time.Minute/time.Microsecond)
}

// osculation carries the elements through the steps of a propagation: Earth radii, radians, radians/minute.
type osculation struct {
	semiMajor, meanMotion                float64
	eccentricity, inclination            float64
	raan, argumentOfPerigee, meanAnomaly float64
}

// Propagate returns the state so many minutes after the epoch, or before it where they are negative (STR#3, sections 6 and
// 8; AIAA 2006, appendix). Its error is a [PropagationError]; with [ErrDecayed] the state is still given, with the others it
// is zero. It allocates nothing.
func (s *Satellite) Propagate(minutes float64) (State, error) {
	if !(math.Abs(minutes) <= mostMinutes) {
		return State{}, ErrTooFar
	}
	o, err := s.mean(minutes)
	if err != 0 {
		return State{}, err
	}
	shape := s.shape
	if s.deep != nil {
		if err := s.deep.disturb(&o, minutes, s.mode); err != 0 {
			return State{}, err
		}
		shape = s.gravity.shape(math.Sincos(o.inclination))
	}
	state, err := s.gravity.state(o, shape)
	if err != 0 {
		return state, err
	}
	return state, nil
}

// mean returns the mean elements after the secular effects of the Earth, of drag and, in deep space, of the Sun, the Moon
// and of resonance.
func (s *Satellite) mean(t float64) (osculation, PropagationError) {
	d := &s.drag
	o := osculation{
		meanMotion: s.meanMotion, eccentricity: s.eccentricity, inclination: s.inclination,
		raan:              s.raan + s.secular.raan*t + d.node*t*t,
		argumentOfPerigee: s.argumentOfPerigee + s.secular.argumentOfPerigee*t,
		meanAnomaly:       s.meanAnomaly + s.secular.meanAnomaly*t,
	}
	shrink, round, ahead := 1-d.c1*t, s.bstar*d.c4*t, d.t2*t*t
	if !d.isSimple {
		turn := d.omega*t + d.anomaly*(cube(1+d.eta*math.Cos(o.meanAnomaly))-d.delmo)
		o.meanAnomaly += turn
		o.argumentOfPerigee -= turn
		t2 := t * t
		shrink -= t2 * (d.d2 + t*(d.d3+t*d.d4))
		round += s.bstar * d.c5 * (math.Sin(o.meanAnomaly) - d.sinAnomaly)
		ahead += t2 * t * (d.t3 + t*(d.t4+t*d.t5))
	}
	o.semiMajor = s.semiMajor
	if s.deep != nil {
		s.deep.advance(&o, t, s)
		if o.meanMotion <= 0 {
			return o, ErrMeanMotion
		}
		o.semiMajor = s.gravity.semiMajor(o.meanMotion)
	}
	o.semiMajor *= shrink * shrink
	o.meanMotion = s.gravity.xke / (o.semiMajor * math.Sqrt(o.semiMajor))
	o.eccentricity -= round
	if o.eccentricity >= 1 || o.eccentricity < -0.001 {
		return o, ErrEccentricity
	}
	o.eccentricity = max(o.eccentricity, 1e-6)
	o.meanAnomaly += s.meanMotion * ahead
	longitude := math.Mod(o.meanAnomaly+o.argumentOfPerigee+o.raan, 2*math.Pi)
	o.raan = math.Mod(o.raan, 2*math.Pi)
	o.argumentOfPerigee = math.Mod(o.argumentOfPerigee, 2*math.Pi)
	o.meanAnomaly = math.Mod(longitude-o.argumentOfPerigee-o.raan, 2*math.Pi)
	return o, 0
}

// state adds the long- and short-period terms of the Earth and turns the elements to position and velocity (STR#3,
// section 6, from the long-period periodics on).
func (g gravity) state(o osculation, f shape) (State, PropagationError) {
	sinOmega, cosOmega := math.Sincos(o.argumentOfPerigee)
	q := 1 / (o.semiMajor * (1 - o.eccentricity*o.eccentricity))
	axn := o.eccentricity * cosOmega
	ayn := o.eccentricity*sinOmega + q*f.aycof
	u := math.Mod(o.meanAnomaly+o.argumentOfPerigee+q*f.xlcof*axn, 2*math.Pi)
	sinE, cosE := kepler(u, axn, ayn)

	eCos, eSin := axn*cosE+ayn*sinE, axn*sinE-ayn*cosE
	e2 := axn*axn + ayn*ayn
	p := o.semiMajor * (1 - e2)
	if p < 0 {
		return State{}, ErrSemiLatusRectum
	}
	r := o.semiMajor * (1 - eCos)
	rDot := math.Sqrt(o.semiMajor) * eSin / r
	rfDot := math.Sqrt(p) / r
	beta := math.Sqrt(1 - e2)
	k := eSin / (1 + beta)
	sinU := o.semiMajor / r * (sinE - ayn - axn*k)
	cosU := o.semiMajor / r * (cosE - axn + ayn*k)
	sin2U, cos2U := 2*cosU*sinU, 1-2*sinU*sinU
	k1 := 0.5 * g.j2 / p
	k2 := k1 / p

	radius := r*(1-1.5*k2*beta*f.con41) + 0.5*k1*f.x1mth2*cos2U
	latitude := math.Atan2(sinU, cosU) - 0.25*k2*f.x7thm1*sin2U
	node := o.raan + 1.5*k2*f.cos*sin2U
	inclination := o.inclination + 1.5*k2*f.cos*f.sin*cos2U
	rDot -= o.meanMotion * k1 * f.x1mth2 * sin2U / g.xke
	rfDot += o.meanMotion * k1 * (f.x1mth2*cos2U + 1.5*f.con41) / g.xke

	along, across := orient(latitude, node, inclination)
	speed := g.radius * g.xke / 60
	s := State{along.times(radius * g.radius), along.times(rDot).plus(across.times(rfDot)).times(speed)}
	if !(radius >= 1) { // nor a number
		return s, ErrDecayed
	}
	return s, 0
}

// orient returns the directions of the satellite and of its motion across that, from its argument of latitude.
func orient(latitude, node, inclination float64) (along, across Vector) {
	sinU, cosU := math.Sincos(latitude)
	sinN, cosN := math.Sincos(node)
	sinI, cosI := math.Sincos(inclination)
	mx, my := -sinN*cosI, cosN*cosI
	along = Vector{mx*sinU + cosN*cosU, my*sinU + sinN*cosU, sinI * sinU}
	across = Vector{mx*cosU - cosN*sinU, my*cosU - sinN*sinU, sinI * cosU}
	return along, across
}

// kepler solves Kepler's equation in the non-singular form of STR#3, section 6, and returns sine and cosine of the
// eccentric longitude. Steps are bounded, as AIAA 2006 found to be needed for eccentric orbits.
func kepler(u, axn, ayn float64) (sin, cos float64) {
	const (
		enough    = 1e-12 // radians
		mostSteps = 10
		mostStep  = 0.95 // radians
	)
	e, step := u, math.Inf(1)
	for i := 0; i < mostSteps && math.Abs(step) >= enough; i++ {
		sin, cos = math.Sincos(e)
		step = (u - ayn*cos + axn*sin - e) / (1 - cos*axn - sin*ayn)
		step = min(max(step, -mostStep), mostStep)
		e += step
	}
	return sin, cos
}

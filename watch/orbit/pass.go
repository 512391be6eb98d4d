package orbit

import (
	"fmt"
	"iter"
	"math"
	"time"

	"entente"
	"entente/cal"
	"entente/geo"
)

// A Window is the time from From to To.
type Window struct{ From, To cal.Instant }

// Duration returns the length of w.
func (w Window) Duration() time.Duration { return time.Duration(w.To-w.From) * time.Microsecond }

// Check reports whether w begins before it ends.
func (w Window) Check() error {
	if w.From >= w.To {
		return fmt.Errorf("window from %v to %v: want the beginning before the end: %w", w.From, w.To, entente.ErrInvalid)
	}
	return nil
}

// Options say when a satellite sees an area. The zero Options: from horizon to horizon.
type Options struct {
	// MinElevation is the least elevation of the satellite at the nearest point of the area, in degrees from 0 to 90.
	MinElevation float64
	// HalfAngle is how far from straight down the sensor sees, in degrees below 90. 0 is to the horizon.
	HalfAngle float64
	// MaxAge is the most time from a set's epoch to the window, either way. 0 is 30 days: what low orbits are by then,
	// an element set does not tell.
	MaxAge time.Duration
	// Model is the model of propagation.
	Model Model
}

const defaultMaxAge = 30 * 24 * time.Hour

// Check reports whether the options are within their bounds.
func (o Options) Check() error {
	if !(o.MinElevation >= 0 && o.MinElevation < 90) {
		return fmt.Errorf("least elevation of %v°: want 0 or more, less than 90: %w", o.MinElevation, entente.ErrInvalid)
	}
	if !(o.HalfAngle >= 0 && o.HalfAngle < 90) {
		return fmt.Errorf("half-angle of %v°: want 0 or more, less than 90: %w", o.HalfAngle, entente.ErrInvalid)
	}
	if o.MaxAge < 0 {
		return fmt.Errorf("greatest age of %v: want 0 or more: %w", o.MaxAge, entente.ErrInvalid)
	}
	return nil
}

// A Pass is a stretch of time in which one satellite sees an area. Times are right to 0.01 s for the orbit that the element
// set gives.
type Pass struct {
	Index  int    // in the catalogue
	Number int    // of the satellite
	Name   string // of the satellite

	Rise        cal.Instant // first moment in sight
	Culmination cal.Instant // highest at the nearest point; above the area, nearest to its middle
	Set         cal.Instant // last moment in sight

	Elevation float64       // at the culmination, at the nearest point of the area, degrees; 90 when the satellite is above it
	Range     float64       // km to that point
	Below     geo.Point     // where the satellite stands overhead at the culmination
	Height    float64       // of the satellite at the culmination, km
	Age       time.Duration // of the element set at the culmination; negative before its epoch

	BeginsBefore bool // in sight when the window begins: Rise is the window's
	EndsAfter    bool // in sight when the window ends, or when the propagation fails: Set is that moment
}

// Duration returns the time from rise to set.
func (p Pass) Duration() time.Duration { return Window{p.Rise, p.Set}.Duration() }

// A LostError says that passes of one satellite could not be found from some moment on, and why.
type LostError struct {
	Index     int // in the catalogue
	Satellite string
	From      cal.Instant // passes before it were found
	Err       error
}

func (e *LostError) Error() string {
	return fmt.Sprintf("%s: no passes from %v on: %v", e.Satellite, e.From, e.Err)
}

// Unwrap returns the reason: a [PropagationError], or one that wraps [entente.ErrInvalid].
func (e *LostError) Unwrap() error { return e.Err }

// Passes returns the passes of the catalogue's satellites over an area in a window, satellite by satellite in the order of the
// catalogue, each in the order of time. A satellite that cannot be followed through the window yields a [*LostError] after
// the passes that were found. Wrong options, or a wrong window, yield one error and nothing else.
//
// No pass is left out, except that an area with more than one part may hide one that lasts seconds and lies
// within half a minute of another. Light, clouds, and whether the satellite has a sensor at all are not considered.
func (c Catalogue) Passes(area Area, w Window, o Options) iter.Seq2[Pass, error] {
	return func(yield func(Pass, error) bool) {
		for _, err := range []error{w.Check(), o.Check(), area.check()} {
			if err != nil {
				yield(Pass{}, err)
				return
			}
		}
		v := view{&area, radians(o.MinElevation), radians(o.HalfAngle)}
		for i, e := range c {
			s, err := o.ready(e, w)
			if err != nil {
				if !yield(Pass{}, &LostError{i, e.Label(), w.From, err}) {
					return
				}
				continue
			}
			k := seeker{satellite: s, view: &v, index: i, window: w, yield: yield}
			if !k.run() {
				return
			}
		}
	}
}

// check reports whether a was made by one of the functions that make areas.
func (a *Area) check() error {
	if a.middle == (Vector{}) {
		return fmt.Errorf("area is empty: make it with AreaOf or AreaOfBox: %w", entente.ErrInvalid)
	}
	return nil
}

// ready prepares a set whose epoch is near enough to the window.
func (o Options) ready(e Elements, w Window) (*Satellite, error) {
	s, err := o.Model.New(e)
	if err != nil {
		return nil, err
	}
	most := o.MaxAge
	if most == 0 {
		most = defaultMaxAge
	}
	age := max(float64(w.From-e.Epoch), float64(e.Epoch-w.To)) * float64(time.Microsecond)
	if age > float64(most) {
		return nil, fmt.Errorf("epoch %v is %.1f days from the window, more than %.1f; fetch a set of that time: %w",
			e.Epoch, age/float64(24*time.Hour), most.Hours()/24, entente.ErrInvalid)
	}
	return s, nil
}

// minutes returns the length of w in minutes.
func (w Window) minutes() float64 { return float64(w.To-w.From) / 60e6 }

// instant returns the moment so many minutes after the beginning of w.
func (w Window) instant(minutes float64) cal.Instant {
	return w.From + cal.Instant(math.Round(minutes*60e6))
}

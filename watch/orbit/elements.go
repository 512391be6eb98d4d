package orbit

import (
	"fmt"
	"math"
	"time"

	"entente"
	"entente/cal"
)

// Elements are the mean elements of one satellite at one epoch, as SGP4 wants them: of the true equator and mean equinox
// (TEME). Units are those in which element sets are published, so that the same set is the same value whatever format it
// was read from.
type Elements struct {
	Name           string // as published, without surrounding blanks; may be empty
	Number         int    // of the catalogue of the 18th Space Defense Squadron ("NORAD")
	Designator     string // international designator, such as "1998-067A"; empty where the set has none
	Classification string // "U" unclassified, "C" classified, "S" secret; empty where the set has none

	Epoch             cal.Instant // UTC
	MeanMotion        float64     // Kozai's mean motion in revolutions a day
	Eccentricity      float64
	Inclination       float64 // degrees
	Raan              float64 // right ascension of the ascending node, degrees
	ArgumentOfPerigee float64 // degrees
	MeanAnomaly       float64 // degrees
	BStar             float64 // drag term of SGP4 in 1/Earth radii

	MeanMotionDot  float64 // half of the first derivative of the mean motion, revolutions/day²; SGP4 has no use for it
	MeanMotionDdot float64 // a sixth of the second derivative, revolutions/day³; SGP4 has no use for it
	EphemerisType  int     // 0 in what is published
	ElementSet     int     // running number of the set
	Revolution     int     // number of the revolution at epoch
}

// Check reports whether e is a set that SGP4 can take. Its error wraps [entente.ErrInvalid], or [entente.ErrUnsupported]
// where the set is meant for another theory.
func (e Elements) Check() error {
	for _, f := range []struct {
		name     string
		value    float64
		from, to float64
	}{
		{"mean motion in revolutions a day", e.MeanMotion, math.SmallestNonzeroFloat64, 20},
		{"eccentricity", e.Eccentricity, 0, 1 - 1e-9},
		{"inclination", e.Inclination, 0, 180},
		{"right ascension of the node", e.Raan, 0, 360},
		{"argument of perigee", e.ArgumentOfPerigee, 0, 360},
		{"mean anomaly", e.MeanAnomaly, 0, 360},
		{"drag term B*", e.BStar, -10, 10},
		{"mean motion's first derivative", e.MeanMotionDot, -100, 100},
		{"mean motion's second derivative", e.MeanMotionDdot, -100, 100},
		{"catalogue number", float64(e.Number), 0, 999_999_999},
	} {
		if !(f.from <= f.value && f.value <= f.to) {
			return fmt.Errorf("%s of %v: want %s: %w", f.name, f.value, span(f.from, f.to), entente.ErrInvalid)
		}
	}
	if y := e.Epoch.Time().Year(); y < 1957 || y > 2199 {
		return fmt.Errorf("epoch %v: want a year from 1957 to 2199: %w", e.Epoch, entente.ErrInvalid)
	}
	if e.EphemerisType < 0 || e.EphemerisType > 3 {
		return fmt.Errorf("ephemeris type %d: these elements are for another theory than SGP4 (4 is SGP4-XP); ask for type 0: %w",
			e.EphemerisType, entente.ErrUnsupported)
	}
	return nil
}

func span(from, to float64) string {
	if from == math.SmallestNonzeroFloat64 {
		return fmt.Sprintf("more than 0, at most %v", to)
	}
	return fmt.Sprintf("%v to %v", from, to)
}

// Period returns the time of one revolution by the published mean motion.
func (e Elements) Period() time.Duration {
	return time.Duration(float64(24*time.Hour) / e.MeanMotion)
}

// Label returns the name and catalogue number by which people know the satellite: "ISS (ZARYA) [25544]".
func (e Elements) Label() string {
	if e.Name == "" {
		return fmt.Sprintf("[%05d]", e.Number)
	}
	return fmt.Sprintf("%s [%05d]", e.Name, e.Number)
}

// A Catalogue is a list of element sets in the order in which they were read.
type Catalogue []Elements

// Nearest returns one set for each catalogue number: the one whose epoch is nearest to t, the earlier of two as near. The order is that
// of the first set of each number. Files of several days hold many sets of one satellite, and each would make passes.
func (c Catalogue) Nearest(t cal.Instant) Catalogue {
	away := func(e Elements) cal.Instant { return max(e.Epoch-t, t-e.Epoch) }
	at := map[int]int{}
	var nearest Catalogue
	for _, e := range c {
		i, ok := at[e.Number]
		switch {
		case !ok:
			at[e.Number] = len(nearest)
			nearest = append(nearest, e)
		case away(e) < away(nearest[i]), away(e) == away(nearest[i]) && e.Epoch < nearest[i].Epoch:
			nearest[i] = e
		}
	}
	return nearest
}

// A SyntaxError says why an element set was refused, and where. It wraps the kind of the reason.
type SyntaxError struct {
	Line   int    // from 1
	Column int    // from 1; 0 where the whole line is meant
	Set    string // name or number of the set, as far as it was read; may be empty
	Err    error
}

func (e *SyntaxError) Error() string {
	place := fmt.Sprintf("line %d", e.Line)
	if e.Column > 0 {
		place += fmt.Sprintf(", column %d", e.Column)
	}
	if e.Set != "" {
		place += fmt.Sprintf(", set %q", e.Set)
	}
	return place + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *SyntaxError) Unwrap() error { return e.Err }

// clip keeps input that is quoted in messages short.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}

package orbit

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"entente"
	"entente/cal"
)

// A place in a text, from 1.
type at struct{ line, column int }

// A message gathers the keywords of one Orbit Mean-Elements Message (CCSDS 502.0-B, section 4), whatever its encoding.
type message struct {
	start  at
	values map[string]string
	places map[string]at
	err    *SyntaxError // the first
}

func newMessage(start at) *message {
	return &message{start: start, values: map[string]string{}, places: map[string]at{}}
}

// fail notes err unless there is an error already.
func (m *message) fail(p at, err error) {
	if m.err == nil {
		m.err = &SyntaxError{Line: p.line, Column: p.column, Err: err}
	}
}

// put stores the value of a keyword. A second value for the same keyword is an error.
func (m *message) put(key, value string, p at) {
	if _, ok := m.values[key]; ok {
		m.fail(p, fmt.Errorf("%s stands here a second time: %w", clip(key), entente.ErrInvalid))
		return
	}
	m.values[key], m.places[key] = strings.TrimSpace(value), p
}

// invalid notes that the value of key is not what it is to be.
func (m *message) invalid(key, want string) {
	m.fail(m.places[key], fmt.Errorf("%s %q: want %s: %w", key, clip(m.values[key]), want, entente.ErrInvalid))
}

// A report collects what was read and what was refused.
type report struct {
	sets    Catalogue
	refused []error
}

func (r *report) refuse(p at, err error) {
	r.refused = append(r.refused, &SyntaxError{Line: p.line, Column: p.column, Err: err})
}

// add turns m into elements, or refuses it.
func (r *report) add(m *message) {
	e := m.elements()
	if m.err == nil {
		if err := e.Check(); err != nil {
			m.fail(m.start, err)
		}
	}
	if m.err != nil {
		m.err.Set = clip(m.values["OBJECT_NAME"])
		r.refused = append(r.refused, m.err)
		return
	}
	r.sets = append(r.sets, e)
}

// fixed are the keywords whose value SGP4 prescribes; publishers of CSV and JSON leave them out.
var fixed = []struct {
	key    string
	values []string
}{
	{"CENTER_NAME", []string{"EARTH"}},
	{"REF_FRAME", []string{"TEME"}},
	{"TIME_SYSTEM", []string{"UTC"}},
	{"MEAN_ELEMENT_THEORY", []string{"SGP4", "SGP/SGP4", "SDP4"}},
}

// elements returns what m says; m.err is set where it says too little.
func (m *message) elements() Elements {
	for _, f := range fixed {
		if v, ok := m.values[f.key]; ok && !slices.Contains(f.values, strings.ToUpper(v)) {
			m.fail(m.places[f.key], fmt.Errorf("%s %q: want %s; other elements cannot be propagated here: %w",
				f.key, clip(v), strings.Join(f.values, " or "), entente.ErrUnsupported))
		}
	}
	return Elements{
		Name:              m.values["OBJECT_NAME"],
		Number:            m.integer("NORAD_CAT_ID", true),
		Designator:        m.designator(),
		Classification:    m.classification(),
		Epoch:             m.epoch(),
		MeanMotion:        m.float("MEAN_MOTION", true),
		Eccentricity:      m.float("ECCENTRICITY", true),
		Inclination:       m.float("INCLINATION", true),
		Raan:              m.float("RA_OF_ASC_NODE", true),
		ArgumentOfPerigee: m.float("ARG_OF_PERICENTER", true),
		MeanAnomaly:       m.float("MEAN_ANOMALY", true),
		BStar:             m.float("BSTAR", true),
		MeanMotionDot:     m.float("MEAN_MOTION_DOT", false),
		MeanMotionDdot:    m.float("MEAN_MOTION_DDOT", false),
		EphemerisType:     m.integer("EPHEMERIS_TYPE", false),
		ElementSet:        m.integer("ELEMENT_SET_NO", false),
		Revolution:        m.integer("REV_AT_EPOCH", false),
	}
}

// text returns the value of key. An empty one is as none.
func (m *message) text(key string, isNeeded bool) (string, bool) {
	v := m.values[key]
	if v == "" && isNeeded {
		m.fail(m.start, fmt.Errorf("%s is missing; SGP4 needs it: %w", key, entente.ErrInvalid))
	}
	return v, v != ""
}

func (m *message) integer(key string, isNeeded bool) int {
	v, ok := m.text(key, isNeeded)
	if !ok {
		return 0
	}
	n, err := natural(v)
	if err != nil {
		m.invalid(key, "digits only, nine at most")
	}
	return n
}

func (m *message) float(key string, isNeeded bool) float64 {
	v, ok := m.text(key, isNeeded)
	if !ok {
		return 0
	}
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || strings.Trim(v, "+-.0123456789eE") != "" {
		m.invalid(key, "a decimal number")
	}
	return f
}

func (m *message) classification() string {
	switch v := m.values["CLASSIFICATION_TYPE"]; v {
	case "", "U", "C", "S":
		return v
	}
	m.invalid("CLASSIFICATION_TYPE", "U, C or S")
	return ""
}

func (m *message) designator() string {
	v := m.values["OBJECT_ID"]
	if v == "" {
		return ""
	}
	if len(v) >= 9 && v[4] == '-' && isPiece(v[8:]) {
		_, err1 := natural(v[:4])
		_, err2 := natural(v[5:8])
		if err1 == nil && err2 == nil {
			return v
		}
	}
	m.invalid("OBJECT_ID", "year, launch and piece such as 1998-067A")
	return ""
}

// epoch reads a time of CCSDS 301.0-B, code A (calendar) or B (day of the year), and rounds it to the microsecond.
func (m *message) epoch() cal.Instant {
	v, ok := m.text("EPOCH", true)
	if !ok {
		return 0
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-002T15:04:05"} {
		// Parse takes a comma too.
		if t, err := time.Parse(layout, strings.TrimSuffix(v, "Z")); err == nil && !strings.Contains(v, ",") {
			return cal.InstantOf(t.Round(time.Microsecond))
		}
	}
	m.invalid("EPOCH", "a time in UTC such as 2020-10-13T04:52:48.472320")
	return 0
}

// place returns line and column of a byte in text.
func place(text []byte, offset int) at {
	line, start := 1, 0
	for i, b := range text[:min(max(offset, 0), len(text))] {
		if b == '\n' {
			line, start = line+1, i+1
		}
	}
	return at{line, offset - start + 1}
}

// ReadElements reads element sets in the format that the text shows: OMM as XML where it begins with "<", OMM as JSON
// where it begins with "[" or "{", OMM as CSV where its first line has the keyword MEAN_MOTION between commas, else
// two-line elements. Every set is either in the catalogue or refused with a [*SyntaxError].
func ReadElements(text []byte) (Catalogue, []error) {
	s := strings.TrimLeft(strings.TrimPrefix(string(text[:min(len(text), 4096)]), "\ufeff"), " \t\r\n")
	first, _, _ := strings.Cut(s, "\n")
	switch {
	case s == "":
		return nil, []error{fmt.Errorf("no element set: the text is empty: %w", entente.ErrInvalid)}
	case s[0] == '<':
		return ReadOMMXML(text)
	case s[0] == '[' || s[0] == '{':
		return ReadOMMJSON(text)
	case strings.Contains(first, "MEAN_MOTION") && strings.Contains(first, ","):
		return ReadOMMCSV(text)
	}
	return ReadTLE(text)
}

var errCutOff = errors.New("text ends in the middle of a set; fetch it again")
